//! 问题: what a cadre raises in a diary, in a visit or alone. Its state is not here: the answer is another record.

mod rules;

use chrono::NaiveDate;

use crate::record::{ListedCode, Owner, Prose, RecordId, Set, ToldOf};
use crate::visit::PhotoRef;
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// How soon a problem wants an answer.
    pub enum Urgency {
        /// When there is time.
        Low = "low" "不急",
        /// As usual.
        Normal = "normal" "一般",
        /// Soon.
        Urgent = "urgent" "急",
    }
}

declare_kind! {
    /// A problem that asks for an office's answer.
    pub struct Problem = 7 "problem" ("问题", "Problem")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 1
    fields {
        /// The day on which it was raised, Asia/Shanghai.
        1 day: NaiveDate, "哪天" since 1;
        /// What it is.
        2 text: Prose, "什么问题" since 1;
        /// From the policy's list `problem`.
        3 category: Option<ListedCode>, "哪一类" since 1;
        /// How soon.
        4 urgency: Option<Urgency>, "急不急" since 1;
        /// The listed household that it is about.
        5 household: Option<String>, "户编号" since 1;
        /// A household that is not in the list: its head's name.
        6 household_name: Option<String>, "户主" since 1;
        /// …and its villagers' group.
        7 group: Option<String>, "组" since 1;
        /// The diary entry or visit in which it came up.
        8 raised_in: Option<RecordId>, "出自哪条记录" since 1;
        /// Photos.
        9 photos: Set<PhotoRef>, "照片" since 1;
    }
}
