//! 政策文件: a version of the policy file, as the office imported it; in the city's space.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::record::{Owner, Prose, ToldOf};

declare_kind! {
    /// A version of the policy.
    pub struct AnnouncedPolicy = 46 "policy" ("政策文件", "Policy")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The version.
        version: String,
    }
    fields {
        /// The file, TOML. Text, so that it travels and is read like any other.
        1 toml: Prose, "文件" since 1;
        /// The first day that it holds for, Asia/Shanghai.
        2 valid_from: NaiveDate, "生效日期" since 1;
        /// The first day on which it could be known.
        3 known_from: NaiveDate, "公布日期" since 1;
    }
}
