use super::Problem;
use crate::record::{CheckContext, Rules, all_listed, household_of_village, not_in_future, text_given};
use crate::violation::Violation;

impl Rules for Problem {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.day, context).into_iter().collect();
        violations.extend(text_given(&self.text, "什么问题", "what the problem is"));
        violations.extend(all_listed("problem", self.category.iter(), self.day, context));
        violations.extend(household_of_village(self.household.as_ref(), context));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Urgency;
    use crate::record::testing::{Known, codes, codes_knowing, day};
    use crate::record::{ListedCode, Prose, Set};

    fn problem() -> Problem {
        Problem {
            day: day("2017-09-01"),
            text: Prose("三组通组路塌方两处。".to_owned()),
            category: Some(ListedCode("road".to_owned())),
            urgency: Some(Urgency::Urgent),
            household: None,
            household_name: None,
            group: None,
            raised_in: None,
            photos: Set::default(),
        }
    }

    #[test]
    fn a_problem_says_what_it_is() {
        assert!(codes(&problem()).is_empty());
        assert_eq!(codes(&Problem { text: Prose(" \n".to_owned()), ..problem() }), ["record.text_missing"]);
    }

    #[test]
    fn day_category_and_household_hold() {
        assert_eq!(codes(&Problem { day: day("2017-09-16"), ..problem() }), ["record.future_day"]);
        let known = Known { listed: Some(&["water"]), households: Some(&[]), ..Known::default() };
        let about = Problem { household: Some("h031".to_owned()), ..problem() };
        assert_eq!(codes_knowing(&about, &known), ["record.unlisted_code", "household.of_another_village"]);
    }
}
