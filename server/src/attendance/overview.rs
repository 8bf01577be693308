//! The overview: a division's figures, those of the divisions below it, and in a village its people.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayState, Heard, Line, Silence};
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::month_acknowledgement::month_end;
use cunji_domain::person::PersonId;
use cunji_domain::time::{local_day, start_of_day};

use super::figures::Figures;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::attendance::{self, NamedYear, Wanted, YearOnDay};
use crate::storage::overview::{self, Period};
use crate::storage::problems::{self, Counts};
use crate::storage::{self, Transaction, roster};

/// More people than any village's team has.
pub(super) const TEAM: u32 = 1000;

/// Which figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Of which division.
    pub division: DivisionCode,
    /// From this day on, Asia/Shanghai.
    pub from: NaiveDate,
    /// To this one, in the same year; its state is shown.
    pub to: NaiveDate,
    /// For which level's review.
    pub level: JudgeLevel,
}

/// A division with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub code: DivisionCode,
    /// Its name.
    pub name: String,
    /// Its figures.
    pub figures: Figures,
}

/// What an overview shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The divisions above, from the province down.
    pub path: Vec<(DivisionCode, String)>,
    /// The division and its own figures: the sum of those below.
    pub place: Place,
    /// The divisions right below, by code; none in a village.
    pub below: Vec<Place>,
    /// A village's people who were on its team in the period, by id.
    pub people: Vec<PersonFigures>,
    /// The problems that wait now, as the division's own office sees to them.
    pub problems: Counts,
}

/// One person in a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFigures {
    /// Who.
    pub cadre: PersonId,
    /// By name.
    pub name: String,
    /// What the last day is.
    pub state: DayState,
    /// What was heard of it.
    pub heard: Heard,
    /// Why nothing was, where nothing was.
    pub silence: Option<Silence>,
    /// Resident days in the period, in this village.
    pub resident_days: u64,
    /// The year, wherever it was spent, as of today.
    pub year: attendance::YearInVillage,
}

/// The overview of a division.
///
/// # Errors
/// The period is none or crosses a year; or what the database says.
pub fn overview(server: &Server, asked: &Asked) -> Result<Overview, ServerError> {
    let period = period(server, asked.from, asked.to)?;
    let division = &asked.division;
    let today = local_day(server.clock.now()).unwrap_or_default();
    storage::read(&*server.storage, |tx| {
        let name = named(tx, division)?;
        let below = below(tx, asked, period)?;
        let mut figures = Figures::default();
        below.iter().for_each(|place| figures.add(&place.figures));
        let in_village = division.level() == Level::Village;
        let people = if in_village { people(tx, division, period)? } else { Vec::new() };
        Ok(Overview {
            path: roster::divisions_above(tx, division)?,
            place: Place { code: division.clone(), name, figures },
            below: if in_village { Vec::new() } else { below },
            people,
            problems: problems::counts(tx, division, today)?,
        })
    })
}

/// A person's year with what the day is that was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearShown {
    /// The village's name.
    pub village: String,
    /// The year.
    pub named: NamedYear,
    /// What the day is.
    pub state: DayState,
    /// What was heard of it.
    pub heard: Heard,
    /// Why nothing was, where nothing was.
    pub silence: Option<Silence>,
}

/// A page of people's years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearPage {
    /// The years, by village and person.
    pub years: Vec<YearShown>,
    /// How many there are on all pages.
    pub count: u64,
    /// Whether there are more.
    pub more: bool,
}

/// The most years of a page.
pub const MOST: u32 = 500;

/// The years of those in a division who are wanted by what a day is.
///
/// # Errors
/// What the database says.
pub fn years(
    server: &Server,
    division: &DivisionCode,
    day: NaiveDate,
    wanted: &Wanted,
    after: Option<(&DivisionCode, &PersonId)>,
    limit: u32,
) -> Result<YearPage, ServerError> {
    let (limit, day) = (limit.clamp(1, MOST), period(server, day, day)?);
    storage::read(&*server.storage, |tx| {
        let count = attendance::count_people(tx, division, day, wanted)?;
        let mut found = attendance::people(tx, division, day, wanted, after, limit + 1)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let mut names: BTreeMap<DivisionCode, String> = BTreeMap::new();
        let mut years = Vec::with_capacity(found.len());
        for YearOnDay { named: of_person, line } in found {
            let space = &of_person.year.space;
            let village = match names.get(space) {
                Some(name) => name.clone(),
                None => names.entry(space.clone()).or_insert(named(tx, space)?).clone(),
            };
            let (state, heard, silence) = on_day(&of_person.year, line, day);
            years.push(YearShown { village, named: of_person, state, heard, silence });
        }
        Ok(YearPage { years, count, more })
    })
}

/// The days of a year, or of one of its months.
///
/// # Errors
/// There is no such month.
pub fn days_of(year: i32, month: Option<u32>) -> Result<RangeInclusive<NaiveDate>, ServerError> {
    let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), 1).ok_or_else(no_month)?;
    let last = month.map_or(NaiveDate::from_ymd_opt(year, 12, 31), |_| Some(month_end(first)));
    Ok(first..=last.unwrap_or(first))
}

fn no_month() -> ServerError {
    ServerError::refused("attendance.month", "没有这个月份,请重新选。", "There is no such month; choose another.")
}

/// A period by what its last day is at present.
///
/// # Errors
/// It is none, or crosses a year.
pub(super) fn period(server: &Server, from: NaiveDate, to: NaiveDate) -> Result<Period, ServerError> {
    if to < from || from.year() != to.year() {
        return Err(ServerError::refused(
            "overview.period",
            "起止日期要在同一年里,起不晚于止。请重新选。",
            "Both days are in one year, and the first is not after the last. Choose them again.",
        ));
    }
    let begins = start_of_day(to);
    let ends = to.succ_opt().map_or(i64::MAX, start_of_day);
    let over = ends <= server.clock.now();
    Ok(Period { year: to.year(), first: from.ordinal(), last: to.ordinal(), begins, ends, over })
}

fn below(tx: &mut dyn Transaction, asked: &Asked, period: Period) -> Result<Vec<Place>, ServerError> {
    let division = &asked.division;
    let children = match division.level() {
        Level::Village => vec![(division.clone(), named(tx, division)?)],
        _ => overview::divisions_within(tx, division)?,
    };
    let digits = children.first().map_or(division.level(), |(code, _)| code.level()).digits();
    let mut figures: BTreeMap<String, Figures> = BTreeMap::new();
    for group in overview::groups(tx, division, digits, period)? {
        figures.entry(group.division.clone()).or_default().count(&group, period.over);
    }
    for (code, waiting) in overview::reviews_waiting(tx, asked.level, division, digits)? {
        figures.entry(code).or_default().reviews_waiting = waiting;
    }
    for (code, waiting) in overview::problems_waiting(tx, division, digits)? {
        figures.entry(code).or_default().problems_waiting = waiting;
    }
    let places = children.into_iter().map(|(code, name)| {
        let figures = figures.remove(code.as_str()).unwrap_or_default();
        Place { code, name, figures }
    });
    Ok(places.collect())
}

fn people(tx: &mut dyn Transaction, village: &DivisionCode, period: Period) -> Result<Vec<PersonFigures>, ServerError> {
    let length = period.last - period.first + 1;
    let wanted = Wanted { within: Some((period.first, length)), ..Wanted::default() };
    let found = attendance::people(tx, village, period, &wanted, None, TEAM)?;
    let people = found.into_iter().map(|YearOnDay { named: NamedYear { name, year }, line }| {
        let (state, heard, silence) = on_day(&year, line, period);
        let in_period = year.signs.chars().take(period.last as usize).skip(period.first as usize - 1);
        PersonFigures {
            name: name.unwrap_or_else(|| year.cadre.to_string()),
            cadre: year.cadre.clone(),
            state,
            heard,
            silence,
            resident_days: in_period.filter(|sign| *sign == DayState::Resident.sign()).count() as u64,
            year,
        }
    });
    Ok(people.collect())
}

/// What a period's last day is in a year, what was heard of it, and why nothing was where nothing was.
fn on_day(year: &attendance::YearInVillage, line: Line, period: Period) -> (DayState, Heard, Option<Silence>) {
    let at = period.last as usize - 1;
    let state = year.signs.chars().nth(at).and_then(DayState::of_sign).unwrap_or(DayState::NotInTerm);
    let heard = year.said.chars().nth(at).and_then(Heard::of_sign).filter(|_| state != DayState::NotInTerm);
    let heard = heard.unwrap_or(Heard::Something);
    (state, heard, (heard == Heard::Nothing).then(|| Silence::of(line, period.over)))
}

fn named(tx: &mut dyn Transaction, division: &DivisionCode) -> Result<String, ServerError> {
    Ok(roster::division_called(tx, division)?)
}
