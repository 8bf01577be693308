//! Diaries whose grade has to be looked at once more, though nothing new was written in their village.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;

use super::{Result, Transaction, statements};

/// Notes one.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<()> {
    tx.execute(statements::PUT_GRADE_AGAIN, &[space.into(), record.into()]).map(drop)
}

/// Some of them.
///
/// # Errors
/// What the database says.
pub fn some(tx: &mut dyn Transaction, limit: u32) -> Result<Vec<(DivisionCode, RecordId)>> {
    let rows = tx.query(statements::GRADES_AGAIN, &[limit.into()])?;
    rows.iter().map(|row| Ok((row.get("space")?, row.get("record")?))).collect()
}

/// It was looked at.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<()> {
    tx.execute(statements::REMOVE_GRADE_AGAIN, &[space.into(), record.into()]).map(drop)
}
