//! What random worlds found once, told on purpose.

use std::sync::{Mutex, PoisonError};

use cunji_history::EditId;
use cunji_protocol::light;

use super::found::Sim;
use super::line::Weather;
use super::world::World;

/// Keys, disks and compression are the process's.
static PROCESS: Mutex<()> = Mutex::new(());

/// Tells of a world with the phones of these people, and checks it in the end.
fn tell(phones: &[usize], story: impl FnOnce(&mut World) -> Sim) {
    let _alone = PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    light::compress(true);
    let mut world = World::with(7, phones, false, None, runtime.handle()).unwrap();
    let told = story(&mut world).and_then(|()| world.heal()).and_then(|()| world.check());
    light::compress(false);
    if let Err(found) = told {
        panic!("{found}\n{}", world.trace.join("\n"));
    }
}

/// The edit that was saved last.
fn last(world: &World) -> EditId {
    world.ledger.all().last().unwrap().id
}

fn erase(world: &mut World, edit: EditId) -> Sim {
    let saved = world.ledger.of_mut(edit).unwrap();
    saved.erased = true;
    let space = saved.space().clone();
    world.office.erase(&space, edit)
}

#[test]
fn what_was_erased_stays_erased_when_a_clone_brings_it_again() {
    tell(&[0, 1], |world| {
        world.add_visit(0)?;
        let edit = last(world);
        world.clone_phone(0)?;
        world.sync(0, Weather::Clear)?;
        // The copy goes on from before the first phone's sync: it will issue again what it takes for unsent.
        world.add_visit(2)?;
        world.add_visit(0)?;
        world.sync(0, Weather::Clear)?;
        erase(world, edit)
    });
}

#[test]
fn a_change_of_what_was_rejected_can_be_erased() {
    tell(&[0, 1], |world| {
        world.write_badly_in(0, 0)?;
        world.change_visit(0)?;
        let change = last(world);
        world.sync(0, Weather::Clear)?;
        erase(world, change)
    });
}

#[test]
fn what_a_clone_pushed_out_of_a_restored_server_comes_back() {
    tell(&[0, 1], |world| {
        world.sync(0, Weather::Clear)?;
        world.clone_phone(0)?;
        world.back_up()?;
        world.add_visit(2)?;
        world.sync(2, Weather::Clear)?;
        world.restore_copy(0)?;
        world.add_visit(0)?;
        world.sync(0, Weather::Clear)?;
        world.sync(2, Weather::Clear).map(drop)
    });
}

#[test]
fn a_phone_that_reads_no_more_is_heard_by_a_restored_server() {
    tell(&[0, 1], |world| {
        world.sync(0, Weather::Clear)?;
        world.back_up()?;
        world.add_visit(0)?;
        world.sync(0, Weather::Clear)?;
        // It has read further than the copy, and its person's role ends before it reads again.
        world.sync(1, Weather::Clear)?;
        world.add_visit(1)?;
        let yesterday = world.today().pred_opt();
        world.people[1].until = yesterday;
        world.people[1].earliest_end = yesterday;
        world.office.enter(&world.people)?;
        world.restore_copy(0)
    });
}
