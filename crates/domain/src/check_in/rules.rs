use super::CheckIn;
use crate::record::{CheckContext, Rules, not_in_future};
use crate::violation::Violation;

impl Rules for CheckIn {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        not_in_future(self.day, context).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{TODAY, codes, day};

    #[test]
    fn a_check_in_is_of_a_day_that_has_come() {
        assert!(codes(&CheckIn { day: day(TODAY), note: None }).is_empty());
        assert_eq!(codes(&CheckIn { day: day("2017-09-16"), note: None }), ["record.future_day"]);
    }
}
