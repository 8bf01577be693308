//! A month's rest days.

use chrono::NaiveDate;
use cunji_domain::calendar::Calendar;
use cunji_domain::month_acknowledgement::days_of_month;

/// The rest days of a month by a calendar.
pub(super) fn rest_days(calendar: &Calendar, month: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    days_of_month(month).filter(|day| calendar.is_rest(*day))
}
