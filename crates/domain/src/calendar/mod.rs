//! 日历 · 应到名单: which days are rest days, and who is due on which.
//!
//! Saturdays and Sundays are rest days; the years' notices declare holidays and the weekend days that are worked for them.

mod duty_list;
mod text;
mod years;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

pub use duty_list::DutyList;

use crate::policy::FileFault;

/// The holidays of 2017 as the State Council's office announced them, in the text form of [`Calendar::parse`].
pub const CHINA_2017: &str = include_str!("../../policy/calendar-2017.csv");

/// The longest range of one entry, in days: a slip in a year must not declare a century.
const LONGEST_RANGE: i64 = 366;

/// What a day is declared to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayKind {
    /// A holiday by law: rest.
    Holiday,
    /// Another day of rest, such as one moved for a holiday.
    Rest,
    /// A day of work, such as a Saturday worked for a holiday.
    Work,
}

impl DayKind {
    /// As it stands in files and records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Rest => "rest",
            Self::Work => "work",
        }
    }

    /// From its code or its Chinese word (放假, 休息, 上班).
    pub fn of(text: &str) -> Option<Self> {
        match text {
            "holiday" | "放假" => Some(Self::Holiday),
            "rest" | "休息" => Some(Self::Rest),
            "work" | "上班" => Some(Self::Work),
            _ => None,
        }
    }
}

/// A range of days and what they are declared to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarEntry {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// What the days are.
    pub kind: DayKind,
    /// Why, e.g. 国庆节.
    pub name: String,
}

/// Which days are rest days. One without entries knows Saturdays and Sundays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    entries: Vec<CalendarEntry>,
    declared: BTreeMap<NaiveDate, (DayKind, String)>,
}

impl Calendar {
    /// A calendar of entries, in any order; an entry given twice is one.
    ///
    /// # Errors
    /// `calendar.range` (ends before it begins, or longer than a year), `calendar.overlap` (a day declared to be two
    /// things). The fault's line is the entry's place, from 1.
    pub fn new(entries: impl IntoIterator<Item = CalendarEntry>) -> Result<Self, Vec<FileFault>> {
        Self::of_lines(entries.into_iter().enumerate().map(|(index, entry)| (index + 1, entry)))
    }

    /// Reads the text form: `from,to,kind,name` a line; an empty `to` means one day; `kind` is `holiday`, `rest`, `work`
    /// or 放假, 休息, 上班; lines beginning with `#` and a head line are skipped.
    ///
    /// # Errors
    /// As [`Calendar::new`], and `calendar.line` for what is no entry; all by line.
    pub fn parse(text: &str) -> Result<Self, Vec<FileFault>> {
        let entries = text::entries(text)?;
        Self::of_lines(entries.into_iter())
    }

    /// The calendar that the product ships with: weekends, and the holidays of 2017.
    pub fn shipped() -> Self {
        Self::parse(CHINA_2017).expect("the shipped calendar is whole: a test reads it")
    }

    /// Whether nobody is due on the day.
    pub fn is_rest(&self, day: NaiveDate) -> bool {
        match self.declared.get(&day) {
            Some((kind, _)) => *kind != DayKind::Work,
            None => matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// Why the day is what it is, where it was declared.
    pub fn name_of(&self, day: NaiveDate) -> Option<&str> {
        self.declared.get(&day).map(|(_, name)| name.as_str())
    }

    /// Whether anything is declared of a year's days. A year without knows no holiday: its workdays can all be absences. Its last three
    /// days say nothing of it: the next year's notice declares them where New Year's holiday begins with them.
    pub fn declares(&self, year: i32) -> bool {
        self.declared.keys().any(|day| day.year() == year && (day.month() < 12 || day.day() < 29))
    }

    /// The entries, by day.
    pub fn entries(&self) -> &[CalendarEntry] {
        &self.entries
    }

    fn of_lines(entries: impl Iterator<Item = (usize, CalendarEntry)>) -> Result<Self, Vec<FileFault>> {
        let mut calendar = Self::default();
        let mut faults = Vec::new();
        for (line, entry) in entries {
            if calendar.entries.contains(&entry) {
                continue;
            }
            if let Err(fault) = calendar.declare(line, &entry) {
                faults.push(fault);
            }
            calendar.entries.push(entry);
        }
        calendar.entries.sort();
        if faults.is_empty() { Ok(calendar) } else { Err(faults) }
    }

    fn declare(&mut self, line: usize, entry: &CalendarEntry) -> Result<(), FileFault> {
        let length = entry.to.signed_duration_since(entry.from).num_days();
        if !(0..LONGEST_RANGE).contains(&length) {
            return Err(FileFault::new(
                line,
                "calendar.range",
                format!("{} 到 {}:起止不对,一条最多一年。", entry.from, entry.to),
                format!("{} to {}: an entry runs forward and at most a year.", entry.from, entry.to),
            ));
        }
        for day in entry.from.iter_days().take_while(|day| *day <= entry.to) {
            let declared = (entry.kind, entry.name.clone());
            if let Some((kind, name)) = self.declared.insert(day, declared)
                && kind != entry.kind
            {
                return Err(FileFault::new(
                    line,
                    "calendar.overlap",
                    format!("{day} 写了两次,一次是{}({name}),一次是{}({})。", zh(kind), zh(entry.kind), entry.name),
                    format!(
                        "{day} is declared twice: {} ({name}) and {} ({}).",
                        kind.code(),
                        entry.kind.code(),
                        entry.name
                    ),
                ));
            }
        }
        Ok(())
    }
}

fn zh(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Holiday => "放假",
        DayKind::Rest => "休息",
        DayKind::Work => "上班",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_rest_unless_declared() {
        let calendar = Calendar::default();
        assert!(calendar.is_rest(day("2017-09-30")));
        assert!(!calendar.is_rest(day("2017-10-02")));
    }

    #[test]
    fn the_shipped_year_has_its_holidays_and_its_worked_weekends() {
        let calendar = Calendar::shipped();
        assert!(!calendar.is_rest(day("2017-09-30")), "Saturday worked for the national day");
        assert!(calendar.is_rest(day("2017-10-02")));
        assert_eq!(calendar.name_of(day("2017-10-02")), Some("国庆节、中秋节"));
        assert!(calendar.is_rest(day("2018-10-06")), "an undeclared Saturday");
        assert!(calendar.declares(2017) && !calendar.declares(2018));
        let next = Calendar::parse("from,to,kind,name\n2018-12-30,2019-01-01,holiday,元旦\n").unwrap();
        assert!(next.declares(2019) && !next.declares(2018), "the last days of a year are the next one's holiday");
        let rest = day("2017-01-01").iter_days().take(365).filter(|day| calendar.is_rest(*day)).count();
        assert_eq!(rest, 116, "105 weekend days - 5 worked + 16 of the week");
    }

    #[test]
    fn a_day_that_is_two_things_is_refused_by_line() {
        let faults =
            Calendar::parse("from,to,kind,name\n2017-05-01,,holiday,劳动节\n2017-04-29,2017-05-01,work,补班\n")
                .unwrap_err();
        assert_eq!((faults[0].line, faults[0].code), (3, "calendar.overlap"));
    }

    #[test]
    fn ranges_run_forward_and_at_most_a_year() {
        for text in ["2017-05-02,2017-05-01,rest,倒着", "2017-05-01,2117-05-01,rest,一百年"] {
            assert_eq!(Calendar::parse(text).unwrap_err()[0].code, "calendar.range");
        }
    }

    #[test]
    fn entries_make_the_same_calendar_in_any_order_and_number() {
        let calendar = Calendar::shipped();
        let mut entries = calendar.entries().to_vec();
        entries.reverse();
        entries.extend(calendar.entries().to_vec());
        assert_eq!(Calendar::new(entries).unwrap(), calendar);
    }
}
