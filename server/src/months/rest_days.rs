//! A month's rest days.

use chrono::NaiveDate;
use cunji_domain::calendar::Calendar;
use cunji_domain::month_acknowledgement::month_end;

/// The rest days of a month by a calendar.
pub(super) fn rest_days(calendar: &Calendar, month: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let last = month_end(month);
    month.iter_days().take_while(move |day| *day <= last).filter(|day| calendar.is_rest(*day))
}
