//! What the bench measures against: the same rows by bare inserts, and one bare insert with its commit, under the same settings. Only with
//! the feature `testing`.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::types::Value as Cell;

use crate::error::Result;
use crate::key_file::Keys;
use crate::open;
use crate::read_model::Table;
use crate::{Store, edits, read_model};

/// What replaying a whole store took, and what bare inserts of the same rows took.
#[derive(Debug, Clone, Copy)]
pub struct ReplayTimes {
    /// Rows.
    pub rows: u64,
    /// From the edits to the tables.
    pub replay: Duration,
    /// The rows alone, into the same tables of another file.
    pub bare: Duration,
}

/// A database with the store's settings and nothing but one table.
pub struct BareDatabase(Connection);

impl BareDatabase {
    /// Makes one.
    ///
    /// # Errors
    /// The file can't be made.
    pub fn create(path: &Path) -> Result<Self> {
        let conn = open::connect(path, &Keys::random()?)?;
        conn.execute_batch("CREATE TABLE bare (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;")?;
        Ok(Self(conn))
    }

    /// One insert and its commit.
    ///
    /// # Errors
    /// The database fails.
    pub fn insert(&mut self, bytes: &[u8]) -> Result<()> {
        let tx = self.0.transaction()?;
        tx.prepare_cached("INSERT INTO bare (bytes) VALUES (?1)")?.execute([bytes])?;
        tx.commit()?;
        Ok(())
    }
}

/// Rebuilds a store's read model, and inserts the same rows bare into the same tables of a database at `beside`.
///
/// # Errors
/// A database fails.
pub fn replay_times(store: &mut Store, beside: &Path) -> Result<ReplayTimes> {
    let begun = Instant::now();
    read_model::rebuild(store)?;
    let replay = begun.elapsed();
    let mut rows: Vec<(&Table, Vec<Vec<Cell>>)> = Vec::new();
    for table in Table::all() {
        let mut statement = store.conn.prepare(&format!("{} ORDER BY rowid", table.select))?;
        let width = statement.column_count();
        let read = statement.query_map([], |row| (0..width).map(|place| row.get(place)).collect())?;
        rows.push((table, read.collect::<rusqlite::Result<_>>()?));
    }
    let mut conn = open::connect(beside, &Keys::random()?)?;
    let begun = Instant::now();
    let tx = conn.transaction()?;
    for (table, rows) in &rows {
        tx.execute_batch(&table.create)?;
        let mut insert = tx.prepare(&table.insert)?;
        for row in rows {
            insert.execute(rusqlite::params_from_iter(row))?;
        }
    }
    tx.commit()?;
    let bare = begun.elapsed();
    let rows = rows.iter().map(|(_, rows)| rows.len() as u64).sum();
    Ok(ReplayTimes { rows, replay, bare })
}

/// Edits of a store, to be inserted bare.
///
/// # Errors
/// The database fails.
pub fn edit_bytes(store: &Store) -> Result<Vec<Vec<u8>>> {
    let mut statement = store.conn.prepare("SELECT edit_id, record, salt, body FROM edit ORDER BY seq")?;
    let kept = statement.query_and_then([], edits::kept)?;
    kept.map(|kept| kept.map(|kept| kept.edit.to_bytes())).collect()
}
