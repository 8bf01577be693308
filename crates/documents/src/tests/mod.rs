//! Tests of replay as a whole.

mod golden;
mod graphs;
mod limits;
mod properties;
#[cfg(feature = "sabotage")]
mod sabotaged;
mod stories;

use std::collections::BTreeSet;

use cunji_domain::record::{FieldState, RecordId, Value};
use cunji_history::{Edit, EditId, Op, Salt, derived_record_id};

use crate::{Known, Record, replay, state_at};

/// Fields of a diary.
pub(crate) const STAY: u16 = 1;
pub(crate) const WORK: u16 = 2;
pub(crate) const TEXT: u16 = 3;
pub(crate) const RECORDS: u16 = 8;

/// The key of one made-up cadre's day.
pub(crate) fn key() -> Vec<Value> {
    vec![Value::Text("c0017".into()), Value::Int(17_410)]
}

pub(crate) fn record_id() -> RecordId {
    derived_record_id(1, &"610926101205".parse().unwrap(), &key())
}

/// An edit of the diary.
pub(crate) fn edit(schema: u16, parents: &[EditId], ops: Vec<Op>) -> Edit {
    let parents: BTreeSet<EditId> = parents.iter().copied().collect();
    Edit {
        kind: 1,
        space: "610926101205".parse().unwrap(),
        author: "c0017".parse().unwrap(),
        key: Some(key()),
        schema,
        parents: parents.into_iter().collect(),
        ops,
    }
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub(crate) fn write(at: u32, delete: u32, insert: &str) -> Op {
    Op::Splice { field: TEXT, at, delete, insert: insert.into() }
}

/// A diary's edits as some writers make them.
#[derive(Default)]
pub(crate) struct Diary {
    pub edits: Vec<(EditId, Edit)>,
}

impl Diary {
    /// Adds an edit; the salt is its number, so ids are the same in every run.
    pub fn add(&mut self, edit: Edit) -> EditId {
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&(self.edits.len() as u64).to_be_bytes());
        let id = edit.id(Salt(salt));
        self.edits.push((id, edit));
        id
    }

    pub fn write(&mut self, parents: &[EditId], ops: Vec<Op>) -> EditId {
        self.add(edit(2, parents, ops))
    }

    pub fn known(&self) -> Vec<Known<'_>> {
        self.edits.iter().map(|(id, edit)| Known::whole(*id, edit)).collect()
    }

    pub fn record(&self) -> Record {
        self.without(&[]).expect("a record")
    }

    pub fn without(&self, rejected: &[EditId]) -> Option<Record> {
        replay(record_id(), self.known(), &|id| rejected.contains(id))
    }

    pub fn at(&self, parents: &[EditId]) -> Record {
        state_at(record_id(), parents, self.known()).expect("a record")
    }
}

pub(crate) fn prose(record: &Record) -> &str {
    match record.fields.get(&TEXT) {
        Some(FieldState::Prose(text)) => text,
        _ => "",
    }
}

pub(crate) fn members(record: &Record, field: u16) -> Vec<&str> {
    match record.fields.get(&field) {
        Some(FieldState::Set(members)) => members.keys().filter_map(Value::as_text).collect(),
        _ => Vec::new(),
    }
}

pub(crate) fn stay(record: &Record) -> Option<&str> {
    match record.fields.get(&STAY) {
        Some(FieldState::Scalar(value)) => value.as_text(),
        _ => None,
    }
}
