//! 政策文件: every figure that an office may change, with its source, its validity and the day it became known.
//!
//! A policy is a TOML file ([`Policy::parse`]). Several make a [`PolicySet`], which says which one a day is computed
//! with. The format knows no key that would make a check-in, a photo, a minimum length of text or an opening of the app
//! a condition of anything, and a file that tries is refused with the reason.

mod check;
mod fault;
mod figure;
mod forbidden;
mod joined;
mod list;
mod parse;
mod sections;
mod set;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use fault::FileFault;
pub use figure::{ComplaintsTo, CountsAs, DutyMode, Figure, Proportion, Rounding};
pub use joined::LeftOut;
pub use list::{List, Listed};
pub use sections::{
    AttendancePolicy, CampaignPolicy, ComplaintsPolicy, Deadlines, FriendshipPolicy, LeadUnitPolicy, RankingPolicy,
    ReviewPolicy, TeamPolicy, VisitForm, Weights,
};
pub use set::PolicySet;

/// The policy that the product ships with.
pub const ANKANG_2017: &str = include_str!("../../policy/ankang-2017.toml");

/// One version of one policy. Two are equal if they say the same, however their files are laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name, e.g. `ankang-2017`.
    pub name: String,
    /// Its version, from 1.
    pub version: u32,
    /// The first day it is about.
    pub valid_from: NaiveDate,
    /// The last day it is about; none while it is open.
    pub valid_to: Option<NaiveDate>,
    /// The day on which it became known: no day before is computed with it where another policy was known then.
    pub known_from: NaiveDate,
    /// The policies (`name/version`) whose days it takes over from the day it is known.
    pub replaces: Vec<String>,
    /// What counts as a resident day.
    pub attendance: AttendancePolicy,
    /// Teams and those who send them.
    pub team: TeamPolicy,
    /// The five measures' weights.
    pub weights: Weights,
    /// How many a ranking names, and who sees it.
    pub ranking: RankingPolicy,
    /// What the form of a visit asks.
    pub visit_form: VisitForm,
    /// How friendships are kept up.
    pub friendship: FriendshipPolicy,
    /// Where complaints go.
    pub complaints: ComplaintsPolicy,
    /// How diaries are reviewed.
    pub review: ReviewPolicy,
    /// A lead unit's year.
    pub lead_unit: LeadUnitPolicy,
    /// Deadlines.
    pub deadlines: Deadlines,
    /// The campaign's numbers.
    pub campaign: CampaignPolicy,
    lists: list::Lists,
    line_of_validity: LineOfValidity,
}

/// Where `valid_from` stands in the file; says nothing about what the policy says, so it never makes two differ.
#[derive(Debug, Clone, Copy)]
struct LineOfValidity(usize);

impl PartialEq for LineOfValidity {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Policy {
    /// Reads and checks a policy's file.
    ///
    /// # Errors
    /// Every fault that was found, by line. An unknown key or a wrong type ends the reading, so what stands behind it may
    /// have faults of its own.
    pub fn parse(text: &str) -> Result<Self, Vec<FileFault>> {
        parse::policy(text)
    }

    /// How a computation names it: `name/version`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.name, self.version)
    }

    /// Where it stands among others: by the day it became known.
    fn order(&self) -> (NaiveDate, &str, u32) {
        (self.known_from, &self.name, self.version)
    }

    /// Whether it is about the day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// A list by its name: `stay`, `leave`, `work`, `purpose`, `relation`, `problem`.
    pub fn list(&self, name: &str) -> Option<&List> {
        self.lists.named().into_iter().find(|(known, _)| *known == name).map(|(_, list)| list)
    }

    /// Every list with its name.
    pub fn lists(&self) -> impl Iterator<Item = (&'static str, &List)> {
        self.lists.named().into_iter()
    }

    /// Whether a list has the code; `None` if there is no such list.
    pub fn listed(&self, list: &str, code: &str) -> Option<bool> {
        self.list(list).map(|list| list.entry(code).is_some())
    }

    /// What a stay is for attendance; `None` if the list `stay` does not have it.
    pub fn stay_counts_as(&self, code: &str) -> Option<CountsAs> {
        self.lists.stay.entry(code)?.counts_as
    }

    /// What a granted leave is for attendance; a kind that the list does not have is a leave.
    pub fn leave_counts_as(&self, code: &str) -> CountsAs {
        self.lists.leave.entry(code).and_then(|entry| entry.counts_as).unwrap_or(CountsAs::Leave)
    }
}
