//! 佐证: how well a day's word is supported by what lies beside it, with reasons in words.
//!
//! Evidence is offered and never owed. A grade decides neither whether a day counts (that is [`crate::attendance`]'s, which does not
//! ask for it) nor whether anything may be written: it says what a reader may look at first, and why, and how it may well be innocent.

mod facts;
mod placed;
mod reason;
mod rules;
mod words;
mod writing_time;

pub use facts::{Anchor, DayFacts, Fix, Provider, Save};
pub use reason::{Leaning, Reason};
pub use rules::grade;
pub use writing_time::WritingTime;

use crate::declare_codes;

declare_codes! {
    /// How well a day's word is supported.
    pub enum Grade {
        /// A place or somebody's eyes speak for it, and nothing against.
        Verified = "verified" "佐证充分",
        /// Something speaks for it.
        Plausible = "plausible" "可信",
        /// Nothing was there to speak for it. It counts like any other.
        Unsupported = "unsupported" "没有佐证",
        /// Something says otherwise; somebody has to ask.
        Contradicted = "contradicted" "对不上",
    }
}

/// A day's grade and every reason for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    /// The grade.
    pub grade: Grade,
    /// Why, in the order in which screens show it; never empty.
    pub reasons: Vec<Reason>,
}
