//! A small world: a server, some phones, a few days. Everything in it follows from its seed.

use std::path::Path;
use std::sync::{Arc, Mutex};

use chrono::{Days, NaiveDate};
use cunji_client::{Invitation, Language, Phone, SetClock, enrol_new};
use cunji_domain::division::DivisionCode;
use cunji_domain::time::{local_day, start_of_day};
use cunji_history::seeded;
use cunji_server::storage::testing::ThrowawayPostgres;
use cunji_store::{Cost, failing_vfs};
use tempfile::TempDir;
use tokio::runtime::Handle;

use super::chance::Chance;
use super::found::{Sim, phone};
use super::handset::{Handset, PASSPHRASE};
use super::ledger::Ledger;
use super::line::{Line, Weather};
use super::office::Office;
use super::people::{self, Somebody};
use super::wire::Wire;

/// The first day of every world.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2017, 9, 4).expect("a day that exists");
const HOUR: i64 = 3600;

/// A world.
pub struct World {
    /// Chance.
    pub chance: Chance,
    /// The true time: Unix seconds, UTC.
    pub now: i64,
    /// Who lives there.
    pub people: Vec<Somebody>,
    /// The server.
    pub office: Office,
    /// The phones.
    pub phones: Vec<Handset>,
    /// What was written.
    pub ledger: Ledger,
    /// What passes over the lines.
    pub wire: Arc<Mutex<Wire>>,
    /// What happened.
    pub trace: Vec<String>,
    /// Whether the disk of a phone fails just now.
    pub failing: bool,
    /// Whether the phones' disks can fail in this world.
    pub fragile: bool,
    /// Where calls are waited for.
    pub runtime: Handle,
    folder: TempDir,
    copies: u32,
}

impl World {
    /// The world of a seed, with its phones enrolled.
    pub fn new(seed: u64, cluster: Option<Arc<ThrowawayPostgres>>, runtime: &Handle) -> Sim<Self> {
        let mut chance = Chance::of(seed);
        let phones = people::phones(&mut chance);
        let fragile = chance.once_in(4);
        Self::with(seed, &phones, fragile, cluster, runtime)
    }

    /// A world with the phones of these people.
    pub fn with(
        seed: u64,
        phones: &[usize],
        fragile: bool,
        cluster: Option<Arc<ThrowawayPostgres>>,
        runtime: &Handle,
    ) -> Sim<Self> {
        seeded::begin(Some(seed));
        failing_vfs::calm();
        failing_vfs::put_in_use(fragile);
        let now = start_of_day(FIRST_DAY) + 9 * HOUR;
        let people = people::people();
        let folder = phone(folder(), "making a folder")?;
        let office = Office::open(folder.path(), now, cluster, &people, runtime)?;
        let mut world = Self {
            now,
            people,
            office,
            phones: Vec::new(),
            ledger: Ledger::default(),
            wire: Arc::default(),
            trace: Vec::new(),
            failing: false,
            fragile,
            runtime: runtime.clone(),
            folder,
            copies: 0,
            chance: Chance::of(seed.wrapping_add(1)),
        };
        // Some worlds begin with the server of last year; it is upgraded in the middle, before or after the phones.
        let old = world.chance.once_in(3);
        if old {
            world.office.be_of_last_year()?;
        }
        for whose in phones {
            world.enrol(*whose)?;
        }
        Ok(world)
    }

    /// Adds a line to the trace.
    pub fn say(&mut self, line: impl Into<String>) {
        self.trace.push(line.into());
    }

    /// Enrols a new phone of a person.
    pub fn enrol(&mut self, whose: usize) -> Sim {
        let Some(somebody) = self.people.get(whose).cloned() else { return Ok(()) };
        let code = self.office.invite(&somebody.id)?;
        let folder = self.new_folder();
        let clock = Arc::new(SetClock::at(self.now));
        let invitation = phone(Invitation::new("simulated", &code, "手机"), "reading a code")?;
        let mut line = self.line(Weather::Clear);
        let clocks = (clock.clone() as Arc<dyn cunji_client::Clock>, Language::Zh);
        let enrolled =
            self.runtime.block_on(enrol_new(&folder, PASSPHRASE, Cost::CHEAPEST, clocks, &mut line, &invitation));
        let enrolled = phone(enrolled, "enrolling")?;
        let name = format!("phone {} ({})", self.phones.len(), somebody.id);
        let old_program = self.chance.once_in(4);
        self.add(somebody, folder, clock, Some(enrolled), name);
        if let Some(handset) = self.phones.last_mut() {
            handset.old_program = old_program;
        }
        Ok(())
    }

    /// Adds a phone that is there.
    pub fn add(
        &mut self,
        of: Somebody,
        folder: std::path::PathBuf,
        clock: Arc<SetClock>,
        phone: Option<Phone>,
        name: String,
    ) {
        self.phones.push(Handset {
            name,
            person: of.id,
            village: of.village,
            folder,
            clock,
            phone,
            gone: false,
            old_program: false,
            has_synced: false,
            synced_in: None,
            revoked: false,
            drafts: Vec::new(),
            copies: Vec::new(),
            written: std::collections::BTreeMap::new(),
            may_change: false,
        });
    }

    /// A folder that nobody has.
    pub fn new_folder(&mut self) -> std::path::PathBuf {
        self.copies += 1;
        self.folder.path().join(format!("folder-{}", self.copies))
    }

    /// A line to the server.
    pub fn line(&mut self, weather: Weather) -> Line {
        Line::new(self.office.reach.clone(), self.wire.clone(), weather, self.chance.branch())
    }

    /// Lets time pass, everywhere.
    pub fn pass(&mut self, seconds: u32) {
        self.now += i64::from(seconds);
        self.office.clock.set(self.now);
        for handset in &self.phones {
            handset.clock.pass(seconds);
        }
    }

    /// Today.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now).unwrap_or(FIRST_DAY)
    }

    /// One of the last days.
    pub fn some_day(&mut self) -> NaiveDate {
        let back = u64::from(self.chance.of_range(0..4));
        self.today().checked_sub_days(Days::new(back)).unwrap_or(FIRST_DAY)
    }

    /// The phones that work, by place.
    pub fn working(&self) -> Vec<usize> {
        let works = |handset: &Handset| !handset.gone && handset.phone.is_some();
        self.phones.iter().enumerate().filter(|(_, handset)| works(handset)).map(|(at, _)| at).collect()
    }

    /// One of the phones that work.
    pub fn some_phone(&mut self) -> Option<usize> {
        let working = self.working();
        self.chance.pick(&working).copied()
    }

    /// The villages.
    pub fn villages(&self) -> Vec<DivisionCode> {
        let mut villages: Vec<DivisionCode> = self.people.iter().map(|somebody| somebody.village.clone()).collect();
        villages.sort();
        villages.dedup();
        villages
    }
}

impl Drop for World {
    fn drop(&mut self) {
        failing_vfs::calm();
        failing_vfs::put_in_use(false);
        seeded::begin(None);
    }
}

/// In memory where there is such a folder: durability is proved elsewhere, and here by a file system that remembers.
fn folder() -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    let named = tempfile::Builder::new().prefix("cunji-simulation-").to_owned();
    if memory.is_dir()
        && let Ok(folder) = named.tempdir_in(memory)
    {
        return Ok(folder);
    }
    named.tempdir()
}
