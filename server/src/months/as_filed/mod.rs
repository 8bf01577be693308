//! 按归档: the days of a village's people as a form or a spreadsheet says them. Where a month is filed it says what was filed last, so
//! that it agrees with the filed sheets; elsewhere what the records say now.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayState, Heard};
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::month_acknowledgement::{days_of_month, month_end};
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordKind;

use super::filings::filings_of_year;
use crate::attendance::resident_days;
use crate::error::ServerError;
use crate::storage::attendance::{self, NamedYear, YearInVillage};
use crate::storage::read_model::ReadModel;
use crate::storage::{Transaction, months, roster};

/// A day as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayTold {
    /// The day.
    pub day: NaiveDate,
    /// What it is; not in term where it is told by another village, or by none.
    pub state: DayState,
    /// Whether a word was awaited and none was heard: that is no absence.
    pub unheard: bool,
}

/// A person's days of a period in a village, and the year up to its last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonTold {
    /// Who.
    pub cadre: PersonId,
    /// By name.
    pub name: String,
    /// Every day of the period.
    pub days: Vec<DayTold>,
    /// The months, by their first days, that are told as they were filed here.
    pub filed: Vec<NaiveDate>,
    /// Resident days of the year up to the period's last day, or to today before it, wherever they were spent.
    pub year_resident: i64,
    /// Resident days owed in the year.
    pub year_target: i64,
    /// How the year stands today, by code; none of somebody who is on the team no more.
    pub reach: Option<String>,
}

impl PersonTold {
    /// On how many days something was heard and they are this.
    pub fn count(&self, state: DayState) -> i64 {
        self.days.iter().filter(|day| day.state == state && !day.unheard).map(|_| 1).sum()
    }

    /// On how many days a word was awaited and none was heard.
    pub fn unheard(&self) -> i64 {
        self.days.iter().filter(|day| day.unheard).map(|_| 1).sum()
    }

    /// Resident days of the year that are still missing.
    pub fn year_needed(&self) -> i64 {
        (self.year_target - self.year_resident).max(0)
    }
}

/// Up to which day the year is told beside a period: its last one, or today before it.
pub fn told_until(days: &RangeInclusive<NaiveDate>, today: NaiveDate) -> NaiveDate {
    (*days.end()).min(today)
}

/// Whoever has a day of a period, which lies within one year, in a village, by id.
///
/// # Errors
/// What the database says.
pub fn people_told(
    tx: &mut dyn Transaction,
    tables: &ReadModel,
    village: &DivisionCode,
    days: &RangeInclusive<NaiveDate>,
    today: NaiveDate,
) -> Result<Vec<PersonTold>, ServerError> {
    let mut told = Told { year: days.start().year(), until: told_until(days, today), villages: BTreeMap::new() };
    told.read(tx, tables, village)?;
    let here = told.people_of(village);
    // Where nobody is, nobody is elsewhere either.
    if here.is_empty() {
        return Ok(Vec::new());
    }
    let filings = tables.table_name(MonthFiling::DECL.number).unwrap_or_default();
    // Also of whom the roster says by now that all their days are here: a month may have been filed elsewhere before it said so.
    let mut elsewhere: BTreeMap<PersonId, Vec<DivisionCode>> = BTreeMap::new();
    for (cadre, space) in months::elsewhere(tx, filings, village, told.year)? {
        if space.level() == Level::Village {
            told.read(tx, tables, &space)?;
            elsewhere.entry(cadre).or_default().push(space);
        }
    }
    let mut people = Vec::new();
    for cadre in here {
        let mut villages = vec![village.clone()];
        villages.extend(elsewhere.remove(&cadre).unwrap_or_default());
        let name = match told.named(village, &cadre) {
            Some(name) => name,
            None => roster::person_called(tx, &cadre)?,
        };
        people.extend(told.person(cadre, name, &villages, days));
    }
    Ok(people)
}

/// A village's year, and what it filed of it.
struct Village {
    years: BTreeMap<PersonId, NamedYear>,
    filed: BTreeMap<(PersonId, NaiveDate), Filed>,
}

/// A month that a village filed: as it was closed, and as it was corrected last.
struct Filed {
    first: MonthFiling,
    last: MonthFiling,
}

impl Filed {
    /// Whether any day of it still is this village's: a month that was taken back is not.
    fn stands(&self) -> bool {
        self.last.filed.chars().any(|sign| sign != DayState::NotInTerm.sign())
    }
}

/// The villages that a village's people were in.
struct Told {
    year: i32,
    until: NaiveDate,
    villages: BTreeMap<DivisionCode, Village>,
}

impl Told {
    fn read(&mut self, tx: &mut dyn Transaction, tables: &ReadModel, code: &DivisionCode) -> Result<(), ServerError> {
        if self.villages.contains_key(code) {
            return Ok(());
        }
        let years = attendance::years(tx, code, self.year, None, u32::from(u16::MAX))?;
        let years = years.into_iter().map(|named| (named.year.cadre.clone(), named)).collect();
        let mut filings = filings_of_year(tx, tables, code, self.year)?;
        filings.sort_by_key(|filing| filing.number);
        let mut filed: BTreeMap<(PersonId, NaiveDate), Filed> = BTreeMap::new();
        for filing in filings {
            let key = (filing.cadre.clone(), filing.month);
            let first = filed.remove(&key).map_or_else(|| filing.clone(), |known| known.first);
            filed.insert(key, Filed { first, last: filing });
        }
        self.villages.insert(code.clone(), Village { years, filed });
        Ok(())
    }

    fn people_of(&self, village: &DivisionCode) -> BTreeSet<PersonId> {
        let village = self.villages.get(village);
        let years = village.into_iter().flat_map(|village| village.years.keys());
        years
            .chain(village.into_iter().flat_map(|village| village.filed.keys().map(|(cadre, _)| cadre)))
            .cloned()
            .collect()
    }

    fn year_in(&self, village: &DivisionCode, cadre: &PersonId) -> Option<&YearInVillage> {
        Some(&self.villages.get(village)?.years.get(cadre)?.year)
    }

    fn named(&self, village: &DivisionCode, cadre: &PersonId) -> Option<String> {
        self.villages.get(village)?.years.get(cadre)?.name.clone()
    }

    /// Who filed a person's month, and what. It is filed whole by one village, whichever it was spent in.
    fn filed(&self, cadre: &PersonId, month: NaiveDate, villages: &[DivisionCode]) -> Option<(DivisionCode, &Filed)> {
        let filed = villages.iter().filter_map(|code| {
            let filed = self.villages.get(code)?.filed.get(&(cadre.clone(), month))?;
            filed.stands().then(|| (code.clone(), filed))
        });
        filed.max_by_key(|(_, filed)| filed.last.sheet)
    }

    fn person(
        &self,
        cadre: PersonId,
        name: String,
        villages: &[DivisionCode],
        days: &RangeInclusive<NaiveDate>,
    ) -> Option<PersonTold> {
        let village = villages.first()?;
        let own = self.year_in(village, &cadre);
        let everywhere: Vec<&YearInVillage> = villages.iter().filter_map(|code| self.year_in(code, &cadre)).collect();
        // What was heard of a day is the same in each of the person's villages.
        let any = everywhere.first();
        let (mut told, mut filed_here, mut year_resident) = (Vec::new(), Vec::new(), 0);
        let mut year_target = any.map_or(0, |year| year.target);
        let months = (1..=days.end().month()).filter_map(|month| NaiveDate::from_ymd_opt(self.year, month, 1));
        for month in months {
            let last = month_end(month);
            let filed = self.filed(&cadre, month, villages);
            let whole = days.contains(&month) && days.contains(&last);
            if let Some((code, filed)) = &filed
                && whole
                && code == village
            {
                filed_here.push(month);
                year_target = filed.first.target.unwrap_or(year_target);
            }
            let before = told.len();
            for day in days_of_month(month).filter(|day| days.contains(day)) {
                let now = own.map_or(DayState::NotInTerm, |year| year.state_on(day));
                let said = any.and_then(|year| year.heard_on(day));
                told.push(match &filed {
                    Some((code, filed)) if whole && code == village => as_filed(day, filed, now, said),
                    // It is told by the village that filed it, whole.
                    Some(_) if whole => DayTold { day, state: DayState::NotInTerm, unheard: false },
                    _ => DayTold { day, state: now, unheard: said.is_some_and(|heard| heard.is_silence(now)) },
                });
            }
            year_resident += match &filed {
                Some((_, filed)) if last <= self.until => filed.last.resident(),
                _ => resident_days(&everywhere, month..=last.min(self.until)),
            };
            if filed_here.last() == Some(&month)
                && let Some((_, Filed { last, .. })) = filed
                && last.silent.is_none()
                && let Some(silent) = last.never_heard
            {
                as_many_unheard(told.get_mut(before..).unwrap_or_default(), silent);
            }
        }
        let anything = told.iter().any(|day| day.state != DayState::NotInTerm);
        let reach = own.map(|year| year.reach.clone());
        anything.then_some(PersonTold { cadre, name, days: told, filed: filed_here, year_resident, year_target, reach })
    }
}

/// A day as it was filed, silent or not whatever came since. A filing of before that was kept says on how many days nothing was heard, not
/// on which: one that was filed as absent and that nobody says now was spent away was filed so for want of a word.
fn as_filed(day: NaiveDate, filed: &Filed, now: DayState, said: Option<Heard>) -> DayTold {
    let state = filed.last.state_of(day).unwrap_or(DayState::NotInTerm);
    let unheard = filed.last.was_silent(day).unwrap_or_else(|| match state {
        DayState::Absent => said != Some(Heard::Away) && now != DayState::Contradicted,
        DayState::Unconfirmed => said == Some(Heard::Nothing),
        _ => false,
    });
    DayTold { day, state, unheard }
}

/// Of an older filing: has as many of a filed month's absent days be silent as it was filed with, whatever came since; those first that still seem so.
fn as_many_unheard(days: &mut [DayTold], silent: i64) {
    let mut absent: Vec<&mut DayTold> = days.iter_mut().filter(|day| day.state == DayState::Absent).collect();
    absent.sort_by_key(|day| !day.unheard);
    for (at, day) in (0..).zip(absent) {
        day.unheard = at < silent;
    }
}

#[cfg(test)]
mod tests;
