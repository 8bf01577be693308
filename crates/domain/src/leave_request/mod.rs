//! 请假: a leave that is asked for. Its reason is a record of its own, since teammates don't read it.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::record::{ListedCode, Owner, ToldOf};

declare_kind! {
    /// A request for leave.
    pub struct LeaveRequest = 10 "leave_request" ("请假", "Leave request")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 1
    fields {
        /// The first day away, Asia/Shanghai.
        1 first_day: NaiveDate, "从哪天" since 1;
        /// The last day away.
        2 last_day: NaiveDate, "到哪天" since 1;
        /// From the policy's list `leave`.
        3 leave: ListedCode, "什么假" since 1;
        /// Where to.
        4 place: Option<String>, "去哪" since 1;
        /// How to be reached meanwhile.
        5 contact: Option<String>, "怎么联系" since 1;
    }
}
