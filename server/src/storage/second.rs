//! What waits for a second person, and what was done in an emergency.

use cunji_domain::division::DivisionCode;

use super::reviews::below;
use super::{Cell, Result, Row, StorageError, Transaction, statements};

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondState {
    /// It waits for a second person.
    Waiting,
    /// A second person agreed.
    Agreed,
    /// A second person refused.
    Refused,
    /// It was done in an emergency and is to be looked at.
    Emergency,
    /// It was done in an emergency, was looked at, and was right.
    FoundRight,
    /// It was done in an emergency, was looked at, and was wrong.
    FoundWrong,
}

impl SecondState {
    const ALL: [Self; 6] =
        [Self::Waiting, Self::Agreed, Self::Refused, Self::Emergency, Self::FoundRight, Self::FoundWrong];

    fn number(self) -> i64 {
        Self::ALL.iter().position(|state| *state == self).map_or(0, |at| at as i64)
    }

    fn of_number(number: i64) -> Result<Self> {
        let state = usize::try_from(number).ok().and_then(|at| Self::ALL.get(at));
        state.copied().ok_or_else(|| StorageError::Type {
            place: "state of second_wanted".to_owned(),
            wanted: "0 to 5",
            found: number.to_string(),
        })
    }

    /// As calls name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Agreed => "agreed",
            Self::Refused => "refused",
            Self::Emergency => "emergency",
            Self::FoundRight => "found_right",
            Self::FoundWrong => "found_wrong",
        }
    }
}

/// Something that one account asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondWanted {
    /// Its id.
    pub id: [u8; 16],
    /// In which division it may be decided.
    pub division: DivisionCode,
    /// What it is.
    pub what: String,
    /// Of which person, device, day.
    pub subject: String,
    /// What of it, as JSON.
    pub wanted: String,
    /// Why.
    pub reason: String,
    /// Who asked, by login.
    pub asked_by: String,
    /// By name.
    pub asked_name: String,
    /// When: Unix seconds, UTC.
    pub asked_at: i64,
    /// How far it is.
    pub state: SecondState,
    /// The second person, by login.
    pub decided_by: Option<String>,
    /// By name.
    pub decided_name: Option<String>,
    /// When: Unix seconds, UTC.
    pub decided_at: Option<i64>,
    /// What the second person says to it.
    pub word: Option<String>,
}

/// Where a reader is: after this row.
pub type SecondPlace = (i64, [u8; 16]);

/// Adds a row that nobody has decided yet.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, wanted: &SecondWanted) -> Result<()> {
    let parameters = [
        Cell::Bytes(wanted.id.to_vec()),
        (&wanted.division).into(),
        wanted.what.as_str().into(),
        wanted.subject.as_str().into(),
        wanted.wanted.as_str().into(),
        wanted.reason.as_str().into(),
        wanted.asked_by.as_str().into(),
        wanted.asked_name.as_str().into(),
        wanted.asked_at.into(),
        wanted.state.number().into(),
    ];
    tx.execute(statements::PUT_SECOND_WANTED, &parameters).map(drop)
}

/// A row.
///
/// # Errors
/// What the database says.
pub fn by_id(tx: &mut dyn Transaction, id: &[u8; 16]) -> Result<Option<SecondWanted>> {
    tx.query_first(statements::SECOND_WANTED, &[Cell::Bytes(id.to_vec())])?.map(read).transpose()
}

/// What waits in a division and below it, the oldest first.
///
/// # Errors
/// What the database says.
pub fn waiting(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    after: Option<SecondPlace>,
    limit: u32,
) -> Result<Vec<SecondWanted>> {
    let (at, id) = after.unwrap_or((i64::MIN, [0; 16]));
    page(tx, statements::SECOND_WANTED_WAITING, division, (at, id), limit)
}

/// What was decided in a division and below it, the newest first.
///
/// # Errors
/// What the database says.
pub fn decided(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    after: Option<SecondPlace>,
    limit: u32,
) -> Result<Vec<SecondWanted>> {
    let (at, id) = after.unwrap_or((i64::MAX, [0xff; 16]));
    page(tx, statements::SECOND_WANTED_DECIDED, division, (at, id), limit)
}

fn page(
    tx: &mut dyn Transaction,
    sql: &str,
    division: &DivisionCode,
    (at, id): SecondPlace,
    limit: u32,
) -> Result<Vec<SecondWanted>> {
    let (from, to) = below(division);
    tx.query(sql, &[from, to, at.into(), Cell::Bytes(id.to_vec()), limit.into()])?.into_iter().map(read).collect()
}

/// The last thing of a kind that an account asked for of a subject.
///
/// # Errors
/// What the database says.
pub fn last_of(tx: &mut dyn Transaction, what: &str, subject: &str, asked_by: &str) -> Result<Option<SecondWanted>> {
    tx.query_first(statements::SECOND_WANTED_OF, &[what.into(), subject.into(), asked_by.into()])?.map(read).transpose()
}

/// A second person's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'d> {
    /// Who, by login and by name.
    pub by: (&'d str, &'d str),
    /// When: Unix seconds, UTC.
    pub at: i64,
    /// What it comes to.
    pub state: SecondState,
    /// What is said to it.
    pub word: &'d str,
}

/// Decides a row; false if it is not (any more) as `seen`.
///
/// # Errors
/// What the database says.
pub fn decide(tx: &mut dyn Transaction, id: &[u8; 16], seen: SecondState, decision: Decision<'_>) -> Result<bool> {
    let parameters = [
        Cell::Bytes(id.to_vec()),
        seen.number().into(),
        decision.state.number().into(),
        decision.by.0.into(),
        decision.by.1.into(),
        decision.at.into(),
        decision.word.into(),
    ];
    Ok(tx.execute(statements::DECIDE_SECOND_WANTED, &parameters)? == 1)
}

fn read(row: Row) -> Result<SecondWanted> {
    Ok(SecondWanted {
        id: row.get("id")?,
        division: row.get("division")?,
        what: row.get("what")?,
        subject: row.get("subject")?,
        wanted: row.get("wanted")?,
        reason: row.get("reason")?,
        asked_by: row.get("asked_by")?,
        asked_name: row.get("asked_name")?,
        asked_at: row.get("asked_at")?,
        state: SecondState::of_number(row.get("state")?)?,
        decided_by: row.get("decided_by")?,
        decided_name: row.get("decided_name")?,
        decided_at: row.get("decided_at")?,
        word: row.get("word")?,
    })
}
