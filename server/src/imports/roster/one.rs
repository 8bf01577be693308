//! One person who comes without a file: read by the rules of a row.

use cunji_domain::division::DivisionCode;
use cunji_domain::organisation::{Person, Role, UnitName};
use cunji_domain::violation::Violation;

use super::super::sensitive::sensitive_number;
use super::row::{named_person, person_id, unit_name};

/// What is said of somebody.
#[derive(Debug, Clone, Copy)]
pub struct OnePerson<'a> {
    /// The name.
    pub name: &'a str,
    /// The id; empty: it follows from where they belong and what they are called.
    pub id: &'a str,
    /// The unit that sends them; empty: none.
    pub unit: &'a str,
    /// In which role they come.
    pub role: Role,
    /// Where to.
    pub space: &'a DivisionCode,
}

/// The person, with the id that a roster's row of the same words would give.
///
/// # Errors
/// The first thing that is wrong.
pub fn one_person(said: &OnePerson<'_>) -> Result<Person, Violation> {
    if let Some(number) = [said.name, said.id, said.unit].into_iter().find_map(sensitive_number) {
        return Err(number);
    }
    let (name, fault) = named_person(said.name);
    if let Some(fault) = fault {
        return Err(fault);
    }
    let unit: Option<UnitName> = match said.unit {
        "" => None,
        text => Some(text.parse().map_err(|_| unit_name(text))?),
    };
    let id = person_id(said.id, said.role, said.space, unit.as_ref(), &name)?;
    Ok(Person { id, name, unit })
}
