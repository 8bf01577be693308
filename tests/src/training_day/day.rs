//! The day: who comes when, the clerk at the door, and the server that is restarted in the midst of it.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cunji_client::SetClock;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::DeviceId;
use cunji_server::http::{Facing, Shared, router};
use cunji_server::metrics::MetricsAccess;
use cunji_server::storage::roster;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::hands::{Attendee, Came, Fault};
use super::line::{Hall, held};
use super::time::Time;
use crate::world::World;

/// How many are on a team.
const TEAM: usize = 5;
/// Everybody has come, installed the program and scanned the card within this time of the beginning.
const COMING: u64 = 600;
/// When the server is stopped, and for how long.
const RESTART_AT: Duration = Duration::from_secs(400);
const RESTART_TAKES: u64 = 45;
/// How long the clerk has to do with somebody: find the person, check who it is, make the code, hold the screen out.
const CLERK_TAKES: u64 = 60;
const TWO_YEARS: i64 = 730 * 86_400;

/// Somebody on a team that is made up for the day.
#[derive(Debug, Clone)]
pub struct MadeUp {
    /// The id.
    pub person: PersonId,
    /// The row of the roster, as an office has it.
    pub row: String,
}

/// So many people in teams of five, in villages of a county that have no team yet.
///
/// # Panics
/// The county has too few villages.
pub fn made_up_teams(world: &World, county: &str, people: usize) -> Vec<MadeUp> {
    let (divisions, with_teams) =
        world.office.read(|tx| Ok((roster::divisions(tx)?, roster::villages_with_teams(tx)?)));
    let name_of = |code: &str| {
        let found = divisions.iter().find(|(known, _, _)| known.as_str() == code);
        found.map_or_else(|| panic!("no division {code}"), |(_, name, _)| name.clone())
    };
    let is_free = |code: &DivisionCode| code.as_str().starts_with(county) && !with_teams.contains(code);
    let villages = divisions.iter().filter(|(code, _, level)| level == "village" && is_free(code));
    let villages: Vec<_> = villages.collect();
    assert!(villages.len() * TEAM >= people, "{} villages", villages.len());
    let made = (0..people).map(|number| {
        let (village, name, _) = villages[number / TEAM];
        let (county, town) = (name_of(county), name_of(&village.as_str()[..9]));
        let role = if number % TEAM == 0 { "第一书记" } else { "驻村队员" };
        let id = format!("t{number:04}");
        let mut row = String::new();
        let called = name_of_number(number);
        let _ = writeln!(row, "{county},{town},{name},{id},{called},市示范局,,,{role},2017-09-01,,");
        MadeUp { person: id.parse().expect("an id"), row }
    });
    made.collect()
}

/// A name that nobody bears: a surname, and a number below a hundred.
fn name_of_number(number: usize) -> String {
    let nth = |signs: &str, at: usize| signs.chars().nth(at % 10).unwrap_or('一');
    let digits = "零一二三四五六七八九";
    let family = nth("赵钱孙李周吴郑王冯陈", number);
    [family, nth(digits, number / 100), nth(digits, number / 10)].iter().collect()
}

/// A day in a world.
pub struct Day<'w> {
    world: RefCell<&'w mut World>,
    hall: Arc<Hall>,
    clerk_free: Cell<Duration>,
}

impl<'w> Day<'w> {
    /// A day that begins now, with the world's server at the end of the hall's line.
    pub fn begin(world: &'w mut World) -> Self {
        let hall = Hall::new(served(world), world.runtime().handle().clone());
        Self { world: RefCell::new(world), hall: Arc::new(hall), clerk_free: Cell::default() }
    }

    pub(super) fn time(&self) -> &Time {
        &self.hall.time
    }

    /// The line.
    pub fn hall(&self) -> Arc<Hall> {
        self.hall.clone()
    }

    /// Who comes: everybody on these cards, by chance over the first minutes, with what is planted.
    pub fn attendees(&self, cards: Vec<(PersonId, String)>, mut faults: Vec<(PersonId, Fault)>) -> Vec<Attendee> {
        let mut chance = StdRng::seed_from_u64(7);
        let world = self.world.borrow();
        let come = cards.into_iter().map(|(person, code)| {
            let planted = faults.iter().position(|(of, _)| *of == person).map(|at| faults.swap_remove(at).1);
            let by_chance = Duration::from_millis(chance.random_range(60_000..COMING * 1_000));
            let (ready, behind) = match planted {
                Some(Fault::Restart) => (RESTART_AT + Duration::from_secs(2), 0),
                Some(Fault::SomebodyElses(_)) => (Duration::from_secs(60), 0),
                // By then their card was scanned by somebody else.
                Some(Fault::Taken) => (Duration::from_secs(240), 0),
                Some(Fault::WrongClock) => (by_chance, TWO_YEARS),
                _ => (by_chance, 0),
            };
            let clock = Arc::new(SetClock::at(world.now() - behind));
            Attendee { person, code, ready, folder: world.new_folder(), clock, fault: planted }
        });
        come.collect()
    }

    /// Lets them all come in; gives how each did, and when the last one was in.
    pub fn go(&self, attendees: &[Attendee]) -> (Vec<Came>, Duration) {
        let restart = async {
            self.restarts().await;
            None
        };
        let come = attendees.iter().map(|who| async move { Some(self.comes_in(who).await) }.boxed_local());
        let doing: Vec<LocalBoxFuture<'_, Option<Came>>> = come.chain([restart.boxed_local()]).collect();
        let mut told = 0;
        let came: Vec<Came> = self
            .time()
            .run(doing, |at| {
                let seconds = u32::try_from(at.as_secs() - told).unwrap_or(u32::MAX);
                if seconds > 0 {
                    told = at.as_secs();
                    self.world.borrow().pass(seconds);
                    attendees.iter().for_each(|who| who.clock.pass(seconds));
                }
            })
            .into_iter()
            .flatten()
            .collect();
        let last = came.iter().map(|came| came.at).max().unwrap_or_default();
        (came, last)
    }

    /// A phone that was enrolled before the day, and revoked since: its folder.
    ///
    /// # Panics
    /// It can't be.
    pub fn revoked_before(&self, person: &PersonId) -> PathBuf {
        let world = self.world.borrow();
        let phone = world.phone_not_enrolled(person.as_str());
        let code = world.office.invite(person);
        phone.try_enrol(&code).unwrap_or_else(|error| panic!("{error}"));
        phone.sync();
        world.office.revoke(phone.device());
        phone.close();
        phone.folder().to_owned()
    }

    /// The clerk at the door makes a new code, for one after the other.
    pub(super) async fn clerk_invites(&self, person: &PersonId) -> String {
        self.clerk().await;
        self.world.borrow().office.invite(person)
    }

    /// The clerk revokes a phone.
    pub(super) async fn clerk_revokes(&self, device: DeviceId) {
        self.clerk().await;
        self.world.borrow().office.revoke(device);
    }

    async fn clerk(&self) {
        while held(&self.hall.reach).is_none() {
            self.time().rest(CLERK_TAKES).await;
        }
        let done = self.clerk_free.get().max(self.time().now()) + Duration::from_secs(CLERK_TAKES);
        self.clerk_free.set(done);
        self.time().until(done).await;
    }

    /// The server stops, and comes back on its data.
    async fn restarts(&self) {
        self.time().until(RESTART_AT).await;
        *held(&self.hall.reach) = None;
        self.world.borrow_mut().office.stop();
        self.time().rest(RESTART_TAKES).await;
        let mut world = self.world.borrow_mut();
        world.office.start();
        *held(&self.hall.reach) = Some(served(&world));
    }
}

/// The world's server, as the hall's line reaches it.
fn served(world: &World) -> axum::Router {
    router(Shared::new(world.office.server().clone(), Facing::default(), MetricsAccess::default()))
}
