//! Whether the author has the right to write a kind, by the role for the day told of.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::organisation::{Membership, Role};
use cunji_domain::record::KindDecl;
use cunji_domain::rights::may_write;
use cunji_domain::time::local_day;
use cunji_domain::violation::Violation;

use super::Candidate;
use crate::error::ServerError;
use crate::storage::{Transaction, roster};

/// What the author's roles say.
pub enum Standing {
    /// They have the right.
    Holds,
    /// They had it, and the role has ended since: a person decides.
    Ended,
    /// They never had it.
    Lacks(Violation),
}

/// Looks at the roles of the candidate's author in the space.
///
/// # Errors
/// What the database says.
pub fn of(
    tx: &mut dyn Transaction,
    candidate: &Candidate<'_>,
    decl: &KindDecl,
    told_of: Option<NaiveDate>,
) -> Result<Standing, ServerError> {
    let author = &candidate.edit.author;
    let mut memberships = roster::memberships_of_person(tx, author)?;
    memberships.retain(|membership| membership.reaches(candidate.space));
    let arrived = local_day(candidate.arrived_at).unwrap_or_default();
    let since = local_day(candidate.previous_arrival).unwrap_or_default().min(arrived);
    let roles = match told_of {
        Some(day) => roles_between(&memberships, day, day),
        None => roles_between(&memberships, since, arrived),
    };
    if !may_write(decl, author, roles.iter().copied()) {
        let past = roles_between(&memberships, NaiveDate::MIN, arrived);
        // What tells of no day may have been written while the role still held.
        return Ok(if told_of.is_none() && may_write(decl, author, past) {
            Standing::Ended
        } else {
            Standing::Lacks(lacks(decl, told_of))
        });
    }
    // Any role that still holds keeps its bearer a believed writer of days gone by.
    let still = told_of.is_none() || memberships.iter().any(|membership| membership.holds_on(arrived));
    Ok(if still { Standing::Holds } else { Standing::Ended })
}

fn roles_between(memberships: &[Membership], first: NaiveDate, last: NaiveDate) -> BTreeSet<Role> {
    memberships
        .iter()
        .filter(|membership| membership.from <= last && membership.to.is_none_or(|to| first <= to))
        .map(|membership| membership.role)
        .collect()
}

fn lacks(decl: &KindDecl, told_of: Option<NaiveDate>) -> Violation {
    match told_of {
        Some(day) => Violation::new(
            "rights.no_role_on_day",
            format!("{day} 那天名册上你在这个村没有可以写「{}」的职务。要是名册不对,请找镇办公室改。", decl.zh),
            format!(
                "On {day} the roster gives you no role in this village that may write a {}. If the roster is wrong, ask the town office.",
                decl.en
            ),
        ),
        None => Violation::new(
            "rights.no_role",
            format!("名册上你在这个村没有可以写「{}」的职务。要是名册不对,请找镇办公室改。", decl.zh),
            format!(
                "The roster gives you no role in this village that may write a {}. If the roster is wrong, ask the town office.",
                decl.en
            ),
        ),
    }
}
