//! What is known of one cadre's year: plain facts, in any order, however often each is given.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::day_correction::CorrectedTo;
use crate::division::DivisionCode;
use crate::person::PersonId;

/// Everything that the attendance of one cadre and one year is computed from.
///
/// Leave out: rejected records and those that descend from them, and the words that an upheld objection is against. Facts about other years do no harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceFacts {
    /// Whose year.
    pub cadre: PersonId,
    /// Which year, 1 January to 31 December in Asia/Shanghai.
    pub year: i32,
    /// The day on which these facts are known, today: nothing in them was written later, whatever a clock says. Not the day
    /// as of which the year is computed, which may be one long gone.
    pub known_on: NaiveDate,
    /// When and where the cadre was on a team.
    pub terms: Vec<Term>,
    /// What the cadre's diaries say of the nights.
    pub stays: Vec<StayWord>,
    /// What leave was asked for.
    pub leaves: Vec<LeaveAsked>,
    /// What the first secretary saw.
    pub observations: Vec<Observation>,
    /// What the first secretary and offices say of what was written.
    pub confirmations: Vec<Confirmation>,
    /// The days to which the cadre objected and nobody has decided yet: such a day is not absent meanwhile.
    pub objected: BTreeSet<NaiveDate>,
    /// The days that an office set right.
    pub corrections: Vec<Corrected>,
    /// The days on which a duty list names the cadre ([`crate::calendar::DutyList::days_of`]); read where the policy goes by
    /// lists.
    pub duty_days: BTreeSet<NaiveDate>,
}

impl AttendanceFacts {
    /// A year of which nothing is known yet.
    pub fn new(cadre: PersonId, year: i32, known_on: NaiveDate) -> Self {
        Self {
            cadre,
            year,
            known_on,
            terms: Vec::new(),
            stays: Vec::new(),
            leaves: Vec::new(),
            observations: Vec::new(),
            confirmations: Vec::new(),
            objected: BTreeSet::new(),
            corrections: Vec::new(),
            duty_days: BTreeSet::new(),
        }
    }
}

/// A time on a village team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The village.
    pub space: DivisionCode,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while it is open.
    pub to: Option<NaiveDate>,
    /// As what.
    pub role: TermRole,
}

/// As what somebody belongs to a village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermRole {
    /// A team member: lives there.
    Resident,
    /// The first secretary: lives there too.
    FirstSecretary,
    /// Anybody else, such as a paired helper: owes no attendance.
    Other,
}

impl TermRole {
    /// Whether a term in this role owes resident days.
    pub fn owes_days(self) -> bool {
        self != Self::Other
    }
}

/// What one diary, or one line on paper, says of one night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayWord {
    /// The diary's space. The word counts only during a term there.
    pub space: DivisionCode,
    /// The day told of.
    pub day: NaiveDate,
    /// A code of the policy's list `stay`.
    pub stay: String,
    /// The local day on which this stay was first written, by the clock of the phone; none where that was lost. A day that
    /// can't be true, before the day told of or after [`AttendanceFacts::known_on`], is read as none.
    pub written_on: Option<NaiveDate>,
    /// Whether the diary stands.
    pub state: WordState,
    /// Whether it stands on a sheet of paper that an office typed in; it weighs the same.
    pub on_paper: bool,
}

/// A day that an office set right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    /// The day.
    pub day: NaiveDate,
    /// What it is.
    pub to: CorrectedTo,
}

/// What became of a diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordState {
    /// It stands.
    Standing,
    /// The office gave it back, by a review that judged its present heads.
    Returned,
    /// The author withdrew it.
    Withdrawn,
}

/// A leave request that was not withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveAsked {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; where the leave was ended early, the day before the return.
    pub to: NaiveDate,
    /// A code of the policy's list `leave`.
    pub kind: String,
    /// The decision, if there is one; of several, that of the highest level.
    pub decision: Option<LeaveDecision>,
    /// Whether it was given by voice and the cadre says that there was no such leave.
    pub denied: bool,
}

/// What was decided about a leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaveDecision {
    /// The first and the last day that were granted; none where all was refused. Asked days beyond them are refused.
    pub granted: Option<(NaiveDate, NaiveDate)>,
    /// Whether it judged the request as it stands now. A decision about an older edit decides nothing.
    pub judged_present: bool,
}

/// What a first secretary saw with own eyes on one day in one village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The village.
    pub space: DivisionCode,
    /// The day.
    pub day: NaiveDate,
    /// "All here tonight", save those named absent.
    pub all_here: bool,
    /// Seen there, by name.
    pub present: BTreeSet<PersonId>,
    /// Seen not to be there, by name.
    pub absent: BTreeSet<PersonId>,
}

impl Observation {
    /// Whether it says that the person was there (`Some(true)`), was not (`Some(false)`), or nothing. Who is named absent
    /// was not there, whatever else it says.
    pub fn saw(&self, person: &PersonId) -> Option<bool> {
        if self.absent.contains(person) {
            Some(false)
        } else if self.all_here || self.present.contains(person) {
            Some(true)
        } else {
            None
        }
    }
}

/// What the first secretary or an office says of a day that the cadre wrote of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The village.
    pub space: DivisionCode,
    /// The day.
    pub day: NaiveDate,
    /// Who says it. An office's word goes before the first secretary's, unless nobody there has read what it is about.
    pub by: Judge,
    /// What it says.
    pub verdict: Verdict,
    /// Whether it judged the diary as it stands now. Else it says nothing.
    pub judged_present: bool,
}

/// Who judges a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judge {
    /// An office that accepted it without having read it: whoever looked at it goes before that.
    OfficeUnread,
    /// The team's first secretary.
    FirstSecretary,
    /// An office; the highest level that has spoken.
    Office,
}

/// A verdict on a day that was written of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is as it was written.
    Confirmed,
    /// It is in question.
    Questioned,
}
