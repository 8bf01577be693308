//! The phones that the pictures are of: September of a team, made once.

use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use tokio::runtime::Runtime;

use crate::demo::{self, Lived};
use crate::world::copy_folder;

/// A phone in a state: a copy of it is opened for each look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    /// Its name.
    pub name: &'static str,
    /// The folder of the phone; none for a program that is nobody's yet.
    phone: Option<&'static str>,
    /// Days after the thirty without a signal began, and the hour of that day.
    at: (u64, i64),
    /// Whether it is unlocked before the first picture.
    pub unlocked: bool,
}

/// A cadre's phone as it comes out of the pocket.
pub(super) const LOCKED: &str = "locked";
/// A cadre on the last evening without a signal.
pub(super) const CADRE: &str = "cadre";
/// The first secretary on that evening.
pub(super) const SECRETARY: &str = "secretary";
/// A program that is nobody's.
pub(super) const NOBODY: &str = "nobody";

pub(super) const STATES: [State; 4] = [
    State { name: NOBODY, phone: None, at: (0, 9), unlocked: false },
    State { name: LOCKED, phone: Some("c0017"), at: (29, 20), unlocked: false },
    State { name: CADRE, phone: Some("c0017"), at: (29, 20), unlocked: true },
    State { name: SECRETARY, phone: Some("c0016"), at: (29, 20), unlocked: true },
];

pub(super) struct Scene {
    lived: Lived,
    copies: tempfile::TempDir,
}

impl Scene {
    /// Lets the team live through the year until the signal comes back.
    pub fn set(runtime: &Runtime) -> anyhow::Result<Self> {
        Ok(Self { lived: demo::live_without_signal(runtime)?, copies: tempfile::tempdir()? })
    }

    /// A copy of a state's phone.
    pub fn copy_of(&self, state: State, look: &str) -> anyhow::Result<PathBuf> {
        let copy = self.copies.path().join(format!("{}-{look}", state.name));
        if let Some(phone) = state.phone {
            copy_folder(&self.phone(phone), &copy);
        }
        Ok(copy)
    }

    /// What the clock of a state shows.
    pub fn now(&self, state: State) -> i64 {
        let first: NaiveDate = demo::FIRST_DAY.parse().unwrap_or_default();
        let day = first.checked_add_days(Days::new(state.at.0)).unwrap_or(first);
        cunji_domain::time::start_of_day(day) + state.at.1 * 3600
    }

    fn phone(&self, name: &str) -> PathBuf {
        Path::join(&self.lived.phones, name)
    }
}
