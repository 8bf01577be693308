//! Whether an edit can be applied: by the kind's declaration and the texts' lengths at its parents.

use std::collections::BTreeMap;

use cunji_domain::record::{FieldType, KindDecl, Value};
use cunji_history::canonical::{Reader, Writer};
use cunji_history::{Edit, Op};

/// What a field is to an edit's writer.
pub(crate) enum Slot {
    /// Declared here, and known to the schema version that the edit was written in.
    Declared(&'static FieldType),
    /// Not declared here; the edit is of a newer schema version that may declare it.
    Newer,
    /// There is no such field in the edit's schema version.
    Nowhere,
}

/// What the field is to an edit of this schema version.
pub(crate) fn slot(decl: &'static KindDecl, schema: u16, field: u16) -> Slot {
    match decl.field(field) {
        Some(declared) if declared.since <= schema => Slot::Declared(&declared.ty),
        None if schema > decl.schema => Slot::Newer,
        _ => Slot::Nowhere,
    }
}

/// Whether every operation of an edit can be applied at its parents; if one can't, the edit has no effect as a whole.
/// `length` gives the code points of a text field there.
pub(crate) fn fits(decl: &'static KindDecl, edit: &Edit, length: impl Fn(u16) -> usize) -> bool {
    let mut lengths: BTreeMap<u16, u64> = BTreeMap::new();
    edit.ops.iter().all(|op| match op {
        Op::Withdraw(_) => edit.ops.len() == 1,
        Op::Put(field, value) => match slot(decl, edit.schema, *field) {
            Slot::Declared(FieldType::Prose | FieldType::Set(_)) | Slot::Nowhere => false,
            Slot::Declared(ty) => *value == Value::Null || (ty.admits(value) && is_storable(value)),
            Slot::Newer => is_storable(value),
        },
        Op::Splice { field, at, delete, insert } => match slot(decl, edit.schema, *field) {
            Slot::Declared(FieldType::Prose) => {
                let now = lengths.entry(*field).or_insert_with(|| length(*field) as u64);
                let in_range = u64::from(*at) + u64::from(*delete) <= *now;
                if in_range {
                    *now = *now - u64::from(*delete) + insert.chars().count() as u64;
                }
                in_range
            }
            Slot::Newer => true,
            _ => false,
        },
        Op::Add(field, key, value) => match slot(decl, edit.schema, *field) {
            Slot::Declared(FieldType::Set(member)) => member.admits(key) && is_storable(key) && is_storable(value),
            Slot::Newer => true,
            _ => false,
        },
        Op::Remove(field, key) => match slot(decl, edit.schema, *field) {
            Slot::Declared(FieldType::Set(member)) => member.admits(key) && is_storable(key),
            Slot::Newer => true,
            _ => false,
        },
    })
}

/// The canonical bytes of a value.
pub(crate) fn value_bytes(value: &Value) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.value(value);
    writer.into_bytes()
}

/// The value of canonical bytes.
pub(crate) fn value_of(bytes: &[u8]) -> Option<Value> {
    Reader::new(bytes).value().ok()
}

/// Whether a value is one that canonical bytes can hold (lists nest to a limit).
fn is_storable(value: &Value) -> bool {
    value.as_list().is_none() || value_of(&value_bytes(value)).is_some()
}
