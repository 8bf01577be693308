//! 驻村工作队: the team that a support unit stations in the village.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::record::{Owner, ToldOf};

declare_kind! {
    /// The team of a support unit in this village.
    pub struct Team = 45 "team" ("驻村工作队", "Village team")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The support unit's name.
        unit: String,
    }
    fields {
        /// What the team is called.
        1 name: Option<String>, "队名" since 1;
        /// The unit that leads the county's work group.
        2 lead_unit: Option<String>, "牵头单位" since 1;
        /// Since when, Asia/Shanghai.
        3 since: Option<NaiveDate>, "从哪天" since 1;
        /// Until when, if another unit took over.
        4 until: Option<NaiveDate>, "到哪天" since 1;
    }
}
