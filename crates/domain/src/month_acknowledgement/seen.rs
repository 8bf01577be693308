//! What somebody saw of a month, and what has changed since.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::MonthAcknowledgement;
use crate::attendance::{DayAttendance, DayState};

/// A day that is no more what it was when its month was acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedSince {
    /// The day.
    pub day: NaiveDate,
    /// What it was then.
    pub was: DayState,
    /// What it is now.
    pub is: DayState,
}

/// The signs of days, one each.
pub fn signs_of<'d>(days: impl IntoIterator<Item = &'d DayAttendance>) -> String {
    days.into_iter().map(|day| day.state.sign()).collect()
}

/// The last day of the month that a day is in.
pub fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day)
}

/// The days that an acknowledgement saw otherwise than they are now. None: the month still is what was acknowledged.
pub fn changed_since(acknowledgement: &MonthAcknowledgement, days: &[DayAttendance]) -> Vec<ChangedSince> {
    let seen = acknowledgement.seen.chars().filter_map(DayState::of_sign);
    let seen = seen.enumerate().filter_map(|(offset, was)| {
        let day = acknowledgement.month.checked_add_days(Days::new(offset as u64))?;
        let is = days.iter().find(|now| now.day == day)?.state;
        (was != is).then_some(ChangedSince { day, was, is })
    });
    seen.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attendance::Why;
    use crate::record::testing::{day, person};

    #[test]
    fn a_day_that_became_another_is_named_and_a_better_reason_is_no_change() {
        let of = |at: &str, why: Why| DayAttendance { day: day(at), state: why.state(), why, due: true };
        let then = [of("2017-09-01", Why::OwnWord), of("2017-09-02", Why::RestDay), of("2017-09-03", Why::OwnWord)];
        let acknowledgement = MonthAcknowledgement {
            cadre: person("c0017"),
            month: day("2017-09-01"),
            until: day("2017-09-03"),
            seen: signs_of(&then),
            note: None,
        };
        assert_eq!(acknowledgement.seen, "RSR");
        let confirmed = [of("2017-09-01", Why::WordConfirmed), then[1], then[2]];
        assert!(changed_since(&acknowledgement, &confirmed).is_empty());
        let questioned = [then[0], then[1], of("2017-09-03", Why::Questioned)];
        let changed = ChangedSince { day: day("2017-09-03"), was: DayState::Resident, is: DayState::Unconfirmed };
        assert_eq!(changed_since(&acknowledgement, &questioned), [changed]);
    }

    #[test]
    fn months_end_where_they_end() {
        for (at, last) in [("2017-09-14", "2017-09-30"), ("2016-02-01", "2016-02-29"), ("2017-12-31", "2017-12-31")] {
            assert_eq!(month_end(day(at)), day(last));
        }
    }
}
