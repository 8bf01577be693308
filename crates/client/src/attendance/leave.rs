//! 请假 · 准假 · 销假: asking, deciding, recording what was given by voice, coming back.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::attendance::{Decided, SaidOfLeaves};
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::leave_decision::LeaveDecision;
use cunji_domain::leave_end::LeaveEnd;
use cunji_domain::leave_reason::LeaveReason;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::record::{Prose, RecordId, RecordKind};
use cunji_domain::voice_leave::VoiceLeave;
use cunji_domain::voice_leave_word::VoiceLeaveWord;
use cunji_history::Edit;
use cunji_store::{Filter, NewEdit, StoreError, Typed};
use serde_json::Value as Json;

use crate::attendance::confirm::heads;
use crate::attendance::{OnPhone, heads_of};
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};
use crate::views::{DraftView, hex};

/// Why a leave is asked for: kept in a record of its own that teammates never get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// In the person's words.
    pub text: String,
    /// Whether it is a medical one.
    pub medical: bool,
}

/// A leave as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedLeave {
    /// The request.
    pub request: Typed<LeaveRequest>,
    /// What was decided about the request as it stands, or else about an older one; of several levels the highest.
    pub decision: Option<Decided>,
    /// The first day back, if the person came back.
    pub returned: Option<NaiveDate>,
}

/// A leave that was given by voice, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenByVoice {
    /// What the first secretary recorded: request and decision in one.
    pub leave: Typed<VoiceLeave>,
    /// The member's word on the leave as it stands: whether it was so; none while nothing was said.
    pub said: Option<bool>,
    /// The first day back, if the person came back.
    pub returned: Option<NaiveDate>,
}

/// What a first secretary decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it is granted.
    pub granted: bool,
    /// The granted days; all that were asked for, if left out.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// A word on it.
    pub note: String,
}

impl Phone {
    /// Asks for leave. The reason goes into a record of its own; answers the request, and the reason if there is one.
    ///
    /// # Errors
    /// A rule is broken; the store fails.
    pub fn request_leave(
        &mut self,
        request: &LeaveRequest,
        reason: Option<Reason>,
        beside: &Beside,
    ) -> Result<(Written, Option<Written>)> {
        // The reason is checked first, under an id that nobody has, so that nothing is half written.
        let space = self.village(beside.village.as_ref(), Some(request.first_day))?;
        let Some(reason) = reason else { return Ok((self.add_in(space, request, beside)?, None)) };
        let of_nothing = reason_of(RecordId([0; 16]), &reason);
        let edit = self.edit_to(LeaveRequest::DECL, space.clone(), request.key(), None, &request.fields())?;
        let edit = edit.ok_or(StoreError::Misfit("nothing is asked for"))?;
        let asked = self.checked(edit, &request.fields(), beside.place)?;
        let because = self.edit_to(LeaveReason::DECL, space, of_nothing.key(), None, &of_nothing.fields())?;
        let because = because.ok_or(StoreError::Misfit("no reason is given"))?;
        let (because, along) =
            self.ready(because, &of_nothing.fields(), asked.0.evidence.clone(), asked.0.written_at)?;
        let saved = self.store.save_then(&asked, |asked| {
            let key = reason_of(asked.record, &reason).key();
            let edit = Edit { key: Some(key), ..because.edit };
            vec![(NewEdit { edit, ..because }, along)]
        })?;
        let mut written = saved.iter().map(|saved| self.written(saved, false));
        let asked = written.next().ok_or(StoreError::Misfit("nothing was written"))?;
        Ok((asked, written.next()))
    }

    /// Opens the form of a request's reason, in the request's own village: whoever was transferred since owes it to the office there.
    ///
    /// # Errors
    /// The request is not here.
    pub fn open_leave_reason(&mut self, request: RecordId) -> Result<DraftView> {
        let asked = self.record_of::<LeaveRequest>(request)?;
        let said = [("request", Json::from(hex(&request.0))), ("medical", Json::from(false))];
        let said = said.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        self.open_form(LeaveReason::DECL.name, Some(&asked.record.space), &said)
    }

    /// The first secretary's decision on a teammate's request as it stands now.
    ///
    /// # Errors
    /// The request is not here, is one's own, or the days don't fit.
    pub fn decide_leave(&mut self, request: RecordId, decision: Decision) -> Result<Written> {
        let asked = self.record_of::<LeaveRequest>(request)?;
        let days = decision.days.unwrap_or((asked.value.first_day, asked.value.last_day));
        let value = LeaveDecision {
            subject: request,
            level: JudgeLevel::Village,
            judged: heads(&asked.record.heads),
            granted: decision.granted,
            first_day: decision.granted.then_some(days.0),
            last_day: decision.granted.then_some(days.1),
            note: Prose(decision.note),
        };
        self.add_in(asked.record.space, &value, &Beside::default())
    }

    /// Back from a leave that was asked for or given by voice.
    ///
    /// # Errors
    /// The leave is not here or is another's; the day has not come.
    pub fn end_leave(&mut self, leave: RecordId, returned: NaiveDate, note: Option<String>) -> Result<Written> {
        let record = self.store.record(leave)?;
        let space = record.ok_or_else(|| crate::error::no_such_record(&crate::views::hex(&leave.0)))?.space;
        self.add_in(space, &LeaveEnd { leave, returned, note }, &Beside::default())
    }

    /// The leaves that were asked for, by first day, with what was decided.
    ///
    /// # Errors
    /// The database fails.
    pub fn leaves(&self, filter: &Filter) -> Result<Vec<AskedLeave>> {
        self.leaves_but(filter, &BTreeSet::new())
    }

    /// The same without decisions that were set aside by an upheld objection.
    pub(crate) fn leaves_but(&self, filter: &Filter, set_aside: &BTreeSet<RecordId>) -> Result<Vec<AskedLeave>> {
        let said = SaidOfLeaves::read(&mut OnPhone(self))?;
        let asked = self.records::<LeaveRequest>(filter)?.into_iter().map(|request| {
            let (id, heads) = (request.record.id, heads_of(&request.record));
            AskedLeave { decision: said.decision(id, &heads, set_aside), returned: said.returned(id), request }
        });
        Ok(asked.collect())
    }

    /// The leaves that a first secretary gave by voice and recorded.
    ///
    /// # Errors
    /// The database fails.
    pub fn voice_leaves(&self, filter: &Filter) -> Result<Vec<GivenByVoice>> {
        let words = SaidOfLeaves::read(&mut OnPhone(self))?;
        let given = self.records::<VoiceLeave>(filter)?.into_iter().map(|leave| {
            let (id, heads) = (leave.record.id, heads_of(&leave.record));
            GivenByVoice { said: words.word(id, &heads), returned: words.returned(id), leave }
        });
        Ok(given.collect())
    }

    /// The member's word on a leave that the first secretary recorded as given by voice, as it stands now.
    ///
    /// # Errors
    /// The leave is not here, or is another's.
    pub fn say_of_voice_leave(&mut self, leave: RecordId, so: bool, note: Option<String>) -> Result<Written> {
        let given = self.record_of::<VoiceLeave>(leave)?;
        let word = VoiceLeaveWord { leave, so, seen: heads(&given.record.heads), note };
        self.add_in(given.record.space, &word, &Beside::default())
    }
}

fn reason_of(request: RecordId, reason: &Reason) -> LeaveReason {
    LeaveReason { request, reason: Prose(reason.text.clone()), medical: reason.medical }
}
