//! What the server's own command line takes out of it, noted like what is done at a desk. A full disk that takes no note hinders nobody
//! who saves the records then: they are told that it was not noted.

use std::io::Write;
use std::path::Path;

use crate::audit::{self, AuditAction, COMMAND_LINE, Of};
use crate::custody::{self, Photos};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage;

/// What was taken out, and whether the audit says so.
#[derive(Debug)]
pub struct TakenOut {
    /// Rows of a backup, or records.
    pub rows: u64,
    /// Why the audit does not say so.
    pub unnoted: Option<ServerError>,
}

/// Makes a backup.
///
/// # Errors
/// The file can't be written, or what the database says.
pub fn backup(server: &Server, file: &Path, photos: Photos) -> Result<TakenOut, ServerError> {
    let rows = custody::backup_with(server, file, photos)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(TakenOut { rows, unnoted: note(server, AuditAction::BackedUp, name).err() })
}

/// Writes every record out, a line each.
///
/// # Errors
/// They can't be written, or what the database says.
pub fn export(server: &Server, out: &mut dyn Write) -> Result<TakenOut, ServerError> {
    // Before it: what went out before it broke off, or before somebody ended the program, is out.
    let unnoted = note(server, AuditAction::RecordsExported, None).err();
    Ok(TakenOut { rows: custody::export(server, out)?, unnoted })
}

fn note(server: &Server, action: AuditAction, subject: Option<String>) -> Result<(), ServerError> {
    let now = server.clock.now();
    let of = Of { subject, ..Of::default() };
    storage::write(&*server.storage, |tx| audit::note(tx, now, COMMAND_LINE, action, of.clone()))
}
