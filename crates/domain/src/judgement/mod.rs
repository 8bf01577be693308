//! What judgements share: the level of the judge, and the rules that hold for each of them.
//!
//! A judgement (a confirmation, a decision, a review) names the heads it judged and counts while the subject's heads are
//! exactly those: who rewrites a granted leave has an undecided one.

mod disputed;
mod granted;

use std::collections::BTreeSet;

pub use disputed::{Disputed, has_judge};
pub(crate) use granted::granted_days;

use crate::declare_codes;
use crate::organisation::Role;
use crate::record::{CheckContext, Code, Edit, ObjectedWord, RecordId, heads_named, not_ones_own};
use crate::violation::Violation;

declare_codes! {
    /// On which level a judge stands. Each level judges a subject once; a later word of the same level replaces the earlier.
    pub enum JudgeLevel {
        /// The team's first secretary.
        Village = "village" "第一书记",
        /// The town's office.
        Town = "town" "镇办公室",
        /// The county's office.
        County = "county" "县区办公室",
        /// The city's office.
        City = "city" "市办公室",
    }
}

impl JudgeLevel {
    /// The next level up; the city's own at the top.
    pub fn above(self) -> Self {
        match self {
            Self::Village => Self::Town,
            Self::Town => Self::County,
            Self::County | Self::City => Self::City,
        }
    }

    /// Who that is, in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Village => "the first secretary",
            Self::Town => "the town's office",
            Self::County => "the county's office",
            Self::City => "the city's office",
        }
    }

    /// The level on which an office's role judges.
    pub fn of_office(role: Role) -> Option<Self> {
        match role {
            Role::TownOffice => Some(Self::Town),
            Role::CountyOffice => Some(Self::County),
            Role::CityOffice => Some(Self::City),
            _ => None,
        }
    }
}

/// The rules of a first secretary's judgement: on one's own level, of named heads, and never of oneself.
pub(crate) fn of_first_secretary(
    subject: &RecordId,
    level: JudgeLevel,
    judged: &BTreeSet<Edit>,
    context: &CheckContext<'_>,
) -> Vec<Violation> {
    let mut violations: Vec<_> = not_ones_own(subject, context).into_iter().collect();
    violations.extend(heads_named(judged));
    if level != JudgeLevel::Village {
        violations.push(wrong_level());
    }
    violations
}

/// The rules of an office's judgement: on an office's level, of named heads.
pub(crate) fn of_office(level: JudgeLevel, judged: &BTreeSet<Edit>) -> Vec<Violation> {
    let mut violations: Vec<_> = heads_named(judged).into_iter().collect();
    if level == JudgeLevel::Village {
        violations.push(wrong_level());
    }
    violations
}

/// An objection is decided on the level that [`Disputed`] names, or above it where that one is late. An office writes through the server
/// whoever sits there: which of its persons decides is its desk's to ask.
pub(crate) fn of_somebody_else(
    objection: &RecordId,
    level: JudgeLevel,
    context: &CheckContext<'_>,
) -> Option<Violation> {
    let disputed = context.facts.disputed(context.space, objection)?;
    let decides = disputed.decided_on();
    if level >= decides {
        return None;
    }
    let is_own = |word: &ObjectedWord| {
        word.author == *context.author && (!context.author.is_server() || word.level == Some(level))
    };
    let (zh, en) = (decides.zh(), decides.en());
    Some(if disputed.words.iter().any(is_own) {
        Violation::new(
            "objection.of_ones_own_word",
            format!("这条说明针对的就是你说的话,要由别人来定,归{zh}。"),
            format!("This objection is against your own word, so somebody else decides it: {en}."),
        )
    } else {
        Violation::new(
            "objection.of_another_level",
            format!("这条说明不由你这一级定,归{zh}:谁说的话,由上一级定;第一书记自己的日子,由镇办公室定。"),
            format!(
                "This objection is not your level's to decide but for {en}: on somebody's word the level above decides, on a \
                 first secretary's own day the town's office."
            ),
        )
    })
}

fn wrong_level() -> Violation {
    Violation::new(
        "judgement.level",
        "第一书记按村一级定,办公室按镇、县、市一级定。",
        "A first secretary judges on the village's level, an office on the town's, county's or city's.",
    )
}
