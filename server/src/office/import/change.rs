//! What an import would change, in words for who is to approve it.

use cunji_documents::edit_between;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::json::field_to_json;
use cunji_domain::record::{FieldDecl, FieldState, Fields, KindDecl, RecordKind, Value};
use cunji_history::derived_record_id;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::error::ServerError;
use crate::imports::RowPlace;
use crate::log::{Named, publish_fields};
use crate::registrar::Registrar;
use crate::storage::read_model::RecordRow;
use crate::storage::{Transaction, roster};

/// What becomes of something by an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// It was not there.
    New,
    /// It says something else.
    Changed,
    /// It comes to an end, or another takes its place.
    Ended,
    /// A figure that would be counted otherwise.
    Counted,
}

/// A field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// The field in Chinese.
    pub zh: String,
    /// The field in English.
    pub en: String,
    /// What it said; none: nothing.
    pub before: Option<String>,
    /// What it would say; none: nothing.
    pub after: Option<String>,
}

/// One thing that an import would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// What becomes of it.
    pub becomes: Becomes,
    /// What it is, in Chinese.
    pub kind_zh: String,
    /// What it is, in English.
    pub kind_en: String,
    /// Which one, by name.
    pub subject: String,
    /// The division's code.
    pub division: String,
    /// The division's name.
    pub place: String,
    /// The sheet, where the file has several that count.
    pub sheet: Option<String>,
    /// The row of the file, from 1; none where no single row says it.
    pub row: Option<u32>,
    /// What differs.
    pub fields: Vec<Difference>,
}

/// A record as an import wants it to be.
pub(super) struct Wanted {
    decl: &'static KindDecl,
    named: Named,
    fields: Fields,
    /// What holds as long as no record says it.
    holds: Option<Fields>,
    /// Which one, by name.
    subject: String,
    place: Option<RowPlace>,
}

impl Wanted {
    /// A record that is known by its key.
    pub fn keyed<K: RecordKind>(record: &K, subject: impl Into<String>, place: Option<RowPlace>) -> Self {
        Self::named(record, Named::Key(record.key()), subject, place)
    }

    /// A record of a kind whose ids come from the creating edit.
    pub fn named<K: RecordKind>(record: &K, named: Named, subject: impl Into<String>, place: Option<RowPlace>) -> Self {
        Self { decl: K::DECL, named, fields: record.fields(), holds: None, subject: subject.into(), place }
    }

    /// The same, where something holds already although no record says it.
    pub fn in_place_of<K: RecordKind>(self, holds: Option<&K>) -> Self {
        Self { holds: holds.map(K::fields), ..self }
    }

    /// Writes it, if it is not so already.
    ///
    /// # Errors
    /// What the database says.
    pub fn publish(
        &self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
        now: i64,
    ) -> Result<bool, ServerError> {
        let done = publish_fields(tx, registrar, space, self.decl, self.named.clone(), &self.fields, now)?;
        Ok(done.is_some())
    }

    /// What that would change; nothing if it is so already.
    ///
    /// # Errors
    /// What the database says.
    pub fn change(
        &self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
    ) -> Result<Option<Change>, ServerError> {
        let id = match &self.named {
            Named::Key(key) => Some(derived_record_id(self.decl.number, space, key)),
            Named::Id(id) => Some(*id),
            Named::New => None,
        };
        let present = match id {
            Some(id) => registrar.tables.record(tx, self.decl.number, space, id)?,
            None => None,
        };
        let stands = present.filter(|row: &RecordRow| !row.withdrawn).map(|row| row.fields);
        let before = stands.as_ref().or(self.holds.as_ref());
        if before.is_some_and(|before| edit_between(self.decl, self.decl.schema, before, &self.fields).is_empty()) {
            return Ok(None);
        }
        let is_new = before.is_none();
        let fields = differences(self.decl, before.unwrap_or(&NOTHING), &self.fields);
        let ends = |difference: &Difference| {
            let names = ["last_day", "until", "to_day", "successor"].map(|name| self.decl.field_named(name));
            difference.after.is_some() && names.iter().flatten().any(|field| field.zh == difference.zh)
        };
        let becomes = match (is_new, fields.iter().any(ends)) {
            (true, _) => Becomes::New,
            (false, true) => Becomes::Ended,
            (false, false) => Becomes::Changed,
        };
        Ok(Some(Change {
            becomes,
            kind_zh: self.decl.zh.to_owned(),
            kind_en: self.decl.en.to_owned(),
            subject: self.subject.clone(),
            division: space.to_string(),
            place: roster::division_called(tx, space)?,
            sheet: self.place.as_ref().and_then(|(sheet, _)| sheet.clone()),
            row: self.place.as_ref().map(|(_, row)| *row),
            fields,
        }))
    }
}

static NOTHING: Fields = Fields::new();

fn differences(decl: &KindDecl, before: &Fields, after: &Fields) -> Vec<Difference> {
    let said = |field: &FieldDecl, fields: &Fields| fields.get(&field.number).and_then(|state| text(field, state));
    let differing = decl.fields.iter().filter_map(|field| {
        let (before, after) = (said(field, before), said(field, after));
        (before != after).then(|| Difference {
            zh: field.zh.to_owned(),
            en: field.name.replace('_', " "),
            before,
            after,
        })
    });
    differing.collect()
}

/// What a field says, for a reader; nothing where it says nothing.
fn text(field: &FieldDecl, state: &FieldState) -> Option<String> {
    if matches!(state, FieldState::Scalar(Value::Null)) {
        return None;
    }
    let said = readable(&field_to_json(field, state));
    (!said.is_empty()).then_some(said)
}

fn readable(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Bool(true) => "是".to_owned(),
        Json::Bool(false) => "否".to_owned(),
        Json::Number(number) => number.to_string(),
        Json::Array(items) => items.iter().map(readable).collect::<Vec<_>>().join("、"),
        Json::Object(parts) => parts.values().map(readable).collect::<Vec<_>>().join(" "),
    }
}
