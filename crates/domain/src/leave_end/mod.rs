//! 销假: back from a leave.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::record::{Owner, RecordId, ToldOf};

declare_kind! {
    /// The end of a leave. Days after the return are no leave, whatever was granted.
    pub struct LeaveEnd = 19 "leave_end" ("销假", "Back from leave")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 1
    key {
        /// The leave request, or the leave given by voice.
        leave: RecordId,
    }
    fields {
        /// The first day back in the village, Asia/Shanghai.
        1 returned: NaiveDate, "哪天回来的" since 1;
        /// A word on it.
        2 note: Option<String>, "备注" since 1;
    }
}
