//! 审核: an office's word on a diary entry.

mod cause;
mod rules;

pub use cause::ReturnCause;

use crate::judgement::JudgeLevel;
use crate::record::{Edit, Judges, Owner, Prose, RecordId, Set, ToldOf};
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// What an office says of a diary entry.
    pub enum ReviewState {
        /// Accepted.
        Accepted = "accepted" "审核通过",
        /// Returned to its writer; the cause says what is to be mended.
        Returned = "returned" "退回",
        /// Kept in doubt; the reason says why.
        Flagged = "flagged" "存疑",
    }
}

declare_kind! {
    /// An office's review of a diary entry as its heads had it.
    pub struct Review = 51 "review" ("审核", "Review")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing,
    judges Judges { subject: 0, level: 1, heads: 1 }, schema 2
    key {
        /// The diary entry.
        subject: RecordId,
        /// On which level.
        level: JudgeLevel,
    }
    fields {
        /// The entry's heads that were judged.
        1 judged: Set<Edit>, "看的哪一版" since 1;
        /// Accepted, returned or flagged.
        2 state: ReviewState, "结论" since 1;
        /// Why, in words; owed where it is flagged.
        3 reason: Prose, "理由" since 1;
        /// Whether somebody read it; what is accepted in bulk was not. None in a review of before this was said.
        4 read: Option<bool>, "细看了没有" since 2;
        /// What is to be mended; owed where it is returned.
        5 cause: Option<ReturnCause>, "退回的原因" since 2;
    }
}
