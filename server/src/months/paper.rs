//! 纸质代录: a clerk types in a month sheet of somebody without the app.
//!
//! Who types a sheet in once more begins with what stands there, and says what they saw; what stood there stays in the record's history.
//! Where the person has a phone to speak for themselves, or the month is filed, one clerk alone does not: it waits for a second person,
//! as the correction of a day does. There is no emergency about paper: a day that can't wait is corrected by itself.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Prose, RecordKind};
use cunji_domain::time::local_day;
use cunji_history::derived_record_id;

use super::person_month::{OnPaper, PersonMonth};
use super::village_months::{of_village, on_paper};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::second::{self, Wanted};
use crate::server::Server;
use crate::storage::{self, Transaction, log};

/// A sheet as it was typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Whose.
    pub cadre: PersonId,
    /// A sign a day, as [`PaperMonth::days`] has them.
    pub days: String,
    /// Whether the first secretary signed it.
    pub signed: bool,
    /// A word on it.
    pub note: String,
    /// The sheet that was there before, as [`OnPaper::seen`] names it; none: none was shown.
    pub seen: Option<String>,
    /// Why, where it takes two people.
    pub reason: String,
}

impl PersonMonth {
    /// Whether a sheet on paper of it takes two people.
    pub fn paper_takes_two(&self) -> bool {
        self.has_phone || !self.filed.is_empty()
    }
}

/// Types in a sheet; a second time replaces the first. Where that takes two people it is asked for, and what was asked for is given.
///
/// # Errors
/// The person was not on the village's team in the month, the sheet does not fit it, another was typed in meanwhile, the reason is
/// missing; or what the database says.
pub fn type_in(
    server: &Server,
    seat: &Seat,
    village: &DivisionCode,
    month: NaiveDate,
    paper: &Paper,
) -> Result<Option<second::Named>, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let today = local_day(now).unwrap_or_default();
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, village)?;
        log::lock_space(tx, village)?;
        let people = of_village(tx, &registrar, village, month, today)?;
        let Some(person) = people.iter().find(|person| person.cadre == paper.cadre) else {
            return Err(not_there(&paper.cadre));
        };
        let sheet = PaperMonth {
            cadre: paper.cadre.clone(),
            month,
            days: paper.days.clone(),
            signed: paper.signed,
            typed_by: seat.name.clone(),
            note: Prose(paper.note.trim().to_owned()),
            seconded_by: None,
        };
        as_seen(person.paper.as_ref(), paper.seen.as_deref())?;
        check_of_office(tx, &registrar, village, &sheet, now)?;
        if person.paper_takes_two() {
            let before = person.paper.as_ref().map(|paper| Box::new(paper.sheet.clone()));
            let sheet = Box::new(sheet);
            let wanted = Wanted::TypePaper { village: village.clone(), sheet, before, seen: paper.seen.clone() };
            let asked = second::Asked { wanted, reason: paper.reason.clone(), emergency: false };
            return second::ask_within(tx, &registrar, seat, village, &asked, now).map(Some);
        }
        publish(tx, &registrar, village, &sheet, now)?;
        let of = audit::Of {
            division: Some(village.clone()),
            subject: Some(paper.cadre.to_string()),
            detail: Some(month.format("%Y-%m").to_string()),
        };
        audit::note(tx, now, &seat.login, AuditAction::PaperTypedIn, of)?;
        Ok(None)
    })
}

/// Types in what a second person agreed to, who stands in it by name, if the sheet there is still the one that was seen when it was asked for.
///
/// # Errors
/// It is another by now, or breaks a rule; or what the database says.
pub(crate) fn type_in_agreed(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    (sheet, seen): (&PaperMonth, Option<&str>),
    now: i64,
) -> Result<(), ServerError> {
    log::open_space(tx, village)?;
    log::lock_space(tx, village)?;
    let kind = PaperMonth::DECL.number;
    let id = derived_record_id(kind, village, &sheet.key());
    let present = registrar.tables.record(tx, kind, village, id)?.as_ref().and_then(on_paper);
    as_seen(present.as_ref(), seen)?;
    let today = local_day(now).unwrap_or_default();
    // The term may have been changed since it was asked for.
    if !of_village(tx, registrar, village, sheet.month, today)?.iter().any(|person| person.cadre == sheet.cadre) {
        return Err(not_there(&sheet.cadre));
    }
    check_of_office(tx, registrar, village, sheet, now)?;
    publish(tx, registrar, village, sheet, now)?;
    Ok(())
}

fn not_there(cadre: &PersonId) -> ServerError {
    ServerError::refused(
        "month.unknown",
        format!("{cadre} 这个月不在这个村的工作队。名册不对的,先改名册再录。"),
        format!("{cadre} was not on this village's team in this month. If the roster is wrong, change it first."),
    )
}

fn as_seen(present: Option<&OnPaper>, seen: Option<&str>) -> Result<(), ServerError> {
    if present.map(|present| present.seen.as_str()) == seen {
        return Ok(());
    }
    let by = present.map(|present| present.sheet.typed_by.as_str()).unwrap_or_default();
    Err(ServerError::refused(
        "paper_month.changed_meanwhile",
        format!("这张表刚才有人({by})录过了,没有录进去。请看现在录的是什么,再决定要不要改。"),
        format!(
            "Somebody ({by}) typed this sheet in meanwhile; nothing was done. Look at what stands there now and decide again."
        ),
    ))
}
