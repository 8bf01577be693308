//! Whom a command is about, so that an id that was mistyped is seen.

use std::collections::BTreeSet;

use cunji_domain::person::PersonId;
use cunji_domain::time::local_day;
use cunji_server::error::ServerError;
use cunji_server::server::Server;
use cunji_server::storage::{self, roster};

use super::commands::pick;
use super::failure::Failure;

/// A person by name, with the id and the places of the roles that are not over.
///
/// # Errors
/// What the database says.
pub fn called(server: &Server, person: &PersonId) -> Result<String, Failure> {
    let today = local_day(server.clock.now()).unwrap_or_default();
    let (name, places) = storage::read(&*server.storage, |tx| {
        let held = roster::memberships_of_person(tx, person)?;
        let spaces: BTreeSet<_> = held.into_iter().filter(|held| !held.is_over(today)).map(|held| held.space).collect();
        let places = spaces.iter().map(|space| Ok(roster::division_called(tx, space)?));
        let places = places.collect::<Result<Vec<String>, ServerError>>()?;
        Ok::<_, ServerError>((roster::person_called(tx, person)?, places))
    })?;
    let known = std::iter::once(person.to_string()).chain(places);
    Ok(pick(
        format!("{name}({})", known.clone().collect::<Vec<_>>().join(",")),
        format!("{name} ({})", known.collect::<Vec<_>>().join(", ")),
    ))
}
