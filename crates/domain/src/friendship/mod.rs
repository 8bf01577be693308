//! 结对交友: a cadre and a villager or a household made friends.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::record::{Owner, Prose, ToldOf};

declare_kind! {
    /// A friendship of the person who writes it. It tells of no day: it may be older than the person's term.
    pub struct Friendship = 5 "friendship" ("结对交友", "Friendship")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    fields {
        /// The villager's name.
        1 name: Option<String>, "朋友姓名" since 1;
        /// The villager's group.
        2 group: Option<String>, "组" since 1;
        /// The listed household, where it is with one.
        3 household: Option<String>, "户编号" since 1;
        /// Since when.
        4 since: NaiveDate, "结交日期" since 1;
        /// Why these two.
        5 why: Prose, "为什么结交" since 1;
        /// The day on which it ended, if it did.
        6 ended: Option<NaiveDate>, "结束日期" since 1;
        /// Why it ended.
        7 ended_why: Option<String>, "为什么结束" since 1;
    }
}
