//! What a filing keeps beside the signs of its days, so that whatever is printed of it says the same ever after.

use chrono::{Datelike, NaiveDate};

use super::MonthFiling;
use crate::attendance::{DayAttendance, DayState, Why};

/// A list of no days: a text that is kept says something, and one that is left out is of before it was kept.
const NO_DAYS: &str = "-";

impl MonthFiling {
    /// Days of one month as a filing keeps them.
    pub fn listed(days: impl IntoIterator<Item = NaiveDate>) -> String {
        let days = days.into_iter().map(|day| day.day().to_string()).collect::<Vec<_>>().join(" ");
        if days.is_empty() { NO_DAYS.to_owned() } else { days }
    }

    /// The rest days of the month as they were known then; none where the filing does not say.
    pub fn rest_days(&self) -> Option<Vec<NaiveDate>> {
        let days = self.rest_days.as_deref()?.split_whitespace();
        Some(days.filter_map(|day| self.day(day)).collect())
    }

    /// Whether a day of the month was one of silence when it was filed; none where the filing does not say.
    pub fn was_silent(&self, day: NaiveDate) -> Option<bool> {
        Some(self.silent.as_deref()?.split_whitespace().any(|silent| self.day(silent) == Some(day)))
    }

    /// On how many of the absent days nothing at all had been heard; of a filing of before that was kept, on how many of them it still
    /// is so by the days of now.
    pub fn never_heard<'d>(&self, days: impl IntoIterator<Item = &'d DayAttendance>) -> i64 {
        self.never_heard.unwrap_or_else(|| never_heard(days, &self.filed))
    }

    /// Why an office checked the month before it was signed; empty where it had no need to, or where the filing kept no word of it.
    pub fn checked_ahead(&self) -> &str {
        if self.number == 0 && self.never_heard.is_some() { self.note.0.trim() } else { "" }
    }

    /// Whether the days that it says were silent are days that were filed, on the team.
    pub(super) fn silent_days_are_filed(&self) -> bool {
        let mut silent =
            self.silent.as_deref().filter(|silent| *silent != NO_DAYS).unwrap_or_default().split_whitespace();
        silent.all(|day| {
            let state = self.day(day).and_then(|day| self.state_of(day));
            state.is_some_and(|state| state != DayState::NotInTerm)
        })
    }

    fn day(&self, listed: &str) -> Option<NaiveDate> {
        self.month.with_day(listed.parse().ok()?)
    }
}

/// On how many of a month's days that have this sign each, the absent ones, nobody said anything until their time was over. `days` are the
/// month's, from its first on.
pub fn never_heard<'d>(days: impl IntoIterator<Item = &'d DayAttendance>, signs: &str) -> i64 {
    let of_days = days.into_iter().zip(signs.chars());
    of_days.filter(|(day, sign)| day.why == Why::NoWord && *sign == DayState::Absent.sign()).map(|_| 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month_filing::testing;
    use crate::record::Prose;
    use crate::record::testing::day;

    fn august() -> MonthFiling {
        let filed = "AAU".to_owned() + &"R".repeat(28);
        MonthFiling { filed, note: Prose("手机坏了".to_owned()), ..testing::august() }
    }

    #[test]
    fn it_keeps_days_by_their_number_in_the_month() {
        let days = ["2017-08-05", "2017-08-06", "2017-08-12"].map(day);
        assert_eq!((MonthFiling::listed(days), MonthFiling::listed([])), ("5 6 12".to_owned(), "-".to_owned()));
        assert_eq!((august().rest_days(), august().was_silent(days[0])), (None, None), "of before it was kept");
        let kept = MonthFiling { rest_days: Some("5 6 12".to_owned()), silent: Some("2 3".to_owned()), ..august() };
        assert_eq!(kept.rest_days(), Some(days.to_vec()));
        let silent = ["2017-08-01", "2017-08-02", "2017-08-03", "2017-09-02"].map(|at| kept.was_silent(day(at)));
        assert_eq!(silent, [false, true, true, false].map(Some));
        let all_heard = MonthFiling { silent: Some(MonthFiling::listed([])), ..august() };
        assert_eq!(all_heard.was_silent(days[0]), Some(false));
    }

    #[test]
    fn what_an_older_filing_does_not_keep_is_told_from_the_days_as_they_are() {
        let of = |at: &str, why: Why| DayAttendance { day: day(at), state: why.state(), why, due: true };
        let now = [of("2017-08-01", Why::NoWord), of("2017-08-02", Why::OwnWord), of("2017-08-03", Why::NoWord)];
        assert_eq!(august().never_heard(&now), 1, "of those that were filed as absent");
        assert_eq!(MonthFiling { never_heard: Some(2), ..august() }.never_heard(&now), 2);
        assert_eq!(august().checked_ahead(), "");
        assert_eq!(MonthFiling { never_heard: Some(2), ..august() }.checked_ahead(), "手机坏了");
        let corrected = MonthFiling { number: 1, never_heard: Some(2), ..august() };
        assert_eq!(corrected.checked_ahead(), "", "a correction's note is what changed");
    }
}
