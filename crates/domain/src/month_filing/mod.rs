//! 月度归档: a person's month as it was filed, and every correction of it, numbered.
//!
//! A filed figure never changes: what arrives later is another filing of the same month, with the next number, on the sheet of the
//! month in which it is filed.

mod kept;
mod rules;
mod said;
#[cfg(test)]
mod testing;

use chrono::NaiveDate;

use crate::organisation::Role;
use crate::person::PersonId;
use crate::record::{Owner, Prose, ToldOf};
use crate::{declare_codes, declare_kind};

pub use kept::never_heard;
pub use said::Remark;

declare_codes! {
    /// Why a month was filed, or filed once more.
    pub enum FilingCause {
        /// The month itself, at its close.
        Closed = "closed" "当月归档",
        /// Records that arrived after it was filed.
        LateArrival = "late_arrival" "迟到的记录",
        /// Days of which nothing was heard until their time was over.
        TimeOver = "time_over" "过了期限没有消息",
        /// A day that was corrected at a desk, with a reason and a second person.
        Corrected = "corrected" "更正",
    }
}

declare_kind! {
    /// A person's month as it was filed.
    pub struct MonthFiling = 56 "month_filing" ("月度归档", "A month as it was filed")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 5
    key {
        /// Whose month.
        cadre: PersonId,
        /// The first day of the month, Asia/Shanghai.
        month: NaiveDate,
        /// 0 for the month itself, then the corrections one by one.
        number: i64,
    }
    fields {
        /// The last day that was filed: the month's, or the last one on the team.
        1 until: NaiveDate, "到哪天" since 1;
        /// Each day from the first on, a sign each (see docs/protocol.md).
        2 filed: String, "归档的" since 1;
        /// The first day of the month on whose sheet it stands.
        3 sheet: NaiveDate, "记在哪个月的表上" since 1;
        /// Why it was filed.
        4 cause: FilingCause, "原因" since 1;
        /// A word on it: of a correction, what changed; of the month itself, why an office checked it before it was signed.
        5 note: Prose, "说明" since 1;
        /// In which role the person was on the team when the month itself was filed; corrections say nothing of it.
        6 role: Option<Role>, "当时的职务" since 2;
        /// Resident days that the person owed in the year, as it was known then; with number 0 alone, too.
        7 target: Option<i64>, "当时的全年目标" since 2;
        /// Resident days of the year up to the month's last day, as they were known then; with number 0 alone, too.
        8 year_resident: Option<i64>, "当时的全年住村" since 3;
        /// On how many of the absent days nothing at all had been heard until their time was over.
        9 never_heard: Option<i64>, "当时一直没有消息的缺勤" since 4;
        /// Whether a sheet on paper stood for the person's own word.
        10 on_paper: Option<bool>, "当时是纸质代录" since 4;
        /// The rest days of the month by the calendar of then, as `2 3 9`; with number 0 alone, too.
        11 rest_days: Option<String>, "当时的休息日" since 4;
        /// The days of it, absent or open, of which nothing was heard though a word was awaited, as `28 29 30`; `-` where there are none.
        12 silent: Option<String>, "当时没有消息的日子" since 5;
    }
}
