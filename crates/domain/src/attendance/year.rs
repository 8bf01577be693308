//! A year of attendance: day by day, its totals, and what is still to be had.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::day::{DayBook, Judged};
use super::facts::AttendanceFacts;
use super::state::{DayState, Why};
use super::target::Target;
use crate::calendar::Calendar;
use crate::policy::{Policy, PolicySet};

/// One cadre's year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearAttendance {
    /// Whose.
    pub cadre: String,
    /// Which year.
    pub year: i32,
    /// The day on which somebody looks.
    pub as_of: NaiveDate,
    /// Resident days owed for the year's terms.
    pub target: i64,
    /// Resident days so far.
    pub resident: i64,
    /// Resident days still missing; 0 once the target is reached.
    pub needed: i64,
    /// Days, from `as_of` on, on which the night can still be spent in the village: those ahead without granted leave or
    /// business, and `as_of` itself while nothing is said of it. Rest days are among them.
    pub possible: i64,
    /// The last day from which on staying on every possible day still reaches the target. None once it is reached, and
    /// where even all possible days are too few.
    pub latest_start: Option<NaiveDate>,
    /// Whether the target is, can be, or can't be reached.
    pub reach: Reach,
    /// The days by state; without those outside the terms they add up to the days of the terms.
    pub totals: Totals,
    /// The policies that the days were computed with, as `name/version`.
    pub policies: Vec<String>,
    /// Every day of the year.
    pub days: Vec<DayAttendance>,
}

/// Whether a target can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Nothing is owed in this year.
    NothingOwed,
    /// It is reached.
    Reached,
    /// It can be, by staying from `latest_start` on.
    Possible,
    /// Only if unconfirmed days of the past turn out to be resident days.
    IfConfirmed,
    /// It can't be any more.
    Impossible,
}

impl Reach {
    /// As it stands in JSON and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::NothingOwed => "nothing_owed",
            Self::Reached => "reached",
            Self::Possible => "possible",
            Self::IfConfirmed => "if_confirmed",
            Self::Impossible => "impossible",
        }
    }
}

/// One day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DayAttendance {
    /// The day.
    pub day: NaiveDate,
    /// What it is.
    pub state: DayState,
    /// Why.
    pub why: Why,
    /// Whether it is a duty day, on which alone one can be absent.
    pub due: bool,
}

/// Days by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// 住村.
    pub resident: i64,
    /// 休息.
    pub rest: i64,
    /// 请假.
    pub leave: i64,
    /// 公务.
    pub business: i64,
    /// 缺勤.
    pub absent: i64,
    /// 存疑.
    pub contradicted: i64,
    /// 待确认.
    pub unconfirmed: i64,
    /// 未到.
    pub not_yet_due: i64,
    /// 不在队.
    pub not_in_term: i64,
}

impl Totals {
    /// Counts days.
    pub fn of<'d>(days: impl IntoIterator<Item = &'d DayAttendance>) -> Self {
        let mut totals = Self::default();
        for day in days {
            *totals.of_state_mut(day.state) += 1;
        }
        totals
    }

    /// The days of the terms, whatever their state.
    pub fn in_term(&self) -> i64 {
        let neutral = self.rest + self.leave + self.business;
        self.resident + neutral + self.absent + self.contradicted + self.unconfirmed + self.not_yet_due
    }

    fn of_state_mut(&mut self, state: DayState) -> &mut i64 {
        match state {
            DayState::Resident => &mut self.resident,
            DayState::Rest => &mut self.rest,
            DayState::Leave => &mut self.leave,
            DayState::Business => &mut self.business,
            DayState::Absent => &mut self.absent,
            DayState::Contradicted => &mut self.contradicted,
            DayState::Unconfirmed => &mut self.unconfirmed,
            DayState::NotYetDue => &mut self.not_yet_due,
            DayState::NotInTerm => &mut self.not_in_term,
        }
    }
}

impl YearAttendance {
    /// The days of one month (1–12).
    pub fn month(&self, month: u32) -> impl Iterator<Item = &DayAttendance> {
        self.days.iter().filter(move |day| day.day.month() == month)
    }

    /// The totals of one month (1–12).
    pub fn month_totals(&self, month: u32) -> Totals {
        Totals::of(self.month(month))
    }

    /// Resident days up to a day, itself among them: what a sheet that ends on it says of the year.
    pub fn resident_until(&self, last: NaiveDate) -> i64 {
        Totals::of(self.days.iter().take_while(|day| day.day <= last)).resident
    }

    /// Resident days that were written beyond the grace period (补记).
    pub fn backfilled(&self) -> usize {
        self.days.iter().filter(|day| day.why == Why::BackfilledWord).count()
    }
}

/// The attendance of one cadre and one year, as it is known on the day `as_of`: a function of its arguments alone. The order
/// of the facts and their repetition change nothing; each day is computed with the policy of its time.
pub fn attendance(
    facts: &AttendanceFacts,
    policies: &PolicySet,
    calendar: &Calendar,
    as_of: NaiveDate,
) -> YearAttendance {
    let book = DayBook::new(facts);
    let mut days = Vec::with_capacity(366);
    let mut possible = Vec::new();
    let mut used: BTreeMap<String, (i64, &Policy)> = BTreeMap::new();
    let mut last_used = None;
    for day in days_of_year(facts.year) {
        let policy = policies.on_as_known(day, day.min(as_of));
        let Judged { why, due, possible: can_be } = book.judge(day, policy, calendar, as_of);
        days.push(DayAttendance { day, state: why.state(), why, due });
        if can_be {
            possible.push(day);
        }
        if let Some(policy) = policy
            && why != Why::NoTerm
        {
            used.entry(policy.id()).or_insert((0, policy)).0 += 1;
            last_used = Some(policy.id());
        }
    }
    let totals = Totals::of(&days);
    let target = target(&used, last_used.as_deref());
    let tonight = i64::from(possible.first() == Some(&as_of) && is_unconfirmed(&days, as_of));
    let (needed, reach, latest_start) = projection(target, &totals, &possible, totals.unconfirmed - tonight);
    YearAttendance {
        cadre: facts.cadre.to_string(),
        year: facts.year,
        as_of,
        target,
        resident: totals.resident,
        needed,
        possible: possible.len() as i64,
        latest_start,
        reach,
        totals,
        policies: used.into_keys().collect(),
        days,
    }
}

fn days_of_year(year: i32) -> impl Iterator<Item = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    first.into_iter().flat_map(|first| first.iter_days()).take_while(move |day| day.year() == year)
}

/// What the days of each policy owe; the policy of the last day rounds.
fn target(used: &BTreeMap<String, (i64, &Policy)>, last_used: Option<&str>) -> i64 {
    let mut target = Target::nothing();
    let is_last = |id: &str| last_used == Some(id);
    let (last, others): (Vec<_>, Vec<_>) = used.iter().partition(|(id, _)| is_last(id));
    for (_, (days, policy)) in others.into_iter().chain(last) {
        target.owe(*days, policy);
    }
    target.days()
}

fn is_unconfirmed(days: &[DayAttendance], day: NaiveDate) -> bool {
    days.iter().any(|other| other.day == day && other.state == DayState::Unconfirmed)
}

/// Needed days, whether they can be had, and the day from which on every possible one is needed. `awaiting` are the
/// unconfirmed days that are not among the possible ones.
fn projection(target: i64, totals: &Totals, possible: &[NaiveDate], awaiting: i64) -> (i64, Reach, Option<NaiveDate>) {
    let needed = (target - totals.resident).max(0);
    let ahead = possible.len() as i64;
    let reach = match () {
        () if target == 0 => Reach::NothingOwed,
        () if needed == 0 => Reach::Reached,
        () if needed <= ahead => Reach::Possible,
        () if needed <= ahead + awaiting => Reach::IfConfirmed,
        () => Reach::Impossible,
    };
    let latest_start = (reach == Reach::Possible).then(|| possible.get((ahead - needed) as usize).copied()).flatten();
    (needed, reach, latest_start)
}
