//! Who is a second person to somebody: not who could be the same one.

use std::collections::BTreeSet;

use chrono::Days;
use cunji_domain::time::{local_day, start_of_day};

use crate::error::ServerError;
use crate::storage::{Transaction, audit};

/// A second person is none who gave the first one an account, a role or a password within so many days, or was given one.
pub const INDEPENDENT_AFTER_DAYS: u64 = 30;

/// Whether two accounts are two people's as far as can be told. Who gave somebody a password knows it: the one way round as the other,
/// both could be one person.
///
/// # Errors
/// What the database says.
pub fn are_independent(tx: &mut dyn Transaction, one: &str, other: &str, now: i64) -> Result<bool, ServerError> {
    let since = since(now);
    Ok(!audit::gave_access(tx, one, other, since)? && !audit::gave_access(tx, other, one, since)?)
}

/// The account that both have their password from, by however many hands: it could be both of them. What the server's own command line
/// gave is no account's: whoever has that has everything.
///
/// # Errors
/// What the database says.
pub(super) fn one_giver(
    tx: &mut dyn Transaction,
    one: &str,
    other: &str,
    now: i64,
) -> Result<Option<String>, ServerError> {
    let given = audit::passwords_given(tx, since(now))?;
    let (ones, others) = (givers(&given, one), givers(&given, other));
    Ok(ones.intersection(&others).next().map(|giver| (*giver).to_owned()))
}

/// Who could sign in by an account: its owner, who gave its password, who gave theirs.
fn givers<'g>(given: &'g [(String, String)], login: &'g str) -> BTreeSet<&'g str> {
    let (mut found, mut open) = (BTreeSet::new(), vec![login]);
    while let Some(login) = open.pop() {
        if found.insert(login) {
            open.extend(given.iter().filter(|(_, receiver)| receiver == login).map(|(giver, _)| giver.as_str()));
        }
    }
    found
}

fn since(now: i64) -> i64 {
    start_of_day(local_day(now).unwrap_or_default() - Days::new(INDEPENDENT_AFTER_DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_gave_a_password_could_be_its_owner_by_however_many_hands() {
        let given = [("root", "zhou"), ("zhou", "lin"), ("root", "he"), ("lin", "root")];
        let given: Vec<_> = given.iter().map(|(giver, to)| ((*giver).to_owned(), (*to).to_owned())).collect();
        assert_eq!(givers(&given, "hu"), BTreeSet::from(["hu"]));
        assert_eq!(givers(&given[..3], "lin"), BTreeSet::from(["lin", "root", "zhou"]));
        assert_eq!(givers(&given[..3], "he"), BTreeSet::from(["he", "root"]));
        assert_eq!(givers(&given, "root"), BTreeSet::from(["lin", "root", "zhou"]), "a ring has an end");
    }
}
