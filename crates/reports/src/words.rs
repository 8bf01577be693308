//! Words of the reports, in both languages.

use chrono::{Datelike, NaiveDate};

/// In which language a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    pub(crate) fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// One character or three letters.
    pub(crate) fn weekday(self, day: NaiveDate) -> &'static str {
        const ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
        const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let of_week = day.weekday().num_days_from_monday() as usize;
        self.pick(ZH[of_week], EN[of_week])
    }

    pub(crate) fn month(self, day: NaiveDate) -> String {
        match self {
            Self::Zh => format!("{}年{}月", day.year(), day.month()),
            Self::En => day.format("%B %Y").to_string(),
        }
    }

    pub(crate) fn day(self, day: NaiveDate) -> String {
        match self {
            Self::Zh => format!("{}年{}月{}日 周{}", day.year(), day.month(), day.day(), self.weekday(day)),
            Self::En => day.format("%A, %-d %B %Y").to_string(),
        }
    }
}
