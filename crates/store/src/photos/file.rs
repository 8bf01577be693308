//! The photos' file: opened when the first photo is asked for, so that a phone without photos has none; a damaged one is put
//! aside, never deleted, and every photo that still reads is saved into a new one.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};
use sha2::{Digest, Sha256};

use super::{COLUMNS, PhotoPart};
use crate::Store;
use crate::damaged::Damaged;
use crate::error::{Result, StoreError};
use crate::key_file::Keys;
use crate::open::{connect, look_through};
use crate::sql::int;

const DATABASE: &str = "cunji-photos.db";
/// How the names of damaged files begin that were put aside.
pub(crate) const COPY: &str = "cunji-photos.db.damaged";
/// Says that the file is to be looked through when it is opened next.
const DAMAGED: &str = "damaged-photos";

const MIGRATIONS: &[&str] = &[include_str!("../../migrations/photos/0001_photos.sql")];

impl Store {
    /// The photos' file, made if it is not there.
    pub(super) fn photo_file(&self, now: i64) -> Result<&Connection> {
        if let Some(conn) = self.photos.get() {
            return Ok(conn);
        }
        let conn = open(&self.files.dir, &own_keys(&self.keys), now)?;
        Ok(self.photos.get_or_init(|| conn))
    }

    /// The photos' file; none where this phone has no photo.
    pub(super) fn photo_file_if_there(&self) -> Result<Option<&Connection>> {
        if self.photos.get().is_none() && !self.files.dir.join(DATABASE).exists() {
            return Ok(None);
        }
        // The time stands in the name of a damaged file alone; the file's own last change says enough.
        let now = fs::metadata(self.files.dir.join(DATABASE))
            .and_then(|file| file.modified())
            .ok()
            .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
        self.photo_file(now).map(Some)
    }

    /// Remembers damage that was seen while reading, for the next opening.
    pub(super) fn seeing_damage<T>(&self, read: Result<T>) -> Result<T> {
        if let Err(StoreError::Damaged(_)) = &read {
            let _ = fs::write(self.files.dir.join(DAMAGED), b"");
        }
        read
    }
}

/// Other keys than the texts' file has, so that no page of one file passes for a page of the other.
fn own_keys(keys: &Keys) -> Keys {
    let of = |bytes: &[u8]| Sha256::new().chain_update(b"cunji photos").chain_update(bytes).finalize();
    let mut own = keys.clone();
    own.database = of(&keys.database).into();
    own.salt.copy_from_slice(&of(&keys.salt)[..16]);
    own
}

fn open(dir: &Path, keys: &Keys, now: i64) -> Result<Connection> {
    match open_whole(dir, keys) {
        Err(StoreError::Damaged(_)) => salvage(dir, keys, now),
        opened => opened,
    }
}

fn open_whole(dir: &Path, keys: &Keys) -> Result<Connection> {
    let mut conn = connect(&dir.join(DATABASE), keys)?;
    if dir.join(DAMAGED).exists() {
        look_through(&conn)?;
        let _ = fs::remove_file(dir.join(DAMAGED));
    }
    migrate(&mut conn)?;
    Ok(conn)
}

/// Climbs to the newest schema. Nothing is copied before: the bytes of a photo are never rewritten.
fn migrate(conn: &mut Connection) -> Result<()> {
    let found: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (version, sql) in (1_u32..).zip(MIGRATIONS).skip(found as usize) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}

/// Puts the damaged file aside and saves what reads and is what its name says into a new one.
fn salvage(dir: &Path, keys: &Keys, now: i64) -> Result<Connection> {
    let aside = (0..).map(|n| dir.join(format!("{COPY}-{now}-{n}"))).find(|name| !name.exists());
    let aside = aside.unwrap_or_else(|| dir.join(COPY));
    for end in ["-wal", "-shm", ""] {
        let beside = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
        let from = beside(&dir.join(DATABASE));
        if from.exists() {
            fs::rename(from, beside(&aside))?;
        }
    }
    let _ = fs::remove_file(dir.join(DAMAGED));
    let fresh = open_whole(dir, keys)?;
    // What can't even be opened has nothing to save; it stays where it was put.
    if let Ok(mut damaged) = Damaged::open(&aside, keys) {
        save_readable(&mut damaged, &fresh, now)?;
    }
    Ok(fresh)
}

fn save_readable(damaged: &mut Damaged, fresh: &Connection, now: i64) -> Result<()> {
    let tx = fresh.unchecked_transaction()?;
    let known: Vec<String> = COLUMNS.split(", ").map(str::to_owned).collect();
    let places = (1..=known.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
    let insert = format!("INSERT OR IGNORE INTO photo ({COLUMNS}) VALUES ({places})");
    damaged.rows("photo", &known, |row| {
        tx.prepare_cached(&insert)?.execute(params_from_iter(row))?;
        Ok(())
    })?;
    let columns = ["digest", "part", "bytes"].map(str::to_owned);
    damaged.rows("content", &columns, |row| match row {
        [Cell::Blob(digest), Cell::Integer(part), Cell::Blob(bytes)] => save_part(&tx, digest, *part, bytes, now),
        _ => Ok(()),
    })?;
    tx.commit()?;
    Ok(())
}

fn save_part(conn: &Connection, digest: &[u8], part: i64, bytes: &[u8], now: i64) -> Result<()> {
    if part == PhotoPart::Picture.number() {
        if Sha256::digest(bytes)[..] != *digest {
            return Ok(());
        }
        // What was known of it may lie on the damaged page; the picture proves itself.
        conn.prepare_cached("INSERT OR IGNORE INTO photo (digest, size, own, added_at) VALUES (?1, ?2, 1, ?3)")?
            .execute((digest, int(bytes.len() as u64), now))?;
    }
    conn.prepare_cached(
        "INSERT OR IGNORE INTO content (digest, part, bytes) SELECT digest, ?2, ?3 FROM photo WHERE digest = ?1",
    )?
    .execute((digest, part, bytes))?;
    Ok(())
}
