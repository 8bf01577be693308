//! 月度签字: a first secretary signs a member's month, as it was seen.
//!
//! Like the member's own word ([`crate::month_acknowledgement`]) it holds a sign a day, so that everybody can tell whether the month
//! still is what was signed.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::person::PersonId;
use crate::record::{Owner, ToldOf};

declare_kind! {
    /// A first secretary's signature under a member's month.
    pub struct MonthSignature = 26 "month_signature" ("月度签字", "Signature under a month")
    writers FirstSecretary, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 1
    key {
        /// Whose month.
        cadre: PersonId,
        /// The first day of the month, Asia/Shanghai.
        month: NaiveDate,
    }
    fields {
        /// The last day that was signed: the month's, or the last one on the team.
        1 until: NaiveDate, "到哪天" since 1;
        /// What was seen of each day from the first on, a sign each (see docs/protocol.md).
        2 seen: String, "看到的" since 1;
        /// A word on it.
        3 note: Option<String>, "备注" since 1;
    }
}
