//! The declaration of a kind of record: the one place that columns, canonical bytes, tables and documentation follow.

use chrono::NaiveDate;

use super::{CheckContext, FieldState, Fields, RecordId, RecordView, Scalar, Value};
use crate::person::PersonId;
use crate::violation::Violation;

/// A kind's number on the wire; never used again for another kind.
pub type KindNumber = u16;

/// Who may write a kind. A kind has one class of writers, so rights are checked per entry and never per field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writers {
    /// The person that the record is by and about.
    Author,
    /// Any member of the team.
    Team,
    /// The first secretary of the team.
    FirstSecretary,
    /// An office, through the server's own device.
    Office,
}

/// Who may read a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everybody with a role in the space (for a town's, county's or city's space: everybody below it).
    Team,
    /// The person it concerns (see [`Owner`]) and the offices above.
    OwnerAndOffice,
    /// The offices above alone.
    Office,
}

/// The person that an [`Audience::OwnerAndOffice`] record concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Who wrote it.
    Author,
    /// The person named by this part of the key.
    Key(usize),
}

/// Where a record's id comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdRule {
    /// From kind, space and key: two devices that tell of the same thing write the same record.
    Derived,
    /// The first 16 bytes of the creating edit's id.
    Creation,
}

/// Where a kind says which day it tells of; the writer's role is checked for that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldOf {
    /// This part of the key is the day.
    Key(usize),
    /// This field is the day.
    Field(u16),
    /// It tells of no day.
    Nothing,
}

/// What the value of a field means beyond its type; columns and canonical bytes don't care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Nothing beyond its type.
    Plain,
    /// Its text is one of these codes, a list closed in code.
    OneOf(&'static [&'static str]),
    /// Its number is a list of right and wrong answers (see [`crate::visit::Quiz`]).
    Answers,
}

/// One part of a [`FieldType::Group`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartDecl {
    /// The name in code and in JSON.
    pub name: &'static str,
    /// How its value is written; never `Prose` or `Set`.
    pub ty: FieldType,
    /// What it means beyond that.
    pub form: Form,
    /// Whether it may not be `Null`.
    pub required: bool,
}

/// How a judgement points at what it judges: it counts while the subject's heads are exactly those it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judges {
    /// The part of the key that is the subject's record id.
    pub subject: usize,
    /// The part of the key that is the level of the judge.
    pub level: usize,
    /// The set field with the ids of the edits that were the subject's heads.
    pub heads: u16,
}

/// How a field's value is written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// `Value::Bool`.
    Bool,
    /// `Value::Int`.
    Int,
    /// `Value::Int`, days since 1970-01-01 (Asia/Shanghai).
    Day,
    /// `Value::Int`, Unix seconds (UTC).
    Instant,
    /// `Value::Text`, one of a list closed in code.
    Code,
    /// `Value::Text`, one of a list that the policy holds.
    ListedCode,
    /// `Value::Text` of at most 200 characters, replaced as a whole.
    Short,
    /// Text that is written and merged character by character: only `Splice` changes it.
    Prose,
    /// `Value::Text`, a person's id.
    Person,
    /// `Value::Text`, a division's code.
    Division,
    /// `Value::Bytes` of 16: a record's id.
    Record,
    /// `Value::Bytes` of 32: an edit's id.
    Edit,
    /// `Value::Bytes` of any length (a key, a digest, a file that is an office's to write).
    Bytes,
    /// `Value::List`: parts bound by one rule, in this order.
    Group(&'static [PartDecl]),
    /// A set whose members are of this type: only `Add` and `Remove` change it.
    Set(&'static FieldType),
}

/// One field of a kind.
#[derive(Debug, Clone, Copy)]
pub struct FieldDecl {
    /// The number on the wire and in canonical bytes; never used again within the kind.
    pub number: u16,
    /// The name in code, in tables and in JSON.
    pub name: &'static str,
    /// The name on screens.
    pub zh: &'static str,
    /// How its value is written.
    pub ty: FieldType,
    /// What it means beyond that; for a set, what its members mean.
    pub form: Form,
    /// The schema version that brought it.
    pub since: u16,
    /// Whether a record without it is incomplete.
    pub required: bool,
}

/// One part of a derived key.
#[derive(Debug, Clone, Copy)]
pub struct KeyDecl {
    /// The name in code, in tables and in JSON.
    pub name: &'static str,
    /// How its value is written.
    pub ty: FieldType,
    /// What it means beyond that.
    pub form: Form,
}

/// The declaration of a kind. Built by [`crate::declare_kind!`].
#[derive(Debug)]
pub struct KindDecl {
    /// The number on the wire.
    pub number: KindNumber,
    /// The name in code, in tables and in JSON.
    pub name: &'static str,
    /// The name on screens.
    pub zh: &'static str,
    /// The name in English.
    pub en: &'static str,
    /// Who may write it.
    pub writers: Writers,
    /// Who may read it.
    pub audience: Audience,
    /// Whom an [`Audience::OwnerAndOffice`] record concerns.
    pub owner: Owner,
    /// The day it tells of.
    pub told_of: ToldOf,
    /// What it judges, if it is a judgement.
    pub judges: Option<Judges>,
    /// Where its id comes from.
    pub id: IdRule,
    /// The parts of the derived key, in order; empty for [`IdRule::Creation`].
    pub key: &'static [KeyDecl],
    /// Its fields, by number.
    pub fields: &'static [FieldDecl],
    /// The newest schema version.
    pub schema: u16,
    /// The kind's rules over a whole record.
    pub check: fn(&RecordView<'_>, &CheckContext<'_>) -> Vec<Violation>,
}

impl KindDecl {
    /// The field with this number, if this version knows it.
    pub fn field(&self, number: u16) -> Option<&'static FieldDecl> {
        self.fields.iter().find(|f| f.number == number)
    }

    /// The field with this name.
    pub fn field_named(&self, name: &str) -> Option<&'static FieldDecl> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The day that a record tells of, if its kind tells of one and the record says it.
    pub fn day_told(&self, key: &[Value], fields: &Fields) -> Option<NaiveDate> {
        match self.told_of {
            ToldOf::Key(part) => NaiveDate::from_value(key.get(part)?),
            ToldOf::Field(number) => match fields.get(&number)? {
                FieldState::Scalar(value) => NaiveDate::from_value(value),
                _ => None,
            },
            ToldOf::Nothing => None,
        }
    }

    /// The person that a record concerns: who may read it where its audience is [`Audience::OwnerAndOffice`]. `None` for a
    /// key that does not fit the kind.
    pub fn owner_of(&self, author: &PersonId, key: &[Value]) -> Option<PersonId> {
        match self.owner {
            Owner::Author => Some(author.clone()),
            Owner::Key(part) => PersonId::from_value(key.get(part)?),
        }
    }

    /// What a judgement judges: the subject's record id from the judgement's key. `None` for what is no judgement.
    pub fn subject_of(&self, key: &[Value]) -> Option<RecordId> {
        RecordId::from_value(key.get(self.judges?.subject)?)
    }

    /// Whether a key has the declared number of parts and each part its type.
    pub fn key_fits(&self, key: &[Value]) -> bool {
        key.len() == self.key.len() && self.key.iter().zip(key).all(|(part, value)| part.ty.admits(value))
    }
}

impl PartDecl {
    /// Whether a value may stand as this part.
    pub fn admits(&self, value: &Value) -> bool {
        if *value == Value::Null { !self.required } else { self.ty.admits(value) }
    }
}

impl FieldType {
    /// Whether a scalar value (or a set's member) is of this type. `Prose` and `Set` admit no scalar.
    pub fn admits(&self, value: &Value) -> bool {
        match self {
            Self::Bool => matches!(value, Value::Bool(_)),
            Self::Int | Self::Instant => matches!(value, Value::Int(_)),
            Self::Day => value.as_int().is_some_and(|days| (-100_000..200_000).contains(&days)),
            Self::Code | Self::ListedCode => value.as_text().is_some_and(|t| !t.is_empty() && t.len() <= 64),
            Self::Short => value.as_text().is_some_and(|t| t.chars().count() <= 200),
            Self::Person => value.as_text().is_some_and(|t| t.parse::<crate::person::PersonId>().is_ok()),
            Self::Division => value.as_text().is_some_and(|t| t.parse::<crate::division::DivisionCode>().is_ok()),
            Self::Record => value.as_bytes().is_some_and(|b| b.len() == 16),
            Self::Edit => value.as_bytes().is_some_and(|b| b.len() == 32),
            Self::Bytes => value.as_bytes().is_some(),
            Self::Group(parts) => value.as_list().is_some_and(|list| {
                list.len() == parts.len() && parts.iter().zip(list).all(|(part, value)| part.admits(value))
            }),
            Self::Prose | Self::Set(_) => false,
        }
    }
}
