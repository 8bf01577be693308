//! 归档: a division's sheet of a month is closed. Months that were checked are filed; of months that were filed before, what the
//! records say otherwise by now becomes a numbered correction on this sheet.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::attendance::{DayState, Why};
use cunji_domain::division::DivisionCode;
use cunji_domain::month_filing::{FilingCause, MonthFiling};
use cunji_domain::person::PersonId;
use cunji_domain::record::{Prose, RecordKind};
use cunji_domain::time::local_day;

use super::person_month::{PersonMonth, Step, of_village, villages_of};
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
        // A sheet that was closed is printed: what comes later goes onto the next one, and a month that was left out is filed alone.
        let goes_out = !is_closed(tx, &registrar, village, sheet)?;
        for (month, last_filed) in filed_before(tx, &registrar, village, sheet)?.into_iter().filter(|_| goes_out) {
            let people = of_village(tx, &registrar, village, month, today)?;
            for last in last_filed.values() {
                let person = people.iter().find(|person| person.cadre == last.cadre);
                let correction = match person {
                    Some(person) => corrected(person, sheet),
                    None => taken_back(last, sheet),
                };
                if let Some(correction) = correction {
                    file(tx, &registrar, village, &correction, now)?;
                    done.corrections += 1;
                }
            }
        }
        for person in of_village(tx, &registrar, village, sheet, today)? {
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

/// Whether a village has filed something on this sheet or on a later one.
fn is_closed(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    sheet: NaiveDate,
) -> Result<bool, ServerError> {
    let rows = registrar.tables.records(tx, MonthFiling::DECL.number, village)?;
    let mut filings = rows.iter().filter_map(|row| MonthFiling::from_parts(&row.key, &row.fields).ok());
    Ok(filings.any(|filing| filing.sheet >= sheet))
}

/// What a village filed last of each month before this sheet's, by month and person.
fn filed_before(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    sheet: NaiveDate,
) -> Result<BTreeMap<NaiveDate, BTreeMap<PersonId, MonthFiling>>, ServerError> {
    let rows = registrar.tables.records(tx, MonthFiling::DECL.number, village)?;
    let filings = rows.iter().filter_map(|row| MonthFiling::from_parts(&row.key, &row.fields).ok());
    let mut last: BTreeMap<NaiveDate, BTreeMap<PersonId, MonthFiling>> = BTreeMap::new();
    for filing in filings.filter(|filing| filing.month < sheet) {
        let of_month = last.entry(filing.month).or_default();
        let known = of_month.entry(filing.cadre.clone()).or_insert_with(|| filing.clone());
        if known.number < filing.number {
            *known = filing;
        }
    }
    Ok(last)
}

/// A correction where the records say something else than what was filed last.
fn corrected(person: &PersonMonth, sheet: NaiveDate) -> Option<MonthFiling> {
    let last = person.last_filed().filter(|last| !last.changed.is_empty())?;
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
fn taken_back(last: &MonthFiling, sheet: NaiveDate) -> Option<MonthFiling> {
    let nowhere = DayState::NotInTerm.sign();
    let filed: String = last.filed.chars().map(|_| nowhere).collect();
    (filed != last.filed).then(|| MonthFiling {
        number: last.number + 1,
        filed,
        sheet,
        cause: FilingCause::LateArrival,
        note: Prose("这个月改在别的村算".to_owned()),
        ..last.clone()
    })
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
