//! Problems as they wait for an answer.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::problem_answer::AnswerState;
use cunji_domain::record::RecordId;

use super::reviews::below;
use super::roster::{day, day_number};
use super::{Cell, Result, Row, StorageError, Transaction, statements};

/// How far a problem is: nobody took it, or what the answer says.
pub type ProblemState = Option<AnswerState>;

const STATES: [ProblemState; 5] = [
    None,
    Some(AnswerState::Taken),
    Some(AnswerState::HandedOver),
    Some(AnswerState::Answered),
    Some(AnswerState::Declined),
];

fn state_number(state: ProblemState) -> i64 {
    STATES.iter().position(|known| *known == state).map_or(0, |at| at as i64)
}

/// A problem as it waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemItem {
    /// The village.
    pub space: DivisionCode,
    /// The problem.
    pub record: RecordId,
    /// Who raised it.
    pub author: PersonId,
    /// On which day, Asia/Shanghai.
    pub day: NaiveDate,
    /// How soon it wants an answer, by code.
    pub urgency: Option<String>,
    /// Which kind, by the policy's code.
    pub category: Option<String>,
    /// When it arrived: Unix seconds, UTC.
    pub arrived_at: i64,
    /// How far it is.
    pub state: ProblemState,
    /// The office that owes the answer, by its division.
    pub owing: DivisionCode,
    /// The last day for it.
    pub due: NaiveDate,
}

/// Keeps an item as it is now.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, item: &ProblemItem) -> Result<()> {
    let parameters = [
        (&item.space).into(),
        item.record.into(),
        (&item.author).into(),
        day_number(item.day).into(),
        item.urgency.as_deref().into(),
        item.category.as_deref().into(),
        item.arrived_at.into(),
        state_number(item.state).into(),
        (&item.owing).into(),
        day_number(item.due).into(),
    ];
    tx.execute(statements::PUT_PROBLEM_ITEM, &parameters).map(drop)
}

/// Removes an item: whoever raised it took it back.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<()> {
    tx.execute(statements::REMOVE_PROBLEM_ITEM, &[space.into(), record.into()]).map(drop)
}

/// Removes all items of a space, to make them anew.
///
/// # Errors
/// What the database says.
pub fn remove_all(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::REMOVE_PROBLEM_ITEMS, &[space.into()]).map(drop)
}

/// An item.
///
/// # Errors
/// What the database says.
pub fn item(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<Option<ProblemItem>> {
    tx.query_first(statements::PROBLEM_ITEM, &[space.into(), record.into()])?.map(read).transpose()
}

/// Which problems are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that the division's own office owes an answer to.
    Owed,
    /// Those that an office below owes an answer to since before this day.
    Late(NaiveDate),
    /// All that wait for an answer, whoever owes it.
    Unanswered,
    /// Those that were answered or declined.
    Settled,
}

/// Where a reader is: after this item as it was listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// When it was due.
    pub due: NaiveDate,
    /// The village.
    pub space: DivisionCode,
    /// The problem.
    pub record: RecordId,
}

/// Problems of a division, those first that are due first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut dyn Transaction,
    which: Which,
    division: &DivisionCode,
    after: Option<&Place>,
    limit: u32,
) -> Result<Vec<ProblemItem>> {
    let (from, to) = below(division);
    let due: Cell = after.map_or(i64::MIN, |place| day_number(place.due)).into();
    let space: Cell = after.map_or("", |place| place.space.as_str()).into();
    let record = Cell::Bytes(after.map(|place| place.record.0.to_vec()).unwrap_or_default());
    let limit: Cell = limit.into();
    let unanswered = state_number(Some(AnswerState::HandedOver));
    let rows = match which {
        Which::Owed => tx.query(statements::PROBLEM_ITEMS_OWED, &[from, due, space, record, limit])?,
        Which::Late(before) => {
            let before = day_number(before).into();
            tx.query(statements::PROBLEM_ITEMS_LATE, &[from, to, before, due, space, record, limit])?
        }
        Which::Unanswered => {
            let states = [0.into(), unanswered.into()];
            let [lowest, highest] = states;
            tx.query(statements::PROBLEM_ITEMS, &[from, to, lowest, highest, due, space, record, limit])?
        }
        Which::Settled => {
            let [lowest, highest]: [Cell; 2] = [(unanswered + 1).into(), i64::MAX.into()];
            tx.query(statements::PROBLEM_ITEMS, &[from, to, lowest, highest, due, space, record, limit])?
        }
    };
    rows.into_iter().map(read).collect()
}

/// How many problems a division has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Its own office owes an answer.
    pub owed: u64,
    /// …and is late.
    pub owed_late: u64,
    /// An office below owes one and is late.
    pub late_below: u64,
    /// Not answered yet, whoever owes it.
    pub unanswered: u64,
    /// Answered or declined.
    pub settled: u64,
}

/// How many there are in a division and below it.
///
/// # Errors
/// What the database says.
pub fn counts(tx: &mut dyn Transaction, division: &DivisionCode, today: NaiveDate) -> Result<Counts> {
    let (from, to) = below(division);
    let parameters = [from, to, division.into(), day_number(today).into()];
    let row = tx.query_first(statements::PROBLEM_COUNTS, &parameters)?;
    let row = row.ok_or_else(|| StorageError::Missing("the counts".to_owned()))?;
    Ok(Counts {
        owed: row.get("owed")?,
        owed_late: row.get("owed_late")?,
        late_below: row.get("late_below")?,
        unanswered: row.get("unanswered")?,
        settled: row.get("settled")?,
    })
}

fn read(row: Row) -> Result<ProblemItem> {
    let state: i64 = row.get("state")?;
    let known = usize::try_from(state).ok().and_then(|at| STATES.get(at).copied());
    Ok(ProblemItem {
        space: row.get("space")?,
        record: row.get("record")?,
        author: row.get("author")?,
        day: day(row.get("day")?)?,
        urgency: row.get("urgency")?,
        category: row.get("category")?,
        arrived_at: row.get("arrived_at")?,
        state: known.ok_or_else(|| StorageError::Missing(format!("problem state {state}")))?,
        owing: row.get("owing")?,
        due: day(row.get("due")?)?,
    })
}
