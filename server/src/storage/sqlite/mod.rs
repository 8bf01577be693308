//! The home that needs nothing installed: a SQLite file.

mod fault;

use std::cell::Cell as StdCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Statement, ToSql};

use self::fault::{fault, io, misuse};
use super::memory::{Memory, only_reads};
use super::migrations::{MIGRATIONS, Migration, migrate};
use super::{Cell, Home, Result, Row, Storage, StorageError, Transaction, statements};

/// How long another process may hold the file before we call it busy.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Statements kept prepared per connection.
const STATEMENTS: usize = 256;
/// Reading connections that wait for the next reader; more are opened when needed and closed afterwards.
const IDLE_READERS: usize = 8;

/// A SQLite file with one writing connection and a few reading ones.
pub struct SqliteStorage {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl SqliteStorage {
    /// Opens the file, makes it if it is not there, and brings its schema up to date. Before an existing file is migrated a
    /// copy is laid beside it (`<file>.before-<version>`).
    ///
    /// # Errors
    /// It can't be opened, is damaged, or is newer than this program.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, MIGRATIONS)
    }

    pub(super) fn open_with(path: &Path, migrations: &[Migration]) -> Result<Self> {
        let writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        let storage = Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::default() };
        let found = storage.schema()?;
        let known = migrations.last().map_or(0, |migration| migration.version);
        if found > 0 && found < known {
            storage.copy_to(&beside(path, &format!("before-{}", found + 1)))?;
        }
        let mut transaction = storage.begin_write()?;
        migrate(&mut *transaction, migrations)?;
        transaction.commit()?;
        Ok(storage)
    }

    /// Copies the whole database as it is at one moment to a new file, durable when this returns. A file of that name is
    /// replaced, and only once the copy is whole.
    ///
    /// # Errors
    /// The copy can't be written, or the database can't be read.
    pub fn copy_to(&self, target: &Path) -> Result<()> {
        let partial = beside(target, "partial");
        match fs::remove_file(&partial) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(&error)),
            _ => {}
        }
        let reader = self.reader()?;
        let no_progress: Option<fn(rusqlite::backup::Progress)> = None;
        reader.backup("main", &partial, no_progress).map_err(fault)?;
        self.give_back(reader);
        fs::File::open(&partial).and_then(|file| file.sync_all()).map_err(|error| io(&error))?;
        fs::rename(&partial, target).map_err(|error| io(&error))
    }

    /// The schema's version without touching the file; 0 for an empty one.
    fn schema(&self) -> Result<i64> {
        let writer = lock(&self.writer);
        let there = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_version'";
        if writer.query_row(there, [], |row| row.get::<_, i64>(0)).map_err(fault)? == 0 {
            return Ok(0);
        }
        writer.query_row("SELECT COALESCE(MAX(version), 0) FROM schema_version", [], |row| row.get(0)).map_err(fault)
    }

    fn reader(&self) -> Result<Connection> {
        if let Some(reader) = lock(&self.readers).pop() {
            return Ok(reader);
        }
        let reader = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        reader.pragma_update(None, "query_only", true).map_err(fault)?;
        Ok(reader)
    }

    fn give_back(&self, reader: Connection) {
        let mut idle = lock(&self.readers);
        if idle.len() < IDLE_READERS {
            idle.push(reader);
        }
    }
}

impl Storage for SqliteStorage {
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
        let writer = lock(&self.writer);
        writer.execute_batch("BEGIN IMMEDIATE").map_err(fault)?;
        Ok(Box::new(SqliteTransaction::new(Held::Writer(writer))))
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        let reader = self.reader()?;
        // The snapshot is taken by the first statement; taken here, it is that of the moment the transaction began.
        let begun = reader.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1;");
        let connection = Held::Reader { storage: self, reader: Some(reader) };
        let transaction = SqliteTransaction::new(connection);
        begun.map_err(fault)?;
        Ok(Box::new(transaction))
    }

    fn home(&self) -> Home {
        Home::Sqlite
    }
}

enum Held<'a> {
    Writer(MutexGuard<'a, Connection>),
    Reader { storage: &'a SqliteStorage, reader: Option<Connection> },
}

struct SqliteTransaction<'a> {
    connection: Held<'a>,
    failed: StdCell<bool>,
    memory: Memory,
}

impl<'a> SqliteTransaction<'a> {
    fn new(connection: Held<'a>) -> Self {
        Self { connection, failed: StdCell::new(false), memory: Memory::default() }
    }

    /// Writes what the memory holds back.
    fn settle(&mut self) -> Result<()> {
        let Some((space, last)) = self.memory.number_to_write() else { return Ok(()) };
        self.run(|connection| execute(connection, statements::SET_LAST_NUMBER, &[(&space).into(), last.into()]))
            .map(drop)
    }

    /// Runs on the connection; a failure ends the transaction, as it does in PostgreSQL.
    fn run<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let connection = match &self.connection {
            Held::Writer(writer) => &**writer,
            Held::Reader { reader: Some(reader), .. } => reader,
            Held::Reader { reader: None, .. } => return Err(StorageError::Aborted),
        };
        if self.failed.get() {
            return Err(StorageError::Aborted);
        }
        let result = work(connection);
        self.failed.set(result.is_err());
        result
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn execute(&mut self, sql: &str, parameters: &[Cell]) -> Result<u64> {
        self.settle()?;
        self.memory.forget();
        self.run(|connection| execute(connection, sql, parameters))
    }

    fn put(&mut self, sql: &str, row: Vec<Cell>) -> Result<()> {
        self.run(|connection| execute(connection, sql, &row)).map(drop)
    }

    fn memory(&mut self) -> &mut Memory {
        &mut self.memory
    }

    fn query(&mut self, sql: &str, parameters: &[Cell]) -> Result<Vec<Row>> {
        self.settle()?;
        if !only_reads(sql) {
            self.memory.forget();
        }
        self.run(|connection| {
            let mut statement = connection.prepare_cached(sql).map_err(fault)?;
            bind(&mut statement, parameters)?;
            let columns: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
            let mut rows = statement.raw_query();
            let mut answer = Vec::new();
            while let Some(row) = rows.next().map_err(fault)? {
                let cells = (0..columns.len()).map(|at| cell(&columns[at], row.get_ref(at).map_err(fault)?));
                answer.push(Row::new(Arc::clone(&columns), cells.collect::<Result<_>>()?));
            }
            Ok(answer)
        })
    }

    fn execute_script(&mut self, sql: &str) -> Result<()> {
        self.settle()?;
        self.memory.forget();
        self.run(|connection| connection.execute_batch(sql).map_err(fault))
    }

    fn prepare(&mut self, sql: &str) -> Result<()> {
        self.run(|connection| connection.prepare_cached(sql).map(drop).map_err(fault))
    }

    fn commit(mut self: Box<Self>) -> Result<()> {
        self.settle()?;
        self.run(|connection| connection.execute_batch("COMMIT").map_err(fault))
    }

    fn home(&self) -> Home {
        Home::Sqlite
    }
}

impl Drop for SqliteTransaction<'_> {
    fn drop(&mut self) {
        match &mut self.connection {
            Held::Writer(writer) => {
                // After some errors SQLite has rolled back by itself.
                if !writer.is_autocommit()
                    && let Err(error) = writer.execute_batch("ROLLBACK")
                {
                    tracing::error!(%error, "a rollback failed");
                }
            }
            Held::Reader { storage, reader } => {
                if let Some(reader) = reader.take() {
                    // A reader that can't end its snapshot is closed, which ends it.
                    if reader.is_autocommit() || reader.execute_batch("ROLLBACK").is_ok() {
                        storage.give_back(reader);
                    }
                }
            }
        }
    }
}

fn execute(connection: &Connection, sql: &str, parameters: &[Cell]) -> Result<u64> {
    let mut statement = connection.prepare_cached(sql).map_err(fault)?;
    bind(&mut statement, parameters)?;
    if statement.column_count() == 0 {
        return statement.raw_execute().map(|rows| rows as u64).map_err(fault);
    }
    let mut count = 0;
    let mut rows = statement.raw_query();
    while rows.next().map_err(fault)?.is_some() {
        count += 1;
    }
    Ok(count)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(fault)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    write_ahead(&connection)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(fault)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(fault)?;
    connection.pragma_update(None, "temp_store", "MEMORY").map_err(fault)?;
    // What is erased by law is not to be read in the file.
    connection.pragma_update(None, "secure_delete", true).map_err(fault)?;
    // A plan is made once and not anew for every value that is bound: that took ten times as long as the answer.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
    Ok(connection)
}

/// Turns the write-ahead log on. SQLite does not wait for others where it changes the kind of journal, so we do.
fn write_ahead(connection: &Connection) -> Result<()> {
    const PAUSE: Duration = Duration::from_millis(10);
    let mut waited = Duration::ZERO;
    loop {
        let mode = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
        match mode.map_err(fault) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => {
                let detail = format!("the journal is \"{mode}\", the write-ahead log is not possible here");
                return Err(StorageError::CannotOpen(detail));
            }
            Err(StorageError::Busy(_)) if waited < BUSY_TIMEOUT => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            Err(error) => return Err(error),
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// A panic while a transaction was open rolled it back; the connection is good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Binds `$n` to the n-th parameter: to SQLite `$1` is a name, numbered by first appearance.
fn bind(statement: &mut Statement<'_>, parameters: &[Cell]) -> Result<()> {
    let count = statement.parameter_count();
    let mut highest = 0;
    for index in 1..=count {
        let number = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|number| number.parse::<usize>().ok())
            .filter(|number| (1..=parameters.len()).contains(number))
            .ok_or_else(|| misuse(format!("{} parameters were given, the statement has another", parameters.len())))?;
        highest = highest.max(number);
        let parameter = &parameters[number - 1];
        if matches!(parameter, Cell::Text(text) if text.contains('\0')) {
            return Err(StorageError::NulInText(number));
        }
        statement.raw_bind_parameter(index, Bound(parameter)).map_err(fault)?;
    }
    if count != parameters.len() || highest != count {
        return Err(misuse(format!("{} parameters were given, the statement has {count}", parameters.len())));
    }
    Ok(())
}

struct Bound<'a>(&'a Cell);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Cell::Null => ValueRef::Null,
            Cell::Int(number) => ValueRef::Integer(*number),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn cell(column: &str, value: ValueRef<'_>) -> Result<Cell> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Cell::Text(text.to_owned()),
            Err(_) => return Err(StorageError::Corrupted(format!("column {column} holds bytes that are no text"))),
        },
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => {
            let place = format!("column {column}");
            return Err(StorageError::Type { place, wanted: "number, text or bytes", found: "a fraction".to_owned() });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Migration =
        Migration { version: 1, needs: 1, sql: "CREATE TABLE a (n BIGINT NOT NULL) /* STRICT */;" };
    const SECOND: Migration =
        Migration { version: 2, needs: 1, sql: "CREATE TABLE b (n BIGINT NOT NULL) /* STRICT */;" };
    const THIRD: Migration = Migration { version: 3, needs: 3, sql: "DROP TABLE a;" };

    #[test]
    fn an_existing_file_is_copied_before_it_is_migrated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sqlite");
        let storage = SqliteStorage::open_with(&path, &[FIRST]).unwrap();
        crate::storage::write::<_, StorageError>(&storage, |tx| tx.execute("INSERT INTO a VALUES ($1)", &[7.into()]))
            .unwrap();
        drop(storage);
        assert!(!folder.path().join("x.sqlite.before-2").exists());

        drop(SqliteStorage::open_with(&path, &[FIRST, SECOND]).unwrap());
        let copy = SqliteStorage::open_with(&folder.path().join("x.sqlite.before-2"), &[FIRST]).unwrap();
        let rows = copy.begin_read().unwrap().query("SELECT n FROM a", &[]).unwrap();
        assert_eq!(rows[0].get::<i64>("n").unwrap(), 7);
        assert!(copy.begin_read().unwrap().query("SELECT n FROM b", &[]).is_err());
    }

    #[test]
    fn an_older_program_follows_one_step_that_allows_it_and_refuses_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sqlite");
        drop(SqliteStorage::open_with(&path, &[FIRST, SECOND]).unwrap());
        drop(SqliteStorage::open_with(&path, &[FIRST]).unwrap());
        drop(SqliteStorage::open_with(&path, &[FIRST, SECOND, THIRD]).unwrap());
        for older in [&[FIRST][..], &[FIRST, SECOND]] {
            let error = SqliteStorage::open_with(&path, older).err().unwrap();
            assert!(matches!(error, StorageError::NewerSchema { found: 3, .. }), "{error}");
            assert!(!error.is_retryable());
        }
    }

    #[test]
    fn a_file_that_is_no_database_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sqlite");
        let text = "这不是数据库。".repeat(200);
        fs::write(&path, &text).unwrap();
        let error = SqliteStorage::open(&path).err().unwrap();
        assert_eq!(error.code(), "storage.corrupted", "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn a_folder_that_is_not_there_can_not_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        let error = SqliteStorage::open(&folder.path().join("none/x.sqlite")).err().unwrap();
        assert_eq!(error.code(), "storage.cannot_open", "{error}");
    }

    #[test]
    fn a_full_disk_is_told_and_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open_with(&folder.path().join("x.sqlite"), &[FIRST]).unwrap();
        lock(&storage.writer).pragma_update(None, "max_page_count", 8).unwrap();
        let mut transaction = storage.begin_write().unwrap();
        transaction.execute("INSERT INTO a VALUES (1)", &[]).unwrap();
        let filled = (0..100_000).find_map(|n| transaction.execute("INSERT INTO a VALUES ($1)", &[Cell::Int(n)]).err());
        assert_eq!(filled.unwrap().code(), "storage.disk_full");
        assert_eq!(transaction.commit().unwrap_err(), StorageError::Aborted);
        let rows = storage.begin_read().unwrap().query("SELECT n FROM a", &[]).unwrap();
        assert!(rows.is_empty());
    }
}
