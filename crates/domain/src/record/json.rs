//! Records as JSON by the names of their declaration: exports, `show`, the read models' columns, `record import`.
//!
//! Days are ISO dates, instants Unix seconds (UTC), ids and other bytes hexadecimal, codes as they are, sets arrays in
//! order, groups objects, a quiz a list of right and wrong answers. What a record does not say is left out. A field of a
//! newer schema stands under its number.

use data_encoding::HEXLOWER_PERMISSIVE;
use serde_json::{Map, Value as Json};

use super::{FieldDecl, FieldState, FieldType, Fields, Form, KindDecl, Scalar, Value};
use crate::violation::Violation;
use crate::visit::Quiz;

/// A record's key and fields as one object.
pub fn record_to_json(decl: &KindDecl, key: &[Value], fields: &Fields) -> Map<String, Json> {
    let mut object = Map::new();
    for (part, value) in decl.key.iter().zip(key) {
        object.insert(part.name.to_owned(), value_to_json(&part.ty, &part.form, value));
    }
    for (number, state) in fields {
        let (name, json) = match decl.field(*number) {
            Some(field) => (field.name.to_owned(), field_to_json(field, state)),
            None => (number.to_string(), unknown_to_json(state)),
        };
        object.insert(name, json);
    }
    object
}

/// One field's merged state.
pub fn field_to_json(field: &FieldDecl, state: &FieldState) -> Json {
    match (state, &field.ty) {
        (FieldState::Set(members), FieldType::Set(member)) => {
            members.keys().map(|value| value_to_json(member, &field.form, value)).collect()
        }
        (FieldState::Scalar(value), ty) => value_to_json(ty, &field.form, value),
        _ => unknown_to_json(state),
    }
}

/// A scalar value or a set's member.
pub fn value_to_json(ty: &FieldType, form: &Form, value: &Value) -> Json {
    match (ty, value) {
        (FieldType::Day, _) => match chrono::NaiveDate::from_value(value) {
            Some(day) => day.to_string().into(),
            None => plain_to_json(value),
        },
        (FieldType::Group(parts), Value::List(values)) if parts.len() == values.len() => {
            let said = parts.iter().zip(values).filter(|(_, value)| **value != Value::Null);
            said.map(|(part, value)| (part.name.to_owned(), value_to_json(&part.ty, &part.form, value))).collect()
        }
        (_, Value::Int(_)) if *form == Form::Answers => match Quiz::from_value(value) {
            Some(quiz) => quiz.0.into(),
            None => plain_to_json(value),
        },
        _ => plain_to_json(value),
    }
}

fn unknown_to_json(state: &FieldState) -> Json {
    match state {
        FieldState::Scalar(value) => plain_to_json(value),
        FieldState::Prose(text) => text.as_str().into(),
        FieldState::Set(members) => members.keys().map(plain_to_json).collect(),
    }
}

fn plain_to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => (*flag).into(),
        Value::Int(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Bytes(bytes) => HEXLOWER_PERMISSIVE.encode(bytes).into(),
        Value::List(parts) => parts.iter().map(plain_to_json).collect(),
    }
}

/// What a JSON object says of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadFields {
    /// The parts of its key; empty for a kind whose id comes from the creating edit.
    pub key: Vec<Value>,
    /// Its fields.
    pub fields: Fields,
    /// What is neither a part of the key nor a field: kind, village, evidence, or a name that nobody knows. The caller
    /// takes what it knows and refuses the rest.
    pub other: Map<String, Json>,
}

/// Reads a record of this kind from an object as [`record_to_json`] writes it.
///
/// # Errors
/// Every part of the key that is missing and every value that is of another type. The kind's rules are not asked yet.
pub fn fields_from_json(decl: &KindDecl, object: &Map<String, Json>) -> Result<ReadFields, Vec<Violation>> {
    let mut other = object.clone();
    let mut violations = Vec::new();
    let mut key = Vec::new();
    for part in decl.key {
        match other.remove(part.name) {
            None | Some(Json::Null) => violations.push(missing(part.name)),
            Some(json) => match value_from_json(&part.ty, &part.form, &json) {
                Some(value) => key.push(value),
                None => violations.push(unfit(part.name, &json, &part.ty)),
            },
        }
    }
    let mut fields = Fields::new();
    for field in decl.fields {
        let Some(json) = other.remove(field.name).filter(|json| !json.is_null()) else { continue };
        match state_from_json(field, &json) {
            Some(FieldState::Prose(text)) if text.is_empty() => {}
            Some(FieldState::Set(members)) if members.is_empty() => {}
            Some(state) => _ = fields.insert(field.number, state),
            None => violations.push(unfit(field.name, &json, &field.ty)),
        }
    }
    if violations.is_empty() { Ok(ReadFields { key, fields, other }) } else { Err(violations) }
}

fn state_from_json(field: &FieldDecl, json: &Json) -> Option<FieldState> {
    match &field.ty {
        FieldType::Prose => json.as_str().map(|text| FieldState::Prose(text.to_owned())),
        FieldType::Set(member) => json
            .as_array()?
            .iter()
            .map(|json| Some((value_from_json(member, &field.form, json)?, Value::Null)))
            .collect::<Option<_>>()
            .map(FieldState::Set),
        ty => value_from_json(ty, &field.form, json).map(FieldState::Scalar),
    }
}

/// A scalar value or a set's member from JSON; `None` if it is of another type.
pub fn value_from_json(ty: &FieldType, form: &Form, json: &Json) -> Option<Value> {
    let value = match (ty, json) {
        (FieldType::Bool, Json::Bool(flag)) => Value::Bool(*flag),
        (FieldType::Day, Json::String(text)) => text.parse::<chrono::NaiveDate>().ok()?.to_value(),
        (FieldType::Int, Json::Array(answers)) if *form == Form::Answers => {
            let quiz = Quiz(answers.iter().map(Json::as_bool).collect::<Option<_>>()?).to_value();
            // More answers than the number can carry come back as another quiz or none.
            Quiz::from_value(&quiz).filter(|read| read.asked() == answers.len())?.to_value()
        }
        (FieldType::Int, Json::Number(_)) if *form == Form::Answers => return None,
        (FieldType::Int | FieldType::Instant, Json::Number(number)) => Value::Int(number.as_i64()?),
        (FieldType::Record | FieldType::Edit | FieldType::Bytes, Json::String(text)) => {
            Value::Bytes(HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?)
        }
        (FieldType::Group(parts), Json::Object(object)) => {
            if object.keys().any(|name| parts.iter().all(|part| part.name != name)) {
                return None;
            }
            let read = parts.iter().map(|part| match object.get(part.name) {
                None | Some(Json::Null) => Some(Value::Null),
                Some(json) => value_from_json(&part.ty, &part.form, json),
            });
            Value::List(read.collect::<Option<_>>()?)
        }
        // A short text that is too long is told by the rules, in words.
        (FieldType::Short, Json::String(text)) => return Some(Value::Text(text.clone())),
        (FieldType::Code | FieldType::ListedCode | FieldType::Person | FieldType::Division, Json::String(text)) => {
            Value::Text(text.clone())
        }
        _ => return None,
    };
    let in_list = match form {
        Form::OneOf(codes) => value.as_text().is_some_and(|text| codes.contains(&text)),
        Form::Plain | Form::Answers => true,
    };
    (in_list && ty.admits(&value)).then_some(value)
}

fn missing(name: &str) -> Violation {
    Violation::new("record.field_missing", format!("还差:{name}。"), format!("Still missing: {name}."))
}

fn unfit(name: &str, json: &Json, ty: &FieldType) -> Violation {
    let expected = match ty {
        FieldType::Day => "a day such as \"2017-09-01\"",
        FieldType::Set(_) => "a list",
        FieldType::Bool => "true or false",
        FieldType::Int | FieldType::Instant => "a whole number",
        FieldType::Record => "32 hexadecimal digits",
        FieldType::Edit => "64 hexadecimal digits",
        FieldType::Code => "a code of its list",
        _ => "a fitting text or object",
    };
    // What was typed may be long; the phone call with the office needs its beginning only.
    let shown: String = json.to_string().chars().take(60).collect();
    Violation::new(
        "record.field_type",
        format!("「{name}」填得不对:{shown}"),
        format!("The value of {name} does not fit: {shown}; expected {expected}."),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kinds;
    use crate::record::{PartDecl, RecordKind};
    use crate::visit::HouseholdVisit;

    fn read(kind: &str, object: Json) -> Result<ReadFields, Vec<Violation>> {
        fields_from_json(kinds::by_name(kind).unwrap(), object.as_object().unwrap())
    }

    /// Some value of every type; `salt` tells two members of a set apart.
    fn sample(ty: &FieldType, form: &Form, salt: u8) -> Value {
        let text = match (ty, form) {
            (_, Form::OneOf(codes)) => codes[usize::from(salt) % codes.len()].to_owned(),
            (FieldType::Division, _) => "610926101205".to_owned(),
            _ => format!("c{salt}"),
        };
        match ty {
            FieldType::Bool => Value::Bool(salt == 1),
            FieldType::Int if *form == Form::Answers => Quiz(vec![true, false, salt == 1]).to_value(),
            FieldType::Int | FieldType::Instant => Value::Int(2_000 + i64::from(salt)),
            FieldType::Day => Value::Int(17_410 + i64::from(salt)),
            FieldType::Record => Value::Bytes(vec![salt; 16]),
            FieldType::Edit => Value::Bytes(vec![salt; 32]),
            FieldType::Bytes => Value::Bytes(vec![0xab, salt]),
            FieldType::Group(parts) => {
                let part = |p: &PartDecl| if p.required { sample(&p.ty, &p.form, salt) } else { Value::Null };
                Value::List(parts.iter().map(part).collect())
            }
            _ => Value::Text(text),
        }
    }

    #[test]
    fn every_field_of_every_kind_comes_back_as_it_was() {
        for kind in kinds::all() {
            let key: Vec<_> = kind.key.iter().map(|part| sample(&part.ty, &part.form, 1)).collect();
            let state = |field: &FieldDecl| match &field.ty {
                FieldType::Prose => FieldState::Prose("两行\n文字 \"引号\"".to_owned()),
                FieldType::Set(ty) => {
                    FieldState::Set([1, 2].map(|salt| (sample(ty, &field.form, salt), Value::Null)).into())
                }
                ty => FieldState::Scalar(sample(ty, &field.form, 1)),
            };
            let fields: Fields = kind.fields.iter().map(|field| (field.number, state(field))).collect();
            let back = fields_from_json(kind, &record_to_json(kind, &key, &fields)).unwrap();
            assert_eq!((back.key, back.fields, back.other.len()), (key, fields, 0), "{}", kind.name);
        }
    }

    #[test]
    fn a_line_of_a_job_is_read_and_what_is_no_field_is_left_to_the_caller() {
        let visit = read(
            "visit",
            json!({"kind": "visit", "cadre": "c0017", "village": "610926101205", "household": "h031",
                "day": "2017-09-01", "purpose": "policy", "findings": "户主在家。", "quiz": [true, true, false],
                "satisfaction": 92, "lat": 32.212345, "written_at": 1_504_254_600}),
        )
        .unwrap();
        let typed = HouseholdVisit::from_parts(&visit.key, &visit.fields).unwrap();
        assert_eq!(typed.quiz, Some(Quiz(vec![true, true, false])));
        assert_eq!(typed.day, "2017-09-01".parse().unwrap());
        let other: Vec<_> = visit.other.keys().map(String::as_str).collect();
        assert_eq!(other, ["cadre", "kind", "lat", "village", "written_at"]);

        let diary =
            read("diary", json!({"cadre": "c0017", "day": "2017-09-01", "work": ["visit"], "text": ""})).unwrap();
        assert_eq!(diary.key, ["c0017".to_owned().to_value(), Value::Int(17_410)]);
        assert_eq!(diary.fields.keys().collect::<Vec<_>>(), [&2], "an empty text says nothing");
    }

    #[test]
    fn what_does_not_fit_is_told_by_name() {
        let codes = |kind, object| read(kind, object).unwrap_err().into_iter().map(|v| v.code).collect::<Vec<_>>();
        assert_eq!(codes("diary", json!({"day": "2017-09-01"})), ["record.field_missing"]);
        for (name, value) in [
            ("day", json!("2017-02-30")),
            ("satisfaction", json!(92.5)),
            ("quiz", json!([true, "no"])),
            ("quiz", json!(vec![true; 21])),
            ("quiz", json!(vec![true; 200])),
            ("quiz", json!(5)),
            ("companions", json!("c0018")),
            ("companions", json!(["陈"])),
            ("photos", json!([{"digest": "ab", "size": 1, "gps": 1}])),
            ("photos", json!([{"digest": "ab"}])),
            ("findings", json!(["text"])),
        ] {
            let mut object = json!({"day": "2017-09-01", "household": "h031"});
            object[name] = value;
            let violations = read("visit", object).unwrap_err();
            assert_eq!(violations.len(), 1, "{name}");
            assert!(violations[0].code == "record.field_type" && violations[0].en.contains(name), "{name}");
        }
        assert_eq!(codes("friendship_contact", json!({"friendship": "ab", "how": "pigeon"})).len(), 2);
    }

    #[test]
    fn a_field_of_a_newer_schema_stands_under_its_number() {
        let fields = Fields::from([(99, FieldState::Scalar(Value::Bytes(vec![1, 2])))]);
        let object = record_to_json(kinds::by_name("check_in").unwrap(), &[], &fields);
        assert_eq!(Json::Object(object), json!({"99": "0102"}));
    }
}
