//! 今日 as its screen shows it.

use chrono::NaiveDate;
use cunji_documents::Record;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::friendship::Friendship;
use cunji_domain::friendship_contact::FriendshipContact;
use cunji_domain::problem::Problem;
use cunji_domain::record::{Code, RecordId};
use cunji_domain::visit::HouseholdVisit;
use cunji_store::{Draft, Typed};

use crate::attendance::holiday;
use crate::attendance::lunar::{lunar_day, solar_term};
use crate::diary::day::{DayComposition, diary_in_draft, is_in_village, weekday};
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::phone::named::gist;
use crate::views::hex;
use crate::views::today::{DayBefore, DayProblem, DayRecord, DayRecordKind, TodayView};

impl Phone {
    /// A day of the person with everything that belongs to it; today, if none is named.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn today_view(&mut self, day: Option<NaiveDate>, village: Option<&DivisionCode>) -> Result<TodayView> {
        let today = self.today();
        let day = day.unwrap_or(today);
        let space = self.village(village, Some(day))?;
        let (person, known) = (self.person()?, self.known()?);
        let written = self.diary_in(&space, &person, day)?.filter(|diary| diary.record.withdrawn.is_none());
        let open = self.open_day(&space, day)?;
        let composed = self.day_composition(&space, day)?;
        let diary =
            open.as_ref().and_then(diary_in_draft).or_else(|| written.as_ref().map(|diary| diary.value.clone()));
        let needs_diary = self.needs_diary(&known, &space, day, written.as_ref(), &composed)?;
        let before = self.day_before(&space, day)?;
        let unsent = self.store.unsent()?;
        let villages = self.villages_open_on(day)?;
        let mut view = TodayView {
            day,
            weekday: weekday(day),
            lunar: lunar_day(day),
            term: solar_term(day),
            holiday: holiday(&self.calendar()?, day),
            is_today: day == today,
            village: space.to_string(),
            village_name: self.village_name(&space, day)?,
            villages: self.villages_named(&villages, day)?,
            diary: written.as_ref().map(|diary| hex(&diary.record.id.0)),
            sent: written.as_ref().map(|diary| self.is_sent(&diary.record)).transpose()?.unwrap_or(false),
            draft: open.as_ref().map(|draft| hex(&draft.id.0)),
            draft_saved_at: open.as_ref().map(|draft: &Draft| draft.saved_at),
            needs_diary,
            stay: None,
            unsaid_night: self.unsaid_night(&space, day)?,
            stays: known.codes("stay", day),
            work: Vec::new(),
            works: known.codes("work", day),
            text: String::new(),
            companions: Vec::new(),
            team: known.teammates(&space, day, &person),
            met: Vec::new(),
            photos: Vec::new(),
            records: self.day_records(&known, &composed)?,
            problems: self.day_problems(&known, &composed.problems)?,
            day_before: before.map(|before| carried(&known, before, day)),
            visits_to_confirm: u32::try_from(self.visits_to_confirm(&space)?.len()).unwrap_or(u32::MAX),
            unsent: u32::try_from(unsent.count).unwrap_or(u32::MAX),
            unsent_since: unsent.since,
        };
        if let Some(diary) = diary {
            tell(&mut view, &known, diary);
        }
        Ok(view)
    }

    /// Whether the server holds all of a record, and none of it waits here.
    pub(crate) fn is_sent(&self, record: &Record) -> Result<bool> {
        Ok(self.waiting_fields(record)?.is_empty() && self.store.unsent_of(record.id)? == 0)
    }

    /// A day in the village of which no diary says anything. A day of which the stay is unsaid is one if the person wrote of
    /// something there.
    fn needs_diary(
        &mut self,
        known: &Known,
        space: &DivisionCode,
        day: NaiveDate,
        written: Option<&Typed<DiaryEntry>>,
        composed: &DayComposition,
    ) -> Result<bool> {
        if day > self.today() || !self.lives_with_team(space, day)? {
            return Ok(false);
        }
        let diary = written.map(|diary| &diary.value);
        let says_something = diary.is_some_and(|d| !d.text.0.trim().is_empty() || !d.work.0.is_empty());
        let in_village = match diary.and_then(|diary| diary.stay) {
            Some(stay) => is_in_village(known, stay, day),
            None => !composed.is_empty() && !self.is_on_leave(day)?,
        };
        Ok(in_village && !says_something)
    }

    /// The night before a day, where nobody said yet where it was spent and no leave tells.
    fn unsaid_night(&mut self, space: &DivisionCode, day: NaiveDate) -> Result<Option<NaiveDate>> {
        let Some(night) = day.pred_opt() else { return Ok(None) };
        if !self.lives_with_team(space, night)? || self.is_on_leave(night)? {
            return Ok(None);
        }
        let person = self.person()?;
        let diary = self.diary_in(space, &person, night)?.filter(|diary| diary.record.withdrawn.is_none());
        Ok(diary.is_none_or(|diary| diary.value.stay.is_none()).then_some(night))
    }

    fn day_records(&self, known: &Known, composed: &DayComposition) -> Result<Vec<DayRecord>> {
        let own = composed.visits.iter().map(|visit| self.day_visit(known, visit, DayRecordKind::Visit));
        let shared = composed.shared_visits.iter().map(|v| self.day_visit(known, v, DayRecordKind::SharedVisit));
        own.chain(shared).chain(composed.contacts.iter().map(|contact| self.day_contact(known, contact))).collect()
    }

    fn day_visit(&self, known: &Known, visit: &Typed<HouseholdVisit>, kind: DayRecordKind) -> Result<DayRecord> {
        let (record, value) = (&visit.record, &visit.value);
        let (number, name, group) = (value.household.as_ref(), value.household_name.as_ref(), value.group.as_ref());
        Ok(DayRecord {
            kind,
            id: hex(&record.id.0),
            household: self.household_named(known, &record.space, number, name, group)?,
            friend: None,
            how: None,
            visit: None,
            author: known.person(&record.author),
            gist: gist([value.findings.0.as_str(), &value.needs.0, &value.next_step.0]),
            photos: u32::try_from(value.photos.0.len()).unwrap_or(u32::MAX),
            sent: self.is_sent(record)?,
        })
    }

    fn day_contact(&self, known: &Known, contact: &Typed<FriendshipContact>) -> Result<DayRecord> {
        let (record, value) = (&contact.record, &contact.value);
        Ok(DayRecord {
            kind: DayRecordKind::Contact,
            id: hex(&record.id.0),
            household: None,
            friend: self.friend_name(known, value.friendship)?,
            how: Some(value.how.code().to_owned()),
            visit: value.visit.map(|visit| hex(&visit.0)),
            author: known.person(&record.author),
            gist: gist([value.text.0.as_str()]),
            photos: 0,
            sent: self.is_sent(record)?,
        })
    }

    /// What a friend is called: by name, or by the household.
    pub(crate) fn friend_name(&self, known: &Known, friendship: RecordId) -> Result<Option<String>> {
        let Some(there) = self.store.typed::<Friendship>(friendship)? else { return Ok(None) };
        let friend = there.value;
        let number = friend.household.as_ref();
        let listed = self.household_named(known, &there.record.space, number, friend.name.as_ref(), None)?;
        Ok(friend.name.or_else(|| listed.map(|household| household.head)))
    }

    fn day_problems(&self, known: &Known, problems: &[Typed<Problem>]) -> Result<Vec<DayProblem>> {
        let view = |problem: &Typed<Problem>| {
            let (record, value) = (&problem.record, &problem.value);
            let (number, name, group) = (value.household.as_ref(), value.household_name.as_ref(), value.group.as_ref());
            Ok(DayProblem {
                id: hex(&record.id.0),
                gist: gist([value.text.0.as_str()]),
                category: value.category.as_ref().map(|code| known.code("problem", &code.0, value.day)),
                household: self.household_named(known, &record.space, number, name, group)?,
                raised_in: value.raised_in.map(|record| hex(&record.0)),
                sent: self.is_sent(record)?,
            })
        };
        problems.iter().map(view).collect()
    }
}

fn tell(view: &mut TodayView, known: &Known, diary: DiaryEntry) {
    view.stay = diary.stay.map(|stay| stay.code().to_owned());
    view.work = diary.work.0.iter().map(|code| known.code("work", &code.0, diary.day)).collect();
    view.work.sort_by_key(|chosen| view.works.iter().position(|listed| listed.code == chosen.code));
    view.text = diary.text.0;
    view.companions = diary.companions.0.iter().map(|person| known.person(person)).collect();
    view.met = diary.met.0.into_iter().collect();
    view.photos = diary.photos.0.iter().map(|photo| hex(&photo.digest.0)).collect();
}

fn carried(known: &Known, before: DiaryEntry, day: NaiveDate) -> DayBefore {
    DayBefore {
        day: before.day,
        stay: before.stay.map(|stay| stay.code().to_owned()),
        work: before.work.0.iter().map(|code| known.code("work", &code.0, day)).collect(),
        companions: before.companions.0.iter().map(|person| known.person(person)).collect(),
    }
}
