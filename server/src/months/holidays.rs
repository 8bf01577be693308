//! A month's rest days, and whether the holidays of its year are known: without them every holiday is a workday, and who wrote nothing
//! on it is absent.

use chrono::{Datelike, NaiveDate};
use cunji_domain::calendar::Calendar;
use cunji_domain::month_acknowledgement::month_end;

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

/// The rest days of a month by a calendar.
pub(super) fn rest_days(calendar: &Calendar, month: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let last = month_end(month);
    month.iter_days().take_while(move |day| *day <= last).filter(|day| calendar.is_rest(*day))
}
