//! 记走访: what a visit's form offers, the visit as it was written, and what waits for a companion's word.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::friendship_contact::{ContactWay, FriendshipContact};
use cunji_domain::household::Household;
use cunji_domain::problem::Problem;
use cunji_domain::record::json::record_to_json;
use cunji_domain::record::{RecordId, RecordKind};
use cunji_domain::visit::HouseholdVisit;
use cunji_store::{Draft, Filter, Typed};

use crate::error::{ClientError, Result};
use crate::friends::friendship::contact_on;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::phone::write::{Beside, Written};
use crate::views::heads_shown;
use crate::views::households::{HistoryKind, HistoryRow};
use crate::views::visits::{VisitFormView, VisitView};
use crate::views::{DraftView, hex, record_id};
use crate::visits::visit_on;

/// How far back it is looked what was explained.
const EXPLAINED_FROM: Days = Days::new(366);
/// How many policies are offered.
const EXPLAINED: usize = 12;

/// The household that a form is about: by its number, or by name and group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseholdMeant {
    /// The number in the village's list.
    pub number: Option<String>,
    /// The head's name.
    pub name: Option<String>,
    /// The villagers' group.
    pub group: Option<String>,
}

impl Phone {
    /// What the form of a visit offers. `written` is the visit that is changed by it, if it is there already.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn visit_form_view(
        &mut self,
        day: NaiveDate,
        meant: &HouseholdMeant,
        written: Option<RecordId>,
        village: Option<&DivisionCode>,
    ) -> Result<VisitFormView> {
        let space = self.village(village, Some(day))?;
        let (person, known) = (self.person()?, self.known()?);
        let (name, group) = (meant.name.as_ref(), meant.group.as_ref());
        let household = self.household_named(&known, &space, meant.number.as_ref(), name, group)?;
        let number = household.as_ref().and_then(|household| household.number.clone());
        let history = self.history_meant(&space, number.as_deref(), meant)?;
        let visits = history.iter().filter(|row| row.kind == HistoryKind::Visit);
        let others = visits.filter(|row| written.is_none_or(|written| row.id != hex(&written.0)));
        let same_day: Vec<HistoryRow> = others.clone().filter(|row| row.day == day).cloned().collect();
        let before: Vec<HistoryRow> = others.filter(|row| row.day < day).cloned().collect();
        let likely = match (&number, name) {
            (None, Some(name)) => self.likely_households(name, group.map_or("", String::as_str), Some(&space))?,
            _ => Vec::new(),
        };
        let form = known.policies.as_ref().and_then(|policies| policies.on(day)).map(|policy| &policy.visit_form);
        Ok(VisitFormView {
            members: self.names_in(&space, number.as_deref())?,
            purposes: known.codes("purpose", day),
            team: known.teammates(&space, day, &person),
            explained_before: self.explained_before(&space)?,
            next_step: crate::households::next_step(&before),
            same_day,
            friendship: number.as_ref().map(|number| self.friendship_with(&space, number)).transpose()?.flatten(),
            likely,
            asks_quiz: form.is_some_and(|form| form.quiz.get()),
            asks_satisfaction: form.is_some_and(|form| form.satisfaction.get()),
            household,
        })
    }

    /// Opens the form of a visit: the one of this household and day that was left half written, else a new one.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn open_visit_form(
        &mut self,
        day: NaiveDate,
        meant: &HouseholdMeant,
        village: Option<&DivisionCode>,
    ) -> Result<DraftView> {
        let space = self.village(village, Some(day))?;
        let mut visit = visit_on(day);
        visit.household = meant.number.clone();
        (visit.household_name, visit.group) = (meant.name.clone(), meant.group.clone());
        let is_of = |draft: &Draft| {
            let left = HouseholdVisit::from_parts(&draft.key, &draft.fields).ok();
            left.is_some_and(|left| {
                left.day == day && left.household == visit.household && left.household_name == visit.household_name
            })
        };
        let of_new_visits =
            |draft: &Draft| draft.kind == HouseholdVisit::DECL.number && draft.record.is_none() && draft.space == space;
        let left = self.drafts()?.into_iter().find(|draft| of_new_visits(draft) && is_of(draft));
        match left {
            Some(left) => self.form_of(left.id),
            None => {
                let said = record_to_json(HouseholdVisit::DECL, &[], &visit.fields());
                self.open_form(HouseholdVisit::DECL.name, Some(&space), &said)
            }
        }
    }

    /// A visit as it was written, whoever wrote it.
    ///
    /// # Errors
    /// It is not here.
    pub fn visit_view(&mut self, id: RecordId) -> Result<VisitView> {
        let visit = self.record_of::<HouseholdVisit>(id)?;
        let (person, known, space) = (self.person()?, self.known()?, visit.record.space.clone());
        let household = self.household_of_visit(&known, &visit)?;
        let number = household.as_ref().and_then(|household| household.number.clone());
        let contacts =
            self.records::<FriendshipContact>(&Filter::of(&space).by(&person).on(visit.value.day..=visit.value.day))?;
        let problems = self.records::<Problem>(&Filter::of(&space))?;
        Ok(VisitView {
            village: space.to_string(),
            household,
            row: self.visit_row(&known, &person, &visit)?,
            met: visit.value.met.0.iter().cloned().collect(),
            is_companion: visit.record.author != person && visit.value.companions.0.contains(&person),
            own_word: self.word_on_visit(&visit, &person)?,
            contact: contacts.iter().find(|one| one.value.visit == Some(id)).map(|one| hex(&one.record.id.0)),
            friendship: number.map(|number| self.friendship_with(&space, &number)).transpose()?.flatten(),
            problems: problems
                .iter()
                .filter(|problem| problem.value.raised_in == Some(id))
                .map(|problem| hex(&problem.record.id.0))
                .collect(),
            heads: heads_shown(&visit.record.heads),
        })
    }

    /// The person's visits of a day, those that are shared among them.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn visits_of_day(&mut self, day: NaiveDate, village: Option<&DivisionCode>) -> Result<Vec<VisitView>> {
        let space = self.village(village, Some(day))?;
        let composed = self.day_composition(&space, day)?;
        let visits: Vec<RecordId> =
            composed.visits.iter().chain(&composed.shared_visits).map(|visit| visit.record.id).collect();
        visits.into_iter().map(|visit| self.visit_view(visit)).collect()
    }

    /// Visits of others that wait for the person's word, the newest first.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn visits_to_confirm_view(&mut self, village: Option<&DivisionCode>) -> Result<Vec<VisitView>> {
        let space = self.village(village, None)?;
        let waiting = self.visits_to_confirm(&space)?;
        waiting.into_iter().map(|visit| self.visit_view(visit.record.id)).collect()
    }

    /// Notes by one tap that a visit was a contact with the friend who was visited. What the visit tells is not written again.
    ///
    /// # Errors
    /// The person has no friendship with the household; the store fails.
    pub fn contact_in_visit(&mut self, visit: RecordId) -> Result<Written> {
        let view = self.visit_view(visit)?;
        if let Some(contact) = view.contact {
            return self.unchanged(Some(record_id(&contact)?));
        }
        let friendship = view.friendship.ok_or_else(no_friendship)?;
        let mut contact = contact_on(record_id(&friendship)?, view.row.day, ContactWay::Visit);
        contact.visit = Some(visit);
        self.contact_friend(&contact, &Beside::default())
    }

    fn household_of_visit(
        &self,
        known: &Known,
        visit: &Typed<HouseholdVisit>,
    ) -> Result<Option<crate::views::named::HouseholdName>> {
        let value = &visit.value;
        let (number, name, group) = (value.household.as_ref(), value.household_name.as_ref(), value.group.as_ref());
        self.household_named(known, &visit.record.space, number, name, group)
    }

    fn history_meant(
        &mut self,
        space: &DivisionCode,
        number: Option<&str>,
        meant: &HouseholdMeant,
    ) -> Result<Vec<HistoryRow>> {
        match (number, &meant.name) {
            (Some(number), _) => Ok(self.history_of(space, number)?.1),
            (None, Some(name)) => self.unlisted_history(name, meant.group.as_deref().unwrap_or_default(), Some(space)),
            (None, None) => Ok(Vec::new()),
        }
    }

    fn names_in(&mut self, space: &DivisionCode, number: Option<&str>) -> Result<Vec<String>> {
        let index = self.household_index(space)?;
        let place = number.and_then(|number| index.place(number));
        let Some(household) = place.map(|place| &index.households[place]) else { return Ok(Vec::new()) };
        let mut names = vec![household.head.clone()];
        let there = self.record_of::<Household>(household.record)?.value;
        names.extend(there.members.0.into_iter().map(|member| member.name).filter(|name| *name != household.head));
        Ok(names)
    }

    /// The policies that were explained in a village within a year, the most frequent first.
    fn explained_before(&self, space: &DivisionCode) -> Result<Vec<String>> {
        let today = self.today();
        let from = today.checked_sub_days(EXPLAINED_FROM).unwrap_or(today);
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for explained in self.store.explained(space, from)? {
            *times.entry(explained).or_default() += 1;
        }
        let mut often: Vec<(String, usize)> = times.into_iter().collect();
        often.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(often.into_iter().take(EXPLAINED).map(|(explained, _)| explained).collect())
    }
}

fn no_friendship() -> ClientError {
    ClientError::told(
        "friendship.none_with_household",
        "你和这一户还没结交。先在「交友」里加上。",
        "You have no friendship with this household yet. Add it under friends first.",
    )
}
