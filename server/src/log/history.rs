//! A record's edits as the log holds them.

use cunji_documents::{Known, Record, can_apply, replay, state_at};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;
use cunji_history::{Edit, EditId};

use crate::error::ServerError;
use crate::storage::log::{LogEntry, entries_of_record};
use crate::storage::{Result as StorageResult, Transaction};

/// The accepted edits of one record, in the order of the log.
#[derive(Debug, Default)]
pub struct History {
    edits: Vec<LoggedEdit>,
}

#[derive(Debug)]
struct LoggedEdit {
    id: EditId,
    edit: Edit,
    erased: bool,
}

impl History {
    /// Reads a record's history.
    ///
    /// # Errors
    /// What the database says, or a stored edit that is none.
    pub fn of(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<Self, ServerError> {
        let entries: StorageResult<Vec<LogEntry>> = entries_of_record(tx, space, record);
        let mut history = Self::default();
        for entry in entries? {
            let bytes = entry.link.edit.as_deref().unwrap_or_default();
            let edit = Edit::from_bytes(bytes).map_err(|fault| ServerError::Damaged { what: "edit", fault })?;
            history.edits.push(LoggedEdit { id: entry.link.edit_id, edit, erased: entry.link.erased });
        }
        Ok(history)
    }

    /// The history with one more edit at its end.
    pub fn push(&mut self, id: EditId, edit: Edit) {
        self.edits.push(LoggedEdit { id, edit, erased: false });
    }

    /// The history with one more edit at its end, erased: of it only the parents count.
    pub fn push_erased(&mut self, id: EditId, stub: Edit) {
        self.edits.push(LoggedEdit { id, edit: stub, erased: true });
    }

    /// Who wrote the edits that are there whole.
    pub fn authors(&self) -> impl Iterator<Item = &PersonId> {
        self.edits.iter().filter(|logged| !logged.erased).map(|logged| &logged.edit.author)
    }

    /// Whether an edit can do upon its parents what it says. An erased edit may have taken away what positions counted, so
    /// with one of those among them nothing is held against it.
    pub fn lets(&self, record: RecordId, edit: &Edit) -> bool {
        if self.edits.iter().any(|logged| logged.erased) {
            return true;
        }
        let seen = (!edit.parents.is_empty()).then(|| state_at(record, &edit.parents, self.known())).flatten();
        can_apply(seen.as_ref(), edit)
    }

    /// The merged record with one more edit, of which `seen` is the state upon its own parents.
    pub fn merged_with(mut self, record: RecordId, id: EditId, edit: &Edit, seen: Record) -> Option<Record> {
        // Nearly always the writer saw everything that is here: then what they saw is the merged record.
        if self.ancestors(&edit.parents).len() == self.edits.len() {
            return Some(seen);
        }
        self.push(id, edit.clone());
        self.replay(record)
    }

    /// The edits that are there whole, in the order of the log.
    pub fn edits(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter().filter(|logged| !logged.erased).map(|logged| &logged.edit)
    }

    /// How many edits there are.
    pub fn len(&self) -> usize {
        self.edits.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Whether the edit is among them.
    pub fn holds(&self, id: EditId) -> bool {
        self.edits.iter().any(|logged| logged.id == id)
    }

    /// The merged record. Rejected edits never enter the log, so none has to be left out.
    pub fn replay(&self, record: RecordId) -> Option<Record> {
        replay(record, self.known(), &|_| false)
    }

    /// The record as the writer of an edit with these parents saw it, the edit `then` included.
    pub fn replay_upon(&self, record: RecordId, id: EditId, then: &Edit) -> Option<Record> {
        let ancestors = self.ancestors(&then.parents);
        let seen = self.known().filter(|known| ancestors.contains(&known.id()));
        replay(record, seen.chain([Known::whole(id, then)]), &|_| false)
    }

    /// The record as it was with one of the edits and everything that its writer saw.
    pub fn replay_to(&self, record: RecordId, id: EditId) -> Option<Record> {
        let logged = self.edits.iter().find(|logged| logged.id == id)?;
        let ancestors = self.ancestors(&logged.edit.parents);
        let seen = self.known().filter(|known| known.id() == id || ancestors.contains(&known.id()));
        replay(record, seen, &|_| false)
    }

    fn ancestors(&self, parents: &[EditId]) -> std::collections::BTreeSet<EditId> {
        let mut found = std::collections::BTreeSet::new();
        let mut open: Vec<EditId> = parents.to_vec();
        while let Some(id) = open.pop() {
            if found.insert(id)
                && let Some(logged) = self.edits.iter().find(|logged| logged.id == id)
            {
                open.extend(&logged.edit.parents);
            }
        }
        found
    }

    fn known(&self) -> impl Iterator<Item = Known<'_>> {
        self.edits.iter().map(|logged| {
            if logged.erased {
                Known::erased(logged.id, &logged.edit.parents)
            } else {
                Known::whole(logged.id, &logged.edit)
            }
        })
    }
}
