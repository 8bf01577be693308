use chrono::{Datelike, NaiveDate};

use super::{FilingCause, MonthFiling};
use crate::attendance::DayState;
use crate::month_acknowledgement::seen_of_month;
use crate::record::{CheckContext, Rules, not_in_future};
use crate::violation::Violation;

impl Rules for MonthFiling {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = seen_of_month(self.month, self.until, &self.filed);
        violations.extend(not_in_future(self.until, context));
        if self.sheet.day() != 1 || self.sheet < self.month {
            violations.push(Violation::new(
                "month_filing.sheet",
                "归档记在本月或以后某个月的表上。",
                "A month is filed on its own sheet or on a later month's.",
            ));
        }
        if (self.number == 0) != (self.cause == FilingCause::Closed) || self.number < 0 {
            violations.push(Violation::new(
                "month_filing.number",
                "当月归档是 0 号,更正从 1 号起往下编。",
                "The month itself is number 0; corrections are numbered from 1 on.",
            ));
        }
        if self.never_heard.is_some_and(|days| !(0..=self.count(DayState::Absent)).contains(&days)) {
            violations.push(Violation::new(
                "month_filing.never_heard",
                "一直没有消息的天数不能多过缺勤的天数。",
                "No more days were never heard of than are absent.",
            ));
        }
        if !self.silent_days_are_filed() {
            violations.push(Violation::new(
                "month_filing.silent",
                "没有消息的日子要在归档的、在队的日子里。",
                "Days of which nothing was heard are days that were filed, on the team.",
            ));
        }
        violations
    }
}

impl MonthFiling {
    /// What was filed of a day.
    pub fn state_of(&self, day: NaiveDate) -> Option<DayState> {
        let at = usize::try_from(day.signed_duration_since(self.month).num_days()).ok()?;
        self.filed.chars().nth(at).and_then(DayState::of_sign)
    }

    /// How many resident days were filed.
    pub fn resident(&self) -> i64 {
        self.count(DayState::Resident)
    }

    fn count(&self, state: DayState) -> i64 {
        self.filed.chars().filter(|sign| *sign == state.sign()).map(|_| 1).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month_filing::testing;
    use crate::record::testing::{codes, day};

    fn august() -> MonthFiling {
        MonthFiling { filed: "RS".repeat(15) + "R", ..testing::august() }
    }

    #[test]
    fn a_month_is_filed_once_and_corrected_by_number_on_a_later_sheet() {
        assert!(codes(&august()).is_empty());
        let late = MonthFiling { number: 1, cause: FilingCause::LateArrival, ..august() };
        assert!(codes(&MonthFiling { sheet: day("2017-09-01"), ..late.clone() }).is_empty());
        assert_eq!(codes(&MonthFiling { sheet: day("2017-07-01"), ..late.clone() }), ["month_filing.sheet"]);
        assert_eq!(codes(&MonthFiling { cause: FilingCause::Closed, ..late.clone() }), ["month_filing.number"]);
        assert_eq!(codes(&MonthFiling { number: 0, ..late }), ["month_filing.number"]);
        assert_eq!(codes(&MonthFiling { number: -1, ..august() }), ["month_filing.number"]);
    }

    #[test]
    fn no_more_days_were_never_heard_of_than_are_absent() {
        let silent =
            |days| MonthFiling { filed: "AA".to_owned() + &"R".repeat(29), never_heard: Some(days), ..august() };
        assert!(codes(&silent(0)).is_empty() && codes(&silent(2)).is_empty());
        assert_eq!(codes(&silent(3)), ["month_filing.never_heard"]);
        assert_eq!(codes(&silent(-1)), ["month_filing.never_heard"]);
    }

    #[test]
    fn silent_days_are_among_those_that_were_filed_on_the_team() {
        let silent = |days: &str| MonthFiling {
            until: day("2017-08-30"),
            filed: "O".to_owned() + &"U".repeat(29),
            silent: Some(days.to_owned()),
            ..august()
        };
        assert!(codes(&silent("-")).is_empty() && codes(&silent("2 29 30")).is_empty());
        for days in ["1", "31", "32", "2 x", "2 -"] {
            assert_eq!(codes(&silent(days)), ["month_filing.silent"], "{days}");
        }
    }

    #[test]
    fn it_says_what_was_filed_of_each_day() {
        assert_eq!(august().resident(), 16);
        assert_eq!(august().state_of(day("2017-08-02")), Some(DayState::Rest));
        assert_eq!(august().state_of(day("2017-07-31")), None);
        assert_eq!(august().state_of(day("2017-09-01")), None);
    }
}
