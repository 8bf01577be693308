//! 纸质代录: a clerk types in a month sheet of somebody without the app.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;
use cunji_domain::record::Prose;
use cunji_domain::time::local_day;

use super::person_month::{Step, of_village};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::server::Server;
use crate::storage::{self, log};

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
}

/// Types in a sheet; a second time replaces the first.
///
/// # Errors
/// The person was not on the village's team in the month, the sheet does not fit it; or what the database says.
pub fn type_in(
    server: &Server,
    seat: &Seat,
    village: &DivisionCode,
    month: NaiveDate,
    paper: &Paper,
) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let today = local_day(now).unwrap_or_default();
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, village)?;
        log::lock_space(tx, village)?;
        let people = of_village(tx, &registrar, village, month, today)?;
        let Some(person) = people.iter().find(|person| person.cadre == paper.cadre) else {
            return Err(ServerError::refused(
                "month.unknown",
                format!("{} 这个月不在这个村的工作队。", paper.cadre),
                format!("{} was not on this village's team in this month.", paper.cadre),
            ));
        };
        // What is filed takes two people and a reason.
        if matches!(person.step, Step::Filed | Step::FiledAndChanged) {
            return Err(ServerError::refused(
                "month.filed_already",
                "这个月已经归档,不再代录。要改的日子,用更正,写明理由,另一个人复核。",
                "This month is filed; no sheet is typed in any more. Correct the days in question: with a reason and a second person.",
            ));
        }
        let said = PaperMonth {
            cadre: paper.cadre.clone(),
            month,
            days: paper.days.clone(),
            signed: paper.signed,
            typed_by: seat.name.clone(),
            note: Prose(paper.note.trim().to_owned()),
        };
        check_of_office(tx, &registrar, village, &said, now)?;
        publish(tx, &registrar, village, &said, now)?;
        let of = audit::Of {
            division: Some(village.clone()),
            subject: Some(paper.cadre.to_string()),
            detail: Some(month.format("%Y-%m").to_string()),
        };
        audit::note(tx, now, &seat.login, AuditAction::PaperTypedIn, of)
    })
}
