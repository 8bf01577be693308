//! The simulation: random worlds in which everything goes wrong that can, and what must hold all the same (design §12.3).
//!
//! A world is a server and some phones in this process: the real client on real files, the real server behind its router, lines
//! in between that cut, repeat, forge and lose. What happens follows from a seed; keys and salts do, too. Only where threads run
//! beside each other, or a child is killed, does the machine have a say.

mod badly;
mod chance;
mod check;
pub mod child;
#[cfg(feature = "sabotage")]
pub mod faults;
mod found;
mod handset;
mod healing;
mod ledger;
mod line;
mod mishaps;
mod noting;
mod office;
mod offices;
mod people;
#[cfg(test)]
mod remembered;
mod syncing;
mod together;
mod wire;
mod world;
mod writing;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use cunji_protocol::light;
use cunji_server::storage::testing::ThrowawayPostgres;
use tokio::runtime::Handle;

pub use found::{Found, Invariant};
use found::{Sim, found};
use world::World;

/// A world in which something is wrong.
#[derive(Debug)]
pub struct Failure {
    /// What.
    pub found: Found,
    /// What happened until then.
    pub trace: Vec<String>,
}

/// What may happen in a world beside what always may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether this program can be started as a child that is killed.
    pub children: bool,
    /// Whether threads run beside each other; then a seed does not say everything.
    pub threads: bool,
}

/// Lives the world of a seed; on PostgreSQL where a cluster is given. Answers how many steps it had.
///
/// # Errors
/// Something is wrong in it.
pub fn live(
    seed: u64,
    options: Options,
    cluster: Option<Arc<ThrowawayPostgres>>,
    runtime: &Handle,
) -> Result<usize, Failure> {
    light::compress(true);
    let mut trace = Vec::new();
    let lived = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(seed, cluster, runtime)?;
        let done = run(&mut world, options);
        trace = std::mem::take(&mut world.trace);
        done
    }));
    light::compress(false);
    let done = lived.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
        found(Invariant::PhoneAnswers, format!("a panic: {}", said.unwrap_or_default()))
    });
    match done {
        Ok(()) => Ok(trace.len()),
        Err(found) => Err(Failure { found, trace }),
    }
}

fn run(world: &mut World, options: Options) -> Sim {
    let steps = world.chance.of_range(20..60);
    for _ in 0..steps {
        let seconds = world.chance.of_range(60..6 * 3600);
        world.pass(seconds);
        step(world, options)?;
        world.look_at_wire()?;
    }
    if options.threads && world.chance.once_in(8) {
        world.all_at_once()?;
    }
    world.heal()?;
    world.check()
}

/// Something that happens.
#[derive(Debug, Clone, Copy)]
enum Event {
    Day,
    Visit,
    ChangeVisit,
    Withdraw,
    Leave,
    Decide,
    Observe,
    Settle,
    Draft,
    Mend,
    Badly,
    Sync,
    Fail,
    Reopen,
    Clone,
    Copy,
    Lose,
    Clock,
    Carry,
    Repeat,
    Restart,
    BackUp,
    Restore,
    EndRole,
    Revoke,
    Erase,
    DecideHeld,
    Enrol,
    Follow,
    Kill,
    Upgrade,
}

/// How often what happens.
const EVENTS: [(u32, Event); 30] = [
    (130, Event::Day),
    (50, Event::Visit),
    (60, Event::ChangeVisit),
    (25, Event::Withdraw),
    (15, Event::Leave),
    (15, Event::Decide),
    (15, Event::Observe),
    (20, Event::Settle),
    (60, Event::Draft),
    (30, Event::Mend),
    (25, Event::Badly),
    (190, Event::Sync),
    (35, Event::Fail),
    (15, Event::Reopen),
    (9, Event::Clone),
    (25, Event::Copy),
    (7, Event::Lose),
    (25, Event::Clock),
    (30, Event::Carry),
    (20, Event::Repeat),
    (10, Event::Restart),
    (20, Event::BackUp),
    (14, Event::Restore),
    (12, Event::EndRole),
    (7, Event::Revoke),
    (14, Event::Erase),
    (15, Event::DecideHeld),
    (6, Event::Enrol),
    (40, Event::Follow),
    (12, Event::Upgrade),
];

fn step(world: &mut World, options: Options) -> Sim {
    let event = if options.children && world.chance.once_in(1200) {
        Event::Kill
    } else {
        world.chance.weighted(&EVENTS).unwrap_or(Event::Follow)
    };
    let Some(at) = world.some_phone() else { return Ok(()) };
    match event {
        Event::Day => world.write_day(at),
        Event::Visit => world.add_visit(at),
        Event::ChangeVisit => world.change_visit(at),
        Event::Withdraw => world.withdraw(at),
        Event::Leave => world.ask_for_leave(at),
        Event::Decide => world.decide(at),
        Event::Observe => world.observe(at),
        Event::Settle => world.settle(at),
        Event::Draft => world.draft(at),
        Event::Mend => world.mend(at),
        Event::Badly => world.write_badly(at),
        Event::Sync => world.sync_somehow(at),
        Event::Fail => world.fail(at),
        Event::Reopen => world.close_and_open(at),
        Event::Clone => world.clone_phone(at),
        Event::Copy => world.copy_or_put_back(at),
        Event::Lose => world.lose_phone(at),
        Event::Clock => world.set_clock(at),
        Event::Carry => world.carry(at),
        Event::Repeat => world.repeat(),
        Event::Restart => world.restart(),
        Event::BackUp => world.back_up(),
        Event::Restore => world.restore(),
        Event::EndRole => world.end_role(),
        Event::Revoke => world.revoke(at),
        Event::Erase => world.erase(),
        Event::DecideHeld => world.decide_held(),
        Event::Enrol => {
            let whose = world.chance.place(world.people.len());
            if world.phones.len() < 6 { world.enrol(whose) } else { Ok(()) }
        }
        Event::Follow => {
            let mut chance = world.chance.branch();
            world.office.follow(&mut chance)
        }
        Event::Kill => world.kill(at),
        Event::Upgrade => world.upgrade(at),
    }
}
