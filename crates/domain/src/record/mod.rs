//! A record as declared and as read: values, fields, kinds, and the one check that every kind goes through.

mod check;
mod declaration;
mod field;
pub mod json;
mod macros;
mod private_number;
mod rules;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod value;

pub use check::{CheckContext, Facts, NothingKnown, ObjectedWord, RecordKind, RecordView, Rules, check_record};
pub use declaration::{
    Audience, FieldDecl, FieldType, Form, IdRule, Judges, KeyDecl, KindDecl, KindNumber, Owner, PartDecl, ToldOf,
    Writers,
};
pub use field::{
    Bytes, Code, Edit, Field, FieldFault, FieldState, Fields, Instant, ListedCode, Prose, RecordId, Scalar, Set,
};
pub use rules::{
    LONGEST_SPAN_DAYS, all_listed, heads_named, household_of_village, not_in_future, not_of_others, not_ones_own,
    not_oneself, points_at, points_at_own, span_of_days, text_given,
};
pub use text::{LONGEST_SHORT, LONGEST_TEXT, MOST_MEMBERS};
pub use value::Value;

/// A part of a group as it stands in an edit; a part that says nothing is `Null`.
#[doc(hidden)]
pub fn part_to_value<F: Field>(part: &F) -> Value {
    match part.store() {
        Some(FieldState::Scalar(value)) => value,
        _ => Value::Null,
    }
}

/// A part of a group from an edit.
#[doc(hidden)]
pub fn part_from_value<F: Field>(value: &Value) -> Option<F> {
    F::load(Some(&FieldState::Scalar(value.clone()))).ok()
}
