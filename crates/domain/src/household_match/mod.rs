//! 认户: which listed household one is that visits wrote by name and group.

mod rules;

use crate::declare_kind;
use crate::record::{Owner, ToldOf};

declare_kind! {
    /// The listed household that a name and a group stand for in this village. Visits, friendships and problems that
    /// were written by that name and group count for it from then on.
    pub struct HouseholdMatch = 17 "household_match" ("认户", "Household match")
    writers Team, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The head's name, as it was written.
        name: String,
        /// The villagers' group, as it was written; empty where none was.
        group: String,
    }
    fields {
        /// The number in the village's list.
        1 household: String, "户编号" since 1;
    }
}
