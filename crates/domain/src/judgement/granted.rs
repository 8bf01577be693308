use chrono::NaiveDate;

use crate::record::span_of_days;
use crate::violation::Violation;

/// A granted leave says which days, a refused one says none.
pub(crate) fn granted_days(granted: bool, first: Option<NaiveDate>, last: Option<NaiveDate>) -> Option<Violation> {
    match (granted, first, last) {
        (true, Some(first), Some(last)) => span_of_days(first, last),
        (true, _, _) => Some(Violation::new(
            "leave_decision.days_missing",
            "还差:准哪几天。",
            "Still missing: which days are granted.",
        )),
        (false, None, None) => None,
        (false, _, _) => Some(Violation::new(
            "leave_decision.days_of_a_refusal",
            "没有准假,就不用写准哪几天。",
            "A leave that is not granted has no granted days.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::day;

    #[test]
    fn days_go_with_a_grant_and_with_nothing_else() {
        let code = |granted, first: Option<&str>, last: Option<&str>| {
            granted_days(granted, first.map(day), last.map(day)).map(|violation| violation.code)
        };
        assert_eq!(code(true, Some("2017-09-20"), Some("2017-09-22")), None);
        assert_eq!(code(true, Some("2017-09-20"), None), Some("leave_decision.days_missing"));
        assert_eq!(code(true, Some("2017-09-20"), Some("2017-09-19")), Some("record.days_backwards"));
        assert_eq!(code(false, None, None), None);
        assert_eq!(code(false, Some("2017-09-20"), None), Some("leave_decision.days_of_a_refusal"));
    }
}
