//! One sync, cut at byte n: prepared once, then done as often as there are bytes.

use std::path::PathBuf;
use std::sync::Arc;

use cunji_domain::diary::DiaryEntry;
use cunji_server::storage::testing::ThrowawayPostgres;

use crate::fixtures_roster::MAANQIAO;
use crate::job::generate;
use crate::world::{Direction, FIRST_DAY, Handset, Home, Passed, Weather, World, a_day, copy_folder, village};

/// A server and a phone right before a sync that has something to send and something to fetch: what every world is copied from.
pub struct Rig {
    home: Home,
    days: u32,
    _folder: tempfile::TempDir,
    server: PathBuf,
    phone: PathBuf,
    // The database, where it is PostgreSQL, and what keeps it there.
    database: Option<(String, Arc<ThrowawayPostgres>)>,
}

/// How a sync that was cut went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Everything that passed, until all was exchanged.
    pub passed: Passed,
    /// How often the phone's owner had to sync.
    pub syncs: u32,
}

/// The phone that syncs.
const PERSON: &str = "c0017";
/// More syncs than any single cut needs.
const MOST_SYNCS: u32 = 3;

impl Rig {
    /// Prepares a rig on a database, with so many days to send: a few make one small frame, twenty are worth the slower codec.
    ///
    /// # Panics
    /// It can't be made.
    pub fn new(home: Home, days: u32) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (server, phone) = (folder.path().join("server"), folder.path().join("phone"));
        let (mut world, chen) = lived(home, days);
        chen.close();
        copy_folder(chen.folder(), &phone);
        world.office.stop();
        copy_folder(world.office.data(), &server);
        Self { home, days, _folder: folder, server, phone, database: world.office.database() }
    }

    /// A world and the phone in it, ready.
    fn ready(&self) -> (World, Handset) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let server = folder.path().join("server");
        copy_folder(&self.server, &server);
        let database = self.database.as_ref().map(|(url, _)| url.as_str());
        let world = World::with_data(self.home, "2017-09-28", folder, &server, database);
        let chen = world.phone_from(PERSON, &self.phone);
        (world, chen)
    }

    /// What the sync takes without a cut.
    ///
    /// # Panics
    /// It fails.
    pub fn uncut(&self) -> Passed {
        let (world, chen) = self.ready();
        chen.line().passed();
        chen.sync();
        let passed = chen.line().passed();
        self.prove(&world, &chen);
        passed
    }

    /// Syncs with one cut after `n` bytes of a direction, until all is exchanged, and proves that nothing is lost.
    ///
    /// # Panics
    /// Something is lost, or the phone does not come to an end.
    pub fn cut_at(&self, of: Direction, n: u64) -> Outcome {
        let (world, chen) = self.ready();
        chen.line().passed();
        chen.line().set(Weather::CutOnce { of, after: n });
        let mut syncs = 0;
        loop {
            syncs += 1;
            assert!(syncs <= MOST_SYNCS, "cut after {n} bytes {of:?}: it does not come to an end");
            match chen.try_sync() {
                Ok(sync) if sync.unsent == 0 => break,
                Ok(sync) => panic!("cut after {n} bytes {of:?}: {sync:?}"),
                Err(error) => assert!(error.is_of_the_line(), "cut after {n} bytes {of:?}: {error}"),
            }
        }
        let passed = chen.line().passed();
        self.prove(&world, &chen);
        Outcome { passed, syncs }
    }

    fn prove(&self, world: &World, chen: &Handset) {
        let diaries = 2 * self.days as usize;
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), diaries);
        assert_eq!(chen.diaries().len(), diaries);
        world.check();
    }
}

/// Two people have synced once; then both wrote for some days, a visit and a diary a day, and the teammate has a signal first.
fn lived(home: Home, days: u32) -> (World, Handset) {
    let world = World::new(home);
    let (chen, wang) = (world.phone(PERSON), world.phone("c0018"));
    world.settle();
    let written = [(&chen, "h005", texts(1, days)), (&wang, "h006", texts(2, days))];
    for day in 1..=days {
        let date = format!("2017-09-{day:02}");
        for (phone, household, texts) in &written {
            let (findings, text) = &texts[day as usize - 1];
            phone.visit(&date, household, findings);
            phone.diary(&date, text);
        }
        world.pass_days(1);
    }
    chen.diary("2017-09-02", "入户一家,走了八里路。");
    wang.sync();
    wang.lose();
    (world, chen)
}

/// What was found on a visit and told of the day, day by day, no two alike.
fn texts(seed: u64, days: u32) -> Vec<(String, String)> {
    let lines = generate(seed, PERSON, MAANQIAO, a_day(FIRST_DAY), days);
    let (visits, diaries): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.household().is_some());
    let visits = visits.into_iter().map(|line| line.prose().to_owned());
    visits.zip(diaries.into_iter().map(|line| line.prose().to_owned())).collect()
}
