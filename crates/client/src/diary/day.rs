//! 今日: a day composes itself of what was written on it; its diary points there and tells nothing twice.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use cunji_domain::attendance::{LeaveAsked, leaves_of};
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::division::DivisionCode;
use cunji_domain::friendship_contact::FriendshipContact;
use cunji_domain::person::PersonId;
use cunji_domain::policy::CountsAs;
use cunji_domain::problem::Problem;
use cunji_domain::record::{Code, Fields, RecordId, RecordKind, Scalar, Set};
use cunji_domain::shared_visit::SharedVisit;
use cunji_domain::visit::HouseholdVisit;
use cunji_history::derived_record_id;
use cunji_store::{Draft, Filter, Typed};

use crate::attendance::OnPhone;
use crate::diary::DiaryChange;
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::phone::write::{Beside, Place, Written};

/// How far back an earlier day is looked for whose stay, work and companions can be carried over.
const CARRIED_FROM: Days = Days::new(14);
/// How far back visits of others are looked for that wait for one's word. Longer than a month without a signal.
const CONFIRMED_FROM: Days = Days::new(90);

/// What a person wrote of a day beside its diary, and what companions wrote that the person shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayComposition {
    /// Own visits.
    pub visits: Vec<Typed<HouseholdVisit>>,
    /// Visits of companions on which the person said to have been along.
    pub shared_visits: Vec<Typed<HouseholdVisit>>,
    /// Contacts with friends.
    pub contacts: Vec<Typed<FriendshipContact>>,
    /// Problems.
    pub problems: Vec<Typed<Problem>>,
}

impl DayComposition {
    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.records().is_empty() && self.problems.is_empty()
    }

    /// The visits and contacts, as a diary points at them.
    pub fn records(&self) -> BTreeSet<RecordId> {
        let visits = self.visits.iter().chain(&self.shared_visits).map(|visit| visit.record.id);
        visits.chain(self.contacts.iter().map(|contact| contact.record.id)).collect()
    }

    /// The problems, as a diary points at them.
    pub fn problem_ids(&self) -> BTreeSet<RecordId> {
        self.problems.iter().map(|problem| problem.record.id).collect()
    }
}

impl Phone {
    /// What belongs to a day of the person in a village.
    ///
    /// # Errors
    /// The database fails.
    pub fn day_composition(&mut self, village: &DivisionCode, day: NaiveDate) -> Result<DayComposition> {
        let person = self.person()?;
        let of_day = Filter::of(village).on(day..=day);
        let (mut visits, mut shared_visits) = (Vec::new(), Vec::new());
        for visit in self.records::<HouseholdVisit>(&of_day)? {
            if visit.record.author == person {
                visits.push(visit);
            } else if self.word_on_visit(&visit, &person)? == Some(true) {
                shared_visits.push(visit);
            }
        }
        let own = of_day.by(&person);
        let (contacts, problems) = (self.records(&own)?, self.records(&own)?);
        Ok(DayComposition { visits, shared_visits, contacts, problems })
    }

    /// Visits of others that name the person as a companion and wait for the word on it, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn visits_to_confirm(&mut self, village: &DivisionCode) -> Result<Vec<Typed<HouseholdVisit>>> {
        let (person, today) = (self.person()?, self.today());
        let from = today.checked_sub_days(CONFIRMED_FROM).unwrap_or(today);
        let mut waiting = Vec::new();
        for visit in self.records::<HouseholdVisit>(&Filter::of(village).on(from..=today))?.into_iter().rev() {
            let is_named = visit.record.author != person && visit.value.companions.0.contains(&person);
            if is_named && self.word_on_visit(&visit, &person)?.is_none() {
                waiting.push(visit);
            }
        }
        Ok(waiting)
    }

    /// Whether a person said to have been along on another's visit; none while nothing was said.
    pub(crate) fn word_on_visit(&self, visit: &Typed<HouseholdVisit>, person: &PersonId) -> Result<Option<bool>> {
        let word = SharedVisit { visit: visit.record.id, cadre: person.clone(), was_along: true, note: None };
        let id = derived_record_id(SharedVisit::DECL.number, &visit.record.space, &word.key());
        let there = self.store.typed::<SharedVisit>(id)?.filter(|word| word.record.withdrawn.is_none());
        Ok(there.map(|word| word.value.was_along))
    }

    /// The draft of a day's diary: the one that is open, or one begun from what is there. A new one is not stored yet.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn begin_day(&mut self, day: NaiveDate, village: Option<&DivisionCode>) -> Result<Draft> {
        let space = self.village(village, Some(day))?;
        if let Some(open) = self.open_day(&space, day)? {
            return Ok(open);
        }
        let key = vec![self.person()?.to_value(), day.to_value()];
        self.begin_draft(DiaryEntry::DECL, Some(&space), key)
    }

    /// The draft of a day's diary, if one is open.
    pub(crate) fn open_day(&self, space: &DivisionCode, day: NaiveDate) -> Result<Option<Draft>> {
        let key = [self.person()?.to_value(), day.to_value()];
        let diary = derived_record_id(DiaryEntry::DECL.number, space, &key);
        let heads = self.store.record(diary)?.map(|diary| diary.heads).unwrap_or_default();
        let mut drafts = self.store.drafts()?.into_iter();
        // A form in which nothing was said shows what was there; of an older state it shows nothing.
        let is_of_now = |draft: &Draft| !draft.is_untouched() || draft.parents == heads;
        Ok(drafts.find(|draft| draft.record == Some(diary) && !draft.is_waiting() && is_of_now(draft)))
    }

    /// Writes the diary that a draft comes to, with the day's visits, contacts and problems in it by reference.
    ///
    /// # Errors
    /// A rule is broken, or the store fails; then the draft stays.
    pub fn write_day(&mut self, draft: &Draft, place: Option<Place>) -> Result<Written> {
        let mut draft = draft.clone();
        if let Some(mut diary) = diary_in_draft(&draft) {
            let composed = self.day_composition(&draft.space, diary.day)?;
            self.point_at(&mut diary.records, composed.records(), diary.day)?;
            self.point_at(&mut diary.problems, composed.problem_ids(), diary.day)?;
            take_references(&mut draft.fields, &diary);
        }
        self.write_draft(&draft, place)
    }

    /// Lets references follow what is there: all of the day, and what is not known here; nothing taken back or moved.
    fn point_at(&self, to: &mut Set<RecordId>, composed: BTreeSet<RecordId>, day: NaiveDate) -> Result<()> {
        let mut kept = BTreeSet::new();
        for record in std::mem::take(&mut to.0) {
            let stays = self.store.record(record)?.is_none_or(|there| {
                let told = there.decl().and_then(|decl| decl.day_told(&there.key, &there.fields));
                there.withdrawn.is_none() && told.is_none_or(|told| told == day)
            });
            if stays {
                kept.insert(record);
            }
        }
        kept.extend(composed);
        to.0 = kept;
        Ok(())
    }

    /// Says where the night of a day was spent: by one tap, that evening or the next morning. A draft of that day that is open
    /// goes on from there.
    ///
    /// # Errors
    /// A rule is broken, or the store fails; nothing was saved.
    pub fn say_stay(&mut self, day: NaiveDate, stay: Stay, beside: &Beside) -> Result<Written> {
        let space = self.village(beside.village.as_ref(), Some(day))?;
        let open = self.open_day(&space, day)?;
        let seen = open.as_ref().and_then(|draft| draft.record).map(|diary| self.store.record(diary)).transpose()?;
        let heads = seen.flatten().map(|diary| diary.heads).unwrap_or_default();
        let written = self.write_diary(day, DiaryChange { stay: Some(stay), ..DiaryChange::default() }, beside)?;
        // Only where nothing else came between what the draft began from and this word: else the difference to it would
        // undo what came.
        if let Some(mut draft) = open.filter(|draft| draft.parents == heads)
            && let Some(diary) = self.store.record(written.record)?
        {
            draft.parents = diary.heads;
            draft.fields.extend(stay_in(&diary.fields));
            if let Some(opened) = &mut draft.opened {
                opened.extend(stay_in(&diary.fields));
            }
            self.save_draft(&draft)?;
        }
        Ok(written)
    }

    /// Carries stay, kinds of work and companions of the last day that has any into a day's draft, and keeps it. Never the
    /// text; and nothing is taken away from what the day says already.
    ///
    /// # Errors
    /// The village has to be named; the store fails.
    pub fn as_day_before(&mut self, day: NaiveDate, village: Option<&DivisionCode>) -> Result<Draft> {
        let mut draft = self.begin_day(day, village)?;
        let before = self.day_before(&draft.space.clone(), day)?;
        if let (Some(before), Some(mut diary)) = (before, diary_in_draft(&draft)) {
            diary.stay = diary.stay.or(before.stay);
            diary.work.0.extend(before.work.0);
            diary.companions.0.extend(before.companions.0);
            draft.fields.extend(diary.fields());
            self.save_draft(&draft)?;
        }
        Ok(draft)
    }

    /// The last earlier day of the person that has a stay, work or companions; of the companions those who are of the team.
    pub(crate) fn day_before(&mut self, space: &DivisionCode, day: NaiveDate) -> Result<Option<DiaryEntry>> {
        let (person, known) = (self.person()?, self.known()?);
        let (Some(from), Some(to)) = (day.checked_sub_days(CARRIED_FROM), day.pred_opt()) else { return Ok(None) };
        let diaries = self.records::<DiaryEntry>(&Filter::of(space).on(from..=to))?;
        let own = diaries.into_iter().map(|diary| diary.value).filter(|diary| diary.cadre == person);
        let mut said = own.filter(|d| d.stay.is_some() || !d.work.0.is_empty() || !d.companions.0.is_empty()).rev();
        let Some(mut before) = said.next() else { return Ok(None) };
        let team = known.teammates(space, day, &person);
        before.companions.0.retain(|companion| team.iter().any(|mate| mate.id == companion.as_str()));
        Ok(Some(before))
    }

    /// Whether the person has a part in the team's life in the village on a day; where no roster has come down it is so.
    pub(crate) fn lives_with_team(&mut self, space: &DivisionCode, day: NaiveDate) -> Result<bool> {
        let (person, known) = (self.person()?, self.known()?);
        let mut here = known.members.iter().filter(|member| member.space == *space).peekable();
        Ok(here.peek().is_none() || here.any(|m| m.person == person && m.role.in_team() && m.holds_on(day)))
    }

    /// Whether a leave was granted for a day.
    pub(crate) fn is_on_leave(&self, day: NaiveDate) -> Result<bool> {
        let granted = |leave: &LeaveAsked| leave.decision.as_ref().filter(|d| d.judged_present).and_then(|d| d.granted);
        let person = self.person()?;
        let leaves = leaves_of(&mut OnPhone(self), &person, &self.answers_of(&person)?.set_aside)?;
        let covers = |leave: &LeaveAsked| {
            !leave.denied && granted(leave).is_some_and(|(first, last)| first <= day && day <= last)
        };
        Ok(leaves.iter().any(|leave| covers(leave) && day <= leave.to))
    }
}

/// Whether a night counts as one in the village.
pub(crate) fn is_in_village(known: &Known, stay: Stay, day: NaiveDate) -> bool {
    let policy = known.policies.as_ref().and_then(|policies| policies.on(day));
    let counts_as = policy.and_then(|policy| policy.stay_counts_as(stay.code()));
    counts_as.map_or(stay == Stay::Village, |counts_as| counts_as == CountsAs::Resident)
}

/// What a draft says of a day so far.
pub(crate) fn diary_in_draft(draft: &Draft) -> Option<DiaryEntry> {
    DiaryEntry::from_parts(&draft.key, &draft.fields).ok()
}

/// 1 Monday … 7 Sunday.
pub(crate) fn weekday(day: NaiveDate) -> u32 {
    day.weekday().number_from_monday()
}

fn take_references(fields: &mut Fields, diary: &DiaryEntry) {
    let references = ["problems", "records"].map(|name| DiaryEntry::DECL.field_named(name).map(|field| field.number));
    let mut composed = diary.fields();
    for number in references.into_iter().flatten() {
        match composed.remove(&number) {
            Some(state) => fields.insert(number, state),
            None => fields.remove(&number),
        };
    }
}

fn stay_in(fields: &Fields) -> Fields {
    let stay = DiaryEntry::DECL.field_named("stay").map(|field| field.number);
    fields.iter().filter(|(number, _)| Some(**number) == stay).map(|(number, state)| (*number, state.clone())).collect()
}
