//! 出勤 of the team, for its first secretary.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SentenceView;
use super::attendance::{AcknowledgementView, DayTotals, FiledMonth, LeaveView, ObjectionView, YearRing};
use super::named::{CodeName, PersonName};

/// A team's month, tonight, and what is to be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TeamView {
    /// The village's code.
    pub village: String,
    /// The village's name, if it has come down.
    pub village_name: Option<String>,
    /// The first day of the month.
    pub month: NaiveDate,
    /// The present day.
    pub today: NaiveDate,
    /// What the year is counted by that is not its own: no calendar of holidays, an earlier year's policy.
    pub counted_by: Option<SentenceView>,
    /// The members.
    pub members: Vec<TeamMember>,
    /// What was seen tonight.
    pub tonight: Tonight,
    /// What waits for the first secretary's word.
    pub to_decide: Vec<ToDecide>,
    /// What was seen against what was written since.
    pub compared: Compared,
}

/// A member in the team's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TeamMember {
    /// Who.
    pub person: PersonName,
    /// `resident` or `first_secretary`.
    pub role: String,
    /// The month's days up to today, or to its end.
    pub days: Vec<StripDay>,
    /// The month by state.
    pub totals: DayTotals,
    /// The year so far.
    pub year: YearRing,
    /// What the member said of the month.
    pub acknowledgement: Option<AcknowledgementView>,
    /// The first secretary's signature under it.
    pub signature: Option<AcknowledgementView>,
    /// Whether it can be signed now: it is over, somebody else's, and not signed as it is.
    pub can_sign: bool,
    /// Whether a sheet on paper stands for the member's own word.
    pub on_paper: bool,
    /// The signs of its days, as a signature under the month as it is shown carries them.
    pub signs: String,
    /// What offices filed of it last.
    pub filed: Option<FiledMonth>,
    /// What the member's phone showed of the month by QR codes.
    pub witnessed: Option<WitnessedMonth>,
}

/// A month of one's own as QR codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MonthCodes {
    /// The first day of the month.
    pub month: NaiveDate,
    /// The codes as SVG, to be shown one after the other.
    pub codes: Vec<String>,
}

/// A teammate's month as their phone showed it: by QR, signed by their device, until the records come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WitnessedMonth {
    /// Whose.
    pub person: PersonName,
    /// The first day of the month.
    pub month: NaiveDate,
    /// When it was shown (Unix seconds).
    #[ts(type = "number")]
    pub made_at: i64,
    /// The device that signed it.
    pub device: String,
    /// Its nights.
    pub nights: Vec<WitnessedNight>,
}

/// A night that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WitnessedNight {
    /// The day.
    pub day: NaiveDate,
    /// What was said of it.
    pub stay: CodeName,
    /// Whether its diary has come since: then that counts.
    pub has_come: bool,
    /// Whether the diary that came is another one than was shown.
    pub changed: bool,
}

/// A day in a member's strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StripDay {
    /// The day.
    pub day: NaiveDate,
    /// Its state.
    pub state: String,
}

/// Who is in the village tonight, by the first secretary's own eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Tonight {
    /// The day.
    pub day: NaiveDate,
    /// The team without oneself.
    pub team: Vec<PersonName>,
    /// What was noted already.
    pub noted: Option<Noted>,
}

/// What was noted of an evening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Noted {
    /// The record's id.
    pub id: String,
    /// Who was not there, and why.
    pub absent: Vec<AbsentMember>,
    /// A word on it.
    pub note: String,
    /// Whether the server holds it.
    pub sent: bool,
}

/// Somebody who was not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AbsentMember {
    /// Who.
    pub person: PersonName,
    /// Why, as far as the observer knows.
    pub why: Option<String>,
}

/// Something that waits for the first secretary's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ToDecide {
    /// `leave`, `voice_leave`, `day` or `objection`.
    pub what: String,
    /// Whose.
    pub person: PersonName,
    /// The day, or the first of several.
    pub day: NaiveDate,
    /// Why it waits, where a day does.
    pub why: Option<SentenceView>,
    /// The leave.
    pub leave: Option<LeaveView>,
    /// The heads of what is decided, as the form or the tap carries them.
    pub heads: Vec<String>,
    /// What the member says to the day.
    pub objection: Option<ObjectionView>,
    /// Whether an office has to decide: the objection is against the first secretary's word, or an office's.
    pub for_the_office: bool,
}

/// What was seen against what was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Compared {
    /// Nights of which both say the same.
    pub agree: u32,
    /// Nights of which no diary here says where they were spent: nothing was written, or it has not come yet.
    pub silent: u32,
    /// Nights of which they differ.
    pub differ: Vec<Difference>,
}

/// A night of which a word and what was seen differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Difference {
    /// Whose.
    pub person: PersonName,
    /// The day.
    pub day: NaiveDate,
    /// Whether the member was seen there.
    pub seen_here: bool,
    /// What the diary says: a code of the policy's list `stay`.
    pub said: String,
}

/// Somebody who is said not to be there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct AbsentSaid {
    /// Who.
    pub person: String,
    /// Why, as far as the observer knows.
    pub why: Option<String>,
}

/// How far the reading of a teammate's month has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WitnessProgress {
    /// How many codes there are; none while none was read.
    pub of: u32,
    /// Those that were not read yet, from 1.
    pub missing: Vec<u32>,
    /// The month, once all were read.
    pub month: Option<WitnessedMonth>,
}
