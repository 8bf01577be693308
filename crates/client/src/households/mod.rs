//! 走访: the households of a village as they are listed, searched and opened.

mod history;
mod index;
mod likely;
pub(crate) mod listing;
mod page;
mod search;
mod visited;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::Code;
use cunji_domain::visit::HouseholdVisit;

use self::index::{HouseholdIndex, IndexedHousehold};
pub(crate) use self::page::next_step;
use self::search::{Hit, Search};
use self::visited::{Seen, Unlisted, VisitsSeen};
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::phone::named::gist;
use crate::views::households::{HouseholdRow, HouseholdsView, UnlistedRow, VisitedView};

/// Which page of which households a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseholdSearch {
    /// What was typed: characters, pinyin, initials, a number, a group, or several of them.
    pub text: String,
    /// How many are passed over.
    pub from: usize,
    /// How many are shown at most.
    pub count: usize,
}

/// What is kept of villages so that a keystroke reads no table.
#[derive(Debug, Default)]
pub(crate) struct KeptHouseholds {
    indexes: BTreeMap<DivisionCode, Arc<HouseholdIndex>>,
    visits: BTreeMap<DivisionCode, Arc<VisitsSeen>>,
}

impl KeptHouseholds {
    /// Something was written here.
    pub fn forget_visits(&mut self) {
        self.visits.clear();
    }

    /// Something came down.
    pub fn forget(&mut self) {
        self.indexes.clear();
        self.visits.clear();
    }
}

impl Phone {
    /// A page of the households that a search means.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn households_view(
        &mut self,
        search: &HouseholdSearch,
        village: Option<&DivisionCode>,
    ) -> Result<HouseholdsView> {
        let space = self.village(village, None)?;
        let (known, index) = (self.known()?, self.household_index(&space)?);
        let visits = self.visits_seen(&space)?;
        let asked = Search::new(&search.text, &index);
        let hits = asked.households(&index, &visits);
        let page = hits.iter().skip(search.from).take(search.count);
        let rows = page.map(|hit| self.household_row(&known, &index, &visits, *hit)).collect::<Result<_>>()?;
        let unlisted = asked.unlisted(&visits).into_iter().take(search.count);
        Ok(HouseholdsView {
            village: space.to_string(),
            total: u32::try_from(hits.len()).unwrap_or(u32::MAX),
            assigned: u32::try_from(index.households.iter().filter(|one| one.assigned).count()).unwrap_or(u32::MAX),
            rows,
            unlisted: unlisted.map(|one| self.unlisted_row(&known, &index, one)).collect::<Result<_>>()?,
        })
    }

    pub(crate) fn household_index(&mut self, village: &DivisionCode) -> Result<Arc<HouseholdIndex>> {
        if let Some(index) = self.households.indexes.get(village) {
            return Ok(index.clone());
        }
        let index = Arc::new(HouseholdIndex::of(&self.store, village, &self.person()?)?);
        self.households.indexes.insert(village.clone(), index.clone());
        Ok(index)
    }

    pub(crate) fn visits_seen(&mut self, village: &DivisionCode) -> Result<Arc<VisitsSeen>> {
        if let Some(visits) = self.households.visits.get(village) {
            return Ok(visits.clone());
        }
        let index = self.household_index(village)?;
        let visits = Arc::new(VisitsSeen::of(&self.store, village, &self.person()?, &index)?);
        self.households.visits.insert(village.clone(), visits.clone());
        Ok(visits)
    }

    fn household_row(
        &self,
        known: &Known,
        index: &HouseholdIndex,
        visits: &VisitsSeen,
        hit: Hit,
    ) -> Result<HouseholdRow> {
        let household: &IndexedHousehold = &index.households[hit.place];
        let member = hit.member.and_then(|member| household.members.get(member));
        Ok(HouseholdRow {
            number: household.number.clone(),
            head: household.head.clone(),
            group: index.group_of(household).map(str::to_owned),
            persons: household.persons,
            causes: household.causes.iter().map(|cause| (*cause).to_owned()).collect(),
            status: household.status.map(|status| status.code().to_owned()),
            assigned: household.assigned,
            found_member: member.map(|(name, _)| name.clone()),
            visited: self.visited_view(known, &visits.seen[hit.place])?,
        })
    }

    fn unlisted_row(&self, known: &Known, index: &HouseholdIndex, one: &Unlisted) -> Result<UnlistedRow> {
        Ok(UnlistedRow {
            name: one.name.clone(),
            group: one.group.clone(),
            visited: self.visited_view(known, &one.seen)?,
            likely: likely::likely(index, &one.spelling, &one.group),
        })
    }

    fn visited_view(&self, known: &Known, seen: &Seen) -> Result<VisitedView> {
        let today = self.today();
        let last = seen.team.map(|(_, visit)| self.store.typed::<HouseholdVisit>(visit)).transpose()?.flatten();
        let days = |day: NaiveDate| i32::try_from(today.signed_duration_since(day).num_days()).unwrap_or(i32::MAX);
        Ok(VisitedView {
            own: seen.own,
            own_days: seen.own.map(days),
            team: seen.team.map(|(day, _)| day),
            team_days: seen.team.map(|(day, _)| days(day)),
            by: last.as_ref().map(|visit| known.person(&visit.record.author)),
            gist: last.map(|visit| gist_of(&visit.value)).unwrap_or_default(),
            visits: seen.visits,
        })
    }
}

/// The beginning of what a visit says.
pub(crate) fn gist_of(visit: &HouseholdVisit) -> String {
    gist([visit.findings.0.as_str(), &visit.needs.0, &visit.next_step.0])
}
