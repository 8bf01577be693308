//! Uploads that are under way: a head that says what is to come, and a file of what came, whose length is how far it is.
//!
//! Nothing else counts the bytes, so nothing can be out of step with them after a crash. An upload's id follows from what it
//! brings: a phone that lost the answer asks again and goes on. Two lines of one phone at once don't wait for each other: each
//! piece is taken only where it fits on, and the slower line is told how far it is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use cunji_domain::person::PersonId;
use cunji_protocol::limits::PHOTO_DAYS;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{disk, sync};
use super::{Folder, Part, PhotoName};
use crate::error::ServerError;

const DAY_SECONDS: i64 = 86_400;
/// How often what was left unfinished is looked for.
const SWEEP_SECONDS: i64 = 3_600;

/// Pieces are put on one after another, whichever lines they come by.
static APPENDING: Mutex<()> = Mutex::new(());

/// What an upload brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Whose photo it is.
    pub person: String,
    /// The photo's name, in hex.
    pub digest: String,
    /// Which of its files: `thumbnail` or `picture`.
    pub part: String,
    /// Its bytes.
    pub length: u64,
    /// SHA-256 of these bytes, in hex.
    pub sha256: String,
    /// When it was last begun: Unix seconds, UTC.
    pub begun_at: i64,
}

/// An upload that was begun, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The last part of its address.
    pub id: String,
    /// How far it is.
    pub offset: u64,
    /// How far it is to come.
    pub length: u64,
    /// When it is forgotten: Unix seconds, UTC.
    pub expires_at: i64,
    /// What is here now, once all of it came: the photo's digest, and which of its files.
    pub held: Option<([u8; 32], Part)>,
}

/// Why an upload does not go on.
#[derive(Debug, thiserror::Error)]
pub enum UploadFault {
    /// There is none of this id, or it is another person's.
    #[error("there is no such upload")]
    Unknown,
    /// It is at another place.
    #[error("it is at {0}")]
    Offset(u64),
    /// More came than was said.
    #[error("more came than was said")]
    TooLong,
    /// What came is not what was said, or no JPEG; it is forgotten.
    #[error("what came is not what was said")]
    Digest,
    /// The disk.
    #[error(transparent)]
    Server(#[from] ServerError),
}

impl Upload {
    fn id(&self) -> String {
        let said = format!("{}\n{}\n{}", self.person, self.digest, self.part);
        data_encoding::HEXLOWER.encode(&Sha256::digest(said.as_bytes())[..16])
    }

    fn photo(&self) -> Option<(PhotoName, Part)> {
        let person: PersonId = self.person.parse().ok()?;
        let digest = data_encoding::HEXLOWER.decode(self.digest.as_bytes()).ok()?.try_into().ok()?;
        Some((PhotoName::of(&person, digest), Part::of(&self.part)?))
    }

    fn expires_at(&self) -> i64 {
        self.begun_at.saturating_add(i64::try_from(PHOTO_DAYS).unwrap_or(0) * DAY_SECONDS)
    }
}

impl Folder {
    /// Begins an upload, or finds how far it is if it was begun before.
    ///
    /// # Errors
    /// The disk.
    pub fn begin(&self, upload: &Upload) -> Result<Begun, UploadFault> {
        self.sweep(upload.begun_at).map_err(|error| disk(&error))?;
        let id = upload.id();
        let _one_at_a_time = APPENDING.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.head(&id).ok();
        let same = |before: &Upload| (before.length, &before.sha256) == (upload.length, &upload.sha256);
        let write = || -> io::Result<()> {
            let dir = self.unfinished();
            self.make(&dir)?;
            if !before.as_ref().is_some_and(same) {
                remove_if_there(&self.came(&id))?;
            }
            let beside = dir.join(format!("{id}.new"));
            let mut file = File::create(&beside)?;
            file.write_all(&serde_json::to_vec(upload)?)?;
            file.sync_all()?;
            fs::rename(&beside, dir.join(format!("{id}.head")))?;
            sync(&dir)
        };
        write().map_err(|error| disk(&error))?;
        self.begun(id, upload)
    }

    /// How far an upload of this person's is.
    ///
    /// # Errors
    /// [`UploadFault::Unknown`]; the disk.
    pub fn how_far(&self, id: &str, person: &PersonId) -> Result<Begun, UploadFault> {
        let upload = self.own_head(id, person)?;
        let _one_at_a_time = APPENDING.lock().unwrap_or_else(PoisonError::into_inner);
        self.begun(id.to_owned(), &upload)
    }

    /// Puts a piece on, where it fits on; gives how far it is then. With the last piece the photo is put in its place.
    ///
    /// # Errors
    /// See [`UploadFault`]. What came before stays, but for [`UploadFault::Digest`].
    pub fn append(&self, id: &str, person: &PersonId, offset: u64, piece: &[u8]) -> Result<u64, UploadFault> {
        let upload = self.own_head(id, person)?;
        let _one_at_a_time = APPENDING.lock().unwrap_or_else(PoisonError::into_inner);
        let at = self.begun(id.to_owned(), &upload)?.offset;
        if at != offset {
            return Err(UploadFault::Offset(at));
        }
        let end = offset + piece.len() as u64;
        if end > upload.length {
            return Err(UploadFault::TooLong);
        }
        if !piece.is_empty() {
            let write = || OpenOptions::new().create(true).append(true).open(self.came(id))?.write_all(piece);
            write().map_err(|error| disk(&error))?;
        }
        let (name, part) = upload.photo().ok_or(UploadFault::Unknown)?;
        if end == upload.length && !self.has(name, part) {
            self.finish(id, &upload, name, part)?;
        }
        Ok(end)
    }

    /// Forgets an upload; what is finished stays.
    ///
    /// # Errors
    /// [`UploadFault::Unknown`]; the disk.
    pub fn forget(&self, id: &str, person: &PersonId) -> Result<(), UploadFault> {
        self.own_head(id, person)?;
        self.drop_upload(id).map_err(|error| disk(&error).into())
    }

    fn finish(&self, id: &str, upload: &Upload, name: PhotoName, part: Part) -> Result<(), UploadFault> {
        const JPEG: [u8; 3] = [0xff, 0xd8, 0xff];
        let bytes = fs::read(self.came(id)).map_err(|error| disk(&error))?;
        let sum = Sha256::digest(&bytes);
        let is_what_was_said = data_encoding::HEXLOWER.encode(&sum) == upload.sha256
            && (part == Part::Thumbnail || sum[..] == name.digest)
            && bytes.starts_with(&JPEG);
        if !is_what_was_said {
            self.drop_upload(id).map_err(|error| disk(&error))?;
            return Err(UploadFault::Digest);
        }
        self.put(name, part, &bytes)?;
        // The head stays until it expires: who did not hear the last answer asks, and is told that all is there.
        remove_if_there(&self.came(id)).map_err(|error| disk(&error))?;
        Ok(())
    }

    /// Removes what was begun long ago and not finished.
    fn sweep(&self, now: i64) -> io::Result<()> {
        static SWEPT: Mutex<Vec<(PathBuf, i64)>> = Mutex::new(Vec::new());
        {
            let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
            let dir = self.unfinished();
            match swept.iter_mut().find(|(known, _)| *known == dir) {
                Some((_, at)) if now.abs_diff(*at) < SWEEP_SECONDS.unsigned_abs() => return Ok(()),
                Some((_, at)) => *at = now,
                None => swept.push((dir, now)),
            }
        }
        let files = match fs::read_dir(self.unfinished()) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        for file in files {
            let path = file?.path();
            let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if self.head(&id).map_or(true, |upload| upload.expires_at() < now) {
                self.drop_upload(&id)?;
                remove_if_there(&path)?;
            }
        }
        Ok(())
    }

    fn drop_upload(&self, id: &str) -> io::Result<()> {
        remove_if_there(&self.came(id))?;
        remove_if_there(&self.unfinished().join(format!("{id}.head")))
    }

    fn came(&self, id: &str) -> PathBuf {
        self.unfinished().join(format!("{id}.came"))
    }

    fn head(&self, id: &str) -> Result<Upload, UploadFault> {
        // Ids come from addresses: nothing but what we make is looked for on the disk.
        let ours = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase());
        if !ours {
            return Err(UploadFault::Unknown);
        }
        match fs::read(self.unfinished().join(format!("{id}.head"))) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| UploadFault::Unknown),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(UploadFault::Unknown),
            Err(error) => Err(disk(&error).into()),
        }
    }

    fn own_head(&self, id: &str, person: &PersonId) -> Result<Upload, UploadFault> {
        self.head(id)
            .and_then(|upload| if upload.person == person.as_str() { Ok(upload) } else { Err(UploadFault::Unknown) })
    }

    fn begun(&self, id: String, upload: &Upload) -> Result<Begun, UploadFault> {
        let (name, part) = upload.photo().ok_or(UploadFault::Unknown)?;
        let came = match fs::metadata(self.came(&id)) {
            _ if self.has(name, part) => upload.length,
            Ok(file) => file.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(disk(&error).into()),
        };
        if came >= upload.length && !self.has(name, part) {
            // The last piece came, and the power failed before the photo was in its place.
            self.finish(&id, upload, name, part)?;
        }
        let held = self.has(name, part).then_some((name.digest, part));
        Ok(Begun { id, offset: came, length: upload.length, expires_at: upload.expires_at(), held })
    }
}

fn remove_if_there(path: &std::path::Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
