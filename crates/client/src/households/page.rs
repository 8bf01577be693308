//! One household: what the list, the team and its history say.

use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, group_name};
use cunji_domain::friendship::Friendship;
use cunji_domain::household::{Household, HouseholdMember};
use cunji_domain::household_note::HouseholdNote;
use cunji_domain::record::{Prose, RecordKind, Set};
use cunji_domain::violation::Violation;
use cunji_history::derived_record_id;
use cunji_store::{Filter, OfHousehold};

use super::search::Hit;
use super::visited::matches;
use crate::error::Result;
use crate::phone::Phone;
use crate::views::hex;
use crate::views::households::{
    HistoryKind, HistoryRow, HouseholdNoteView, HouseholdView, MemberOfHousehold, NextStep,
};
use crate::views::named::HouseholdName;

/// A head's name and a group, as somebody wrote them.
type WrittenName = (String, String);

impl Phone {
    /// A listed household with the latest of its history: as many records as are asked for, after those that are passed over.
    ///
    /// # Errors
    /// No household has the number here; the village has to be named; the database fails.
    pub fn household_view(
        &mut self,
        number: &str,
        from: usize,
        count: usize,
        village: Option<&DivisionCode>,
    ) -> Result<HouseholdView> {
        let space = self.village(village, None)?;
        let (known, index) = (self.known()?, self.household_index(&space)?);
        let visits = self.visits_seen(&space)?;
        let place = index.place(number).ok_or_else(|| no_such_household(number))?;
        let row = self.household_row(&known, &index, &visits, Hit { place, member: None })?;
        let there = self.record_of::<Household>(index.households[place].record)?.value;
        let (written, history) = self.history_of(&space, number)?;
        let total = u32::try_from(history.len()).unwrap_or(u32::MAX);
        let next_step = next_step(&history);
        Ok(HouseholdView {
            village: space.to_string(),
            row,
            address: there.address,
            category: there.category.map(|code| code.0),
            registered: there.registered,
            status_since: there.status_since,
            members: members(&there.members),
            visitors: there.visitors.0.iter().map(|person| known.person(person)).collect(),
            helpers: there.helpers.0.iter().map(|person| known.person(person)).collect(),
            also_written: written.iter().map(|(name, group)| by_name(name, group)).collect(),
            note: self.note_on(&space, number)?,
            friendship: self.friendship_with(&space, number)?,
            next_step,
            total,
            history: history.into_iter().skip(from).take(count).collect(),
        })
    }

    /// The history of a household that was written by name and is not matched yet, the newest day first.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn unlisted_history(
        &mut self,
        name: &str,
        group: &str,
        village: Option<&DivisionCode>,
    ) -> Result<Vec<HistoryRow>> {
        let space = self.village(village, None)?;
        self.household_history(&space, None, &[(name.to_owned(), group.to_owned())])
    }

    /// The history of a listed household, and the names and groups that were written for it.
    pub(crate) fn history_of(
        &mut self,
        space: &DivisionCode,
        number: &str,
    ) -> Result<(Vec<WrittenName>, Vec<HistoryRow>)> {
        let written = written_for(&matches(&self.store, space)?, number);
        let history = self.household_history(space, Some(number), &written)?;
        Ok((written, history))
    }

    fn note_on(&self, space: &DivisionCode, number: &str) -> Result<HouseholdNoteView> {
        let key = HouseholdNote {
            household: number.to_owned(),
            note: Prose::default(),
            plan: Prose::default(),
            photos: Set::default(),
        }
        .key();
        let there = self.store.typed::<HouseholdNote>(derived_record_id(HouseholdNote::DECL.number, space, &key))?;
        let Some(note) = there.filter(|note| note.record.withdrawn.is_none()) else {
            return Ok(HouseholdNoteView::default());
        };
        Ok(HouseholdNoteView {
            record: Some(hex(&note.record.id.0)),
            note: note.value.note.0,
            plan: note.value.plan.0,
            photos: note.value.photos.0.iter().map(|photo| hex(&photo.digest.0)).collect(),
            in_conflict: !note.record.conflicts.is_empty(),
        })
    }

    /// The person's friendship with a household that has not ended.
    pub(crate) fn friendship_with(&self, space: &DivisionCode, number: &str) -> Result<Option<String>> {
        let about = OfHousehold::Listed(number.to_owned());
        let own = self.records::<Friendship>(&Filter::of(space).by(&self.person()?).about(about))?;
        let goes_on = own.into_iter().find(|friendship| friendship.value.ended.is_none());
        Ok(goes_on.map(|friendship| hex(&friendship.record.id.0)))
    }
}

/// Names and groups that stand for a household.
fn written_for(matches: &std::collections::BTreeMap<WrittenName, String>, number: &str) -> Vec<WrittenName> {
    matches.iter().filter(|(_, matched)| *matched == number).map(|(written, _)| written.clone()).collect()
}

fn by_name(name: &str, group: &str) -> HouseholdName {
    let group = (!group.is_empty()).then(|| group_name(group));
    HouseholdName { number: None, head: name.to_owned(), group }
}

fn members(members: &Set<HouseholdMember>) -> Vec<MemberOfHousehold> {
    let mut members: Vec<&HouseholdMember> = members.0.iter().collect();
    // The head first, then by age: the order in which a register has them.
    members.sort_by_key(|m| (m.relation.as_deref() != Some("户主"), m.birth_year.unwrap_or(u16::MAX)));
    let view = |member: &HouseholdMember| MemberOfHousehold {
        name: member.name.clone(),
        relation: member.relation.clone(),
        birth_year: member.birth_year,
        notes: member.notes.clone(),
    };
    members.into_iter().map(view).collect()
}

/// What the latest visit day named as the next step.
pub(crate) fn next_step(history: &[HistoryRow]) -> Option<NextStep> {
    let visits = || history.iter().filter(|row| row.kind == HistoryKind::Visit);
    let last: NaiveDate = visits().next()?.day;
    let mut of_day = visits().take_while(|row| row.day == last);
    let row = of_day.find(|row| !row.next_step.trim().is_empty())?;
    Some(NextStep { day: row.day, by: row.author.clone(), text: row.next_step.clone() })
}

fn no_such_household(number: &str) -> crate::error::ClientError {
    Violation::new(
        "household.not_listed",
        format!("名册里没有 {number} 这一户。先同步一次再看;名册不对,请找镇办公室改。"),
        format!(
            "No household has the number {number}. Sync and look again; if the list is wrong, ask the town office."
        ),
    )
    .into()
}
