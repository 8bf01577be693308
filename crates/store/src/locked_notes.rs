//! Notes that are taken while the phone is locked: sealed to the phone's own key, each a file, and taken into the database when the
//! phone is opened.
//!
//! The recipient lies beside the key file; its secret follows from the database's key, so that whatever opens the database (a PIN, a
//! recovery code, a salvage) opens the notes. A note is in the database before its file goes, under an id of its own: what is cut
//! off between the two is found again, once.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::x25519::{Identity, Recipient};
use chrono::{Datelike, NaiveDate};
use cunji_history::canonical::{CanonicalError, Reader, Writer};
use rusqlite::{OptionalExtension, Row};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Store;
use crate::drafts::{self, Draft};
use crate::error::{Result, StoreError};
use crate::home::Home;
use crate::key_file::{self, Keys};
use crate::sql::blob;

/// How long a note may be, in bytes: longer ones are written when the phone is open.
pub const NOTE_BYTES: usize = 64 * 1024;

const RECIPIENT: &str = "cunji.recipient";
/// How the names of the notes' files begin.
const NOTE: &str = "locked-note-";
const SEALED: &str = "age";
const PARTIAL: &str = "partial";

/// A note's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(pub [u8; 16]);

/// What was written while the phone was locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedNote {
    /// Its id.
    pub id: NoteId,
    /// The text, as it was typed.
    pub text: String,
    /// When (Unix seconds, the device's clock).
    pub written_at: i64,
    /// The local day.
    pub day: NaiveDate,
}

/// What came of the notes' files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MergedNotes {
    /// Notes that were taken in.
    pub taken: u64,
    /// Files that this phone's key does not open (of another phone, or damaged); they stay where they are.
    pub unreadable: u64,
}

/// Takes a note while the phone is locked; under the id of one that is being written still, it takes that one's place. When this
/// returns, the power may fail.
///
/// # Errors
/// It is too long, the phone was never opened, or the disk does not take it; then the text must stay on the screen.
pub fn note_while_locked(
    home: &Home,
    id: Option<NoteId>,
    text: &str,
    written_at: i64,
    day: NaiveDate,
) -> Result<NoteId> {
    if text.len() > NOTE_BYTES {
        return Err(StoreError::NoteTooLong { found: text.len(), most: NOTE_BYTES });
    }
    let recipient = recipient(home.dir())?;
    let id = id.map_or_else(random_id, Ok)?;
    let plain = Zeroizing::new(content(id, text, written_at, day));
    let sealed = age::encrypt(&recipient, &plain).map_err(|error| StoreError::Io(error.to_string()))?;
    let whole = file_of(home, id);
    let partial = whole.with_extension(PARTIAL);
    let written = File::create(&partial).and_then(|mut file| {
        file.write_all(&sealed)?;
        file.sync_all()
    });
    if let Err(error) = written {
        // Half a note opens for nobody, and its writer is told that it was not taken.
        let _ = fs::remove_file(&partial);
        return Err(error.into());
    }
    fs::rename(&partial, &whole)?;
    key_file::sync_folder(&whole)?;
    Ok(id)
}

/// Takes a note back that its writer emptied before the phone was opened.
///
/// # Errors
/// The disk does not let it go.
pub fn forget_locked_note(home: &Home, id: NoteId) -> Result<()> {
    match fs::remove_file(file_of(home, id)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn file_of(home: &Home, id: NoteId) -> PathBuf {
    let name: String = id.0.iter().map(|byte| format!("{byte:02x}")).collect();
    home.dir().join(format!("{NOTE}{name}.{SEALED}"))
}

fn random_id() -> Result<NoteId> {
    let mut id = [0; 16];
    getrandom::fill(&mut id)?;
    Ok(NoteId(id))
}

/// Where the recipient lies.
pub(crate) fn recipient_file(dir: &Path) -> PathBuf {
    dir.join(RECIPIENT)
}

impl Store {
    /// Takes in what was written while the phone was locked. What can't be taken in now stays in its file.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn merge_locked_notes(&mut self) -> Result<MergedNotes> {
        let identity = identity(&self.keys)?;
        let files = files(&self.files.dir)?;
        let mut merged = MergedNotes::default();
        if files.is_empty() {
            return Ok(merged);
        }
        let mut done = Vec::new();
        let tx = self.begin()?;
        for file in files {
            let sealed = fs::read(&file)?;
            let plain = age::decrypt(&identity, &sealed).ok().map(Zeroizing::new);
            match plain.and_then(|plain| note(&plain).ok()) {
                Some(note) => {
                    merged.taken += u64::from(insert(&tx, &note)?);
                    done.push(file);
                }
                None => merged.unreadable += 1,
            }
        }
        tx.commit()?;
        for file in done {
            // One that stays is known by its id when it is found again.
            let _ = fs::remove_file(file);
        }
        Ok(merged)
    }

    /// The notes that were taken while the phone was locked and not settled yet, the oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn locked_notes(&self) -> Result<Vec<LockedNote>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT note, text, written_at, day FROM locked_note WHERE settled_at IS NULL ORDER BY written_at, note",
        )?;
        statement.query_and_then([], row)?.collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// There is none of this id, or it was settled.
    pub fn locked_note(&self, id: NoteId) -> Result<LockedNote> {
        let mut statement = self.conn.prepare_cached(
            "SELECT note, text, written_at, day FROM locked_note WHERE note = ?1 AND settled_at IS NULL",
        )?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(row).transpose()?.ok_or(StoreError::UnknownNote)
    }

    /// Settles a note: with a draft that has its text from now on, or because its writer lets it go. One transaction.
    ///
    /// # Errors
    /// There is none of this id, or the disk is full; then nothing was changed.
    pub fn settle_locked_note(&mut self, id: NoteId, into: Option<&Draft>, now: i64) -> Result<()> {
        let tx = self.begin()?;
        if let Some(draft) = into {
            drafts::put(&tx, draft)?;
        }
        let settled = tx
            .prepare_cached("UPDATE locked_note SET settled_at = ?2, text = '' WHERE note = ?1 AND settled_at IS NULL")?
            .execute((id.0, now))?;
        if settled == 0 {
            return Err(StoreError::UnknownNote);
        }
        Ok(tx.commit()?)
    }

    /// Puts the recipient beside the key file, so that the locked phone can take notes. Who can't write there can't take notes, either.
    pub(crate) fn keep_recipient(&self) -> Result<()> {
        let recipient = identity(&self.keys)?.to_public().to_string();
        let file = recipient_file(&self.files.dir);
        if fs::read_to_string(&file).is_ok_and(|kept| kept == recipient) {
            return Ok(());
        }
        key_file::write_whole(&file, "recipient.new", recipient.as_bytes())
    }
}

fn recipient(dir: &Path) -> Result<Recipient> {
    let text = match fs::read_to_string(recipient_file(dir)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreError::NoNotesYet),
        Err(error) => return Err(error.into()),
    };
    // A damaged one is written anew at the next opening.
    Recipient::from_str(text.trim()).map_err(|_| StoreError::NoNotesYet)
}

/// The identity that opens the notes: age takes it as text.
fn identity(keys: &Keys) -> Result<Identity> {
    let secret = Zeroizing::new(<[u8; 32]>::from(
        Sha256::new().chain_update(b"cunji locked notes").chain_update(keys.database).finalize(),
    ));
    let prefix = bech32::Hrp::parse_unchecked("age-secret-key-");
    let text = bech32::encode::<bech32::Bech32>(prefix, secret.as_slice()).map(Zeroizing::new);
    let text = text.map_err(|_| StoreError::Unverified("the key of locked notes"))?;
    Identity::from_str(&text.to_uppercase()).map_err(|_| StoreError::Unverified("the key of locked notes"))
}

fn files(home: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(home)? {
        let entry = entry?;
        let name = entry.file_name();
        // A partial one may be whole: the power failed before it had its name.
        let is_note = |name: &str| name.starts_with(NOTE) && (name.ends_with(SEALED) || name.ends_with(PARTIAL));
        if name.to_str().is_some_and(is_note) {
            files.push(entry.path());
        }
    }
    // A partial one is newer than the whole one of its name (`.age` before `.partial`).
    files.sort();
    Ok(files)
}

/// Takes a note in; answers whether it was not here as it is.
fn insert(conn: &rusqlite::Connection, note: &LockedNote) -> Result<bool> {
    let digest: [u8; 32] = Sha256::digest(&note.text).into();
    let there: Option<([u8; 32], bool)> = conn
        .prepare_cached("SELECT digest, settled_at IS NOT NULL FROM locked_note WHERE note = ?1")?
        .query_row([note.id.0], |row| Ok((blob(row, 0)?, row.get(1)?)))
        .optional()?;
    let id = match there {
        Some((same, _)) if same == digest => return Ok(false),
        // It was taken in while it was written on, and settled as it stood then: the whole of it is another note.
        Some((_, true)) => random_id()?,
        _ => note.id,
    };
    conn.prepare_cached(
        "INSERT INTO locked_note (note, text, digest, written_at, day) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (note) DO UPDATE SET text = ?2, digest = ?3, written_at = ?4, day = ?5",
    )?
    .execute((id.0, &note.text, digest, note.written_at, note.day.num_days_from_ce()))?;
    Ok(true)
}

fn row(row: &Row<'_>) -> Result<LockedNote> {
    let day: i32 = row.get(3)?;
    Ok(LockedNote {
        id: NoteId(blob(row, 0)?),
        text: row.get(1)?,
        written_at: row.get(2)?,
        day: NaiveDate::from_num_days_from_ce_opt(day).ok_or(StoreError::Unverified("a note's day"))?,
    })
}

fn content(id: NoteId, text: &str, written_at: i64, day: NaiveDate) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(4).bytes(&id.0).text(text).int(written_at).int(i64::from(day.num_days_from_ce()));
    w.into_bytes()
}

fn note(plain: &[u8]) -> std::result::Result<LockedNote, CanonicalError> {
    let mut r = Reader::new(plain);
    if r.array()? != 4 {
        return Err(CanonicalError::Shape("a note of another form"));
    }
    let (id, text, written_at) = (NoteId(r.fixed()?), r.text()?.to_owned(), r.int()?);
    let day = NaiveDate::from_num_days_from_ce_opt(r.narrow()?).ok_or(CanonicalError::Shape("a day"))?;
    r.end()?;
    Ok(LockedNote { id, text, written_at, day })
}
