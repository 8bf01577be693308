//! Ids and codes between rows and types.

use std::str::FromStr;

use cunji_domain::division::DivisionCode;
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Error, Row, Transaction, TransactionBehavior};

use crate::Store;
use crate::error::Result;

impl Store {
    /// Begins a change; nothing of it stays unless it is committed.
    pub(crate) fn begin(&mut self) -> Result<Transaction<'_>> {
        Ok(self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }
}

/// Bytes of a known length.
pub(crate) fn blob<const N: usize>(row: &Row<'_>, index: usize) -> rusqlite::Result<[u8; N]> {
    row.get(index)
}

/// Bytes of a known length, or null.
pub(crate) fn blob_or_null<const N: usize>(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<[u8; N]>> {
    row.get(index)
}

/// Text that is parsed.
pub(crate) fn column<T: FromStr>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(index)?.as_str()?;
    text.parse().map_err(|_| Error::FromSqlConversionFailure(index, Type::Text, Box::new(FromSqlError::InvalidType)))
}

/// Codes of spaces with blanks between.
pub(crate) fn spaces_of(row: &Row<'_>, index: usize) -> rusqlite::Result<Vec<DivisionCode>> {
    let text: String = row.get(index)?;
    Ok(text.split_whitespace().filter_map(|code| code.parse().ok()).collect())
}

/// A space as it stands in a row.
pub(crate) fn space_of(space: &DivisionCode) -> &str {
    space.as_str()
}

/// A number as SQLite holds it.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that is never negative.
pub(crate) fn unsigned(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(index)?;
    u64::try_from(number).map_err(|_| Error::IntegralValueOutOfRange(index, number))
}
