use super::LeaveRequest;
use crate::record::{CheckContext, Rules, all_listed, span_of_days};
use crate::violation::Violation;

impl Rules for LeaveRequest {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = span_of_days(self.first_day, self.last_day).into_iter().collect();
        violations.extend(all_listed("leave", [&self.leave], self.first_day, context));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::ListedCode;
    use crate::record::testing::{Known, codes, codes_knowing, day};

    fn request(first: &str, last: &str) -> LeaveRequest {
        LeaveRequest {
            first_day: day(first),
            last_day: day(last),
            leave: ListedCode("personal".to_owned()),
            place: Some("安康".to_owned()),
            contact: Some("13891500000".to_owned()),
        }
    }

    #[test]
    fn a_leave_is_asked_for_days_to_come_or_past_up_to_a_year() {
        assert!(codes(&request("2017-09-20", "2017-09-20")).is_empty());
        assert!(codes(&request("2016-01-01", "2016-12-31")).is_empty(), "366 days of a leap year");
        assert_eq!(codes(&request("2016-01-01", "2017-01-01")), ["record.days_too_many"]);
        assert_eq!(codes(&request("2017-09-20", "2017-09-19")), ["record.days_backwards"]);
    }

    #[test]
    fn its_kind_is_in_the_policy() {
        let known = Known { listed: Some(&["sick"]), ..Known::default() };
        assert_eq!(codes_knowing(&request("2017-09-20", "2017-09-20"), &known), ["record.unlisted_code"]);
    }
}
