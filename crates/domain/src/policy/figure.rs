//! A figure with its source, and the closed answers that some figures take.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::Spanned;
use toml::value::Datetime;

/// One figure of the policy: its value, and where it comes from (a document, or "this project's choice").
///
/// Two figures are equal if they say the same, wherever in the file they stand.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure<T> {
    value: Spanned<T>,
    source: Spanned<String>,
}

/// Where a figure that a file of before it existed does not have comes from; the shipped file says the same of its own.
const PROVISIONAL: &str = "本项目暂定,由市办公室核定";

impl<T> Figure<T> {
    /// The figure of a file that is older than it.
    pub(super) fn provisional(value: T) -> Self {
        Self { value: Spanned::new(0..0, value), source: Spanned::new(0..0, PROVISIONAL.to_owned()) }
    }
}

impl<T: Copy> Figure<T> {
    /// The value.
    pub fn get(&self) -> T {
        *self.value.get_ref()
    }

    /// Where the figure comes from.
    pub fn source(&self) -> &str {
        self.source.get_ref()
    }

    pub(super) fn value_at(&self) -> usize {
        self.value.span().start
    }

    pub(super) fn source_at(&self) -> usize {
        self.source.span().start
    }
}

/// What a person owes who joins or leaves within the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proportion {
    /// The target in proportion to the days of the term.
    ByTerm,
    /// The whole target, however short the term.
    Whole,
}

/// How a target in proportion becomes whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the next whole day.
    Up,
    /// To the whole day before.
    Down,
    /// To the nearest; a half goes up.
    Nearest,
}

/// What makes a day a duty day, on which alone one can be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyMode {
    /// Every day that the calendar does not call a rest day.
    Calendar,
    /// The days on which the duty list names the person.
    List,
}

/// What a stay or a leave is, for attendance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsAs {
    /// A resident day.
    Resident,
    /// A day on official business: neutral.
    Business,
    /// A day of leave: neutral.
    Leave,
    /// Neither: away.
    Away,
}

/// The office that complaints and suggestions go to, past the direct superior.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintsTo {
    /// The town's office.
    Town,
    /// The county's office.
    County,
    /// The city's office.
    City,
}

/// A day of the file: a TOML date without a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileDay(pub(super) NaiveDate);

impl<'de> Deserialize<'de> for FileDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Datetime { date: Some(date), time: None, offset: None } = Datetime::deserialize(deserializer)? else {
            return Err(D::Error::custom("invalid type: expected a date such as 2017-01-01"));
        };
        NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
            .map(Self)
            .ok_or_else(|| D::Error::custom("invalid type: no such day"))
    }
}
