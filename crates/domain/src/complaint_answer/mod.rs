//! 投诉答复: what the office that handles a complaint says to whoever wrote it. It goes to that person alone.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::person::PersonId;
use crate::record::{Owner, Prose, RecordId, ToldOf};

declare_kind! {
    /// An office's answer to a complaint or a suggestion.
    pub struct ComplaintAnswer = 59 "complaint_answer" ("投诉答复", "Answer to a complaint")
    writers Office, audience OwnerAndOffice, owner Owner::Key(0), told of ToldOf::Nothing, schema 1
    key {
        /// Who wrote the complaint.
        person: PersonId,
        /// The complaint.
        complaint: RecordId,
    }
    fields {
        /// The answer.
        1 answer: Prose, "答复" since 1;
        /// The day of the answer, Asia/Shanghai.
        2 answered: NaiveDate, "哪天答复的" since 1;
    }
}
