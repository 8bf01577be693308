use chrono::Datelike;

use super::DutyList;
use crate::record::{CheckContext, Rules};
use crate::violation::Violation;

impl Rules for DutyList {
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.month.day() != 1 {
            violations.push(Violation::new(
                "duty_list.month",
                format!("值班表按月排,{} 不是一号。", self.month),
                format!("A duty list is named by the first of its month, which {} is not.", self.month),
            ));
        }
        let of_month = |day: &chrono::NaiveDate| (day.year(), day.month()) == (self.month.year(), self.month.month());
        if let Some(duty) = self.due.0.iter().find(|duty| !of_month(&duty.day)) {
            violations.push(Violation::new(
                "duty_list.day_of_another_month",
                format!("{} 不在这个月里。", duty.day),
                format!("{} is not a day of this month.", duty.day),
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty_list::Duty;
    use crate::record::Set;
    use crate::record::testing::{codes, day, person};

    fn list(month: &str, due: &str) -> DutyList {
        let due = Set::from_iter([Duty { person: person("c0018"), day: day(due) }]);
        DutyList { month: day(month), due }
    }

    #[test]
    fn a_list_is_of_one_month_which_may_be_to_come() {
        assert!(codes(&list("2017-10-01", "2017-10-31")).is_empty());
        assert_eq!(codes(&list("2017-10-01", "2017-11-01")), ["duty_list.day_of_another_month"]);
        assert_eq!(codes(&list("2017-10-01", "2016-10-01")), ["duty_list.day_of_another_month"]);
        assert_eq!(codes(&list("2017-10-02", "2017-10-03")), ["duty_list.month"]);
    }
}
