//! `office`: the console's waits at the server, on both databases: the overview, the next diary, a sheet, and how long others wait to write
//! while it is made what follows from a month.
//!
//! The data is a fixture's; how much it is stands beside the figures. What PostgreSQL holds was carried over from SQLite, row by row.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::Datelike;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_server::accounts::{self, Attempt, Seat};
use cunji_server::attendance::{self, Asked, MonthAsked, days_of};
use cunji_server::error::ServerError;
use cunji_server::server::Server;
use cunji_server::storage::reviews::Place;
use cunji_server::storage::testing::{Durability, ThrowawayPostgres};
use cunji_server::storage::{self, FILE_NAME, Home, StorageError, log};
use cunji_server::{key, review, upkeep};
use serde::Serialize;
use tokio::runtime::Handle;

use super::carry::carry;
use super::first_paint::{self, FirstPaint};
use super::timing::{median, percentile, timed};
use crate::fixtures::{self, Desk, FILE, Plan, Planted, fill_unfollowed};

/// Overviews that are measured of each period.
const OVERVIEWS: usize = 40;
/// Diaries that are gone through.
const DIARIES: usize = 200;
/// Sheets that are made.
const SHEETS: usize = 3;
/// Villages of the month that is followed.
const FOLLOWED: usize = 12;
/// Between two tries of somebody else to write meanwhile.
const PAUSE: Duration = Duration::from_millis(5);

/// The console's waits.
#[derive(Debug, Clone, Serialize)]
pub struct Office {
    /// Villages of the data.
    pub villages: usize,
    /// People of the teams.
    pub cadres: u64,
    /// Records from phones.
    pub records: u64,
    /// On SQLite.
    pub sqlite: Waits,
    /// On PostgreSQL.
    pub postgres: Waits,
    /// In the browser, on SQLite; none where there is no Chromium or no Node.
    pub first_paint: Option<FirstPaint>,
}

/// What one database makes of it, in milliseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Waits {
    /// The city's overview with what it stands on, of days with data and of a year without any, the middle one.
    pub overview_p50: f64,
    /// The slow ones.
    pub overview_p95: f64,
    /// The queue, the lease and the diary itself, the middle one.
    pub next_p50: f64,
    /// The slow ones.
    pub next_p95: f64,
    /// The year of a county as a sheet, made of all its months.
    pub sheets: f64,
    /// What follows from a month of twelve villages.
    pub follow: f64,
    /// How many diaries they are.
    pub follow_diaries: u64,
    /// How long somebody else waits to write meanwhile: the slow ones.
    pub held_p95: f64,
    /// The longest.
    pub held_longest: f64,
}

/// Measures on a fixture's data, which stays as it is; where none is named, on a small one that is made for it.
///
/// # Errors
/// The data does not open; the database fails.
pub fn office(data: Option<&Path>, runtime: &Handle, progress: &dyn Fn(&str)) -> anyhow::Result<Office> {
    let folder = tempfile::tempdir()?;
    let made = folder.path().join("made");
    let data = match data {
        Some(data) => data,
        None => {
            progress("a county's month is made");
            fixtures::make(&Plan::months(FOLLOWED, 1, 7)?, &made, None, runtime, progress)?;
            &made
        }
    };
    let planted = Planted::read(data)?;
    // Sessions and leases are written: into copies. Photos are not asked for.
    let copy = |name: &str, files: &[&str]| -> anyhow::Result<std::path::PathBuf> {
        let to = folder.path().join(name);
        std::fs::create_dir(&to)?;
        for file in files {
            std::fs::copy(data.join(file), to.join(file)).with_context(|| (*file).to_owned())?;
        }
        Ok(to)
    };
    let on_sqlite = copy("sqlite", &[FILE_NAME, key::FILE_NAME, FILE])?;
    let on_postgres = copy("postgres", &[key::FILE_NAME, FILE])?;
    let cluster = ThrowawayPostgres::start(Durability::Full).map_err(anyhow::Error::msg)?;
    let url = cluster.database();
    let (sqlite, postgres) = {
        let from = fixtures::open(&on_sqlite, None, runtime)?;
        progress("the data is carried over to PostgreSQL");
        let to = fixtures::open(&on_postgres, Some(&url), runtime)?;
        carry(&from.server, &to.server)?;
        progress("the console on SQLite");
        let sqlite = waits(&from.server, &planted, Home::Sqlite, runtime)?;
        // Its policies and epoch are read when it opens.
        drop(to);
        let to = fixtures::open(&on_postgres, Some(&url), runtime)?;
        progress("the console on PostgreSQL");
        (sqlite, waits(&to.server, &planted, Home::Postgres, runtime)?)
    };
    progress("the console in the browser");
    let first_paint = first_paint::first_paint(&on_sqlite, planted.desk("town_office")?, runtime)?;
    let records = planted.records.values().sum();
    Ok(Office { villages: planted.villages.len(), cadres: planted.cadres, records, sqlite, postgres, first_paint })
}

fn waits(server: &Server, planted: &Planted, home: Home, runtime: &Handle) -> anyhow::Result<Waits> {
    let overviews = overviews(server, planted)?;
    let next = next_diaries(server, planted.desk("town_office")?)?;
    let sheets = sheets(server, planted)?;
    let followed = follow(home, runtime)?;
    Ok(Waits {
        overview_p50: median(&overviews),
        overview_p95: percentile(&overviews, 0.95),
        next_p50: median(&next),
        next_p95: percentile(&next, 0.95),
        sheets,
        follow: followed.0,
        follow_diaries: followed.1,
        held_p95: percentile(&followed.2, 0.95),
        held_longest: percentile(&followed.2, 1.0),
    })
}

/// The city's overview with what its figures stand on, as the console waits for both: of the whole time, and of the year after it, of
/// which nothing came.
fn overviews(server: &Server, planted: &Planted) -> anyhow::Result<Vec<f64>> {
    let division: DivisionCode = planted.desk("city_office")?.division.parse()?;
    let after = days_of(planted.last_day.year() + 1, None)?;
    let mut times = Vec::new();
    for (from, to, empty) in [(planted.first_day, planted.last_day, false), (*after.start(), *after.end(), true)] {
        let asked = Asked { division: division.clone(), from, to, level: JudgeLevel::City };
        for _ in 0..OVERVIEWS {
            let (waited, time) = timed(|| -> Result<_, ServerError> {
                let shown = attendance::overview(server, &asked)?;
                Ok((shown, attendance::footing(server, &asked.division, from, to)?))
            });
            let (shown, footing) = waited?;
            anyhow::ensure!(!shown.below.is_empty(), "the city has nothing below it");
            anyhow::ensure!(footing.nothing_told == empty, "of {from} to {to}: {footing:?}");
            times.push(time.as_secs_f64() * 1000.0);
        }
    }
    Ok(times)
}

/// A clerk goes through the queue: what is next, taken, shown.
fn next_diaries(server: &Server, desk: &Desk) -> anyhow::Result<Vec<f64>> {
    let seat = seat(server, desk)?;
    let division: DivisionCode = desk.division.parse()?;
    let mut times = Vec::new();
    let mut after = None;
    for _ in 0..DIARIES {
        let (next, time) = timed(|| -> anyhow::Result<_> {
            let page = review::queue(server, &seat, JudgeLevel::Town, &division, after.as_ref(), 1)?;
            let Some(listed) = page.items.into_iter().next() else { return Ok(None) };
            review::open(server, &seat, &listed.item.space, listed.item.record)?;
            review::show(server, &seat, &listed.item.space, listed.item.record, false)?;
            Ok(Some(listed.item))
        });
        let Some(item) = next? else { break };
        times.push(time.as_secs_f64() * 1000.0);
        after = Some(Place { odd: item.odd, arrived_at: item.arrived_at, space: item.space, record: item.record });
    }
    anyhow::ensure!(!times.is_empty(), "nothing waits for the town");
    Ok(times)
}

fn seat(server: &Server, desk: &Desk) -> anyhow::Result<Seat> {
    let attempt = Attempt {
        login: desk.login.clone(),
        password: desk.password.clone(),
        code: None,
        address: "127.0.0.1".to_owned(),
        agent: "bench".to_owned(),
    };
    let signed_in = accounts::sign_in(server, &attempt)?;
    Ok(accounts::seat(server, &signed_in.token)?)
}

/// Every month of a county's year, as offices file it; the middle of some.
fn sheets(server: &Server, planted: &Planted) -> anyhow::Result<f64> {
    let division: DivisionCode = planted.desk("county_office")?.division.parse()?;
    let folder = tempfile::tempdir()?;
    let mut times = Vec::new();
    for _ in 0..SHEETS {
        let (made, time) = timed(|| {
            (1..=12).try_for_each(|month| -> Result<(), ServerError> {
                let asked = MonthAsked { year: planted.first_day.year(), month, reach: None };
                let at = |_: usize, _: usize| Ok::<_, ServerError>(());
                let book = attendance::month_book(server, &division, &asked, (folder.path(), planted.last_day), at)?;
                Ok(book.save(std::io::sink())?)
            })
        });
        made?;
        times.push(time.as_secs_f64() * 1000.0);
    }
    Ok(median(&times))
}

/// What follows from a month of some villages: milliseconds, diaries, and how long somebody else waited to write.
fn follow(home: Home, runtime: &Handle) -> anyhow::Result<(f64, u64, Vec<f64>)> {
    let folder = tempfile::tempdir()?;
    let cluster = match home {
        Home::Sqlite => None,
        Home::Postgres => Some(ThrowawayPostgres::start(Durability::Full).map_err(anyhow::Error::msg)?),
    };
    let url = cluster.as_ref().map(ThrowawayPostgres::database);
    let (server, planted) = fill_unfollowed(&Plan::months(FOLLOWED, 1, 7)?, folder.path(), url.as_deref(), runtime)?;
    let spaces = planted.villages.iter().map(|code| code.parse()).collect::<Result<Vec<DivisionCode>, _>>()?;
    let (server, over) = (Arc::new(server), Arc::new(AtomicBool::new(false)));
    let following = std::thread::spawn({
        let (server, over) = (server.clone(), over.clone());
        move || {
            let begun = Instant::now();
            let done = upkeep::once(&server);
            over.store(true, Ordering::SeqCst);
            done.map(|()| begun.elapsed())
        }
    });
    let mut held = Vec::new();
    for space in spaces.iter().cycle() {
        if over.load(Ordering::SeqCst) {
            break;
        }
        let (wrote, time) = timed(|| storage::write(&*server.storage, |tx| log::lock_space(tx, space)));
        let wrote: Result<u64, StorageError> = wrote;
        wrote?;
        held.push(time.as_secs_f64() * 1000.0);
        std::thread::sleep(PAUSE);
    }
    let took = following.join().map_err(|_| anyhow::anyhow!("the upkeep panicked"))??;
    let diaries = planted.records.get("diary").copied().unwrap_or(0);
    Ok((took.as_secs_f64() * 1000.0, diaries, held))
}
