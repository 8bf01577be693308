//! A calendar, year by year, as phones get it: entries in the city's space.

use std::collections::BTreeMap;

use chrono::{Datelike, Weekday};
use cunji_domain::calendar::{Calendar, DayKind};
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordKind, Set};
use cunji_domain::server_facts::calendar_year::{CalendarYear, NamedDay};

use super::Imported;
use super::change::{Becomes, Change, Wanted};
use super::divisions::city;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;

/// What a calendar changes by itself.
pub(super) fn plan(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    calendar: &Calendar,
) -> Result<Vec<Change>, ServerError> {
    let city = city(tx)?;
    let mut changes = Vec::new();
    for year in years_of(calendar).values() {
        changes.extend(change(tx, registrar, &city, year)?);
    }
    Ok(changes)
}

/// What a year changes; nothing where it is said already. As long as no year was imported in its place, the one that the program ships with
/// holds, on phones too: that it is kept and announced changes nothing for anybody.
fn change(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    city: &DivisionCode,
    year: &CalendarYear,
) -> Result<Option<Change>, ServerError> {
    let change = wanted(year).change(tx, registrar, city)?;
    let shipped = || years_of(&Calendar::shipped()).get(&year.year) == Some(year);
    Ok(change.filter(|change| change.becomes != Becomes::New || !shipped()).map(in_words))
}

/// The fields' names in English say what days they are; those of the record do not.
fn in_words(mut change: Change) -> Change {
    for field in &mut change.fields {
        let words = match field.en.as_str() {
            "rest" => "weekdays off",
            "work" => "weekend days worked",
            "names" => "days with a name",
            _ => continue,
        };
        words.clone_into(&mut field.en);
    }
    change
}

/// Takes in a calendar. A year that it does not speak of stays.
pub(super) fn apply(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    calendar: &Calendar,
    now: i64,
) -> Result<Imported, ServerError> {
    let city = city(tx)?;
    let mut imported = Imported { rows: calendar.entries().len(), changed: 0 };
    for year in years_of(calendar).values() {
        imported.changed += usize::from(change(tx, registrar, &city, year)?.is_some());
        wanted(year).publish(tx, registrar, &city, now)?;
    }
    Ok(imported)
}

/// The calendar as it would be with this one's years.
///
/// # Errors
/// There is no city yet, or what the database says.
pub(super) fn with(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    calendar: &Calendar,
) -> Result<Calendar, ServerError> {
    let city = city(tx)?;
    let proposed = years_of(calendar);
    let rows = registrar.tables.records(tx, CalendarYear::DECL.number, &city)?;
    let standing = rows.into_iter().filter(|row| !row.withdrawn);
    let kept = standing.filter_map(|row| CalendarYear::from_parts(&row.key, &row.fields).ok());
    let mut years: Vec<CalendarYear> = kept.filter(|year| !proposed.contains_key(&year.year)).collect();
    years.extend(proposed.into_values());
    Ok(Calendar::of_years(&years))
}

fn wanted(year: &CalendarYear) -> Wanted {
    Wanted::keyed(year, year.year.to_string(), None)
}

fn years_of(calendar: &Calendar) -> BTreeMap<u16, CalendarYear> {
    let mut years: BTreeMap<u16, CalendarYear> = BTreeMap::new();
    for entry in calendar.entries() {
        for day in entry.from.iter_days().take_while(|day| *day <= entry.to) {
            let Ok(number) = u16::try_from(day.year()) else { continue };
            let year = years.entry(number).or_insert_with(|| CalendarYear {
                year: number,
                rest: Set::default(),
                work: Set::default(),
                names: Set::default(),
                source: None,
            });
            let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            match entry.kind {
                DayKind::Work if is_weekend => _ = year.work.0.insert(day),
                DayKind::Holiday | DayKind::Rest if !is_weekend => _ = year.rest.0.insert(day),
                _ => {}
            }
            if !entry.name.is_empty() {
                year.names.0.insert(NamedDay { day, name: entry.name.clone() });
            }
        }
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_calendar_says_the_same_once_it_was_imported() {
        let shipped = Calendar::shipped();
        let years: Vec<CalendarYear> = years_of(&shipped).into_values().collect();
        let imported = Calendar::of_years(&years);
        let first = chrono::NaiveDate::from_yo_opt(2017, 1).unwrap();
        for day in first.iter_days().take(365) {
            assert_eq!(
                (imported.is_rest(day), imported.name_of(day)),
                (shipped.is_rest(day), shipped.name_of(day)),
                "{day}"
            );
        }
    }
}
