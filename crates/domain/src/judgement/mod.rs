//! What judgements share: the level of the judge, and the rules that hold for each of them.
//!
//! A judgement (a confirmation, a decision, a review) names the heads it judged and counts while the subject's heads are
//! exactly those: who rewrites a granted leave has an undecided one.

mod granted;

use std::collections::BTreeSet;

pub(crate) use granted::granted_days;

use crate::declare_codes;
use crate::organisation::Role;
use crate::record::{CheckContext, Edit, ObjectedWord, RecordId, heads_named, not_ones_own};
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

/// Somebody else decides than who said what is objected to: another person, and of an office another level, since an office
/// writes through the server whoever sits there.
pub(crate) fn of_somebody_else(
    objection: &RecordId,
    level: JudgeLevel,
    context: &CheckContext<'_>,
) -> Option<Violation> {
    let words = context.facts.objected_words(context.space, objection)?;
    let is_own = |word: &ObjectedWord| {
        word.author == *context.author && (!context.author.is_server() || word.level == Some(level))
    };
    words.iter().any(is_own).then(|| {
        Violation::new(
            "objection.of_ones_own_word",
            "这条说明针对的就是你说的话,要由别人来定:第一书记说的,由镇办公室定;办公室说的,由另一级定。",
            "This objection is against your own word, so somebody else decides it: the town's office on a first secretary's, \
             another level on an office's.",
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
