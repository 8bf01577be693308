use chrono::Datelike;

use super::{BLANK, PaperMonth};
use crate::attendance::DayState;
use crate::month_acknowledgement::month_end;
use crate::record::{CheckContext, Rules};
use crate::violation::Violation;

/// What can stand on a sheet of paper.
const STATES: [DayState; 5] =
    [DayState::Resident, DayState::Leave, DayState::Business, DayState::Absent, DayState::Rest];

impl Rules for PaperMonth {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = Vec::new();
        let is_sign = |sign: char| sign == BLANK || STATES.iter().any(|state| state.sign() == sign);
        let length = i64::try_from(self.days.chars().count()).unwrap_or_default();
        let whole = length == i64::from(month_end(self.month).day());
        if self.month.day() != 1 || !whole || !self.days.chars().all(is_sign) {
            violations.push(Violation::new(
                "paper_month.days",
                "一张表是一整月,每天填一样:住村、请假、公务、不在、休息,或空着。",
                "A sheet is a whole month, with one of these for each day: in the village, leave, business, elsewhere, rest, or nothing.",
            ));
        } else if self.days.chars().all(|sign| sign == BLANK) {
            violations.push(Violation::new(
                "paper_month.empty",
                "表上一天也没填。",
                "The sheet says nothing of any day.",
            ));
        }
        if let Some((day, _)) = self.said().find(|(day, _)| *day > context.today) {
            violations.push(Violation::new(
                "record.future_day",
                format!("{day} 还没到,只能填到今天({})。", context.today),
                format!("{day} has not come yet; one can fill in up to today ({}).", context.today),
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

    fn august(days: String) -> PaperMonth {
        PaperMonth {
            cadre: person("c0018"),
            month: day("2017-08-01"),
            days,
            signed: true,
            typed_by: "林办事员".to_owned(),
            note: Prose::default(),
            seconded_by: None,
        }
    }

    #[test]
    fn a_sheet_is_a_whole_month_of_known_signs() {
        let sheet = august("RRRRRSSLLBA-".to_owned() + &"R".repeat(19));
        assert!(codes(&sheet).is_empty());
        assert_eq!(sheet.said().count(), 30, "the blank says nothing");
        assert_eq!(codes(&august("R".repeat(30))), ["paper_month.days"]);
        assert_eq!(codes(&august("R".repeat(30) + "U")), ["paper_month.days"]);
        assert_eq!(codes(&august("-".repeat(31))), ["paper_month.empty"]);
    }

    #[test]
    fn days_that_have_not_come_stay_blank() {
        let september = |days: String| PaperMonth { month: day("2017-09-01"), ..august(days) };
        assert!(codes(&september("R".repeat(15) + &"-".repeat(15))).is_empty());
        assert_eq!(codes(&september("R".repeat(16) + &"-".repeat(14))), ["record.future_day"]);
    }
}
