//! 同行确认: a companion shares a visit by one tap instead of writing it again.

mod rules;

use crate::declare_kind;
use crate::person::PersonId;
use crate::record::{Owner, RecordId, ToldOf};

declare_kind! {
    /// A companion's word on a visit that somebody else wrote. The visit's day is the visit's to tell.
    pub struct SharedVisit = 18 "shared_visit" ("同行确认", "Shared visit")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The visit.
        visit: RecordId,
        /// The companion.
        cadre: PersonId,
    }
    fields {
        /// Whether the companion was along.
        1 was_along: bool, "我在" since 1;
        /// A word on it.
        2 note: Option<String>, "备注" since 1;
    }
}
