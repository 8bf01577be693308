//! A person's month as it stands: what the records say of each step, and which days have become others since.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayAttendance, DayState, Why, YearAttendance};
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::month_acknowledgement::{ChangedSince, MonthAcknowledgement, changed_from, month_as_seen, month_end};
use cunji_domain::month_check::MonthCheck;
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::month_signature::MonthSignature;
use cunji_domain::organisation::Role;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordKind;
use data_encoding::HEXLOWER;

use crate::attendance::{MemberMonth, months_of_team};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::overview::divisions_within;
use crate::storage::read_model::RecordRow;
use crate::storage::{self, Transaction, devices, roster};

/// How far a person's month is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The month is not over.
    Running,
    /// It waits for the person.
    Unacknowledged,
    /// It waits for the first secretary, or, where it is the first secretary's own, for the town.
    Acknowledged,
    /// It waits for the town.
    Signed,
    /// It waits for the close.
    Checked,
    /// It is filed, and is as it was filed.
    Filed,
    /// It is filed, and the records say something else since: that goes on the next sheet.
    FiledAndChanged,
}

impl Step {
    /// As calls name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Unacknowledged => "unacknowledged",
            Self::Acknowledged => "acknowledged",
            Self::Signed => "signed",
            Self::Checked => "checked",
            Self::Filed => "filed",
            Self::FiledAndChanged => "filed_and_changed",
        }
    }
}

/// What somebody has seen of a month and stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// A word on it.
    pub note: String,
    /// The days that have become others since; while there are any, it stands for the month no more.
    pub changed: Vec<ChangedSince>,
}

/// A filing with what has changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// As it stands.
    pub filing: MonthFiling,
    /// The days that have become others since.
    pub changed: Vec<ChangedSince>,
}

/// A sheet on paper as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPaper {
    /// What was typed in.
    pub sheet: PaperMonth,
    /// What tells it from any other state of it: who retypes it says which one they saw.
    pub seen: String,
}

/// A person's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonMonth {
    /// Whose.
    pub cadre: PersonId,
    /// By name.
    pub name: String,
    /// In which role; of a filed month, in the one that it was filed with.
    pub role: Role,
    /// Whether the month is the village's by the terms as they are known now; one that was filed here stays on its sheet all the same.
    pub here: bool,
    /// Whether the person has a phone in use.
    pub has_phone: bool,
    /// The last day of the month on the team.
    pub until: NaiveDate,
    /// Each day until then as the records have it now, a sign each.
    pub signs: String,
    /// Every day of the month with its reason, those after the last one on the team too.
    pub days: Vec<DayAttendance>,
    /// Resident days of the year so far, as the records have it now.
    pub year_resident: i64,
    /// Resident days owed in the year.
    pub year_target: i64,
    /// The person's own word.
    pub acknowledged: Option<Seen>,
    /// The first secretary's.
    pub signed: Option<Seen>,
    /// The highest office's.
    pub checked: Option<(JudgeLevel, Seen)>,
    /// The filings, by number.
    pub filed: Vec<Filed>,
    /// A sheet on paper: it stands for the person's word, and signed for the first secretary's too.
    pub paper: Option<OnPaper>,
    /// How far it is.
    pub step: Step,
}

/// A village's people with their months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageMonths {
    /// The village.
    pub village: DivisionCode,
    /// Its name.
    pub name: String,
    /// Its people, the first secretary first.
    pub people: Vec<PersonMonth>,
}

/// The first day of the month that a call names.
///
/// # Errors
/// There is no such month.
pub fn first_of_month(year: i32, month: u32) -> Result<NaiveDate, ServerError> {
    NaiveDate::from_ymd_opt(year, month, 1)
        .ok_or_else(|| ServerError::refused("month.unknown", "没有这个月。", "There is no such month."))
}

/// A page of a division's villages with teams, by code, after one; and whether there are more.
///
/// # Errors
/// What the database says.
pub fn list(
    server: &Server,
    division: &DivisionCode,
    month: NaiveDate,
    today: NaiveDate,
    (after, limit): (Option<&DivisionCode>, usize),
) -> Result<(Vec<VillageMonths>, bool), ServerError> {
    let registrar = server.registrar();
    storage::read(&*server.storage, |tx| {
        let mut page = Vec::new();
        for village in
            villages_of(tx, division)?.into_iter().filter(|village| after.is_none_or(|after| village > after))
        {
            let people = of_village(tx, &registrar, &village, month, today)?;
            if people.is_empty() {
                continue;
            }
            if page.len() == limit {
                return Ok((page, true));
            }
            let name = roster::division_called(tx, &village)?;
            page.push(VillageMonths { village, name, people });
        }
        Ok((page, false))
    })
}

/// The villages of a division, itself if it is one, by code.
pub(super) fn villages_of(tx: &mut dyn Transaction, division: &DivisionCode) -> Result<Vec<DivisionCode>, ServerError> {
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
    let mut known: BTreeMap<PersonId, (String, bool)> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for (month, members) in team {
        let Some(said) = said.get(&month) else { continue };
        let mut people = Vec::new();
        for member in members {
            let (name, has_phone) = match known.get(&member.cadre) {
                Some(known) => known.clone(),
                None => {
                    let phones = devices::of_person(tx, &member.cadre)?;
                    let has_phone = phones.iter().any(|phone| phone.revoked_at.is_none());
                    let named = (roster::person_called(tx, &member.cadre)?, has_phone);
                    known.insert(member.cadre.clone(), named.clone());
                    named
                }
            };
            people.extend(said.person_month(&member, (name, has_phone), month, today));
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
        (name, has_phone): (String, bool),
        month: NaiveDate,
        today: NaiveDate,
    ) -> Option<PersonMonth> {
        let cadre = member.cadre.clone();
        let of_person: Vec<&MonthFiling> = self.filed.iter().filter(|one| one.cadre == cadre).collect();
        let (until, signs, days) = if member.here {
            let (until, signs) = month_as_seen(&member.year, month)?;
            (until, signs, member.year.month(month.month()).copied().collect())
        } else {
            nowhere(of_person.last()?, &member.year)
        };
        let seen = |signs: &str, note: &str| Seen { note: note.to_owned(), changed: changed_from(month, signs, &days) };
        let acknowledged = self.acknowledged.get(&cadre);
        let acknowledged = acknowledged.map(|one| seen(&one.seen, one.note.as_deref().unwrap_or_default()));
        let signed = self.signed.get(&cadre).map(|one| seen(&one.seen, one.note.as_deref().unwrap_or_default()));
        let highest = self.checked.iter().filter(|one| one.cadre == cadre).max_by_key(|one| one.level);
        let checked = highest.map(|one| (one.level, seen(&one.seen, &one.note.0)));
        let first = of_person.first();
        let (role, target) = (first.and_then(|one| one.role), first.and_then(|one| one.target));
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
            year_resident: member.year.resident,
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

impl PersonMonth {
    /// What was filed last.
    pub fn last_filed(&self) -> Option<&Filed> {
        self.filed.last()
    }

    /// Whether the person stands for the month as it is now, by own word or on paper.
    pub fn is_acknowledged(&self) -> bool {
        self.paper.is_some() || holds(self.acknowledged.as_ref())
    }

    /// Whether the first secretary does, or need not: nobody signs the own month.
    pub fn is_signed(&self) -> bool {
        self.role == Role::FirstSecretary
            || self.paper.as_ref().is_some_and(|paper| paper.sheet.signed)
            || holds(self.signed.as_ref())
    }

    /// Whether an office does.
    pub fn is_checked(&self) -> bool {
        holds(self.checked.as_ref().map(|(_, seen)| seen))
    }

    fn step_on(&self, today: NaiveDate) -> Step {
        match self.last_filed() {
            Some(filed) if filed.changed.is_empty() => Step::Filed,
            Some(_) => Step::FiledAndChanged,
            None if self.until >= today => Step::Running,
            None if self.is_checked() => Step::Checked,
            None if self.is_acknowledged() && self.is_signed() => Step::Signed,
            None if self.is_acknowledged() => Step::Acknowledged,
            None => Step::Unacknowledged,
        }
    }
}

fn holds(seen: Option<&Seen>) -> bool {
    seen.is_some_and(|seen| seen.changed.is_empty())
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
