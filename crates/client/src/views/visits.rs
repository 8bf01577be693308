//! A visit: what its form needs to know, and the visit as it was written.

use serde::Serialize;
use ts_rs::TS;

use super::households::{HistoryRow, NextStep};
use super::named::{CodeName, HouseholdName, PersonName};

/// What the form of a visit offers. What the person writes is in the form's draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VisitFormView {
    /// The household; none while it is not chosen.
    pub household: Option<HouseholdName>,
    /// Who lives in it, by name: to be ticked where they were met.
    pub members: Vec<String>,
    /// The policy's purposes.
    pub purposes: Vec<CodeName>,
    /// Who of the team could have been along.
    pub team: Vec<PersonName>,
    /// Policies that were explained in the village before, the most frequent first.
    pub explained_before: Vec<String>,
    /// What the last visit named as the next step.
    pub next_step: Option<NextStep>,
    /// Visits of this household on this day that are written already. The form offers to open one; it never refuses.
    pub same_day: Vec<HistoryRow>,
    /// The person's friendship with the household: the visit can be a contact by one tap.
    pub friendship: Option<String>,
    /// Listed households that one may be that is written by name, the likeliest first.
    pub likely: Vec<HouseholdName>,
    /// Whether the policy wants the quiz asked.
    pub asks_quiz: bool,
    /// Whether the policy wants it asked how content the household is.
    pub asks_satisfaction: bool,
}

/// A visit as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VisitView {
    /// The village's code.
    pub village: String,
    /// The household.
    pub household: Option<HouseholdName>,
    /// What was written.
    pub row: HistoryRow,
    /// Who was met, by name.
    pub met: Vec<String>,
    /// Whether the person is named as a companion of somebody else's visit.
    pub is_companion: bool,
    /// What the person said to it as a companion.
    pub own_word: Option<bool>,
    /// The contact with a friend that the visit was.
    pub contact: Option<String>,
    /// The person's friendship with the household.
    pub friendship: Option<String>,
    /// Problems that came up in it.
    pub problems: Vec<String>,
    /// Its heads, as a companion's word carries them.
    pub heads: Vec<String>,
}
