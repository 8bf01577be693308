//! Leaves with what became of them: decisions, the first day back, a member's word on a leave by voice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::records::Records;
use crate::attendance::{LeaveAsked, LeaveDecision};
use crate::judgement::JudgeLevel;
use crate::leave_decision;
use crate::leave_end::LeaveEnd;
use crate::leave_request::LeaveRequest;
use crate::office_leave_decision::OfficeLeaveDecision;
use crate::person::PersonId;
use crate::record::{Edit, RecordId, Set};
use crate::voice_leave::VoiceLeave;
use crate::voice_leave_word::VoiceLeaveWord;

/// What was decided about a leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// On which level.
    pub level: JudgeLevel,
    /// The first and the last granted day; none where it was refused.
    pub granted: Option<(NaiveDate, NaiveDate)>,
    /// Whether the request stands as it was judged. Else it waits for another decision.
    pub judged_present: bool,
}

/// What was said of leaves after they were asked for or given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidOfLeaves {
    decisions: Vec<Decision>,
    returned: BTreeMap<RecordId, NaiveDate>,
    words: Vec<VoiceLeaveWord>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Decision {
    id: RecordId,
    subject: RecordId,
    level: JudgeLevel,
    judged: Set<Edit>,
    granted: Option<(NaiveDate, NaiveDate)>,
}

impl SaidOfLeaves {
    /// Reads it.
    ///
    /// # Errors
    /// The records can't be read.
    pub fn read<R: Records>(records: &mut R) -> Result<Self, R::Error> {
        let by_first_secretaries = records.standing::<leave_decision::LeaveDecision>()?.into_iter().map(|one| {
            let value = one.value;
            let granted = value.first_day.zip(value.last_day).filter(|_| value.granted);
            Decision { id: one.id, subject: value.subject, level: value.level, judged: value.judged, granted }
        });
        let by_offices = records.standing::<OfficeLeaveDecision>()?.into_iter().map(|one| {
            let value = one.value;
            let granted = value.first_day.zip(value.last_day).filter(|_| value.granted);
            Decision { id: one.id, subject: value.subject, level: value.level, judged: value.judged, granted }
        });
        let decisions = by_first_secretaries.chain(by_offices).collect();
        let ends = records.standing::<LeaveEnd>()?.into_iter();
        let returned = ends.map(|end| (end.value.leave, end.value.returned)).collect();
        let words = records.standing::<VoiceLeaveWord>()?.into_iter().map(|word| word.value).collect();
        Ok(Self { decisions, returned, words })
    }

    /// What was decided about a request as it stands, or else about an older one; of several levels the highest. `set_aside` are
    /// decisions that an upheld objection took away.
    pub fn decision(
        &self,
        request: RecordId,
        heads: &BTreeSet<Edit>,
        set_aside: &BTreeSet<RecordId>,
    ) -> Option<Decided> {
        let of_request = self.decisions.iter().filter(|one| one.subject == request && !set_aside.contains(&one.id));
        of_request
            .map(|one| Decided { level: one.level, granted: one.granted, judged_present: one.judged.0 == *heads })
            // A decision on an older request must not hide one on the present.
            .max_by_key(|decided| (decided.judged_present, decided.level))
    }

    /// A member's word on a leave by voice as it stands: whether it was so; none while nothing was said.
    pub fn word(&self, leave: RecordId, heads: &BTreeSet<Edit>) -> Option<bool> {
        let mut of_leave = self.words.iter().filter(|word| word.leave == leave);
        of_leave.find(|word| word.seen.0 == *heads).map(|word| word.so)
    }

    /// The first day back from a leave that was ended.
    pub fn returned(&self, leave: RecordId) -> Option<NaiveDate> {
        self.returned.get(&leave).copied()
    }
}

/// The leaves of a cadre, asked for and given by voice.
///
/// # Errors
/// The records can't be read.
pub fn leaves_of<R: Records>(
    records: &mut R,
    cadre: &PersonId,
    set_aside: &BTreeSet<RecordId>,
) -> Result<Vec<LeaveAsked>, R::Error> {
    let said = SaidOfLeaves::read(records)?;
    let mut leaves = Vec::new();
    for request in records.standing::<LeaveRequest>()?.into_iter().filter(|request| request.author == *cadre) {
        let decision = said.decision(request.id, &request.heads, set_aside);
        leaves.push(LeaveAsked {
            from: request.value.first_day,
            to: until(request.value.last_day, said.returned(request.id)),
            kind: request.value.leave.0,
            decision: decision
                .map(|decided| LeaveDecision { granted: decided.granted, judged_present: decided.judged_present }),
            denied: false,
        });
    }
    for leave in records.standing::<VoiceLeave>()?.into_iter().filter(|leave| leave.value.cadre == *cadre) {
        let denied = said.word(leave.id, &leave.heads) == Some(false) || set_aside.contains(&leave.id);
        let value = leave.value;
        leaves.push(LeaveAsked {
            from: value.first_day,
            to: until(value.last_day, said.returned(leave.id)),
            kind: value.leave.0,
            // Request and decision in one.
            decision: Some(LeaveDecision { granted: Some((value.first_day, value.last_day)), judged_present: true }),
            denied,
        });
    }
    leaves.retain(|leave| leave.from <= leave.to);
    Ok(leaves)
}

fn until(last: NaiveDate, returned: Option<NaiveDate>) -> NaiveDate {
    let before_return = returned.and_then(|returned| returned.pred_opt());
    before_return.map_or(last, |before| before.min(last))
}
