//! What is held for a person: entries of a revoked phone, of a role that has ended, of a kind that this version does not know.

use cunji_domain::division::DivisionCode;
use cunji_history::{DeviceId, Edit};

use crate::error::ServerError;
use crate::server::Server;
use crate::storage::chains::{self, KeptState};
use crate::storage::{self, log};
use crate::sync::{Decision, settle_held};

/// An entry that waits for a decision.
#[derive(Debug, Clone, serde::Serialize)]
pub struct HeldEntry {
    /// The space.
    pub space: String,
    /// The device in whose chain it stands.
    pub device: String,
    /// Its number there.
    pub number: u64,
    /// Its author.
    pub author: Option<String>,
    /// The kind's name, if this version knows it.
    pub kind: Option<&'static str>,
    /// Why it is held.
    pub code: String,
    /// When it arrived: Unix seconds, UTC.
    pub received_at: i64,
}

/// Everything that is held, by space.
///
/// # Errors
/// What the database says.
pub fn held(server: &Server) -> Result<Vec<HeldEntry>, ServerError> {
    storage::read(&*server.storage, |tx| {
        let mut found = Vec::new();
        for (space, _) in log::spaces(tx)? {
            for kept in chains::kept_in_state(tx, &space, KeptState::Held)? {
                let edit = kept.link.edit.as_deref().and_then(|bytes| Edit::from_bytes(bytes).ok());
                found.push(HeldEntry {
                    space: space.to_string(),
                    device: kept.link.device.to_string(),
                    number: kept.link.chain_number,
                    author: edit.as_ref().map(|edit| edit.author.to_string()),
                    kind: edit.and_then(|edit| cunji_domain::kinds::by_number(edit.kind)).map(|decl| decl.name),
                    code: kept.code,
                    received_at: kept.link.received_at,
                });
            }
        }
        Ok(found)
    })
}

/// Takes a held entry in although its device is revoked or its author's role has ended. Rules still hold.
///
/// # Errors
/// Nothing is held there, its rules are broken, or what the database says.
pub fn accept_held(server: &Server, space: &DivisionCode, device: DeviceId, number: u64) -> Result<(), ServerError> {
    settle_held(server, space, device, number, &Decision::Accept)
}

/// Rejects a held entry, with a reason that its author will read.
///
/// # Errors
/// Nothing is held there, or what the database says.
pub fn reject_held(
    server: &Server,
    space: &DivisionCode,
    device: DeviceId,
    number: u64,
    reason: &str,
) -> Result<(), ServerError> {
    settle_held(server, space, device, number, &Decision::Reject(reason.to_owned()))
}
