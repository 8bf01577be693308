//! From records to the plain facts that a year is computed from: the same on a phone and on the server.

mod leaves;
mod objections;
mod paper;
mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;

pub use leaves::{Decided, SaidOfLeaves, leaves_of};
pub use objections::{Answers, ObjectionDecided, SaidOfObjections};
pub use records::{Kept, Records};

use super::{
    AttendanceFacts, Confirmation, Corrected, Judge, Observation, StayWord, Term, TermRole, Verdict, WordState,
};
use crate::confirmation::{self, ConfirmationResult};
use crate::day_correction::DayCorrection;
use crate::diary::DiaryEntry;
use crate::duty_list::DutyList;
use crate::judgement::JudgeLevel;
use crate::observation::AttendanceObservation;
use crate::organisation::{Membership, Role};
use crate::person::PersonId;
use crate::record::{Code, RecordId};
use crate::review::{Review, ReviewState};

/// A cadre's diaries of a year.
type Diaries = BTreeMap<RecordId, Kept<DiaryEntry>>;

/// Everything that is known of a cadre's year on the day `known_on`. `members` may hold other people's terms, too.
///
/// # Errors
/// The records can't be read.
pub fn gather<R: Records>(
    records: &mut R,
    (cadre, year): (&PersonId, i32),
    members: &[Membership],
    known_on: NaiveDate,
) -> Result<AttendanceFacts, R::Error> {
    let mut facts = AttendanceFacts::new(cadre.clone(), year, known_on);
    facts.terms = members.iter().filter(|member| member.person == *cadre).map(Term::from).collect();
    let Some(days) = days_of(year) else { return Ok(facts) };
    let diaries = records.of_days::<DiaryEntry>(&days)?.into_iter();
    let diaries: Diaries = diaries.filter(|diary| diary.value.cadre == *cadre).map(|diary| (diary.id, diary)).collect();
    let answers = Answers::of(records, cadre)?;
    let reviews = standing_reviews(records, &diaries, &answers.set_aside)?;
    for diary in diaries.values() {
        facts.stays.extend(stay_word(records, diary, reviews.get(&diary.id).copied())?);
    }
    facts.confirmations = confirmations(records, &diaries, &reviews, &answers.set_aside)?;
    facts.leaves = leaves_of(records, cadre, &answers.set_aside)?;
    paper::add_to(&mut facts, records, &days, &answers.set_aside)?;
    facts.corrections = corrections(records, &days, cadre, &answers.set_aside)?;
    facts.observations = observations(records, &days, cadre, &answers.set_aside)?;
    facts.objected = answers.undecided;
    let duty_lists = records.standing::<DutyList>()?.into_iter();
    let duties = duty_lists.flat_map(|list| list.value.due.0).filter(|duty| duty.person == *cadre);
    facts.duty_days = duties.map(|duty| duty.day).collect();
    Ok(facts)
}

impl From<&Membership> for Term {
    fn from(member: &Membership) -> Self {
        Self {
            space: member.space.clone(),
            from: member.from,
            to: member.to,
            role: match member.role {
                Role::Resident => TermRole::Resident,
                Role::FirstSecretary => TermRole::FirstSecretary,
                _ => TermRole::Other,
            },
        }
    }
}

/// What offices say of a diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    state: ReviewState,
    /// Whether somebody read it.
    read: bool,
}

/// What offices say of diaries as they stand: of several levels the highest that nobody set aside.
fn standing_reviews<R: Records>(
    records: &mut R,
    diaries: &Diaries,
    set_aside: &BTreeSet<RecordId>,
) -> Result<BTreeMap<RecordId, Standing>, R::Error> {
    let mut standing: BTreeMap<RecordId, (JudgeLevel, Standing)> = BTreeMap::new();
    for review in records.standing::<Review>()? {
        let diary = diaries.get(&review.value.subject);
        let counts = diary.is_some_and(|diary| diary.is_judged_by(&review.value.judged));
        if counts && !set_aside.contains(&review.id) {
            let said = Standing { state: review.value.state, read: review.value.read != Some(false) };
            let said = (review.value.level, said);
            let highest = standing.entry(review.value.subject).or_insert(said);
            if highest.0 < said.0 {
                *highest = said;
            }
        }
    }
    Ok(standing.into_iter().map(|(diary, (_, said))| (diary, said)).collect())
}

fn stay_word<R: Records>(
    records: &mut R,
    diary: &Kept<DiaryEntry>,
    review: Option<Standing>,
) -> Result<Option<StayWord>, R::Error> {
    let Some(stay) = diary.value.stay else { return Ok(None) };
    let state = match review {
        _ if diary.withdrawn => WordState::Withdrawn,
        Some(Standing { state: ReviewState::Returned, .. }) => WordState::Returned,
        _ => WordState::Standing,
    };
    Ok(Some(StayWord {
        space: diary.space.clone(),
        day: diary.value.day,
        stay: stay.code().to_owned(),
        written_on: records.first_said(diary)?,
        state,
        on_paper: false,
    }))
}

fn confirmations<R: Records>(
    records: &mut R,
    diaries: &Diaries,
    reviews: &BTreeMap<RecordId, Standing>,
    set_aside: &BTreeSet<RecordId>,
) -> Result<Vec<Confirmation>, R::Error> {
    let by_offices = diaries.values().filter_map(|diary| {
        let said = reviews.get(&diary.id)?;
        let verdict = match said.state {
            ReviewState::Accepted => Verdict::Confirmed,
            ReviewState::Flagged => Verdict::Questioned,
            ReviewState::Returned => return None,
        };
        let by = if said.read { Judge::Office } else { Judge::OfficeUnread };
        let (space, day) = (diary.space.clone(), diary.value.day);
        Some(Confirmation { space, day, by, verdict, judged_present: true })
    });
    let said = records.standing::<confirmation::Confirmation>()?.into_iter();
    let by_first_secretaries = said.filter(|one| !set_aside.contains(&one.id)).filter_map(|one| {
        let diary = diaries.get(&one.value.subject)?;
        Some(Confirmation {
            space: diary.space.clone(),
            day: diary.value.day,
            by: Judge::FirstSecretary,
            verdict: match one.value.result {
                ConfirmationResult::Confirmed => Verdict::Confirmed,
                ConfirmationResult::Questioned => Verdict::Questioned,
            },
            judged_present: diary.is_judged_by(&one.value.judged),
        })
    });
    Ok(by_first_secretaries.chain(by_offices).collect())
}

/// What others saw: nobody vouches for oneself, and "everybody here" says nothing of who says it.
fn observations<R: Records>(
    records: &mut R,
    days: &RangeInclusive<NaiveDate>,
    cadre: &PersonId,
    set_aside: &BTreeSet<RecordId>,
) -> Result<Vec<Observation>, R::Error> {
    let seen = records.of_days::<AttendanceObservation>(days)?.into_iter();
    let by_others =
        seen.filter(|seen| !seen.withdrawn && seen.value.observer != *cadre && !set_aside.contains(&seen.id));
    let observations = by_others.map(|seen| Observation {
        space: seen.space,
        day: seen.value.day,
        all_here: seen.value.everybody_here,
        present: seen.value.present.0,
        absent: seen.value.absent.0.into_iter().map(|absent| absent.person).collect(),
    });
    Ok(observations.collect())
}

/// What offices set right: a correction that an upheld objection is against counts no more.
fn corrections<R: Records>(
    records: &mut R,
    days: &RangeInclusive<NaiveDate>,
    cadre: &PersonId,
    set_aside: &BTreeSet<RecordId>,
) -> Result<Vec<Corrected>, R::Error> {
    let said = records.of_days::<DayCorrection>(days)?.into_iter();
    let standing = said.filter(|one| !one.withdrawn && one.value.cadre == *cadre && !set_aside.contains(&one.id));
    Ok(standing.map(|one| Corrected { day: one.value.day, to: one.value.to }).collect())
}

fn days_of(year: i32) -> Option<RangeInclusive<NaiveDate>> {
    Some(NaiveDate::from_ymd_opt(year, 1, 1)?..=NaiveDate::from_ymd_opt(year, 12, 31)?)
}
