//! What was only looked at. Whoever leafs back and forth is noted once an hour for each thing, so that a note costs a look mostly.

use super::{AuditAction, Of, note};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage;
use crate::storage::audit::{self as stored, SeenBefore};
use cunji_domain::record::Code;

/// What is looked at again within so many seconds is noted already.
const NOTED_FOR_SECONDS: i64 = 3_600;

/// Notes what a seat was shown, before it is: a record that is opened, or a page of a list, one row each.
///
/// # Errors
/// What the database says.
pub fn note_seen(server: &Server, seat: &Seat, action: AuditAction, of: &Of) -> Result<(), ServerError> {
    let now = server.clock.now();
    let before = SeenBefore {
        login: &seat.login,
        action: action.code(),
        since: now - NOTED_FOR_SECONDS,
        division: of.division.as_ref(),
        subject: of.subject.as_deref().unwrap_or_default(),
        detail: of.detail.as_deref().unwrap_or_default(),
    };
    if storage::read(&*server.storage, |tx| stored::seen_before(tx, &before))? {
        return Ok(());
    }
    storage::write(&*server.storage, |tx| note(tx, now, &seat.login, action, of.clone()))
}
