//! 入户走访: one visit to one household.

mod quiz;
mod rules;

use chrono::NaiveDate;

pub use quiz::Quiz;

use crate::person::PersonId;
use crate::record::{Bytes, ListedCode, Owner, Prose, Set, ToldOf};
use crate::{declare_group, declare_kind};

declare_group! {
    /// A photo by its content; the bytes travel on their own.
    pub struct PhotoRef {
        /// SHA-256 of the shrunk picture.
        digest: Bytes,
        /// Its size in bytes.
        size: i64,
    }
}

declare_kind! {
    /// One visit to one household.
    pub struct HouseholdVisit = 2 "visit" ("入户走访", "Household visit")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 1
    fields {
        /// The day, Asia/Shanghai.
        1 day: NaiveDate, "哪天" since 1;
        /// The listed household's number in this village.
        2 household: Option<String>, "户编号" since 1;
        /// A household that is not in the list: its head's name; matched later.
        3 household_name: Option<String>, "户主" since 1;
        /// …and its villagers' group.
        4 group: Option<String>, "组" since 1;
        /// From the policy's list `purpose`.
        5 purpose: Option<ListedCode>, "为什么去" since 1;
        /// What was seen and heard.
        6 findings: Prose, "看到听到的" since 1;
        /// What the household needs.
        7 needs: Prose, "户里的难处" since 1;
        /// The policies that were explained.
        8 explained: Set<String>, "讲了什么政策" since 1;
        /// Cadres who were along.
        9 companions: Set<PersonId>, "同行" since 1;
        /// Who was met, by name.
        10 met: Set<String>, "见了谁" since 1;
        /// Asked and right answers; one field, since one rule binds them.
        11 quiz: Option<Quiz>, "政策问答" since 1;
        /// 0–100, as the villager said.
        12 satisfaction: Option<u8>, "满意度" since 1;
        /// Photos.
        13 photos: Set<PhotoRef>, "照片" since 1;
        /// What is to be done next.
        14 next_step: Prose, "下一步" since 1;
    }
}
