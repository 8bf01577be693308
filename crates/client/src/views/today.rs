//! 今日: one day of the person's own.

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::attendance::{LunarDay, SolarTerm};
use super::me::VillageName;
use super::named::{CodeName, HouseholdName, PersonName};

/// A day with everything that belongs to it. Where a draft is open, the diary is what its writer has left in it so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TodayView {
    /// The day.
    pub day: NaiveDate,
    /// 1 Monday … 7 Sunday.
    pub weekday: u32,
    /// Its lunar date.
    pub lunar: Option<LunarDay>,
    /// The solar term that begins on it.
    pub term: Option<SolarTerm>,
    /// What the office's calendar calls it.
    pub holiday: Option<String>,
    /// Whether it is the present day, as far as the phone can tell.
    pub is_today: bool,
    /// The village's code.
    pub village: String,
    /// The village's name, if it has come down.
    pub village_name: Option<String>,
    /// The villages that the day may be of: what a choice offers on it.
    pub villages: Vec<VillageName>,
    /// The diary's id, once it is written.
    pub diary: Option<String>,
    /// Whether the server holds all of the diary.
    pub sent: bool,
    /// The draft that is open.
    pub draft: Option<String>,
    /// When the draft was last kept (Unix seconds).
    #[ts(type = "number | null")]
    pub draft_saved_at: Option<i64>,
    /// Whether the day asks for a diary that is not there yet: a day in the village and nothing written. No other day does.
    pub needs_diary: bool,
    /// Where the night was spent (code of the policy's list `stay`); none while it is unsaid.
    pub stay: Option<String>,
    /// The last night, where it is still unsaid.
    pub unsaid_night: Option<NaiveDate>,
    /// What may be said of a night.
    pub stays: Vec<CodeName>,
    /// Kinds of work that were chosen, in the order of the policy's list.
    pub work: Vec<CodeName>,
    /// The policy's kinds of work.
    pub works: Vec<CodeName>,
    /// What the person wrote.
    pub text: String,
    /// Who was along.
    pub companions: Vec<PersonName>,
    /// Who of the team could have been along.
    pub team: Vec<PersonName>,
    /// Villagers met.
    pub met: Vec<String>,
    /// Digests of the diary's photos.
    pub photos: Vec<String>,
    /// The day's visits and contacts.
    pub records: Vec<DayRecord>,
    /// The day's problems.
    pub problems: Vec<DayProblem>,
    /// What "as that day" would carry over.
    pub day_before: Option<DayBefore>,
    /// Visits of others, of whatever day, that wait for this person's word.
    pub visits_to_confirm: u32,
    /// Own entries that the server does not hold, of whatever day.
    pub unsent: u32,
    /// When the oldest of them was written (Unix seconds, the phone's clock).
    #[ts(type = "number | null")]
    pub unsent_since: Option<i64>,
}

/// What a record of the day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayRecordKind {
    /// A visit of one's own.
    Visit,
    /// A visit that a companion wrote and this person shares.
    SharedVisit,
    /// A contact with a friend.
    Contact,
}

/// A visit or a contact of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DayRecord {
    /// What it is.
    pub kind: DayRecordKind,
    /// The record's id.
    pub id: String,
    /// The household, of a visit.
    pub household: Option<HouseholdName>,
    /// The friend, of a contact.
    pub friend: Option<String>,
    /// How the two were in touch (code), of a contact.
    pub how: Option<String>,
    /// The visit in which a contact happened.
    pub visit: Option<String>,
    /// Who wrote it.
    pub author: PersonName,
    /// The beginning of what was written.
    pub gist: String,
    /// How many photos it has.
    pub photos: u32,
    /// Whether the server holds all of it.
    pub sent: bool,
}

/// A problem raised on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DayProblem {
    /// The record's id.
    pub id: String,
    /// The beginning of what was written.
    pub gist: String,
    /// Its category, if it has one.
    pub category: Option<CodeName>,
    /// The household that it is about.
    pub household: Option<HouseholdName>,
    /// The visit or diary in which it came up.
    pub raised_in: Option<String>,
    /// Whether the server holds all of it.
    pub sent: bool,
}

/// What may be carried over from an earlier day: never its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DayBefore {
    /// That day.
    pub day: NaiveDate,
    /// Its stay (code).
    pub stay: Option<String>,
    /// Its kinds of work.
    pub work: Vec<CodeName>,
    /// Who was along and is still of the team.
    pub companions: Vec<PersonName>,
}
