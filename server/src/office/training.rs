//! A training day: who is in, and the cards by which the others come in.

use cunji_domain::division::{DivisionCode, Level, spoken_name};
use cunji_domain::person::PersonId;
use cunji_domain::time::local_day;

use super::people::keeps;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::enrolment::{self, Invited, Older};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::overview::divisions_within;
use crate::storage::roster::{self, Person};
use crate::storage::training::{self, HowFar, Trainee, Which};
use crate::storage::{self, Transaction};

/// The most cards that are made at once: some sheets of paper, and a picture each.
pub const CARDS: usize = 60;
/// The most people of a page.
pub const MOST: u32 = 500;

/// How far a division is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The division.
    pub division: DivisionCode,
    /// Its name.
    pub name: String,
    /// Its people.
    pub far: HowFar,
}

/// A card: a code for a person's phone, with what is printed beside it.
#[derive(Debug, Clone)]
pub struct Card {
    /// Who.
    pub person: Person,
    /// The team's village, and the town that it is in.
    pub place: Option<String>,
    /// The code.
    pub invited: Invited,
}

/// How far a division is, and those right below it that have teams.
///
/// # Errors
/// What the database says.
pub fn progress(server: &Server, division: &DivisionCode) -> Result<(Progress, Vec<Progress>), ServerError> {
    let now = server.clock.now();
    let at = (local_day(now).unwrap_or_default(), now);
    storage::read(&*server.storage, |tx| {
        let whole = training::how_far(tx, division, division.as_str().len(), at)?;
        let far = whole.get(division.as_str()).copied().unwrap_or_default();
        let name = roster::division_called(tx, division)?;
        let own = Progress { division: division.clone(), name, far };
        let within = if division.level() == Level::Village { Vec::new() } else { divisions_within(tx, division)? };
        let Some(digits) = within.first().map(|(code, _)| code.as_str().len()) else { return Ok((own, Vec::new())) };
        let counted = training::how_far(tx, division, digits, at)?;
        let with_teams = within.into_iter().filter_map(|(division, name)| {
            let far = *counted.get(division.as_str())?;
            Some(Progress { division, name, far })
        });
        Ok((own, with_teams.collect()))
    })
}

/// People of a division's teams, by village and id; and whether there are more.
///
/// # Errors
/// What the database says.
pub fn trainees(
    server: &Server,
    division: &DivisionCode,
    which: &Which<'_>,
) -> Result<(Vec<Trainee>, bool), ServerError> {
    let now = server.clock.now();
    let limit = which.limit.clamp(1, MOST);
    let which = Which { limit: limit + 1, ..which.clone() };
    storage::read(&*server.storage, |tx| {
        let mut found = training::trainees(tx, division, &which, (local_day(now).unwrap_or_default(), now))?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        Ok((found, more))
    })
}

/// Makes a code for one phone of each of these people of the division: all of them or none. Each is noted as one invitation. Codes of
/// the same day stay good beside it until one of them is used: see [`Older::StayForTheDay`].
///
/// # Errors
/// They are none, or too many; nobody of the division has one of these ids; or what the database says.
pub fn cards(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    people: &[PersonId],
) -> Result<Vec<Card>, ServerError> {
    if people.is_empty() || people.len() > CARDS {
        return Err(ServerError::refused(
            "cards.how_many",
            format!("一次打印 1 到 {CARDS} 个人的注册卡。多的分几次打。"),
            format!("Print cards for 1 to {CARDS} people at once; for more, do it several times."),
        ));
    }
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let mut cards: Vec<Card> = Vec::with_capacity(people.len());
        for id in people {
            // Somebody who was named twice gets one card.
            if cards.iter().any(|card| card.person.id == *id) {
                continue;
            }
            keeps(tx, division, id, now)?;
            let (person, invited) = enrolment::invite(tx, server, id, Older::StayForTheDay, now)?;
            let of = Of { division: Some(division.clone()), subject: Some(id.to_string()), detail: None };
            audit::note(tx, now, &seat.login, AuditAction::PhoneInvited, of)?;
            cards.push(Card { place: place(tx, division, id, now)?, person, invited });
        }
        Ok(cards)
    })
}

/// Where somebody's team is, in words, as far as it lies in the division.
fn place(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    person: &PersonId,
    now: i64,
) -> Result<Option<String>, ServerError> {
    let today = local_day(now).unwrap_or_default();
    let memberships = roster::memberships_of_person(tx, person)?;
    let there = memberships.iter().filter(|held| division.contains(&held.space));
    let Some(held) = there.max_by_key(|held| (!held.is_over(today), held.role.in_team(), held.from)) else {
        return Ok(None);
    };
    let village = roster::division_called(tx, &held.space)?;
    let village = spoken_name(&held.space, &village).to_owned();
    let town = held.space.parent().filter(|_| held.space.level() == Level::Village);
    let town = town.map(|town| roster::division_called(tx, &town)).transpose()?;
    Ok(Some(town.into_iter().chain([village]).collect::<Vec<_>>().join(" ")))
}
