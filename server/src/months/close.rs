//! 归档: a division's sheet of a month is closed. Months that were checked are filed; of months that were filed before, what the
//! records say otherwise by now becomes a numbered correction on this sheet, and a month that was left out of a sheet that was closed
//! before, or came to the village since, is filed on this one.
//!
//! Each village whose page says something is noted in the audit by itself; those on whose pages nothing was to be filed are noted in one
//! line together, once.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::Why;
use cunji_domain::calendar::Calendar;
use cunji_domain::division::DivisionCode;
use cunji_domain::month_filing::{FilingCause, MonthFiling};
use cunji_domain::record::Prose;
use cunji_domain::time::local_day;

use super::filings::filings_of;
use super::left::{Left, closed_sheets, months_left};
use super::person_month::{Filed, PersonMonth, Step};
use super::rest_days::rest_days;
use super::village_months::{months_of_village, villages_of};
use crate::accounts::Seat;
use crate::attendance::calendar;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::follow;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, log, months, roster};

/// Which sheet is closed, and what whoever closes it knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    /// The first day of the sheet's month.
    pub sheet: NaiveDate,
    /// Whether they said yes to a year without holidays.
    pub without_calendar: bool,
}

/// What a close came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closed {
    /// How many months were filed.
    pub filed: u64,
    /// How many of them are of earlier months, whose sheets were closed without them.
    pub late: u64,
    /// How many corrections of earlier months were.
    pub corrections: u64,
    /// Whose month was left out, since it is not checked; it can be filed later, on this sheet's next close or on the next sheet.
    pub left: Vec<Left>,
}

/// Closes a division's sheet of a month. Each village is a transaction of its own, and those without anything to file are one at the end:
/// whoever stops in between goes on there, and what is filed already is not filed again.
///
/// # Errors
/// Logs are followed anew; the month is not over; its year's holidays are not known and nobody said yes to that; or what the database
/// says.
pub fn close(server: &Server, seat: &Seat, division: &DivisionCode, close: Close) -> Result<Closed, ServerError> {
    follow::ensure_whole(server, division)?;
    let Close { sheet, without_calendar } = close;
    let today = local_day(server.clock.now()).unwrap_or_default();
    let last = cunji_domain::month_acknowledgement::month_end(sheet);
    if last >= today {
        return Err(ServerError::refused(
            "month.not_over",
            format!("这个月还没过完,过了 {last} 再归档。"),
            format!("The month is not over; close it after {last}."),
        ));
    }
    if !without_calendar {
        // What was left out of earlier sheets is filed with it, maybe of another year.
        let registrar = server.registrar();
        let (late, calendar) = storage::read(&*server.storage, |tx| {
            Ok::<_, ServerError>((months_left(tx, &registrar, division, sheet)?, calendar(tx, &registrar)?))
        })?;
        let mut years = late.into_values().flatten().chain([sheet]).map(|month| month.year());
        if let Some(year) = years.find(|year| !calendar.declares(*year)) {
            return Err(no_calendar(year));
        }
    }
    let villages = storage::read(&*server.storage, |tx| villages_of(tx, division))?;
    let (mut closed, mut empty) = (Closed::default(), Vec::new());
    for village in villages {
        let done = close_village(server, seat, (&village, today), close)?;
        if done.says_nothing() {
            empty.push(village);
        }
        closed.add(done);
        storage::give_way();
    }
    close_empty(server, seat, (division, &empty), close)?;
    Ok(closed)
}

impl Closed {
    /// Whether there was nothing to file.
    fn says_nothing(&self) -> bool {
        self.filed == 0 && self.corrections == 0
    }

    fn add(&mut self, done: Self) {
        self.filed += done.filed;
        self.late += done.late;
        self.corrections += done.corrections;
        self.left.extend(done.left);
    }
}

fn no_calendar(year: i32) -> ServerError {
    ServerError::refused(
        "month.without_calendar",
        format!(
            "{year} 年的放假安排还没有导入,节假日都照上班日算,那几天没有消息的会归成缺勤。没有归档。请市办公室先在「政策」里导入放假安排;一定要现在归,勾上「我知道没有放假安排」再归。"
        ),
        format!(
            "The holidays of {year} are not imported: each counts as a workday, and who was not heard of on it would be filed as absent. Nothing was filed. Have the city's office import the calendar first, or say that you close the sheet knowing of it."
        ),
    )
}

/// Files what there is to file in a village. Its page is closed with it; where there was nothing, that is left to [`close_empty`].
fn close_village(
    server: &Server,
    seat: &Seat,
    (village, today): (&DivisionCode, NaiveDate),
    close: Close,
) -> Result<Closed, ServerError> {
    let (registrar, now, sheet) = (server.registrar(), server.clock.now(), close.sheet);
    storage::write(&*server.storage, |tx| {
        let mut done = Closed::default();
        log::open_space(tx, village)?;
        log::lock_space(tx, village)?;
        let filings = filings_of(tx, &registrar, village)?;
        // A sheet that was closed is printed: what comes later goes onto the next one. A month that was left out is filed alone, as long
        // as no later sheet tells the year without it.
        let sheets = closed_sheets(tx, &registrar, village)?;
        let goes_out = sheets.iter().all(|closed| *closed < sheet);
        let takes_own = sheets.iter().all(|closed| *closed <= sheet) || !sheets.contains(&sheet);
        let before = filings.iter().map(|filing| filing.month).chain(sheets);
        let months: BTreeSet<NaiveDate> = before.filter(|month| goes_out && *month < sheet).chain([sheet]).collect();
        let name = roster::division_called(tx, village)?;
        let calendar = calendar(tx, &registrar)?;
        for (month, people) in months_of_village(tx, &registrar, village, &months, today)? {
            for person in people {
                match person.step {
                    Step::Filed | Step::FiledAndChanged => {
                        if let Some(correction) = corrected(&person, sheet).filter(|_| month < sheet) {
                            file(tx, &registrar, village, &correction, now)?;
                            done.corrections += 1;
                        }
                    }
                    Step::Checked if takes_own => {
                        let filing = closing(&person, month, sheet, &calendar);
                        file(tx, &registrar, village, &filing, now)?;
                        done.filed += 1;
                        done.late += u64::from(month < sheet);
                    }
                    _ => done.left.push(Left::of((village, &name), month, person)),
                }
            }
        }
        if !done.says_nothing() {
            months::put_closed(tx, village, sheet, now)?;
            note(tx, now, seat, village, close, &format!("{} + {}", done.filed, done.corrections))?;
        }
        Ok::<_, ServerError>(done)
    })
}

/// Closes the pages of a division's villages on which nothing was to be filed: from now on they name who is left out. Where all of them
/// were closed before, nothing happens, and nothing is noted.
fn close_empty(
    server: &Server,
    seat: &Seat,
    (division, villages): (&DivisionCode, &[DivisionCode]),
    close: Close,
) -> Result<(), ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let mut pages = Vec::new();
        for village in villages {
            if months::put_closed(tx, village, close.sheet, now)? {
                pages.push(village.as_str());
            }
        }
        if pages.is_empty() {
            return Ok(());
        }
        note(tx, now, seat, division, close, &format!("nothing on {}", pages.join(" ")))
    })
}

fn note(
    tx: &mut dyn Transaction,
    now: i64,
    seat: &Seat,
    division: &DivisionCode,
    Close { sheet, without_calendar }: Close,
    done: &str,
) -> Result<(), ServerError> {
    // Whoever closes a year without holidays stands for it.
    let knowing = if without_calendar { " without_calendar" } else { "" };
    let of = audit::Of {
        division: Some(division.clone()),
        subject: None,
        detail: Some(format!("{}:{done}{knowing}", sheet.format("%Y-%m"))),
    };
    audit::note(tx, now, &seat.login, AuditAction::MonthClosed, of)
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
    MonthFiling {
        note,
        on_paper: Some(false),
        ..filing(person, last.filing.month, sheet, number, FilingCause::LateArrival)
    }
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

/// The month itself, with all that a print of its sheet says of it beside the days: a print says the same ever after.
fn closing(person: &PersonMonth, month: NaiveDate, sheet: NaiveDate, calendar: &Calendar) -> MonthFiling {
    let why = person.checked.as_ref().map(|(_, seen)| seen.note.trim().to_owned());
    MonthFiling {
        note: Prose(why.unwrap_or_default()),
        role: Some(person.role),
        target: Some(person.year_target),
        year_resident: Some(person.year_resident),
        rest_days: Some(MonthFiling::listed(rest_days(calendar, month))),
        ..filing(person, month, sheet, 0, FilingCause::Closed)
    }
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
        role: None,
        target: None,
        year_resident: None,
        never_heard: Some(person.never_heard_now()),
        on_paper: Some(person.paper.is_some()),
        rest_days: None,
        silent: Some(MonthFiling::listed(person.silent())),
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
