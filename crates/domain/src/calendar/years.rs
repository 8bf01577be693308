//! The calendar from its years as they were published.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Calendar, CalendarEntry, DayKind};
use crate::server_facts::calendar_year::CalendarYear;

impl Calendar {
    /// The calendar of these years; the years that are not among them, as they shipped.
    pub fn of_years(years: &[CalendarYear]) -> Self {
        let shipped = Self::shipped();
        let is_known = |day: NaiveDate| years.iter().any(|year| i32::from(year.year) == day.year());
        let mut entries: Vec<CalendarEntry> =
            shipped.entries().iter().filter(|entry| !is_known(entry.from)).cloned().collect();
        for year in years {
            let name_of = |day: NaiveDate| {
                let named = year.names.0.iter().find(|named| named.day == day);
                named.map(|named| named.name.clone()).unwrap_or_default()
            };
            let declared = |kind: DayKind| move |day: &NaiveDate| (kind, *day);
            let days = year.rest.0.iter().map(declared(DayKind::Rest));
            let days = days.chain(year.work.0.iter().map(declared(DayKind::Work)));
            // A weekend day within a holiday rests anyway; what it is called is all that is declared of it.
            let named = year.names.0.iter().map(|named| &named.day).filter(|day| {
                let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                is_weekend && !year.rest.0.contains(day) && !year.work.0.contains(day)
            });
            let days = days.chain(named.map(declared(DayKind::Rest)));
            entries.extend(days.map(|(kind, day)| CalendarEntry { from: day, to: day, kind, name: name_of(day) }));
        }
        // Years that contradict one another are the office's to mend; until then the shipped ones hold.
        Self::new(entries).unwrap_or(shipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Set;
    use crate::server_facts::calendar_year::NamedDay;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_weekend_day_within_a_holiday_keeps_its_name() {
        let named = |text: &str, name: &str| NamedDay { day: day(text), name: name.to_owned() };
        let year = CalendarYear {
            year: 2017,
            rest: Set::from_iter([day("2017-10-02")]),
            work: Set::from_iter([day("2017-09-30")]),
            names: Set::from_iter([
                named("2017-09-30", "国庆节调班"),
                named("2017-10-01", "国庆节"),
                named("2017-10-02", "国庆节"),
            ]),
            source: None,
        };
        let calendar = Calendar::of_years(&[year]);
        assert_eq!(calendar.name_of(day("2017-10-01")), Some("国庆节"));
        assert!(calendar.is_rest(day("2017-10-01")) && !calendar.is_rest(day("2017-09-30")));
        assert_eq!(calendar.name_of(day("2017-10-07")), None, "a Saturday of which nothing was said");
    }
}
