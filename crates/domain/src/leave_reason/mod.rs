//! 请假事由: why a leave is asked for; read by the person and the offices above, never by teammates.

mod rules;

use crate::declare_kind;
use crate::record::{Owner, Prose, RecordId, ToldOf};

declare_kind! {
    /// The reason of a leave request.
    pub struct LeaveReason = 11 "leave_reason" ("请假事由", "Reason for a leave")
    writers Author, audience OwnerAndOffice, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The request.
        request: RecordId,
    }
    fields {
        /// The reason.
        1 reason: Prose, "事由" since 1;
        /// Whether it is a medical one.
        2 medical: bool, "因病" since 1;
    }
}
