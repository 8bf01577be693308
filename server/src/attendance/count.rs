//! Counting the years of a village's team, by the rules and the gathering that the phones have.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{Answers, DayState, YearAttendance, attendance, gather};
use cunji_domain::calendar::Calendar;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::month_acknowledgement::days_of_month;
use cunji_domain::organisation::{Membership, Role, term_of_month};
use cunji_domain::person::PersonId;
use cunji_domain::policy::PolicySet;
use cunji_domain::record::RecordKind;
use cunji_domain::server_facts::calendar_year::CalendarYear;
use sha2::{Digest, Sha256};

use super::records::InVillages;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::attendance::YearInVillage;
use crate::storage::{Transaction, roster};

/// A member of a village's team with all their terms, wherever.
struct Member {
    person: PersonId,
    terms: Vec<Membership>,
}

/// The years of everybody who was on a village's team, counted on the day `today`.
///
/// # Errors
/// What the database says.
pub fn years_of_team(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    today: NaiveDate,
) -> Result<Vec<YearInVillage>, ServerError> {
    let basis = Basis::of(tx, registrar)?;
    years_of_team_by(tx, registrar, &basis, space, None, today)
}

/// What a year is counted by, beside records.
pub(crate) struct Basis {
    /// The policies.
    pub policies: Arc<PolicySet>,
    /// The calendar.
    pub calendar: Calendar,
}

impl Basis {
    /// As it is at present.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(tx: &mut dyn Transaction, registrar: &Registrar) -> Result<Self, ServerError> {
        Ok(Self { policies: registrar.policies.clone(), calendar: calendar(tx, registrar)? })
    }
}

/// As [`years_of_team`], by a basis that may be another than the present one, and of some years alone where they are given.
///
/// # Errors
/// What the database says.
pub(crate) fn years_of_team_by(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    basis: &Basis,
    space: &DivisionCode,
    only: Option<&BTreeSet<i32>>,
    today: NaiveDate,
) -> Result<Vec<YearInVillage>, ServerError> {
    let team = team(tx, space)?;
    let mut records = InVillages::new(tx, registrar);
    let mut years = Vec::new();
    for member in &team {
        records.ask(villages_of(member));
        let to_count = years_to_count(member, space, &basis.policies, today);
        for year in to_count.filter(|year| only.is_none_or(|only| only.contains(year))) {
            let facts = gather(&mut records, (&member.person, year), &member.terms, today)?;
            let counted = attendance(&facts, &basis.policies, &basis.calendar, today);
            years.extend(in_village(member, space, &counted));
        }
    }
    Ok(years)
}

/// One person's year, wherever it was spent, counted on the day `today`.
///
/// # Errors
/// What the database says.
pub fn year_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    person: &PersonId,
    year: i32,
    today: NaiveDate,
) -> Result<YearAttendance, ServerError> {
    let calendar = calendar(tx, registrar)?;
    let member = Member { person: person.clone(), terms: roster::memberships_of_person(tx, person)? };
    let mut records = InVillages::new(tx, registrar);
    records.ask(villages_of(&member));
    let facts = gather(&mut records, (person, year), &member.terms, today)?;
    Ok(attendance(&facts, &registrar.policies, &calendar, today))
}

/// A member of a village's team in a month, with the year around it, wherever it was spent.
pub struct MemberMonth {
    /// Who.
    pub cadre: PersonId,
    /// In which role on the month's last day on the team.
    pub role: Role,
    /// Whether the month belongs to the village by the terms as they are known now; else it was asked for by name.
    pub here: bool,
    /// The days of the month outside every term in the village: phones that know the village alone know nothing of them.
    pub elsewhere: BTreeSet<NaiveDate>,
    /// The year, counted today.
    pub year: Rc<YearAttendance>,
}

/// The members whose month belongs to a village ([`term_of_month`], as on phones) and those who are asked for by name whatever their
/// terms say by now; month by month, each person's year gathered once.
///
/// # Errors
/// What the database says.
pub fn months_of_team(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    months: &BTreeMap<NaiveDate, BTreeSet<PersonId>>,
    today: NaiveDate,
) -> Result<BTreeMap<NaiveDate, Vec<MemberMonth>>, ServerError> {
    let calendar = calendar(tx, registrar)?;
    let mut team = team(tx, village)?;
    for named in months.values().flatten() {
        if team.iter().all(|member| member.person != *named) {
            team.push(Member { person: named.clone(), terms: roster::memberships_of_person(tx, named)? });
        }
    }
    let mut records = InVillages::new(tx, registrar);
    let mut found: BTreeMap<NaiveDate, Vec<MemberMonth>> = months.keys().map(|month| (*month, Vec::new())).collect();
    for member in &team {
        records.ask(villages_of(member));
        let mut years: BTreeMap<i32, Rc<YearAttendance>> = BTreeMap::new();
        for (month, named) in months {
            let Some((role, here)) = role_in(member, village, *month, named) else { continue };
            let year = match years.get(&month.year()) {
                Some(year) => year.clone(),
                None => {
                    let facts = gather(&mut records, (&member.person, month.year()), &member.terms, today)?;
                    let year = Rc::new(attendance(&facts, &registrar.policies, &calendar, today));
                    years.insert(month.year(), year.clone());
                    year
                }
            };
            let elsewhere = elsewhere(member, village, *month);
            found.entry(*month).or_default().push(MemberMonth {
                cadre: member.person.clone(),
                role,
                here,
                elsewhere,
                year,
            });
        }
    }
    Ok(found)
}

fn elsewhere(member: &Member, village: &DivisionCode, month: NaiveDate) -> BTreeSet<NaiveDate> {
    let is_here = |day: NaiveDate| {
        member.terms.iter().any(|term| term.role.in_team() && term.space == *village && term.holds_on(day))
    };
    days_of_month(month).filter(|day| !is_here(*day)).collect()
}

/// In which role a member's month is a village's, and whether it still is; none where it is not and nobody asks for it by name.
fn role_in(
    member: &Member,
    village: &DivisionCode,
    month: NaiveDate,
    named: &BTreeSet<PersonId>,
) -> Option<(Role, bool)> {
    let term = term_of_month(&member.terms, &member.person, month).filter(|term| term.space == *village);
    if let Some(term) = term {
        return Some((term.role, true));
    }
    let in_team = member.terms.iter().filter(|term| term.role.in_team());
    let once = in_team.filter(|term| term.space == *village).max_by_key(|term| term.from);
    named.contains(&member.person).then(|| (once.map_or(Role::Resident, |term| term.role), false))
}

/// What a person's objections in a village come to.
///
/// # Errors
/// What the database says.
pub(crate) fn answers_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    person: &PersonId,
) -> Result<Answers, ServerError> {
    let mut records = InVillages::new(tx, registrar);
    records.ask([space.clone()]);
    Answers::of(&mut records, person)
}

/// The calendar as phones have it: the city's years, and the others as they shipped.
///
/// # Errors
/// What the database says.
pub(crate) fn calendar(tx: &mut dyn Transaction, registrar: &Registrar) -> Result<Calendar, ServerError> {
    let cities = roster::divisions(tx)?.into_iter().map(|(code, ..)| code).filter(|code| code.level() == Level::City);
    let mut years = Vec::new();
    for city in cities {
        let rows = registrar.tables.records(tx, CalendarYear::DECL.number, &city)?;
        let standing = rows.into_iter().filter(|row| !row.withdrawn);
        years.extend(standing.filter_map(|row| CalendarYear::from_parts(&row.key, &row.fields).ok()));
    }
    Ok(Calendar::of_years(&years))
}

fn team(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Vec<Member>, ServerError> {
    let members = roster::memberships_of_space(tx, space)?.into_iter().filter(|member| member.role.in_team());
    let people: BTreeSet<PersonId> = members.map(|member| member.person).collect();
    let with_terms = people.into_iter().map(|person| {
        let terms = roster::memberships_of_person(tx, &person)?;
        Ok(Member { person, terms })
    });
    with_terms.collect()
}

/// The villages whose records speak of a member.
fn villages_of(member: &Member) -> BTreeSet<DivisionCode> {
    let villages = member.terms.iter().map(|term| &term.space).filter(|space| space.level() == Level::Village);
    villages.cloned().collect()
}

/// The years of a member's terms in the village that any policy is about, until this one.
fn years_to_count(
    member: &Member,
    space: &DivisionCode,
    policies: &PolicySet,
    today: NaiveDate,
) -> RangeInclusive<i32> {
    let of_village = member.terms.iter().filter(|term| term.space == *space && term.role.in_team());
    let first = of_village.clone().map(|term| term.from.year()).min().unwrap_or(today.year());
    let last = of_village.map(|term| term.to.map_or(i32::MAX, |to| to.year())).max().unwrap_or(today.year());
    let policies = policies.iter().map(|policy| policy.valid_from.year()).min();
    first.max(policies.unwrap_or(first))..=last.min(today.year())
}

/// What of a year belongs to a village; nothing if no day does.
fn in_village(member: &Member, space: &DivisionCode, counted: &YearAttendance) -> Option<YearInVillage> {
    let (mut signs, mut said) = (String::with_capacity(366), String::with_capacity(366));
    for day in &counted.days {
        let here = village_on(member, day.day) == Some(space);
        signs.push(if here { day.state } else { DayState::NotInTerm }.sign());
        said.push(day.why.heard().sign());
    }
    let any = signs.chars().any(|sign| sign != DayState::NotInTerm.sign());
    any.then(|| YearInVillage {
        space: space.clone(),
        cadre: member.person.clone(),
        year: counted.year,
        signs,
        said,
        target: counted.target,
        resident: counted.resident,
        needed: counted.needed,
        possible: counted.possible,
        latest_start: counted.latest_start,
        reach: counted.reach.code().to_owned(),
        computed_on: counted.as_of,
    })
}

/// The village that a member's day belongs to: that of the term which began last, so that a day on two teams is counted once.
fn village_on(member: &Member, day: NaiveDate) -> Option<&DivisionCode> {
    let terms = member.terms.iter().filter(|term| term.role.in_team() && term.holds_on(day));
    terms.max_by_key(|term| (term.from, &term.space)).map(|term| &term.space)
}

/// The other villages of everybody who was on a village's team: what is heard here counts for them, too.
pub(super) fn other_villages(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
) -> Result<BTreeSet<DivisionCode>, ServerError> {
    let mut villages: BTreeSet<DivisionCode> = team(tx, space)?.iter().flat_map(villages_of).collect();
    villages.remove(space);
    Ok(villages)
}

/// What a count is made from beside records, as one digest.
pub(super) fn basis(tx: &mut dyn Transaction, registrar: &Registrar) -> Result<[u8; 32], ServerError> {
    let mut digest = Sha256::new();
    for policy in registrar.policies.iter() {
        digest.update(policy.id());
        digest.update([0]);
    }
    for entry in calendar(tx, registrar)?.entries() {
        digest.update(format!("{} {} {}", entry.from, entry.to, entry.kind.code()));
        digest.update([0]);
    }
    Ok(digest.finalize().into())
}
