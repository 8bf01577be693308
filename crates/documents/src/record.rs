//! The merged record and its digest.

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::record::{FieldState, Fields, KindDecl, KindNumber, RecordId, RecordView, Value};
use cunji_history::EditId;
use cunji_history::canonical::Writer;
use sha2::{Digest, Sha256};

/// What canonical states begin with.
pub(crate) const STATE: &str = "cunji record state";

/// What a person has to settle. Until then the winner counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// Several people put different values into one field at once. Settled by a `Put` on all heads.
    Field {
        /// The field.
        field: u16,
        /// The different values (two at least), in the order of their canonical bytes. `Null`: somebody emptied it.
        values: Vec<Value>,
        /// The place in `values` of the one that counts until it is settled.
        winner: usize,
    },
    /// Somebody withdrew the record while others wrote on: it is there, whole. Settled by any edit on all heads.
    WithdrawnAndEdited {
        /// Why it was withdrawn.
        reason: String,
    },
}

impl Conflict {
    /// The field, for a conflict of values.
    pub fn field(&self) -> Option<u16> {
        if let Self::Field { field, .. } = self { Some(*field) } else { None }
    }
}

/// A record as its edits make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its kind.
    pub kind: KindNumber,
    /// Its space.
    pub space: DivisionCode,
    /// Its id.
    pub id: RecordId,
    /// Who created it: the author of its creation; where several edits begin it, of the one with the smallest id; where the
    /// creation was erased, of the first edit that is left.
    pub author: PersonId,
    /// The parts of its derived key; empty where the id comes from the creation.
    pub key: Vec<Value>,
    /// The fields that say something, those of newer versions included. Kept while the record is withdrawn.
    pub fields: Fields,
    /// Why it was withdrawn, if it is.
    pub withdrawn: Option<String>,
    /// What is to be settled: fields by number, then withdrawal.
    pub conflicts: Vec<Conflict>,
    /// The edits that no other follows, ascending.
    pub heads: Vec<EditId>,
    /// The newest schema version that one of its edits was written in. Not part of the digest.
    pub schema: u16,
    /// How many links its history has, as [`crate::limits::LINKS_PER_RECORD`] counts. Not part of the digest.
    pub links: u32,
    /// How many edits a limit left out. Not part of the digest.
    pub left_out: u32,
}

impl Record {
    /// The declaration of its kind.
    pub fn decl(&self) -> Option<&'static KindDecl> {
        kinds::by_number(self.kind)
    }

    /// As the kind's rules read it.
    pub fn view(&self) -> RecordView<'_> {
        RecordView { key: &self.key, fields: &self.fields }
    }

    /// The canonical bytes of the merged state (see the crate's documentation, "Digest").
    pub fn canonical(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.array(10).text(STATE).int(i64::from(self.kind)).text(self.space.as_str()).bytes(&self.id.0);
        w.text(self.author.as_str()).array(self.key.len());
        for part in &self.key {
            w.value(part);
        }
        w.map(self.fields.len());
        for (number, state) in &self.fields {
            w.int(i64::from(*number));
            write_field(&mut w, state);
        }
        match &self.withdrawn {
            Some(reason) => w.text(reason),
            None => w.value(&Value::Null),
        };
        w.array(self.conflicts.len());
        for conflict in &self.conflicts {
            write_conflict(&mut w, conflict);
        }
        w.array(self.heads.len());
        for head in &self.heads {
            w.bytes(&head.0);
        }
        w.into_bytes()
    }

    /// SHA-256 of [`Record::canonical`].
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.canonical()).into()
    }
}

fn write_field(w: &mut Writer, state: &FieldState) {
    match state {
        FieldState::Scalar(value) => w.array(2).int(1).value(value),
        FieldState::Prose(text) => w.array(2).int(2).text(text),
        FieldState::Set(members) => {
            let mut sorted: Vec<_> =
                members.iter().map(|(key, value)| (crate::fit::value_bytes(key), key, value)).collect();
            sorted.sort();
            w.array(2).int(3).array(sorted.len());
            for (_, key, value) in sorted {
                w.array(2).value(key).value(value);
            }
            w
        }
    };
}

fn write_conflict(w: &mut Writer, conflict: &Conflict) {
    match conflict {
        Conflict::Field { field, values, winner } => {
            w.array(4).int(1).int(i64::from(*field)).array(values.len());
            for value in values {
                w.value(value);
            }
            w.int(i64::try_from(*winner).unwrap_or(i64::MAX));
        }
        Conflict::WithdrawnAndEdited { reason } => {
            w.array(2).int(2).text(reason);
        }
    }
}

/// The digest of a set of records (a space and audience): SHA-256 over `"cunji records"` and the records' digests in
/// ascending order. Withdrawn records take part.
pub fn space_digest(records: impl IntoIterator<Item = [u8; 32]>) -> [u8; 32] {
    let mut digests: Vec<_> = records.into_iter().collect();
    digests.sort_unstable();
    let mut hash = Sha256::new().chain_update(b"cunji records");
    for digest in digests {
        hash.update(digest);
    }
    hash.finalize().into()
}

/// Whether a judgement that names these heads still counts: the record's heads are exactly those.
pub fn judges_present_heads(judged: &[EditId], record: &Record) -> bool {
    let mut judged = judged.to_vec();
    judged.sort_unstable();
    judged.dedup();
    judged == record.heads
}
