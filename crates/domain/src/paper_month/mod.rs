//! 纸质代录: a month sheet on paper that an office's clerk typed in, for somebody without the app. It weighs what the person's own
//! word weighs.

mod rules;

use chrono::{Days, NaiveDate};

use crate::attendance::DayState;
use crate::declare_kind;
use crate::person::PersonId;
use crate::record::{Owner, Prose, ToldOf};

/// The sign of a day of which the sheet says nothing.
pub const BLANK: char = '-';

declare_kind! {
    /// A month sheet on paper, as it was typed in.
    pub struct PaperMonth = 58 "paper_month" ("纸质代录", "A month on paper")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Key(1), schema 2
    key {
        /// Whose month.
        cadre: PersonId,
        /// The first day of the month, Asia/Shanghai.
        month: NaiveDate,
    }
    fields {
        /// Each day from the first on, a sign each: R in the village, L on leave, B on business, A elsewhere, S at rest, - nothing.
        1 days: String, "每天" since 1;
        /// Whether the first secretary signed the sheet.
        2 signed: bool, "第一书记签了字" since 1;
        /// Who typed it in, by name.
        3 typed_by: String, "谁代录的" since 1;
        /// A word on it, such as where the sheet is kept.
        4 note: Prose, "备注" since 1;
        /// Who agreed to it, by name, where it took a second person: the person has a phone, or the month was filed.
        5 seconded_by: Option<String>, "谁复核的" since 2;
    }
}

impl PaperMonth {
    /// The days of which the sheet says something.
    pub fn said(&self) -> impl Iterator<Item = (NaiveDate, DayState)> {
        let days = self.days.chars().enumerate();
        days.filter_map(|(at, sign)| {
            Some((self.month.checked_add_days(Days::new(at as u64))?, DayState::of_sign(sign)?))
        })
    }
}
