//! From the records to the words: attendance as it was counted, visits, diaries and problems of a division within a period.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::DayState;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::household::Household;
use cunji_domain::household_match::HouseholdMatch;
use cunji_domain::person::PersonId;
use cunji_domain::problem::Problem;
use cunji_domain::problem_answer::AnswerState;
use cunji_domain::record::RecordKind;
use cunji_domain::visit::HouseholdVisit;

use super::values::{Filling, Said, Values};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::attendance::{self, NamedYear};
use crate::storage::read_model::RecordRow;
use crate::storage::{Transaction, problems, roster};

/// What a village's records come to within a period.
#[derive(Debug, Default)]
pub(super) struct InVillage {
    people: Vec<Values>,
    households: i64,
    covered: i64,
}

/// A person's own records within a period.
#[derive(Debug, Default)]
struct Own {
    diaries: i64,
    visits: i64,
    households: BTreeSet<String>,
    problems: i64,
    answered: i64,
}

/// Gathers a village's. Whoever was on its team on a day of the period is listed.
///
/// # Errors
/// What the database says.
pub(super) fn village(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    days: &RangeInclusive<NaiveDate>,
) -> Result<InVillage, ServerError> {
    let (own, covered) = own(tx, registrar, village, days)?;
    let households = records::<Household>(registrar.tables.records(tx, Household::DECL.number, village)?);
    let numbers: BTreeSet<&str> = households.iter().map(|(_, household)| household.number.as_str()).collect();
    let mut in_village = InVillage {
        people: Vec::new(),
        households: count(numbers.len()),
        covered: count(covered.iter().filter(|number| numbers.contains(number.as_str())).count()),
    };
    let places = places(tx, village)?;
    for year in attendance::years(tx, village, days.start().year(), None, u32::from(u16::MAX))? {
        let Some(mut values) = attended(&year, days) else { continue };
        let known = roster::person(tx, &year.year.cadre)?;
        let unit = known.as_ref().and_then(|person| person.unit.clone()).unwrap_or_default();
        let name = year.name.clone().unwrap_or_else(|| year.year.cadre.to_string());
        values.extend([
            ("name", Said::Text(name)),
            ("id", Said::Text(year.year.cadre.to_string())),
            ("unit", Said::Text(unit)),
        ]);
        values.extend(places.clone());
        let none = Own::default();
        let own = own.get(&year.year.cadre).unwrap_or(&none);
        values.extend([
            ("diaries", Said::Number(own.diaries)),
            ("visits", Said::Number(own.visits)),
            ("households_visited", Said::Number(count(own.households.len()))),
            ("problems", Said::Number(own.problems)),
            ("problems_answered", Said::Number(own.answered)),
        ]);
        in_village.people.push(values);
    }
    Ok(in_village)
}

/// What is said of the whole division.
///
/// # Errors
/// What the database says.
pub(super) fn together(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    days: &RangeInclusive<NaiveDate>,
    today: NaiveDate,
    villages: Vec<InVillage>,
) -> Result<Filling, ServerError> {
    let (mut people, mut households, mut covered) = (Vec::new(), 0, 0);
    for village in villages {
        households += village.households;
        covered += village.covered;
        people.extend(village.people);
    }
    for (values, at) in people.iter_mut().zip(1..) {
        values.insert("number", Said::Number(at));
    }
    let sum = |key: &str| {
        let said = people.iter().filter_map(|values| values.get(key));
        Said::Number(said.map(|said| if let Said::Number(number) = said { *number } else { 0 }).sum())
    };
    let once = Values::from([
        ("division", Said::Text(roster::division_called(tx, division)?)),
        ("from", Said::Text(days.start().to_string())),
        ("to", Said::Text(days.end().to_string())),
        ("year", Said::Number(i64::from(days.end().year()))),
        ("month", Said::Number(i64::from(days.end().month()))),
        ("made_on", Said::Text(today.to_string())),
        ("people", Said::Number(count(people.len()))),
        ("all_resident_days", sum("resident_days")),
        ("all_diaries", sum("diaries")),
        ("all_visits", sum("visits")),
        ("households", Said::Number(households)),
        ("households_covered", Said::Number(covered)),
        ("households_left", Said::Number(households - covered)),
        ("all_problems", sum("problems")),
        ("all_problems_answered", sum("problems_answered")),
    ]);
    Ok(Filling { once, people })
}

/// Everybody's records in a village, and the listed households that any of them visited.
fn own(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    days: &RangeInclusive<NaiveDate>,
) -> Result<(BTreeMap<PersonId, Own>, BTreeSet<String>), ServerError> {
    let tables = &registrar.tables;
    let mut own: BTreeMap<PersonId, Own> = BTreeMap::new();
    for (_, diary) in records::<DiaryEntry>(tables.records_of_days(tx, DiaryEntry::DECL.number, village, days)?) {
        own.entry(diary.cadre).or_default().diaries += 1;
    }
    let matches = records::<HouseholdMatch>(tables.records(tx, HouseholdMatch::DECL.number, village)?);
    let matched: BTreeMap<(String, String), String> =
        matches.into_iter().map(|(_, one)| ((one.name, one.group), one.household)).collect();
    let mut covered = BTreeSet::new();
    for (row, visit) in
        records::<HouseholdVisit>(tables.records_of_days(tx, HouseholdVisit::DECL.number, village, days)?)
    {
        let written = visit.household_name.map(|name| (name, visit.group.unwrap_or_default()));
        let listed = visit.household.or_else(|| matched.get(written.as_ref()?).cloned());
        let of_author = own.entry(row.author).or_default();
        of_author.visits += 1;
        of_author.households.extend(listed.clone().or_else(|| written.map(|(name, group)| format!("{name} {group}"))));
        covered.extend(listed);
    }
    for (row, _) in records::<Problem>(tables.records_of_days(tx, Problem::DECL.number, village, days)?) {
        let answered =
            problems::item(tx, village, row.id)?.is_some_and(|item| item.state == Some(AnswerState::Answered));
        let of_author = own.entry(row.author).or_default();
        of_author.problems += 1;
        of_author.answered += i64::from(answered);
    }
    Ok((own, covered))
}

/// The records that stand, typed; one that lacks a required field (its creation was erased) is left out.
fn records<K: RecordKind>(rows: Vec<RecordRow>) -> Vec<(RecordRow, K)> {
    let standing = rows.into_iter().filter(|row| !row.withdrawn);
    standing.filter_map(|row| K::from_parts(&row.key, &row.fields).ok().map(|record| (row, record))).collect()
}

/// What a person's days come to; none for who was on no day of the period on the village's team.
fn attended(year: &NamedYear, days: &RangeInclusive<NaiveDate>) -> Option<Values> {
    let (first, last) = (days.start().ordinal0() as usize, days.end().ordinal() as usize);
    let signs: Vec<char> = year.year.signs.chars().take(last).skip(first).collect();
    let of = |state: DayState| count(signs.iter().filter(|sign| **sign == state.sign()).count());
    if signs.iter().all(|sign| *sign == DayState::NotInTerm.sign()) {
        return None;
    }
    Some(Values::from([
        ("resident_days", Said::Number(of(DayState::Resident))),
        ("rest_days", Said::Number(of(DayState::Rest))),
        ("leave_days", Said::Number(of(DayState::Leave))),
        ("business_days", Said::Number(of(DayState::Business))),
        ("absent_days", Said::Number(of(DayState::Absent))),
        ("contradicted_days", Said::Number(of(DayState::Contradicted))),
        ("unconfirmed_days", Said::Number(of(DayState::Unconfirmed))),
        ("year_target", Said::Number(year.year.target)),
        ("year_resident", Said::Number(year.year.resident)),
        ("year_needed", Said::Number(year.year.needed)),
    ]))
}

/// What a village and those above it are called.
fn places(tx: &mut dyn Transaction, village: &DivisionCode) -> Result<Values, ServerError> {
    let mut places = Values::new();
    for code in std::iter::successors(Some(village.clone()), DivisionCode::parent) {
        let key = match code.level() {
            Level::Village => "village",
            Level::Town => "town",
            Level::County => "county",
            Level::City | Level::Province => continue,
        };
        places.insert(key, Said::Text(roster::division_called(tx, &code)?));
    }
    Ok(places)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
