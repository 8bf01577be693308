//! Who of the teams has a phone that is enrolled, who has a code that waits, who has neither. Nothing of when a phone was heard of or
//! what it runs is read here.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::organisation::Role;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;

use super::overview::digits_cell;
use super::reviews::below;
use super::roster::day_number;
use super::{Result, Transaction, statements};

/// Who is on a team, and so comes to be trained.
const TEAM: [Role; 2] = [Role::Resident, Role::FirstSecretary];

/// How many of a division's people are how far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HowFar {
    /// People on its teams, today or from a day to come.
    pub people: u64,
    /// Of them those with a phone that is enrolled and not revoked.
    pub enrolled: u64,
    /// Those without, for whom a code waits.
    pub invited: u64,
}

/// A person of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trainee {
    /// The village; of somebody on several teams the first.
    pub space: DivisionCode,
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Since when the newest phone in use is enrolled: Unix seconds, UTC.
    pub enrolled_at: Option<i64>,
    /// Until when a code waits: Unix seconds, UTC.
    pub invited_until: Option<i64>,
}

/// Which people of a division, and where to go on.
#[derive(Debug, Clone)]
pub struct Which<'a> {
    /// `enrolled`, `invited` or `none`; nothing: all.
    pub state: &'a str,
    /// After this person of this village.
    pub after: Option<(DivisionCode, PersonId)>,
    /// How many.
    pub limit: u32,
}

/// How far the people of a division are, by the divisions whose codes have so many digits.
///
/// # Errors
/// What the database says.
pub fn how_far(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    digits: usize,
    (today, now): (NaiveDate, i64),
) -> Result<BTreeMap<String, HowFar>> {
    let (from, to) = below(division);
    let [one, other] = TEAM.map(|role| role.code().into());
    let parameters = [from, to, digits_cell(digits), day_number(today).into(), now.into(), one, other];
    let rows = tx.query(statements::TRAINING_COUNTS, &parameters)?;
    rows.iter()
        .map(|row| {
            let count = |column| row.get::<i64>(column).map(|count| u64::try_from(count).unwrap_or_default());
            let far = HowFar { people: count("people")?, enrolled: count("enrolled")?, invited: count("invited")? };
            Ok((row.get("division")?, far))
        })
        .collect()
}

/// The people of a division's teams, by village and id.
///
/// # Errors
/// What the database says.
pub fn trainees(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    which: &Which<'_>,
    (today, now): (NaiveDate, i64),
) -> Result<Vec<Trainee>> {
    let (from, to) = below(division);
    let [one, other] = TEAM.map(|role| role.code().into());
    let (village, person) = match &which.after {
        Some((village, person)) => (village.as_str(), person.as_str()),
        None => ("", ""),
    };
    let parameters = [
        from,
        to,
        day_number(today).into(),
        now.into(),
        village.into(),
        person.into(),
        which.state.into(),
        one,
        other,
        which.limit.into(),
    ];
    let rows = tx.query(statements::TRAINING_PEOPLE, &parameters)?;
    rows.iter()
        .map(|row| {
            Ok(Trainee {
                space: row.get("space")?,
                person: row.get("person")?,
                name: row.get("name")?,
                enrolled_at: row.get("enrolled_at")?,
                invited_until: row.get("expires_at")?,
            })
        })
        .collect()
}
