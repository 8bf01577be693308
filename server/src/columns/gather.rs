//! From the records to the words: attendance as it was filed or counted, visits, diaries and problems of a division within a period.

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
use crate::months::{PersonTold, people_told, told_until};
use crate::registrar::Registrar;
use crate::storage::read_model::RecordRow;
use crate::storage::{Transaction, problems, roster};

/// What a village's records come to within a period.
#[derive(Debug, Default)]
pub(super) struct InVillage {
    people: Vec<(PersonId, Values)>,
    all: Own,
    households: i64,
    covered: i64,
}

/// A person's own records within a period, or everybody's.
#[derive(Debug, Default)]
struct Own {
    diaries: i64,
    visits: i64,
    households: BTreeSet<String>,
    problems: i64,
    answered: i64,
}

impl Own {
    fn add(&mut self, other: &Self) {
        self.diaries += other.diaries;
        self.visits += other.visits;
        self.problems += other.problems;
        self.answered += other.answered;
    }
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
    today: NaiveDate,
) -> Result<InVillage, ServerError> {
    let (own, covered) = own(tx, registrar, village, days)?;
    let households = records::<Household>(registrar.tables.records(tx, Household::DECL.number, village)?);
    let numbers: BTreeSet<&str> = households.iter().map(|(_, household)| household.number.as_str()).collect();
    let mut in_village = InVillage {
        people: Vec::new(),
        all: Own::default(),
        households: count(numbers.len()),
        covered: count(covered.iter().filter(|number| numbers.contains(number.as_str())).count()),
    };
    // Whoever wrote them: a helper who lives elsewhere is in no row, and visits all the same.
    own.values().for_each(|own| in_village.all.add(own));
    let places = places(tx, village)?;
    for told in people_told(tx, &registrar.tables, village, days, today)? {
        let mut values = attended(&told);
        let known = roster::person(tx, &told.cadre)?;
        let unit = known.as_ref().and_then(|person| person.unit.clone()).unwrap_or_default();
        values.extend([
            ("name", Said::Text(told.name)),
            ("id", Said::Text(told.cadre.to_string())),
            ("unit", Said::Text(unit)),
        ]);
        values.extend(places.clone());
        let none = Own::default();
        let own = own.get(&told.cadre).unwrap_or(&none);
        values.extend([
            ("diaries", Said::Number(own.diaries)),
            ("visits", Said::Number(own.visits)),
            ("households_visited", Said::Number(count(own.households.len()))),
            ("problems", Said::Number(own.problems)),
            ("problems_answered", Said::Number(own.answered)),
        ]);
        in_village.people.push((told.cadre, values));
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
    let (mut people, mut all, mut households, mut covered) = (Vec::new(), Own::default(), 0, 0);
    let mut who = BTreeSet::new();
    for village in villages {
        households += village.households;
        covered += village.covered;
        all.add(&village.all);
        for (cadre, values) in village.people {
            // Who was moved is in a row of each village, and one person.
            who.insert(cadre);
            people.push(values);
        }
    }
    for (values, at) in people.iter_mut().zip(1..) {
        values.insert("number", Said::Number(at));
    }
    let resident = people.iter().filter_map(|values| match values.get("resident_days") {
        Some(Said::Number(days)) => Some(days),
        _ => None,
    });
    let all_resident_days = resident.sum();
    let as_filed = people.iter().any(|values| values.get("filed_months").is_some_and(|said| !said.text().is_empty()));
    let once = Values::from([
        ("division", Said::Text(roster::division_called(tx, division)?)),
        ("from", Said::Text(days.start().to_string())),
        ("to", Said::Text(days.end().to_string())),
        ("year", Said::Number(i64::from(days.end().year()))),
        ("month", Said::Number(i64::from(days.end().month()))),
        ("made_on", Said::Text(today.to_string())),
        ("year_until", Said::Text(told_until(days, today).to_string())),
        ("as_filed", Said::Text(if as_filed { AS_FILED } else { "" }.to_owned())),
        ("people", Said::Number(count(who.len()))),
        ("all_resident_days", Said::Number(all_resident_days)),
        ("all_diaries", Said::Number(all.diaries)),
        ("all_visits", Said::Number(all.visits)),
        ("households", Said::Number(households)),
        ("households_covered", Said::Number(covered)),
        ("households_left", Said::Number(households - covered)),
        ("all_problems", Said::Number(all.problems)),
        ("all_problems_answered", Said::Number(all.answered)),
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

/// What a form says of itself where months are told as they were filed.
const AS_FILED: &str = "已归档的月份按归档";

/// What a person's days come to.
fn attended(told: &PersonTold) -> Values {
    let months = told.filed.iter().map(|month| format!("{}月", month.month())).collect::<Vec<_>>();
    Values::from([
        ("resident_days", Said::Number(told.count(DayState::Resident))),
        ("rest_days", Said::Number(told.count(DayState::Rest))),
        ("leave_days", Said::Number(told.count(DayState::Leave))),
        ("business_days", Said::Number(told.count(DayState::Business))),
        ("absent_days", Said::Number(told.count(DayState::Absent))),
        ("unheard_days", Said::Number(told.unheard())),
        ("contradicted_days", Said::Number(told.count(DayState::Contradicted))),
        ("unconfirmed_days", Said::Number(told.count(DayState::Unconfirmed))),
        ("year_target", Said::Number(told.year_target)),
        ("year_resident", Said::Number(told.year_resident)),
        ("year_needed", Said::Number(told.year_needed())),
        ("filed_months", Said::Text(months.join("、"))),
    ])
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
