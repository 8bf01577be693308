//! Sums over a division's villages, by the divisions right below it.

use std::collections::BTreeMap;

use cunji_domain::attendance::Line;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;

use super::reviews::below;
use super::{Cell, FromCell, Result, Transaction, statements};

/// Which days are summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The year that the days are in.
    pub year: i32,
    /// The first day, by its number in the year, from 1.
    pub first: u32,
    /// The last day, by its number.
    pub last: u32,
    /// When the last day begins: Unix seconds, UTC.
    pub begins: i64,
    /// When it ends.
    pub ends: i64,
    /// Whether it is over.
    pub over: bool,
}

impl Period {
    /// From when on a person's own phone tells of the last day.
    pub(super) fn told_from(&self) -> i64 {
        if self.over { self.ends } else { self.begins }
    }
}

impl FromCell for Line {
    const WANTED: &'static str = "whose phones were heard of, 0 to 3";
    fn from_cell(cell: Cell) -> std::result::Result<Self, Cell> {
        match cell {
            Cell::Int(number) => Self::of_number(number).ok_or(cell),
            other => Err(other),
        }
    }
}

/// People who are alike on a period's last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The division below.
    pub division: String,
    /// What the last day is ([`cunji_domain::attendance::DayState::sign`]).
    pub sign: String,
    /// What was heard of it ([`cunji_domain::attendance::Heard::sign`]).
    pub word: String,
    /// Whose phones were heard of that could tell of it.
    pub line: Line,
    /// How many they are.
    pub people: u64,
    /// Their resident days in the period.
    pub resident: i64,
    /// The sum of their resident days of the year so far.
    pub year_resident: i64,
    /// The sum of what they owe in the year.
    pub year_target: i64,
    /// How many of them can't reach their target any more.
    pub missed: u64,
    /// How many of them can only if unconfirmed days turn out to be resident ones.
    pub doubtful: u64,
}

/// The people of a division's villages, by the divisions whose codes have so many digits.
///
/// # Errors
/// What the database says.
pub fn groups(tx: &mut dyn Transaction, division: &DivisionCode, digits: usize, period: Period) -> Result<Vec<Group>> {
    let (from, to) = below(division);
    let length = i64::from(period.last) - i64::from(period.first) + 1;
    let parameters = [
        from,
        to,
        digits_cell(digits),
        period.year.into(),
        period.last.into(),
        period.first.into(),
        length.into(),
        period.begins.into(),
        period.ends.into(),
        period.told_from().into(),
    ];
    let rows = tx.query(statements::ATTENDANCE_OVERVIEW, &parameters)?;
    let groups = rows.iter().map(|row| {
        Ok(Group {
            division: row.get("division")?,
            sign: row.get("sign")?,
            word: row.get("word")?,
            line: row.get("line")?,
            people: row.get("people")?,
            resident: row.get("resident")?,
            year_resident: row.get("year_resident")?,
            year_target: row.get("year_target")?,
            missed: row.get("missed")?,
            doubtful: row.get("doubtful")?,
        })
    });
    groups.collect()
}

/// Diaries that wait for a level's review, by the divisions below.
///
/// # Errors
/// What the database says.
pub fn reviews_waiting(
    tx: &mut dyn Transaction,
    level: JudgeLevel,
    division: &DivisionCode,
    digits: usize,
) -> Result<BTreeMap<String, u64>> {
    match level {
        JudgeLevel::Village => Ok(BTreeMap::new()),
        JudgeLevel::Town => waiting(tx, statements::REVIEW_SUMS_TOWN, division, digits),
        JudgeLevel::County => waiting(tx, statements::REVIEW_SUMS_COUNTY, division, digits),
        JudgeLevel::City => waiting(tx, statements::REVIEW_SUMS_CITY, division, digits),
    }
}

/// Problems that wait for an answer, by the divisions below.
///
/// # Errors
/// What the database says.
pub fn problems_waiting(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    digits: usize,
) -> Result<BTreeMap<String, u64>> {
    waiting(tx, statements::PROBLEM_SUMS, division, digits)
}

fn waiting(
    tx: &mut dyn Transaction,
    sql: &str,
    division: &DivisionCode,
    digits: usize,
) -> Result<BTreeMap<String, u64>> {
    let (from, to) = below(division);
    let rows = tx.query(sql, &[from, to, digits_cell(digits)])?;
    rows.iter().map(|row| Ok((row.get("division")?, row.get("waiting")?))).collect()
}

pub(super) fn digits_cell(digits: usize) -> Cell {
    i64::try_from(digits).unwrap_or(i64::MAX).into()
}

/// The divisions right below one, by code, with their names.
///
/// # Errors
/// What the database says.
pub fn divisions_within(tx: &mut dyn Transaction, division: &DivisionCode) -> Result<Vec<(DivisionCode, String)>> {
    let rows = tx.query(statements::DIVISIONS_WITHIN, &[division.into()])?;
    rows.iter().map(|row| Ok((row.get("code")?, row.get("name")?))).collect()
}
