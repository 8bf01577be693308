//! How fields stand in the columns of the read model: readable with any database tool, and read back without loss.

use std::collections::BTreeMap;

use cunji_domain::record::{FieldState, FieldType, Fields, Value};
use data_encoding::HEXLOWER;
use serde_json::{Map, Value as Json, json};

use super::super::{Cell, Result, StorageError};

/// Stands before a character that PostgreSQL's text can't hold. A control character that nobody types.
const ESCAPE: char = '\u{1a}';

/// A text as a column holds it: U+0000 becomes U+001A and `0`, U+001A is doubled, all else stays.
pub(super) fn escape(text: &str) -> String {
    if !text.contains(['\0', ESCAPE]) {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '\0' => escaped.extend([ESCAPE, '0']),
            ESCAPE => escaped.extend([ESCAPE, ESCAPE]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The text that [`escape`] was given.
pub(super) fn unescape(text: String) -> String {
    if !text.contains(ESCAPE) {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ESCAPE => plain.push(if chars.next() == Some('0') { '\0' } else { ESCAPE }),
            c => plain.push(c),
        }
    }
    plain
}

/// The SQL type of a column for this type of field.
pub(super) fn column_type(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Bool | FieldType::Int | FieldType::Day | FieldType::Instant => "BIGINT",
        FieldType::Record | FieldType::Edit | FieldType::Bytes => "BYTEA",
        _ => "TEXT",
    }
}

/// A field's state for its column; `None` if it is of another type than declared, and then belongs to the column `more`.
pub(super) fn state_cell(ty: &FieldType, state: &FieldState) -> Option<Cell> {
    match (ty, state) {
        (FieldType::Prose, FieldState::Prose(text)) => Some(Cell::Text(escape(text))),
        (FieldType::Set(_), FieldState::Set(members)) => Some(Cell::Text(set_json(members).to_string())),
        (_, FieldState::Scalar(Value::Null)) => Some(Cell::Null),
        (FieldType::Prose | FieldType::Set(_), _) => None,
        (_, FieldState::Scalar(value)) => value_cell(ty, value),
        _ => None,
    }
}

/// A scalar value for its column; `None` if it is of another type than declared.
pub(super) fn value_cell(ty: &FieldType, value: &Value) -> Option<Cell> {
    Some(match (ty, value) {
        (FieldType::Bool, Value::Bool(truth)) => Cell::from(*truth),
        (FieldType::Int | FieldType::Day | FieldType::Instant, Value::Int(number)) => Cell::Int(*number),
        (FieldType::Record | FieldType::Edit | FieldType::Bytes, Value::Bytes(bytes)) => Cell::Bytes(bytes.clone()),
        (FieldType::Group(_), Value::List(_)) => Cell::Text(value_json(value).to_string()),
        (
            FieldType::Code | FieldType::ListedCode | FieldType::Short | FieldType::Person | FieldType::Division,
            Value::Text(text),
        ) => Cell::Text(escape(text)),
        _ => return None,
    })
}

/// A field's state from its column; `None` for an empty one.
pub(super) fn cell_state(ty: &FieldType, cell: Cell) -> Result<Option<FieldState>> {
    Ok(match (ty, cell) {
        (_, Cell::Null) => None,
        (FieldType::Prose, Cell::Text(text)) => Some(FieldState::Prose(unescape(text))),
        (FieldType::Set(_), Cell::Text(text)) => Some(FieldState::Set(set_of(&parse(&text)?)?)),
        (ty, cell) => Some(FieldState::Scalar(cell_value(ty, cell)?)),
    })
}

/// A scalar value from its column.
pub(super) fn cell_value(ty: &FieldType, cell: Cell) -> Result<Value> {
    Ok(match (ty, cell) {
        (FieldType::Bool, Cell::Int(truth)) => Value::Bool(truth != 0),
        (FieldType::Group(_), Cell::Text(text)) => value_of(&parse(&text)?)?,
        (_, Cell::Int(number)) => Value::Int(number),
        (_, Cell::Text(text)) => Value::Text(unescape(text)),
        (_, Cell::Bytes(bytes)) => Value::Bytes(bytes),
        (_, Cell::Null) => Value::Null,
    })
}

/// Fields that have no column (of a newer schema, or of another type than declared) as one JSON text; NULL for none.
pub(super) fn more_cell(fields: &Fields) -> Cell {
    if fields.is_empty() {
        return Cell::Null;
    }
    let all: Map<String, Json> = fields
        .iter()
        .map(|(number, state)| {
            let state = match state {
                FieldState::Scalar(value) => json!({ "scalar": value_json(value) }),
                FieldState::Prose(text) => json!({ "prose": text }),
                FieldState::Set(members) => json!({ "set": set_json(members) }),
            };
            (number.to_string(), state)
        })
        .collect();
    Cell::Text(Json::Object(all).to_string())
}

/// The fields that [`more_cell`] was given.
pub(super) fn more_of(text: Option<String>) -> Result<Fields> {
    let Some(text) = text else { return Ok(Fields::new()) };
    let json = parse(&text)?;
    let mut fields = Fields::new();
    for (number, state) in json.as_object().ok_or_else(damaged)? {
        let state = match state.as_object().and_then(|state| state.iter().next()) {
            Some((kind, value)) if kind == "scalar" => FieldState::Scalar(value_of(value)?),
            Some((kind, Json::String(text))) if kind == "prose" => FieldState::Prose(text.clone()),
            Some((kind, members)) if kind == "set" => FieldState::Set(set_of(members)?),
            _ => return Err(damaged()),
        };
        fields.insert(number.parse().map_err(|_| damaged())?, state);
    }
    Ok(fields)
}

/// Conflicts by field as one JSON text; NULL for none.
pub(super) fn conflicts_cell(conflicts: &BTreeMap<u16, Vec<Value>>) -> Cell {
    if conflicts.is_empty() {
        return Cell::Null;
    }
    let all: Map<String, Json> =
        conflicts.iter().map(|(field, values)| (field.to_string(), values.iter().map(value_json).collect())).collect();
    Cell::Text(Json::Object(all).to_string())
}

/// The conflicts that [`conflicts_cell`] was given.
pub(super) fn conflicts_of(text: Option<String>) -> Result<BTreeMap<u16, Vec<Value>>> {
    let Some(text) = text else { return Ok(BTreeMap::new()) };
    let json = parse(&text)?;
    let conflict = |(field, values): (&String, &Json)| {
        let values = values.as_array().ok_or_else(damaged)?.iter().map(value_of).collect::<Result<_>>()?;
        Ok((field.parse().map_err(|_| damaged())?, values))
    };
    json.as_object().ok_or_else(damaged)?.iter().map(conflict).collect()
}

/// Bytes are told from text by standing in an object: `{"hex": "…"}`.
fn value_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Int(number) => Json::from(*number),
        Value::Text(text) => Json::String(text.clone()),
        Value::Bytes(bytes) => json!({ "hex": HEXLOWER.encode(bytes) }),
        Value::List(parts) => parts.iter().map(value_json).collect(),
    }
}

fn value_of(json: &Json) -> Result<Value> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Int(number.as_i64().ok_or_else(damaged)?),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(parts) => Value::List(parts.iter().map(value_of).collect::<Result<_>>()?),
        Json::Object(_) => {
            let hex = json.get("hex").and_then(Json::as_str).ok_or_else(damaged)?;
            Value::Bytes(HEXLOWER.decode(hex.as_bytes()).map_err(|_| damaged())?)
        }
    })
}

/// A plain set is the list of its members; one whose members carry values is an object with pairs.
fn set_json(members: &BTreeMap<Value, Value>) -> Json {
    if members.values().all(|value| *value == Value::Null) {
        return members.keys().map(value_json).collect();
    }
    let pairs: Json = members.iter().map(|(key, value)| json!([value_json(key), value_json(value)])).collect();
    json!({ "pairs": pairs })
}

fn set_of(json: &Json) -> Result<BTreeMap<Value, Value>> {
    match json {
        Json::Array(members) => members.iter().map(|member| Ok((value_of(member)?, Value::Null))).collect(),
        _ => {
            let pairs = json.get("pairs").and_then(Json::as_array).ok_or_else(damaged)?;
            let pair = |pair: &Json| match pair.as_array().map(Vec::as_slice) {
                Some([key, value]) => Ok((value_of(key)?, value_of(value)?)),
                _ => Err(damaged()),
            };
            pairs.iter().map(pair).collect()
        }
    }
}

fn parse(text: &str) -> Result<Json> {
    serde_json::from_str(text).map_err(|_| damaged())
}

fn damaged() -> StorageError {
    StorageError::Corrupted("a column of the read model is not what was written; rebuild it".to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Int),
            any::<String>().prop_map(Value::Text),
            any::<Vec<u8>>().prop_map(Value::Bytes),
        ];
        leaf.prop_recursive(2, 8, 4, |inner| prop::collection::vec(inner, 0..4).prop_map(Value::List))
    }

    fn state() -> impl Strategy<Value = FieldState> {
        prop_oneof![
            value().prop_map(FieldState::Scalar),
            any::<String>().prop_map(FieldState::Prose),
            prop::collection::btree_map(value(), value(), 0..4).prop_map(FieldState::Set),
        ]
    }

    proptest! {
        #[test]
        fn a_text_comes_back_and_holds_no_nul(text in "[\\x00\\x1a0a-c村]{0,12}") {
            let escaped = escape(&text);
            prop_assert!(!escaped.contains('\0'));
            prop_assert_eq!(unescape(escaped), text);
        }

        #[test]
        fn fields_without_a_column_come_back(fields in prop::collection::btree_map(any::<u16>(), state(), 0..4)) {
            let cell = more_cell(&fields);
            let text = match cell {
                Cell::Text(text) => { prop_assert!(!text.contains('\0')); Some(text) }
                _ => None,
            };
            prop_assert_eq!(more_of(text).unwrap(), fields);
        }
    }
}
