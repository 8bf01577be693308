//! An edit: one change of one record, in a small vocabulary of ours.

use std::fmt;

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{KindNumber, RecordId, Value};
use sha2::{Digest, Sha256};

use crate::canonical::{CanonicalError, Reader, Writer};
use crate::salt::Salt;

/// SHA-256 over salt and canonical bytes: the name by which parents, judgements and references know an edit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditId(pub [u8; 32]);

impl fmt::Display for EditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(6).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// One operation of an edit. Positions and lengths count Unicode code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// A scalar field gets this value.
    Put(u16, Value),
    /// In a text field, `delete` characters at `at` give way to `insert`.
    Splice {
        /// The text field.
        field: u16,
        /// Where, in code points of the text at the edit's parents.
        at: u32,
        /// How many code points go.
        delete: u32,
        /// What comes in their place.
        insert: String,
    },
    /// A set gets this member.
    Add(u16, Value, Value),
    /// A set loses this member.
    Remove(u16, Value),
    /// The record is hidden; alone in its edit.
    Withdraw(String),
}

/// A change of one record as its writer made it, upon the state at its parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The kind's number.
    pub kind: KindNumber,
    /// The space that the record belongs to.
    pub space: DivisionCode,
    /// Who made the change. It stands in the edit, so that a record follows from its edits alone, whichever device
    /// carries them (docs/adr/0003).
    pub author: PersonId,
    /// The record's key where its id is derived from one; for a creation that mends a rejected one, that record's id.
    pub key: Option<Vec<Value>>,
    /// The schema version of the kind that the writer knew.
    pub schema: u16,
    /// The edits whose state the writer saw, in ascending order; none for a creation.
    pub parents: Vec<EditId>,
    /// What is changed.
    pub ops: Vec<Op>,
}

impl Edit {
    /// Whether it puts this value into this field.
    pub fn puts(&self, field: u16, value: &Value) -> bool {
        self.ops.iter().any(|op| matches!(op, Op::Put(put, said) if *put == field && said == value))
    }

    /// The canonical bytes (docs/protocol.md, "Edit").
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.map(5 + usize::from(self.key.is_some()) + usize::from(!self.parents.is_empty()));
        w.int(1).int(i64::from(self.kind)).int(2).text(self.space.as_str()).int(3).text(self.author.as_str());
        if let Some(key) = &self.key {
            w.int(4).array(key.len());
            for part in key {
                w.value(part);
            }
        }
        w.int(5).int(i64::from(self.schema));
        if !self.parents.is_empty() {
            w.int(6).array(self.parents.len());
            for parent in &self.parents {
                w.bytes(&parent.0);
            }
        }
        w.int(7).array(self.ops.len());
        for op in &self.ops {
            write_op(&mut w, op);
        }
        w.into_bytes()
    }

    /// From canonical bytes.
    ///
    /// # Errors
    /// The bytes are not the canonical form of an edit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let mut r = Reader::new(bytes);
        let edit = Self::read(&mut r)?;
        r.end()?;
        // Whatever the reader let pass, only one encoding of an edit is the edit.
        if edit.to_bytes() == bytes { Ok(edit) } else { Err(CanonicalError::NotCanonical) }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CanonicalError> {
        let pairs = r.map()?;
        let (mut kind, mut space, mut author, mut key, mut schema) = (None, None, None, None, None);
        let (mut parents, mut ops) = (Vec::new(), None);
        for _ in 0..pairs {
            match r.int()? {
                1 => kind = Some(r.narrow()?),
                2 => space = Some(r.text()?.parse().map_err(|_| CanonicalError::Shape("a space"))?),
                3 => author = Some(r.text()?.parse().map_err(|_| CanonicalError::Shape("an author"))?),
                4 => key = Some(read_list(r, Reader::value)?),
                5 => schema = Some(r.narrow()?),
                6 => parents = read_list(r, |r| r.fixed().map(EditId))?,
                7 => ops = Some(read_list(r, read_op)?),
                _ => return Err(CanonicalError::Shape("an unknown part of an edit")),
            }
        }
        if parents.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(CanonicalError::Shape("parents out of order"));
        }
        match (kind, space, author, schema, ops) {
            (Some(kind), Some(space), Some(author), Some(schema), Some(ops)) => {
                Ok(Self { kind, space, author, key, schema, parents, ops })
            }
            _ => Err(CanonicalError::Shape("an edit with a part missing")),
        }
    }

    /// The id under this salt.
    pub fn id(&self, salt: Salt) -> EditId {
        edit_id(salt, &self.to_bytes())
    }

    /// The record's id where it follows from this edit alone: from its key, or from its own id as a creation. `None` for a
    /// later edit of a record whose id came from its creation: there the parents tell.
    pub fn own_record_id(&self, id: EditId) -> Option<RecordId> {
        match (&self.key, self.parents.is_empty()) {
            (Some(key), _) => match key.as_slice() {
                [Value::Bytes(bytes)] if bytes.len() == 16 && is_created(self.kind) => {
                    bytes.as_slice().try_into().ok().map(RecordId)
                }
                _ => Some(derived_record_id(self.kind, &self.space, key)),
            },
            (None, true) => Some(creation_record_id(id)),
            (None, false) => None,
        }
    }

    /// Whether it hides its record.
    pub fn is_withdrawal(&self) -> bool {
        matches!(self.ops.as_slice(), [Op::Withdraw(_)])
    }
}

fn is_created(kind: KindNumber) -> bool {
    use cunji_domain::record::IdRule;
    cunji_domain::kinds::by_number(kind).is_some_and(|decl| decl.id == IdRule::Creation)
}

/// The id of an edit from its salt and canonical bytes.
pub fn edit_id(salt: Salt, canonical: &[u8]) -> EditId {
    EditId(Sha256::new().chain_update(salt.0).chain_update(canonical).finalize().into())
}

/// The id of a record that is known by kind, space and key.
pub fn derived_record_id(kind: KindNumber, space: &DivisionCode, key: &[Value]) -> RecordId {
    let mut w = Writer::default();
    w.array(4).text("cunji record").int(i64::from(kind)).text(space.as_str()).array(key.len());
    for part in key {
        w.value(part);
    }
    let digest = Sha256::digest(w.into_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    RecordId(id)
}

/// The id of a record that is known by the edit that created it.
pub fn creation_record_id(creation: EditId) -> RecordId {
    let mut id = [0; 16];
    id.copy_from_slice(&creation.0[..16]);
    RecordId(id)
}

fn write_op(w: &mut Writer, op: &Op) {
    match op {
        Op::Put(field, value) => w.array(3).int(1).int(i64::from(*field)).value(value),
        Op::Splice { field, at, delete, insert } => {
            w.array(5).int(2).int(i64::from(*field)).int(i64::from(*at)).int(i64::from(*delete)).text(insert)
        }
        Op::Add(field, key, value) => w.array(4).int(3).int(i64::from(*field)).value(key).value(value),
        Op::Remove(field, key) => w.array(3).int(4).int(i64::from(*field)).value(key),
        Op::Withdraw(reason) => w.array(2).int(5).text(reason),
    };
}

fn read_op(r: &mut Reader<'_>) -> Result<Op, CanonicalError> {
    let parts = r.array()?;
    let op = match (r.int()?, parts) {
        (1, 3) => Op::Put(r.narrow()?, r.value()?),
        (2, 5) => Op::Splice { field: r.narrow()?, at: r.narrow()?, delete: r.narrow()?, insert: r.text()?.to_owned() },
        (3, 4) => Op::Add(r.narrow()?, r.value()?, r.value()?),
        (4, 3) => Op::Remove(r.narrow()?, r.value()?),
        (5, 2) => Op::Withdraw(r.text()?.to_owned()),
        _ => return Err(CanonicalError::Shape("an unknown operation")),
    };
    Ok(op)
}

/// A list of whatever `item` reads.
fn read_list<'b, T>(
    r: &mut Reader<'b>,
    mut item: impl FnMut(&mut Reader<'b>) -> Result<T, CanonicalError>,
) -> Result<Vec<T>, CanonicalError> {
    let length = r.array()?;
    let mut list = Vec::new();
    for _ in 0..length {
        list.push(item(r)?);
    }
    Ok(list)
}
