//! A diary as a clerk reviews it: what stands in it, what else the day has, who said what of it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::photos::PhotoShown;

/// A code of a policy's list, with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    /// The code.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A person by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonView {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// A diary with its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DiaryShown {
    /// The village.
    pub space: String,
    /// The village's name.
    pub village: String,
    /// The diary's id.
    pub record: String,
    /// The heads that are shown; whoever judges says them.
    pub heads: Vec<String>,
    /// Whose.
    pub cadre: PersonView,
    /// Their role on that day, by code.
    pub role: Option<String>,
    /// Of which day.
    pub day: NaiveDate,
    /// Where the night was spent.
    pub stay: Option<Named>,
    /// Kinds of work.
    pub work: Vec<Named>,
    /// The text.
    pub text: String,
    /// Who was along.
    pub companions: Vec<PersonView>,
    /// Who was met.
    pub met: Vec<String>,
    /// When it was first written, by the phone's clock: Unix seconds, UTC.
    pub written_at: i64,
    /// When it was last changed, by the phone's clock: Unix seconds, UTC.
    pub changed_at: i64,
    /// When that arrived here: Unix seconds, UTC.
    pub arrived_at: i64,
    /// The photos of the diary.
    pub photos: Vec<PhotoShown>,
    /// The visits of the day.
    pub visits: Vec<VisitShown>,
    /// The contacts with friends of the day.
    pub contacts: Vec<ContactShown>,
    /// The problems that were raised on the day.
    pub problems: Vec<ProblemRaised>,
    /// What the first secretary said of the day.
    pub seen: Vec<SeenShown>,
    /// The person's last days, this one last.
    pub days: Vec<StripDay>,
    /// How well the day's word is supported; none: not graded yet. Only for who may read evidence.
    pub grade: Option<GradeShown>,
    /// Where it was saved; only for who may read evidence.
    pub places: Vec<PlaceShown>,
    /// The village's anchors on that day.
    pub anchors: Vec<AnchorShown>,
    /// What offices said of it, the oldest first.
    pub said: Vec<SaidShown>,
}

/// A visit of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VisitShown {
    /// The household.
    pub household: String,
    /// Whether it is in the village's list.
    pub listed: bool,
    /// Why.
    pub purpose: Option<Named>,
    /// Its photos.
    pub photos: Vec<PhotoShown>,
    /// What was seen and heard.
    pub findings: String,
    /// What the household needs.
    pub needs: String,
    /// What is next.
    pub next_step: String,
}

/// A contact with a friend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactShown {
    /// How, by code.
    pub how: String,
    /// What was said and done.
    pub text: String,
}

/// A problem of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemRaised {
    /// Its photos.
    pub photos: Vec<PhotoShown>,
    /// What it is.
    pub text: String,
    /// Which kind.
    pub category: Option<Named>,
}

/// What a first secretary said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeenShown {
    /// Who.
    pub by: PersonView,
    /// `here`, `away`, `confirmed` or `questioned`.
    pub what: String,
    /// A word on it.
    pub note: String,
    /// Whether it is about the diary as it stands now.
    pub present: bool,
}

/// A day of the person, as their diaries tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StripDay {
    /// The day.
    pub day: NaiveDate,
    /// Where the night was spent, by code; none: nothing was said (yet).
    pub stay: Option<String>,
}

/// The grade of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GradeShown {
    /// The grade, by code.
    pub grade: String,
    /// In Chinese.
    pub zh: String,
    /// Why.
    pub reasons: Vec<RemarkShown>,
    /// Why a reviewer should look at it first.
    pub hints: Vec<RemarkShown>,
}

/// A reason or a hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RemarkShown {
    /// Its code.
    pub code: String,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
    /// How it may well be innocent, in Chinese.
    pub innocent_zh: Option<String>,
    /// …and in English.
    pub innocent_en: Option<String>,
    /// The diary of the same village that it names, where that still says what it said.
    pub diary: Option<String>,
}

/// One of the village's anchors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnchorShown {
    /// What it is called.
    pub name: String,
    /// Within so many metres one is at it.
    pub radius: i64,
}

/// Where something was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceShown {
    /// When, by the phone's clock: Unix seconds, UTC.
    pub at: i64,
    /// Metres of uncertainty.
    pub accuracy: Option<u32>,
    /// The nearest anchor, by its place in the list.
    pub anchor: Option<usize>,
    /// Metres from it.
    pub metres: Option<u32>,
    /// In which direction from it, by code.
    pub direction: Option<String>,
    /// Whether the platform called the place made up.
    pub mock: bool,
}

/// What an office said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SaidShown {
    /// The level, by code.
    pub level: String,
    /// Accepted, returned or flagged, by code.
    pub state: String,
    /// What is to be mended, by code.
    pub cause: Option<String>,
    /// Whether somebody read it; false: accepted with others, unread.
    pub read: Option<bool>,
    /// Why.
    pub reason: String,
    /// When: Unix seconds, UTC.
    pub at: i64,
    /// Whether it is about the diary as it stands now.
    pub present: bool,
    /// The last day for mending, where it was returned and its writer has that on a phone.
    pub until: Option<NaiveDate>,
}
