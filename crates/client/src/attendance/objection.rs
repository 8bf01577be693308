//! 说明 · 申诉: what a person says to a day, and what others decide of it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::attendance::{Answers, ObjectionDecided, SaidOfObjections};
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::objection::{ObjectedTo, Objection};
use cunji_domain::objection_decision::ObjectionDecision;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Prose, RecordId, Set};
use cunji_store::{Filter, Typed};

use crate::attendance::confirm::heads;
use crate::attendance::{OnPhone, heads_of};
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
        let said = SaidOfObjections::read(&mut OnPhone(self))?;
        let mut objections = self.records::<Objection>(&Filter::default())?;
        objections.retain(|objection| of.is_none_or(|person| objection.value.cadre == *person));
        let objected = objections.into_iter().map(|objection| {
            let decision = said.decision(objection.record.id, &heads_of(&objection.record)).cloned();
            Objected { objection, decision }
        });
        Ok(objected.collect())
    }

    /// What a cadre's objections do to their days.
    pub(crate) fn answers_of(&self, cadre: &PersonId) -> Result<Answers> {
        Answers::of(&mut OnPhone(self), cadre)
    }
}
