use super::HouseholdMatch;
use crate::record::{CheckContext, Rules, household_of_village};
use crate::violation::Violation;

impl Rules for HouseholdMatch {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = household_of_village(Some(&self.household), context).into_iter().collect();
        if self.name.trim().is_empty() {
            violations.push(Violation::new(
                "household_match.name_missing",
                "还差:户主姓名。",
                "Still missing: the head's name.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Known, codes, codes_knowing};

    fn matched(name: &str, group: &str) -> HouseholdMatch {
        HouseholdMatch { name: name.to_owned(), group: group.to_owned(), household: "h031".to_owned() }
    }

    #[test]
    fn a_name_is_matched_with_or_without_its_group() {
        assert!(codes(&matched("张大爷", "三组")).is_empty());
        assert!(codes(&matched("张大爷", "")).is_empty());
        assert_eq!(codes(&matched("", "三组")), ["household_match.name_missing"]);
    }

    #[test]
    fn it_is_matched_to_a_household_of_the_village() {
        let known = Known { households: Some(&["h032"]), ..Known::default() };
        assert_eq!(codes_knowing(&matched("张大爷", ""), &known), ["household.of_another_village"]);
    }
}
