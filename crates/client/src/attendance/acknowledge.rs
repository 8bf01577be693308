//! 本人确认: a member acknowledges a month as it stands, and everybody can see whether it still stands so.

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::YearAttendance;
use cunji_domain::month_acknowledgement::{ChangedSince, MonthAcknowledgement, changed_since, month_as_seen};
use cunji_domain::person::PersonId;
use cunji_store::Typed;

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};

/// A month that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// What was acknowledged.
    pub acknowledgement: Typed<MonthAcknowledgement>,
    /// The days that have become others since; while there are any, the month is not acknowledged.
    pub changed: Vec<ChangedSince>,
}

impl Phone {
    /// Acknowledges a month of one's own (any day of it names it) as this phone shows it now, in the village on whose sheet it stands.
    ///
    /// # Errors
    /// The month is not over and the person still on the team; the person was not on a team in it; the store fails.
    pub fn acknowledge_month(&mut self, month: NaiveDate, note: Option<String>) -> Result<Written> {
        let first = month.with_day(1).unwrap_or(month);
        let (cadre, today) = (self.person()?, self.today());
        let year = self.attendance(first.year(), None)?;
        let (until, seen) = month_as_seen(&year, first).ok_or_else(not_in_term)?;
        if until > today {
            return Err(not_over(until));
        }
        let village = self.known()?.village_of_month(&cadre, first).ok_or_else(not_in_term)?;
        let acknowledgement = MonthAcknowledgement { cadre, month: first, until, seen, note };
        self.add_in(village, &acknowledgement, &Beside::default())
    }

    /// Whether a month was acknowledged by a cadre where the server reads it, and what has changed since. `year` is the cadre's as it is now.
    pub(crate) fn acknowledged(
        &mut self,
        cadre: &PersonId,
        month: NaiveDate,
        year: &YearAttendance,
    ) -> Result<Option<Acknowledged>> {
        let of_month = self.records_of_month::<MonthAcknowledgement>(cadre, month)?;
        let mut of_cadre =
            of_month.into_iter().filter(|one| one.value.cadre == *cadre && Some(one.value.month) == month.with_day(1));
        Ok(of_cadre.next().map(|acknowledgement| {
            let changed = changed_since(&acknowledgement.value, &year.days);
            Acknowledged { acknowledgement, changed }
        }))
    }
}

fn not_in_term() -> ClientError {
    ClientError::told(
        "month_acknowledgement.not_in_term",
        "这个月你不在驻村工作队,不用确认。",
        "You were not on a village team in this month; there is nothing to acknowledge.",
    )
}

fn not_over(until: NaiveDate) -> ClientError {
    ClientError::told(
        "month_acknowledgement.not_over",
        format!("这个月还没过完,过了 {until} 再确认。"),
        format!("The month is not over; acknowledge it after {until}."),
    )
}
