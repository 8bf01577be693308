//! What became of hints: how often each was a false alarm.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;

use super::reviews::below;
use super::roster::day_number;
use super::{Result, StorageError, Transaction, statements};

/// What became of the diary that has a hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HintOutcome {
    /// Nobody has reviewed it.
    Waiting,
    /// It was read and accepted: the hint was a false alarm.
    Accepted,
    /// It was returned.
    Returned,
    /// It was left in doubt.
    Flagged,
    /// It was accepted unread.
    Unread,
}

impl HintOutcome {
    const ALL: [Self; 5] = [Self::Waiting, Self::Accepted, Self::Returned, Self::Flagged, Self::Unread];

    fn number(self) -> i64 {
        Self::ALL.iter().position(|outcome| *outcome == self).map_or(0, |at| at as i64)
    }
}

/// Keeps the outcome of a diary's hints, whatever was kept of it before.
///
/// # Errors
/// What the database says.
pub fn put(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    diary: RecordId,
    day: NaiveDate,
    (hints, outcome): (&[&str], HintOutcome),
) -> Result<()> {
    remove(tx, space, diary)?;
    for hint in hints {
        let parameters = [space.into(), diary.into(), (*hint).into(), day_number(day).into(), outcome.number().into()];
        tx.execute(statements::PUT_HINT_OUTCOME, &parameters)?;
    }
    Ok(())
}

/// The hints of a diary, by code.
///
/// # Errors
/// What the database says.
pub fn of(tx: &mut dyn Transaction, space: &DivisionCode, diary: RecordId) -> Result<Vec<String>> {
    tx.query(statements::HINTS_OF, &[space.into(), diary.into()])?.iter().map(|row| row.get("hint")).collect()
}

/// Removes those of a diary.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, space: &DivisionCode, diary: RecordId) -> Result<()> {
    tx.execute(statements::REMOVE_HINT_OUTCOMES_OF, &[space.into(), diary.into()]).map(drop)
}

/// Removes those of a space, to make them anew.
///
/// # Errors
/// What the database says.
pub fn remove_all(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::REMOVE_HINT_OUTCOMES, &[space.into()]).map(drop)
}

/// How often each hint came to what, of diaries of these days in a division and below it.
///
/// # Errors
/// What the database says.
pub fn shares(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(String, HintOutcome, u64)>> {
    let (first, past) = below(division);
    let rows = tx.query(statements::HINT_SHARES, &[first, past, day_number(from).into(), day_number(to).into()])?;
    rows.iter()
        .map(|row| {
            let number: i64 = row.get("outcome")?;
            let outcome = usize::try_from(number).ok().and_then(|at| HintOutcome::ALL.get(at)).copied();
            let outcome = outcome.ok_or_else(|| StorageError::Missing(format!("outcome {number}")))?;
            Ok((row.get("hint")?, outcome, row.get("counted")?))
        })
        .collect()
}
