//! What people wrote and what they were told: kept apart from everything that is being tested.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{KindNumber, RecordId};
use cunji_history::{DeviceId, Edit, EditId, Salt};

/// What a person did to a text: every letter of a world is a letter of its own, so that each can be followed.
#[derive(Debug, Clone, Default)]
pub struct TextIntent {
    /// What they saw.
    pub seen: String,
    /// What they left.
    pub left: String,
}

impl TextIntent {
    /// The letters that they added.
    pub fn added(&self) -> impl Iterator<Item = char> + '_ {
        self.left.chars().filter(|letter| !self.seen.contains(*letter))
    }

    /// Whether it is one stretch that gave way to another: what lies between several changes may be written anew with them.
    pub fn is_one_change(&self) -> bool {
        let (seen, left): (Vec<char>, Vec<char>) = (self.seen.chars().collect(), self.left.chars().collect());
        let head = seen.iter().zip(&left).take_while(|(a, b)| a == b).count();
        let tail = seen[head..].iter().rev().zip(left[head..].iter().rev()).take_while(|(a, b)| a == b).count();
        !seen[head..seen.len() - tail].iter().any(|letter| left.contains(letter))
    }

    /// The letters that they took away.
    pub fn removed(&self) -> impl Iterator<Item = char> + '_ {
        self.seen.chars().filter(|letter| !self.left.contains(*letter))
    }
}

/// What a person did to a set of names.
#[derive(Debug, Clone, Default)]
pub struct SetIntent {
    /// What they saw.
    pub seen: BTreeSet<String>,
    /// What they left.
    pub left: BTreeSet<String>,
}

/// What a person meant by an edit.
#[derive(Debug, Clone, Default)]
pub struct Intent {
    /// To its text.
    pub text: Option<TextIntent>,
    /// To the people met.
    pub met: Option<SetIntent>,
}

/// An edit that somebody saved.
#[derive(Debug, Clone)]
pub struct Saved {
    /// Its id.
    pub id: EditId,
    /// Its record.
    pub record: RecordId,
    /// Its record's kind.
    pub kind: KindNumber,
    /// Who wrote it.
    pub person: PersonId,
    /// The device that carried it first, and its number there.
    pub first: (DeviceId, u64),
    /// What it says.
    pub edit: Edit,
    /// Its salt.
    pub salt: Salt,
    /// The evidence's canonical bytes and its salt.
    pub evidence: Option<(Vec<u8>, Option<Salt>)>,
    /// What was meant.
    pub intent: Intent,
    /// Whether a phone was told that the server holds it (and the server was not restored since).
    pub acknowledged: bool,
    /// Whether every copy of it was destroyed.
    pub lost: bool,
    /// Whether it was erased by law.
    pub erased: bool,
    /// Whether a program wrote it that checks nothing.
    pub badly: bool,
}

impl Saved {
    /// Its space.
    pub fn space(&self) -> &DivisionCode {
        &self.edit.space
    }

    /// Whether it must be somewhere.
    pub fn must_survive(&self) -> bool {
        !self.lost && !self.erased
    }
}

/// Everything that was saved.
#[derive(Debug, Default)]
pub struct Ledger {
    saved: BTreeMap<EditId, Saved>,
    // In the order of saving: ids depend on keys.
    order: Vec<EditId>,
    /// Records of which some text was written twice on purpose (mended, brought back): letters may stand in them twice.
    pub loose: BTreeSet<RecordId>,
    /// Edits that the office sent back.
    pub sent_back: BTreeSet<EditId>,
    /// Devices that were written on from two places.
    pub forked: BTreeSet<DeviceId>,
    // Each letter of a world once.
    letters: u32,
    names: u32,
}

impl Ledger {
    /// Notes an edit in a chain; its intent if it is new.
    pub fn note(&mut self, saved: Saved) {
        if !self.saved.contains_key(&saved.id) {
            self.order.push(saved.id);
            self.saved.insert(saved.id, saved);
        }
    }

    /// One edit.
    pub fn of(&self, id: EditId) -> Option<&Saved> {
        self.saved.get(&id)
    }

    /// One edit, to note what became of it.
    pub fn of_mut(&mut self, id: EditId) -> Option<&mut Saved> {
        self.saved.get_mut(&id)
    }

    /// All edits, in the order of saving.
    pub fn all(&self) -> impl Iterator<Item = &Saved> {
        self.order.iter().filter_map(|id| self.saved.get(id))
    }

    /// All edits, to note what became of them.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Saved> {
        self.saved.values_mut()
    }

    /// The edits that descend from these, and these, within what was saved.
    pub fn descendants(&self, of: &BTreeSet<EditId>) -> BTreeSet<EditId> {
        let mut all = of.clone();
        loop {
            let more: Vec<EditId> = self
                .all()
                .filter(|saved| {
                    !all.contains(&saved.id) && saved.edit.parents.iter().any(|parent| all.contains(parent))
                })
                .map(|saved| saved.id)
                .collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    /// A letter that stands nowhere else in this world.
    pub fn letter(&mut self) -> char {
        self.letters += 1;
        // The unified ideographs; a world has some hundred letters.
        char::from_u32(0x4e00 + self.letters % 20_000).unwrap_or('字')
    }

    /// So many of them.
    pub fn letters(&mut self, count: u32) -> String {
        (0..count).map(|_| self.letter()).collect()
    }

    /// A name that nobody else has.
    pub fn name(&mut self) -> String {
        self.names += 1;
        format!("村民{}", self.names)
    }
}
