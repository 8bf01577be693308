use super::HouseholdVisit;
use crate::record::{CheckContext, Rules, all_listed, not_in_future};
use crate::violation::Violation;

impl Rules for HouseholdVisit {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.day, context).into_iter().collect();
        violations.extend(all_listed("purpose", self.purpose.iter(), self.day, context));
        violations.extend(self.household_violation(context));
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

impl HouseholdVisit {
    fn household_violation(&self, context: &CheckContext<'_>) -> Option<Violation> {
        match (&self.household, &self.household_name) {
            (None, None) => Some(Violation::new(
                "visit.household_missing",
                "还差:去了哪一户。名册里没有的,写户主姓名就行。",
                "Still missing: which household. If it is not in the list, its head's name will do.",
            )),
            (Some(number), _) if context.facts.has_household(context.space, number) == Some(false) => {
                Some(Violation::new(
                    "visit.household_of_another_village",
                    format!("这个村的名册里没有 {number} 这一户。名册里没有的,写户主姓名就行。"),
                    format!(
                        "This village's list has no household {number}. If it is not listed, give its head's name."
                    ),
                ))
            }
            _ => None,
        }
    }
}
