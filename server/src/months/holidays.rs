//! Whether the holidays of a month's year are known: without them every holiday is a workday, and who wrote nothing on it is absent.

use chrono::{Datelike, NaiveDate};

use crate::attendance::calendar;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage;

/// Whether anybody declared the holidays of a month's year.
///
/// # Errors
/// What the database says.
pub fn holidays_known(server: &Server, month: NaiveDate) -> Result<bool, ServerError> {
    let registrar = server.registrar();
    let calendar = storage::read(&*server.storage, |tx| calendar(tx, &registrar))?;
    Ok(calendar.declares(month.year()))
}
