//! Fields as a typed record holds them, and how each is read from and written to generic values.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use chrono::NaiveDate;

use super::{FieldType, Form, Value};
use crate::division::DivisionCode;
use crate::person::PersonId;

/// The merged state of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldState {
    /// Replaced as a whole by `Put`.
    Scalar(Value),
    /// Written by `Splice`.
    Prose(String),
    /// Members by key, written by `Add` and `Remove`.
    Set(BTreeMap<Value, Value>),
}

/// The merged fields of a record by number, unknown ones included.
pub type Fields = BTreeMap<u16, FieldState>;

/// Why a record's fields can't be read as their kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The field or key part.
    pub name: &'static str,
    /// Whether it is missing (else it is of another type).
    pub missing: bool,
}

/// A value that stands in a key, a scalar field or a set.
pub trait Scalar: Sized {
    /// How it is declared.
    const TYPE: FieldType;
    /// What it means beyond that.
    const FORM: Form = Form::Plain;
    /// As it stands in an edit.
    fn to_value(&self) -> Value;
    /// From an edit; `None` if it is of another type or out of range.
    fn from_value(value: &Value) -> Option<Self>;
}

/// A field of a typed record.
pub trait Field: Sized {
    /// How it is declared.
    const TYPE: FieldType;
    /// What it means beyond that.
    const FORM: Form;
    /// Whether a record without it is incomplete.
    const REQUIRED: bool;
    /// From the merged state; `Err(true)` if it is missing, `Err(false)` if it is of another type.
    fn load(state: Option<&FieldState>) -> Result<Self, bool>;
    /// As merged state; `None` where there is nothing to say.
    fn store(&self) -> Option<FieldState>;
}

impl<T: Scalar> Field for T {
    const TYPE: FieldType = T::TYPE;
    const FORM: Form = T::FORM;
    const REQUIRED: bool = true;

    fn load(state: Option<&FieldState>) -> Result<Self, bool> {
        match state {
            None | Some(FieldState::Scalar(Value::Null)) => Err(true),
            Some(FieldState::Scalar(value)) => T::from_value(value).ok_or(false),
            Some(_) => Err(false),
        }
    }

    fn store(&self) -> Option<FieldState> {
        Some(FieldState::Scalar(self.to_value()))
    }
}

impl<T: Scalar> Field for Option<T> {
    const TYPE: FieldType = T::TYPE;
    const FORM: Form = T::FORM;
    const REQUIRED: bool = false;

    fn load(state: Option<&FieldState>) -> Result<Self, bool> {
        match T::load(state) {
            Ok(value) => Ok(Some(value)),
            Err(true) => Ok(None),
            Err(false) => Err(false),
        }
    }

    fn store(&self) -> Option<FieldState> {
        self.as_ref().map(|value| FieldState::Scalar(value.to_value()))
    }
}

/// Text that two people may write at once: merged character by character. Empty where nobody wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose(pub String);

impl Field for Prose {
    const TYPE: FieldType = FieldType::Prose;
    const FORM: Form = Form::Plain;
    const REQUIRED: bool = false;

    fn load(state: Option<&FieldState>) -> Result<Self, bool> {
        match state {
            None => Ok(Self::default()),
            Some(FieldState::Prose(text)) => Ok(Self(text.clone())),
            Some(_) => Err(false),
        }
    }

    fn store(&self) -> Option<FieldState> {
        (!self.0.is_empty()).then(|| FieldState::Prose(self.0.clone()))
    }
}

/// A set of scalars; two people may add to it at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set<T: Ord>(pub BTreeSet<T>);

impl<T: Ord> Default for Set<T> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        Self(members.into_iter().collect())
    }
}

struct TypeOf<T>(PhantomData<T>);

impl<T: Scalar> TypeOf<T> {
    const TYPE: &'static FieldType = &T::TYPE;
}

impl<T: Scalar + Ord> Field for Set<T> {
    const TYPE: FieldType = FieldType::Set(TypeOf::<T>::TYPE);
    const FORM: Form = T::FORM;
    const REQUIRED: bool = false;

    fn load(state: Option<&FieldState>) -> Result<Self, bool> {
        match state {
            None => Ok(Self::default()),
            Some(FieldState::Set(members)) => members.keys().map(|key| T::from_value(key).ok_or(false)).collect(),
            Some(_) => Err(false),
        }
    }

    fn store(&self) -> Option<FieldState> {
        let members: BTreeMap<_, _> = self.0.iter().map(|member| (member.to_value(), Value::Null)).collect();
        (!members.is_empty()).then_some(FieldState::Set(members))
    }
}

macro_rules! scalar_by {
    ($type:ty, $ty:expr, $to:expr, $from:expr) => {
        impl Scalar for $type {
            const TYPE: FieldType = $ty;

            fn to_value(&self) -> Value {
                #[allow(clippy::redundant_closure_call)]
                ($to)(self)
            }

            fn from_value(value: &Value) -> Option<Self> {
                if !<Self as Scalar>::TYPE.admits(value) {
                    return None;
                }
                #[allow(clippy::redundant_closure_call)]
                ($from)(value)
            }
        }
    };
}

const UNIX_EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day that exists");

scalar_by!(bool, FieldType::Bool, |b: &bool| Value::Bool(*b), |v: &Value| Some(*v == Value::Bool(true)));
scalar_by!(i64, FieldType::Int, |n: &i64| Value::Int(*n), |v: &Value| v.as_int());
scalar_by!(u8, FieldType::Int, |n: &u8| Value::Int(i64::from(*n)), |v: &Value| v
    .as_int()
    .and_then(|n| n.try_into().ok()));
scalar_by!(u16, FieldType::Int, |n: &u16| Value::Int(i64::from(*n)), |v: &Value| v
    .as_int()
    .and_then(|n| n.try_into().ok()));
scalar_by!(String, FieldType::Short, |t: &String| Value::Text(t.clone()), |v: &Value| v.as_text().map(str::to_owned));
scalar_by!(
    NaiveDate,
    FieldType::Day,
    |day: &NaiveDate| Value::Int(day.signed_duration_since(UNIX_EPOCH).num_days()),
    |v: &Value| UNIX_EPOCH.checked_add_signed(chrono::TimeDelta::try_days(v.as_int()?)?)
);
scalar_by!(PersonId, FieldType::Person, |p: &PersonId| Value::Text(p.as_str().to_owned()), |v: &Value| v
    .as_text()?
    .parse()
    .ok());
scalar_by!(DivisionCode, FieldType::Division, |d: &DivisionCode| Value::Text(d.as_str().to_owned()), |v: &Value| {
    v.as_text()?.parse().ok()
});

/// A record's id: derived from its key, or the first 16 bytes of its creating edit's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub [u8; 16]);

scalar_by!(RecordId, FieldType::Record, |id: &RecordId| Value::Bytes(id.0.to_vec()), |v: &Value| {
    v.as_bytes()?.try_into().ok().map(RecordId)
});

/// An edit's id, where a record refers to an edit (a verdict, a judgement's heads).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit(pub [u8; 32]);

scalar_by!(Edit, FieldType::Edit, |id: &Edit| Value::Bytes(id.0.to_vec()), |v: &Value| {
    v.as_bytes()?.try_into().ok().map(Edit)
});

/// One of a list that the policy holds (a kind of work, a purpose): its code. Whether the list has it is a rule's
/// question, not the type's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListedCode(pub String);

scalar_by!(ListedCode, FieldType::ListedCode, |c: &ListedCode| Value::Text(c.0.clone()), |v: &Value| {
    v.as_text().map(|t| ListedCode(t.to_owned()))
});

/// Bytes that only their reader understands (a key, a digest, a policy's file).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub Vec<u8>);

scalar_by!(Bytes, FieldType::Bytes, |b: &Bytes| Value::Bytes(b.0.clone()), |v: &Value| v
    .as_bytes()
    .map(|b| Bytes(b.to_vec())));

/// An instant: Unix seconds, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

scalar_by!(Instant, FieldType::Instant, |t: &Instant| Value::Int(t.0), |v: &Value| v.as_int().map(Instant));

/// A closed list of codes: declared by [`crate::declare_codes!`].
pub trait Code: Sized + Copy + 'static {
    /// Every code, in the order of the list.
    const ALL: &'static [Self];
    /// As it stands in an edit, in tables and on the command line.
    fn code(self) -> &'static str;
    /// As screens show it.
    fn zh(self) -> &'static str;
    /// The code's member of the list.
    fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|member| member.code() == code)
    }
}
