//! 走访: the households of a village, and one of them with its history across the team.

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::named::{CodeName, HouseholdName, PersonName};

/// A page of the households that a search means; of all, where nothing was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HouseholdsView {
    /// The village's code.
    pub village: String,
    /// How many households are meant.
    pub total: u32,
    /// How many of the village's households fall to the person.
    pub assigned: u32,
    /// The page: whose visits fall to the person first, those who have waited longest first among them.
    pub rows: Vec<HouseholdRow>,
    /// Households that were written by name, are not matched yet, and are meant; a page's worth of them.
    pub unlisted: Vec<UnlistedRow>,
}

/// A household in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HouseholdRow {
    /// The number in the village's list.
    pub number: String,
    /// The head's name.
    pub head: String,
    /// The villagers' group.
    pub group: Option<String>,
    /// How many people live in it, as far as the list says; 0 where it does not.
    pub persons: u32,
    /// Why it is poor (codes of the register).
    pub causes: Vec<String>,
    /// Where it stands (code of the register).
    pub status: Option<String>,
    /// Whether its visits fall to the person, or the person helps it from afar.
    pub assigned: bool,
    /// The member by whom a search found it.
    pub found_member: Option<String>,
    /// Its visits.
    pub visited: VisitedView,
}

/// When a household was visited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VisitedView {
    /// The person's last visit, or one that the person shared.
    pub own: Option<NaiveDate>,
    /// Days since then.
    pub own_days: Option<i32>,
    /// Anybody's last visit.
    pub team: Option<NaiveDate>,
    /// Days since then.
    pub team_days: Option<i32>,
    /// Who wrote that one.
    pub by: Option<PersonName>,
    /// The beginning of what it says.
    pub gist: String,
    /// How many visits there are.
    pub visits: u32,
}

/// A household that was written by name and is in no list yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UnlistedRow {
    /// The head's name, as it was written.
    pub name: String,
    /// The group, as it was written; empty where none was.
    pub group: String,
    /// Its visits.
    pub visited: VisitedView,
    /// Listed households that it may be, the likeliest first.
    pub likely: Vec<HouseholdName>,
}

/// One household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HouseholdView {
    /// The village's code.
    pub village: String,
    /// What the list shows of it.
    pub row: HouseholdRow,
    /// Where it lives.
    pub address: Option<String>,
    /// What kind of household it is to the register, in the list's own code.
    pub category: Option<String>,
    /// Since when it has been registered.
    pub registered: Option<NaiveDate>,
    /// Since when it has stood where it stands.
    pub status_since: Option<NaiveDate>,
    /// Who lives in it.
    pub members: Vec<MemberOfHousehold>,
    /// Members of the team to whom its visits fall.
    pub visitors: Vec<PersonName>,
    /// Who helps it without living in the village.
    pub helpers: Vec<PersonName>,
    /// Names and groups that were written for it.
    pub also_written: Vec<HouseholdName>,
    /// The team's note on it.
    pub note: HouseholdNoteView,
    /// What the person's friendship with it is, if there is one that has not ended.
    pub friendship: Option<String>,
    /// What the next step was, where the last visits named one and none came after.
    pub next_step: Option<NextStep>,
    /// How many records its history has.
    pub total: u32,
    /// The latest of them, the newest day first.
    pub history: Vec<HistoryRow>,
}

/// A member of a household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MemberOfHousehold {
    /// The name.
    pub name: String,
    /// To the head, in the list's own words.
    pub relation: Option<String>,
    /// The year of birth.
    pub birth_year: Option<u16>,
    /// Health, work, schooling: what the list says.
    pub notes: Option<String>,
}

/// The team's note on a household; empty where nobody wrote one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct HouseholdNoteView {
    /// The note's id, once it is written.
    pub record: Option<String>,
    /// What the team knows of it.
    pub note: String,
    /// What is planned for it.
    pub plan: String,
    /// Digests of its photos.
    pub photos: Vec<String>,
    /// Whether two people changed it at once and somebody has to settle it.
    pub in_conflict: bool,
}

/// What somebody said was to be done next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NextStep {
    /// On the visit of this day.
    pub day: NaiveDate,
    /// Who wrote it.
    pub by: PersonName,
    /// What.
    pub text: String,
}

/// What a row of a household's history is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// A visit.
    Visit,
    /// A problem.
    Problem,
    /// A friendship began.
    Friendship,
    /// A contact with a friend.
    Contact,
}

/// A record of a household's history, whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HistoryRow {
    /// What it is.
    pub kind: HistoryKind,
    /// The record's id.
    pub id: String,
    /// The day.
    pub day: NaiveDate,
    /// Who wrote it.
    pub author: PersonName,
    /// Whether that is the person.
    pub own: bool,
    /// What was seen, said or raised; whole.
    pub text: String,
    /// What a visit found the household to need.
    pub needs: String,
    /// What a visit named as the next step.
    pub next_step: String,
    /// Why a visit was made.
    pub purpose: Option<CodeName>,
    /// Policies that a visit explained.
    pub explained: Vec<String>,
    /// Who was along on a visit, and what they said to it.
    pub companions: Vec<CompanionView>,
    /// How the two were in touch (code), of a contact.
    pub how: Option<String>,
    /// How far the office is with a problem (code of the answer); none while nobody took it.
    pub answer: Option<String>,
    /// Digests of its photos.
    pub photos: Vec<String>,
    /// Whether the server holds all of it.
    pub sent: bool,
}

/// A companion of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CompanionView {
    /// Who.
    pub person: PersonName,
    /// Whether they were along, as they say themselves; none while they said nothing.
    pub was_along: Option<bool>,
}
