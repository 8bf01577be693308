//! Two clerks never review one item at once.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use data_encoding::HEXLOWER;

use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::reviews::{self, Lease};
use crate::storage::{self, Transaction, accounts};

/// So long an item stays with who opened it; looking at it goes on keeping it.
pub const LEASE_SECONDS: i64 = 5 * 60;

/// Opens an item for a seat, or keeps it open.
///
/// # Errors
/// Somebody else has it; or what the database says.
pub fn open(server: &Server, seat: &Seat, space: &DivisionCode, record: RecordId) -> Result<(), ServerError> {
    let now = server.clock.now();
    let taken = storage::write(&*server.storage, |tx| take(tx, seat, space, record, now));
    // Whoever is told that somebody else has it has it on the screen all the same.
    seen(server, seat, space, record, AuditAction::DiarySeen)?;
    taken
}

/// Notes that a seat opened a diary, or fetched it to open it next.
pub(super) fn seen(
    server: &Server,
    seat: &Seat,
    space: &DivisionCode,
    record: RecordId,
    action: AuditAction,
) -> Result<(), ServerError> {
    let of = Of { division: Some(space.clone()), subject: Some(HEXLOWER.encode(&record.0)), detail: None };
    audit::note_seen(server, seat, action, &of)
}

pub(super) fn take(
    tx: &mut dyn Transaction,
    seat: &Seat,
    space: &DivisionCode,
    record: RecordId,
    now: i64,
) -> Result<(), ServerError> {
    let lease = Lease { login: seat.login.clone(), until: now + LEASE_SECONDS };
    if reviews::take_lease(tx, space, record, &lease, now)? {
        return Ok(());
    }
    let other = reviews::lease(tx, space, record, now)?.map(|lease| lease.login).unwrap_or_default();
    let name = accounts::by_login(tx, &other)?.map_or(other, |account| account.name);
    Err(ServerError::refused(
        "review.taken",
        format!("{name} 正在看这条,换一条吧。"),
        format!("{name} has this one open; take another."),
    ))
}

/// Lets go of an item.
///
/// # Errors
/// What the database says.
pub fn let_go(server: &Server, seat: &Seat, space: &DivisionCode, record: RecordId) -> Result<(), ServerError> {
    storage::write(&*server.storage, |tx| Ok(reviews::end_lease(tx, space, record, &seat.login)?))
}
