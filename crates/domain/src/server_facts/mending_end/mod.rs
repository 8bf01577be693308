//! 改的期限: until when a returned diary is to be mended. The days count from the one on which the server learnt that a phone of the
//! writer's had the return; it says so once, and all of the writer's phones and the desks say the same day.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::person::PersonId;
use crate::record::{Owner, RecordId, ToldOf};

declare_kind! {
    /// The last day for mending what was returned. It goes to its writer alone: from it one could tell when a phone was in touch.
    pub struct MendingEnd = 60 "mending_end" ("改的期限", "Last day for mending")
    writers Office, audience OwnerAndOffice, owner Owner::Key(0), told of ToldOf::Nothing, schema 1
    key {
        /// Whose diary was returned.
        cadre: PersonId,
        /// The office's word that returned it.
        review: RecordId,
    }
    fields {
        /// The last day, Asia/Shanghai.
        1 last_day: NaiveDate, "最后一天" since 1;
    }
}
