//! A year that is counted by what is not its own: without its calendar, or by an earlier year's policy.

use chrono::{Datelike, NaiveDate};

use crate::calendar::Calendar;
use crate::policy::PolicySet;

/// What a year borrows until an office brings its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Borrowed {
    year: i32,
    knows_holidays: bool,
    policy_of: Option<i32>,
}

impl Borrowed {
    /// What a year's days are counted with that is not the year's own; none where nothing is. A policy is a year's own that begins
    /// in it, and one whose end an office wrote down and that reaches over the year; an earlier one that was left open is not: it
    /// counts for want of another. Where no policy is about the days at all, each day says so itself.
    pub fn of(year: i32, policies: &PolicySet, calendar: &Calendar) -> Option<Self> {
        let policy = NaiveDate::from_ymd_opt(year, 12, 31).and_then(|last| policies.on(last));
        let began = policy.filter(|policy| policy.valid_to.is_none()).map(|policy| policy.valid_from.year());
        let policy_of = began.filter(|began| *began < year);
        let knows_holidays = calendar.declares(year);
        (!knows_holidays || policy_of.is_some()).then_some(Self { year, knows_holidays, policy_of })
    }

    /// Whether nobody declared the year's holidays: they all count as workdays.
    pub fn without_calendar(self) -> bool {
        !self.knows_holidays
    }

    /// The earlier year whose policy counts, where none was given for this one.
    pub fn policy_of(self) -> Option<i32> {
        self.policy_of
    }

    /// Stable and dotted.
    pub fn code(self) -> &'static str {
        match (self.knows_holidays, self.policy_of) {
            (true, _) => "year.without_policy",
            (false, None) => "year.without_calendar",
            (false, Some(_)) => "year.without_either",
        }
    }

    /// What it means for whoever reads the year, in Chinese.
    pub fn zh(self) -> String {
        let year = self.year;
        match (self.knows_holidays, self.policy_of) {
            (true, of) => {
                let of = of.unwrap_or(year);
                format!("{year} 年还没有自己的政策,先照 {of} 年的算;办公室导入以后以新的为准。")
            }
            (false, None) => format!("{year} 年还没有节假日历,节假日先照上班日算;等办公室导入。"),
            (false, Some(of)) => {
                format!("{year} 年还没有节假日历和政策,节假日先照上班日算,天数先照 {of} 年的政策算;等办公室导入。")
            }
        }
    }

    /// The same in English.
    pub fn en(self) -> String {
        let year = self.year;
        match (self.knows_holidays, self.policy_of) {
            (true, of) => {
                let of = of.unwrap_or(year);
                format!(
                    "{year} has no policy of its own yet and is counted by that of {of}, until an office imports it."
                )
            }
            (false, None) => format!(
                "{year} has no calendar of holidays yet: holidays count as workdays until an office imports it."
            ),
            (false, Some(of)) => format!(
                "{year} has neither calendar nor policy of its own yet: holidays count as workdays, and the policy of {of} holds, until an office imports them."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{ANKANG_2017, Policy};

    fn calendar_of(year: i32) -> Calendar {
        Calendar::parse(&format!("from,to,kind,name\n{year}-05-01,,holiday,劳动节\n")).unwrap()
    }

    /// The shipped policy with another first and last day.
    fn policy(from: &str, to: &str) -> Policy {
        let text = ANKANG_2017.replace("valid_from = 2017-01-01", &format!("valid_from = {from}{to}"));
        Policy::parse(&text.replace("known_from = 2017-01-01", &format!("known_from = {from}"))).unwrap()
    }

    #[test]
    fn a_year_with_its_own_calendar_and_policy_borrows_nothing() {
        assert_eq!(Borrowed::of(2017, &PolicySet::shipped(), &Calendar::shipped()), None);
        let own = PolicySet::new(vec![policy("2026-01-01", "")]).unwrap();
        assert_eq!(Borrowed::of(2026, &own, &calendar_of(2026)), None);
    }

    #[test]
    fn a_year_without_calendar_or_policy_says_what_it_is_counted_by() {
        let both = Borrowed::of(2026, &PolicySet::shipped(), &Calendar::shipped()).unwrap();
        assert_eq!(both.code(), "year.without_either");
        assert!(both.zh().contains("2026 年还没有节假日历") && both.zh().contains("2017 年的政策"), "{}", both.zh());
        assert!(both.en().contains("the policy of 2017"), "{}", both.en());
        let own = PolicySet::new(vec![policy("2026-01-01", "")]).unwrap();
        let calendar = Borrowed::of(2026, &own, &Calendar::shipped()).unwrap();
        assert_eq!(calendar.code(), "year.without_calendar");
        assert!(!calendar.zh().contains("政策") && !calendar.en().contains("policy"));
        let policy = Borrowed::of(2026, &PolicySet::shipped(), &calendar_of(2026)).unwrap();
        assert_eq!(policy.code(), "year.without_policy");
        assert!(policy.zh().contains("照 2017 年的算") && !policy.zh().contains("日历"));
    }

    #[test]
    fn a_policy_that_an_office_meant_for_several_years_is_each_one_s_own() {
        let meant = PolicySet::new(vec![policy("2025-01-01", "\nvalid_to = 2027-12-31")]).unwrap();
        assert_eq!(Borrowed::of(2026, &meant, &calendar_of(2026)), None);
        let none = Borrowed::of(2028, &meant, &calendar_of(2028));
        assert_eq!(none, None, "where no policy is about the days, each day says so");
    }
}
