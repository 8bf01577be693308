use super::SharedVisit;
use crate::record::{CheckContext, RecordKind, Rules, not_of_others, points_at};
use crate::violation::Violation;
use crate::visit::HouseholdVisit;

impl Rules for SharedVisit {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = not_of_others(&self.cadre, context);
        violations.extend(points_at(&self.visit, HouseholdVisit::DECL, context));
        if context.facts.author_of(context.space, &self.visit).as_ref() == Some(&self.cadre) {
            violations.push(Violation::new(
                "shared_visit.own_visit",
                "这次走访是你自己写的,不用再确认。",
                "This visit is your own; there is nothing to confirm.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RecordId;
    use crate::record::testing::{Known, codes_knowing, codes_of, person};

    #[test]
    fn a_companion_speaks_for_oneself_on_anothers_visit() {
        let shared = SharedVisit { visit: RecordId([1; 16]), cadre: person("c0017"), was_along: true, note: None };
        let known = |kind, author| Known { kind: Some(kind), author: Some(author), ..Known::default() };
        assert!(codes_knowing(&shared, &known(2, "c0018")).is_empty());
        assert_eq!(codes_knowing(&shared, &known(2, "c0017")), ["shared_visit.own_visit"]);
        assert_eq!(codes_knowing(&shared, &known(1, "c0018")), ["record.points_at_another_kind"]);
        assert_eq!(codes_of(&shared, "c0018", &Known::default()), ["record.of_another_person"]);
    }
}
