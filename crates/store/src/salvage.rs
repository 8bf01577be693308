//! A damaged file: put aside, never deleted, and whatever still reads and verifies is saved into a new one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::damaged::Damaged;
use crate::error::Result;
use crate::key_file::{Keys, sync_folder};
use crate::open::{self, Files};
use crate::{mend, migrate};

/// What a salvage came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvage {
    /// Where the damaged file lies now.
    pub quarantined: PathBuf,
    /// Rows saved, by table.
    pub saved: BTreeMap<&'static str, u64>,
    /// What was seen and not saved: places in tables that did not read, and rows that did not verify.
    pub lost: u64,
}

impl Salvage {
    /// Edits saved.
    pub fn edits(&self) -> u64 {
        self.saved.get("edit").copied().unwrap_or(0)
    }

    /// Own entries saved.
    pub fn own_entries(&self) -> u64 {
        self.saved.get("own_entry").copied().unwrap_or(0)
    }

    /// Drafts saved.
    pub fn drafts(&self) -> u64 {
        self.saved.get("draft").copied().unwrap_or(0)
    }
}

/// The tables of the truth, first what a person wrote. Cursors are left out: everything is to be fetched again.
pub(crate) const TABLES: &[&str] = &[
    "draft",
    "locked_note",
    "edit",
    "own_entry",
    "setting",
    "device",
    "enrolment",
    "epoch",
    "epoch_end",
    "chain",
    "seed",
    "signed_head",
    "frame",
    "delivered",
    "stated",
    "held",
    "refused",
    "rejected",
    "erasure",
];

/// SQLCipher's page.
const PAGE: usize = 4096;

/// Puts the damaged file aside and saves what can be read of it into a new one in its place.
pub(crate) fn salvage(files: &Files, keys: &Keys, now: i64) -> Result<(Connection, Salvage)> {
    let database = files.database();
    let aside = free_name(&files.dir, now);
    // Reading may write (a write-ahead log is taken in), so a copy is read and the original stays as it is.
    let copy = files.dir.join("cunji.db.reading");
    for (from, to) in with_log(&database, &copy) {
        if from.exists() {
            fs::copy(from, to)?;
        }
    }
    let _ = fs::remove_file(files.salvaged());
    let _ = fs::remove_file(log_of(&files.salvaged()));
    let mut report = Salvage { quarantined: aside.clone(), saved: BTreeMap::new(), lost: 0 };
    {
        let mut to = open::connect(&files.salvaged(), keys)?;
        migrate::migrate(&mut to, files)?;
        if let Some(mut from) = read_damaged(&copy, &files.catalogue(), keys)? {
            copy_tables(&mut from, &to, &mut report)?;
        }
        report.lost += mend::mend(&mut to)?;
        to.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        // Without a log of its own, one file can be put in place by one renaming.
        to.pragma_update(None, "journal_mode", "DELETE")?;
    }
    File::open(files.salvaged())?.sync_all()?;
    for (from, to) in with_log(&database, &aside) {
        if from.exists() {
            fs::rename(from, to)?;
        }
    }
    fs::rename(files.salvaged(), &database)?;
    sync_folder(&database)?;
    for (_, copy) in with_log(&database, &copy) {
        let _ = fs::remove_file(copy);
    }
    files.forget_damage();
    Ok((open::connect(&database, keys)?, report))
}

/// Keeps a copy of the pages that say which tables there are and where: without them nothing else can be found. They change only when
/// tables do. Each stands behind its number (4 bytes, big end first).
pub(crate) fn keep_catalogue(conn: &Connection, files: &Files) -> Result<()> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let numbers: Vec<u32> = {
        let mut statement = conn.prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' ORDER BY pageno")?;
        let numbers = statement.query_map([], |row| row.get(0))?;
        numbers.collect::<rusqlite::Result<_>>()?
    };
    let mut database = File::open(files.database())?;
    let mut kept = Vec::new();
    for number in numbers {
        let mut page = [0; PAGE];
        database.seek(SeekFrom::Start(u64::from(number.saturating_sub(1)) * PAGE as u64))?;
        database.read_exact(&mut page)?;
        kept.extend_from_slice(&number.to_be_bytes());
        kept.extend_from_slice(&page);
    }
    let beside = files.catalogue().with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(&kept)?;
    file.sync_all()?;
    fs::rename(beside, files.catalogue())?;
    Ok(())
}

/// Opens the copy of a damaged file; if it can't be told which tables it has, by the kept pages. `None` if nothing can be read.
fn read_damaged(copy: &Path, catalogue: &Path, keys: &Keys) -> Result<Option<Damaged>> {
    if let Ok(damaged) = Damaged::open(copy, keys) {
        return Ok(Some(damaged));
    }
    let Ok(kept) = fs::read(catalogue) else { return Ok(None) };
    let mut file = File::options().write(true).open(copy)?;
    for numbered in kept.chunks_exact(4 + PAGE) {
        let Some((number, page)) = numbered.split_first_chunk::<4>() else { continue };
        let number = u32::from_be_bytes(*number);
        let mut page = page.to_vec();
        if number == 1 {
            // The kept header counts the pages that there were then. A change counter that differs from the one for which that
            // count was valid makes SQLite count them by the file's size. The first 32 bytes are in the clear and covered by no
            // code.
            page[24] ^= 0x80;
        }
        file.seek(SeekFrom::Start(u64::from(number.saturating_sub(1)) * PAGE as u64))?;
        file.write_all(&page)?;
    }
    drop(file);
    Ok(Damaged::open(copy, keys).ok())
}

fn copy_tables(from: &mut Damaged, to: &Connection, report: &mut Salvage) -> Result<()> {
    // Children whose parents were lost are sorted out afterwards (see `mend`).
    to.pragma_update(None, "foreign_keys", false)?;
    to.execute_batch("BEGIN")?;
    for table in TABLES {
        let saved = copy_table(from, to, table, report)?;
        report.saved.insert(table, saved);
    }
    to.execute_batch("COMMIT")?;
    to.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

/// Copies every row of a table that reads.
fn copy_table(from: &mut Damaged, to: &Connection, table: &str, report: &mut Salvage) -> Result<u64> {
    let columns: Vec<String> = {
        let mut statement = to.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names = statement.query_map([table], |row| row.get::<_, String>(0))?;
        names.collect::<rusqlite::Result<_>>()?
    };
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
    let insert = format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
    let mut insert = to.prepare(&insert)?;
    let mut saved = 0;
    report.lost += from.rows(table, &columns, |row| {
        saved += insert.execute(rusqlite::params_from_iter(row))? as u64;
        Ok(())
    })?;
    Ok(saved)
}

fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn with_log(from: &Path, to: &Path) -> [(PathBuf, PathBuf); 2] {
    [(from.to_owned(), to.to_owned()), (log_of(from), log_of(to))]
}

fn free_name(dir: &Path, now: i64) -> PathBuf {
    let numbered = |n: u32| {
        dir.join(if n == 0 { format!("cunji.db.damaged-{now}") } else { format!("cunji.db.damaged-{now}-{n}") })
    };
    (0..).map(numbered).find(|name| !name.exists()).unwrap_or_else(|| dir.join("cunji.db.damaged"))
}
