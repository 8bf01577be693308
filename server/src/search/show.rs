//! One record as a text, with its history.

use chrono::NaiveDate;
use cunji_domain::diary::Stay;
use cunji_domain::division::DivisionCode;
use cunji_domain::friendship_contact::ContactWay;
use cunji_domain::person::PersonId;
use cunji_domain::problem::Urgency;
use cunji_domain::problem_answer::AnswerState;
use cunji_domain::record::{Code, FieldDecl, FieldState, FieldType, Fields, Form, KindDecl, RecordId, Scalar, Value};
use cunji_domain::visit::Quiz;
use data_encoding::HEXLOWER;
use serde::Serialize;
use utoipa::ToSchema;

use super::index::day_of;
use super::texts::in_english;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::log::History;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, log, roster};

/// A field as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldShown {
    /// Its name in code.
    pub field: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// What it says.
    pub text: String,
    /// The same in English, where that is another word.
    pub text_en: Option<String>,
}

/// A version of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Version {
    /// Who wrote it.
    pub author: String,
    /// When, by that phone's clock: Unix seconds, UTC.
    pub written_at: i64,
    /// When it arrived: Unix seconds, UTC.
    pub arrived_at: i64,
    /// Whether it was erased by law: then nothing of it is left.
    pub erased: bool,
    /// What it changed, as it stood after it.
    pub changed: Vec<FieldShown>,
}

/// A record with its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordShown {
    /// The village.
    pub space: String,
    /// The village's name.
    pub village: String,
    /// The record.
    pub record: String,
    /// Its kind, by name.
    pub kind: String,
    /// Its kind, in Chinese.
    pub kind_zh: String,
    /// Its kind, in English.
    pub kind_en: String,
    /// Who wrote it.
    pub author: String,
    /// Who wrote it, by id.
    pub author_id: String,
    /// The day that it tells of.
    pub day: NaiveDate,
    /// What it says.
    pub fields: Vec<FieldShown>,
    /// How many photos it has.
    pub photos: usize,
    /// How it came to say that, the first version first.
    pub versions: Vec<Version>,
}

/// Shows a record of a kind that is searched. That it was seen is noted.
///
/// # Errors
/// It is not there, or not any more; or what the database says.
pub fn show(
    server: &Server,
    seat: &Seat,
    space: &DivisionCode,
    kind: &'static KindDecl,
    record: RecordId,
) -> Result<RecordShown, ServerError> {
    let registrar = server.registrar();
    let shown = storage::read(&*server.storage, |tx| Showing { tx, registrar: &registrar, kind }.shown(space, record))?;
    let of = Of {
        division: Some(space.clone()),
        subject: Some(HEXLOWER.encode(&record.0)),
        detail: Some(kind.zh.to_owned()),
    };
    audit::note_seen(server, seat, AuditAction::RecordSeen, &of)?;
    Ok(shown)
}

fn gone() -> ServerError {
    ServerError::refused(
        "record.unknown",
        "这条记录不在了,可能是写的人撤回了。回到检索结果再看看。",
        "This record is not there any more; whoever wrote it may have taken it back. Go back to what was found.",
    )
}

struct Showing<'s> {
    tx: &'s mut dyn Transaction,
    registrar: &'s Registrar,
    kind: &'static KindDecl,
}

impl Showing<'_> {
    fn shown(&mut self, space: &DivisionCode, record: RecordId) -> Result<RecordShown, ServerError> {
        let row = self.registrar.tables.record(self.tx, self.kind.number, space, record)?;
        let row = row.filter(|row| !row.withdrawn).ok_or_else(gone)?;
        let entries = log::entries_of_record(self.tx, space, record)?;
        let day = day_of(&row, &entries);
        let history = History::of(self.tx, space, record)?;
        let (mut versions, mut before) = (Vec::new(), Fields::new());
        for entry in &entries {
            let then = history.replay_to(record, entry.link.edit_id).map(|then| then.fields);
            let now = then.filter(|_| !entry.link.erased).unwrap_or_else(|| before.clone());
            versions.push(Version {
                author: roster::person_called(self.tx, &entry.author)?,
                written_at: entry.link.written_at,
                arrived_at: entry.link.received_at,
                erased: entry.link.erased,
                changed: self.fields(&now, Some(&before), day)?,
            });
            before = now;
        }
        let mut fields = self.key(&row.key)?;
        fields.extend(self.fields(&row.fields, None, day)?);
        Ok(RecordShown {
            space: space.to_string(),
            village: roster::division_called(self.tx, space)?,
            record: HEXLOWER.encode(&record.0),
            kind: self.kind.name.to_owned(),
            kind_zh: self.kind.zh.to_owned(),
            kind_en: self.kind.en.to_owned(),
            author: roster::person_called(self.tx, &row.author)?,
            author_id: row.author.to_string(),
            day,
            fields,
            photos: photos(self.kind, &row.fields),
            versions,
        })
    }

    /// The household's number, where the key has one: whose and which day it is stands above.
    fn key(&mut self, key: &[Value]) -> Result<Vec<FieldShown>, ServerError> {
        let parts = self.kind.key.iter().zip(key).filter(|(part, _)| part.ty == FieldType::Short);
        Ok(parts
            .filter_map(|(part, value)| Some((part.name, value.as_text()?)))
            .map(|(name, text)| shown(name, "户编号", text.to_owned(), None))
            .collect())
    }

    /// What the fields say; of another state only what differs from it.
    fn fields(
        &mut self,
        fields: &Fields,
        but: Option<&Fields>,
        day: NaiveDate,
    ) -> Result<Vec<FieldShown>, ServerError> {
        let mut said = Vec::new();
        for field in self.kind.fields {
            let state = fields.get(&field.number);
            let before = but.and_then(|before| before.get(&field.number));
            if but.is_some() && state == before {
                continue;
            }
            let words = state.map(|state| self.words(field, state, day)).transpose()?.flatten();
            match words {
                Some((text, text_en)) => said.push(shown(field.name, field.zh, text, text_en)),
                // It says so where something was taken away.
                None if but.is_some() && before.is_some() && is_told(&field.ty) => {
                    said.push(shown(field.name, field.zh, String::new(), None));
                }
                None => {}
            }
        }
        Ok(said)
    }

    /// A field in words, in Chinese and where it differs in English; nothing for what says nothing to a reader.
    fn words(
        &mut self,
        field: &FieldDecl,
        state: &FieldState,
        day: NaiveDate,
    ) -> Result<Option<(String, Option<String>)>, ServerError> {
        let words: Vec<(String, Option<String>)> = match (state, field.ty) {
            (FieldState::Prose(text), _) => vec![(text.clone(), None)],
            (FieldState::Scalar(value), ty) => self.value(field, &ty, value, day)?.into_iter().collect(),
            (FieldState::Set(members), FieldType::Set(member)) => {
                let mut words = Vec::new();
                for value in members.keys() {
                    words.extend(self.value(field, member, value, day)?);
                }
                words
            }
            (FieldState::Set(_), _) => Vec::new(),
        };
        let english = words.iter().any(|(_, en)| en.is_some());
        let en = words.iter().map(|(zh, en)| en.as_ref().unwrap_or(zh).as_str()).collect::<Vec<_>>().join(", ");
        let zh = words.iter().map(|(zh, _)| zh.as_str()).collect::<Vec<_>>().join("、");
        Ok((!zh.trim().is_empty()).then_some((zh, english.then_some(en))))
    }

    fn value(
        &mut self,
        field: &FieldDecl,
        ty: &FieldType,
        value: &Value,
        day: NaiveDate,
    ) -> Result<Option<(String, Option<String>)>, ServerError> {
        let plain = |text: String| Some((text, None));
        Ok(match (ty, value) {
            (FieldType::Short, Value::Text(text)) => plain(text.clone()),
            (FieldType::Day, _) => NaiveDate::from_value(value).and_then(|day| plain(day.to_string())),
            (FieldType::Bool, Value::Bool(yes)) => {
                let (zh, en) = if *yes { ("是", "yes") } else { ("否", "no") };
                Some((zh.to_owned(), Some(en.to_owned())))
            }
            (FieldType::Person, Value::Text(text)) => match text.parse::<PersonId>() {
                Ok(person) => plain(roster::person_called(self.tx, &person)?),
                Err(_) => None,
            },
            (FieldType::Division, Value::Text(text)) => match text.parse::<DivisionCode>() {
                Ok(division) => plain(roster::division_called(self.tx, &division)?),
                Err(_) => None,
            },
            (FieldType::Code, Value::Text(code)) => Some(coded(code)),
            (FieldType::ListedCode, Value::Text(code)) => {
                let policy = self.registrar.policies.on(day);
                let listed = policy.and_then(|policy| policy.list(list_of(field.name))?.entry(code));
                Some(listed.map_or((code.clone(), None), |listed| (listed.zh.clone(), Some(listed.en.clone()))))
            }
            (FieldType::Int, _) if field.form == Form::Answers => Quiz::from_value(value).and_then(|quiz| {
                let right = quiz.0.iter().filter(|right| **right).count();
                plain(format!("{right}/{}", quiz.0.len()))
            }),
            (FieldType::Int, Value::Int(number)) => plain(number.to_string()),
            _ => None,
        })
    }
}

fn shown(field: &str, zh: &str, text: String, text_en: Option<String>) -> FieldShown {
    FieldShown { field: field.to_owned(), zh: zh.to_owned(), en: in_english(field), text, text_en }
}

/// Whether a field of this type says something to a reader.
fn is_told(ty: &FieldType) -> bool {
    match ty {
        FieldType::Set(member) => is_told(member),
        FieldType::Record | FieldType::Edit | FieldType::Bytes | FieldType::Group(_) | FieldType::Instant => false,
        _ => true,
    }
}

fn photos(kind: &KindDecl, fields: &Fields) -> usize {
    let number = kind.field_named("photos").map(|field| field.number);
    match number.and_then(|number| fields.get(&number)) {
        Some(FieldState::Set(photos)) => photos.len(),
        _ => 0,
    }
}

/// The policy's list that a field's codes are of.
fn list_of(field: &str) -> &str {
    if field == "category" { "problem" } else { field }
}

/// The words of a code that is closed in the program.
fn coded(code: &str) -> (String, Option<String>) {
    let zh = Stay::of(code)
        .map(|it| it.zh())
        .or_else(|| Urgency::of(code).map(|it| it.zh()))
        .or_else(|| ContactWay::of(code).map(|it| it.zh()))
        .or_else(|| AnswerState::of(code).map(|it| it.zh()));
    (zh.unwrap_or(code).to_owned(), Some(code.replace('_', " ")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::SEARCHED;
    use super::*;

    #[test]
    fn every_code_of_a_searched_kind_has_its_word() {
        for kind in SEARCHED {
            for field in kind.fields.iter().filter(|field| field.ty == FieldType::Code) {
                let Form::OneOf(codes) = field.form else { panic!("{}.{}", kind.name, field.name) };
                for code in codes {
                    assert_ne!(coded(code).0, *code, "{}.{}", kind.name, field.name);
                }
            }
        }
    }

    #[test]
    fn no_code_means_two_things() {
        let lists = [Stay::ALL.len(), Urgency::ALL.len(), ContactWay::ALL.len(), AnswerState::ALL.len()];
        let mut codes = BTreeSet::new();
        codes.extend(Stay::ALL.iter().map(|it| it.code()));
        codes.extend(Urgency::ALL.iter().map(|it| it.code()));
        codes.extend(ContactWay::ALL.iter().map(|it| it.code()));
        codes.extend(AnswerState::ALL.iter().map(|it| it.code()));
        assert_eq!(codes.len(), lists.iter().sum::<usize>());
    }

    #[test]
    fn every_listed_code_is_of_a_list_that_the_policy_has() {
        let listed = |ty: &FieldType| matches!(ty, FieldType::ListedCode | FieldType::Set(FieldType::ListedCode));
        let fields = SEARCHED.iter().flat_map(|kind| kind.fields).filter(|field| listed(&field.ty));
        assert!(fields.map(|field| list_of(field.name)).eq(["work", "purpose", "problem"]));
    }
}
