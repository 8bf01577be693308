//! What one day is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::claim::{Claim, VillageDay, days_between};
use super::facts::{AttendanceFacts, LeaveAsked, TermRole};
use super::state::{DayState, Why};
use crate::calendar::Calendar;
use crate::day_correction::CorrectedTo;
use crate::division::DivisionCode;
use crate::policy::{CountsAs, DutyMode, Policy};

/// What is decided about one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judged {
    /// The reason, and with it the state.
    pub(super) why: Why,
    /// Whether the day is a duty day.
    pub(super) due: bool,
    /// Whether the night can still be spent in the village: it lies ahead or is tonight, and nothing else is settled.
    pub(super) possible: bool,
}

/// The leave of a day, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum LeaveOfDay {
    Business,
    Granted,
    Undecided,
    ChangedSince,
    Denied,
    Refused,
}

/// One cadre's facts, by day.
pub(super) struct DayBook<'f> {
    facts: &'f AttendanceFacts,
    villages: BTreeMap<NaiveDate, BTreeMap<&'f DivisionCode, VillageDay<'f>>>,
}

impl<'f> DayBook<'f> {
    pub(super) fn new(facts: &'f AttendanceFacts) -> Self {
        let mut villages: BTreeMap<NaiveDate, BTreeMap<&DivisionCode, VillageDay<'_>>> = BTreeMap::new();
        for word in &facts.stays {
            villages.entry(word.day).or_default().entry(&word.space).or_default().words.push(word);
        }
        for confirmation in &facts.confirmations {
            let village = villages.entry(confirmation.day).or_default().entry(&confirmation.space).or_default();
            village.confirmations.push(confirmation);
        }
        for observation in &facts.observations {
            let Some(there) = observation.saw(&facts.cadre) else { continue };
            let village = villages.entry(observation.day).or_default().entry(&observation.space).or_default();
            village.seen_there |= there;
            village.seen_away |= !there;
        }
        Self { facts, villages }
    }

    /// The villages in which the cadre has a term on the day.
    pub(super) fn terms_on(&self, day: NaiveDate) -> BTreeSet<&'f DivisionCode> {
        let terms = self.facts.terms.iter().filter(|term| term.role.owes_days());
        terms
            .filter(|term| term.from <= day && term.to.is_none_or(|last| day <= last))
            .map(|term| &term.space)
            .collect()
    }

    /// Whether the cadre was the first secretary in one of those villages: then offices judge, and nobody else sees.
    fn is_first_secretary_on(&self, day: NaiveDate) -> bool {
        let mut terms = self.facts.terms.iter().filter(|term| term.role == TermRole::FirstSecretary);
        terms.any(|term| term.from <= day && term.to.is_none_or(|last| day <= last))
    }

    /// What the day is, for somebody who looks on the day `as_of`. `policy` is the day's.
    pub(super) fn judge(
        &self,
        day: NaiveDate,
        policy: Option<&Policy>,
        calendar: &Calendar,
        as_of: NaiveDate,
    ) -> Judged {
        let settled = |why| Judged { why, due: false, possible: false };
        let spaces = self.terms_on(day);
        if spaces.is_empty() {
            return settled(Why::NoTerm);
        }
        let Some(policy) = policy else { return settled(Why::NoPolicy) };
        let due = match policy.attendance.duty_days.get() {
            DutyMode::Calendar => !calendar.is_rest(day),
            DutyMode::List => self.facts.duty_days.contains(&day),
        };
        if day > as_of {
            let why = self.ahead(day, policy);
            return Judged { why, due, possible: why == Why::Ahead };
        }
        if let Some(why) = self.corrected(day) {
            return Judged { why, due, possible: false };
        }
        let claim = self.claim(day, &spaces, policy);
        let settled = self.settle(day, claim, due, policy, as_of);
        let why = if self.is_first_secretary_on(day) { of_first_secretary(settled) } else { settled };
        let open = matches!(
            settled,
            Why::Today
                | Why::RestDay
                | Why::NotOnDutyList
                | Why::LeaveUndecided
                | Why::LeaveChangedSince
                | Why::VoiceLeaveDenied
        );
        let unsaid = matches!(claim, Claim::Nothing | Claim::Withdrawn);
        Judged { why, due, possible: day == as_of && unsaid && (open || why == Why::WordWithdrawn) }
    }

    fn claim(&self, day: NaiveDate, spaces: &BTreeSet<&DivisionCode>, policy: &Policy) -> Claim {
        let villages = self.villages.get(&day).into_iter().flatten();
        let of_terms = villages.filter(|(space, _)| spaces.contains(*space));
        of_terms.map(|(_, village)| village.claim(policy, self.facts.known_on)).min().unwrap_or(Claim::Nothing)
    }

    fn corrected(&self, day: NaiveDate) -> Option<Why> {
        let corrected = self.facts.corrections.iter().find(|corrected| corrected.day == day)?;
        match corrected.to {
            CorrectedTo::Resident => Some(Why::CorrectedResident),
            CorrectedTo::Rest => Some(Why::CorrectedRest),
            CorrectedTo::Leave => Some(Why::CorrectedLeave),
            CorrectedTo::Business => Some(Why::CorrectedBusiness),
            CorrectedTo::Absent => Some(Why::CorrectedAbsent),
            CorrectedTo::AsRecorded => None,
        }
    }

    fn ahead(&self, day: NaiveDate, policy: &Policy) -> Why {
        match self.leave_of(day, policy) {
            Some(LeaveOfDay::Business) => Why::AheadOnBusiness,
            Some(LeaveOfDay::Granted) => Why::AheadOnLeave,
            _ => Why::Ahead,
        }
    }

    fn settle(&self, day: NaiveDate, claim: Claim, due: bool, policy: &Policy, as_of: NaiveDate) -> Why {
        let leave = self.leave_of(day, policy);
        let away_by_leave = matches!(leave, Some(LeaveOfDay::Granted)) && !policy.attendance.stay_on_leave_counts.get();
        match claim {
            _ if away_by_leave => Why::LeaveGranted,
            Claim::Resident(why) | Claim::Contradicted(why) | Claim::Business(why) => why,
            _ if leave == Some(LeaveOfDay::Business) => Why::BusinessGranted,
            _ if leave == Some(LeaveOfDay::Granted) => Why::LeaveGranted,
            Claim::Open(why) => why,
            _ if !due => match policy.attendance.duty_days.get() {
                DutyMode::Calendar => Why::RestDay,
                DutyMode::List => Why::NotOnDutyList,
            },
            _ if leave == Some(LeaveOfDay::Undecided) => Why::LeaveUndecided,
            _ if leave == Some(LeaveOfDay::ChangedSince) => Why::LeaveChangedSince,
            _ if leave == Some(LeaveOfDay::Denied) => Why::VoiceLeaveDenied,
            _ => match missed(day, claim, leave == Some(LeaveOfDay::Refused), policy, as_of) {
                why if why.state() == DayState::Absent && self.facts.objected.contains(&day) => Why::ObjectionUndecided,
                why => why,
            },
        }
    }

    fn leave_of(&self, day: NaiveDate, policy: &Policy) -> Option<LeaveOfDay> {
        let asked = self.facts.leaves.iter().filter(|leave| (leave.from..=leave.to).contains(&day));
        asked.map(|leave| leave_of_request(leave, day, policy)).min()
    }
}

fn leave_of_request(leave: &LeaveAsked, day: NaiveDate, policy: &Policy) -> LeaveOfDay {
    let is_granted = |(first, last): (NaiveDate, NaiveDate)| (first..=last).contains(&day);
    match leave.decision {
        _ if leave.denied => LeaveOfDay::Denied,
        None => LeaveOfDay::Undecided,
        Some(decision) if !decision.judged_present => LeaveOfDay::ChangedSince,
        Some(decision) if !decision.granted.is_some_and(is_granted) => LeaveOfDay::Refused,
        Some(_) if policy.leave_counts_as(&leave.kind) == CountsAs::Business => LeaveOfDay::Business,
        Some(_) => LeaveOfDay::Granted,
    }
}

/// The same reason where the cadre is the first secretary: it names who can help.
fn of_first_secretary(why: Why) -> Why {
    match why {
        Why::NeedsConfirmation => Why::NeedsOffice,
        Why::BackfilledNeedsConfirmation => Why::BackfilledNeedsOffice,
        Why::StillSilent => Why::StillSilentSecretary,
        Why::LeaveUndecided => Why::LeaveUndecidedByOffice,
        other => other,
    }
}

/// A duty day that nothing excuses: absent, or still open while a word or a request may come in time.
fn missed(day: NaiveDate, claim: Claim, refused: bool, policy: &Policy, as_of: NaiveDate) -> Why {
    let age = days_between(day, as_of);
    let in_grace = age <= policy.attendance.grace_days.get();
    let in_silence = age <= policy.attendance.silence_days.get();
    match claim {
        Claim::SeenAway => Why::SeenAway,
        Claim::WordAway if refused => Why::LeaveRefused,
        Claim::WordAway if in_grace => Why::AwayWithoutLeave,
        Claim::WordAway => Why::OwnWordAway,
        Claim::Withdrawn if in_silence => Why::WordWithdrawn,
        _ if age == 0 => Why::Today,
        _ if in_silence => Why::StillSilent,
        _ if refused => Why::LeaveRefused,
        _ => Why::NoWord,
    }
}
