use super::MonthCheck;
use crate::judgement::JudgeLevel;
use crate::month_acknowledgement::seen_of_month;
use crate::record::{CheckContext, Rules, not_in_future};
use crate::violation::Violation;

impl Rules for MonthCheck {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = seen_of_month(self.month, self.until, &self.seen);
        violations.extend(not_in_future(self.until, context));
        if self.level == JudgeLevel::Village {
            violations.push(Violation::new(
                "month_check.level",
                "月度核定是镇、县、市办公室的事;第一书记用月度签字。",
                "A month is checked by a town's, county's or city's office; a first secretary signs it.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Prose;
    use crate::record::testing::{codes, day, person};

    #[test]
    fn an_office_checks_a_whole_month() {
        let august = |level| MonthCheck {
            cadre: person("c0018"),
            month: day("2017-08-01"),
            level,
            until: day("2017-08-31"),
            seen: "R".repeat(31),
            note: Prose::default(),
        };
        assert!(codes(&august(JudgeLevel::Town)).is_empty());
        assert_eq!(codes(&august(JudgeLevel::Village)), ["month_check.level"]);
        assert_eq!(
            codes(&MonthCheck { until: day("2017-09-02"), ..august(JudgeLevel::City) }),
            ["month.span", "month.seen"]
        );
    }
}
