//! The home for an office that runs a PostgreSQL server.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgRow, PgTypeInfo};
use sqlx::{Arguments as _, AssertSqlSafe, Column as _, ConnectOptions as _, Either, Executor as _, Row as _};
use sqlx::{SqlSafeStr as _, Statement as _, TypeInfo as _};
use tokio::runtime::Handle;

use super::memory::{Memory, only_reads};
use super::migrations::{MIGRATIONS, Migration, migrate};
use super::rows::insert_of;
use super::{Cell, Constraint, Home, Result, Row, Storage, StorageError, Transaction, statements};

/// Connections of one server process.
const CONNECTIONS: u32 = 16;
/// How long a request waits for one of them. A throwaway cluster shares its machine with whatever else is built and tested there:
/// what is slow is no failure then.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(if cfg!(any(test, feature = "testing")) { 300 } else { 15 });
/// Statements kept prepared per connection.
const STATEMENTS: usize = 256;
/// Rows that travel in one statement.
const MOST_ROWS: usize = 32;
/// Names the lock under which the schema is changed; any number that nobody else uses.
const SCHEMA_LOCK: i64 = 0x0063_756e_6a69;

const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// What every connection is set to: a commit is durable (a stricter setting of the administrator stays), and nobody waits for
/// a lock for ever.
const SETTINGS: &str = "SELECT set_config('synchronous_commit', 'on', false) \
    WHERE current_setting('synchronous_commit') IN ('off', 'local'); SET lock_timeout = '30s';";

/// A pool of connections to a PostgreSQL database.
///
/// Its calls block on the runtime they were given: they must come from a blocking thread or a thread outside the runtime,
/// never from a task.
pub struct PostgresStorage {
    pool: PgPool,
    runtime: Handle,
}

impl PostgresStorage {
    /// Connects to `url` (`postgres://user@host/database`, or `…?host=/folder` for a socket) and brings the schema up to date;
    /// several servers that start at once do so one after another. The database must be in UTF-8.
    ///
    /// # Errors
    /// It can't be reached, or is newer than this program.
    pub fn open(url: &str, runtime: Handle) -> Result<Self> {
        Self::open_with(url, runtime, MIGRATIONS)
    }

    /// Whether a server's tables are in the database. Makes nothing.
    ///
    /// # Errors
    /// It can't be reached.
    pub fn is_begun(url: &str, runtime: Handle) -> Result<bool> {
        let there = "SELECT COUNT(*) AS tables FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_version')";
        let storage = Self::connect(url, runtime)?;
        let row = storage.begin_read()?.query_first(there, &[])?;
        Ok(row.map_or(Ok(0), |row| row.get::<i64>("tables"))? > 0)
    }

    pub(super) fn open_with(url: &str, runtime: Handle, migrations: &[Migration]) -> Result<Self> {
        let storage = Self::connect(url, runtime)?;
        let mut transaction = storage.begin_write()?;
        let encoding = transaction.query_first("SELECT current_setting('server_encoding') AS encoding", &[])?;
        let encoding = encoding.map_or(Ok(String::new()), |row| row.get::<String>("encoding"))?;
        if encoding != "UTF8" {
            return Err(StorageError::CannotOpen(format!("the database's encoding is {encoding}, it must be UTF8")));
        }
        transaction.query("SELECT pg_advisory_xact_lock($1)", &[Cell::Int(SCHEMA_LOCK)])?;
        migrate(&mut *transaction, migrations)?;
        transaction.commit()?;
        Ok(storage)
    }

    fn connect(url: &str, runtime: Handle) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| StorageError::CannotOpen("the address is not understood".to_owned()))?
            .application_name("cunji-server")
            .statement_cache_capacity(STATEMENTS)
            .disable_statement_logging();
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(ACQUIRE_TIMEOUT).after_connect(
            |connection, _| {
                Box::pin(async move {
                    sqlx::raw_sql(SETTINGS).execute(connection).await?;
                    Ok(())
                })
            },
        );
        let pool = runtime.block_on(pool.connect_with(options)).map_err(|error| match fault(error) {
            StorageError::ConnectionLost(detail) | StorageError::Statement { detail, .. } => {
                StorageError::CannotOpen(detail)
            }
            other => other,
        })?;
        Ok(Self { pool, runtime })
    }

    fn begin(&self, statement: &'static str) -> Result<Box<dyn Transaction + '_>> {
        let transaction = self.runtime.block_on(self.pool.begin_with(statement)).map_err(fault)?;
        Ok(Box::new(PostgresTransaction::new(&self.runtime, transaction)))
    }
}

impl Storage for PostgresStorage {
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begin(BEGIN_WRITE)
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        let mut transaction = self.begin(BEGIN_READ)?;
        // The snapshot is taken by the first statement; taken here, it is that of the moment the transaction began.
        transaction.query("SELECT 1 AS one", &[])?;
        Ok(transaction)
    }

    fn home(&self) -> Home {
        Home::Postgres
    }
}

impl Drop for PostgresStorage {
    fn drop(&mut self) {
        // Connections are closed by tasks of the runtime.
        let _runtime = self.runtime.enter();
        let pool = self.pool.clone();
        self.runtime.spawn(async move { pool.close().await });
    }
}

struct PostgresTransaction<'a> {
    runtime: &'a Handle,
    inner: Option<sqlx::Transaction<'static, sqlx::Postgres>>,
    failed: bool,
    memory: Memory,
    // Rows that wait to travel together, by the statement that inserts one of them.
    waiting: Vec<(String, Vec<Vec<Cell>>)>,
}

impl<'a> PostgresTransaction<'a> {
    fn new(runtime: &'a Handle, inner: sqlx::Transaction<'static, sqlx::Postgres>) -> Self {
        Self { runtime, inner: Some(inner), failed: false, memory: Memory::default(), waiting: Vec::new() }
    }

    /// Writes what waits and what the memory holds back.
    fn settle(&mut self) -> Result<()> {
        for (sql, rows) in std::mem::take(&mut self.waiting) {
            self.send(&sql, rows)?;
        }
        match self.memory.number_to_write() {
            Some((space, last)) => {
                self.run_statement(statements::SET_LAST_NUMBER, &[(&space).into(), last.into()]).map(drop)
            }
            None => Ok(()),
        }
    }

    fn send(&mut self, sql: &str, mut rows: Vec<Vec<Cell>>) -> Result<()> {
        while let Some(width) = rows.first().map(Vec::len) {
            // Powers of two, so that few statements are prepared.
            let rest = rows.split_off(1 << rows.len().ilog2());
            let many = insert_of(sql, width, rows.len())
                .ok_or_else(|| misuse("an insert of a row has the form INSERT … VALUES (…)".to_owned()))?;
            let cells: Vec<Cell> = rows.into_iter().flatten().collect();
            self.run_statement(&many, &cells)?;
            rows = rest;
        }
        Ok(())
    }

    fn run_statement(&mut self, sql: &str, parameters: &[Cell]) -> Result<u64> {
        self.run(async |connection| {
            let statement = connection.prepare(AssertSqlSafe(sql).into_sql_str()).await.map_err(fault)?;
            let arguments = arguments(parameters, statement.parameters())?;
            let done = statement.query_with(arguments).execute(connection).await.map_err(fault)?;
            Ok(done.rows_affected())
        })
    }

    /// Runs on the connection; a failure ends the transaction: PostgreSQL would answer COMMIT with a silent rollback.
    fn run<T>(&mut self, work: impl AsyncFnOnce(&mut PgConnection) -> Result<T>) -> Result<T> {
        let Some(inner) = self.inner.as_mut().filter(|_| !self.failed) else {
            return Err(StorageError::Aborted);
        };
        let result = self.runtime.block_on(work(inner));
        self.failed = result.is_err();
        result
    }
}

impl Transaction for PostgresTransaction<'_> {
    fn execute(&mut self, sql: &str, parameters: &[Cell]) -> Result<u64> {
        self.settle()?;
        self.memory.forget();
        self.run_statement(sql, parameters)
    }

    fn put(&mut self, sql: &str, row: Vec<Cell>) -> Result<()> {
        if !self.memory.is_begun() {
            return self.run_statement(sql, &row).map(drop);
        }
        let place = self.waiting.iter().position(|(waiting, _)| waiting == sql).unwrap_or_else(|| {
            self.waiting.push((sql.to_owned(), Vec::new()));
            self.waiting.len() - 1
        });
        // An upsert can't meet the same row twice in one statement.
        let again = |rows: &[Vec<Cell>]| rows.iter().any(|before| before.get(..2) == row.get(..2));
        let Some((_, rows)) = self.waiting.get_mut(place) else { return Ok(()) };
        let full = if rows.len() >= MOST_ROWS || again(rows) { std::mem::take(rows) } else { Vec::new() };
        rows.push(row);
        self.send(sql, full)
    }

    fn memory(&mut self) -> &mut Memory {
        &mut self.memory
    }

    fn query(&mut self, sql: &str, parameters: &[Cell]) -> Result<Vec<Row>> {
        self.settle()?;
        if !only_reads(sql) {
            self.memory.forget();
        }
        self.run(async |connection| {
            let statement = connection.prepare(AssertSqlSafe(sql).into_sql_str()).await.map_err(fault)?;
            let arguments = arguments(parameters, statement.parameters())?;
            let rows = statement.query_with(arguments).fetch_all(connection).await.map_err(fault)?;
            let columns: Arc<[String]> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
            rows.iter().map(|row| Ok(Row::new(Arc::clone(&columns), cells(row)?))).collect()
        })
    }

    fn execute_script(&mut self, sql: &str) -> Result<()> {
        self.settle()?;
        self.memory.forget();
        self.run(async |connection| {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map_err(fault)?;
            Ok(())
        })
    }

    fn prepare(&mut self, sql: &str) -> Result<()> {
        self.run(async |connection| {
            connection.prepare(AssertSqlSafe(sql).into_sql_str()).await.map_err(fault)?;
            Ok(())
        })
    }

    fn commit(mut self: Box<Self>) -> Result<()> {
        self.settle()?;
        let Some(inner) = self.inner.take_if(|_| !self.failed) else { return Err(StorageError::Aborted) };
        self.runtime.block_on(inner.commit()).map_err(|error| match fault(error) {
            StorageError::ConnectionLost(detail) => StorageError::CommitUnknown(detail),
            other => other,
        })
    }

    fn home(&self) -> Home {
        Home::Postgres
    }
}

impl Drop for PostgresTransaction<'_> {
    fn drop(&mut self) {
        // At once and not when the pool gets to it: others may be waiting for its locks.
        if let Some(inner) = self.inner.take()
            && let Err(error) = self.runtime.block_on(inner.rollback())
        {
            tracing::debug!(%error, "a rollback failed with its connection");
        }
    }
}

/// The parameters as PostgreSQL inferred their types from the statement.
fn arguments(parameters: &[Cell], wanted: Option<Either<&[PgTypeInfo], usize>>) -> Result<PgArguments> {
    let Some(Either::Left(wanted)) = wanted else {
        return Err(misuse("the types of a statement's parameters are not known".to_owned()));
    };
    if wanted.len() != parameters.len() {
        return Err(misuse(format!("{} parameters were given, the statement has {}", parameters.len(), wanted.len())));
    }
    let mut arguments = PgArguments::default();
    for (at, (parameter, wanted)) in parameters.iter().zip(wanted).enumerate() {
        add(&mut arguments, at + 1, parameter, wanted.name())?;
    }
    Ok(arguments)
}

fn add(arguments: &mut PgArguments, number: usize, parameter: &Cell, wanted: &str) -> Result<()> {
    let mismatch = |wanted| StorageError::Type {
        place: format!("parameter {number}"),
        wanted,
        found: parameter.type_name().to_owned(),
    };
    let added = match (wanted, parameter) {
        ("INT8", Cell::Int(n)) => arguments.add(*n),
        ("INT8", Cell::Null) => arguments.add(None::<i64>),
        ("INT4", Cell::Int(n)) => arguments.add(i32::try_from(*n).map_err(|_| mismatch("a number of 32 bits"))?),
        ("INT4", Cell::Null) => arguments.add(None::<i32>),
        ("TEXT" | "VARCHAR" | "NAME", Cell::Text(text)) if text.contains('\0') => {
            return Err(StorageError::NulInText(number));
        }
        ("TEXT" | "VARCHAR" | "NAME", Cell::Text(text)) => arguments.add(text.as_str()),
        ("TEXT" | "VARCHAR" | "NAME", Cell::Null) => arguments.add(None::<&str>),
        ("BYTEA", Cell::Bytes(bytes)) => arguments.add(bytes.as_slice()),
        ("BYTEA", Cell::Null) => arguments.add(None::<&[u8]>),
        ("INT8" | "INT4", _) => return Err(mismatch("a whole number")),
        ("TEXT" | "VARCHAR" | "NAME", _) => return Err(mismatch("a text")),
        ("BYTEA", _) => return Err(mismatch("bytes")),
        (other, _) => {
            return Err(misuse(format!("parameter {number} is of type {other}; the subset has no such type")));
        }
    };
    added.map_err(|error| misuse(error.to_string()))
}

fn cells(row: &PgRow) -> Result<Vec<Cell>> {
    (0..row.columns().len()).map(|at| cell(row, at)).collect()
}

fn cell(row: &PgRow, at: usize) -> Result<Cell> {
    let column = &row.columns()[at];
    let value = match column.type_info().name() {
        "INT8" => row.try_get::<Option<i64>, _>(at).map(Cell::from),
        "INT4" => row.try_get::<Option<i32>, _>(at).map(|n| n.map(i64::from).into()),
        "INT2" => row.try_get::<Option<i16>, _>(at).map(|n| n.map(i64::from).into()),
        "BOOL" => row.try_get::<Option<bool>, _>(at).map(Cell::from),
        "TEXT" | "VARCHAR" | "NAME" => row.try_get::<Option<String>, _>(at).map(Cell::from),
        "BYTEA" => row.try_get::<Option<Vec<u8>>, _>(at).map(Cell::from),
        "VOID" => Ok(Cell::Null),
        other => {
            return Err(StorageError::Type {
                place: format!("column {}", column.name()),
                wanted: "number, text or bytes (a sum needs CAST(… AS BIGINT))",
                found: other.to_owned(),
            });
        }
    };
    value.map_err(fault)
}

fn misuse(detail: String) -> StorageError {
    StorageError::Statement { home: Home::Postgres, detail }
}

fn fault(error: sqlx::Error) -> StorageError {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default().into_owned();
            by_sqlstate(&code, database.message().to_owned())
        }
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::BeginFailed => {
            StorageError::ConnectionLost(error.to_string())
        }
        sqlx::Error::Protocol(_) | sqlx::Error::PoolClosed => StorageError::ConnectionLost(error.to_string()),
        sqlx::Error::PoolTimedOut => StorageError::Busy(error.to_string()),
        sqlx::Error::Configuration(_) | sqlx::Error::Tls(_) => StorageError::CannotOpen(error.to_string()),
        other => misuse(other.to_string()),
    }
}

fn by_sqlstate(code: &str, detail: String) -> StorageError {
    let refused = |kind, detail| StorageError::Constraint { kind, detail };
    match code {
        "23505" | "23P01" => refused(Constraint::Unique, detail),
        "23502" => refused(Constraint::NotNull, detail),
        "23514" => refused(Constraint::Check, detail),
        "23503" => refused(Constraint::ForeignKey, detail),
        "40001" | "40P01" => StorageError::Serialization(detail),
        "55P03" | "53300" | "53400" => StorageError::Busy(detail),
        "53100" => StorageError::DiskFull(detail),
        "25006" => StorageError::ReadOnly(detail),
        "58030" => StorageError::Io(detail),
        "57P01" | "57P02" | "57P03" => StorageError::ConnectionLost(detail),
        "42501" | "3D000" => StorageError::CannotOpen(detail),
        _ if code.starts_with("08") => StorageError::ConnectionLost(detail),
        _ if code.starts_with("28") => StorageError::CannotOpen(detail),
        _ if code.starts_with("XX") => StorageError::Corrupted(detail),
        _ => misuse(format!("{detail} (SQLSTATE {code})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_tried_again_is_told_by_sqlstate() {
        for (code, retryable) in
            [("40001", true), ("40P01", true), ("55P03", true), ("57P01", true), ("08006", true), ("53300", true)]
                .into_iter()
                .chain([
                    ("53100", false),
                    ("25006", false),
                    ("XX001", false),
                    ("23505", false),
                    ("42P01", false),
                    ("28P01", false),
                ])
        {
            assert_eq!(by_sqlstate(code, String::new()).is_retryable(), retryable, "{code}");
        }
    }
}
