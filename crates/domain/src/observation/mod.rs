//! 现场考勤: what the first secretary saw with own eyes on a day; it needs no teammate's record.

mod rules;

use chrono::NaiveDate;

use crate::person::PersonId;
use crate::record::{Owner, Prose, Set, ToldOf};
use crate::{declare_group, declare_kind};

declare_group! {
    /// Somebody who was not there.
    pub struct SeenAbsent {
        /// Who.
        person: PersonId,
        /// Why, as far as the observer knows.
        why: Option<String>,
    }
}

declare_kind! {
    /// First-hand attendance of a team on a day.
    pub struct AttendanceObservation = 14 "observation" ("现场考勤", "Attendance as seen")
    writers FirstSecretary, audience Team, owner Owner::Author, told of ToldOf::Key(1), schema 1
    key {
        /// Who saw it.
        observer: PersonId,
        /// The day, Asia/Shanghai.
        day: NaiveDate,
    }
    fields {
        /// The whole team was there, but for those who are named as absent.
        1 everybody_here: bool, "都在" since 1;
        /// Who was seen there.
        2 present: Set<PersonId>, "在村的" since 1;
        /// Who was not.
        3 absent: Set<SeenAbsent>, "不在的" since 1;
        /// A word on it.
        4 note: Prose, "备注" since 1;
    }
}
