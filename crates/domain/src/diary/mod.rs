//! 驻村日志: one cadre, one day.

mod rules;

use chrono::NaiveDate;

use crate::person::PersonId;
use crate::record::{ListedCode, Owner, Prose, RecordId, RecordKind, Scalar, Set, ToldOf, Value};
use crate::visit::PhotoRef;
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// Where the night was spent.
    pub enum Stay {
        /// In the village.
        Village = "village" "村里",
        /// In the town.
        Town = "town" "镇上",
        /// At home.
        Home = "home" "回家",
        /// Away on official business.
        Business = "business" "出差",
        /// Elsewhere.
        Elsewhere = "elsewhere" "别处",
    }
}

declare_kind! {
    /// One cadre, one day: where they stayed the night, what they did, whom they met.
    pub struct DiaryEntry = 1 "diary" ("驻村日志", "Diary entry")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Key(1), schema 2
    key {
        /// Whose day.
        cadre: PersonId,
        /// The day, Asia/Shanghai.
        day: NaiveDate,
    }
    fields {
        /// Where the night was spent; may be said the next morning.
        1 stay: Option<Stay>, "今晚住在哪" since 1;
        /// Kinds of work, from the policy's list `work`.
        2 work: Set<ListedCode>, "做了什么" since 1;
        /// What the person wrote.
        3 text: Prose, "日志正文" since 1;
        /// Cadres who were along.
        4 companions: Set<PersonId>, "同行" since 1;
        /// Villagers met, by name.
        5 met: Set<String>, "见了谁" since 1;
        /// Problems raised that day.
        6 problems: Set<RecordId>, "问题" since 1;
        /// Photos.
        7 photos: Set<PhotoRef>, "照片" since 1;
        /// The day's visits and contacts, by reference: a fact is written once.
        8 records: Set<RecordId>, "当天的走访和联系" since 2;
    }
}

impl DiaryEntry {
    /// The field of the night, and the value that an edit puts there which says of the night what the diary says now; none where it
    /// says nothing of the night.
    pub fn word_of_stay(&self) -> Option<(u16, Value)> {
        let field = Self::DECL.field_named("stay")?;
        Some((field.number, self.stay?.to_value()))
    }
}
