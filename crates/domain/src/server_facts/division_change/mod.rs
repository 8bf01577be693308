//! 区划变更: what a division is called from a day on, or which other took its place. A space keeps the code of its founding.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::division::DivisionCode;
use crate::record::{Owner, ToldOf};

declare_kind! {
    /// What a division is called from a day on, or what took its place then; in the space of the division itself or of one above.
    pub struct DivisionChange = 49 "division" ("区划变更", "Change of a division")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The division's code at its founding.
        code: DivisionCode,
        /// The first day of the new state, Asia/Shanghai.
        since: NaiveDate,
    }
    fields {
        /// The new name.
        1 name: Option<String>, "新名称" since 1;
        /// The division that it was merged into or that took its place.
        2 successor: Option<DivisionCode>, "并入" since 1;
        /// The decree that says so.
        3 source: Option<String>, "依据" since 1;
    }
}
