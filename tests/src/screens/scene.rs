//! The phones that the pictures are of: September of a team, made once; and what stands around a phone while it is looked at.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, TimeDelta};
use tokio::runtime::Runtime;

use super::long_texts;
use super::refusing::Refusing;
use crate::bench::search::large_village;
use crate::bench::stage::{self, Closed};
use crate::demo::{self, Lived, PASSPHRASE};
use crate::world::copy_folder;

/// A phone in a state: a copy of it is opened for each look.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// Its name.
    pub name: &'static str,
    /// Where the phone comes from.
    phone: Source,
    /// Days after the thirty without a signal began, and the hour of that day.
    at: (i64, i64),
    /// Whether it is unlocked before the first picture.
    pub unlocked: bool,
    /// Whether its disk is full by then.
    pub disk_is_full: bool,
}

/// Where a phone comes from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// A program that is nobody's yet.
    Nobody,
    /// A folder of the team that lived, at one of the moments that were kept.
    Team(&'static str, Moment),
    /// The cadre's without a signal, on which long texts were written.
    LongTexts,
    /// One that holds thousands of households and visits.
    LargeVillage,
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
/// The cadre, with all that may be long.
pub(super) const LONG: &str = "long";
/// A phone with five thousand households and twenty thousand visits.
pub(super) const MANY: &str = "many";
/// The cadre on a line at whose other end something answers that is not the office.
pub(super) const REFUSED: &str = "refused";
/// The cadre on a phone without any space left.
pub(super) const FULL: &str = "full";

const FIRST_DAY: Moment = |lived| &lived.on_the_first_day;
const WITHOUT_SIGNAL: Moment = |lived| &lived.phones;
const SIGNAL_BACK: Moment = |lived| &lived.after_the_signal;

const fn state(name: &'static str, phone: Source, at: (i64, i64)) -> State {
    State { name, phone, at, unlocked: true, disk_is_full: false }
}

pub(super) const STATES: [State; 11] = [
    State { unlocked: false, ..state(NOBODY, Source::Nobody, (0, 9)) },
    state(FRESH, Source::Team("c0017", FIRST_DAY), (-243, 20)),
    State { unlocked: false, ..state(LOCKED, Source::Team("c0017", WITHOUT_SIGNAL), (29, 20)) },
    state(CADRE, Source::Team("c0017", WITHOUT_SIGNAL), (29, 20)),
    state(SECRETARY, Source::Team("c0016", WITHOUT_SIGNAL), (29, 20)),
    state(AFTER, Source::Team("c0017", SIGNAL_BACK), (30, 9)),
    state(SECRETARY_AFTER, Source::Team("c0016", SIGNAL_BACK), (30, 9)),
    state(LONG, Source::LongTexts, (29, 20)),
    state(MANY, Source::LargeVillage, (0, 9)),
    state(REFUSED, Source::Team("c0017", WITHOUT_SIGNAL), (29, 20)),
    State { disk_is_full: true, ..state(FULL, Source::Team("c0017", WITHOUT_SIGNAL), (29, 20)) },
];

pub(super) struct Scene<'r> {
    lived: Lived,
    // Made only where it is looked at.
    large: OnceCell<Closed>,
    copies: tempfile::TempDir,
    runtime: &'r Runtime,
}

impl<'r> Scene<'r> {
    /// Lets the team live through the year until the signal comes back.
    pub fn set(runtime: &'r Runtime) -> anyhow::Result<Self> {
        let (lived, copies) = (demo::live_without_signal(runtime)?, tempfile::tempdir()?);
        Ok(Self { lived, large: OnceCell::new(), copies, runtime })
    }

    /// A copy of a state's phone.
    pub fn copy_of(&self, state: State, look: &str) -> anyhow::Result<PathBuf> {
        let copy = self.copies.path().join(format!("{}-{look}", state.name));
        match state.phone {
            Source::Nobody => {}
            Source::Team(phone, moment) => copy_folder(&moment(&self.lived).join(phone), &copy),
            Source::LongTexts => {
                copy_folder(&WITHOUT_SIGNAL(&self.lived).join("c0017"), &copy);
                long_texts::write(&copy, self.now(state)? - 3600)?;
            }
            Source::LargeVillage => copy_folder(&self.large()?.home, &copy),
        }
        Ok(copy)
    }

    /// What the clock of a state shows.
    pub fn now(&self, state: State) -> anyhow::Result<i64> {
        if matches!(state.phone, Source::LargeVillage) {
            return Ok(self.large()?.now);
        }
        let first: NaiveDate = demo::FIRST_DAY.parse()?;
        Ok(cunji_domain::time::start_of_day(first + TimeDelta::days(state.at.0)) + state.at.1 * 3600)
    }

    /// What its phone is opened with.
    pub fn secret(&self, state: State) -> &'static str {
        if matches!(state.phone, Source::LargeVillage) { stage::PASSPHRASE } else { PASSPHRASE }
    }

    /// What answers at the server's address as long as a state is looked at; mostly nobody.
    pub fn at_the_other_end(&self, state: State) -> anyhow::Result<Option<Refusing>> {
        (state.name == REFUSED).then(|| Refusing::at(self.lived.server)).transpose()
    }

    fn large(&self) -> anyhow::Result<&Closed> {
        if self.large.get().is_none() {
            let made = large_village(self.runtime.handle())?.close()?;
            _ = self.large.set(made);
        }
        self.large.get().ok_or_else(|| anyhow::anyhow!("the large village is not there"))
    }
}
