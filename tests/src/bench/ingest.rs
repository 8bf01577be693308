//! `ingest`: how fast the server takes entries in, against bare inserts of the same rows into the same tables.
//!
//! What is measured begins with the decoded messages' bytes and ends with the last commit: reading frames, signatures,
//! hashes, rights, rules, replay and rows. The bare run puts the rows that came of it into another database of the same
//! schema, one statement a row and one commit a frame, by the same driver.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use chrono::{Months, NaiveDate};
use cunji_domain::kinds;
use cunji_history::{DeviceId, DeviceKey};
use cunji_protocol::UpFrame;
use cunji_protocol::calls::EnrollRequest;
use cunji_server::clock::SetClock;
use cunji_server::enrolment;
use cunji_server::office::by_command;
use cunji_server::server::Server;
use cunji_server::storage::testing::{Durability, ThrowawayPostgres};
use cunji_server::storage::{self, Cell, Home, Row, Storage, StorageError};
use cunji_server::sync::{Received, receive};
use serde::Serialize;
use tokio::runtime::Runtime;

use super::chain::Chain;
use super::timing::{median, timed};
use super::writing::all_written;
use crate::fixtures_roster::{MAANQIAO, MAANQIAO_FIRST_SECRETARY, MAANQIAO_RESIDENTS};
use crate::job;
use crate::office::import_fixtures;

/// Runs of each home, each with a database of its own.
const RUNS: usize = 5;
/// Months that each of the four writes.
const MONTHS: u32 = 4;

/// How the server's ingest stands beside bare inserts.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Ingest {
    /// Entries per second on SQLite ÷ those of the bare inserts.
    pub sqlite: f64,
    /// The same on PostgreSQL.
    pub postgres: f64,
    /// Entries per second on SQLite.
    pub sqlite_entries_per_second: f64,
    /// Entries per second on PostgreSQL.
    pub postgres_entries_per_second: f64,
    /// Entries of a run.
    pub entries: usize,
}

/// Takes four cadres' months in, on both homes.
///
/// # Errors
/// A database fails; a frame is not taken in.
pub fn ingest(runtime: &Runtime, progress: &dyn Fn(&str)) -> anyhow::Result<Ingest> {
    progress("ingest on SQLite");
    let sqlite = rate(Home::Sqlite, RUNS, runtime)?;
    progress("ingest on PostgreSQL");
    let postgres = rate(Home::Postgres, RUNS, runtime)?;
    Ok(Ingest {
        sqlite: sqlite.ratio,
        postgres: postgres.ratio,
        sqlite_entries_per_second: sqlite.entries_per_second,
        postgres_entries_per_second: postgres.entries_per_second,
        entries: sqlite.entries,
    })
}

/// How fast one home is.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Entries per second ÷ those of the bare inserts.
    pub ratio: f64,
    /// Entries per second.
    pub entries_per_second: f64,
    /// Entries of a run.
    pub entries: usize,
}

/// The middle of some runs on one home, each with databases of its own.
///
/// # Errors
/// A database fails; a frame is not taken in.
pub fn rate(home: Home, runs: usize, runtime: &Runtime) -> anyhow::Result<Rate> {
    let work = Work::new()?;
    let cluster = match home {
        Home::Sqlite => None,
        Home::Postgres => Some(ThrowawayPostgres::start(Durability::Full).map_err(anyhow::Error::msg)?),
    };
    let (mut ratios, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let folder = tempfile::tempdir()?;
        let open = |name: &str| {
            let url = cluster.as_ref().map(ThrowawayPostgres::database);
            let clock = Arc::new(SetClock::at(1_483_200_000));
            let server = Server::open(&folder.path().join(name), url.as_deref(), clock, runtime.handle())?;
            import_fixtures(&server)?;
            work.enrol(&server)?;
            anyhow::Ok(server)
        };
        let (whole, bare) = (open("whole")?, open("bare")?);
        let times = times(&work, &whole, &*bare.storage)?;
        ratios.push(times.bare.as_secs_f64() / times.whole.as_secs_f64());
        rates.push(work.entries() as f64 / times.whole.as_secs_f64());
    }
    Ok(Rate { ratio: median(&ratios), entries_per_second: median(&rates), entries: work.entries() })
}

/// What is taken in, the same in every run.
struct Work {
    chains: Vec<(&'static str, Chain)>,
    now: i64,
}

impl Work {
    fn new() -> anyhow::Result<Self> {
        let first: NaiveDate = "2017-03-01".parse()?;
        let people = [MAANQIAO_FIRST_SECRETARY].into_iter().chain(MAANQIAO_RESIDENTS);
        let mut chains = Vec::new();
        let mut now = 0;
        for cadre in people {
            let mut chain = Chain::new(DeviceKey::random()?, MAANQIAO.parse()?);
            for month in 0..MONTHS {
                let from = first.checked_add_months(Months::new(month)).context("no such month")?;
                let mut lines = all_written(&job::generate(7, cadre, MAANQIAO, from, 30))?;
                lines.sort_by_key(|line| line.written_at);
                for line in &lines {
                    now = now.max(line.written_at + 3600);
                    chain.write(line)?;
                }
            }
            chains.push((cadre, chain));
        }
        Ok(Self { chains, now })
    }

    fn entries(&self) -> usize {
        self.chains.iter().map(|(_, chain)| chain.entries()).sum()
    }

    /// Enrols the writers of the chains, by their own keys.
    fn enrol(&self, server: &Server) -> anyhow::Result<()> {
        for (cadre, chain) in &self.chains {
            let invited = by_command::invite(server, &cadre.parse()?)?;
            let request = EnrollRequest::new(&invited.code, &chain.key, "bench", server.key().deployment);
            enrolment::enrol(server, &request)?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Times {
    whole: Duration,
    bare: Duration,
}

/// Takes every frame in, and inserts what came of it bare, frame by frame: so both meet the same machine.
fn times(work: &Work, server: &Server, bare: &dyn Storage) -> anyhow::Result<Times> {
    let (mut times, registrar) = (Times::default(), server.registrar());
    for (cadre, chain) in &work.chains {
        let carrier = cadre.parse()?;
        for frame in chain.frames(server.key().deployment)? {
            let bytes = frame.to_bytes();
            let (received, time) = timed(|| -> anyhow::Result<Received> {
                let frame = UpFrame::from_bytes(&bytes)?;
                Ok(receive(&*server.storage, &registrar, &frame, &carrier, work.now)?)
            });
            match received? {
                Received::Taken => {}
                other => bail!("a frame of {cadre} was not taken in: {other:?}"),
            }
            times.whole += time;
            let inserts = inserts_of(server, chain.device(), frame.first)?;
            let (done, time) = timed(|| {
                storage::write(bare, |tx| inserts.iter().try_for_each(|(sql, cells)| tx.execute(sql, cells).map(drop)))
            });
            let done: Result<(), StorageError> = done;
            done?;
            times.bare += time;
        }
    }
    let mut accepted = 0;
    for (_, chain) in &work.chains {
        accepted += rows(server, "entry", "device = $1", &[chain.device().into()])?.1.len();
    }
    ensure!(accepted == work.entries(), "{accepted} of {} entries are in the log", work.entries());
    Ok(times)
}

/// The rows that the last frame of a device left, from a number of its chain on: entries, the signed head, records.
fn inserts_of(server: &Server, device: DeviceId, first: u64) -> anyhow::Result<Vec<(String, Vec<Cell>)>> {
    let (columns, entries) =
        rows(server, "entry", "device = $1 AND chain_number >= $2", &[device.into(), first.into()])?;
    let record_at = columns.iter().position(|column| column == "record_id").context("entries without a record")?;
    let records: Vec<Cell> = entries.iter().filter_map(|row| row.get(record_at).cloned()).collect();
    let mut inserts: Vec<_> = statements("entry", (columns, entries)).collect();
    inserts.extend(statements(
        "head",
        rows(server, "head", "device = $1 AND number >= $2", &[device.into(), first.into()])?,
    ));
    for kind in ["diary", "visit"] {
        let number = kinds::by_name(kind).context("a kind that is not known")?.number;
        let registrar = server.registrar();
        let table = registrar.tables.table_name(number).context("a kind without a table")?;
        for record in &records {
            inserts.extend(statements(
                table,
                rows(server, table, "id = $1 AND space = $2", &[record.clone(), MAANQIAO.into()])?,
            ));
        }
    }
    Ok(inserts)
}

type Rows = (Vec<String>, Vec<Vec<Cell>>);

fn rows(server: &Server, table: &str, which: &str, parameters: &[Cell]) -> anyhow::Result<Rows> {
    let sql = format!("SELECT * FROM {table} WHERE {which}");
    let rows: Result<Vec<Row>, StorageError> = storage::read(&*server.storage, |tx| tx.query(&sql, parameters));
    let rows = rows?;
    let columns = rows.first().map(|row| row.columns().to_vec()).unwrap_or_default();
    Ok((columns, rows.into_iter().map(Row::into_cells).collect()))
}

fn statements(table: &str, (columns, rows): Rows) -> impl Iterator<Item = (String, Vec<Cell>)> {
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    let columns: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
    rows.into_iter().map(move |row| (sql.clone(), row))
}
