//! Somebody whom no list has brought: taken in at a desk as a roster of one row, by the rules of every roster.

use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use cunji_domain::time::local_day;

use super::import::{List, take_in};
use super::terms::{BeginningTerm, TermsChange, lock, roster_of};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::imports::{OnePerson, one_person};
use crate::server::Server;
use crate::storage::{self, Transaction, roster};

/// Somebody who comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// The name.
    pub name: String,
    /// The id; empty: made of village and name, as a list's is.
    pub id: String,
    /// The unit that sends them; empty: none.
    pub unit: String,
    /// Where, as what, from when on.
    pub begins: BeginningTerm,
    /// Whether who has the name is known to be somebody else.
    pub another: bool,
}

/// So many of one name are looked at, and so many are told of.
const NAMESAKES: (u32, usize) = (200, 3);

/// Takes somebody in. Gives the id.
///
/// # Errors
/// The name, the id or the unit is none; somebody of that id or, where none is given, of that name is there already; somebody of that
/// name was there or is elsewhere and not known to be another; the village is elsewhere; a rule of terms is broken; or what the
/// database says.
pub fn add_person(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    newcomer: &Newcomer,
) -> Result<PersonId, ServerError> {
    let BeginningTerm { space, role, .. } = &newcomer.begins;
    let said = OnePerson { name: &newcomer.name, id: &newcomer.id, unit: &newcomer.unit, role: *role, space };
    let person = one_person(&said).map_err(|fault| ServerError::refused(fault.code, fault.zh, fault.en))?;
    let unit = person.unit.as_ref().map(|unit| unit.as_str().to_owned());
    let person = roster::Person { id: person.id, name: person.name, unit };
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        let wish = TermsChange { ends: None, begins: Some(newcomer.begins.clone()) };
        lock(tx, &registrar, division, &wish)?;
        is_new(tx, seat, &person, newcomer, now)?;
        let list = roster_of(tx, &registrar, person.clone(), &wish)?;
        take_in(tx, &registrar, &List::Roster(list), now)?;
        let of = Of {
            division: Some(space.clone()),
            subject: Some(person.id.to_string()),
            detail: Some(format!("{} {}", person.name, newcomer.begins.noted())),
        };
        audit::note(tx, now, &seat.login, AuditAction::PersonAdded, of)?;
        Ok(person.id.clone())
    })
}

/// Makes sure that nobody becomes two people, and no two people one. From here on the id is taken.
fn is_new(
    tx: &mut dyn Transaction,
    seat: &Seat,
    person: &roster::Person,
    newcomer: &Newcomer,
    now: i64,
) -> Result<(), ServerError> {
    let called = roster::people_called(tx, &person.name, NAMESAKES.0)?;
    // Not looked up first: two desks of two towns may choose one id at once.
    if !roster::add_person(tx, person, now)? {
        let known = called.iter().find(|known| known.id == person.id);
        return Err(known.map_or_else(|| id_taken(&person.id), taken));
    }
    let today = local_day(now).unwrap_or_default();
    let (mut seen, mut unseen) = (Vec::new(), false);
    let sight = seat.divisions_where(Act::KeepPeople);
    for known in &called {
        let held = roster::memberships_of_person(tx, &known.id)?;
        // Two of one name in one team are told apart by an id of their own.
        let is_there = held.iter().any(|held| held.space == newcomer.begins.space && !held.is_over(today));
        if newcomer.id.is_empty() && is_there {
            return Err(taken(known));
        }
        let here = held.iter().rev().find(|held| sight.iter().any(|division| division.contains(&held.space)));
        match here {
            Some(held) => seen.push((known, held.space.clone())),
            None => unseen = true,
        }
    }
    if newcomer.another || (seen.is_empty() && !unseen) {
        return Ok(());
    }
    Err(namesake(tx, &person.name, &seen)?)
}

/// Where people of the name are, as far as the desk sees them; of the others no more than that there are some.
fn namesake(
    tx: &mut dyn Transaction,
    name: &str,
    seen: &[(&roster::Person, DivisionCode)],
) -> Result<ServerError, ServerError> {
    let mut places = Vec::new();
    for (known, space) in seen.iter().take(NAMESAKES.1) {
        let above = roster::divisions_above(tx, space)?.into_iter().filter(|(code, _)| code.level() >= Level::County);
        let path: Vec<_> = above.map(|(_, name)| name).chain([roster::division_called(tx, space)?]).collect();
        places.push(format!("{}({})", path.join(" "), known.id));
    }
    let (zh, en) = if places.is_empty() {
        (
            format!("「{name}」在你管不到的地方也有一位。是同一个人,请管得到两边的上一级办调动;"),
            format!(
                "There is one {name} where this desk keeps nobody. If it is the same person, the office above both moves them; "
            ),
        )
    } else {
        let places = places.join("、");
        (
            format!("「{name}」在{places}也有一位。是同一个人,就在名单里找到他,调过来,或者加一个职务;"),
            format!(
                "There is one {name} in {places}. If it is the same person, find them in the list and move them or add a role; "
            ),
        )
    };
    Ok(ServerError::refused(
        "person.namesake",
        format!("{zh}是同名的另一个人,勾上「是另一个人」再加。"),
        format!("{en}if it is another one of that name, tick that it is somebody else."),
    ))
}

fn taken(known: &roster::Person) -> ServerError {
    let roster::Person { id, name, .. } = known;
    ServerError::refused(
        "person.taken",
        format!(
            "已经有{name}(编号 {id})。是同一个人,就在名单里找到他,加一个职务;是同名的另一个人,给他写一个别的编号。"
        ),
        format!(
            "There is {name} (id {id}) already. If it is the same person, find them in the list and add a role; if it is another \
             one of that name, give them an id of their own."
        ),
    )
}

/// Who else has the id is nobody's to learn by trying.
fn id_taken(id: &PersonId) -> ServerError {
    ServerError::refused(
        "person_id.taken",
        format!("编号 {id} 已经有人用了。换一个编号;不写编号也行,系统会给一个。"),
        format!("The id {id} is in use. Choose another, or none: then one is made."),
    )
}
