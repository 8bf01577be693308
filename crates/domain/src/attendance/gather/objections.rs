//! What a cadre's objections do to the words that they are against, and to days that nobody has decided yet.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::records::Records;
use crate::judgement::JudgeLevel;
use crate::leave_decision::LeaveDecision;
use crate::leave_request::LeaveRequest;
use crate::objection::Objection;
use crate::objection_decision::ObjectionDecision;
use crate::office_leave_decision::OfficeLeaveDecision;
use crate::office_objection_decision::OfficeObjectionDecision;
use crate::person::PersonId;
use crate::record::{Edit, RecordId, Set};

/// What was decided of an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionDecided {
    /// On which level.
    pub level: JudgeLevel,
    /// Whether it was upheld.
    pub upheld: bool,
    /// Why.
    pub reason: String,
}

/// What was decided of objections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidOfObjections(Vec<(RecordId, Set<Edit>, ObjectionDecided)>);

impl SaidOfObjections {
    /// Reads it.
    ///
    /// # Errors
    /// The records can't be read.
    pub fn read<R: Records>(records: &mut R) -> Result<Self, R::Error> {
        let by_first_secretaries = records.standing::<ObjectionDecision>()?.into_iter().map(|one| {
            let value = one.value;
            let decided = ObjectionDecided { level: value.level, upheld: value.upheld, reason: value.reason.0 };
            (value.subject, value.judged, decided)
        });
        let by_offices = records.standing::<OfficeObjectionDecision>()?.into_iter().map(|one| {
            let value = one.value;
            let decided = ObjectionDecided { level: value.level, upheld: value.upheld, reason: value.reason.0 };
            (value.subject, value.judged, decided)
        });
        Ok(Self(by_first_secretaries.chain(by_offices).collect()))
    }

    /// What was decided of an objection as it stands; of several levels the highest.
    pub fn decision(&self, objection: RecordId, heads: &BTreeSet<Edit>) -> Option<&ObjectionDecided> {
        let of_objection = self.0.iter().filter(|(subject, judged, _)| *subject == objection && judged.0 == *heads);
        of_objection.map(|(.., decided)| decided).max_by_key(|decided| decided.level)
    }
}

/// What a cadre's objections come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// The words that count no more.
    pub set_aside: BTreeSet<RecordId>,
    /// The days of objections that nobody has decided.
    pub undecided: BTreeSet<NaiveDate>,
}

impl Answers {
    /// Gathers them.
    ///
    /// # Errors
    /// The records can't be read.
    pub fn of<R: Records>(records: &mut R, cadre: &PersonId) -> Result<Self, R::Error> {
        let mut answers = Self::default();
        let mut objections = records.standing::<Objection>()?;
        objections.retain(|objection| objection.value.cadre == *cadre);
        if objections.is_empty() {
            return Ok(answers);
        }
        let decisions = SaidOfObjections::read(records)?;
        for objection in objections {
            match decisions.decision(objection.id, &objection.heads) {
                Some(decided) if decided.upheld => answers.set_aside.extend(objection.value.against.0),
                Some(_) => {}
                None => {
                    answers.undecided.insert(objection.value.day);
                    for word in objection.value.against.0 {
                        answers.undecided.extend(days_refused_by(records, word)?);
                    }
                }
            }
        }
        Ok(answers)
    }
}

/// The days of the leave that a decision is about; none for any other word.
fn days_refused_by<R: Records>(records: &mut R, word: RecordId) -> Result<Vec<NaiveDate>, R::Error> {
    let by_first_secretary = records.one::<LeaveDecision>(word)?.map(|decision| decision.value.subject);
    let by_office = records.one::<OfficeLeaveDecision>(word)?.map(|decision| decision.value.subject);
    let Some(request) = by_first_secretary.or(by_office) else { return Ok(Vec::new()) };
    let request = records.one::<LeaveRequest>(request)?;
    let days = request.into_iter().flat_map(|request| {
        let last = request.value.last_day;
        request.value.first_day.iter_days().take_while(move |day| *day <= last)
    });
    Ok(days.collect())
}
