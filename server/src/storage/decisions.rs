//! Leaves and objections as they wait for a decision.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Code, RecordId};

use super::reviews::below;
use super::roster::{day, day_number};
use super::{Cell, Result, Row, StorageError, Transaction, statements};

/// What is to be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionOf {
    /// A request for leave.
    Leave,
    /// What somebody says to a day.
    Objection,
}

/// A leave or an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionItem {
    /// The village.
    pub space: DivisionCode,
    /// The record.
    pub record: RecordId,
    /// What it is.
    pub what: DecisionOf,
    /// Whose.
    pub author: PersonId,
    /// The day that it is about; of a leave the first.
    pub day: NaiveDate,
    /// Who is to decide.
    pub level: JudgeLevel,
    /// The last day for it; after it the levels above see it, too.
    pub due: NaiveDate,
    /// Whether it is decided as it stands.
    pub settled: bool,
}

/// Where a reader is: after the item with this day (the due one of what waits), in this village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionPlace {
    /// The day that the list goes by.
    pub day: NaiveDate,
    /// The village.
    pub space: DivisionCode,
    /// The record.
    pub record: RecordId,
}

fn level_number(level: JudgeLevel) -> i64 {
    JudgeLevel::ALL.iter().position(|known| *known == level).map_or(0, |at| at as i64)
}

/// Keeps an item as it is now.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, item: &DecisionItem) -> Result<()> {
    let parameters = [
        (&item.space).into(),
        item.record.into(),
        i64::from(item.what == DecisionOf::Objection).into(),
        (&item.author).into(),
        day_number(item.day).into(),
        level_number(item.level).into(),
        day_number(item.due).into(),
        i64::from(item.settled).into(),
    ];
    tx.execute(statements::PUT_DECISION_ITEM, &parameters).map(drop)
}

/// Removes an item: whoever wrote it took it back.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<()> {
    tx.execute(statements::REMOVE_DECISION_ITEM, &[space.into(), record.into()]).map(drop)
}

/// Removes all items of a space, to make them anew.
///
/// # Errors
/// What the database says.
pub fn remove_all(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::REMOVE_DECISION_ITEMS, &[space.into()]).map(drop)
}

/// What waits in a division for a level: its own, and what levels below are late with.
///
/// # Errors
/// What the database says.
pub fn waiting(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    level: JudgeLevel,
    today: NaiveDate,
    after: Option<&DecisionPlace>,
    limit: u32,
) -> Result<Vec<DecisionItem>> {
    let (from, to) = below(division);
    let parameters = [
        from,
        to,
        level_number(level).into(),
        day_number(today).into(),
        after.map_or(i64::MIN, |place| day_number(place.day)).into(),
        after.map_or("", |place| place.space.as_str()).into(),
        Cell::Bytes(after.map(|place| place.record.0.to_vec()).unwrap_or_default()),
        limit.into(),
    ];
    tx.query(statements::DECISION_ITEMS_WAITING, &parameters)?.into_iter().map(read).collect()
}

/// What was decided in a division, the latest days first.
///
/// # Errors
/// What the database says.
pub fn settled(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    after: Option<&DecisionPlace>,
    limit: u32,
) -> Result<Vec<DecisionItem>> {
    let (from, to) = below(division);
    let parameters = [
        from,
        to,
        after.map_or(i64::MAX, |place| day_number(place.day)).into(),
        after.map_or("", |place| place.space.as_str()).into(),
        Cell::Bytes(after.map(|place| place.record.0.to_vec()).unwrap_or_default()),
        limit.into(),
    ];
    tx.query(statements::DECISION_ITEMS_SETTLED, &parameters)?.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<DecisionItem> {
    let (what, level): (i64, i64) = (row.get("what")?, row.get("level")?);
    let known = usize::try_from(level).ok().and_then(|at| JudgeLevel::ALL.get(at).copied());
    Ok(DecisionItem {
        space: row.get("space")?,
        record: row.get("record")?,
        what: if what == 0 { DecisionOf::Leave } else { DecisionOf::Objection },
        author: row.get("author")?,
        day: day(row.get("day")?)?,
        level: known.ok_or_else(|| StorageError::Missing(format!("level {level}")))?,
        due: day(row.get("due")?)?,
        settled: row.get::<i64>("settled")? != 0,
    })
}
