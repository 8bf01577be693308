//! What a transaction knows without asking again. A frame's entries ask the same questions hundreds of times (is this edit
//! in the log, was it erased, who is the author), and nearly every answer is no; so they are asked once, for all of them
//! (see [`super::log::foresee`]), and every statement that writes something else makes the transaction forget.

use std::collections::{HashMap, HashSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::organisation::Membership;
use cunji_domain::person::PersonId;
use cunji_domain::record::{KindNumber, RecordId};
use cunji_history::EditId;

use super::read_model::RecordRow;

/// The memory of one transaction: empty until something is foreseen, and again after any write that it does not follow.
#[derive(Debug, Default)]
pub struct Memory(Option<Known>);

/// What was looked for in a space and is not there.
#[derive(Debug, Default)]
pub(super) struct Lacking {
    /// Edits that the log lacks.
    pub edits: HashSet<EditId>,
    /// Edits of which no erasure is known.
    pub erasures: HashSet<EditId>,
    /// Records of which the log has nothing.
    pub records: HashSet<RecordId>,
}

/// What is known of one space, which the transaction has locked.
#[derive(Debug)]
struct Known {
    space: DivisionCode,
    last_number: u64,
    written_number: u64,
    lacking: Lacking,
    rows: HashMap<(KindNumber, RecordId), Option<RecordRow>>,
    standing: HashMap<KindNumber, HashSet<RecordId>>,
    memberships: HashMap<PersonId, Vec<Membership>>,
}

impl Memory {
    /// Begins to remember what concerns a space whose log ends with `last_number`.
    pub(super) fn begin(&mut self, space: &DivisionCode, last_number: u64, lacking: Lacking) {
        self.0 = Some(Known {
            space: space.clone(),
            last_number,
            written_number: last_number,
            lacking,
            rows: HashMap::new(),
            standing: HashMap::new(),
            memberships: HashMap::new(),
        });
    }

    /// Whether anything is foreseen.
    pub(super) fn is_begun(&self) -> bool {
        self.0.is_some()
    }

    /// Something was written of which nothing is known here.
    pub(super) fn forget(&mut self) {
        self.0 = None;
    }

    fn of(&mut self, space: &DivisionCode) -> Option<&mut Known> {
        self.0.as_mut().filter(|known| known.space == *space)
    }

    /// Whether the log surely lacks an edit.
    pub(super) fn lacks_edit(&mut self, space: &DivisionCode, edit: EditId) -> bool {
        self.of(space).is_some_and(|known| known.lacking.edits.contains(&edit))
    }

    /// Whether an edit was surely not erased.
    pub(super) fn lacks_erasure(&mut self, space: &DivisionCode, edit: EditId) -> bool {
        self.of(space).is_some_and(|known| known.lacking.erasures.contains(&edit))
    }

    /// Whether the log surely has nothing of a record.
    pub(super) fn lacks_record(&mut self, space: &DivisionCode, record: RecordId) -> bool {
        self.of(space).is_some_and(|known| known.lacking.records.contains(&record))
    }

    /// An entry is put into the log.
    pub(super) fn append(&mut self, space: &DivisionCode, edit: EditId, record: RecordId) {
        if let Some(known) = self.of(space) {
            known.lacking.edits.remove(&edit);
            known.lacking.records.remove(&record);
        }
    }

    /// The next numbers of the log, if its end is known: the first of them.
    pub(super) fn take_numbers(&mut self, space: &DivisionCode, count: u64) -> Option<u64> {
        let known = self.of(space)?;
        known.last_number += count;
        Some(known.last_number - count + 1)
    }

    /// The log's end, if it is to be written to the space's counter yet.
    pub(super) fn number_to_write(&mut self) -> Option<(DivisionCode, u64)> {
        let known = self.0.as_mut().filter(|known| known.written_number < known.last_number)?;
        known.written_number = known.last_number;
        Some((known.space.clone(), known.last_number))
    }

    /// A row of the read model that was read before: `Some(None)` if it was not there.
    pub(super) fn row(&mut self, space: &DivisionCode, kind: KindNumber, id: RecordId) -> Option<Option<RecordRow>> {
        self.of(space)?.rows.get(&(kind, id)).cloned()
    }

    /// A row of the read model was read.
    pub(super) fn note_row(&mut self, space: &DivisionCode, kind: KindNumber, id: RecordId, row: Option<&RecordRow>) {
        if let Some(known) = self.of(space) {
            known.rows.insert((kind, id), row.cloned());
        }
    }

    /// A row of the read model is written.
    pub(super) fn forget_row(&mut self, space: &DivisionCode, kind: KindNumber, id: RecordId) {
        if let Some(known) = self.of(space) {
            known.rows.remove(&(kind, id));
            known.standing.remove(&kind);
        }
    }

    /// The records of a kind that were there and not withdrawn when they were read.
    pub(super) fn standing(&mut self, space: &DivisionCode, kind: KindNumber) -> Option<&HashSet<RecordId>> {
        self.of(space)?.standing.get(&kind)
    }

    /// The records of a kind were read.
    pub(super) fn note_standing(&mut self, space: &DivisionCode, kind: KindNumber, records: HashSet<RecordId>) {
        if let Some(known) = self.of(space) {
            known.standing.insert(kind, records);
        }
    }

    /// A person's roles that were read before.
    pub(super) fn memberships(&mut self, person: &PersonId) -> Option<Vec<Membership>> {
        self.0.as_ref()?.memberships.get(person).cloned()
    }

    /// A person's roles were read.
    pub(super) fn note_memberships(&mut self, person: &PersonId, memberships: &[Membership]) {
        if let Some(known) = &mut self.0 {
            known.memberships.insert(person.clone(), memberships.to_vec());
        }
    }
}

/// Whether a statement only reads.
pub(super) fn only_reads(sql: &str) -> bool {
    let code = sql.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with("--"));
    code.is_some_and(|line| line.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_foreseen_is_not_known() {
        let (here, there): (DivisionCode, DivisionCode) =
            ("610926101205".parse().unwrap(), "610926110221".parse().unwrap());
        let (edit, record) = (EditId([1; 32]), RecordId([1; 16]));
        let mut memory = Memory::default();
        assert!(!memory.lacks_edit(&here, edit) && !memory.is_begun());
        let lacking = Lacking { edits: [edit].into(), records: [record].into(), ..Lacking::default() };
        memory.begin(&here, 7, lacking);
        assert!(memory.lacks_edit(&here, edit) && memory.lacks_record(&here, record));
        assert!(!memory.lacks_edit(&there, edit) && !memory.lacks_erasure(&here, edit));
        assert_eq!((memory.take_numbers(&here, 2), memory.take_numbers(&there, 1)), (Some(8), None));
        assert_eq!(memory.number_to_write(), Some((here.clone(), 9)));
        assert_eq!(memory.number_to_write(), None);
        memory.append(&here, edit, record);
        assert!(!memory.lacks_edit(&here, edit) && !memory.lacks_record(&here, record));
        memory.forget();
        assert_eq!(memory.take_numbers(&here, 1), None);
    }

    #[test]
    fn a_statement_that_writes_is_none_that_reads() {
        assert!(only_reads("-- why\n  SELECT 1") && only_reads("select * from entry"));
        assert!(!only_reads("-- SELECT\nUPDATE space SET last_number = 1 RETURNING last_number") && !only_reads(""));
    }
}
