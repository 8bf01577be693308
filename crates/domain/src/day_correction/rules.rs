use super::DayCorrection;
use crate::record::{CheckContext, Rules, not_in_future, text_given};
use crate::violation::Violation;

impl Rules for DayCorrection {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.day, context).into_iter().collect();
        violations.extend(text_given(&self.reason, "理由", "the reason"));
        if self.seconded_by.as_ref() == Some(&self.asked_by) {
            violations.push(Violation::new(
                "day_correction.same_person",
                "提更正的和复核的要是两个人。",
                "Who asks for a correction and who seconds it are two people.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day_correction::CorrectedTo;
    use crate::record::Prose;
    use crate::record::testing::{codes, day, person};

    #[test]
    fn a_correction_has_a_reason_and_two_people() {
        let correction = DayCorrection {
            cadre: person("c0018"),
            day: day("2017-08-09"),
            to: CorrectedTo::Resident,
            reason: Prose("防汛值守,有镇里的名单。".to_owned()),
            asked_by: "林办事员".to_owned(),
            seconded_by: Some("周主任".to_owned()),
        };
        assert!(codes(&correction).is_empty());
        assert!(codes(&DayCorrection { seconded_by: None, ..correction.clone() }).is_empty());
        let alone = DayCorrection { seconded_by: Some("林办事员".to_owned()), ..correction.clone() };
        assert_eq!(codes(&alone), ["day_correction.same_person"]);
        assert_eq!(codes(&DayCorrection { reason: Prose::default(), ..correction.clone() }), ["record.text_missing"]);
        assert_eq!(codes(&DayCorrection { day: day("2017-09-16"), ..correction }), ["record.future_day"]);
    }
}
