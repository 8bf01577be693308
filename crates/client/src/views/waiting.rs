//! 等你: the months that wait for a word of the phone's person, as 今日 tells of them.

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::me::VillageName;
use super::named::PersonName;

/// Months that wait for one's own word, or those of a team that wait for its first secretary's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MonthsWaiting {
    /// The first days of the months, the first of them first; at least one.
    pub months: Vec<NaiveDate>,
    /// The day on which the policy has the last of them closed (月结); none once it is past.
    pub closes_on: Option<NaiveDate>,
    /// The team's village; none of one's own months.
    pub village: Option<VillageName>,
    /// Whose, of a team.
    pub people: Vec<PersonName>,
}
