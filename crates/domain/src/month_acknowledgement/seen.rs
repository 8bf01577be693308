//! What somebody saw of a month, and what has changed since.

use chrono::{Datelike, Months, NaiveDate};

use super::MonthAcknowledgement;
use crate::attendance::{DayAttendance, DayState, YearAttendance};
use crate::violation::Violation;

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

/// The last day of a month on the team, and the signs of the days until then; none where no day of it is on a team.
pub fn month_as_seen(year: &YearAttendance, month: NaiveDate) -> Option<(NaiveDate, String)> {
    let in_month = year.month(month.month());
    let until = in_month.filter(|day| day.state != DayState::NotInTerm).map(|day| day.day).last()?;
    Some((until, signs_of(year.month(month.month()).filter(|day| day.day <= until))))
}

/// The last day of the month that a day is in.
pub fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day)
}

/// The days of the month that a day is in, from its first to its last.
pub fn days_of_month(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let last = month_end(day);
    day.with_day(1).unwrap_or(day).iter_days().take_while(move |of_month| *of_month <= last)
}

/// Whether a month begins on its first day and what is said of it ends within it.
pub(super) fn is_span(month: NaiveDate, until: NaiveDate) -> bool {
    month.day() == 1 && (month..=month_end(month)).contains(&until)
}

/// Whether a sign stands for each day from the month's first to `until`.
pub(super) fn is_one_a_day(month: NaiveDate, until: NaiveDate, seen: &str) -> bool {
    let days = until.signed_duration_since(month).num_days() + 1;
    let signs: Vec<_> = seen.chars().map(DayState::of_sign).collect();
    i64::try_from(signs.len()) == Ok(days) && !signs.contains(&None)
}

/// The rules of what is said of a month by others than the person: it is a month, and says something of each of its days.
pub(crate) fn seen_of_month(month: NaiveDate, until: NaiveDate, seen: &str) -> Vec<Violation> {
    let span = (!is_span(month, until)).then(|| {
        Violation::new(
            "month.span",
            "一个月从一号起,到月底或离队那天。请重新打开这个月。",
            "A month is told of from its first day to its last, or to the last day on the team. Open the month again.",
        )
    });
    let signs = (!is_one_a_day(month, until, seen)).then(|| {
        Violation::new(
            "month.seen",
            "没有记全看到的每一天,请重新打开这个月。",
            "It does not say what was seen of each day; open the month again.",
        )
    });
    span.into_iter().chain(signs).collect()
}

/// The days that an acknowledgement saw otherwise than they are now. None: the month still is what was acknowledged.
pub fn changed_since(acknowledgement: &MonthAcknowledgement, days: &[DayAttendance]) -> Vec<ChangedSince> {
    changed_from(acknowledgement.month, &acknowledgement.seen, days)
}

/// The days of a month that were seen (a sign each, from the first on; beyond them the person was on no team) otherwise than they
/// are now. Days of other months may be among `days`.
pub fn changed_from(month: NaiveDate, seen: &str, days: &[DayAttendance]) -> Vec<ChangedSince> {
    let seen: Vec<_> = seen.chars().map(DayState::of_sign).collect();
    let of_month = days.iter().filter(|day| day.day.with_day(1) == Some(month));
    let changed = of_month.filter_map(|now| {
        let was = seen.get(now.day.day0() as usize).copied().flatten().unwrap_or(DayState::NotInTerm);
        (was != now.state).then_some(ChangedSince { day: now.day, was, is: now.state })
    });
    changed.collect()
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
    fn who_left_or_stayed_on_after_a_month_was_seen_has_changed_days() {
        let of = |at: &str, why: Why| DayAttendance { day: day(at), state: why.state(), why, due: true };
        let now = [of("2017-09-01", Why::OwnWord), of("2017-09-02", Why::NoTerm), of("2017-09-03", Why::OwnWord)];
        let changed = changed_from(day("2017-09-01"), "RR", &now);
        let moved: Vec<_> = changed.iter().map(|change| (change.was.sign(), change.is.sign())).collect();
        assert_eq!(moved, [('R', 'O'), ('O', 'R')]);
    }

    #[test]
    fn months_end_where_they_end() {
        for (at, last) in [("2017-09-14", "2017-09-30"), ("2016-02-01", "2016-02-29"), ("2017-12-31", "2017-12-31")] {
            assert_eq!(month_end(day(at)), day(last));
        }
    }

    #[test]
    fn a_months_days_are_all_of_it_whichever_of_them_names_it() {
        for (at, count) in [("2017-09-14", 30), ("2016-02-29", 29), ("2017-12-31", 31)] {
            let days: Vec<_> = days_of_month(day(at)).collect();
            let ends = (days.first().copied(), days.last().copied());
            assert_eq!((days.len(), ends), (count, (day(at).with_day(1), Some(month_end(day(at))))), "{at}");
        }
    }
}
