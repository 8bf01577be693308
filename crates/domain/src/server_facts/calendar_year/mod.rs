//! 日历: a year's holidays and make-up work days; in the city's space.

mod rules;

use chrono::NaiveDate;

use crate::record::{Owner, Set, ToldOf};
use crate::{declare_group, declare_kind};

declare_group! {
    /// A day with a name.
    pub struct NamedDay {
        /// The day.
        day: NaiveDate,
        /// Its name (国庆节).
        name: String,
    }
}

declare_kind! {
    /// What differs in a year from "weekends are rest days".
    pub struct CalendarYear = 47 "calendar" ("日历", "Calendar")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The year.
        year: u16,
    }
    fields {
        /// Rest days that are no weekend.
        1 rest: Set<NaiveDate>, "放假" since 1;
        /// Work days that are one.
        2 work: Set<NaiveDate>, "调休上班" since 1;
        /// The holidays' names.
        3 names: Set<NamedDay>, "节日" since 1;
        /// The notice that says so.
        4 source: Option<String>, "依据" since 1;
    }
}
