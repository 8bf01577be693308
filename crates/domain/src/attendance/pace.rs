//! What is left of a year, and when a target is reached in it if things go on as they have of late.

use chrono::NaiveDate;

use super::state::{DayState, Why};
use super::year::{Reach, YearAttendance};

/// So many days of a term are "of late". A reckoning for the screen and no rule: nothing is decided by it.
const OF_LATE: usize = 60;

impl YearAttendance {
    /// The days of the terms that are left: those after `as_of`, and `as_of` itself only as long as it is [possible](Self::possible)
    /// that the night is spent in the village. What was said of it already stands among the days that were lived.
    pub fn days_left(&self) -> i64 {
        let ahead = || self.days.iter().filter(|day| day.day > self.as_of && day.state != DayState::NotInTerm);
        let free = ahead().filter(|day| day.why == Why::Ahead).count() as i64;
        ahead().count() as i64 + (self.possible - free)
    }

    /// The day on which the target is reached if the share of nights in the village stays what it was on the last sixty days of
    /// the term, counted on the days ahead without granted leave. None where nothing is owed, where it is reached, and where it
    /// will not be within the year.
    pub fn reached_at_present_pace(&self) -> Option<NaiveDate> {
        if matches!(self.reach, Reach::NothingOwed | Reach::Reached) {
            return None;
        }
        let is_past = |state: DayState| !matches!(state, DayState::NotYetDue | DayState::NotInTerm);
        let past = self.days.iter().rev().filter(|day| is_past(day.state) && day.day < self.as_of);
        let of_late: Vec<DayState> = past.take(OF_LATE).map(|day| day.state).collect();
        let resident = of_late.iter().filter(|state| **state == DayState::Resident).count() as i64;
        let ahead = self.days.iter().filter(|day| day.why == Why::Ahead);
        // In whole numbers: the n-th day ahead is enough as soon as n · resident ≥ needed · days of late.
        let owed = self.needed * of_late.len() as i64;
        (1..).zip(ahead).find(|(days, _)| resident > 0 && days * resident >= owed).map(|(_, day)| day.day)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::attendance::{AttendanceFacts, StayWord, Term, TermRole, WordState, YearAttendance, attendance};
    use crate::calendar::Calendar;
    use crate::policy::PolicySet;
    use crate::record::testing::{day, person};

    fn year(stayed: impl Fn(usize) -> bool, until: &str, as_of: &str) -> YearAttendance {
        let space: crate::division::DivisionCode = "610926101205".parse().unwrap();
        let mut facts = AttendanceFacts::new(person("c0017"), 2017, day(as_of));
        let from = day("2017-01-01");
        facts.terms.push(Term { space: space.clone(), from, to: None, role: TermRole::Resident });
        for (index, day) in from.iter_days().take_while(|of| *of < day(until)).enumerate() {
            if stayed(index) {
                let (space, stay) = (space.clone(), "village".to_owned());
                let state = WordState::Standing;
                facts.stays.push(StayWord { space, day, stay, written_on: Some(day), state, on_paper: false });
            }
        }
        attendance(&facts, &PolicySet::shipped(), &Calendar::shipped(), day(as_of))
    }

    fn reached(stayed: impl Fn(usize) -> bool, as_of: &str) -> Option<NaiveDate> {
        year(stayed, as_of, as_of).reached_at_present_pace()
    }

    #[test]
    fn today_is_left_of_the_year_until_something_is_said_of_it() {
        let left = |until: &str| year(|_| true, until, "2017-09-14").days_left();
        assert_eq!(left("2017-09-14"), 109, "tonight can still be spent in the village");
        assert_eq!(left("2017-09-15"), 108, "it is among the days that were lived");
        assert_eq!(year(|_| true, "2018-01-01", "2017-12-31").days_left(), 0);
    }

    #[test]
    fn every_night_reaches_it_in_as_many_days_as_are_needed() {
        // 200 nights by 19 July, twenty to come, from 21 July on: today is not counted on.
        assert_eq!(reached(|_| true, "2017-07-20"), Some(day("2017-08-09")));
    }

    #[test]
    fn every_second_night_takes_twice_as_long_and_of_late_is_what_counts() {
        let late_in_coming = |index| index >= 100 && index % 2 == 0;
        assert_eq!(reached(late_in_coming, "2017-07-20"), None, "fifty by then; a hundred and seventy more don't fit");
        let slower_of_late = |index| index < 140 || index % 2 == 0;
        // 170 by 19 July, fifty to come at one in two.
        assert_eq!(reached(slower_of_late, "2017-07-20"), Some(day("2017-10-28")));
        assert_eq!(reached(|_| false, "2017-07-20"), None);
        assert_eq!(reached(|_| true, "2017-12-31"), None, "it is reached");
    }
}
