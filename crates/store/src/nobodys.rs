//! A store that is nobody's yet: known by a file beside the key, since the database can't be asked while it is locked.
//!
//! The file is there from the making on and goes before an enrolment is kept. Where it is missing, a store counts as somebody's: that
//! costs a person at worst a way to begin anew, never a record. It is not written again, for a damaged store may have lost who it is of.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::Store;
use crate::error::{Result, StoreError};
use crate::home::Home;
use crate::key_file::sync_folder;
use crate::open;

const NOBODYS: &str = "cunji.nobodys";

pub(crate) fn file(dir: &Path) -> PathBuf {
    dir.join(NOBODYS)
}

/// Says that a store that is being made is nobody's. Where that can't be said, it counts as somebody's.
pub(crate) fn say(dir: &Path) {
    let _ = File::create(file(dir));
}

/// The store is about to become somebody's.
pub(crate) fn take_back(dir: &Path) -> Result<()> {
    match fs::remove_file(file(dir)) {
        Ok(()) => sync_folder(&file(dir)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

impl Store {
    /// Whether there is a store in the home that was never enrolled. Asks nothing of the database.
    pub fn is_nobodys(home: &Home) -> bool {
        Self::exists(home.dir()) && file(home.dir()).exists()
    }

    /// Puts a locked store that is nobody's aside, so that another can be made in its place: its whole folder, by one rename, with the
    /// notes that were taken in it. Nothing is deleted, and what opened it goes on opening it. Answers where it is now: beside the
    /// folder, called by `mark`.
    ///
    /// # Errors
    /// It is somebody's, or there is none; another process has it open; the system does not let it be renamed.
    pub fn set_aside(home: &Home, mark: &str) -> Result<PathBuf> {
        let dir = home.dir();
        if !Self::exists(dir) {
            return Err(StoreError::NotThere(dir.to_owned()));
        }
        // Some systems rename no folder in which a file is open: it is let go of when nobody else is found at it.
        drop(open::lock(dir)?);
        if !Self::is_nobodys(home) {
            return Err(StoreError::Somebodys);
        }
        let dir = fs::canonicalize(dir)?;
        let aside = free_name(&dir, mark).ok_or_else(|| StoreError::Io(dir.display().to_string()))?;
        fs::rename(&dir, &aside)?;
        sync_folder(&aside)?;
        Ok(aside)
    }
}

/// A name beside the folder that nothing has.
fn free_name(dir: &Path, mark: &str) -> Option<PathBuf> {
    let name = dir.file_name()?.to_string_lossy().into_owned();
    let numbered = (2..).map(|number| format!("{name}-{mark}-{number}"));
    std::iter::once(format!("{name}-{mark}"))
        .chain(numbered)
        .map(|name| dir.with_file_name(name))
        .find(|it| !it.exists())
}
