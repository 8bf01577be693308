//! 问题: what was raised, and what the offices answered.

use chrono::NaiveDate;
use cunji_domain::problem::Problem;
use cunji_domain::problem_answer::ProblemAnswer;
use cunji_domain::record::{Prose, Set};
use cunji_store::{Filter, Typed};

use crate::error::Result;
use crate::phone::Phone;

/// A problem of a day of which nothing is said yet.
pub fn problem_on(day: NaiveDate) -> Problem {
    Problem {
        day,
        text: Prose::default(),
        category: None,
        urgency: None,
        household: None,
        household_name: None,
        group: None,
        raised_in: None,
        photos: Set::default(),
    }
}

/// A problem and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaisedProblem {
    /// The problem.
    pub problem: Typed<Problem>,
    /// The answer, if an office took it up.
    pub answer: Option<Typed<ProblemAnswer>>,
}

impl Phone {
    /// The problems of the team, by day, with their answers.
    ///
    /// # Errors
    /// The database fails.
    pub fn problems(&self, filter: &Filter) -> Result<Vec<RaisedProblem>> {
        let answers = self.records::<ProblemAnswer>(&Filter::default())?;
        let problems = self.records::<Problem>(filter)?.into_iter();
        let with_answer = problems.map(|problem| {
            let answer = answers.iter().find(|answer| answer.value.problem == problem.record.id).cloned();
            RaisedProblem { problem, answer }
        });
        Ok(with_answer.collect())
    }
}
