//! The folder: `photos/ab/<digest>-<owner>.jpg` and `.thumb.jpg`, each there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Part, PhotoName};
use crate::error::ServerError;
use crate::os_fault;

/// The folder's name in the data directory.
pub const FOLDER: &str = "photos";

/// What is wrong with a photo in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoFault {
    /// The file, within the folder.
    pub file: String,
    /// What is wrong with it.
    pub what: &'static str,
}

/// The photos of a data directory.
#[derive(Debug, Clone)]
pub struct Folder {
    dir: PathBuf,
}

impl Folder {
    /// The folder in a data directory; made with the first photo.
    pub fn of(data: &Path) -> Self {
        Self { dir: data.join(FOLDER) }
    }

    /// Where uploads lie that are not finished.
    pub(super) fn unfinished(&self) -> PathBuf {
        self.dir.join("unfinished")
    }

    /// Where erasures are noted until their photos are gone.
    pub(super) fn noted(&self) -> PathBuf {
        self.dir.join("erased")
    }

    fn path(&self, name: PhotoName, part: Part) -> PathBuf {
        let name = name.to_string();
        self.dir.join(&name[..2]).join(format!("{name}{}", ending(part)))
    }

    /// Whether a part is here.
    pub fn has(&self, name: PhotoName, part: Part) -> bool {
        self.path(name, part).exists()
    }

    /// A part's bytes; none where it is not here.
    ///
    /// # Errors
    /// The disk.
    pub fn read(&self, name: PhotoName, part: Part) -> Result<Option<Vec<u8>>, ServerError> {
        match fs::read(self.path(name, part)) {
            Ok(bytes) => Ok(unwrapped(part, &bytes).map(<[u8]>::to_vec)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk(&error)),
        }
    }

    /// Puts a part in its place; when this returns, power may fail.
    ///
    /// # Errors
    /// The disk.
    pub fn put(&self, name: PhotoName, part: Part, bytes: &[u8]) -> Result<(), ServerError> {
        let path = self.path(name, part);
        let write = || -> io::Result<()> {
            let dir = path.parent().unwrap_or(&self.dir);
            self.make(dir)?;
            let beside = path.with_extension("new");
            let mut file = File::create(&beside)?;
            if part == Part::Thumbnail {
                file.write_all(&Sha256::digest(bytes))?;
            }
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&beside, &path)?;
            sync(dir)
        };
        write().map_err(|error| disk(&error))
    }

    /// Removes both parts. One that is not here is none the less gone.
    ///
    /// # Errors
    /// The disk.
    pub fn remove(&self, name: PhotoName) -> Result<(), ServerError> {
        for part in [Part::Thumbnail, Part::Picture] {
            let path = self.path(name, part);
            let removed = fs::remove_file(&path).and_then(|()| path.parent().map_or(Ok(()), sync));
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(&error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// All photos, each with a part that is here.
    ///
    /// # Errors
    /// The disk; a file that is no photo's.
    pub fn all(&self) -> Result<Vec<(PhotoName, Part)>, ServerError> {
        let mut found = Vec::new();
        for dir in self.shelves().map_err(|error| disk(&error))? {
            for file in fs::read_dir(dir).map_err(|error| disk(&error))? {
                let name = file.map_err(|error| disk(&error))?.file_name();
                let name = name.to_string_lossy();
                let part = [Part::Thumbnail, Part::Picture]
                    .into_iter()
                    .find_map(|part| Some((PhotoName::parse(name.strip_suffix(ending(part))?)?, part)));
                // What a power cut left beside its place is written anew when the photo comes again.
                found.extend(part);
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Proves a photo: its bytes are what its name says, or what was said of them when they came.
    ///
    /// # Errors
    /// The fault; or the disk's, as one.
    pub fn prove(&self, name: PhotoName, part: Part) -> Result<(), PhotoFault> {
        let fault = |what| PhotoFault { file: format!("{name}{}", ending(part)), what };
        let bytes = fs::read(self.path(name, part)).map_err(|_| fault("it can't be read"))?;
        let whole = unwrapped(part, &bytes).ok_or_else(|| fault("it is not what came"))?;
        if part == Part::Picture && Sha256::digest(whole)[..] != name.digest {
            return Err(fault("it is not what its name says"));
        }
        Ok(())
    }

    fn shelves(&self) -> io::Result<Vec<PathBuf>> {
        let dirs = match fs::read_dir(&self.dir) {
            Ok(dirs) => dirs,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut shelves = Vec::new();
        for dir in dirs {
            let dir = dir?;
            if dir.file_name().len() == 2 && dir.file_type()?.is_dir() {
                shelves.push(dir.path());
            }
        }
        Ok(shelves)
    }

    /// Makes a folder that nobody else on the machine may look into, and its entry durable.
    pub(super) fn make(&self, dir: &Path) -> io::Result<()> {
        if dir.exists() {
            return Ok(());
        }
        crate::server::make_private(dir)?;
        [Some(self.dir.as_path()), self.dir.parent()].into_iter().flatten().try_for_each(sync)
    }
}

fn ending(part: Part) -> &'static str {
    match part {
        Part::Thumbnail => ".thumb.jpg",
        Part::Picture => ".jpg",
    }
}

/// A thumbnail's file begins with the SHA-256 of the rest: its name says nothing of it.
fn unwrapped(part: Part, file: &[u8]) -> Option<&[u8]> {
    if part == Part::Picture {
        return Some(file);
    }
    let (sum, bytes) = file.split_at_checked(32)?;
    (Sha256::digest(bytes)[..] == *sum).then_some(bytes)
}

/// Makes what was made or renamed in a folder durable.
pub(super) fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// The disk says no; the phone keeps what it has.
pub(super) fn disk(error: &io::Error) -> ServerError {
    let (zh, en) = os_fault::said(error);
    ServerError::refused(
        "server.photo_disk",
        format!("服务器存不下照片({zh})。照片还在手机里,请过些时候再传。"),
        format!("The server can't store photos ({en}). The photo is safe on the phone; please send it again later."),
    )
}
