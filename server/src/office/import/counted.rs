//! Whose figures another policy or another calendar changes: this month's days, and the days and sums of every year that it speaks of,
//! counted by both.

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

/// What figures would be counted by, and which ones are compared with those of the present.
pub(crate) struct Compared {
    /// What they would be counted by.
    pub basis: Basis,
    /// The years, so far as they have begun.
    pub years: BTreeSet<i32>,
    /// The villages that have teams.
    pub villages: Vec<DivisionCode>,
}

/// Whose figures in a village would be others, as counted on the day `today`.
///
/// # Errors
/// What the database says.
pub(super) fn otherwise(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    compared: &Compared,
    village: &DivisionCode,
    today: NaiveDate,
) -> Result<Vec<Change>, ServerError> {
    let present = Basis::of(tx, registrar)?;
    let before = years_of_team_by(tx, registrar, &present, village, Some(&compared.years), today)?;
    let after = years_of_team_by(tx, registrar, &compared.basis, village, Some(&compared.years), today)?;
    let place = roster::division_called(tx, village)?;
    let counted: BTreeSet<_> = before.iter().chain(&after).map(|year| (&year.cadre, year.year)).collect();
    let mut changes = Vec::new();
    for (cadre, number) in counted {
        let of = |years: &[YearInVillage]| {
            let year = years.iter().find(|year| (&year.cadre, year.year) == (cadre, number));
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

/// Of the present year this month's days and the year's until today; of one before, all of it, by its number.
fn figures(year: &YearInVillage, today: NaiveDate) -> Vec<Figure> {
    let is_present = year.year == today.year();
    let until = if is_present { today.ordinal() as usize } else { year.signs.len() };
    let days: Vec<char> = year.signs.chars().take(until).collect();
    let month = days.get(until.saturating_sub(today.day() as usize)..).filter(|_| is_present);
    let of_month = month.into_iter().flat_map(|days| states(days, "本月", "this month"));
    let of_year = states(&days, "全年", "in the year");
    let sums = [
        ("全年应住", "days owed in the year", year.target),
        ("全年已住", "resident days in the year", year.resident),
        ("还差", "days still missing", year.needed),
        ("还能住", "days still possible", year.possible),
    ];
    let sums = sums.map(|(zh, en, days)| (zh.to_owned(), en.to_owned(), days.to_string()));
    let figures = of_month.chain(of_year).chain(sums);
    if is_present {
        return figures.collect();
    }
    let by_number = |(zh, en, days): Figure| {
        (format!("{} 年{}", year.year, zh.trim_start_matches("全年")), format!("{}: {en}", year.year), days)
    };
    figures.map(by_number).collect()
}

/// How many days are in which state.
fn states(days: &[char], when_zh: &str, when_en: &str) -> Vec<Figure> {
    let states = DayState::ALL.iter().filter(|state| **state != DayState::NotInTerm);
    let counted = states.map(|state| {
        let count = days.iter().filter(|sign| **sign == state.sign()).count();
        let en = format!("{} days {when_en}", state.code().replace('_', " "));
        (format!("{when_zh}{}", state.zh()), en, count.to_string())
    });
    counted.collect()
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
