//! A calendar, year by year, as phones get it: entries in the city's space.
//!
//! A file speaks of the days that it names and of no others: next year's notice begins in the last days of this one, and a corrected
//! notice is a few lines. What was declared is taken back by a line of its own that says what the day is (上班, 休息), never by silence.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use cunji_domain::calendar::{Calendar, CalendarEntry, DayKind};
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordKind, Set};
use cunji_domain::server_facts::calendar_year::{CalendarYear, NamedDay};

use super::Imported;
use super::change::{Change, Wanted};
use super::divisions::city;
use crate::error::ServerError;
use crate::imports::Remark;
use crate::registrar::Registrar;
use crate::storage::Transaction;

/// The years that something is declared of.
type Years = BTreeMap<u16, CalendarYear>;

/// What a calendar changes by itself. That a year is kept and announced as it ships with the program changes nothing for anybody.
pub(super) fn plan(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    calendar: &Calendar,
) -> Result<Vec<Change>, ServerError> {
    let city = city(tx)?;
    let standing = standing(tx, registrar, &city)?;
    let mut changes = Vec::new();
    for year in with_days_of(&standing, calendar).values() {
        let wanted = wanted(year, &standing).change(tx, registrar, &city)?;
        changes.extend(wanted.map(|change| in_days(change, standing.get(&year.year), year)));
    }
    Ok(changes)
}

/// A year's days are many, and a notice changes a few of them: told are how many there are, and those that go and come. The fields' names
/// in English say what days they are; those of the record do not.
fn in_days(mut change: Change, before: Option<&CalendarYear>, after: &CalendarYear) -> Change {
    type Told = fn(&CalendarYear, Option<&CalendarYear>) -> String;
    for field in &mut change.fields {
        let (words, told): (&str, Told) = match field.en.as_str() {
            "rest" => ("weekdays off", |of, beside| days_beside(&of.rest.0, beside.map(|year| &year.rest.0))),
            "work" => ("weekend days worked", |of, beside| days_beside(&of.work.0, beside.map(|year| &year.work.0))),
            "names" => ("days with a name", |of, beside| named_beside(&of.names.0, beside.map(|year| &year.names.0))),
            _ => continue,
        };
        words.clone_into(&mut field.en);
        field.before = before.map(|before| told(before, Some(after)));
        field.after = Some(told(after, before));
    }
    change
}

/// How many days these are, and which of them are not among the others.
fn days_beside(days: &BTreeSet<NaiveDate>, others: Option<&BTreeSet<NaiveDate>>) -> String {
    let own: Vec<_> = days.iter().filter(|day| others.is_none_or(|others| !others.contains(*day))).copied().collect();
    counted(days.len(), &stretches(&own))
}

/// The same of days with a name.
fn named_beside(days: &BTreeSet<NamedDay>, others: Option<&BTreeSet<NamedDay>>) -> String {
    let own: Vec<_> = days.iter().filter(|day| others.is_none_or(|others| !others.contains(*day))).collect();
    let of_one_name = own.chunk_by(|one, next| one.name == next.name).map(|named| {
        let days: Vec<_> = named.iter().map(|named| named.day).collect();
        let name = named.first().map(|named| named.name.as_str()).unwrap_or_default();
        format!("{} {name}", stretches(&days))
    });
    counted(days.len(), &of_one_name.collect::<Vec<_>>().join("、"))
}

fn counted(days: usize, own: &str) -> String {
    if own.is_empty() { days.to_string() } else { format!("{days} ({own})") }
}

/// Tells of the days that stay as they were declared, in years that the calendar speaks of: whoever brings a corrected notice sees
/// what it does not correct.
pub(super) fn days_that_stay(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    calendar: &Calendar,
) -> Result<Vec<Remark>, ServerError> {
    let city = city(tx)?;
    let standing = standing(tx, registrar, &city)?;
    let told: BTreeSet<NaiveDate> = calendar.entries().iter().flat_map(days).collect();
    let notes = with_days_of(&standing, calendar).into_keys().filter_map(|number| {
        let stays: Vec<_> = declared(standing.get(&number)?).into_iter().filter(|day| !told.contains(day)).collect();
        let (count, listed) = (stays.len(), stretches(&stays));
        (count > 0).then(|| {
            Remark::on_file(
                "calendar.days_stay",
                format!("{number} 年另有 {count} 天原来就有安排,这份文件没写到,照旧:{listed}。要取消哪天,加一行写明那天上班或休息。"),
                format!("{count} other day(s) of {number} are declared already and not in this file; they stay: {listed}. To take one back, add a line that says whether it is worked or off."),
            )
        })
    });
    Ok(notes.collect())
}

/// Takes in a calendar. A day that it does not speak of stays as it is.
pub(super) fn apply(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    calendar: &Calendar,
    now: i64,
) -> Result<Imported, ServerError> {
    let city = city(tx)?;
    let standing = standing(tx, registrar, &city)?;
    let mut imported = Imported { rows: calendar.entries().len(), changed: 0 };
    for year in with_days_of(&standing, calendar).values() {
        let wanted = wanted(year, &standing);
        imported.changed += usize::from(wanted.change(tx, registrar, &city)?.is_some());
        wanted.publish(tx, registrar, &city, now)?;
    }
    Ok(imported)
}

/// The calendar as it would be with this one's days, and the years that it speaks of.
///
/// # Errors
/// There is no city yet, or what the database says.
pub(super) fn with(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    calendar: &Calendar,
) -> Result<(Calendar, BTreeSet<i32>), ServerError> {
    let city = city(tx)?;
    let mut years = standing(tx, registrar, &city)?;
    let spoken_of = with_days_of(&years, calendar);
    let numbers = spoken_of.keys().copied().map(i32::from).collect();
    years.extend(spoken_of);
    Ok((Calendar::of_years(&years.into_values().collect::<Vec<_>>()), numbers))
}

fn wanted(year: &CalendarYear, standing: &Years) -> Wanted {
    Wanted::keyed(year, year.year.to_string(), None).in_place_of(standing.get(&year.year))
}

/// The years as they hold: each as it was imported, else as it ships with the program, since phones count by that, too.
fn standing(tx: &mut dyn Transaction, registrar: &Registrar, city: &DivisionCode) -> Result<Years, ServerError> {
    let rows = registrar.tables.records(tx, CalendarYear::DECL.number, city)?;
    let imported = rows.into_iter().filter(|row| !row.withdrawn);
    let imported = imported.filter_map(|row| CalendarYear::from_parts(&row.key, &row.fields).ok());
    let mut years = with_days_of(&Years::new(), &Calendar::shipped());
    years.extend(imported.map(|year| (year.year, year)));
    Ok(years)
}

/// The years that a calendar speaks of, with what it says of its days in place of what was said of them.
fn with_days_of(standing: &Years, calendar: &Calendar) -> Years {
    let mut years = Years::new();
    for entry in calendar.entries() {
        for day in days(entry) {
            let Ok(number) = u16::try_from(day.year()) else { continue };
            let as_it_stands = || standing.get(&number).cloned().unwrap_or_else(|| nothing_declared(number));
            declare(years.entry(number).or_insert_with(as_it_stands), day, entry);
        }
    }
    years
}

fn declare(year: &mut CalendarYear, day: NaiveDate, entry: &CalendarEntry) {
    year.rest.0.remove(&day);
    year.work.0.remove(&day);
    year.names.0.retain(|named| named.day != day);
    match (entry.kind, matches!(day.weekday(), Weekday::Sat | Weekday::Sun)) {
        (DayKind::Work, true) => _ = year.work.0.insert(day),
        // A day like any other: nothing is left to be said of it.
        (DayKind::Work, false) => return,
        (DayKind::Holiday | DayKind::Rest, false) => _ = year.rest.0.insert(day),
        // A weekend rests anyway; what it is called is all that is declared of it.
        (DayKind::Holiday | DayKind::Rest, true) => {}
    }
    if !entry.name.is_empty() {
        year.names.0.insert(NamedDay { day, name: entry.name.clone() });
    }
}

fn nothing_declared(year: u16) -> CalendarYear {
    CalendarYear { year, rest: Set::default(), work: Set::default(), names: Set::default(), source: None }
}

fn days(entry: &CalendarEntry) -> impl Iterator<Item = NaiveDate> {
    let to = entry.to;
    entry.from.iter_days().take_while(move |day| *day <= to)
}

/// The days of a year that something is said of.
fn declared(year: &CalendarYear) -> BTreeSet<NaiveDate> {
    let named = year.names.0.iter().map(|named| named.day);
    year.rest.0.iter().chain(&year.work.0).copied().chain(named).collect()
}

/// Days in order, those that follow one another as one stretch.
fn stretches(days: &[NaiveDate]) -> String {
    let stretches = days.chunk_by(|one, next| one.succ_opt() == Some(*next)).map(|days| match days {
        [first, .., last] => format!("{first}–{last}"),
        days => days.iter().map(ToString::to_string).collect(),
    });
    stretches.collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn shipped() -> Years {
        with_days_of(&Years::new(), &Calendar::shipped())
    }

    fn with_file(file: &str) -> Years {
        with_days_of(&shipped(), &Calendar::parse(file).unwrap())
    }

    #[test]
    fn the_shipped_calendar_says_the_same_once_it_was_imported() {
        let (calendar, years) = (Calendar::shipped(), shipped());
        let imported = Calendar::of_years(&years.into_values().collect::<Vec<_>>());
        for day in day("2017-01-01").iter_days().take(365) {
            assert_eq!(
                (imported.is_rest(day), imported.name_of(day)),
                (calendar.is_rest(day), calendar.name_of(day)),
                "{day}"
            );
        }
    }

    #[test]
    fn next_years_notice_leaves_this_years_days_as_they_are() {
        let years = with_file("2017-12-30,2018-01-01,放假,元旦\n2018-02-15,2018-02-21,放假,春节\n");
        assert_eq!(years.keys().copied().collect::<Vec<_>>(), [2017, 2018]);
        let (before, after) = (&shipped()[&2017], &years[&2017]);
        assert_eq!((&after.rest, &after.work), (&before.rest, &before.work), "30 and 31 December are a weekend");
        let new: Vec<_> = after.names.0.difference(&before.names.0).map(|named| named.day).collect();
        assert_eq!((new, before.names.0.is_subset(&after.names.0)), (vec![day("2017-12-30"), day("2017-12-31")], true));
    }

    #[test]
    fn a_line_of_its_own_makes_a_day_like_any_other() {
        let years = with_file("2017-10-06,,上班,照常\n2017-09-30,,休息,\n2017-10-07,,休息,\n2017-05-27,,休息,不调班\n");
        let year = &years[&2017];
        let said = declared(year);
        assert!(
            !said.contains(&day("2017-10-06"))
                && !said.contains(&day("2017-09-30"))
                && !said.contains(&day("2017-10-07"))
        );
        assert!(!year.work.0.contains(&day("2017-05-27")) && said.contains(&day("2017-05-27")), "its name alone");
        assert!(year.rest.0.contains(&day("2017-10-05")), "the days beside it stay");
    }

    #[test]
    fn of_a_years_days_those_are_told_that_change() {
        let (before, years) = (shipped(), with_file("2017-09-04,2017-09-05,放假,会\n2017-10-06,,上班,\n"));
        let (before, after) = (&before[&2017], &years[&2017]);
        let rest = before.rest.0.len();
        assert_eq!(days_beside(&before.rest.0, Some(&after.rest.0)), format!("{rest} (2017-10-06)"));
        assert_eq!(days_beside(&after.rest.0, Some(&before.rest.0)), format!("{} (2017-09-04–2017-09-05)", rest + 1));
        assert_eq!(days_beside(&before.work.0, Some(&after.work.0)), before.work.0.len().to_string());
        let named = named_beside(&after.names.0, Some(&before.names.0));
        assert_eq!(named, format!("{} (2017-09-04–2017-09-05 会)", after.names.0.len()));
        let whole = with_file("2018-01-01,,放假,元旦\n");
        assert_eq!(days_beside(&whole[&2018].rest.0, None), "1 (2018-01-01)", "of a new year all are");
    }

    #[test]
    fn days_that_follow_one_another_are_told_as_one_stretch() {
        let days = ["2017-01-22", "2017-01-27", "2017-01-28", "2017-01-29", "2017-02-04"].map(day);
        assert_eq!(stretches(&days), "2017-01-22、2017-01-27–2017-01-29、2017-02-04");
    }
}
