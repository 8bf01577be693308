//! A world for stories: a real server over real HTTP on either database, people's phones with lines that can be cut and clocks
//! that can be set, and what must hold in the end ([`World::check`]).
//!
//! A story panics where it can't go on: that is how a test fails.

mod check;
mod desk;
mod handset;
mod ledger;
mod line;
mod server;
mod wire;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, PoisonError, RwLock};

use cunji_domain::division::DivisionCode;
use cunji_domain::office::Appointment;
use cunji_domain::organisation::Role;
use cunji_domain::time::start_of_day;
use cunji_server::clock::SetClock;
pub use cunji_server::storage::Home;
use tokio::runtime::Runtime;

pub use desk::{Desk, PASSWORD};
pub use handset::{Handset, PASSPHRASE, a_day, copy_folder};
pub use ledger::Ledger;
pub use line::{Direction, Line, Passed, Weather};
pub use server::{Office, put_key};
pub use wire::{Pulled, attempt, pull, request};

use crate::fixtures_roster::MAANQIAO;

/// The day on which worlds begin, at noon in Asia/Shanghai.
pub const FIRST_DAY: &str = "2017-09-01";
const NOON: i64 = 12 * 3600;
const DAY: u32 = 86_400;

/// A server, phones, and the time.
pub struct World {
    /// The server.
    pub office: Office,
    clock: Arc<SetClock>,
    now: std::cell::Cell<i64>,
    handsets: RefCell<Vec<Handset>>,
    ledger: Rc<RefCell<Ledger>>,
    folders: std::cell::Cell<u32>,
    // Dropped last: everything else uses them.
    runtime: Runtime,
    folder: tempfile::TempDir,
}

/// Stories hold it for reading; one that changes the whole process (a failing file system) holds it alone.
static PROCESS: RwLock<()> = RwLock::new(());

/// Whether a story can share its process with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Company {
    /// As most can.
    Shared,
    /// It changes something for the whole process.
    Alone,
}

impl World {
    /// Tells a story in a new world and checks the world in the end.
    pub fn tell(home: Home, company: Company, story: impl FnOnce(&mut Self)) {
        let (mut shared, mut alone) = (None, None);
        match company {
            Company::Shared => shared = Some(PROCESS.read().unwrap_or_else(PoisonError::into_inner)),
            Company::Alone => alone = Some(PROCESS.write().unwrap_or_else(PoisonError::into_inner)),
        }
        let mut world = Self::new(home);
        story(&mut world);
        world.check();
        drop(world);
        drop((shared, alone));
    }

    /// A world with the fixtures imported, on [`FIRST_DAY`].
    pub fn new(home: Home) -> Self {
        let world = Self::empty(home, FIRST_DAY, None);
        world.office.import_fixtures();
        world
    }

    /// A world whose server knows nothing yet, on some day; with a given server's key if it is to be that server.
    ///
    /// # Panics
    /// There is no temporary folder, or the server does not open.
    pub fn empty(home: Home, day: &str, key: Option<&[u8]>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("server");
        if let Some(key) = key {
            put_key(&data, key);
        }
        Self::with_data(home, day, folder, &data, None)
    }

    /// A world whose server has its data in a folder already, and in a copy of a database of PostgreSQL.
    ///
    /// # Panics
    /// The server does not open.
    pub fn with_data(home: Home, day: &str, folder: tempfile::TempDir, data: &Path, database: Option<&str>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let now = start_of_day(a_day(day)) + NOON;
        let clock = Arc::new(SetClock::at(now));
        let office = Office::open(home, data, database, clock.clone(), runtime.handle());
        Self {
            office,
            clock,
            now: std::cell::Cell::new(now),
            handsets: RefCell::default(),
            ledger: Rc::default(),
            folders: std::cell::Cell::new(0),
            runtime,
            folder,
        }
    }

    /// Which database the server has.
    pub fn home(&self) -> Home {
        self.office.home()
    }

    /// Enrols a new phone of a person.
    pub fn phone(&self, person: &str) -> Handset {
        let handset = self.phone_not_enrolled(person);
        let code = self.office.invite(handset.person());
        handset.try_enrol(&code).unwrap_or_else(|error| panic!("{person} is not enrolled: {error}"));
        self.handsets.borrow_mut().push(handset.clone());
        handset
    }

    /// A clerk with an account made for a role, signed in.
    pub fn desk(&self, login: &str, role: Role, division: &str) -> Desk {
        Desk::of(&self.office, self.runtime.handle(), login, role, division)
    }

    /// A clerk's browser, signed in by an account with this appointment.
    pub fn desk_with(&self, login: &str, appointment: Appointment) -> Desk {
        Desk::with(&self.office, self.runtime.handle(), login, appointment)
    }

    /// A browser that nobody is signed in with.
    pub fn empty_desk(&self) -> Desk {
        Desk::empty(&self.office, self.runtime.handle())
    }

    /// A new phone in a person's hand, not enrolled yet; the world does not look after it.
    pub fn phone_not_enrolled(&self, person: &str) -> Handset {
        let person = person.parse().expect("a person's id");
        Handset::new(
            person,
            self.new_folder(),
            self.now(),
            self.line(),
            self.runtime.handle().clone(),
            self.ledger.clone(),
        )
    }

    /// A phone whose folder was copied from another's, or from a fixture.
    pub fn phone_from(&self, person: &str, folder: &Path) -> Handset {
        let person = person.parse().expect("a person's id");
        let own = self.new_folder();
        copy_folder(folder, &own);
        let (runtime, ledger) = (self.runtime.handle().clone(), self.ledger.clone());
        let handset = Handset::found(person, own, self.now(), self.line(), runtime, ledger);
        self.handsets.borrow_mut().push(handset.clone());
        handset
    }

    /// A line of its own to the server, for a phone that the world does not look after.
    ///
    /// # Panics
    /// The server is stopped, or no port is free.
    pub fn line(&self) -> Line {
        Line::to(self.office.address().expect("the server serves"), self.runtime.handle())
    }

    /// The phones that take part.
    pub fn handsets(&self) -> Vec<Handset> {
        self.handsets.borrow().iter().filter(|handset| handset.is_there()).cloned().collect()
    }

    /// What was acknowledged until now.
    pub fn ledger(&self) -> &Rc<RefCell<Ledger>> {
        &self.ledger
    }

    /// What runs server and lines.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// A folder that nobody uses yet, not made.
    pub fn new_folder(&self) -> PathBuf {
        let number = self.folders.get();
        self.folders.set(number + 1);
        self.folder.path().join(format!("folder-{number}"))
    }

    /// The true time: Unix seconds, UTC.
    pub fn now(&self) -> i64 {
        self.now.get()
    }

    /// Lets time pass for the server and everybody's phone, off by as much as it was before.
    pub fn pass(&self, seconds: u32) {
        self.now.set(self.now.get() + i64::from(seconds));
        self.clock.set(self.now.get());
        self.handsets.borrow().iter().for_each(|handset| handset.clock().pass(seconds));
    }

    /// Lets whole days pass.
    pub fn pass_days(&self, days: u32) {
        self.pass(days * DAY);
    }

    /// Restarts the server on its data; it listens on another port, and lines lead there.
    pub fn restart_office(&mut self) {
        self.office.stop();
        self.office.start();
        self.lead_lines();
    }

    /// Restores a backup into a new folder and an empty database; lines lead there.
    pub fn restore_office(&mut self, backup: &Path) {
        let into = self.new_folder();
        self.office.restore(backup, &into);
        self.lead_lines();
    }

    fn lead_lines(&self) {
        self.handsets.borrow().iter().for_each(|handset| handset.line().lead_to(self.office.address()));
    }

    /// Erases an edit by law; from now on it must be gone everywhere.
    pub fn erase(&self, space: &DivisionCode, edit: cunji_history::EditId) {
        self.office.erase(space, edit);
        self.ledger.borrow_mut().erase(edit);
    }
}

/// The village that stories happen in.
pub fn village() -> DivisionCode {
    MAANQIAO.parse().expect("the fixtures' village")
}

/// Tells a story on both databases, as two tests: `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! story {
    ($(#[$about:meta])* $name:ident, |$world:ident| $body:block) => {
        $crate::story!($(#[$about])* $name, $crate::world::Company::Shared, |$world| $body);
    };
    ($(#[$about:meta])* $name:ident, $company:expr, |$world:ident| $body:block) => {
        $(#[$about])*
        #[cfg(test)]
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            #[allow(unused_mut, clippy::needless_pass_by_ref_mut)]
            fn story($world: &mut $crate::world::World) $body

            #[test]
            fn sqlite() {
                $crate::world::World::tell($crate::world::Home::Sqlite, $company, story);
            }

            #[test]
            fn postgres() {
                $crate::world::World::tell($crate::world::Home::Postgres, $company, story);
            }
        }
    };
}
