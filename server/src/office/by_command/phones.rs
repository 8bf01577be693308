//! What the server's own command line does with people's phones: noted as what is done at a desk.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::DeviceId;

use crate::audit::{self, AuditAction, COMMAND_LINE, Of};
use crate::enrolment::{self, Disclosed, Invited, Older};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::{self, Transaction, devices, roster};

/// Makes a code for one phone of a person; older ones that nobody used end.
///
/// # Errors
/// Nobody has this id, or what the database says.
pub fn invite(server: &Server, person: &PersonId) -> Result<Invited, ServerError> {
    let now = server.clock.now();
    // With the note of it: no code without one.
    storage::write(&*server.storage, |tx| {
        let (_, invited) = enrolment::invite(tx, server, person, Older::End, now)?;
        note(tx, now, person, AuditAction::PhoneInvited, person.to_string())?;
        Ok(invited)
    })
}

/// Revokes a phone and all that followed it.
///
/// # Errors
/// No such phone, or what the database says.
pub fn revoke(server: &Server, device: DeviceId, reason: &str) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        enrolment::revoke(tx, &registrar, device, reason, now)?;
        if let Some(known) = devices::by_id(tx, device)? {
            note(tx, now, &known.person, AuditAction::PhoneRevoked, device.to_string())?;
        }
        Ok(())
    })
}

/// Shows the recovery code of a phone, to be dictated to its owner; that it was shown is noted before it is.
///
/// # Errors
/// There is no such phone, or it has deposited none; or what the database says.
pub fn recovery_code(server: &Server, device: DeviceId) -> Result<Disclosed, ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| match devices::by_id(tx, device)? {
        Some(known) => note(tx, now, &known.person, AuditAction::RecoveryCodeShown, device.to_string()),
        None => Ok(()),
    })?;
    enrolment::disclose(server, device)
}

/// Notes a deed where the person's last role is: so that the offices above it find it.
fn note(
    tx: &mut dyn Transaction,
    now: i64,
    person: &PersonId,
    action: AuditAction,
    subject: String,
) -> Result<(), ServerError> {
    let roles = roster::memberships_of_person(tx, person)?;
    let division: Option<DivisionCode> = roles.into_iter().max_by_key(|role| role.from).map(|role| role.space);
    audit::note(tx, now, COMMAND_LINE, action, Of { division, subject: Some(subject), detail: None })
}
