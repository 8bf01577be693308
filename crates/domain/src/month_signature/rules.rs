use super::MonthSignature;
use crate::month_acknowledgement::seen_of_month;
use crate::record::{CheckContext, Rules, not_in_future, not_oneself};
use crate::violation::Violation;

impl Rules for MonthSignature {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_oneself(&self.cadre, context).into_iter().collect();
        violations.extend(not_in_future(self.until, context));
        violations.extend(seen_of_month(self.month, self.until, &self.seen));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Known, codes, codes_of, day, person};

    #[test]
    fn a_first_secretary_signs_months_of_others_that_are_over() {
        let august = MonthSignature {
            cadre: person("c0018"),
            month: day("2017-08-01"),
            until: day("2017-08-31"),
            seen: "R".repeat(31),
            note: None,
        };
        assert!(codes(&august).is_empty());
        assert_eq!(codes_of(&august, "c0018", &Known::default()), ["judgement.of_ones_own"]);
        assert_eq!(codes(&MonthSignature { seen: "R".repeat(30), ..august.clone() }), ["month.seen"]);
        let ahead =
            MonthSignature { month: day("2017-09-01"), until: day("2017-09-30"), seen: "R".repeat(30), ..august };
        assert_eq!(codes(&ahead), ["record.future_day"]);
    }
}
