//! 本人确认: a member acknowledges the month before it is signed.
//!
//! What the member saw stands in it, a sign a day, so that everybody can tell without a line whether the month still is what was
//! acknowledged, and which day is not.

mod rules;
mod seen;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::person::PersonId;
use crate::record::{Owner, ToldOf};

pub(crate) use seen::seen_of_month;
pub use seen::{ChangedSince, changed_from, changed_since, days_of_month, month_as_seen, month_end, signs_of};

declare_kind! {
    /// A member's word that a month is as it was.
    pub struct MonthAcknowledgement = 22 "month_acknowledgement" ("本人确认", "Acknowledgement of a month")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 1
    key {
        /// Whose month.
        cadre: PersonId,
        /// The first day of the month, Asia/Shanghai.
        month: NaiveDate,
    }
    fields {
        /// The last day that was acknowledged: the month's, or the last one on the team.
        1 until: NaiveDate, "到哪天" since 1;
        /// What was seen of each day from the first on, a sign each (see docs/protocol.md).
        2 seen: String, "看到的" since 1;
        /// A word on it.
        3 note: Option<String>, "备注" since 1;
    }
}
