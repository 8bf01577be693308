//! 交友: the person's friends, and when to be in touch again.

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::households::HistoryRow;
use super::named::HouseholdName;

/// The person's friends: those to be in touch with soonest first, those whose friendship ended last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FriendsView {
    /// The village's code.
    pub village: String,
    /// After how many months the next contact is due, by the policy.
    #[ts(type = "number")]
    pub contact_months: i64,
    /// How many friends there are.
    pub total: u32,
    /// The page.
    pub rows: Vec<FriendRow>,
}

/// A friend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FriendRow {
    /// The friendship's id.
    pub id: String,
    /// The friend's name.
    pub name: String,
    /// The friend's household, where it is given.
    pub household: Option<HouseholdName>,
    /// The villagers' group.
    pub group: Option<String>,
    /// Since when.
    pub since: NaiveDate,
    /// The day on which it ended.
    pub ended: Option<NaiveDate>,
    /// The last contact.
    pub last: Option<NaiveDate>,
    /// How it was (code).
    pub last_how: Option<String>,
    /// The beginning of what it says.
    pub gist: String,
    /// The day by which the next contact is due; none where it ended.
    pub due: Option<NaiveDate>,
    /// Days since that day; negative while it is to come.
    pub overdue_days: Option<i32>,
    /// How many contacts there are.
    pub contacts: u32,
    /// Whether there is a contact of today already.
    pub contacted_today: bool,
    /// Whether the server holds all of the friendship.
    pub sent: bool,
}

/// A friend with the contacts, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FriendView {
    /// The village's code.
    pub village: String,
    /// What the list shows.
    pub row: FriendRow,
    /// Why these two.
    pub why: String,
    /// Why it ended.
    pub ended_why: Option<String>,
    /// The contacts.
    pub contacts: Vec<HistoryRow>,
}
