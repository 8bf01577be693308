//! 问题答复: which office took a problem, by when, and what it answers.

mod rules;

use chrono::NaiveDate;

use crate::division::DivisionCode;
use crate::record::{Owner, Prose, RecordId, ToldOf};
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// How far an office is with a problem.
    pub enum AnswerState {
        /// Taken: somebody works on it.
        Taken = "taken" "已接办",
        /// Answered and settled.
        Answered = "answered" "已答复",
        /// Handed to another office, which is named.
        HandedOver = "handed_over" "已转办",
        /// It can't be done; the answer says why.
        Declined = "declined" "办不了",
    }
}

declare_kind! {
    /// The answer to a problem; one problem has one.
    pub struct ProblemAnswer = 8 "problem_answer" ("问题答复", "Answer to a problem")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The problem.
        problem: RecordId,
    }
    fields {
        /// How far it is.
        1 state: AnswerState, "办理状态" since 1;
        /// The office's division.
        2 office: Option<DivisionCode>, "哪级办理" since 1;
        /// Who took it: an office or a person by name.
        3 taken_by: Option<String>, "谁接办" since 1;
        /// The last day for an answer, Asia/Shanghai.
        4 deadline: Option<NaiveDate>, "办理期限" since 1;
        /// The answer.
        5 answer: Prose, "答复" since 1;
        /// The day of the answer.
        6 answered: Option<NaiveDate>, "答复日期" since 1;
    }
}
