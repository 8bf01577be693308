//! 户情记录: what the team notes on a household, beside what the office's list says of it.

mod rules;

use crate::declare_kind;
use crate::record::{Owner, Prose, Set, ToldOf};
use crate::visit::PhotoRef;

declare_kind! {
    /// The team's note on a household.
    pub struct HouseholdNote = 4 "household_note" ("户情记录", "The team's note on a household")
    writers Team, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The household's number.
        household: String,
    }
    fields {
        /// What the team knows of it.
        1 note: Prose, "户情" since 1;
        /// What is planned for it.
        2 plan: Prose, "帮扶打算" since 1;
        /// Photos.
        3 photos: Set<PhotoRef>, "照片" since 1;
    }
}
