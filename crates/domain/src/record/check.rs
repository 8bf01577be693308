//! The one check that every kind's records go through, on the phone before a save and on the server on arrival.

use chrono::NaiveDate;

use super::{FieldFault, Fields, KindDecl, Scalar, Value};
use crate::division::DivisionCode;
use crate::judgement::{Disputed, JudgeLevel};
use crate::kinds;
use crate::person::PersonId;
use crate::policy::List;
use crate::violation::Violation;

/// What a rule may ask of the world: only facts that the writer could know. `None` means "not known here", and a rule
/// must not refuse for it.
pub trait Facts {
    /// Whether the village's list of households has this number.
    fn has_household(&self, village: &DivisionCode, number: &str) -> Option<bool>;
    /// Whether a list of the policy in force on the day (e.g. `work`) has this code.
    fn listed(&self, list: &str, code: &str, day: NaiveDate) -> Option<bool>;
    /// The list of the policy in force on the day, to name its codes.
    fn list(&self, name: &str, day: NaiveDate) -> Option<&List> {
        let _ = (name, day);
        None
    }
    /// Whether a person has a role in the space on the day.
    fn has_role(&self, space: &DivisionCode, person: &PersonId, day: NaiveDate) -> Option<bool>;
    /// The kind's number of the record with this id in the space.
    fn kind_of(&self, space: &DivisionCode, record: &super::RecordId) -> Option<super::KindNumber>;
    /// Whose record this is: the author of its first edit.
    fn author_of(&self, space: &DivisionCode, record: &super::RecordId) -> Option<PersonId> {
        let _ = (space, record);
        None
    }
    /// Whose leave a leave given by voice is: its author is the first secretary.
    fn voice_leave_of(&self, space: &DivisionCode, record: &super::RecordId) -> Option<PersonId> {
        let _ = (space, record);
        None
    }
    /// What is known of an objection to say who decides on it.
    fn disputed(&self, space: &DivisionCode, objection: &super::RecordId) -> Option<Disputed> {
        let _ = (space, objection);
        None
    }
}

/// A word that somebody objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectedWord {
    /// Who said it; of an office's word the server.
    pub author: PersonId,
    /// On which level, where the word is a judgement.
    pub level: Option<JudgeLevel>,
}

impl ObjectedWord {
    /// The word that a record is.
    pub fn of(author: PersonId, kind: super::KindNumber, key: &[Value]) -> Self {
        let judges = kinds::by_number(kind).and_then(|decl| decl.judges);
        let level = judges.and_then(|judges| JudgeLevel::from_value(key.get(judges.level)?));
        Self { author, level }
    }

    /// On which level it was said. What people say without judging (what was seen, a leave by voice) is said in the village.
    pub fn said_on(&self) -> JudgeLevel {
        self.level.unwrap_or(if self.author.is_server() { JudgeLevel::Town } else { JudgeLevel::Village })
    }
}

/// Facts of a writer who knows nothing but what stands in the record.
pub struct NothingKnown;

impl Facts for NothingKnown {
    fn has_household(&self, _: &DivisionCode, _: &str) -> Option<bool> {
        None
    }

    fn listed(&self, _: &str, _: &str, _: NaiveDate) -> Option<bool> {
        None
    }

    fn has_role(&self, _: &DivisionCode, _: &PersonId, _: NaiveDate) -> Option<bool> {
        None
    }

    fn kind_of(&self, _: &DivisionCode, _: &super::RecordId) -> Option<super::KindNumber> {
        None
    }
}

/// Where and by whom a record was written.
pub struct CheckContext<'a> {
    /// The space.
    pub space: &'a DivisionCode,
    /// Who wrote the edit that is checked.
    pub author: &'a PersonId,
    /// The local day of the check: the writer's on a phone, the arrival's on the server.
    pub today: NaiveDate,
    /// What else is known.
    pub facts: &'a dyn Facts,
}

/// A record's merged state, as its rules read it.
pub struct RecordView<'a> {
    /// The parts of its key.
    pub key: &'a [Value],
    /// Its fields.
    pub fields: &'a Fields,
}

/// A typed record of a declared kind; implemented by [`crate::declare_kind!`].
pub trait RecordKind: Sized {
    /// Its declaration.
    const DECL: &'static KindDecl;
    /// From key and fields, or everything that is missing or of another type.
    ///
    /// # Errors
    /// Every faulty key part and field.
    fn from_parts(key: &[Value], fields: &Fields) -> Result<Self, Vec<FieldFault>>;
    /// The parts of the key; empty where the id comes from the creating edit.
    fn key(&self) -> Vec<Value>;
    /// The fields that say something.
    fn fields(&self) -> Fields;
}

/// The rules of one kind, written once.
pub trait Rules: RecordKind {
    /// Every broken rule.
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation>;
}

/// Checks a record of kind `K`: what holds for the texts of every kind, required fields, types, then the kind's own rules.
pub fn check_record<K: Rules>(record: &RecordView<'_>, context: &CheckContext<'_>) -> Vec<Violation> {
    let mut violations = super::text::violations(K::DECL, record);
    match K::from_parts(record.key, record.fields) {
        Ok(typed) => violations.extend(typed.violations(context)),
        Err(faults) => {
            // A text that is too long is of no type; one sentence about it is enough.
            let told = violations.iter().any(|violation| violation.code == "record.text_too_long");
            let untold = faults.iter().filter(|fault| fault.missing || !told);
            violations.extend(untold.map(|fault| fault_violation(K::DECL, fault)));
        }
    }
    violations
}

fn fault_violation(decl: &KindDecl, fault: &FieldFault) -> Violation {
    let zh = decl.field_named(fault.name).map_or(fault.name, |field| field.zh);
    if fault.missing {
        Violation::new("record.field_missing", format!("还差:{zh}。"), format!("Still missing: {}.", fault.name))
    } else {
        Violation::new(
            "record.field_type",
            format!("「{zh}」填得不对。"),
            format!("The value of {} does not fit.", fault.name),
        )
    }
}
