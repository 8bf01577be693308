//! The calendar from its years as they were published.

use chrono::{Datelike, NaiveDate};

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
            entries.extend(days.map(|(kind, day)| CalendarEntry { from: day, to: day, kind, name: name_of(day) }));
        }
        // Years that contradict one another are the office's to mend; until then the shipped ones hold.
        Self::new(entries).unwrap_or(shipped)
    }
}
