//! The phones that the pictures are of: September of a team, made once.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, TimeDelta};
use tokio::runtime::Runtime;

use crate::demo::{self, Lived};
use crate::world::copy_folder;

/// A phone in a state: a copy of it is opened for each look.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// Its name.
    pub name: &'static str,
    /// The folder of the phone, and of which moment; none for a program that is nobody's yet.
    phone: Option<(&'static str, Moment)>,
    /// Days after the thirty without a signal began, and the hour of that day.
    at: (i64, i64),
    /// Whether it is unlocked before the first picture.
    pub unlocked: bool,
}

/// Which of the moments that were kept.
type Moment = fn(&Lived) -> &Path;

/// A program that is nobody's.
pub(super) const NOBODY: &str = "nobody";
/// A phone of which nothing is said yet.
pub(super) const FRESH: &str = "fresh";
/// A cadre's phone as it comes out of the pocket.
pub(super) const LOCKED: &str = "locked";
/// A cadre on the last evening without a signal.
pub(super) const CADRE: &str = "cadre";
/// The first secretary on that evening.
pub(super) const SECRETARY: &str = "secretary";
/// The cadre with two devices once both have synced.
pub(super) const AFTER: &str = "after";
/// The first secretary once everybody has synced.
pub(super) const SECRETARY_AFTER: &str = "secretary-after";

const FIRST_DAY: Moment = |lived| &lived.on_the_first_day;
const WITHOUT_SIGNAL: Moment = |lived| &lived.phones;
const SIGNAL_BACK: Moment = |lived| &lived.after_the_signal;

pub(super) const STATES: [State; 7] = [
    State { name: NOBODY, phone: None, at: (0, 9), unlocked: false },
    State { name: FRESH, phone: Some(("c0017", FIRST_DAY)), at: (-243, 20), unlocked: true },
    State { name: LOCKED, phone: Some(("c0017", WITHOUT_SIGNAL)), at: (29, 20), unlocked: false },
    State { name: CADRE, phone: Some(("c0017", WITHOUT_SIGNAL)), at: (29, 20), unlocked: true },
    State { name: SECRETARY, phone: Some(("c0016", WITHOUT_SIGNAL)), at: (29, 20), unlocked: true },
    State { name: AFTER, phone: Some(("c0017", SIGNAL_BACK)), at: (30, 9), unlocked: true },
    State { name: SECRETARY_AFTER, phone: Some(("c0016", SIGNAL_BACK)), at: (30, 9), unlocked: true },
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
        if let Some((phone, moment)) = state.phone {
            copy_folder(&moment(&self.lived).join(phone), &copy);
        }
        Ok(copy)
    }

    /// What the clock of a state shows.
    pub fn now(&self, state: State) -> i64 {
        let first: NaiveDate = demo::FIRST_DAY.parse().unwrap_or_default();
        cunji_domain::time::start_of_day(first + TimeDelta::days(state.at.0)) + state.at.1 * 3600
    }
}
