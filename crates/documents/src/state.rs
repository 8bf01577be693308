//! A record as bytes for a replica's own store, so that the next edit can be applied without reading the others.
//!
//! Never sent and never compared: a store drops these bytes and replays when its version changes.

use std::collections::BTreeMap;

use cunji_domain::record::{FieldState, Fields, RecordId, Value};
use cunji_history::EditId;
use cunji_history::canonical::{CanonicalError, Reader, Writer};

use crate::record::{Conflict, Record};

impl Record {
    /// The whole record: canonical state, schema, links, what was left out.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.array(4).bytes(&self.canonical()).int(i64::from(self.schema));
        w.int(i64::from(self.links)).int(i64::from(self.left_out));
        w.into_bytes()
    }

    /// What [`Record::to_bytes`] wrote.
    ///
    /// # Errors
    /// The bytes are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let mut r = Reader::new(bytes);
        length(r.array()?, 4)?;
        let mut record = read_state(r.bytes()?)?;
        (record.schema, record.links, record.left_out) = (r.narrow()?, r.narrow()?, r.narrow()?);
        r.end()?;
        if record.to_bytes() == bytes { Ok(record) } else { Err(CanonicalError::NotCanonical) }
    }
}

fn read_state(bytes: &[u8]) -> Result<Record, CanonicalError> {
    let mut r = Reader::new(bytes);
    length(r.array()?, 10)?;
    if r.text()? != crate::record::STATE {
        return Err(CanonicalError::Shape("another kind of bytes"));
    }
    let record = Record {
        kind: r.narrow()?,
        space: r.text()?.parse().map_err(|_| CanonicalError::Shape("a space"))?,
        id: RecordId(r.fixed()?),
        author: r.text()?.parse().map_err(|_| CanonicalError::Shape("an author"))?,
        key: read_values(&mut r)?,
        fields: read_fields(&mut r)?,
        withdrawn: if r.skip_null()? { None } else { Some(r.text()?.to_owned()) },
        conflicts: read_conflicts(&mut r)?,
        heads: (0..r.array()?).map(|_| r.fixed().map(EditId)).collect::<Result<_, _>>()?,
        schema: 0,
        links: 0,
        left_out: 0,
    };
    r.end()?;
    Ok(record)
}

fn read_values(r: &mut Reader<'_>) -> Result<Vec<Value>, CanonicalError> {
    (0..r.array()?).map(|_| r.value()).collect()
}

fn read_fields(r: &mut Reader<'_>) -> Result<Fields, CanonicalError> {
    let mut fields = Fields::new();
    for _ in 0..r.map()? {
        let number = r.narrow()?;
        length(r.array()?, 2)?;
        let state = match r.int()? {
            1 => FieldState::Scalar(r.value()?),
            2 => FieldState::Prose(r.text()?.to_owned()),
            3 => FieldState::Set(read_members(r)?),
            _ => return Err(CanonicalError::Shape("a field of an unknown shape")),
        };
        fields.insert(number, state);
    }
    Ok(fields)
}

fn read_members(r: &mut Reader<'_>) -> Result<BTreeMap<Value, Value>, CanonicalError> {
    let mut members = BTreeMap::new();
    for _ in 0..r.array()? {
        length(r.array()?, 2)?;
        members.insert(r.value()?, r.value()?);
    }
    Ok(members)
}

fn read_conflicts(r: &mut Reader<'_>) -> Result<Vec<Conflict>, CanonicalError> {
    let mut conflicts = Vec::new();
    for _ in 0..r.array()? {
        conflicts.push(match (r.array()?, r.int()?) {
            (4, 1) => Conflict::Field { field: r.narrow()?, values: read_values(r)?, winner: r.narrow()? },
            (2, 2) => Conflict::WithdrawnAndEdited { reason: r.text()?.to_owned() },
            _ => return Err(CanonicalError::Shape("an unknown conflict")),
        });
    }
    Ok(conflicts)
}

fn length(found: usize, expected: usize) -> Result<(), CanonicalError> {
    if found == expected { Ok(()) } else { Err(CanonicalError::Shape("another number of parts")) }
}
