//! How long a person serves.

use chrono::{Months, NaiveDate};

use crate::declare_codes;
use crate::record::Code;
use crate::violation::Violation;

/// The shortest term in a village team, in months (the city's 2017 instructions: a year at least).
pub const SHORTEST_TERM_MONTHS: u32 = 12;

declare_codes! {
    /// What may end a term before its year is over.
    pub enum CutShortBy {
        /// 召回: the person was withdrawn.
        Recall = "recall" "召回",
        /// 调令: the person was ordered elsewhere.
        Order = "order" "调令",
    }
}

/// Why a term ended early.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CutShort {
    /// By what.
    pub by: CutShortBy,
    /// The reason, as the recall or the order gives it.
    pub reason: String,
}

/// A person's time in a village team, in local days (Asia/Shanghai).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while it is open.
    pub to: Option<NaiveDate>,
    /// Why it ended early, if it did.
    pub cut_short: Option<CutShort>,
}

impl Term {
    /// A term without end.
    pub fn open(from: NaiveDate) -> Self {
        Self { from, to: None, cut_short: None }
    }

    /// Whether the term runs on a day.
    pub fn runs_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether two terms share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }

    /// Every broken rule: a term ends after it begins and lasts a year, unless a recall or an order gives the reason.
    pub fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        if let Some(cut_short) = &self.cut_short
            && cut_short.reason.trim().is_empty()
        {
            violations.push(Violation::new(
                "term.reason_missing",
                format!("写明{}的原因。", cut_short.by.zh()),
                "Please give the reason for the recall or the order.",
            ));
        }
        let Some(to) = self.to else { return violations };
        if to < self.from {
            violations.push(Violation::new(
                "term.backwards",
                format!("结束日期 {to} 早于起始日期 {}。", self.from),
                format!("The last day {to} is before the first, {}.", self.from),
            ));
        } else if self.cut_short.is_none() && self.shortest_end().is_some_and(|shortest| to < shortest) {
            violations.push(Violation::new(
                "term.too_short",
                format!("驻村时间不满一年({} 至 {to})。召回或调令请写明原因。", self.from),
                format!(
                    "The term {} to {to} is shorter than a year; a recall or an order must give the reason.",
                    self.from
                ),
            ));
        }
        violations
    }

    /// The earliest last day of a term of full length: 2017-12-31 for one that begins on 2017-01-01.
    fn shortest_end(&self) -> Option<NaiveDate> {
        self.from.checked_add_months(Months::new(SHORTEST_TERM_MONTHS))?.pred_opt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(from: &str, to: &str) -> Term {
        Term { from: from.parse().unwrap(), to: Some(to.parse().unwrap()), cut_short: None }
    }

    fn codes(term: &Term) -> Vec<&'static str> {
        term.violations().into_iter().map(|violation| violation.code).collect()
    }

    #[test]
    fn a_year_is_enough_and_a_day_less_is_not() {
        assert!(codes(&term("2017-01-01", "2017-12-31")).is_empty());
        assert_eq!(codes(&term("2017-01-01", "2017-12-30")), ["term.too_short"]);
        assert!(codes(&term("2016-02-29", "2017-02-27")).is_empty(), "the day before the same date of next year");
        assert_eq!(codes(&term("2016-02-29", "2017-02-26")), ["term.too_short"]);
        assert!(codes(&Term::open("2017-01-01".parse().unwrap())).is_empty());
    }

    #[test]
    fn a_recall_or_an_order_with_a_reason_may_end_it_sooner() {
        for by in [CutShortBy::Recall, CutShortBy::Order] {
            let mut short = term("2017-01-01", "2017-03-01");
            short.cut_short = Some(CutShort { by, reason: "另有任用".into() });
            assert!(codes(&short).is_empty());
            short.cut_short = Some(CutShort { by, reason: " ".into() });
            assert_eq!(codes(&short), ["term.reason_missing"]);
        }
    }

    #[test]
    fn a_term_does_not_end_before_it_begins() {
        let mut backwards = term("2017-03-01", "2017-02-28");
        backwards.cut_short = Some(CutShort { by: CutShortBy::Order, reason: "调走".into() });
        assert_eq!(codes(&backwards), ["term.backwards"]);
        assert!(codes(&Term { to: NaiveDate::MAX.into(), ..term("2017-01-01", "2018-01-01") }).is_empty());
        assert_eq!(codes(&Term { from: NaiveDate::MAX, ..term("2017-01-01", "2018-01-01") }), ["term.backwards"]);
    }

    #[test]
    fn both_ends_belong_to_it() {
        let year = term("2017-01-01", "2017-12-31");
        let runs = |day: &str| year.runs_on(day.parse().unwrap());
        assert!(runs("2017-01-01") && runs("2017-12-31") && !runs("2016-12-31") && !runs("2018-01-01"));
        assert!(year.overlaps(&Term::open("2017-12-31".parse().unwrap())));
        assert!(!year.overlaps(&Term::open("2018-01-01".parse().unwrap())));
    }
}
