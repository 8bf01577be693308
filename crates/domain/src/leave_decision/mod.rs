//! 准假: the first secretary decides on a teammate's request for leave.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::judgement::JudgeLevel;
use crate::record::{Edit, Judges, Owner, Prose, RecordId, Set, ToldOf};

declare_kind! {
    /// The first secretary's decision on a leave request.
    pub struct LeaveDecision = 13 "leave_decision" ("准假", "Decision on a leave")
    writers FirstSecretary, audience Team, owner Owner::Author, told of ToldOf::Nothing,
    judges Judges { subject: 0, level: 1, heads: 1 }, schema 1
    key {
        /// The leave request.
        subject: RecordId,
        /// On which level.
        level: JudgeLevel,
    }
    fields {
        /// The request's heads that were judged.
        1 judged: Set<Edit>, "看的哪一版" since 1;
        /// Whether it is granted.
        2 granted: bool, "准不准" since 1;
        /// The first granted day, Asia/Shanghai.
        3 first_day: Option<NaiveDate>, "从哪天" since 1;
        /// The last granted day.
        4 last_day: Option<NaiveDate>, "到哪天" since 1;
        /// A word on it.
        5 note: Prose, "备注" since 1;
    }
}
