//! 说明 / 申诉: what a person says to a day that was doubted, graded, returned or counted against them.
//!
//! The team reads it, as it reads the doubt and its reason: the first secretary has to be able to settle it by a tap
//! without a line, and a public doubt with a hidden answer would be unfair. What is private has its own place: the reason
//! of a leave, or a complaint.

mod rules;

use chrono::NaiveDate;

use crate::person::PersonId;
use crate::record::{Owner, Prose, RecordId, Set, ToldOf};
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// What somebody objects to.
    pub enum ObjectedTo {
        /// A day that is reckoned absent.
        Absence = "absence" "缺勤",
        /// A grade of place and time, or what was seen against a word.
        Grade = "grade" "存疑",
        /// A question of the first secretary or an office.
        Question = "question" "疑问",
        /// A diary that was returned.
        Return = "return" "退回",
        /// A leave that was refused.
        RefusedLeave = "refused_leave" "没准假",
        /// Something else about the day.
        Other = "other" "别的",
    }
}

declare_kind! {
    /// What a person says to one of their days. Written on, it has to be decided anew.
    pub struct Objection = 20 "objection" ("说明申诉", "Objection")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Key(1), schema 1
    key {
        /// Whose day.
        cadre: PersonId,
        /// The day, Asia/Shanghai; for a leave that was refused, its first.
        day: NaiveDate,
    }
    fields {
        /// What is objected to.
        1 to: ObjectedTo, "对什么" since 1;
        /// The words that it is against: confirmations, reviews, decisions, observations. Who said one of them does not decide.
        2 against: Set<RecordId>, "针对哪条" since 1;
        /// What the screen said of the day when it was written: the code of the reason.
        3 shown: Option<String>, "当时的说法" since 1;
        /// In the person's words.
        4 text: Prose, "说明" since 1;
    }
}
