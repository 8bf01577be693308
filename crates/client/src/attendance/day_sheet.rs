//! What is behind a day: who said what of it, what counts, and what the reader can do about it.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use cunji_documents::Record;
use cunji_domain::attendance::{DayState, Why};
use cunji_domain::confirmation::{Confirmation, ConfirmationResult};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::leave_decision::LeaveDecision;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::objection::ObjectedTo;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::office_leave_decision::OfficeLeaveDecision;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Code, RecordId};
use cunji_domain::review::{ReturnCause, Review};
use cunji_store::{Filter, Typed};

use super::records::judges_present;
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::views::attendance::{DaySheetView, DayWord, Judgeable, MonthDay};
use crate::views::heads_shown;
use crate::views::named::CodeName;
use crate::views::{hex, kind_name};

/// What a word says that speaks against a person.
const AGAINST: [&str; 5] = ["away", "questioned", "returned", "flagged", "refused"];

/// Collects the words of one day.
struct Words<'p> {
    phone: &'p Phone,
    known: &'p Known,
    set_aside: BTreeSet<RecordId>,
    words: Vec<DayWord>,
}

/// What one word says.
struct Said<'s> {
    says: &'s str,
    cause: Option<ReturnCause>,
    text: &'s str,
    level: Option<JudgeLevel>,
    present: bool,
}

impl Phone {
    /// A day of a person's (one's own where none is named), with everything that was said of it.
    ///
    /// # Errors
    /// The database fails; the person has no village on the day.
    pub fn day_sheet(&mut self, cadre: Option<&PersonId>, day: NaiveDate) -> Result<DaySheetView> {
        let (me, known) = (self.person()?, self.known()?);
        let cadre = cadre.cloned().unwrap_or_else(|| me.clone());
        let year = self.attendance_of(&cadre, day.year(), None)?;
        let shown = self.month_days(&cadre, &year, day)?.into_iter().find(|of| of.day == day);
        let shown = shown.ok_or_else(|| crate::error::no_such_record(&day.to_string()))?;
        let why = year.days.iter().find(|of| of.day == day).map_or(Why::NoTerm, |of| of.why);
        let mut diaries = self.records::<DiaryEntry>(&Filter::default().on(day..=day))?;
        diaries.retain(|diary| diary.value.cadre == cadre);
        let words = self.words_of(&known, &cadre, day, &diaries)?;
        let objected = self.objections(Some(&cadre))?.into_iter().find(|one| one.objection.value.day == day);
        let is_own = cadre == me;
        let against = words.iter().filter(|word| word.counts && AGAINST.contains(&word.says.as_str()));
        let village = match diaries.first() {
            Some(diary) => diary.record.space.clone(),
            None => self.village(None, Some(day))?,
        };
        Ok(DaySheetView {
            village: village.to_string(),
            cadre: known.person(&cadre),
            against: against.map(|word| word.id.clone()).collect(),
            can_correct: is_own && day <= self.today() && why.state() != DayState::NotInTerm,
            explain_to: is_own
                .then(|| objected.as_ref().map(|one| one.objection.value.to).or_else(|| objectionable(why)))
                .flatten()
                .map(|to| to.code().to_owned()),
            support: if is_own { self.support_of(&diaries)? } else { Vec::new() },
            objection: objected.as_ref().map(|objected| self.objection_view(objected)).transpose()?,
            judgeable: self.judgeable(&me, &cadre, day, &diaries)?,
            words,
            day: shown,
        })
    }

    fn judgeable(
        &mut self,
        me: &PersonId,
        cadre: &PersonId,
        day: NaiveDate,
        diaries: &[Typed<DiaryEntry>],
    ) -> Result<Option<Judgeable>> {
        for diary in diaries.iter().filter(|_| cadre != me) {
            if self.is_first_secretary(&diary.record.space, day)? {
                let heads = heads_shown(&diary.record.heads);
                return Ok(Some(Judgeable { subject: hex(&diary.record.id.0), heads }));
            }
        }
        Ok(None)
    }

    fn words_of(
        &self,
        known: &Known,
        cadre: &PersonId,
        day: NaiveDate,
        diaries: &[Typed<DiaryEntry>],
    ) -> Result<Vec<DayWord>> {
        let set_aside = self.answers_of(cadre)?.set_aside;
        let mut words = Words { phone: self, known, set_aside, words: Vec::new() };
        for diary in diaries {
            let stay = diary.value.stay.map_or("", Code::code);
            words.say(
                &diary.record,
                &Said { says: stay, cause: None, text: &diary.value.text.0, level: None, present: true },
            )?;
        }
        words.observations(cadre, day)?;
        words.judgements(diaries)?;
        words.leaves(cadre, day)?;
        Ok(words.words)
    }
}

impl Words<'_> {
    fn say(&mut self, record: &Record, said: &Said<'_>) -> Result<()> {
        let office = said.level.filter(|level| *level != JudgeLevel::Village);
        self.words.push(DayWord {
            kind: kind_name(record.kind),
            id: hex(&record.id.0),
            by: office.is_none().then(|| self.known.person(&record.author)),
            office: office.map(|level| level.code().to_owned()),
            says: said.says.to_owned(),
            cause: said.cause.map(CodeName::from),
            text: said.text.to_owned(),
            counts: said.present && !self.set_aside.contains(&record.id),
            sent: self.phone.is_sent(record)?,
        });
        Ok(())
    }

    fn observations(&mut self, cadre: &PersonId, day: NaiveDate) -> Result<()> {
        for seen in self.phone.records::<AttendanceObservation>(&Filter::default().on(day..=day))? {
            let absent = seen.value.absent.0.iter().find(|absent| absent.person == *cadre);
            let here = seen.value.everybody_here || seen.value.present.0.contains(cadre);
            let says = match absent {
                _ if seen.value.observer == *cadre => continue,
                Some(_) => "away",
                None if here => "here",
                None => continue,
            };
            let why = absent.and_then(|absent| absent.why.as_deref()).unwrap_or_default();
            let text = if why.is_empty() { &seen.value.note.0 } else { why };
            self.say(&seen.record, &Said { says, cause: None, text, level: None, present: true })?;
        }
        Ok(())
    }

    fn judgements(&mut self, diaries: &[Typed<DiaryEntry>]) -> Result<()> {
        let of = |subject: RecordId| diaries.iter().find(|diary| diary.record.id == subject);
        for confirmation in self.phone.records::<Confirmation>(&Filter::default())? {
            let Some(diary) = of(confirmation.value.subject) else { continue };
            let value = &confirmation.value;
            let says = match value.result {
                ConfirmationResult::Confirmed => "confirmed",
                ConfirmationResult::Questioned => "questioned",
            };
            let present = judges_present(&value.judged, &diary.record);
            self.say(
                &confirmation.record,
                &Said { says, cause: None, text: &value.reason.0, level: Some(value.level), present },
            )?;
        }
        for review in self.phone.records::<Review>(&Filter::default())? {
            let Some(diary) = of(review.value.subject) else { continue };
            let value = &review.value;
            let present = judges_present(&value.judged, &diary.record);
            let says = value.state.code();
            let (cause, level) = (value.cause, Some(value.level));
            let said = Said { says, cause, text: &value.reason.0, level, present };
            self.say(&review.record, &said)?;
        }
        Ok(())
    }

    fn leaves(&mut self, cadre: &PersonId, day: NaiveDate) -> Result<()> {
        let mut requests = self.phone.records::<LeaveRequest>(&Filter::default().by(cadre))?;
        requests.retain(|request| (request.value.first_day..=request.value.last_day).contains(&day));
        for request in &requests {
            let text = request.value.place.as_deref().unwrap_or_default();
            self.say(&request.record, &Said { says: "asked", cause: None, text, level: None, present: true })?;
        }
        let of = |subject: RecordId| requests.iter().find(|request| request.record.id == subject);
        let granted = |first: Option<NaiveDate>, last: Option<NaiveDate>| {
            first.zip(last).is_some_and(|(first, last)| (first..=last).contains(&day))
        };
        let says = |granted: bool| if granted { "granted" } else { "refused" };
        for decision in self.phone.records::<LeaveDecision>(&Filter::default())? {
            let Some(request) = of(decision.value.subject) else { continue };
            let value = &decision.value;
            let present = judges_present(&value.judged, &request.record);
            let says = says(value.granted && granted(value.first_day, value.last_day));
            self.say(
                &decision.record,
                &Said { says, cause: None, text: &value.note.0, level: Some(value.level), present },
            )?;
        }
        for decision in self.phone.records::<OfficeLeaveDecision>(&Filter::default())? {
            let Some(request) = of(decision.value.subject) else { continue };
            let value = &decision.value;
            let present = judges_present(&value.judged, &request.record);
            let says = says(value.granted && granted(value.first_day, value.last_day));
            self.say(
                &decision.record,
                &Said { says, cause: None, text: &value.note.0, level: Some(value.level), present },
            )?;
        }
        for given in self.phone.voice_leaves(&Filter::default())? {
            let value = &given.leave.value;
            if value.cadre == *cadre && (value.first_day..=value.last_day).contains(&day) {
                let present = given.said != Some(false);
                self.say(
                    &given.leave.record,
                    &Said { says: "granted", cause: None, text: &value.note.0, level: None, present },
                )?;
            }
        }
        Ok(())
    }
}

/// What one would object to on a day with this reason.
fn objectionable(why: Why) -> Option<ObjectedTo> {
    match why {
        Why::LeaveRefused => Some(ObjectedTo::RefusedLeave),
        Why::Questioned | Why::Flagged => Some(ObjectedTo::Question),
        Why::Returned => Some(ObjectedTo::Return),
        Why::SeenButWordAway => Some(ObjectedTo::Grade),
        why => match why.state() {
            DayState::Absent => Some(ObjectedTo::Absence),
            DayState::Contradicted => Some(ObjectedTo::Grade),
            _ => None,
        },
    }
}

/// Used by the team's view, too.
pub(super) fn waits_for_a_word(day: &MonthDay) -> bool {
    const CODES: [&str; 3] = ["unconfirmed.needs_confirmation", "unconfirmed.backfilled", "unconfirmed.seen_but_away"];
    CODES.contains(&day.why.code.as_str()) || day.why.code.starts_with("contradicted.")
}
