//! What was written about a household, by whomever, the newest day first.

use cunji_domain::division::DivisionCode;
use cunji_domain::friendship::Friendship;
use cunji_domain::friendship_contact::FriendshipContact;
use cunji_domain::person::PersonId;
use cunji_domain::problem::Problem;
use cunji_domain::problem_answer::ProblemAnswer;
use cunji_domain::record::{Code, RecordId, RecordKind, Scalar};
use cunji_domain::visit::HouseholdVisit;
use cunji_history::derived_record_id;
use cunji_store::{Filter, OfHousehold, Typed};

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::views::hex;
use crate::views::households::{CompanionView, HistoryKind, HistoryRow};

/// A name and a group, as they were written.
type Written = (String, String);

impl Phone {
    /// The history of the household with this number, and of what was written by these names and groups.
    pub(super) fn household_history(
        &mut self,
        space: &DivisionCode,
        number: Option<&str>,
        written: &[Written],
    ) -> Result<Vec<HistoryRow>> {
        let (person, known) = (self.person()?, self.known()?);
        let mut history = Vec::new();
        let of_visit = |visit: &HouseholdVisit| (visit.household_name.clone(), visit.group.clone());
        for visit in self.about::<HouseholdVisit>(space, number, written, of_visit)? {
            history.push(self.visit_row(&known, &person, &visit)?);
        }
        let of_problem = |problem: &Problem| (problem.household_name.clone(), problem.group.clone());
        for problem in self.about::<Problem>(space, number, written, of_problem)? {
            history.push(self.problem_row(&known, &person, &problem)?);
        }
        let of_friend = |friend: &Friendship| (friend.name.clone(), friend.group.clone());
        let friendships = self.about::<Friendship>(space, number, written, of_friend)?;
        let contacts = if friendships.is_empty() { Vec::new() } else { self.records(&Filter::of(space))? };
        for friendship in friendships {
            let with = |contact: &&Typed<FriendshipContact>| contact.value.friendship == friendship.record.id;
            for contact in contacts.iter().filter(with) {
                history.push(self.contact_row(&known, &person, contact)?);
            }
            history.push(self.friendship_row(&known, &person, &friendship)?);
        }
        history.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.id.cmp(&b.id)));
        Ok(history)
    }

    /// The records of a kind that are about a household, by its number or as it was written.
    fn about<K: RecordKind>(
        &self,
        space: &DivisionCode,
        number: Option<&str>,
        written: &[Written],
        named: impl Fn(&K) -> (Option<String>, Option<String>),
    ) -> Result<Vec<Typed<K>>> {
        let mut found = Vec::new();
        if let Some(number) = number {
            found = self.records::<K>(&Filter::of(space).about(OfHousehold::Listed(number.to_owned())))?;
        }
        if !written.is_empty() {
            let unlisted = self.records::<K>(&Filter::of(space).about(OfHousehold::Unlisted))?;
            found.extend(unlisted.into_iter().filter(|one| match named(&one.value) {
                (Some(name), group) => written.contains(&(name, group.unwrap_or_default())),
                (None, _) => false,
            }));
        }
        Ok(found)
    }

    pub(crate) fn visit_row(
        &self,
        known: &Known,
        person: &PersonId,
        visit: &Typed<HouseholdVisit>,
    ) -> Result<HistoryRow> {
        let value = &visit.value;
        let companions = value.companions.0.iter().map(|companion| {
            let was_along = self.word_on_visit(visit, companion)?;
            Ok(CompanionView { person: known.person(companion), was_along })
        });
        let row = self.row(known, person, HistoryKind::Visit, &visit.record, value.day)?;
        Ok(HistoryRow {
            text: value.findings.0.clone(),
            needs: value.needs.0.clone(),
            next_step: value.next_step.0.clone(),
            purpose: value.purpose.as_ref().map(|code| known.code("purpose", &code.0, value.day)),
            explained: value.explained.0.iter().cloned().collect(),
            companions: companions.collect::<Result<_>>()?,
            photos: value.photos.0.iter().map(|photo| hex(&photo.digest.0)).collect(),
            ..row
        })
    }

    fn problem_row(&self, known: &Known, person: &PersonId, problem: &Typed<Problem>) -> Result<HistoryRow> {
        let answer = self.answer_to(&problem.record.space, problem.record.id)?;
        Ok(HistoryRow {
            text: problem.value.text.0.clone(),
            answer: answer.map(|answer| answer.value.state.code().to_owned()),
            photos: problem.value.photos.0.iter().map(|photo| hex(&photo.digest.0)).collect(),
            ..self.row(known, person, HistoryKind::Problem, &problem.record, problem.value.day)?
        })
    }

    fn friendship_row(&self, known: &Known, person: &PersonId, friend: &Typed<Friendship>) -> Result<HistoryRow> {
        let row = self.row(known, person, HistoryKind::Friendship, &friend.record, friend.value.since)?;
        Ok(HistoryRow { text: friend.value.why.0.clone(), ..row })
    }

    pub(crate) fn contact_row(
        &self,
        known: &Known,
        person: &PersonId,
        contact: &Typed<FriendshipContact>,
    ) -> Result<HistoryRow> {
        Ok(HistoryRow {
            text: contact.value.text.0.clone(),
            how: Some(contact.value.how.code().to_owned()),
            ..self.row(known, person, HistoryKind::Contact, &contact.record, contact.value.day)?
        })
    }

    /// What every row says.
    fn row(
        &self,
        known: &Known,
        person: &PersonId,
        kind: HistoryKind,
        record: &cunji_documents::Record,
        day: chrono::NaiveDate,
    ) -> Result<HistoryRow> {
        Ok(HistoryRow {
            kind,
            id: hex(&record.id.0),
            day,
            author: known.person(&record.author),
            own: record.author == *person,
            text: String::new(),
            needs: String::new(),
            next_step: String::new(),
            purpose: None,
            explained: Vec::new(),
            companions: Vec::new(),
            how: None,
            answer: None,
            photos: Vec::new(),
            sent: self.is_sent(record)?,
        })
    }

    /// The answer to a problem, if an office gave one.
    pub(crate) fn answer_to(&self, space: &DivisionCode, problem: RecordId) -> Result<Option<Typed<ProblemAnswer>>> {
        let id = derived_record_id(ProblemAnswer::DECL.number, space, &[problem.to_value()]);
        Ok(self.store.typed::<ProblemAnswer>(id)?.filter(|answer| answer.record.withdrawn.is_none()))
    }
}
