//! A server with the fixtures and one phone that is about to lose its signal.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use cunji_client::views::SyncView;
use cunji_client::{Clock as _, HttpTransport, Invitation, Language, Phone, SetClock, enrol_new};
use cunji_domain::household::Household;
use cunji_domain::record::RecordKind;
use cunji_server::imports::{parse_divisions, parse_households, parse_roster};
use cunji_server::office::{import_households, import_roster};
use cunji_server::storage;
use cunji_store::Cost;
use tokio::runtime::Handle;

use super::job_file::Job;
use super::line::{Passed, Quality, SlowLine};
use crate::job::JobLine;
use crate::office::{fixture, import_fixtures};
use crate::running::Running;

/// What the phone is opened with.
pub const PASSPHRASE: &str = "bench";
/// A day.
const DAY: i64 = 86_400;

/// A server and one enrolled phone.
pub struct Stage {
    running: Running,
    phone: Phone,
    clock: Arc<SetClock>,
    runtime: Handle,
    _folder: tempfile::TempDir,
}

/// A phone that nobody has open, and no server.
#[derive(Debug)]
pub struct Closed {
    /// Its folder.
    pub home: PathBuf,
    /// What its clock shows (Unix seconds, UTC).
    pub now: i64,
    _folder: tempfile::TempDir,
}

/// What a sync over a line came to.
#[derive(Debug)]
pub struct Synced {
    /// As the phone counted it.
    pub view: SyncView,
    /// As the line counted it: everything.
    pub passed: Passed,
    /// What the phone said, HTTP and all.
    pub said: Vec<u8>,
    /// How long it took.
    pub seconds: f64,
}

impl Stage {
    /// Enrols the writer of a job the day before it begins, and syncs once, so that the phone knows the village.
    ///
    /// # Errors
    /// The job's writer or village can't be provided for; server or phone fails.
    pub fn new(job: &Job, runtime: &Handle) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let begun = job.beginning() - DAY;
        let running = Running::start(&folder.path().join("server"), ([127, 0, 0, 1], 0).into(), begun, runtime)?;
        import_fixtures(&running.server)?;
        let (cadre, village) = job.writer()?;
        provide_writer(&running, &cadre, &village)?;
        provide_households(&running, &village, &job.households())?;
        let clock = Arc::new(SetClock::at(begun));
        let invitation = Invitation::new(&running.url(), &running.code_for(&cadre)?, "bench")?;
        let mut transport = HttpTransport::new(&running.url())?;
        let home = folder.path().join("phone");
        let clocks = (clock.clone() as Arc<dyn cunji_client::Clock>, Language::Zh);
        let enrolling = enrol_new(&home, PASSPHRASE, Cost::CHEAPEST, clocks, &mut transport, &invitation);
        let mut phone = runtime.block_on(enrolling)?;
        runtime.block_on(phone.sync())?;
        Ok(Self { running, phone, clock, runtime: runtime.clone(), _folder: folder })
    }

    /// The phone.
    pub fn phone(&mut self) -> &mut Phone {
        &mut self.phone
    }

    /// Takes the phone away from the server, closed: its folder, and the time that its clock shows.
    ///
    /// # Errors
    /// The server does not end.
    pub fn close(self) -> anyhow::Result<Closed> {
        let (home, now) = (self._folder.path().join("phone"), self.clock.now());
        drop(self.phone);
        self.runtime.block_on(self.running.stop())?;
        Ok(Closed { home, now, _folder: self._folder })
    }

    /// Types a job on the phone, each line at its time, and lets the time of it pass.
    ///
    /// # Errors
    /// A record breaks a rule.
    pub fn live(&mut self, job: &Job) -> anyhow::Result<()> {
        let (_, village) = job.writer()?;
        provide_households(&self.running, &village, &job.households())?;
        for line in &job.lines {
            self.wait_for(line);
            self.type_line(line)?;
        }
        self.pass_until(job.end() + 3600);
        self.running.clock.set(job.end() + 3600);
        Ok(())
    }

    /// Lets time pass until a line was written.
    pub fn wait_for(&self, line: &JobLine) {
        // A line from outside may say that it was written before its day began.
        let day = line.day().and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        self.pass_until(line.written_at().max(day));
    }

    /// Types one line.
    ///
    /// # Errors
    /// The record breaks a rule.
    pub fn type_line(&mut self, line: &JobLine) -> anyhow::Result<()> {
        line.type_on(&mut self.phone).map(drop).map_err(|error| anyhow!("the job can't be written: {error}"))
    }

    /// Both clocks of the phone go on; a line that was written before another that stands above it turns the wall clock back.
    fn pass_until(&self, then: i64) {
        let now = cunji_client::Clock::now(&*self.clock);
        match u32::try_from(then - now) {
            Ok(seconds) => self.clock.pass(seconds),
            Err(_) => self.clock.set(then),
        }
    }

    /// Syncs over a line of this quality until nothing is left.
    ///
    /// # Errors
    /// It can't be finished in `attempts`.
    pub fn sync(&mut self, quality: Quality, attempts: u32) -> anyhow::Result<Synced> {
        let line = SlowLine::to(self.running.address, quality, &self.runtime)?;
        let mut transport = HttpTransport::new(&line.url())?;
        let begun = std::time::Instant::now();
        let view = self.runtime.block_on(self.phone.sync_until_done(&mut transport, attempts))?;
        anyhow::ensure!(view.unsent == 0 && view.rejected == 0, "not all was taken in: {view:?}");
        Ok(Synced { view, passed: line.passed(), said: line.said(), seconds: begun.elapsed().as_secs_f64() })
    }
}

/// A roster with the writer in it, where the fixtures' has not.
fn provide_writer(running: &Running, cadre: &str, village: &str) -> anyhow::Result<()> {
    let (person, space) = (cadre.parse()?, village.parse::<cunji_domain::division::DivisionCode>()?);
    let memberships =
        storage::read(&*running.server.storage, |tx| storage::roster::memberships_of_person(tx, &person))?;
    if memberships.iter().any(|membership| membership.space == space) {
        return Ok(());
    }
    let (county, town, village) = names(village)?;
    let list = format!(
        "县区,镇,村,编号,姓名,单位,角色,起始日期\n{county},{town},{village},{cadre},{cadre},市示范单位,驻村队员,2010-01-01\n"
    );
    let roster = parse_roster(list.as_bytes(), "roster.csv", &divisions()?)?;
    import_roster(&running.server, &roster)?;
    Ok(())
}

/// A list with the visited households in it, where the fixtures' has them not.
fn provide_households(running: &Running, village: &str, numbers: &BTreeSet<&str>) -> anyhow::Result<()> {
    let space = village.parse()?;
    let tables = running.server.registrar().tables;
    let listed = storage::read(&*running.server.storage, |tx| tables.records(tx, Household::DECL.number, &space))?;
    let listed: BTreeSet<String> = listed
        .iter()
        .filter_map(|row| Household::from_parts(&row.key, &row.fields).ok())
        .map(|household| household.number)
        .collect();
    let missing: Vec<&&str> = numbers.iter().filter(|number| !listed.contains(**number)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let (county, town, village) = names(village)?;
    let rows = missing.iter().map(|number| format!("{county},{town},{village},{number},户{number},一组\n"));
    let list = format!("县区,镇,村,户编号,户主,组\n{}", rows.collect::<String>());
    let households = parse_households(list.as_bytes(), "households.csv", &divisions()?)?;
    import_households(&running.server, &households)?;
    Ok(())
}

fn divisions() -> anyhow::Result<cunji_domain::division::Divisions> {
    Ok(parse_divisions(&std::fs::read(fixture("ankang-divisions.csv"))?, "ankang-divisions.csv")?)
}

/// The names of a village's county and town and its own, as a roster has them.
fn names(village: &str) -> anyhow::Result<(String, String, String)> {
    let divisions = divisions()?;
    let code: cunji_domain::division::DivisionCode = village.parse()?;
    let town = code.parent().context("a village without a town")?;
    let county = town.parent().context("a town without a county")?;
    let name = |code: &cunji_domain::division::DivisionCode| {
        let division = divisions.iter().find(|division| division.code == *code);
        division.map(|division| division.name.clone()).with_context(|| format!("{code} is no division of the fixtures"))
    };
    Ok((name(&county)?, name(&town)?, name(&code)?))
}
