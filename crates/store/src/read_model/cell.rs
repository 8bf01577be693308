//! Values between fields and cells: numbers, texts and bytes as they are; sets and groups as JSON arrays, bytes in them in hex.

use std::collections::BTreeMap;

use cunji_domain::record::{FieldState, FieldType, Value};
use rusqlite::types::{Value as Cell, ValueRef};
use serde_json::Value as Json;

/// A scalar as a cell; `None` if it is not of the type.
pub(super) fn scalar(ty: &FieldType, value: &Value) -> Option<Cell> {
    if !ty.admits(value) {
        return None;
    }
    Some(match (ty, value) {
        (FieldType::Group(_), _) => Cell::Text(to_json(value).to_string()),
        (_, Value::Bool(yes)) => Cell::Integer(i64::from(*yes)),
        (_, Value::Int(number)) => Cell::Integer(*number),
        (_, Value::Text(text)) => Cell::Text(text.clone()),
        (_, Value::Bytes(bytes)) => Cell::Blob(bytes.clone()),
        _ => return None,
    })
}

/// A field's state as a cell; `None` if it is not of the type.
pub(super) fn field(ty: &FieldType, state: &FieldState) -> Option<Cell> {
    match (ty, state) {
        (FieldType::Prose, FieldState::Prose(text)) => Some(Cell::Text(text.clone())),
        (FieldType::Set(member), FieldState::Set(members)) => {
            let plain = members.iter().all(|(key, value)| *value == Value::Null && member.admits(key));
            plain.then(|| Cell::Text(Json::Array(members.keys().map(to_json).collect()).to_string()))
        }
        (FieldType::Prose | FieldType::Set(_), _) => None,
        (_, FieldState::Scalar(value)) => scalar(ty, value),
        _ => None,
    }
}

/// What stands in a key's column where the key does not fit.
pub(super) fn empty(ty: &FieldType) -> Cell {
    match ty {
        FieldType::Bool | FieldType::Int | FieldType::Day | FieldType::Instant => Cell::Integer(0),
        FieldType::Record | FieldType::Edit | FieldType::Bytes => Cell::Blob(Vec::new()),
        _ => Cell::Text(String::new()),
    }
}

/// A scalar from a cell; `None` for null and for what was not written by [`scalar`].
pub(super) fn to_scalar(ty: &FieldType, cell: ValueRef<'_>) -> Option<Value> {
    Some(match (ty, cell) {
        (FieldType::Bool, ValueRef::Integer(number)) => Value::Bool(number != 0),
        (FieldType::Group(_), ValueRef::Text(text)) => from_json(ty, &serde_json::from_slice(text).ok()?)?,
        (_, ValueRef::Integer(number)) => Value::Int(number),
        (_, ValueRef::Text(text)) => Value::Text(String::from_utf8(text.to_vec()).ok()?),
        (_, ValueRef::Blob(bytes)) => Value::Bytes(bytes.to_vec()),
        _ => return None,
    })
}

/// A field's state from a cell; `None` for null.
pub(super) fn to_field(ty: &FieldType, cell: ValueRef<'_>) -> Option<FieldState> {
    match (ty, cell) {
        (_, ValueRef::Null) => None,
        (FieldType::Prose, ValueRef::Text(text)) => Some(FieldState::Prose(String::from_utf8(text.to_vec()).ok()?)),
        (FieldType::Set(member), ValueRef::Text(text)) => {
            let members: Vec<Json> = serde_json::from_slice(text).ok()?;
            let members = members.iter().map(|json| Some((from_json(member, json)?, Value::Null)));
            members.collect::<Option<BTreeMap<_, _>>>().map(FieldState::Set)
        }
        _ => to_scalar(ty, cell).map(FieldState::Scalar),
    }
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(yes) => Json::from(*yes),
        Value::Int(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Bytes(bytes) => Json::from(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        Value::List(parts) => Json::Array(parts.iter().map(to_json).collect()),
    }
}

fn from_json(ty: &FieldType, json: &Json) -> Option<Value> {
    Some(match (ty, json) {
        (_, Json::Null) => Value::Null,
        (FieldType::Group(parts), Json::Array(values)) if parts.len() == values.len() => {
            let parts = parts.iter().zip(values).map(|(part, json)| from_json(&part.ty, json));
            Value::List(parts.collect::<Option<_>>()?)
        }
        (FieldType::Record | FieldType::Edit | FieldType::Bytes, Json::String(text)) => Value::Bytes(unhex(text)?),
        (_, Json::Bool(yes)) => Value::Bool(*yes),
        (_, Json::Number(number)) => Value::Int(number.as_i64()?),
        (_, Json::String(text)) => Value::Text(text.clone()),
        _ => return None,
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use cunji_domain::record::Field;
    use cunji_domain::visit::PhotoRef;

    use super::*;

    #[test]
    fn sets_of_groups_come_back_as_they_were() {
        type Photos = cunji_domain::record::Set<PhotoRef>;
        let photo = Value::List(vec![Value::Bytes(vec![0, 255, 16]), Value::Int(4_711)]);
        let state = FieldState::Set(BTreeMap::from([(photo, Value::Null)]));
        let cell = field(&Photos::TYPE, &state).unwrap();
        assert_eq!(cell, Cell::Text(r#"[["00ff10",4711]]"#.to_owned()));
        assert_eq!(to_field(&Photos::TYPE, (&cell).into()), Some(state));
    }

    #[test]
    fn what_is_of_another_type_has_no_cell() {
        assert_eq!(scalar(&FieldType::Int, &Value::Text("3".to_owned())), None);
        assert_eq!(field(&FieldType::Prose, &FieldState::Scalar(Value::Int(3))), None);
    }
}
