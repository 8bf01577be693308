//! 问题: what was raised, and how far the office is with it.

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::named::{CodeName, HouseholdName, PersonName};

/// A page of the village's problems: what is open first, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProblemsView {
    /// The village's code.
    pub village: String,
    /// How many problems are meant.
    pub total: u32,
    /// How many of them are open.
    pub open: u32,
    /// The policy's categories.
    pub categories: Vec<CodeName>,
    /// The page.
    pub rows: Vec<ProblemView>,
}

/// How far a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProblemState {
    /// It is on this phone and the server does not hold it yet.
    Unsent,
    /// The server holds it; nobody took it yet.
    Raised,
    /// An office took it.
    Taken,
    /// The day by which an answer was due is over.
    Overdue,
    /// It was handed over to another office.
    HandedOver,
    /// It is answered.
    Answered,
    /// It can't be done; the answer says why.
    Declined,
}

/// A problem with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProblemView {
    /// The record's id.
    pub id: String,
    /// The village's code.
    pub village: String,
    /// The day on which it was raised.
    pub day: NaiveDate,
    /// Who raised it.
    pub author: PersonName,
    /// Whether that is the person.
    pub own: bool,
    /// What it is, whole.
    pub text: String,
    /// Its category.
    pub category: Option<CodeName>,
    /// How soon it wants an answer (code).
    pub urgency: Option<String>,
    /// The household that it is about.
    pub household: Option<HouseholdName>,
    /// The visit in which it came up.
    pub visit: Option<String>,
    /// Digests of its photos.
    pub photos: Vec<String>,
    /// How far it is.
    pub state: ProblemState,
    /// Who took it: an office or a person by name.
    pub taken_by: Option<String>,
    /// The division of the office that has it.
    pub office: Option<String>,
    /// The day by which an answer is due: as the office promised, else by the policy.
    pub answer_by: Option<NaiveDate>,
    /// Whether the office promised that day.
    pub promised: bool,
    /// Days since then, where it is over and nothing came.
    pub overdue_days: Option<i32>,
    /// The answer.
    pub answer: String,
    /// The day of the answer.
    pub answered: Option<NaiveDate>,
    /// Whether the server holds all of it.
    pub sent: bool,
}

impl ProblemState {
    /// Whether something is still to come.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Answered | Self::Declined)
    }
}
