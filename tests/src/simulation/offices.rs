//! What the office and the machine room do: restarts, copies, losses, ends of roles, revocations, erasures, decisions.

use chrono::Days;
use cunji_domain::division::DivisionCode;
use cunji_history::{DeviceId, EditId};
use cunji_server::office::{accept_held, reject_held};
use cunji_server::storage::chains::{Kept, KeptState};
use cunji_server::storage::devices;

use super::found::Sim;
use super::world::World;

impl World {
    /// The server stops and starts.
    pub fn restart(&mut self) -> Sim {
        self.say("the server is started again");
        self.office.restart()
    }

    /// The server's program is upgraded, or a phone's: in the middle of everything.
    pub fn upgrade(&mut self, at: usize) -> Sim {
        if self.office.old_program && self.chance.once_in(2) {
            return self.upgrade_server();
        }
        if !std::mem::take(&mut self.phones[at].old_program) {
            return Ok(());
        }
        let line = format!("the program of {} is upgraded", self.phones[at].name);
        self.say(line);
        self.phones[at].clock.restart();
        self.phones[at].open()
    }

    /// The server's program is upgraded: from now on it announces the newest schema.
    pub fn upgrade_server(&mut self) -> Sim {
        if !std::mem::take(&mut self.office.old_program) {
            return Ok(());
        }
        self.say("the server's program is upgraded");
        self.office.restart()
    }

    /// A copy of the server is made.
    pub fn back_up(&mut self) -> Sim {
        self.say("the server is copied");
        self.office.back_up()
    }

    /// The server is lost; a copy takes its place, in a new epoch.
    pub fn restore(&mut self) -> Sim {
        if self.office.copies() == 0 {
            return self.back_up();
        }
        let copy = self.chance.place(self.office.copies());
        self.restore_copy(copy)
    }

    /// The server is lost; this copy takes its place.
    pub fn restore_copy(&mut self, copy: usize) -> Sim {
        self.say(format!("the server is lost and copy {copy} restored"));
        self.nothing_is_lost()?;
        self.office.restore(copy)?;
        self.ledger.all_mut().for_each(|saved| saved.acknowledged = false);
        // What the office knows beside the server, it does again.
        self.office.enter(&self.people)?;
        for at in 0..self.phones.len() {
            if self.phones[at].revoked && self.phones[at].phone.is_some() {
                let device = self.phones[at].device()?;
                if !self.revoke_device(device)? {
                    // A phone that is revoked and that nobody knows is nobody's.
                    self.phones[at].phone = None;
                    self.phones[at].gone = true;
                }
            }
        }
        self.who_is_revoked()?;
        self.write_off()
    }

    /// Somebody's role ends, or goes on.
    pub fn end_role(&mut self) -> Sim {
        // The first phone's person stays, so that there is somebody to write.
        let place = 1 + self.chance.place(self.people.len() - 1);
        let back = u64::from(self.chance.of_range(0..3));
        let last = self.today().checked_sub_days(Days::new(back));
        let Some(somebody) = self.people.get_mut(place) else { return Ok(()) };
        somebody.until = if somebody.until.is_some() { None } else { last };
        somebody.earliest_end = [somebody.earliest_end, somebody.until].into_iter().flatten().min();
        let line = format!("the role of {} ends: {:?}", somebody.id, somebody.until);
        self.say(line);
        self.office.enter(&self.people)
    }

    /// A phone is revoked.
    pub fn revoke(&mut self, at: usize) -> Sim {
        if self.phones.iter().filter(|handset| !handset.revoked && !handset.gone).count() < 3 {
            return Ok(());
        }
        let device = self.phones[at].device()?;
        if self.office.ask(|tx| devices::by_id(tx, device))?.is_none() {
            return Ok(());
        }
        let line = format!("{} is revoked", self.phones[at].name);
        self.say(line);
        self.revoke_device(device)?;
        self.who_is_revoked()
    }

    /// Copies of one installation, and what it introduced, share its fate.
    fn who_is_revoked(&mut self) -> Sim {
        for at in self.working() {
            let device = self.phones[at].device()?;
            let known = self.office.ask(|tx| devices::by_id(tx, device))?;
            self.phones[at].revoked |= known.is_some_and(|known| known.revoked_at.is_some());
        }
        Ok(())
    }

    /// Whether the server knows it, and has revoked it by now.
    fn revoke_device(&self, device: DeviceId) -> Sim<bool> {
        let known = self.office.ask(|tx| devices::by_id(tx, device))?.is_some();
        if known {
            self.office.revoke(device)?;
        }
        Ok(known)
    }

    /// An edit is erased by law.
    pub fn erase(&mut self) -> Sim {
        let mut there = Vec::new();
        for saved in self.ledger.all().filter(|saved| saved.must_survive() && matches!(saved.kind, 1 | 2)) {
            if self.office.holds(saved.space(), saved.id)? {
                there.push(saved.id);
            }
        }
        let Some(edit) = self.chance.pick(&there).copied() else { return Ok(()) };
        let Some(saved) = self.ledger.of_mut(edit) else { return Ok(()) };
        let space = saved.space().clone();
        saved.erased = true;
        self.say(format!("{edit} is erased by law"));
        self.office.erase(&space, edit)
    }

    /// The office decides on something that is held for it.
    pub fn decide_held(&mut self) -> Sim {
        let mut waiting: Vec<(DivisionCode, DeviceId, u64, EditId)> = Vec::new();
        for space in self.villages() {
            let kept = self.office.kept(&space)?;
            let held = kept.into_iter().filter(|kept| kept.state == KeptState::Held);
            let place = |kept: Kept| (space.clone(), kept.link.device, kept.link.chain_number, kept.link.edit_id);
            waiting.extend(held.map(place));
        }
        let Some((space, device, number, edit)) = self.chance.pick(&waiting).cloned() else { return Ok(()) };
        let accepts = self.chance.once_in(2);
        let server = self.office.server()?;
        let decided = if accepts {
            accept_held(server, &space, device, number)
        } else {
            reject_held(server, &space, device, number, "不收")
        };
        if !accepts {
            self.ledger.sent_back.insert(edit);
        }
        // Some things can't be taken in: their kind is not known, what they build on is missing.
        let said = decided.err().map_or_else(|| "done".to_owned(), |error| error.code().to_owned());
        self.say(format!("the office {} number {number}: {said}", if accepts { "accepts" } else { "rejects" }));
        Ok(())
    }
}
