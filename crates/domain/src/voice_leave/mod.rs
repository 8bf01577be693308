//! 口头准假: a leave that the first secretary gave by voice and records.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::person::PersonId;
use crate::record::{ListedCode, Owner, Prose, ToldOf};

declare_kind! {
    /// A leave given by voice: request and decision in one.
    pub struct VoiceLeave = 12 "voice_leave" ("口头准假", "Leave given by voice")
    writers FirstSecretary, audience Team, owner Owner::Author, told of ToldOf::Field(2), schema 1
    fields {
        /// Whose leave.
        1 cadre: PersonId, "谁" since 1;
        /// The first day away, Asia/Shanghai.
        2 first_day: NaiveDate, "从哪天" since 1;
        /// The last day away.
        3 last_day: NaiveDate, "到哪天" since 1;
        /// From the policy's list `leave`.
        4 leave: ListedCode, "什么假" since 1;
        /// The day on which it was given.
        5 given: Option<NaiveDate>, "哪天准的" since 1;
        /// A word on it; never a medical reason.
        6 note: Prose, "备注" since 1;
    }
}
