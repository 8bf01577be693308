//! 值班表: who is due in the village on which days of a month.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::duty_list::{Duty, DutyList};
use cunji_domain::record::Set;

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};

impl Phone {
    /// Writes a month's duty list as it should be.
    ///
    /// # Errors
    /// Only a first secretary may; a day of another month; the store fails.
    pub fn write_duty_list(&mut self, month: NaiveDate, due: BTreeSet<Duty>, beside: &Beside) -> Result<Written> {
        self.add(&DutyList { month, due: Set(due) }, beside)
    }
}
