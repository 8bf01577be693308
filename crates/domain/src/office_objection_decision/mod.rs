//! 办公室处理说明: an office decides on an objection; never the level whose word it is against.

mod rules;

use crate::declare_kind;
use crate::judgement::JudgeLevel;
use crate::record::{Edit, Judges, Owner, Prose, RecordId, Set, ToldOf};

declare_kind! {
    /// An office's decision on an objection as its heads had it.
    pub struct OfficeObjectionDecision = 53 "office_objection_decision" ("办公室处理说明", "An office's decision on an objection")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing,
    judges Judges { subject: 0, level: 1, heads: 1 }, schema 1
    key {
        /// The objection.
        subject: RecordId,
        /// On which level.
        level: JudgeLevel,
    }
    fields {
        /// The objection's heads that were judged.
        1 judged: Set<Edit>, "看的哪一版" since 1;
        /// Whether it is upheld: the words that it is against count no more.
        2 upheld: bool, "认不认" since 1;
        /// Why; owed unless it is upheld.
        3 reason: Prose, "理由" since 1;
    }
}
