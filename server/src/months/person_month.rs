//! A person's month as it stands: what the records say of each step, and which days have become others since.

use chrono::NaiveDate;
use cunji_domain::attendance::{DayAttendance, DayState};
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::month_acknowledgement::ChangedSince;
use cunji_domain::month_filing::{MonthFiling, never_heard};
use cunji_domain::organisation::Role;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;

use crate::error::ServerError;

/// How far a person's month is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The month is not over.
    Running,
    /// It waits for the person.
    Unacknowledged,
    /// It waits for the first secretary, or, where it is the first secretary's own, for the town.
    Acknowledged,
    /// It waits for the town.
    Signed,
    /// It waits for the close.
    Checked,
    /// It is filed, and is as it was filed.
    Filed,
    /// It is filed, and the records say something else since: that goes on the next sheet.
    FiledAndChanged,
}

impl Step {
    /// As calls name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Unacknowledged => "unacknowledged",
            Self::Acknowledged => "acknowledged",
            Self::Signed => "signed",
            Self::Checked => "checked",
            Self::Filed => "filed",
            Self::FiledAndChanged => "filed_and_changed",
        }
    }
}

/// What somebody has seen of a month and stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// A word on it.
    pub note: String,
    /// The days that have become others since; while there are any, it stands for the month no more.
    pub changed: Vec<ChangedSince>,
}

/// A filing with what has changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// As it stands.
    pub filing: MonthFiling,
    /// The days that have become others since.
    pub changed: Vec<ChangedSince>,
}

/// A sheet on paper as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPaper {
    /// What was typed in.
    pub sheet: PaperMonth,
    /// What tells it from any other state of it: who retypes it says which one they saw.
    pub seen: String,
}

/// A person's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonMonth {
    /// Whose.
    pub cadre: PersonId,
    /// By name.
    pub name: String,
    /// In which role; of a filed month, in the one that it was filed with.
    pub role: Role,
    /// Whether the month is the village's by the terms as they are known now; one that was filed here stays on its sheet all the same.
    pub here: bool,
    /// Whether the person has a phone in use, or had one in the month.
    pub has_phone: bool,
    /// The last day of the month on the team.
    pub until: NaiveDate,
    /// Each day until then as the records have it now, a sign each.
    pub signs: String,
    /// Every day of the month with its reason, those after the last one on the team too.
    pub days: Vec<DayAttendance>,
    /// Resident days of the year up to the month's last day, or today while it is not over; of a filed month, as they were known then.
    pub year_resident: i64,
    /// Resident days owed in the year.
    pub year_target: i64,
    /// The person's own word.
    pub acknowledged: Option<Seen>,
    /// The first secretary's.
    pub signed: Option<Seen>,
    /// The highest office's.
    pub checked: Option<(JudgeLevel, Seen)>,
    /// The filings, by number.
    pub filed: Vec<Filed>,
    /// A sheet on paper: it stands for the person's word, and signed for the first secretary's too.
    pub paper: Option<OnPaper>,
    /// How far it is.
    pub step: Step,
}

/// The first day of the month that a call names.
///
/// # Errors
/// There is no such month.
pub fn first_of_month(year: i32, month: u32) -> Result<NaiveDate, ServerError> {
    NaiveDate::from_ymd_opt(year, month, 1)
        .ok_or_else(|| ServerError::refused("month.unknown", "没有这个月。", "There is no such month."))
}

impl PersonMonth {
    /// What was filed last.
    pub fn last_filed(&self) -> Option<&Filed> {
        self.filed.last()
    }

    /// On how many of its days nothing at all was heard until their time was over: they count as absent, and yet were told by nobody.
    /// Of a filed month, as it was when it was filed: what is printed says the same ever after.
    pub fn never_heard(&self) -> i64 {
        let Some(Filed { filing, .. }) = self.filed.first() else { return self.never_heard_now() };
        filing.never_heard(&self.days)
    }

    /// The same of the month as the records have it now.
    pub(super) fn never_heard_now(&self) -> i64 {
        never_heard(&self.days, &self.signs)
    }

    /// The days of which nothing was heard, though a word is awaited, as the records have them now.
    pub fn silent(&self) -> impl Iterator<Item = NaiveDate> {
        let days = self.days.iter().zip(self.signs.chars());
        let silent = |(day, sign): &(&DayAttendance, char)| {
            DayState::of_sign(*sign).is_some_and(|state| day.why.heard().is_silence(state))
        };
        days.filter(silent).map(|(day, _)| day.day)
    }

    /// Whether the sheet says that the month is from paper; of a filed month, whether it was when it was filed.
    pub fn on_paper(&self) -> bool {
        let filed = self.filed.first().and_then(|first| first.filing.on_paper);
        filed.unwrap_or(self.paper.is_some())
    }

    /// Whether the person stands for the month as it is now, by own word or on paper.
    pub fn is_acknowledged(&self) -> bool {
        self.paper.is_some() || holds(self.acknowledged.as_ref())
    }

    /// Whether the first secretary does, or need not: nobody signs the own month.
    pub fn is_signed(&self) -> bool {
        self.role == Role::FirstSecretary
            || self.paper.as_ref().is_some_and(|paper| paper.sheet.signed)
            || holds(self.signed.as_ref())
    }

    /// Whether an office does.
    pub fn is_checked(&self) -> bool {
        holds(self.checked.as_ref().map(|(_, seen)| seen))
    }

    /// How far it is on a day.
    pub(super) fn step_on(&self, today: NaiveDate) -> Step {
        match self.last_filed() {
            Some(filed) if filed.changed.is_empty() => Step::Filed,
            Some(_) => Step::FiledAndChanged,
            None if self.until >= today => Step::Running,
            None if self.is_checked() => Step::Checked,
            None if self.is_acknowledged() && self.is_signed() => Step::Signed,
            None if self.is_acknowledged() => Step::Acknowledged,
            None => Step::Unacknowledged,
        }
    }
}

fn holds(seen: Option<&Seen>) -> bool {
    seen.is_some_and(|seen| seen.changed.is_empty())
}
