//! Whose figures another policy or another calendar changes: this month's days and the year's sums, counted by both.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::DayState;
use cunji_domain::division::DivisionCode;

use super::change::{Becomes, Change, Difference};
use crate::attendance::{Basis, years_of_team_by};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::attendance::YearInVillage;
use crate::storage::{Transaction, roster};

/// Whose figures in a village would be others, as counted on the day `today`.
///
/// # Errors
/// What the database says.
pub(super) fn otherwise(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    proposed: &Basis,
    village: &DivisionCode,
    today: NaiveDate,
) -> Result<Vec<Change>, ServerError> {
    let present = Basis::of(tx, registrar)?;
    let before = years_of_team_by(tx, registrar, &present, village, Some(today.year()), today)?;
    let after = years_of_team_by(tx, registrar, proposed, village, Some(today.year()), today)?;
    let place = roster::division_called(tx, village)?;
    let people: BTreeSet<_> = before.iter().chain(&after).map(|year| &year.cadre).collect();
    let mut changes = Vec::new();
    for cadre in people {
        let of = |years: &[YearInVillage]| {
            let year = years.iter().find(|year| year.cadre == *cadre);
            year.map_or_else(Vec::new, |year| figures(year, today))
        };
        let fields = differing(of(&before), of(&after));
        if !fields.is_empty() {
            changes.push(Change {
                becomes: Becomes::Counted,
                kind_zh: "出勤".to_owned(),
                kind_en: "Attendance".to_owned(),
                subject: roster::person_called(tx, cadre)?,
                division: village.to_string(),
                place: place.clone(),
                sheet: None,
                row: None,
                fields,
            });
        }
    }
    Ok(changes)
}

/// A figure: its names, and what it comes to.
type Figure = (String, String, String);

fn figures(year: &YearInVillage, today: NaiveDate) -> Vec<Figure> {
    let first = today.with_day(1).unwrap_or(today).ordinal0() as usize;
    let month: Vec<char> = year.signs.chars().skip(first).take(today.day() as usize).collect();
    let states = DayState::ALL.iter().filter(|state| **state != DayState::NotInTerm).map(|state| {
        let days = month.iter().filter(|sign| **sign == state.sign()).count();
        let en = format!("{} days this month", state.code().replace('_', " "));
        (format!("本月{}", state.zh()), en, days.to_string())
    });
    let sums = [
        ("全年应住", "days owed in the year", year.target),
        ("全年已住", "resident days in the year", year.resident),
        ("还差", "days still missing", year.needed),
        ("还能住", "days still possible", year.possible),
    ];
    states.chain(sums.map(|(zh, en, days)| (zh.to_owned(), en.to_owned(), days.to_string()))).collect()
}

/// What differs; of who is counted by one of them alone, everything.
fn differing(before: Vec<Figure>, after: Vec<Figure>) -> Vec<Difference> {
    let names: Vec<(String, String)> =
        if after.is_empty() { &before } else { &after }.iter().map(|(zh, en, _)| (zh.clone(), en.clone())).collect();
    let value = |figures: &[Figure], at: usize| figures.get(at).map(|(.., value)| value.clone());
    let rows = names.into_iter().enumerate().map(|(at, (zh, en))| Difference {
        zh,
        en,
        before: value(&before, at),
        after: value(&after, at),
    });
    rows.filter(|row| row.before != row.after).collect()
}
