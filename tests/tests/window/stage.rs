//! What a story in the window stands on: a world with its server, a driver, a phone's folder.

use std::path::PathBuf;

use cunji_tests::window::{Driver, Opening, Window, told};
use cunji_tests::world::{Home, World};

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
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Self {
            world: World::new(Home::Sqlite),
            driver: Driver::start().unwrap_or_else(|error| panic!("{error:#}")),
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
        let opening = Opening::phone(&self.home(), self.world.now()).unwrap_or_else(|error| panic!("{error:#}"));
        Window::open(&self.driver, opening, self.runtime.handle()).unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// A story in a window that stays open for it.
    pub fn tell(&self, story: impl FnOnce(&Window)) {
        let window = self.window();
        told(&window, story);
        window.close().expect("the window closes");
    }

    /// First start of a person's phone, up to the day.
    pub fn enrol(&self, window: &Window, person: &str) {
        let code = self.world.office.invite(&person.parse().expect("an id"));
        let address = self.world.office.address().expect("the server is up");
        window.type_into("server", &format!("http://{address}"));
        window.type_into("code", &code);
        window.type_into("secret", SECRET);
        window.tap("登记");
        window.sees("今晚住在");
    }
}
