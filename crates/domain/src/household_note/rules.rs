use super::HouseholdNote;
use crate::record::{CheckContext, Rules, household_of_village};
use crate::violation::Violation;

impl Rules for HouseholdNote {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        household_of_village(Some(&self.household), context).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Known, codes_knowing};
    use crate::record::{Prose, Set};

    #[test]
    fn a_note_is_on_a_household_of_the_village() {
        let note = HouseholdNote {
            household: "h031".to_owned(),
            note: Prose("老两口带一个孙子。".to_owned()),
            plan: Prose::default(),
            photos: Set::default(),
        };
        let known = |households| Known { households: Some(households), ..Known::default() };
        assert!(codes_knowing(&note, &known(&["h031"])).is_empty());
        assert_eq!(codes_knowing(&note, &known(&[])), ["household.of_another_village"]);
    }
}
