//! The server: its log counts what people wrote, once, and everything that they wrote.

use std::collections::{BTreeMap, BTreeSet};

use cunji_history::{Edit, EditId, Salt};
use cunji_server::custody;
use cunji_server::storage::chains::KeptState;

use super::Held;
use crate::simulation::found::{Invariant, Sim, found};
use crate::simulation::world::World;

impl World {
    /// Numbers without gaps, no edit twice, none that nobody wrote.
    pub(super) fn check_log(&self, held: &Held) -> Sim {
        for (space, log) in &held.logs {
            let mut edits = BTreeSet::new();
            for (entry, due) in log.iter().zip(1..) {
                if entry.number != due {
                    return found(Invariant::EachNumberOnce, format!("{space}: {} stands for {due}", entry.number));
                }
                if !edits.insert(entry.link.edit_id) {
                    return found(Invariant::CountedOnce, format!("{space}: {} twice", entry.link.edit_id));
                }
                let written = entry.author.is_server() || self.ledger.of(entry.link.edit_id).is_some();
                if !written && !entry.link.erased {
                    return found(Invariant::CountedOnce, format!("{space}: nobody wrote {}", entry.link.edit_id));
                }
            }
        }
        Ok(())
    }

    /// What was saved is on the server, as it was saved; but for what waits on a phone that may not deliver.
    pub(super) fn check_saved(&self, held: &Held) -> Sim {
        let mut there: BTreeMap<EditId, Option<&[u8]>> = BTreeMap::new();
        for link in held.logs.values().flatten().map(|entry| &entry.link) {
            there.insert(link.edit_id, link.edit.as_deref());
        }
        for link in held.kept.values().flatten().map(|kept| &kept.link) {
            there.entry(link.edit_id).or_insert(link.edit.as_deref());
        }
        for saved in self.ledger.all().filter(|saved| saved.must_survive()) {
            let bytes = saved.edit.to_bytes();
            match there.get(&saved.id) {
                Some(stored) if *stored == Some(bytes.as_slice()) => {}
                Some(_) => {
                    return found(Invariant::SaysWhatWasWritten, format!("{} is stored otherwise", saved.id));
                }
                None if saved.acknowledged => {
                    return found(Invariant::AcknowledgedIsThere, format!("{} of {}", saved.id, saved.person));
                }
                None if self.waits_on_a_phone(saved.id)? => {}
                None => {
                    let detail = format!("{} of {} never came to the server", saved.id, saved.person);
                    return found(Invariant::NothingIsLost, detail);
                }
            }
        }
        Ok(())
    }

    /// Whether an edit stands on a phone whose entries nobody takes any more.
    fn waits_on_a_phone(&self, edit: EditId) -> Sim<bool> {
        for handset in self.phones.iter().filter(|handset| handset.revoked && !handset.gone) {
            let here =
                crate::simulation::found::phone(handset.look()?.store().written_at(edit), "looking for an edit")?;
            if here.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is held waits for a person, or for something that is not there.
    pub(super) fn check_held(&self, held: &Held) -> Sim {
        for (space, kept) in &held.kept {
            let (logged, rejected) = (held.logged(space), held.kept_as(space, KeptState::Rejected));
            // Of what was erased nothing is left to look at again.
            let waits = kept.iter().filter(|kept| kept.state == KeptState::Held && !kept.link.erased);
            for kept in waits.filter(|kept| kept.code == "parent.missing") {
                let edit = kept.link.edit.as_deref().and_then(|bytes| Edit::from_bytes(bytes).ok());
                let parents = edit.map(|edit| edit.parents).unwrap_or_default();
                let all_here = parents.iter().all(|parent| logged.contains(parent));
                if all_here || parents.iter().any(|parent| rejected.contains(parent)) {
                    let detail = format!("{space}: {} waits for nothing", kept.link.edit_id);
                    return found(Invariant::HeldForAReason, detail);
                }
            }
        }
        Ok(())
    }

    /// Every salt serves one edit or one evidence, but where a chain was written on from two places.
    pub(super) fn check_salts(&self) -> Sim {
        let mut used: BTreeMap<Salt, EditId> = BTreeMap::new();
        for saved in self.ledger.all().filter(|saved| !self.ledger.forked.contains(&saved.first.0)) {
            let evidence = saved.evidence.as_ref().and_then(|(_, salt)| *salt);
            for salt in [Some(saved.salt), evidence].into_iter().flatten() {
                if let Some(other) = used.insert(salt, saved.id) {
                    return found(Invariant::SaltsAreDistinct, format!("{} and {other}", saved.id));
                }
            }
        }
        Ok(())
    }

    /// Both sides prove.
    pub(super) fn check_proofs(&self) -> Sim {
        if let Err(fault) = custody::verify(self.office.server()?) {
            return found(Invariant::Proves, format!("the server: {fault}"));
        }
        Ok(())
    }
}
