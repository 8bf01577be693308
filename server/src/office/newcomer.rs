//! Somebody whom no list has brought: taken in at a desk as a roster of one row, by the rules of every roster.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;

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
}

/// Takes somebody in. Gives the id.
///
/// # Errors
/// The name, the id or the unit is none; somebody of that id or, where none is given, of that name is there already; the village is
/// elsewhere; a rule of terms is broken; or what the database says.
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
        is_new(tx, &person, newcomer)?;
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

/// Makes sure that nobody becomes two people, and no two people one.
fn is_new(tx: &mut dyn Transaction, person: &roster::Person, newcomer: &Newcomer) -> Result<(), ServerError> {
    if let Some(known) = roster::person(tx, &person.id)? {
        return Err(if known.name == person.name { taken(&known) } else { id_taken(&known.id) });
    }
    if !newcomer.id.is_empty() {
        return Ok(());
    }
    for held in roster::memberships_of_space(tx, &newcomer.begins.space)? {
        match roster::person(tx, &held.person)? {
            Some(known) if known.name == person.name => return Err(taken(&known)),
            _ => {}
        }
    }
    Ok(())
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
