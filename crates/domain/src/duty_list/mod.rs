//! 值班表: who is due in the village on which days of a month.

mod rules;

use chrono::NaiveDate;

use crate::person::PersonId;
use crate::record::{Owner, Set, ToldOf};
use crate::{declare_group, declare_kind};

declare_group! {
    /// A day on which somebody is due.
    pub struct Duty {
        /// Who.
        person: PersonId,
        /// The day, Asia/Shanghai.
        day: NaiveDate,
    }
}

declare_kind! {
    /// A month's duty list. It may be made before the month comes.
    pub struct DutyList = 16 "duty_list" ("值班表", "Duty list")
    writers FirstSecretary, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The first day of the month.
        month: NaiveDate,
    }
    fields {
        /// Who is due when.
        1 due: Set<Duty>, "应到" since 1;
    }
}
