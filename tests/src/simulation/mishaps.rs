//! What befalls phones: disks that fail, batteries, clones, old copies, rivers, clocks.

use std::sync::Arc;

use cunji_client::SetClock;
use cunji_history::EditId;
use cunji_store::failing_vfs::{self, Failure};

use super::found::{Invariant, Sim, found, phone};
use super::world::World;

const YEAR: i64 = 365 * 86_400;

impl World {
    /// The program ends and is started again.
    pub fn close_and_open(&mut self, at: usize) -> Sim {
        let line = format!("{} is started again", self.phones[at].name);
        self.say(line);
        self.phones[at].clock.restart();
        self.phones[at].open()
    }

    /// The disk fails while something is written or taken in: once, or for good until the power is back.
    pub fn fail(&mut self, at: usize) -> Sim {
        if !self.fragile {
            return self.close_and_open(at);
        }
        let failure = [Failure::Full, Failure::Fault, Failure::Dead][self.chance.place(3)];
        let calls = self.chance.of_range(0..60);
        let line = format!("{}: after {calls} writes its disk is {failure:?}", self.phones[at].name);
        self.say(line);
        self.failing = true;
        failing_vfs::fail_after(calls, failure);
        let done = match self.chance.place(4) {
            0 => self.write_day(at),
            1 => self.change_visit(at),
            2 => self.draft(at),
            _ => self.sync_somehow(at),
        };
        failing_vfs::calm();
        self.failing = false;
        done?;
        if failure == Failure::Dead || self.chance.once_in(3) {
            self.phones[at].phone = None;
            if failure == Failure::Dead {
                phone(failing_vfs::power_cut(&self.phones[at].folder), "cutting the power")?;
            }
            self.phones[at].open()?;
        }
        self.look_at(at, &mut Vec::new())?;
        self.all_saved_is_there(at)
    }

    /// What a phone told to be saved is on it.
    pub fn all_saved_is_there(&self, at: usize) -> Sim {
        let handset = &self.phones[at];
        let store = handset.look()?.store();
        let device = handset.device()?;
        for ((_, of, _), edit) in handset.written.iter().filter(|((_, of, _), _)| *of == device) {
            // What is on the server may have been taken off the phone.
            let must = self.ledger.of(*edit).is_some_and(|saved| saved.must_survive() && !saved.acknowledged);
            if must && phone(store.written_at(*edit), "looking for an edit")?.is_none() {
                return found(Invariant::SavedIsThere, format!("{}: {edit} of {of} is gone", handset.name));
            }
        }
        Ok(())
    }

    /// A copy of a phone begins a life of its own.
    pub fn clone_phone(&mut self, at: usize) -> Sim {
        if self.phones.len() >= 7 {
            return Ok(());
        }
        let marker = self.chance.once_in(2);
        let to = self.new_folder();
        self.phones[at].copy_to(&to, marker)?;
        let device = self.phones[at].device()?;
        self.ledger.forked.insert(device);
        let Some(somebody) = self.people.iter().find(|one| one.id == self.phones[at].person).cloned() else {
            return Ok(());
        };
        let name = format!("phone {} ({}, a copy of {at})", self.phones.len(), somebody.id);
        let line =
            format!("{} is copied{}", self.phones[at].name, if marker { "" } else { " without its installation" });
        self.say(line);
        self.add(somebody, to, Arc::new(SetClock::at(self.now)), None, name);
        let (written, revoked) = (self.phones[at].written.clone(), self.phones[at].revoked);
        self.phones[at].may_change = true;
        if let Some(copy) = self.phones.last_mut() {
            copy.written = written;
            copy.revoked = revoked;
            copy.may_change = true;
            copy.open()?;
        }
        Ok(())
    }

    /// A copy of a phone is kept, or an old one put in its place.
    pub fn copy_or_put_back(&mut self, at: usize) -> Sim {
        let copies = self.phones[at].copies.clone();
        if copies.is_empty() || self.chance.once_in(3) {
            let to = self.new_folder();
            self.phones[at].copy_to(&to, true)?;
            self.phones[at].copies.push(to);
            let line = format!("a copy of {} is kept", self.phones[at].name);
            self.say(line);
            return Ok(());
        }
        let Some(copy) = self.chance.pick(&copies).cloned() else { return Ok(()) };
        let marker = self.chance.once_in(2);
        let line = format!("an old copy of {} is put in its place", self.phones[at].name);
        self.say(line);
        self.nothing_is_lost()?;
        let device = self.phones[at].device()?;
        self.ledger.forked.insert(device);
        self.phones[at].put_back(&copy, marker)?;
        let device = self.phones[at].device()?;
        self.ledger.forked.insert(device);
        self.look_at(at, &mut Vec::new())?;
        self.write_off()
    }

    /// A phone is lost for good.
    pub fn lose_phone(&mut self, at: usize) -> Sim {
        if self.working().len() < 3 {
            return Ok(());
        }
        let line = format!("{} falls into a river", self.phones[at].name);
        self.say(line);
        self.nothing_is_lost()?;
        self.phones[at].phone = None;
        self.phones[at].gone = true;
        self.write_off()
    }

    /// Somebody sets a clock, or an empty battery does.
    pub fn set_clock(&mut self, at: usize) -> Sim {
        let to = match self.chance.place(5) {
            0 => self.now + YEAR,
            1 => self.now - YEAR,
            2 => i64::from(self.chance.of_range(0..100_000)),
            3 => self.now + i64::from(self.chance.of_range(0..200_000)) - 100_000,
            _ => self.now,
        };
        let line = format!("the clock of {} is set {} days off", self.phones[at].name, (to - self.now) / 86_400);
        self.say(line);
        self.phones[at].clock.set(to);
        Ok(())
    }

    /// Whether an edit is somewhere.
    fn is_somewhere(&self, edit: EditId) -> Sim<bool> {
        for handset in self.phones.iter().filter(|handset| !handset.gone) {
            if let Some(client) = &handset.phone
                && phone(client.store().written_at(edit), "looking for an edit")?.is_some()
            {
                return Ok(true);
            }
        }
        let Some(saved) = self.ledger.of(edit) else { return Ok(true) };
        self.office.holds(saved.space(), edit)
    }

    /// Everything that was saved and not destroyed is somewhere. Looked at before anything is destroyed, so that what a fault
    /// lost is not taken for what a river took.
    pub fn nothing_is_lost(&self) -> Sim {
        for saved in self.ledger.all().filter(|saved| saved.must_survive()) {
            if !self.is_somewhere(saved.id)? {
                return found(Invariant::NothingIsLost, format!("{}: {} of {}", saved.space(), saved.id, saved.person));
            }
        }
        Ok(())
    }

    /// Writes off what has just been destroyed.
    pub fn write_off(&mut self) -> Sim {
        let mut gone = Vec::new();
        for saved in self.ledger.all().filter(|saved| saved.must_survive()) {
            if !self.is_somewhere(saved.id)? {
                gone.push(saved.id);
            }
        }
        if !gone.is_empty() {
            self.say(format!("{} edits are gone for good", gone.len()));
        }
        for edit in gone {
            if let Some(saved) = self.ledger.of_mut(edit) {
                saved.lost = true;
            }
        }
        Ok(())
    }
}
