//! 归档: a division's sheet of a month is closed. Months that were checked are filed; of months that were filed before, what the
//! records say otherwise by now becomes a numbered correction on this sheet.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::attendance::Why;
use cunji_domain::division::DivisionCode;
use cunji_domain::month_filing::{FilingCause, MonthFiling};
use cunji_domain::person::PersonId;
use cunji_domain::record::Prose;
use cunji_domain::time::local_day;

use super::filings::filings_of;
use super::person_month::{Filed, PersonMonth, Step};
use super::village_months::{months_of_village, villages_of};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, log};

/// What a close came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closed {
    /// How many months were filed.
    pub filed: u64,
    /// How many corrections of earlier months were.
    pub corrections: u64,
    /// Whose month was left out, since it is not checked; it can be filed later, on this sheet's next close or another's.
    pub left: Vec<Left>,
}

/// A month that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The village.
    pub village: DivisionCode,
    /// Whose.
    pub cadre: PersonId,
    /// By name.
    pub name: String,
    /// How far it is.
    pub step: Step,
}

/// Closes a division's sheet of a month. Each village is a transaction of its own: whoever stops in between goes on there, and what
/// is filed already is not filed again.
///
/// # Errors
/// The month is not over; or what the database says.
pub fn close(server: &Server, seat: &Seat, division: &DivisionCode, sheet: NaiveDate) -> Result<Closed, ServerError> {
    let today = local_day(server.clock.now()).unwrap_or_default();
    let last = cunji_domain::month_acknowledgement::month_end(sheet);
    if last >= today {
        return Err(ServerError::refused(
            "month.not_over",
            format!("这个月还没过完,过了 {last} 再归档。"),
            format!("The month is not over; close it after {last}."),
        ));
    }
    let villages = storage::read(&*server.storage, |tx| villages_of(tx, division))?;
    let mut closed = Closed::default();
    for village in villages {
        close_village(server, seat, &village, (sheet, today), &mut closed)?;
        storage::give_way();
    }
    Ok(closed)
}

fn close_village(
    server: &Server,
    seat: &Seat,
    village: &DivisionCode,
    (sheet, today): (NaiveDate, NaiveDate),
    closed: &mut Closed,
) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let done = storage::write(&*server.storage, |tx| {
        let mut done = Closed::default();
        log::open_space(tx, village)?;
        log::lock_space(tx, village)?;
        let filings = filings_of(tx, &registrar, village)?;
        // A sheet that was closed is printed: what comes later goes onto the next one, and a month that was left out is filed alone.
        let goes_out = filings.iter().all(|filing| filing.sheet < sheet);
        let before = filings.iter().map(|filing| filing.month).filter(|month| goes_out && *month < sheet);
        let months: BTreeSet<NaiveDate> = before.chain([sheet]).collect();
        let mut months = months_of_village(tx, &registrar, village, &months, today)?;
        let people = months.remove(&sheet).unwrap_or_default();
        for person in months.values().flatten() {
            if let Some(correction) = corrected(person, sheet) {
                file(tx, &registrar, village, &correction, now)?;
                done.corrections += 1;
            }
        }
        for person in people {
            match person.step {
                Step::Checked => {
                    let filing = filing(&person, sheet, sheet, 0, FilingCause::Closed);
                    file(tx, &registrar, village, &filing, now)?;
                    done.filed += 1;
                }
                Step::Filed | Step::FiledAndChanged => {}
                step => {
                    let (cadre, name) = (person.cadre, person.name);
                    done.left.push(Left { village: village.clone(), cadre, name, step });
                }
            }
        }
        if done.filed + done.corrections > 0 {
            let of = audit::Of {
                division: Some(village.clone()),
                subject: None,
                detail: Some(format!("{}:{} + {}", sheet.format("%Y-%m"), done.filed, done.corrections)),
            };
            audit::note(tx, now, &seat.login, AuditAction::MonthClosed, of)?;
        }
        Ok::<_, ServerError>(done)
    })?;
    closed.filed += done.filed;
    closed.corrections += done.corrections;
    closed.left.extend(done.left);
    Ok(())
}

/// A correction where the records say something else than what was filed last.
fn corrected(person: &PersonMonth, sheet: NaiveDate) -> Option<MonthFiling> {
    let last = person.last_filed().filter(|last| !last.changed.is_empty())?;
    if !person.here {
        return Some(taken_back(person, last, sheet));
    }
    let all = |is: fn(Why) -> bool| {
        last.changed.iter().all(|changed| person.days.iter().any(|day| day.day == changed.day && is(day.why)))
    };
    let cause = match () {
        () if all(is_correction) => FilingCause::Corrected,
        () if all(|why| why == Why::NoWord) => FilingCause::TimeOver,
        () => FilingCause::LateArrival,
    };
    let words = last.changed.iter().map(|day| format!("{} {}→{}", day.day.format("%m-%d"), day.was.zh(), day.is.zh()));
    let note = Prose(words.collect::<Vec<_>>().join(";"));
    let number = last.filing.number + 1;
    Some(MonthFiling { note, ..filing(person, last.filing.month, sheet, number, cause) })
}

/// A correction that takes a month back: the roster says by now that the person was not on this village's team in it.
fn taken_back(person: &PersonMonth, last: &Filed, sheet: NaiveDate) -> MonthFiling {
    let number = last.filing.number + 1;
    let note = Prose("这个月改在别的村算".to_owned());
    MonthFiling { note, ..filing(person, last.filing.month, sheet, number, FilingCause::LateArrival) }
}

fn is_correction(why: Why) -> bool {
    matches!(
        why,
        Why::CorrectedResident
            | Why::CorrectedRest
            | Why::CorrectedLeave
            | Why::CorrectedBusiness
            | Why::CorrectedAbsent
    )
}

fn filing(person: &PersonMonth, month: NaiveDate, sheet: NaiveDate, number: i64, cause: FilingCause) -> MonthFiling {
    MonthFiling {
        cadre: person.cadre.clone(),
        month,
        number,
        until: person.until,
        filed: person.signs.clone(),
        sheet,
        cause,
        note: Prose::default(),
        role: (number == 0).then_some(person.role),
        target: (number == 0).then_some(person.year_target),
    }
}

fn file(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    filing: &MonthFiling,
    now: i64,
) -> Result<(), ServerError> {
    check_of_office(tx, registrar, village, filing, now)?;
    publish(tx, registrar, village, filing, now)?;
    Ok(())
}
