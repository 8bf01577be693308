//! What is offered: `install/offer` holds the signed statement, and beside it lies the file that it names by its hash. Who reads the
//! statement finds that file whole; a new statement takes the place of the old one at once.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use cunji_protocol::calls::OfferedProgram;
use data_encoding::HEXLOWER;

use super::disk;
use crate::audit::{self, AuditAction, COMMAND_LINE, Of};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage;

/// The folder's name in the data directory.
const FOLDER: &str = "install";
const STATEMENT: &str = "offer";
pub(super) const ENDING: &str = "apk";

/// A program that is offered, and where its file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What the server signed.
    pub program: OfferedProgram,
    /// The file.
    pub file: PathBuf,
}

impl Offer {
    /// SHA-256 of the file, in hex.
    pub fn digest(&self) -> String {
        HEXLOWER.encode(&self.program.digest)
    }
}

pub(super) fn folder(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

pub(super) fn statement(data: &Path) -> PathBuf {
    folder(data).join(STATEMENT)
}

pub(super) fn file_of(data: &Path, digest: &[u8; 32]) -> PathBuf {
    folder(data).join(HEXLOWER.encode(digest)).with_extension(ENDING)
}

/// What is offered now; read anew each time, since another process may have put it.
///
/// # Errors
/// The disk. A statement that this server did not sign, or whose file is not there, is told in the log and offers nothing.
pub fn offered(server: &Server) -> Result<Option<Offer>, ServerError> {
    let bytes = match fs::read(statement(&server.data)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(disk(&error)),
    };
    let key = server.key();
    let program = OfferedProgram::from_bytes(&bytes).ok();
    let Some(program) = program.filter(|program| program.holds(key.deployment, &key.signing.public())) else {
        tracing::warn!("what lies in install/offer was not signed by this server; put the package anew");
        return Ok(None);
    };
    let file = file_of(&server.data, &program.digest);
    if fs::metadata(&file).is_ok_and(|found| found.len() == program.size) {
        return Ok(Some(Offer { program, file }));
    }
    tracing::warn!(file = %file.display(), "the package that install/offer names is not there whole; put it anew");
    Ok(None)
}

/// Offers nothing any more; false if nothing was offered.
///
/// # Errors
/// The disk.
pub fn withdraw(server: &Server) -> Result<bool, ServerError> {
    match fs::remove_file(statement(&server.data)) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(disk(&error)),
    }
    sync(&folder(&server.data)).map_err(|error| disk(&error))?;
    leave_only(&server.data, None)?;
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        audit::note(tx, now, COMMAND_LINE, AuditAction::ProgramOffered, Of::default())
    })?;
    Ok(true)
}

/// Removes every file but one. A phone that is fetching another goes on with what it has open, and is told when it comes back.
pub(super) fn leave_only(data: &Path, kept: Option<&Path>) -> Result<(), ServerError> {
    let clear = || -> io::Result<()> {
        for file in fs::read_dir(folder(data))? {
            let path = file?.path();
            let is_package = path.extension().is_some_and(|ending| ending == ENDING || ending == "new");
            if is_package && Some(path.as_path()) != kept {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    };
    clear().map_err(|error| disk(&error))
}

/// When this returns, power may fail and what was renamed in the folder stays so.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    // Windows has no handle on a folder that could be synced; there the rename itself is journaled.
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}
