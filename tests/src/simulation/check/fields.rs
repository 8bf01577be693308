//! Records say what their edits say, field by field. A history in which each edit follows the one before is told again here,
//! plainly; where edits are concurrent, the last words on each field count, and they are shown as a conflict exactly where
//! they differ. Nothing of this asks the code that replays.

use std::collections::{BTreeMap, BTreeSet};

use cunji_documents::{Conflict, Record};
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::record::{FieldState, Fields, RecordId, Value};
use cunji_history::{Edit, EditId, Op};
use cunji_server::storage::chains::KeptState;
use cunji_store::Filter;

use super::Held;
use crate::simulation::found::{Found, Invariant, Sim, found, phone};
use crate::simulation::handset::Handset;
use crate::simulation::ledger::Saved;
use crate::simulation::world::World;

impl World {
    /// Every record on every phone that people wrote and nothing of which was erased.
    pub(super) fn check_fields(&self, held: &Held) -> Sim {
        for space in held.logs.keys() {
            let mut edits = self.accepted(held, space);
            let waiting = held.kept_as(space, KeptState::Held);
            let apart: BTreeSet<RecordId> = self
                .ledger
                .all()
                .filter(|saved| saved.erased || waiting.contains(&saved.id))
                .map(|saved| saved.record)
                .collect();
            edits.retain(|record, _| !apart.contains(record));
            for handset in self.phones.iter().filter(|handset| !handset.gone && !handset.revoked) {
                if self.reads(&handset.person, space) {
                    check_phone(handset, space, &edits)?;
                }
            }
        }
        Ok(())
    }
}

fn check_phone(handset: &Handset, space: &DivisionCode, edits: &BTreeMap<RecordId, Vec<&Saved>>) -> Sim {
    let filter = Filter { withdrawn: true, ..Filter::of(space) };
    for decl in kinds::all() {
        for record in phone(handset.look()?.store().records_of(decl, &filter), "reading records")? {
            let Some(edits) = edits.get(&record.id) else { continue };
            History::of(edits).check(&record).map_err(|found| {
                let detail = format!("{}: {}{}", handset.name, found.detail, super::texts::story(edits));
                Found { detail, ..found }
            })?;
        }
    }
    Ok(())
}

/// The edits of one record, each with all that it builds on.
pub(super) struct History<'s> {
    edits: BTreeMap<EditId, &'s Edit>,
    before: BTreeMap<EditId, BTreeSet<EditId>>,
}

impl<'s> History<'s> {
    pub(super) fn of(saved: &[&'s Saved]) -> Self {
        let edits: BTreeMap<EditId, &Edit> = saved.iter().map(|saved| (saved.id, &saved.edit)).collect();
        let mut before = BTreeMap::new();
        for id in edits.keys() {
            let mut all = BTreeSet::new();
            let mut open = vec![*id];
            while let Some(edit) = open.pop().and_then(|id| edits.get(&id)) {
                open.extend(edit.parents.iter().filter(|parent| all.insert(**parent)));
            }
            before.insert(*id, all);
        }
        Self { edits, before }
    }

    fn heads(&self) -> Vec<EditId> {
        let followed: BTreeSet<&EditId> = self.edits.values().flat_map(|edit| &edit.parents).collect();
        self.edits.keys().filter(|id| !followed.contains(id)).copied().collect()
    }

    /// The edits in their order, if each follows the one before.
    fn line(&self) -> Option<Vec<&'s Edit>> {
        let mut ids: Vec<&EditId> = self.edits.keys().collect();
        ids.sort_by_key(|id| self.before[*id].len());
        let one_by_one = ids.iter().enumerate().all(|(place, id)| self.before[*id].len() == place);
        one_by_one.then(|| ids.into_iter().map(|id| self.edits[id]).collect())
    }

    /// The last words on a field: those that no other builds on.
    pub(super) fn last_words(&self, field: u16) -> BTreeSet<&'s Value> {
        let put = |edit: &'s Edit| {
            edit.ops.iter().rev().find_map(|op| match op {
                Op::Put(of, value) if *of == field => Some(value),
                _ => None,
            })
        };
        let words: Vec<(EditId, &Value)> = self.edits.iter().filter_map(|(id, edit)| Some((*id, put(edit)?))).collect();
        let is_last = |id: &EditId| !words.iter().any(|(later, _)| self.before[later].contains(id));
        words.iter().filter(|(id, _)| is_last(id)).map(|(_, value)| *value).collect()
    }

    fn check(&self, record: &Record) -> Sim {
        let wrong = |what: String| found(Invariant::SaysWhatWasWritten, format!("{:?}: {what}", record.id));
        if record.heads != self.heads() {
            return wrong(format!("heads {:?} instead of {:?}", record.heads, self.heads()));
        }
        if let Some(line) = self.line() {
            let said = told_again(&line);
            if record.fields != said {
                return wrong(format!("says {:?} where its edits say {said:?}", record.fields));
            }
        }
        let scalar = |state: &FieldState| matches!(state, FieldState::Scalar(_));
        let shown = record.fields.iter().filter(|(_, state)| scalar(state)).map(|(field, _)| *field);
        let put = self.edits.values().flat_map(|edit| &edit.ops).filter_map(|op| match op {
            Op::Put(field, _) => Some(*field),
            _ => None,
        });
        for field in shown.chain(put).collect::<BTreeSet<u16>>() {
            self.check_field(record, field)?;
        }
        self.check_withdrawal(record)
    }

    fn check_field(&self, record: &Record, field: u16) -> Sim {
        let wrong = |what: String| found(Invariant::SaysWhatWasWritten, format!("{:?}, {field}: {what}", record.id));
        let words = self.last_words(field);
        let nothing = Value::Null;
        let shown = match record.fields.get(&field) {
            Some(FieldState::Scalar(value)) => value,
            _ => &nothing,
        };
        if !words.contains(shown) {
            return wrong(format!("{shown:?} is none of the last words {words:?}"));
        }
        let told = record.conflicts.iter().find_map(|conflict| match conflict {
            Conflict::Field { field: of, values, winner } if *of == field => Some((values, *winner)),
            _ => None,
        });
        match told {
            None if words.len() == 1 => Ok(()),
            Some((values, winner))
                if words.len() > 1
                    && values.len() == words.len()
                    && values.iter().collect::<BTreeSet<_>>() == words
                    && values.get(winner) == Some(shown) =>
            {
                Ok(())
            }
            told => wrong(format!("last words {words:?}, shown {shown:?}, as a conflict {told:?}")),
        }
    }

    fn check_withdrawal(&self, record: &Record) -> Sim {
        let heads = self.heads();
        let gone = heads.iter().filter(|head| self.edits[*head].is_withdrawal()).count();
        let withdrawn = gone > 0 && gone == heads.len();
        let disputed = gone > 0 && !withdrawn;
        let told = record.conflicts.iter().any(|conflict| matches!(conflict, Conflict::WithdrawnAndEdited { .. }));
        if (record.withdrawn.is_some(), told) == (withdrawn, disputed) {
            return Ok(());
        }
        let detail = format!(
            "{:?}: of {} heads {gone} withdraw it; withdrawn {:?}, as a conflict {told}",
            record.id,
            heads.len(),
            record.withdrawn
        );
        found(Invariant::SaysWhatWasWritten, detail)
    }
}

/// What edits say that follow one another.
fn told_again(line: &[&Edit]) -> Fields {
    let mut fields = Fields::new();
    for op in line.iter().flat_map(|edit| &edit.ops) {
        match op {
            Op::Put(field, Value::Null) => drop(fields.remove(field)),
            Op::Put(field, value) => drop(fields.insert(*field, FieldState::Scalar(value.clone()))),
            Op::Splice { field, at, delete, insert } => {
                let mut letters: Vec<char> = match fields.remove(field) {
                    Some(FieldState::Prose(text)) => text.chars().collect(),
                    _ => Vec::new(),
                };
                let (from, to) = (*at as usize, *at as usize + *delete as usize);
                letters.splice(from..to, insert.chars());
                if !letters.is_empty() {
                    fields.insert(*field, FieldState::Prose(letters.into_iter().collect()));
                }
            }
            Op::Add(field, key, value) => {
                let set = fields.entry(*field).or_insert_with(|| FieldState::Set(BTreeMap::new()));
                if let FieldState::Set(members) = set {
                    members.insert(key.clone(), value.clone());
                }
            }
            Op::Remove(field, key) => {
                if let Some(FieldState::Set(members)) = fields.get_mut(field) {
                    members.remove(key);
                    if members.is_empty() {
                        fields.remove(field);
                    }
                }
            }
            Op::Withdraw(_) => {}
        }
    }
    fields
}
