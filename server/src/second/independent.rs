//! Who is a second person to somebody: not who could be the same one.

use chrono::Days;
use cunji_domain::time::local_day;

use crate::error::ServerError;
use crate::storage::{Transaction, audit};

/// A second person is none who gave the first one an account, a role or a password within so many days, or was given one.
pub const INDEPENDENT_AFTER_DAYS: u64 = 30;

/// Whether two accounts are two people's as far as can be told. Who gave somebody a password knows it: the one way round as the other,
/// both could be one person.
///
/// # Errors
/// What the database says.
pub fn are_independent(tx: &mut dyn Transaction, one: &str, other: &str, now: i64) -> Result<bool, ServerError> {
    let since = local_day(now).unwrap_or_default() - Days::new(INDEPENDENT_AFTER_DAYS);
    Ok(!audit::gave_access(tx, one, other, since)? && !audit::gave_access(tx, other, one, since)?)
}
