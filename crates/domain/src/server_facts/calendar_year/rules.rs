use chrono::Datelike;

use super::CalendarYear;
use crate::record::{CheckContext, Rules};
use crate::violation::Violation;

impl Rules for CalendarYear {
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = Vec::new();
        let named = self.names.0.iter().map(|named| &named.day);
        let mut days = self.rest.0.iter().chain(&self.work.0).chain(named);
        if let Some(day) = days.find(|day| day.year() != i32::from(self.year)) {
            violations.push(Violation::new(
                "calendar.day_of_another_year",
                format!("{day} 不在 {} 年。", self.year),
                format!("{day} is not a day of {}.", self.year),
            ));
        }
        if let Some(day) = self.rest.0.intersection(&self.work.0).next() {
            violations.push(Violation::new(
                "calendar.rest_and_work",
                format!("{day} 又是放假又是上班。"),
                format!("{day} is both a rest day and a work day."),
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Set;
    use crate::record::testing::{codes, day};
    use crate::server_facts::calendar_year::NamedDay;

    #[test]
    fn days_are_of_the_year_and_one_thing_each() {
        let year = CalendarYear {
            year: 2017,
            rest: Set::from_iter([day("2017-10-02")]),
            work: Set::from_iter([day("2017-09-30")]),
            names: Set::from_iter([NamedDay { day: day("2017-10-01"), name: "国庆节".to_owned() }]),
            source: Some("国务院办公厅关于2017年部分节假日安排的通知".to_owned()),
        };
        assert!(codes(&year).is_empty());
        assert_eq!(codes(&CalendarYear { year: 2018, ..year.clone() }), ["calendar.day_of_another_year"]);
        let both = CalendarYear { work: Set::from_iter([day("2017-10-02")]), ..year };
        assert_eq!(codes(&both), ["calendar.rest_and_work"]);
    }
}
