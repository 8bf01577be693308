//! 确认: the first secretary stands by a teammate's day, or questions it.

mod rules;

use crate::judgement::JudgeLevel;
use crate::record::{Edit, Judges, Owner, Prose, RecordId, Set, ToldOf};
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// What the first secretary says of a day.
    pub enum ConfirmationResult {
        /// It was so.
        Confirmed = "confirmed" "确认",
        /// It is in doubt; the reason says why.
        Questioned = "questioned" "存疑",
    }
}

declare_kind! {
    /// The first secretary's word on a diary entry as its heads had it.
    pub struct Confirmation = 15 "confirmation" ("确认", "Confirmation")
    writers FirstSecretary, audience Team, owner Owner::Author, told of ToldOf::Nothing,
    judges Judges { subject: 0, level: 1, heads: 1 }, schema 1
    key {
        /// The diary entry.
        subject: RecordId,
        /// On which level.
        level: JudgeLevel,
    }
    fields {
        /// The entry's heads that were judged.
        1 judged: Set<Edit>, "看的哪一版" since 1;
        /// Confirmed or questioned.
        2 result: ConfirmationResult, "结论" since 1;
        /// Why; owed where a day is questioned.
        3 reason: Prose, "理由" since 1;
    }
}
