//! From records to the plain facts that a year is computed from.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use cunji_documents::{Record, judges_present_heads};
use cunji_domain::attendance::{
    AttendanceFacts, Confirmation, Judge, LeaveAsked, LeaveDecision, Observation, StayWord, Term, TermRole, Verdict,
    WordState,
};
use cunji_domain::confirmation::{self, ConfirmationResult};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::duty_list::DutyList;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::organisation::Role;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Code, Edit, RecordId, RecordKind, Scalar, Set};
use cunji_domain::review::{Review, ReviewState};
use cunji_domain::time::local_day;
use cunji_history::{EditId, Op};
use cunji_store::{Filter, Typed};

use crate::error::Result;
use crate::phone::Phone;

impl Phone {
    /// Everything that is known here of a cadre's year.
    pub(super) fn attendance_facts(&mut self, cadre: &PersonId, year: i32) -> Result<AttendanceFacts> {
        let mut facts = AttendanceFacts::new(cadre.clone(), year, self.today());
        let known = self.known()?;
        facts.terms = known
            .members
            .iter()
            .filter(|member| member.person == *cadre)
            .map(|member| Term {
                space: member.space.clone(),
                from: member.from,
                to: member.to,
                role: match member.role {
                    Role::Resident => TermRole::Resident,
                    Role::FirstSecretary => TermRole::FirstSecretary,
                    _ => TermRole::Other,
                },
            })
            .collect();
        let Some(days) = days_of(year) else { return Ok(facts) };
        let filter = Filter { days: Some(days.clone()), withdrawn: true, ..Filter::default() };
        let mut diaries = self.records::<DiaryEntry>(&filter)?;
        diaries.retain(|diary| diary.value.cadre == *cadre);
        let answers = self.answers_of(cadre)?;
        let reviews = self.standing_reviews(&diaries, &answers.set_aside)?;
        for diary in &diaries {
            facts.stays.extend(self.stay_word(diary, reviews.get(&diary.record.id).copied())?);
        }
        facts.confirmations = self.confirmations_of(&diaries, &reviews, &answers.set_aside)?;
        facts.leaves = self.leaves_of(cadre, &answers.set_aside)?;
        facts.observations = self.observations(days, cadre, &answers.set_aside)?;
        facts.objected = answers.undecided;
        facts.duty_days = self
            .records::<DutyList>(&Filter::default())?
            .iter()
            .flat_map(|list| &list.value.due.0)
            .filter(|duty| duty.person == *cadre)
            .map(|duty| duty.day)
            .collect();
        Ok(facts)
    }

    /// What offices say of diaries as they stand: of several levels the highest that nobody set aside.
    fn standing_reviews(
        &self,
        diaries: &[Typed<DiaryEntry>],
        set_aside: &BTreeSet<RecordId>,
    ) -> Result<BTreeMap<RecordId, ReviewState>> {
        let mut standing: BTreeMap<RecordId, (JudgeLevel, ReviewState)> = BTreeMap::new();
        for review in self.records::<Review>(&Filter::default())? {
            let diary = diaries.iter().find(|diary| diary.record.id == review.value.subject);
            let counts = diary.is_some_and(|diary| judges_present(&review.value.judged, &diary.record));
            if counts && !set_aside.contains(&review.record.id) {
                let said = (review.value.level, review.value.state);
                let highest = standing.entry(review.value.subject).or_insert(said);
                *highest = said.max(*highest);
            }
        }
        Ok(standing.into_iter().map(|(diary, (_, state))| (diary, state)).collect())
    }

    fn stay_word(&self, diary: &Typed<DiaryEntry>, review: Option<ReviewState>) -> Result<Option<StayWord>> {
        let Some(stay) = diary.value.stay else { return Ok(None) };
        let state = match (&diary.record.withdrawn, review) {
            (Some(_), _) => WordState::Withdrawn,
            (None, Some(ReviewState::Returned)) => WordState::Returned,
            (None, _) => WordState::Standing,
        };
        Ok(Some(StayWord {
            space: diary.record.space.clone(),
            day: diary.value.day,
            stay: stay.code().to_owned(),
            written_on: self.first_said(diary)?,
            state,
        }))
    }

    /// The day on which a diary first said of the night what it says now.
    fn first_said(&self, diary: &Typed<DiaryEntry>) -> Result<Option<NaiveDate>> {
        let Some(field) = DiaryEntry::DECL.field_named("stay") else { return Ok(None) };
        let now = diary.value.stay.map(|stay| stay.to_value());
        let mut first = None;
        for kept in self.store.edits_of(diary.record.id)? {
            let says =
                |op: &Op| matches!(op, Op::Put(put, value) if *put == field.number && Some(value) == now.as_ref());
            if kept.edit.ops.iter().any(says)
                && let Some(at) = self.store.written_at(kept.id)?
            {
                first = Some(first.map_or(at, |first: i64| first.min(at)));
            }
        }
        Ok(first.and_then(local_day))
    }

    fn confirmations_of(
        &self,
        diaries: &[Typed<DiaryEntry>],
        reviews: &BTreeMap<RecordId, ReviewState>,
        set_aside: &BTreeSet<RecordId>,
    ) -> Result<Vec<Confirmation>> {
        let mut confirmations = self.records::<confirmation::Confirmation>(&Filter::default())?;
        confirmations.retain(|confirmation| !set_aside.contains(&confirmation.record.id));
        let by_offices = diaries.iter().filter_map(|diary| {
            let verdict = match reviews.get(&diary.record.id)? {
                ReviewState::Accepted => Verdict::Confirmed,
                ReviewState::Flagged => Verdict::Questioned,
                ReviewState::Returned => return None,
            };
            let (space, day) = (diary.record.space.clone(), diary.value.day);
            Some(Confirmation { space, day, by: Judge::Office, verdict, judged_present: true })
        });
        let of_diaries = confirmations.into_iter().filter_map(|confirmation| {
            let diary = diaries.iter().find(|diary| diary.record.id == confirmation.value.subject)?;
            Some(Confirmation {
                space: diary.record.space.clone(),
                day: diary.value.day,
                by: Judge::FirstSecretary,
                verdict: match confirmation.value.result {
                    ConfirmationResult::Confirmed => Verdict::Confirmed,
                    ConfirmationResult::Questioned => Verdict::Questioned,
                },
                judged_present: judges_present(&confirmation.value.judged, &diary.record),
            })
        });
        Ok(of_diaries.chain(by_offices).collect())
    }

    pub(crate) fn leaves_of(&self, cadre: &PersonId, set_aside: &BTreeSet<RecordId>) -> Result<Vec<LeaveAsked>> {
        let mut leaves = Vec::new();
        for leave in self.leaves_but(&Filter::default().by(cadre), set_aside)? {
            let value = &leave.request.value;
            leaves.push(LeaveAsked {
                from: value.first_day,
                to: until(value.last_day, leave.returned),
                kind: value.leave.0.clone(),
                decision: leave
                    .decision
                    .map(|decided| LeaveDecision { granted: decided.granted, judged_present: decided.judged_present }),
                denied: false,
            });
        }
        let by_voice = self.voice_leaves(&Filter::default())?;
        leaves.extend(by_voice.into_iter().filter(|given| given.leave.value.cadre == *cadre).map(|given| {
            let value = given.leave.value;
            LeaveAsked {
                from: value.first_day,
                to: until(value.last_day, given.returned),
                kind: value.leave.0,
                // Request and decision in one.
                decision: Some(LeaveDecision {
                    granted: Some((value.first_day, value.last_day)),
                    judged_present: true,
                }),
                denied: given.said == Some(false) || set_aside.contains(&given.leave.record.id),
            }
        }));
        leaves.retain(|leave| leave.from <= leave.to);
        Ok(leaves)
    }

    /// What others saw: nobody vouches for oneself, and "everybody here" says nothing of who says it.
    fn observations(
        &self,
        days: RangeInclusive<NaiveDate>,
        cadre: &PersonId,
        set_aside: &BTreeSet<RecordId>,
    ) -> Result<Vec<Observation>> {
        let mut seen = self.records::<AttendanceObservation>(&Filter::default().on(days))?;
        seen.retain(|seen| seen.value.observer != *cadre && !set_aside.contains(&seen.record.id));
        let observations = seen.into_iter().map(|seen| Observation {
            space: seen.record.space,
            day: seen.value.day,
            all_here: seen.value.everybody_here,
            present: seen.value.present.0,
            absent: seen.value.absent.0.into_iter().map(|absent| absent.person).collect(),
        });
        Ok(observations.collect())
    }
}

/// Whether a judgement's heads are those that the record has now.
pub(crate) fn judges_present(judged: &Set<Edit>, record: &Record) -> bool {
    let judged: Vec<EditId> = judged.0.iter().map(|edit| EditId(edit.0)).collect();
    judges_present_heads(&judged, record)
}

fn until(last: NaiveDate, returned: Option<NaiveDate>) -> NaiveDate {
    let before_return = returned.and_then(|returned| returned.pred_opt());
    before_return.map_or(last, |before| before.min(last))
}

fn days_of(year: i32) -> Option<RangeInclusive<NaiveDate>> {
    Some(NaiveDate::from_ymd_opt(year, 1, 1)?..=NaiveDate::from_ymd_opt(year, 12, 31)?)
}
