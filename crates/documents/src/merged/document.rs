//! One automerge document of one record: an edit written into it, fields read from it.

use std::collections::BTreeMap;

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId, Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use cunji_domain::record::{FieldState, FieldType, Fields, KindDecl, Value};
use cunji_history::{Edit, EditId, Op};

use super::genesis::{field_key, object_of};
use crate::fit::{Slot, fits, slot, value_bytes, value_of};
use crate::record::Conflict;

/// Writes an edit into the document of its parents, as one change whose actor is the edit's id. Answers whether it has an
/// effect; if not, the change is an empty one.
pub(crate) fn write(
    document: &mut Automerge,
    decl: &'static KindDecl,
    id: EditId,
    edit: Option<&Edit>,
) -> Result<bool, AutomergeError> {
    let edit = edit.filter(|edit| fits(decl, edit, |field| text_length(document, field)));
    document.set_actor(ActorId::from(id.0));
    if let Some(edit) = edit {
        let mut transaction = document.transaction();
        write_ops(&mut transaction, decl, edit)?;
        if transaction.pending_ops() > 0 {
            transaction.commit_with(CommitOptions::default().with_time(0));
            return Ok(true);
        }
        transaction.rollback();
        document.set_actor(ActorId::from(id.0));
    }
    document.empty_commit(CommitOptions::default().with_time(0));
    Ok(edit.is_some())
}

/// Writes an edit's operations; what this version can't place (see `fit`) is passed over.
pub(crate) fn write_ops(
    transaction: &mut Transaction<'_>,
    decl: &'static KindDecl,
    edit: &Edit,
) -> Result<(), AutomergeError> {
    for op in &edit.ops {
        match op {
            Op::Put(field, value) => {
                put_word(transaction, field_key(*field), value_bytes(value))?;
            }
            Op::Splice { field, at, delete, insert } => {
                if let Slot::Declared(ty @ FieldType::Prose) = slot(decl, edit.schema, *field) {
                    let text = object(transaction, *field, ty)?;
                    let delete = isize::try_from(*delete).unwrap_or(isize::MAX);
                    transaction.splice_text(text, *at as usize, delete, insert)?;
                }
            }
            Op::Add(field, key, value) => {
                if let Slot::Declared(ty @ FieldType::Set(_)) = slot(decl, edit.schema, *field) {
                    let set = object(transaction, *field, ty)?;
                    transaction.put(set, member_key(key), ScalarValue::Bytes(value_bytes(value)))?;
                }
            }
            Op::Remove(field, key) => {
                if let Slot::Declared(ty @ FieldType::Set(_)) = slot(decl, edit.schema, *field) {
                    let set = object(transaction, *field, ty)?;
                    transaction.delete(set, member_key(key))?;
                }
            }
            Op::Withdraw(_) => {}
        }
    }
    Ok(())
}

/// The object of a field. The genesis made it; only without one (a fault that tests arm) it is made here.
fn object(transaction: &mut Transaction<'_>, field: u16, ty: &FieldType) -> Result<ObjId, AutomergeError> {
    let wanted = object_of(ty).ok_or(AutomergeError::NotAnObject)?;
    match transaction.get(ROOT, field_key(field))? {
        Some((automerge::Value::Object(found), id)) if found == wanted => Ok(id),
        _ => transaction.put_object(ROOT, field_key(field), wanted),
    }
}

fn existing(document: &Automerge, field: u16, wanted: ObjType) -> Option<ObjId> {
    match document.get(ROOT, field_key(field)) {
        Ok(Some((automerge::Value::Object(found), id))) if found == wanted => Some(id),
        _ => None,
    }
}

fn text_length(document: &Automerge, field: u16) -> usize {
    existing(document, field, ObjType::Text).map_or(0, |text| document.length(text))
}

/// The code points of a text at earlier heads.
#[cfg(feature = "sabotage")]
pub(crate) fn text_length_at(document: &Automerge, field: u16, heads: &[automerge::ChangeHash]) -> usize {
    existing(document, field, ObjType::Text).map_or(0, |text| document.length_at(text, heads))
}

/// The merged fields that say something, and the fields with several values, by number.
pub(crate) fn read(document: &Automerge, decl: &'static KindDecl) -> Result<(Fields, Vec<Conflict>), AutomergeError> {
    let mut fields = Fields::new();
    let mut conflicts = Vec::new();
    for field in decl.fields {
        match object_of(&field.ty) {
            Some(ObjType::Text) => {
                if let Some(text) = existing(document, field.number, ObjType::Text) {
                    let text = document.text(text)?;
                    if !text.is_empty() {
                        fields.insert(field.number, FieldState::Prose(text));
                    }
                }
            }
            Some(_) => {
                if let Some(set) = existing(document, field.number, ObjType::Map) {
                    let members = read_members(document, &set)?;
                    if !members.is_empty() {
                        fields.insert(field.number, FieldState::Set(members));
                    }
                }
            }
            None => {}
        }
    }
    for key in document.keys(ROOT) {
        let Ok(number) = key.parse() else { continue };
        let values = read_values(document, &key)?;
        let Some((winner, _)) = values.last() else { continue };
        if *winner != Value::Null {
            fields.insert(number, FieldState::Scalar(winner.clone()));
        }
        let mut distinct = values.clone();
        distinct.sort_by(|a, b| a.1.cmp(&b.1));
        distinct.dedup();
        if distinct.len() > 1 {
            let winner = distinct.iter().position(|(value, _)| value == winner).unwrap_or_default();
            let values = distinct.into_iter().map(|(value, _)| value).collect();
            conflicts.push(Conflict::Field { field: number, values, winner });
        }
    }
    conflicts.sort_by_key(Conflict::field);
    Ok((fields, conflicts))
}

/// A scalar field's concurrent values with their canonical bytes, the winner last; none for a text or a set.
fn read_values(document: &Automerge, key: &str) -> Result<Vec<(Value, Vec<u8>)>, AutomergeError> {
    let mut values = Vec::new();
    for (value, _) in document.get_all(ROOT, key)? {
        if let Some(bytes) = value.as_bytes()
            && let Some(value) = value_of(bytes)
        {
            values.push((value, bytes.to_vec()));
        }
    }
    Ok(values)
}

fn read_members(document: &Automerge, set: &ObjId) -> Result<BTreeMap<Value, Value>, AutomergeError> {
    let mut members = BTreeMap::new();
    for key in document.keys(set) {
        let value = document.get(set, key.as_str())?;
        let value = value.as_ref().and_then(|(value, _)| value_of(value.as_bytes()?));
        if let (Some(member), Some(value)) = (member_of(&key), value) {
            members.insert(member, value);
        }
    }
    Ok(members)
}

/// A set member's key in the document: its canonical bytes in hexadecimal.
fn member_key(member: &Value) -> String {
    use std::fmt::Write;
    value_bytes(member).iter().fold(String::new(), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

fn member_of(key: &str) -> Option<Value> {
    let digits: Option<Vec<u8>> = key.bytes().map(|digit| char::from(digit).to_digit(16)?.try_into().ok()).collect();
    let bytes: Vec<u8> = digits?.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    value_of(&bytes)
}

/// Sets a field. Who settles a conflict for the value that stands has said a word, too: automerge would take it for nothing, and
/// another's word at the same time would win unseen.
fn put_word(transaction: &mut Transaction<'_>, key: String, bytes: Vec<u8>) -> Result<(), AutomergeError> {
    let value = ScalarValue::Bytes(bytes);
    if transaction.get(ROOT, &key)?.is_some_and(|(there, _)| there.as_scalar() == Some(&value)) {
        transaction.delete(ROOT, key.clone())?;
    }
    transaction.put(ROOT, key, value)
}
