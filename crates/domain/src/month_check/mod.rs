//! 月度核定: an office has checked a person's month and stands for it.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::judgement::JudgeLevel;
use crate::person::PersonId;
use crate::record::{Owner, Prose, ToldOf};

declare_kind! {
    /// An office's word that a person's month is right as it was seen.
    pub struct MonthCheck = 55 "month_check" ("月度核定", "An office's check of a month")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 1
    key {
        /// Whose month.
        cadre: PersonId,
        /// The first day of the month, Asia/Shanghai.
        month: NaiveDate,
        /// On which level.
        level: JudgeLevel,
    }
    fields {
        /// The last day that was checked: the month's, or the last one on the team.
        1 until: NaiveDate, "到哪天" since 1;
        /// What was seen of each day from the first on, a sign each (see docs/protocol.md).
        2 seen: String, "看到的" since 1;
        /// Why, where the person or the first secretary has not signed.
        3 note: Prose, "说明" since 1;
    }
}
