//! `cargo xtask fixtures`: a server's data of a whole county as it would be after some months: its real villages with made-up teams, what they
//! wrote, who was not heard of, and oddities that were planted, so that what finds them can be counted.
//!
//! Nothing goes over a line: chains are signed in the process and taken in as a sync does. The same plan gives the same records under the
//! same ids, on either database.

mod beside;
mod desks;
mod judged;
mod lists;
mod marks;
mod member;
mod phone;
mod place;
mod planted;
mod planting;
mod secretary;
mod server;
mod span;
mod village;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use chrono::NaiveDate;
use cunji_server::clock::SetClock;
use cunji_server::server::Server;
use tokio::runtime::Handle;

pub use judged::{Judged, hinted, judge};
pub use planted::{Desk, FILE, Odd, Planted, Quiet, Unheard};
pub(crate) use server::fill_unfollowed;

/// The first day of every fixture's months.
pub const FIRST_DAY: &str = "2017-07-01";
/// The password of every account of the fixtures.
pub const PASSWORD: &str = "青石板桥边三棵老柿树";
/// Villages of the city's fixture that have a fifth member: with them it has 8,000 cadres.
const FIVE_OF_CITY: usize = 304;
/// A tenth of a year.
const DAYS_OF_CITY: u64 = 36;

/// To be raised when the same plan gives other data: what was made before is made anew then.
const FORM: u32 = 2;

/// What is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The first day, Asia/Shanghai.
    pub first: NaiveDate,
    /// The last one.
    pub last: NaiveDate,
    /// Chance.
    pub seed: u64,
    /// The county whose villages come first; where it has too few, those of the next ones follow.
    pub county: String,
    /// How many villages.
    pub villages: usize,
    /// How many of them have a team of five instead of four.
    pub teams_of_five: usize,
}

impl Plan {
    /// So many villages for so many months.
    ///
    /// # Errors
    /// There are no such months.
    pub fn months(villages: usize, months: u32, seed: u64) -> anyhow::Result<Self> {
        let first: NaiveDate = FIRST_DAY.parse()?;
        let after = first.checked_add_months(chrono::Months::new(months)).context("no such month")?;
        // The policy and the calendar that ship speak of this year.
        ensure!(months > 0 && after <= "2018-01-01".parse()?, "the fixtures have 1 to 6 months");
        let last = after.pred_opt().context("no such day")?;
        Ok(Self { first, last, seed, county: "610926".to_owned(), villages, teams_of_five: 0 })
    }

    /// The whole city with 8,000 cadres for a tenth of a year.
    ///
    /// # Errors
    /// Never for the shipped list.
    pub fn city(seed: u64) -> anyhow::Result<Self> {
        let first: NaiveDate = FIRST_DAY.parse()?;
        let last = first + chrono::Days::new(DAYS_OF_CITY - 1);
        let villages = place::all()?.of_level(cunji_domain::division::Level::Village).count();
        Ok(Self { first, last, seed, county: "610902".to_owned(), villages, teams_of_five: FIVE_OF_CITY })
    }

    /// What its folder is called.
    pub fn name(&self) -> String {
        let days = (self.last - self.first).num_days() + 1;
        format!("{}-{}x{days}-{}-form{FORM}", self.county, self.villages, self.seed)
    }

    /// The time of the server's clock: eight in the morning after the last day. Unix seconds, UTC.
    pub fn now(&self) -> i64 {
        cunji_domain::time::start_of_day(self.last) + (24 + 8) * 3600
    }
}

/// Makes a data directory, whole or not at all; one that is there already stays. `database` is PostgreSQL's URL, if it is not to be SQLite.
/// `progress` is told what was done.
///
/// # Errors
/// The folder holds something else; the server or the database fails; something that was written is not taken in.
pub fn make(
    plan: &Plan,
    into: &Path,
    database: Option<&str>,
    runtime: &Handle,
    progress: &dyn Fn(&str),
) -> anyhow::Result<Planted> {
    if into.exists() {
        let planted = Planted::read(into)?;
        ensure!(planted.plan == plan.name(), "{} holds another plan's data: {}", into.display(), planted.plan);
        return Ok(planted);
    }
    let mut partial = into.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    if partial.exists() {
        std::fs::remove_dir_all(&partial)?;
    }
    std::fs::create_dir_all(&partial)?;
    let planted = server::fill(plan, &partial, database, runtime, progress)?;
    planted.write(&partial)?;
    std::fs::rename(&partial, into)?;
    Ok(planted)
}

/// A server on a fixture's data, at the end of its months. What is written goes into the data: work on a copy.
pub struct Opened {
    /// The server.
    pub server: Server,
    /// Its clock.
    pub clock: Arc<SetClock>,
    /// What is in the data.
    pub planted: Planted,
}

/// Opens what [`make`] made.
///
/// # Errors
/// Nothing was made there, or it does not open.
pub fn open(data: &Path, database: Option<&str>, runtime: &Handle) -> anyhow::Result<Opened> {
    let planted = Planted::read(data)?;
    let clock = Arc::new(SetClock::at(planted.now));
    let server = Server::open(data, database, clock.clone(), runtime)?;
    Ok(Opened { server, clock, planted })
}
