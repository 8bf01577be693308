//! The months of a village's people, read from its records: of those whose month it is, and of those whose month was filed there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayAttendance, DayState, Why, YearAttendance};
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::month_acknowledgement::{MonthAcknowledgement, changed_from, month_as_seen, month_end};
use cunji_domain::month_check::MonthCheck;
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::month_signature::MonthSignature;
use cunji_domain::organisation::Role;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordKind;
use cunji_domain::time::start_of_day;
use data_encoding::HEXLOWER;

use super::filings::filings_of;
use super::person_month::{Filed, OnPaper, PersonMonth, Seen, Step};
use super::whose::Whose;
use crate::attendance::{MemberMonth, months_of_team};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::overview::divisions_within;
use crate::storage::read_model::RecordRow;
use crate::storage::{self, Transaction, devices, roster};

/// A village's people with their months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageMonths {
    /// The village.
    pub village: DivisionCode,
    /// Its name.
    pub name: String,
    /// The day up to which the year is told: the month's last one, or today while it is not over.
    pub year_until: NaiveDate,
    /// Its people, the first secretary first.
    pub people: Vec<PersonMonth>,
    /// What of earlier months stands on this month's sheet: corrections, and months that were left out of their own.
    pub earlier: Vec<EarlierFiling>,
}

/// A filing of an earlier month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierFiling {
    /// Whose, by name.
    pub name: String,
    /// The filing.
    pub filing: MonthFiling,
}

impl VillageMonths {
    /// A village's page of a month's sheet; none where there is nothing on it.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn of(
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        village: &DivisionCode,
        month: NaiveDate,
        today: NaiveDate,
    ) -> Result<Option<Self>, ServerError> {
        let people = of_village(tx, registrar, village, month, today)?;
        let mut earlier = Vec::new();
        for filing in filings_of(tx, registrar, village)? {
            if filing.sheet == month && filing.month < month {
                earlier.push(EarlierFiling { name: roster::person_called(tx, &filing.cadre)?, filing });
            }
        }
        if people.is_empty() && earlier.is_empty() {
            return Ok(None);
        }
        earlier.sort_by(|a, b| (a.filing.month, &a.filing.cadre).cmp(&(b.filing.month, &b.filing.cadre)));
        let name = roster::division_called(tx, village)?;
        Ok(Some(Self { village: village.clone(), name, year_until: year_until(month, today), people, earlier }))
    }
}

/// Up to which day a month's sheet tells the year.
fn year_until(month: NaiveDate, today: NaiveDate) -> NaiveDate {
    month_end(month).min(today)
}

/// A page of a division's villages with teams, by code, after one, each with those of its people who are asked for; villages without any
/// are passed over. And whether there are more.
///
/// # Errors
/// What the database says.
pub fn list(
    server: &Server,
    whose: &Whose,
    month: NaiveDate,
    today: NaiveDate,
    (after, limit): (Option<&DivisionCode>, usize),
) -> Result<(Vec<VillageMonths>, bool), ServerError> {
    let registrar = server.registrar();
    storage::read(&*server.storage, |tx| {
        let mut page = Vec::new();
        let villages = whose.villages(tx, &registrar)?;
        for (village, who) in villages.into_iter().filter(|(village, _)| after.is_none_or(|after| village > after)) {
            let found = VillageMonths::of(tx, &registrar, &village, month, today)?;
            let Some(shown) = found.and_then(|page| who.of(page)) else { continue };
            if page.len() == limit {
                return Ok((page, true));
            }
            page.push(shown);
        }
        Ok((page, false))
    })
}

/// The villages of a division, itself if it is one, by code.
pub(crate) fn villages_of(tx: &mut dyn Transaction, division: &DivisionCode) -> Result<Vec<DivisionCode>, ServerError> {
    if division.level() == Level::Village {
        return Ok(vec![division.clone()]);
    }
    let mut villages = Vec::new();
    for (below, _) in divisions_within(tx, division)? {
        villages.extend(villages_of(tx, &below)?);
    }
    villages.sort();
    Ok(villages)
}

/// The months of a village's people as they stand: of those whose month it is by their terms, and of those whose month was filed here,
/// whatever their terms say by now.
///
/// # Errors
/// What the database says.
pub fn of_village(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    month: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<PersonMonth>, ServerError> {
    let mut months = months_of_village(tx, registrar, village, &BTreeSet::from([month]), today)?;
    Ok(months.remove(&month).unwrap_or_default())
}

/// As [`of_village`], of several months; a person's year is gathered once for all of them.
///
/// # Errors
/// What the database says.
pub(super) fn months_of_village(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    months: &BTreeSet<NaiveDate>,
    today: NaiveDate,
) -> Result<BTreeMap<NaiveDate, Vec<PersonMonth>>, ServerError> {
    let mut said: BTreeMap<NaiveDate, Said> = BTreeMap::new();
    for month in months {
        said.insert(*month, Said::of(tx, registrar, village, *month)?);
    }
    let filed = said.iter().map(|(month, said)| (*month, said.filed.iter().map(|one| one.cadre.clone()).collect()));
    let team = months_of_team(tx, registrar, village, &filed.collect(), today)?;
    let mut known: BTreeMap<PersonId, (String, Option<i64>)> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for (month, members) in team {
        let Some(said) = said.get(&month) else { continue };
        let mut people = Vec::new();
        for member in members {
            let (name, phone_until) = match known.get(&member.cadre) {
                Some(known) => known.clone(),
                None => {
                    let phones = devices::of_person(tx, &member.cadre)?;
                    // A phone that was revoked since was there to write with, before.
                    let phone_until = phones.iter().map(|phone| phone.revoked_at.unwrap_or(i64::MAX)).max();
                    let named = (roster::person_called(tx, &member.cadre)?, phone_until);
                    known.insert(member.cadre.clone(), named.clone());
                    named
                }
            };
            people.extend(said.person_month(&member, (name, phone_until), month, today));
        }
        people.sort_by_key(|person| (person.role != Role::FirstSecretary, person.cadre.clone()));
        found.insert(month, people);
    }
    Ok(found)
}

/// What was said of a month in a village.
struct Said {
    acknowledged: BTreeMap<PersonId, MonthAcknowledgement>,
    signed: BTreeMap<PersonId, MonthSignature>,
    checked: Vec<MonthCheck>,
    filed: Vec<MonthFiling>,
    paper: BTreeMap<PersonId, OnPaper>,
}

impl Said {
    fn of(
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        village: &DivisionCode,
        month: NaiveDate,
    ) -> Result<Self, ServerError> {
        let days = month..=month_end(month);
        let acknowledged = read::<MonthAcknowledgement>(tx, registrar, village, &days)?;
        let signed = read::<MonthSignature>(tx, registrar, village, &days)?;
        let paper = registrar.tables.records_of_days(tx, PaperMonth::DECL.number, village, &days)?;
        let mut filed = read::<MonthFiling>(tx, registrar, village, &days)?;
        filed.retain(|one| one.month == month);
        filed.sort_by_key(|one| one.number);
        let mut checked = read::<MonthCheck>(tx, registrar, village, &days)?;
        checked.retain(|one| one.month == month);
        Ok(Self {
            acknowledged: acknowledged.into_iter().map(|one| (one.cadre.clone(), one)).collect(),
            signed: signed.into_iter().map(|one| (one.cadre.clone(), one)).collect(),
            checked,
            filed,
            paper: paper.iter().filter_map(on_paper).map(|one| (one.sheet.cadre.clone(), one)).collect(),
        })
    }

    fn person_month(
        &self,
        member: &MemberMonth,
        (name, phone_until): (String, Option<i64>),
        month: NaiveDate,
        today: NaiveDate,
    ) -> Option<PersonMonth> {
        let has_phone = phone_until.is_some_and(|until| until >= start_of_day(month));
        let cadre = member.cadre.clone();
        let of_person: Vec<&MonthFiling> = self.filed.iter().filter(|one| one.cadre == cadre).collect();
        let (until, signs, days) = if member.here {
            let (until, signs) = month_as_seen(&member.year, month)?;
            (until, signs, member.year.month(month.month()).copied().collect())
        } else {
            nowhere(of_person.last()?, &member.year)
        };
        let seen = |signs: &str, note: &str| Seen { note: note.to_owned(), changed: changed_from(month, signs, &days) };
        // Who moved within the month holds nothing of the former village any more, nor does who signs here: both speak of the days here.
        let word = |signs: &str, note: Option<&str>| {
            let mut word = seen(signs, note.unwrap_or_default());
            word.changed.retain(|day| day.was != DayState::NotInTerm || !member.elsewhere.contains(&day.day));
            word
        };
        let acknowledged = self.acknowledged.get(&cadre).map(|one| word(&one.seen, one.note.as_deref()));
        let signed = self.signed.get(&cadre).map(|one| word(&one.seen, one.note.as_deref()));
        // The highest that still stands for the month as it is: a county's that does no more keeps a town's from nothing.
        let mut checks: Vec<(JudgeLevel, Seen)> = self
            .checked
            .iter()
            .filter(|one| one.cadre == cadre)
            .map(|one| (one.level, seen(&one.seen, &one.note.0)))
            .collect();
        checks.sort_by_key(|(level, seen)| (seen.changed.is_empty(), *level));
        // Why it was checked ahead is told by whoever had to say so, whoever checked it after them.
        let why = checks.iter().rev().map(|(_, seen)| &seen.note).find(|note| !note.trim().is_empty()).cloned();
        let first = of_person.first();
        // Of a filed month what was said then, whichever check is the highest that stands by now; older filings kept nothing of it.
        let why = first.filter(|one| one.never_heard.is_some()).map(|one| one.note.0.clone()).or(why);
        let checked = checks.pop().map(|(level, seen)| (level, Seen { note: why.unwrap_or_default(), ..seen }));
        let (role, target) = (first.and_then(|one| one.role), first.and_then(|one| one.target));
        let year_resident = first.and_then(|one| one.year_resident);
        let filed: Vec<Filed> = of_person
            .iter()
            .map(|one| Filed { changed: changed_from(month, &one.filed, &days), filing: (*one).clone() })
            .collect();
        let mut person = PersonMonth {
            name,
            role: role.unwrap_or(member.role),
            here: member.here,
            has_phone,
            until,
            signs,
            year_resident: year_resident.unwrap_or_else(|| member.year.resident_until(year_until(month, today))),
            year_target: target.unwrap_or(member.year.target),
            acknowledged,
            signed,
            checked,
            filed,
            paper: self.paper.get(&cadre).cloned(),
            step: Step::Running,
            cadre,
            days,
        };
        person.step = person.step_on(today);
        Some(person)
    }
}

/// A month that was filed here and is another village's by now: no day of it is this one's.
fn nowhere(last: &MonthFiling, year: &YearAttendance) -> (NaiveDate, String, Vec<DayAttendance>) {
    let signs = last.filed.chars().map(|_| DayState::NotInTerm.sign()).collect();
    let days = year.month(last.month.month()).map(|day| DayAttendance {
        day: day.day,
        state: DayState::NotInTerm,
        why: Why::NoTerm,
        due: false,
    });
    (last.until, signs, days.collect())
}

/// A sheet on paper with what tells its state; none where it was taken back.
pub(super) fn on_paper(row: &RecordRow) -> Option<OnPaper> {
    let sheet = PaperMonth::from_parts(&row.key, &row.fields).ok().filter(|_| !row.withdrawn)?;
    Some(OnPaper { sheet, seen: HEXLOWER.encode(&row.digest) })
}

fn read<K: RecordKind>(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    days: &RangeInclusive<NaiveDate>,
) -> Result<Vec<K>, ServerError> {
    let rows = registrar.tables.records_of_days(tx, K::DECL.number, village, days)?;
    let standing = rows.into_iter().filter(|row| !row.withdrawn);
    Ok(standing.filter_map(|row| K::from_parts(&row.key, &row.fields).ok()).collect())
}
