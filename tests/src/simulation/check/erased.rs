//! What was erased by law is nowhere any more.

use cunji_store::DownEdit;

use super::Held;
use crate::simulation::found::{Invariant, Sim, found, phone};
use crate::simulation::world::World;

impl World {
    /// Bodies, salts and evidence are gone, on the server and on every phone that has heard of it.
    pub(super) fn check_erased(&self, held: &Held) -> Sim {
        for saved in self.ledger.all().filter(|saved| saved.erased) {
            let logged = held.logs.values().flatten().map(|entry| &entry.link);
            let kept = held.kept.values().flatten().map(|kept| &kept.link);
            for link in logged.chain(kept).filter(|link| link.edit_id == saved.id) {
                let body = link.edit.as_deref() == Some(saved.edit.to_bytes().as_slice());
                if !link.erased || body || link.salt.is_some() || link.evidence.is_some() {
                    return found(Invariant::ErasedIsGone, format!("{} is on the server", saved.id));
                }
            }
            for handset in self.phones.iter().filter(|handset| !handset.gone && !handset.revoked) {
                // Who reads the village no more has not heard of it.
                if !self.reads(&handset.person, saved.space()) {
                    continue;
                }
                let store = handset.look()?.store();
                let frames = phone(store.frames(saved.space()), "reading frames")?;
                let here = frames
                    .iter()
                    .flat_map(|frame| &frame.entries)
                    .any(|entry| entry.edit.id() == saved.id && matches!(entry.edit, DownEdit::Whole { .. }));
                let own = phone(store.outbox_beyond(saved.space(), 0), "reading the own chain")?;
                let own = own.into_iter().flat_map(|run| run.entries);
                if here || own.into_iter().any(|entry| entry.edit_id == saved.id && entry.salt.is_some()) {
                    return found(Invariant::ErasedIsGone, format!("{} is on {}", saved.id, handset.name));
                }
            }
        }
        Ok(())
    }
}
