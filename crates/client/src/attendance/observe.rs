//! 现场考勤: what the first secretary saw with own eyes.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::observation::{AttendanceObservation, SeenAbsent};
use cunji_domain::person::PersonId;
use cunji_domain::record::{Prose, Set};

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};

/// What was seen on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Only those who are named as present were seen; else everybody was there but for the absent.
    pub present: Option<BTreeSet<PersonId>>,
    /// Who was not there, and why as far as the observer knows.
    pub absent: BTreeSet<SeenAbsent>,
    /// A word on it.
    pub note: String,
}

impl Phone {
    /// Notes what was seen on a day; a second time replaces the first.
    ///
    /// # Errors
    /// Only a first secretary may; a rule is broken; the store fails.
    pub fn observe(&mut self, day: NaiveDate, seen: Seen, beside: &Beside) -> Result<Written> {
        let observation = AttendanceObservation {
            observer: self.person()?,
            day,
            everybody_here: seen.present.is_none(),
            present: Set(seen.present.unwrap_or_default()),
            absent: Set(seen.absent),
            note: Prose(seen.note),
        };
        self.add(&observation, beside)
    }
}
