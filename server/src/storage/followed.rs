//! How far the logs were followed for what offices read.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;

use super::{Result, Row, Transaction, statements};

/// How far a log was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// The log's number.
    pub number: u64,
    /// The form of what was derived: another one means that it is to be made anew.
    pub form: i64,
}

/// How far a log was followed; never, if nothing says so.
///
/// # Errors
/// What the database says.
pub fn of(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Option<Followed>> {
    let row = tx.query_first(statements::FOLLOWED, &[space.into()])?;
    row.map(|row| Ok(Followed { number: row.get("number")?, form: row.get("form")? })).transpose()
}

/// How far each log was followed that was followed at all.
///
/// # Errors
/// What the database says.
pub fn all(tx: &mut dyn Transaction) -> Result<BTreeMap<DivisionCode, Followed>> {
    let read = |row: &Row| Ok((row.get("space")?, Followed { number: row.get("number")?, form: row.get("form")? }));
    tx.query(statements::FOLLOWED_ALL, &[])?.iter().map(read).collect()
}

/// Notes how far a log was followed.
///
/// # Errors
/// What the database says.
pub fn set(tx: &mut dyn Transaction, space: &DivisionCode, followed: Followed) -> Result<()> {
    tx.execute(statements::SET_FOLLOWED, &[space.into(), followed.number.into(), followed.form.into()]).map(drop)
}
