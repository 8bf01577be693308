//! What a story in the window stands on: a world with its server, a driver, a phone's folder.

use std::path::{Path, PathBuf};

use cunji_server::storage::devices;
use cunji_tests::window::{Driver, Opening, SmallDisk, Window, told};
use cunji_tests::world::{Handset, Home, Line, PASSPHRASE, World, village};
use serde_json::json;

/// What phones of the stories are opened with.
pub const SECRET: &str = "三月的茶三月的水";

/// A world, and a phone in a window.
pub struct Stage {
    pub world: World,
    driver: Driver,
    runtime: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
}

impl Stage {
    /// A new world; nobody is enrolled.
    pub fn set() -> Self {
        Self::with_driver(Driver::start())
    }

    /// The same, with the phone's folder on a disk of its own of so many megabytes.
    pub fn on_a_small_disk(megabytes: u32) -> (Self, SmallDisk) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let driver = Driver::start_on_a_small_disk(folder.path(), megabytes);
        let (driver, disk) = driver.unwrap_or_else(|error| panic!("{error:#}"));
        (Self { folder, ..Self::with_driver(Ok(driver)) }, disk)
    }

    fn with_driver(driver: anyhow::Result<Driver>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Self {
            world: World::new(Home::Sqlite),
            driver: driver.unwrap_or_else(|error| panic!("{error:#}")),
            runtime: runtime.expect("a runtime"),
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// The phone's folder.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("phone")
    }

    /// Opens the program on the phone's folder.
    pub fn window(&self) -> Window {
        self.window_of(&self.home())
    }

    /// Opens the program on some phone's folder; its clock shows the world's time.
    pub fn window_of(&self, home: &Path) -> Window {
        let opening = Opening::phone(home, self.world.now()).unwrap_or_else(|error| panic!("{error:#}"));
        Window::open(&self.driver, opening, self.runtime.handle()).unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// A story in a window that stays open for it.
    pub fn tell(&self, story: impl FnOnce(&Window)) {
        self.tell_in(self.window(), story);
    }

    /// The same on a phone that lived in a test's hand until now: from here on it lives in the window, and is opened already.
    pub fn tell_on(&self, handset: &Handset, story: impl FnOnce(&Window)) {
        handset.lose();
        self.tell_in(self.window_of(handset.folder()), |window| {
            unlock(window, PASSPHRASE);
            story(window);
        });
    }

    fn tell_in(&self, window: Window, story: impl FnOnce(&Window)) {
        told(&window, story);
        window.close().expect("the window closes");
    }

    /// First start of a person's phone, up to the day.
    pub fn enrol(&self, window: &Window, person: &str) {
        let address = self.world.office.address().expect("the server is up");
        self.enrol_at(window, person, &format!("http://{address}"));
    }

    /// The same over a line that can be cut.
    pub fn enrol_over(&self, window: &Window, person: &str, line: &Line) {
        self.enrol_at(window, person, &line.url());
    }

    /// The recovery code that a person's phone left with the office.
    ///
    /// # Errors
    /// The code of the server's refusal: none was left yet.
    pub fn recovery_code(&self, person: &str) -> Result<String, &'static str> {
        let person = person.parse().expect("an id");
        let office = &self.world.office;
        let device = office.read(|tx| devices::of_person(tx, &person)).pop().expect("a device").id;
        office.recovery_code(device)
    }

    fn enrol_at(&self, window: &Window, person: &str, server: &str) {
        let code = self.world.office.invite(&person.parse().expect("an id"));
        window.type_into("server", server);
        window.type_into("code", &code);
        choose_phrase(window, SECRET);
        window.tap("登记");
        window.sees("今晚住在");
    }
}

/// Chooses a phrase, typed twice as long as nobody may see it.
pub fn choose_phrase(window: &Window, phrase: &str) {
    window.tap("一句话");
    window.type_into("secret", phrase);
    window.type_into("secret_again", phrase);
}

/// Opens a locked phone.
pub fn unlock(window: &Window, secret: &str) {
    window.type_into("secret", secret);
    window.tap("打开");
    window.sees("今晚住在");
}

/// Syncs as a person does who does not want to wait: in 我的.
pub fn sync(window: &Window) {
    window.tap_at(".tab[href='#/me']");
    window.tap("现在传一次");
    window.sees("写的都传上去了");
}

/// The digest of the village's records as the window's phone has them.
pub fn digest(window: &Window) -> String {
    let status = window.ask("status", json!({})).expect("the phone is open");
    status["digests"][village().as_str()].as_str().unwrap_or_default().to_owned()
}
