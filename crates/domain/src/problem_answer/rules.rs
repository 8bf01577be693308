use super::{AnswerState, ProblemAnswer};
use crate::problem::Problem;
use crate::record::{CheckContext, RecordKind, Rules, not_in_future, points_at, text_given};
use crate::violation::Violation;

impl Rules for ProblemAnswer {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = points_at(&self.problem, Problem::DECL, context).into_iter().collect();
        violations.extend(self.answered.and_then(|day| not_in_future(day, context)));
        match self.state {
            AnswerState::Answered | AnswerState::Declined => {
                violations.extend(text_given(&self.answer, "答复", "the answer"));
            }
            AnswerState::Taken | AnswerState::HandedOver if self.office.is_none() && self.taken_by.is_none() => {
                violations.push(Violation::new(
                    "problem_answer.nobody_took_it",
                    "还差:谁接办。",
                    "Still missing: who took it.",
                ));
            }
            AnswerState::Taken | AnswerState::HandedOver => {}
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Known, codes, codes_knowing, day};
    use crate::record::{Prose, RecordId};

    fn answer(state: AnswerState) -> ProblemAnswer {
        ProblemAnswer {
            problem: RecordId([1; 16]),
            state,
            office: None,
            taken_by: Some("镇农办".to_owned()),
            deadline: Some(day("2017-09-30")),
            answer: Prose("铲车周五到。".to_owned()),
            answered: None,
        }
    }

    #[test]
    fn what_is_settled_has_an_answer_and_what_is_taken_has_a_taker() {
        for state in [AnswerState::Answered, AnswerState::Declined] {
            assert!(codes(&answer(state)).is_empty());
            let silent = ProblemAnswer { answer: Prose::default(), ..answer(state) };
            assert_eq!(codes(&silent), ["record.text_missing"]);
        }
        for state in [AnswerState::Taken, AnswerState::HandedOver] {
            assert!(codes(&answer(state)).is_empty());
            let untaken = ProblemAnswer { taken_by: None, ..answer(state) };
            assert_eq!(codes(&untaken), ["problem_answer.nobody_took_it"]);
        }
    }

    #[test]
    fn it_answers_a_problem_and_not_tomorrow() {
        let known = Known { kind: Some(1), ..Known::default() };
        assert_eq!(codes_knowing(&answer(AnswerState::Taken), &known), ["record.points_at_another_kind"]);
        let early = ProblemAnswer { answered: Some(day("2017-09-16")), ..answer(AnswerState::Answered) };
        assert_eq!(codes(&early), ["record.future_day"]);
    }
}
