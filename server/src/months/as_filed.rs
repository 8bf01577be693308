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

use super::filings::filings_of;
use crate::attendance::resident_days;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::attendance::{self, NamedYear, YearInVillage};
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
    registrar: &Registrar,
    village: &DivisionCode,
    days: &RangeInclusive<NaiveDate>,
    today: NaiveDate,
) -> Result<Vec<PersonTold>, ServerError> {
    let mut told = Told { year: days.start().year(), until: told_until(days, today), villages: BTreeMap::new() };
    told.read(tx, registrar, village)?;
    let filings = registrar.tables.table_name(MonthFiling::DECL.number).unwrap_or_default();
    // Also of whom the roster says by now that all their days are here: a month may have been filed elsewhere before it said so.
    let mut elsewhere: BTreeMap<PersonId, Vec<DivisionCode>> = BTreeMap::new();
    for (cadre, space) in months::elsewhere(tx, filings, village, told.year)? {
        if space.level() == Level::Village {
            told.read(tx, registrar, &space)?;
            elsewhere.entry(cadre).or_default().push(space);
        }
    }
    let mut people = Vec::new();
    for cadre in told.people_of(village) {
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
    fn read(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        code: &DivisionCode,
    ) -> Result<(), ServerError> {
        if self.villages.contains_key(code) {
            return Ok(());
        }
        let years = attendance::years(tx, code, self.year, None, u32::from(u16::MAX))?;
        let years = years.into_iter().map(|named| (named.year.cadre.clone(), named)).collect();
        let mut filings = filings_of(tx, registrar, code)?;
        filings.retain(|filing| filing.month.year() == self.year);
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
                && let Some(silent) = filed.and_then(|(_, filed)| filed.last.never_heard)
            {
                as_many_unheard(told.get_mut(before..).unwrap_or_default(), silent);
            }
        }
        let anything = told.iter().any(|day| day.state != DayState::NotInTerm);
        let reach = own.map(|year| year.reach.clone());
        anything.then_some(PersonTold { cadre, name, days: told, filed: filed_here, year_resident, year_target, reach })
    }
}

/// A day as it was filed. A filing says on how many days nothing was heard, not on which: one that was filed as absent and that nobody
/// says now was spent away was filed so for want of a word.
fn as_filed(day: NaiveDate, filed: &Filed, now: DayState, said: Option<Heard>) -> DayTold {
    let state = filed.last.state_of(day).unwrap_or(DayState::NotInTerm);
    let unheard = match state {
        DayState::Absent => said != Some(Heard::Away) && now != DayState::Contradicted,
        DayState::Unconfirmed => said == Some(Heard::Nothing),
        _ => false,
    };
    DayTold { day, state, unheard }
}

/// Has as many of a filed month's absent days be silent as it was filed with, whatever came since; those first that still seem so.
fn as_many_unheard(days: &mut [DayTold], silent: i64) {
    let mut absent: Vec<&mut DayTold> = days.iter_mut().filter(|day| day.state == DayState::Absent).collect();
    absent.sort_by_key(|day| !day.unheard);
    for (at, day) in (0..).zip(absent) {
        day.unheard = at < silent;
    }
}

#[cfg(test)]
mod tests {
    use cunji_domain::month_filing::FilingCause;
    use cunji_domain::record::Prose;

    use super::*;

    const HERE: &str = "610926101203";
    const THERE: &str = "610926101204";

    fn day(day: &str) -> NaiveDate {
        day.parse().unwrap()
    }

    fn person(id: &str) -> PersonId {
        id.parse().unwrap()
    }

    fn code(code: &str) -> DivisionCode {
        code.parse().unwrap()
    }

    /// A year of which the months are these signs each; what lies beyond is not yet due.
    fn year(space: &str, months: &[(u32, char, char)]) -> YearInVillage {
        let of = |which: fn(&(u32, char, char)) -> char, other: char| {
            let first = day("2017-01-01");
            let sign = |day: NaiveDate| months.iter().find(|one| one.0 == day.month()).map_or(other, which);
            first.iter_days().take_while(|day| day.year() == 2017).map(sign).collect::<String>()
        };
        YearInVillage {
            space: code(space),
            cadre: person("c0017"),
            year: 2017,
            signs: of(|one| one.1, 'O'),
            said: of(|one| one.2, 'S'),
            target: 220,
            resident: 0,
            needed: 0,
            possible: 0,
            latest_start: None,
            reach: "possible".to_owned(),
            computed_on: day("2017-12-01"),
        }
    }

    fn filing(month: &str, signs: String, number: i64) -> MonthFiling {
        let month = day(month);
        MonthFiling {
            cadre: person("c0017"),
            month,
            number,
            until: month_end(month),
            filed: signs,
            sheet: month,
            cause: FilingCause::Closed,
            note: Prose::default(),
            role: None,
            target: (number == 0).then_some(200),
            year_resident: None,
            never_heard: None,
            on_paper: None,
            rest_days: None,
        }
    }

    fn told(until: &str, villages: &[(&str, YearInVillage, Vec<MonthFiling>)]) -> Told {
        let villages = villages.iter().map(|(space, year, filings)| {
            let filed = filings.iter().map(|filing| {
                let first = filings.iter().find(|first| first.month == filing.month && first.number == 0).unwrap();
                ((filing.cadre.clone(), filing.month), Filed { first: first.clone(), last: filing.clone() })
            });
            let years = BTreeMap::from([(year.cadre.clone(), NamedYear { name: None, year: year.clone() })]);
            (code(space), Village { years, filed: filed.collect() })
        });
        Told { year: 2017, until: day(until), villages: villages.collect() }
    }

    fn of(told: &Told, villages: &[&str], from: &str, to: &str) -> Option<PersonTold> {
        let villages: Vec<DivisionCode> = villages.iter().map(|space| code(space)).collect();
        told.person(person("c0017"), "陈玉华".to_owned(), &villages, &(day(from)..=day(to)))
    }

    #[test]
    fn a_filed_month_says_what_was_filed_last_and_part_of_one_what_is_so_now() {
        let absent = filing("2017-09-01", "A".repeat(30), 0);
        let now = year(HERE, &[(8, 'R', 'S'), (9, 'R', 'S')]);
        let closed = told("2017-09-30", &[(HERE, now.clone(), vec![absent.clone()])]);
        let september = of(&closed, &[HERE], "2017-09-01", "2017-09-30").unwrap();
        assert_eq!((september.count(DayState::Resident), september.filed.as_slice()), (0, &[day("2017-09-01")][..]));
        assert_eq!((september.year_resident, september.year_target, september.year_needed()), (31, 200, 169));
        assert_eq!(
            (september.count(DayState::Absent), september.unheard()),
            (0, 30),
            "nobody says that they were away"
        );
        let told_since = MonthFiling { never_heard: Some(4), ..absent.clone() };
        let closed_with_four = told("2017-09-30", &[(HERE, now.clone(), vec![told_since])]);
        let september = of(&closed_with_four, &[HERE], "2017-09-01", "2017-09-30").unwrap();
        assert_eq!((september.count(DayState::Absent), september.unheard()), (26, 4), "as it was filed");
        let part = of(&closed, &[HERE], "2017-09-01", "2017-09-29").unwrap();
        assert_eq!((part.count(DayState::Resident), part.filed.len(), part.year_target), (29, 0, 220));

        let corrected = filing("2017-09-01", "R".repeat(10) + &"A".repeat(20), 1);
        let closed = told("2017-09-30", &[(HERE, now, vec![absent, corrected])]);
        let september = of(&closed, &[HERE], "2017-09-01", "2017-09-30").unwrap();
        assert_eq!((september.count(DayState::Resident), september.year_resident), (10, 41));
    }

    #[test]
    fn the_year_ends_with_the_period_and_silence_is_no_absence() {
        let now = year(HERE, &[(7, 'R', 'S'), (8, 'A', '-'), (9, 'A', 'A'), (10, 'R', 'S')]);
        let told = told("2017-09-30", &[(HERE, now, vec![])]);
        let two = of(&told, &[HERE], "2017-08-01", "2017-09-30").unwrap();
        assert_eq!((two.year_resident, two.year_needed()), (31, 189), "October came later");
        assert_eq!((two.count(DayState::Absent), two.unheard()), (30, 31));
    }

    #[test]
    fn a_month_that_is_filed_by_one_village_is_told_there_alone() {
        let (here, there) = (year(HERE, &[(8, 'R', 'S'), (9, 'R', 'S')]), year(THERE, &[(10, 'R', 'S')]));
        let filed = filing("2017-09-01", "R".repeat(20) + &"S".repeat(10), 0);
        let villages = [(HERE, here, vec![]), (THERE, there, vec![filed])];
        let told = told("2017-10-31", &villages);
        let whole = ("2017-08-01", "2017-10-31");
        let first = of(&told, &[HERE, THERE], whole.0, whole.1).unwrap();
        let second = of(&told, &[THERE, HERE], whole.0, whole.1).unwrap();
        assert_eq!((first.count(DayState::Resident), second.count(DayState::Resident)), (31, 20 + 31));
        assert_eq!((first.year_resident, second.year_resident), (82, 82), "the year is the person's, wherever");
        assert!(of(&told, &[HERE, THERE], "2017-09-01", "2017-09-30").is_none());
    }
}
