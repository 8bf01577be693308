//! 农历 · 节气: what a day is called beside its date. Reckoned by tyme4rs; the policy calendar names the holidays.

use chrono::{Datelike, NaiveDate};
use tyme4rs::tyme::Culture;
use tyme4rs::tyme::solar::SolarDay;

use crate::views::attendance::{LunarDay, SolarTerm};

/// The years that are reckoned: what a diary tells of lies within, and tables of the calendar hold there.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// The solar terms in the order of the library, from the winter solstice on, in English.
const TERMS: [&str; 24] = [
    "Winter Solstice",
    "Minor Cold",
    "Major Cold",
    "Start of Spring",
    "Rain Water",
    "Awakening of Insects",
    "Spring Equinox",
    "Clear and Bright",
    "Grain Rain",
    "Start of Summer",
    "Grain Buds",
    "Grain in Ear",
    "Summer Solstice",
    "Minor Heat",
    "Major Heat",
    "Start of Autumn",
    "End of Heat",
    "White Dew",
    "Autumn Equinox",
    "Cold Dew",
    "Frost's Descent",
    "Start of Winter",
    "Minor Snow",
    "Major Snow",
];

/// The lunar date of a day; none outside the years that are reckoned.
pub(crate) fn lunar_day(day: NaiveDate) -> Option<LunarDay> {
    let lunar = solar(day)?.get_lunar_day();
    let month = lunar.get_lunar_month();
    Some(LunarDay {
        month: u32::try_from(month.get_month_with_leap().unsigned_abs()).ok()?,
        leap: month.is_leap(),
        day: u32::try_from(lunar.get_day()).ok()?,
        month_zh: month.get_name(),
        day_zh: lunar.get_name(),
    })
}

/// The solar term that begins on a day.
pub(crate) fn solar_term(day: NaiveDate) -> Option<SolarTerm> {
    let term = solar(day)?.get_term_day();
    if term.get_day_index() != 0 {
        return None;
    }
    let term = term.get_solar_term();
    Some(SolarTerm { zh: term.get_name(), en: (*TERMS.get(term.get_index())?).to_owned() })
}

fn solar(day: NaiveDate) -> Option<SolarDay> {
    if !YEARS.contains(&day.year()) {
        return None;
    }
    SolarDay::new(day.year() as isize, day.month() as usize, day.day() as usize).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    /// By the calendars of the Purple Mountain Observatory.
    #[test]
    fn known_days_have_their_lunar_dates() {
        for (at, month, leap, of_month, named) in [
            ("2017-09-14", 7, false, 24, "七月廿四"),
            ("2017-01-28", 1, false, 1, "正月初一"),
            ("2017-07-23", 6, true, 1, "闰六月初一"),
            ("2017-08-21", 6, true, 30, "闰六月三十"),
            ("2017-08-22", 7, false, 1, "七月初一"),
            ("2017-10-04", 8, false, 15, "八月十五"),
            ("2018-02-15", 12, false, 30, "十二月三十"),
            ("2033-12-22", 11, true, 1, "闰十一月初一"),
        ] {
            let lunar = lunar_day(day(at)).unwrap();
            assert_eq!((lunar.month, lunar.leap, lunar.day), (month, leap, of_month), "{at}");
            assert_eq!(lunar.month_zh + &lunar.day_zh, named, "{at}");
        }
        assert_eq!(lunar_day(day("1800-01-01")), None);
    }

    #[test]
    fn known_days_begin_their_solar_terms() {
        for (at, zh, en) in [
            ("2017-02-03", "立春", "Start of Spring"),
            ("2017-04-04", "清明", "Clear and Bright"),
            ("2017-09-07", "白露", "White Dew"),
            ("2017-09-23", "秋分", "Autumn Equinox"),
            ("2017-12-22", "冬至", "Winter Solstice"),
        ] {
            assert_eq!(solar_term(day(at)), Some(SolarTerm { zh: zh.to_owned(), en: en.to_owned() }), "{at}");
        }
        assert_eq!(solar_term(day("2017-09-14")), None);
        let year = day("2017-01-01").iter_days().take(365).filter(|day| solar_term(*day).is_some()).count();
        assert_eq!(year, 24);
    }
}
