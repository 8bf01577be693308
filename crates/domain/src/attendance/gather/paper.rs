//! Month sheets on paper: each line is a word of the person's, written in time, and a leave on it is one that was asked for; the first
//! secretary's signature confirms the words and grants the leaves.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::records::Records;
use crate::attendance::{
    AttendanceFacts, Confirmation, DayState, Judge, LeaveAsked, LeaveDecision, StayWord, Verdict, WordState,
};
use crate::diary::Stay;
use crate::paper_month::PaperMonth;
use crate::record::{Code, RecordId};

/// What a leave on paper is, where the sheet does not say of which kind.
const LEAVE: &str = "personal";

/// Adds what the sheets say of the cadre's days.
pub(super) fn add_to<R: Records>(
    facts: &mut AttendanceFacts,
    records: &mut R,
    days: &RangeInclusive<NaiveDate>,
    set_aside: &BTreeSet<RecordId>,
) -> Result<(), R::Error> {
    for sheet in records.of_days::<PaperMonth>(days)? {
        if sheet.withdrawn || sheet.value.cadre != facts.cadre || set_aside.contains(&sheet.id) {
            continue;
        }
        for (day, state) in sheet.value.said() {
            if state == DayState::Leave {
                let decision = LeaveDecision { granted: Some((day, day)), judged_present: true };
                facts.leaves.push(LeaveAsked {
                    from: day,
                    to: day,
                    kind: LEAVE.to_owned(),
                    decision: sheet.value.signed.then_some(decision),
                    denied: false,
                });
                continue;
            }
            let Some(stay) = stay_of(state) else { continue };
            facts.stays.push(StayWord {
                space: sheet.space.clone(),
                day,
                stay: stay.code().to_owned(),
                written_on: Some(day),
                state: WordState::Standing,
                on_paper: true,
            });
            if sheet.value.signed {
                facts.confirmations.push(Confirmation {
                    space: sheet.space.clone(),
                    day,
                    by: Judge::FirstSecretary,
                    verdict: Verdict::Confirmed,
                    judged_present: true,
                });
            }
        }
    }
    Ok(())
}

/// What a sign on paper says of the night; a rest day says nothing of it.
fn stay_of(state: DayState) -> Option<Stay> {
    match state {
        DayState::Resident => Some(Stay::Village),
        DayState::Business => Some(Stay::Business),
        DayState::Absent => Some(Stay::Elsewhere),
        _ => None,
    }
}
