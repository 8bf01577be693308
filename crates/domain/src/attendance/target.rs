//! How many resident days a year's terms owe.

use crate::policy::{Policy, Proportion, Rounding};

/// A sum of fractions of whole days, kept exact: a target in proportion under one policy or several.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    numerator: i128,
    denominator: i128,
    most: i64,
    whole: Option<i64>,
    rounding: Rounding,
}

impl Target {
    /// Nothing is owed yet.
    pub(super) fn nothing() -> Self {
        Self { numerator: 0, denominator: 1, most: 0, whole: None, rounding: Rounding::Up }
    }

    /// Adds days of the term that are computed with one policy; the last policy added rounds.
    pub(super) fn owe(&mut self, days: i64, policy: &Policy) {
        let rules = &policy.attendance;
        let (resident, year) = (rules.resident_days.get(), rules.year_days.get().max(1));
        self.numerator = self.numerator * i128::from(year) + i128::from(days * resident) * self.denominator;
        self.denominator *= i128::from(year);
        let divisor = greatest_common_divisor(self.numerator, self.denominator);
        self.numerator /= divisor;
        self.denominator /= divisor;
        self.most = self.most.max(resident);
        self.rounding = rules.rounding.get();
        self.whole = (rules.proportion.get() == Proportion::Whole).then_some(resident);
    }

    /// Whole days: never more than a whole year owes, so that a leap year's 366th day owes nothing.
    pub(super) fn days(self) -> i64 {
        if let Some(whole) = self.whole {
            return whole;
        }
        let (n, d) = (self.numerator, self.denominator);
        let rounded = match self.rounding {
            Rounding::Up => (n + d - 1) / d,
            Rounding::Down => n / d,
            Rounding::Nearest => (2 * n + d) / (2 * d),
        };
        i64::try_from(rounded).unwrap_or(self.most).min(self.most)
    }
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a.max(1) } else { greatest_common_divisor(b, a % b) }
}
