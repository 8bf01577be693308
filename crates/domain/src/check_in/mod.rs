//! 打卡: place and time offered for a day, never owed.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::record::{Owner, ToldOf};

declare_kind! {
    /// A check-in. Its evidence rides on the entry and never stands in a field, so that teammates don't get it.
    pub struct CheckIn = 9 "check_in" ("打卡", "Check-in")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 1
    fields {
        /// The day, Asia/Shanghai.
        1 day: NaiveDate, "哪天" since 1;
        /// A word on it.
        2 note: Option<String>, "备注" since 1;
    }
}
