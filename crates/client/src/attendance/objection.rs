//! 说明 · 申诉: what a person says to a day, and what others decide of it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::leave_decision::LeaveDecision;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::objection::{ObjectedTo, Objection};
use cunji_domain::objection_decision::ObjectionDecision;
use cunji_domain::office_leave_decision::OfficeLeaveDecision;
use cunji_domain::office_objection_decision::OfficeObjectionDecision;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Prose, RecordId, Set};
use cunji_store::{Filter, Typed};

use crate::attendance::confirm::heads;
use crate::attendance::judges_present;
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};

/// What somebody says to a day of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The day; for a leave that was refused, its first.
    pub day: NaiveDate,
    /// What it is about.
    pub to: ObjectedTo,
    /// The words that it is against.
    pub against: BTreeSet<RecordId>,
    /// The code of the reason that the screen showed.
    pub shown: Option<String>,
    /// In the person's words.
    pub text: String,
}

/// An objection with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objected {
    /// What was said.
    pub objection: Typed<Objection>,
    /// What was decided of it as it stands; of several levels the highest.
    pub decision: Option<ObjectionDecided>,
}

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

/// What a cadre's objections come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    /// The words that count no more.
    pub set_aside: BTreeSet<RecordId>,
    /// The days of objections that nobody has decided.
    pub undecided: BTreeSet<NaiveDate>,
}

impl Phone {
    /// Says something to a day of one's own: for the first time, or again.
    ///
    /// # Errors
    /// A rule is broken; the store fails.
    pub fn object(&mut self, answer: Answer, beside: &Beside) -> Result<Written> {
        let Answer { day, to, against, shown, text } = answer;
        let cadre = self.person()?;
        self.add(&Objection { cadre, day, to, against: Set(against), shown, text: Prose(text) }, beside)
    }

    /// The first secretary settles a teammate's objection as it stands now; not where it is against the own word.
    ///
    /// # Errors
    /// It is not here, is one's own or against one's own word, or is refused without a reason.
    pub fn decide_objection(&mut self, objection: RecordId, upheld: bool, reason: String) -> Result<Written> {
        let seen = self.record_of::<Objection>(objection)?;
        let decision = ObjectionDecision {
            subject: objection,
            level: JudgeLevel::Village,
            judged: heads(&seen.record.heads),
            upheld,
            reason: Prose(reason),
        };
        self.add_in(seen.record.space, &decision, &Beside::default())
    }

    /// Objections by day, with what became of them.
    ///
    /// # Errors
    /// The database fails.
    pub fn objections(&self, of: Option<&PersonId>) -> Result<Vec<Objected>> {
        let by_first_secretaries = self.records::<ObjectionDecision>(&Filter::default())?.into_iter().map(|decision| {
            let value = decision.value;
            (
                value.subject,
                value.judged,
                ObjectionDecided { level: value.level, upheld: value.upheld, reason: value.reason.0 },
            )
        });
        let by_offices = self.records::<OfficeObjectionDecision>(&Filter::default())?.into_iter().map(|decision| {
            let value = decision.value;
            (
                value.subject,
                value.judged,
                ObjectionDecided { level: value.level, upheld: value.upheld, reason: value.reason.0 },
            )
        });
        let decisions: Vec<_> = by_first_secretaries.chain(by_offices).collect();
        let mut objections = self.records::<Objection>(&Filter::default())?;
        objections.retain(|objection| of.is_none_or(|person| objection.value.cadre == *person));
        let objected = objections.into_iter().map(|objection| {
            let present = decisions.iter().filter(|(subject, judged, _)| {
                *subject == objection.record.id && judges_present(judged, &objection.record)
            });
            let decision = present.max_by_key(|(_, _, decided)| decided.level).map(|(_, _, decided)| decided.clone());
            Objected { objection, decision }
        });
        Ok(objected.collect())
    }

    /// What a cadre's objections do to their days.
    pub(crate) fn answers_of(&self, cadre: &PersonId) -> Result<Answers> {
        let mut answers = Answers::default();
        for Objected { objection, decision } in self.objections(Some(cadre))? {
            match decision {
                Some(decided) if decided.upheld => answers.set_aside.extend(objection.value.against.0),
                Some(_) => {}
                None => {
                    answers.undecided.insert(objection.value.day);
                    for word in &objection.value.against.0 {
                        answers.undecided.extend(self.days_refused_by(*word)?);
                    }
                }
            }
        }
        Ok(answers)
    }

    /// The days of the leave that a decision is about; none for any other word.
    fn days_refused_by(&self, word: RecordId) -> Result<Vec<NaiveDate>> {
        let by_first_secretary = self.store.typed::<LeaveDecision>(word)?.map(|decision| decision.value.subject);
        let by_office = self.store.typed::<OfficeLeaveDecision>(word)?.map(|decision| decision.value.subject);
        let Some(request) = by_first_secretary.or(by_office) else { return Ok(Vec::new()) };
        let request = self.store.typed::<LeaveRequest>(request)?;
        let days = request.into_iter().flat_map(|request| {
            let last = request.value.last_day;
            request.value.first_day.iter_days().take_while(move |day| *day <= last)
        });
        Ok(days.collect())
    }
}
