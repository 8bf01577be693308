use chrono::NaiveDate;

use super::WritingTime;
use crate::confirmation::ConfirmationResult;
use crate::diary::Stay;
use crate::place::Place;
use crate::server_facts::village_anchor::VillageAnchor;

/// Everything that the grade of one cadre's day in one village is computed from.
///
/// Leave out: rejected records and those that descend from them, the words that an upheld objection is against, and judgements of
/// heads that the diary no longer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayFacts {
    /// The day, Asia/Shanghai.
    pub day: NaiveDate,
    /// Where the diary says that the night was spent.
    pub stay: Option<Stay>,
    /// How many days after its day that was first written; none where the phone's clock says nothing of use.
    pub written_after: Option<i64>,
    /// What the cadre saved that tells of this day, or was saved on it: diary, visits, check-ins. In any order.
    pub saves: Vec<Save>,
    /// The village's anchors on this day.
    pub anchors: Vec<Anchor>,
    /// Whether the first secretary saw the cadre there.
    pub seen_there: bool,
    /// Whether the first secretary saw that the cadre was not there.
    pub seen_away: bool,
    /// What the first secretary says of the diary.
    pub first_secretary: Option<ConfirmationResult>,
    /// Whether a teammate confirmed to have been along on a visit of this day.
    pub teammate_along: bool,
    /// Whether a teammate who is named as along says otherwise.
    pub teammate_denies: bool,
}

impl DayFacts {
    /// A day of which nothing but its night is known.
    pub fn new(day: NaiveDate, stay: Option<Stay>) -> Self {
        Self {
            day,
            stay,
            written_after: None,
            saves: Vec::new(),
            anchors: Vec::new(),
            seen_there: false,
            seen_away: false,
            first_secretary: None,
            teammate_along: false,
            teammate_denies: false,
        }
    }
}

/// One save with what the phone offered beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// When.
    pub written: WritingTime,
    /// Where, if the phone said.
    pub fix: Option<Fix>,
}

/// Where a phone was, as it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fix {
    /// The place.
    pub place: Place,
    /// Radius of 68 % confidence, metres; none where the phone did not say.
    pub accuracy: Option<u32>,
    /// What gave it.
    pub provider: Option<Provider>,
    /// Whether the platform said that it was made up.
    pub mock: bool,
}

/// What gave a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// Satellites.
    Satellite,
    /// Base stations and wireless networks.
    Network,
    /// Several together.
    Fused,
    /// Nobody measured: it was entered from paper or old data.
    Entered,
}

impl Provider {
    /// From its number in an entry's evidence; none for one that this version does not know.
    pub fn of(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Satellite),
            2 => Some(Self::Network),
            3 => Some(Self::Fused),
            4 => Some(Self::Entered),
            _ => None,
        }
    }
}

/// One of a village's anchors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Its name, e.g. 村部.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// Within so many metres of it one is at it.
    pub radius: u32,
}

impl From<&VillageAnchor> for Anchor {
    fn from(anchor: &VillageAnchor) -> Self {
        let radius = u32::try_from(anchor.radius).unwrap_or_default();
        Self { name: anchor.name.clone(), place: anchor.place.place(), radius }
    }
}
