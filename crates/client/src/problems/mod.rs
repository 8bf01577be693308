//! 问题 as its screens show it: the state in words, who has it, by when, and the answer when it comes down.

pub(crate) mod raising;

use chrono::{Days, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::problem::Problem;
use cunji_domain::problem_answer::{AnswerState, ProblemAnswer};
use cunji_domain::record::{Code, RecordId, RecordKind};
use cunji_domain::visit::HouseholdVisit;
use cunji_store::{Filter, Typed};

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::views::hex;
use crate::views::problems::{ProblemState, ProblemView, ProblemsView};

impl Phone {
    /// A page of the village's problems, or of the person's own: what is open first, the newest first.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn problems_view(
        &mut self,
        own: bool,
        from: usize,
        count: usize,
        village: Option<&DivisionCode>,
    ) -> Result<ProblemsView> {
        let space = self.village(village, None)?;
        let (person, known) = (self.person()?, self.known()?);
        let filter = if own { Filter::of(&space).by(&person) } else { Filter::of(&space) };
        let mut found = Vec::new();
        for problem in self.records::<Problem>(&filter)?.into_iter().rev() {
            let answer = self.answer_to(&space, problem.record.id)?;
            found.push((problem, answer));
        }
        let is_open =
            |answer: &Option<Typed<ProblemAnswer>>| answer.as_ref().is_none_or(|a| !is_settled(a.value.state));
        let open = found.iter().filter(|(_, answer)| is_open(answer)).count();
        found.sort_by_key(|(_, answer)| !is_open(answer));
        let rows =
            found.iter().skip(from).take(count).map(|(p, answer)| self.problem_view_of(&known, p, answer.as_ref()));
        Ok(ProblemsView {
            village: space.to_string(),
            total: u32::try_from(found.len()).unwrap_or(u32::MAX),
            open: u32::try_from(open).unwrap_or(u32::MAX),
            categories: known.codes("problem", self.today()),
            rows: rows.collect::<Result<_>>()?,
        })
    }

    /// One problem.
    ///
    /// # Errors
    /// It is not here.
    pub fn problem_view(&mut self, id: RecordId) -> Result<ProblemView> {
        let (problem, known) = (self.record_of::<Problem>(id)?, self.known()?);
        let answer = self.answer_to(&problem.record.space, id)?;
        self.problem_view_of(&known, &problem, answer.as_ref())
    }

    fn problem_view_of(
        &self,
        known: &Known,
        problem: &Typed<Problem>,
        answer: Option<&Typed<ProblemAnswer>>,
    ) -> Result<ProblemView> {
        let (record, value, today) = (&problem.record, &problem.value, self.today());
        let sent = self.is_sent(record)?;
        let answer = answer.map(|answer| &answer.value);
        let promised = answer.and_then(|answer| answer.deadline);
        let by_policy = sent.then(|| due_by_policy(known, value.day)).flatten();
        let answer_by = promised.or(by_policy).filter(|_| answer.is_none_or(|answer| !is_settled(answer.state)));
        let overdue = answer_by.filter(|due| *due < today).map(|due| today.signed_duration_since(due).num_days());
        let (number, name, group) = (value.household.as_ref(), value.household_name.as_ref(), value.group.as_ref());
        let raised_in =
            value.raised_in.map(|raised| Ok::<_, cunji_store::StoreError>((raised, self.store.record(raised)?)));
        let visit = raised_in
            .transpose()?
            .filter(|(_, there)| there.as_ref().is_some_and(|there| there.kind == HouseholdVisit::DECL.number));
        Ok(ProblemView {
            id: hex(&record.id.0),
            village: record.space.to_string(),
            day: value.day,
            author: known.person(&record.author),
            own: record.author == self.person()?,
            text: value.text.0.clone(),
            category: value.category.as_ref().map(|code| known.code("problem", &code.0, value.day)),
            urgency: value.urgency.map(|urgency| urgency.code().to_owned()),
            household: self.household_named(known, &record.space, number, name, group)?,
            visit: visit.map(|(visit, _)| hex(&visit.0)),
            photos: value.photos.0.iter().map(|photo| hex(&photo.digest.0)).collect(),
            state: state(answer, sent, overdue.is_some()),
            taken_by: answer.and_then(|answer| answer.taken_by.clone()),
            office: answer.and_then(|answer| answer.office.as_ref()).map(ToString::to_string),
            answer_by,
            promised: promised.is_some(),
            overdue_days: overdue.map(|days| i32::try_from(days).unwrap_or(i32::MAX)),
            answer: answer.map(|answer| answer.answer.0.clone()).unwrap_or_default(),
            answered: answer.and_then(|answer| answer.answered),
            sent,
        })
    }
}

fn is_settled(state: AnswerState) -> bool {
    matches!(state, AnswerState::Answered | AnswerState::Declined)
}

fn state(answer: Option<&ProblemAnswer>, sent: bool, overdue: bool) -> ProblemState {
    match answer.map(|answer| answer.state) {
        Some(AnswerState::Answered) => ProblemState::Answered,
        Some(AnswerState::Declined) => ProblemState::Declined,
        _ if overdue => ProblemState::Overdue,
        Some(AnswerState::HandedOver) => ProblemState::HandedOver,
        Some(AnswerState::Taken) => ProblemState::Taken,
        None if sent => ProblemState::Raised,
        None => ProblemState::Unsent,
    }
}

/// The last day for an answer where no office has promised one.
fn due_by_policy(known: &Known, day: NaiveDate) -> Option<NaiveDate> {
    let policy = known.policies.as_ref()?.on(day)?;
    let days = u64::try_from(policy.deadlines.problem_answer_days.get()).ok()?;
    day.checked_add_days(Days::new(days))
}
