//! What phones were told to be acknowledged: none of it may ever be missing at the server again.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_history::EditId;
use cunji_store::Store;

/// Every edit of which a server said that it holds it, with its bytes.
#[derive(Debug, Default)]
pub struct Ledger {
    acknowledged: BTreeMap<(DivisionCode, EditId), Vec<u8>>,
    erased: BTreeSet<EditId>,
}

impl Ledger {
    /// Notes what the server holds of a phone's chains by its last statement.
    ///
    /// # Panics
    /// The phone's database fails.
    pub fn remember(&mut self, store: &Store) {
        let Ok(device) = store.device() else { return };
        for head in store.stated_heads().expect("heads").iter().filter(|head| head.device == device.id) {
            let run = store.outbox_beyond(&head.space, 0).expect("the own chain");
            for entry in run.into_iter().flat_map(|run| run.entries).filter(|entry| entry.number <= head.number) {
                if entry.salt.is_some() {
                    self.acknowledged.insert((head.space.clone(), entry.edit_id), entry.edit.to_bytes());
                }
            }
        }
    }

    /// Notes that an edit was erased by law: from now on it must be gone.
    pub fn erase(&mut self, edit: EditId) {
        self.erased.insert(edit);
    }

    /// How many edits were acknowledged.
    pub fn len(&self) -> usize {
        self.acknowledged.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.acknowledged.is_empty()
    }

    /// What is wrong at the server, which answers for each edit as [`super::Office::edit`] does.
    pub fn faults(&self, at_server: impl Fn(&DivisionCode, EditId) -> Option<Option<Vec<u8>>>) -> Vec<String> {
        let mut faults = Vec::new();
        for ((space, edit), bytes) in &self.acknowledged {
            let found = at_server(space, *edit);
            match found {
                None => faults.push(format!("{space}: the edit {edit} was acknowledged and is not there any more")),
                Some(None) if !self.erased.contains(edit) => {
                    faults.push(format!("{space}: the edit {edit} lost its content and nobody erased it"));
                }
                Some(Some(_)) if self.erased.contains(edit) => {
                    faults.push(format!("{space}: the edit {edit} was erased by law and is there again"));
                }
                Some(Some(found)) if found != *bytes => {
                    faults.push(format!("{space}: the edit {edit} says something else than what was acknowledged"));
                }
                Some(_) => {}
            }
        }
        faults
    }
}
