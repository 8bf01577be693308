//! Where the server keeps its data: one trait, two homes (SQLite and PostgreSQL), every query written once for both.
//!
//! Everything here is synchronous and blocks; call it from blocking threads (`tokio::task::spawn_blocking`). The rules that
//! a statement must follow to mean the same in both homes are in `docs/adr/0002-one-sql-two-homes.md`.

pub mod accounts;
pub mod attendance;
pub mod attested;
pub mod audit;
mod cell;
pub mod chains;
pub mod column_templates;
pub mod complaints;
#[cfg(test)]
mod conformance;
pub mod decisions;
pub mod deployment;
pub mod devices;
pub mod elsewhere;
pub mod erasures;
mod error;
pub mod followed;
pub mod grades_again;
pub mod handovers;
pub mod hints;
pub mod households;
pub mod import_mappings;
pub mod jobs;
pub mod link;
pub mod log;
mod memory;
pub mod metered;
mod migrations;
pub mod months;
pub mod overview;
pub mod photo_uses;
mod postgres;
pub mod problems;
pub mod read_model;
pub mod recovery;
pub mod returns;
pub mod reviews;
pub mod roster;
mod rows;
pub mod search;
pub mod second;
mod sqlite;
mod statements;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod training;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub use cell::{Cell, FromCell, Row};
pub use error::{Constraint, Retryable, StorageError};
pub use memory::Memory;
pub use migrations::{Migration, newest_schema};
pub use postgres::PostgresStorage;
pub use sqlite::SqliteStorage;

/// What a call to the storage gives.
pub type Result<T, E = StorageError> = std::result::Result<T, E>;

/// Which database it is. For messages and for what only one of them needs; queries never ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// A file of our own.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// A database that keeps the server's data.
pub trait Storage: Send + Sync {
    /// Begins a transaction that may write. SQLite has one writer at a time; in PostgreSQL writers of one space wait for each
    /// other at its counter row ([`log::lock_space`]).
    ///
    /// # Errors
    /// Busy, lost or read-only.
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>>;

    /// Begins a transaction that reads one snapshot of the whole database.
    ///
    /// # Errors
    /// Busy or lost.
    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>>;

    /// Which database it is.
    fn home(&self) -> Home;
}

/// A transaction. Dropping it without [`Transaction::commit`] rolls it back. When a statement failed, everything after it
/// fails with [`StorageError::Aborted`] until it is dropped.
pub trait Transaction {
    /// Runs one statement and gives the number of rows it touched.
    ///
    /// # Errors
    /// What the database says, or a parameter that the statement can't take.
    fn execute(&mut self, sql: &str, parameters: &[Cell]) -> Result<u64>;

    /// Runs one statement and gives its rows (of a `SELECT` or a `RETURNING`).
    ///
    /// # Errors
    /// What the database says, or a parameter that the statement can't take.
    fn query(&mut self, sql: &str, parameters: &[Cell]) -> Result<Vec<Row>>;

    /// Inserts a row by a statement `INSERT … VALUES ($1, …, $n) …`, at the latest before the next other statement or the
    /// commit: once something is foreseen ([`log::foresee`]), rows of one statement may travel together. Rows that are equal
    /// in their first two cells are written one after the other.
    ///
    /// # Errors
    /// What the database says, of this row or of one before it.
    fn put(&mut self, sql: &str, row: Vec<Cell>) -> Result<()>;

    /// What this transaction need not ask again. Every statement that writes, but for [`Transaction::put`], empties it.
    fn memory(&mut self) -> &mut Memory;

    /// Runs several statements without parameters, written for this home (see [`Transaction::home`]): for the schema only.
    ///
    /// # Errors
    /// What the database says.
    fn execute_script(&mut self, sql: &str) -> Result<()>;

    /// Has the database read a statement without running it: whether it takes it. For tests.
    ///
    /// # Errors
    /// What the database says.
    fn prepare(&mut self, sql: &str) -> Result<()>;

    /// Makes it durable: when this returns, power may fail.
    ///
    /// # Errors
    /// Nothing was done, except for [`StorageError::CommitUnknown`].
    fn commit(self: Box<Self>) -> Result<()>;

    /// Which database it is.
    fn home(&self) -> Home;
}

impl dyn Transaction + '_ {
    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Transaction::query`].
    pub fn query_first(&mut self, sql: &str, parameters: &[Cell]) -> Result<Option<Row>> {
        Ok(self.query(sql, parameters)?.into_iter().next())
    }
}

/// How often a transaction is begun anew before its error is given to the caller.
const ATTEMPTS: u32 = 6;

/// Runs `work` in a write transaction and commits it. Where the database asks for it (busy, two transactions that met, a
/// lost connection before the commit), it is done again from the beginning, a bounded number of times: `work` must have no
/// effects but on the transaction.
///
/// # Errors
/// What `work` or the database says.
pub fn write<T, E>(
    storage: &dyn Storage,
    mut work: impl FnMut(&mut dyn Transaction) -> std::result::Result<T, E>,
) -> std::result::Result<T, E>
where
    E: From<StorageError> + Retryable,
{
    let mut attempt = 1;
    loop {
        let result = once(storage.begin_write(), &mut work);
        match result {
            Err(error) if error.is_retryable() && attempt < ATTEMPTS => {
                tracing::debug!(attempt, home = %storage.home(), "a transaction is begun anew");
                std::thread::sleep(Duration::from_millis(5 << attempt));
                attempt += 1;
            }
            done => return done,
        }
    }
}

fn once<T, E: From<StorageError>>(
    transaction: Result<Box<dyn Transaction + '_>>,
    work: &mut impl FnMut(&mut dyn Transaction) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let mut transaction = transaction?;
    let value = work(&mut *transaction)?;
    transaction.commit()?;
    Ok(value)
}

/// Lets others write before the next transaction of a long row of them: SQLite has one writer at a time, and whoever takes it again
/// at once keeps everybody else out for as long as the row is.
pub fn give_way() {
    std::thread::sleep(Duration::from_millis(1));
}

/// Runs `work` on one snapshot of the database.
///
/// # Errors
/// What `work` or the database says.
pub fn read<T, E: From<StorageError>>(
    storage: &dyn Storage,
    work: impl FnOnce(&mut dyn Transaction) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let mut transaction = storage.begin_read()?;
    work(&mut *transaction)
}

/// The name of the SQLite file in the data directory.
pub const FILE_NAME: &str = "cunji.sqlite";

/// Whether the database that [`open`] would open was ever begun. Makes nothing. Blocks, as that does.
///
/// # Errors
/// It can't be reached.
pub fn is_begun(data: &Path, url: Option<&str>, runtime: &tokio::runtime::Handle) -> Result<bool> {
    match postgres_url(url)? {
        None => Ok(data.join(FILE_NAME).exists()),
        Some(url) => PostgresStorage::is_begun(url, runtime.clone()),
    }
}

/// Opens the database, brings its schema up to date, and gives it: PostgreSQL where a URL is given (`postgres://…`), else the
/// SQLite file in `data`. Blocks; `runtime` is used for PostgreSQL only and must have workers of its own (multi-thread).
///
/// # Errors
/// It can't be opened, is damaged, or is newer than this program.
pub fn open(data: &Path, url: Option<&str>, runtime: &tokio::runtime::Handle) -> Result<Arc<dyn Storage>> {
    match postgres_url(url)? {
        None => Ok(Arc::new(SqliteStorage::open(&data.join(FILE_NAME))?)),
        Some(url) => Ok(Arc::new(PostgresStorage::open(url, runtime.clone())?)),
    }
}

fn postgres_url(url: Option<&str>) -> Result<Option<&str>> {
    match url {
        Some(url) if !url.starts_with("postgres://") && !url.starts_with("postgresql://") => {
            // The URL itself is not shown: it may hold a password.
            Err(StorageError::CannotOpen("a database's address begins with postgres://".to_owned()))
        }
        url => Ok(url),
    }
}
