use super::HouseholdVisit;
use crate::record::{CheckContext, Rules, all_listed, household_of_village, not_in_future};
use crate::violation::Violation;

impl Rules for HouseholdVisit {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.day, context).into_iter().collect();
        violations.extend(all_listed("purpose", self.purpose.iter(), self.day, context));
        if self.household.is_none() && self.household_name.is_none() {
            violations.push(Violation::new(
                "visit.household_missing",
                "还差:去了哪一户。名册里没有的,写户主姓名就行。",
                "Still missing: which household. If it is not in the list, its head's name will do.",
            ));
        }
        violations.extend(household_of_village(self.household.as_ref(), context));
        if self.satisfaction.is_some_and(|score| score > 100) {
            violations.push(Violation::new(
                "visit.satisfaction_range",
                "满意度是 0 到 100 分。",
                "Satisfaction is a number from 0 to 100.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use crate::record::testing::{Known, codes, codes_knowing, day};
    use crate::record::{ListedCode, Prose, Set};
    use crate::visit::HouseholdVisit;

    fn visit() -> HouseholdVisit {
        HouseholdVisit {
            day: day("2017-09-01"),
            household: Some("h031".to_owned()),
            household_name: None,
            group: None,
            purpose: Some(ListedCode("policy".to_owned())),
            findings: Prose("户主在家。".to_owned()),
            needs: Prose::default(),
            explained: Set::default(),
            companions: Set::default(),
            met: Set::default(),
            quiz: None,
            satisfaction: Some(92),
            photos: Set::default(),
            next_step: Prose::default(),
        }
    }

    #[test]
    fn a_household_of_another_village_is_refused_only_where_the_list_is_known() {
        let known = |households| Known { households: Some(households), ..Known::default() };
        assert!(codes(&visit()).is_empty());
        assert!(codes_knowing(&visit(), &known(&["h031"])).is_empty());
        assert_eq!(codes_knowing(&visit(), &known(&["h032"])), ["household.of_another_village"]);
    }

    #[test]
    fn a_household_is_named_one_way_or_the_other() {
        let unlisted = HouseholdVisit { household: None, household_name: Some("张大爷".to_owned()), ..visit() };
        assert!(codes(&unlisted).is_empty());
        assert_eq!(codes(&HouseholdVisit { household_name: None, ..unlisted }), ["visit.household_missing"]);
    }

    #[test]
    fn ranges_and_lists_hold() {
        assert_eq!(codes(&HouseholdVisit { satisfaction: Some(101), ..visit() }), ["visit.satisfaction_range"]);
        assert_eq!(codes(&HouseholdVisit { day: day("2017-09-16"), ..visit() }), ["record.future_day"]);
        let other_list = Known { listed: Some(&["survey"]), ..Known::default() };
        assert_eq!(codes_knowing(&visit(), &other_list), ["record.unlisted_code"]);
    }
}
