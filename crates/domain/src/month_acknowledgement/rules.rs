use super::MonthAcknowledgement;
use super::seen::{is_one_a_day, is_span};
use crate::record::{CheckContext, Rules, not_in_future, not_of_others};
use crate::violation::Violation;

impl Rules for MonthAcknowledgement {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = not_of_others(&self.cadre, context);
        violations.extend(not_in_future(self.until, context));
        if !is_span(self.month, self.until) {
            violations.push(Violation::new(
                "month_acknowledgement.span",
                "确认的是一个整月,从一号起,到月底或离队那天。请重新打开这个月再确认。",
                "A month is acknowledged from its first day to its last, or to the last day on the team. Open the month again.",
            ));
        }
        if !is_one_a_day(self.month, self.until, &self.seen) {
            violations.push(Violation::new(
                "month_acknowledgement.seen",
                "没有记全看到的每一天,请重新打开这个月再确认。",
                "It does not say what was seen of each day; open the month again and acknowledge it.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Known, codes, codes_of, day, person};

    fn august() -> MonthAcknowledgement {
        MonthAcknowledgement {
            cadre: person("c0017"),
            month: day("2017-08-01"),
            until: day("2017-08-31"),
            seen: "R".repeat(31),
            note: None,
        }
    }

    #[test]
    fn one_acknowledges_ones_own_month_day_by_day() {
        assert!(codes(&august()).is_empty());
        assert_eq!(codes_of(&august(), "c0018", &Known::default()), ["record.of_another_person"]);
        for seen in ["R".repeat(30), "R".repeat(30) + "x"] {
            assert_eq!(codes(&MonthAcknowledgement { seen, ..august() }), ["month_acknowledgement.seen"]);
        }
    }

    #[test]
    fn a_month_begins_on_its_first_and_ends_within_itself() {
        let part = MonthAcknowledgement { until: day("2017-08-20"), seen: "R".repeat(20), ..august() };
        assert!(codes(&part).is_empty(), "somebody left the team");
        let second = MonthAcknowledgement { month: day("2017-08-02"), seen: "R".repeat(30), ..august() };
        assert_eq!(codes(&second), ["month_acknowledgement.span"]);
        let beyond = MonthAcknowledgement { until: day("2017-09-01"), seen: "R".repeat(32), ..august() };
        assert_eq!(codes(&beyond), ["month_acknowledgement.span"]);
        let ahead = MonthAcknowledgement {
            month: day("2017-09-01"),
            until: day("2017-09-30"),
            seen: "R".repeat(30),
            ..august()
        };
        assert_eq!(codes(&ahead), ["record.future_day"]);
    }
}
