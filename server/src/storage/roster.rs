//! Divisions, people, roles, units, teams and policies as the office imported them.

use chrono::{NaiveDate, TimeDelta};
use cunji_domain::division::DivisionCode;
use cunji_domain::organisation::{Membership, Role, UnitName};
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;

use super::reviews::below;
use super::{Cell, Result, Row, StorageError, Transaction, statements};

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day that exists");

pub(super) fn day_number(day: NaiveDate) -> i64 {
    day.signed_duration_since(EPOCH).num_days()
}

pub(super) fn day(number: i64) -> Result<NaiveDate> {
    TimeDelta::try_days(number)
        .and_then(|days| EPOCH.checked_add_signed(days))
        .ok_or_else(|| StorageError::Missing(format!("day {number}")))
}

/// A person as the roster names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The unit that sent them.
    pub unit: Option<String>,
}

/// Keeps a person; a known one gets the new name and unit.
///
/// # Errors
/// What the database says.
pub fn put_person(tx: &mut dyn Transaction, person: &Person, now: i64) -> Result<()> {
    let parameters = [(&person.id).into(), person.name.as_str().into(), person.unit.as_deref().into(), now.into()];
    tx.execute(statements::PUT_PERSON, &parameters).map(drop)
}

/// Keeps a person whom nobody keeps yet. Whether it was so: one of this id stays as they are, also where another server or desk was
/// faster.
///
/// # Errors
/// What the database says.
pub fn add_person(tx: &mut dyn Transaction, person: &Person, now: i64) -> Result<bool> {
    let parameters = [(&person.id).into(), person.name.as_str().into(), person.unit.as_deref().into(), now.into()];
    Ok(tx.execute(statements::ADD_PERSON, &parameters)? > 0)
}

/// The person with this id.
///
/// # Errors
/// What the database says.
pub fn person(tx: &mut dyn Transaction, id: &PersonId) -> Result<Option<Person>> {
    tx.query_first(statements::PERSON, &[id.into()])?.map(read_person).transpose()
}

/// Everybody, by id.
///
/// # Errors
/// What the database says.
pub fn people(tx: &mut dyn Transaction) -> Result<Vec<Person>> {
    tx.query(statements::PEOPLE, &[])?.into_iter().map(read_person).collect()
}

/// People of a name, wherever they are, by id, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn people_called(tx: &mut dyn Transaction, name: &str, limit: u32) -> Result<Vec<Person>> {
    tx.query(statements::PEOPLE_CALLED, &[name.into(), limit.into()])?.into_iter().map(read_person).collect()
}

/// People who have or had a role in a division or below it, by id, after one.
///
/// # Errors
/// What the database says.
pub fn people_of_divisions(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    sought: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<Person>> {
    let (from, to) = below(division);
    // What a pattern would read as its own signs is no part of a name or an id.
    let plain: String = sought.chars().filter(|sign| !"%_\\".contains(*sign)).collect();
    let (name, id) = if plain.is_empty() { Default::default() } else { (format!("%{plain}%"), format!("{plain}%")) };
    let parameters = [from, to, after.into(), limit.into(), name.as_str().into(), id.as_str().into()];
    let rows = tx.query(statements::PEOPLE_OF_DIVISIONS, &parameters)?;
    rows.into_iter().map(read_person).collect()
}

fn read_person(row: Row) -> Result<Person> {
    Ok(Person { id: row.get("person")?, name: row.get("name")?, unit: row.get("unit")? })
}

/// Keeps a role; a known one (space, person, role, first day) gets the new last day.
///
/// # Errors
/// What the database says.
pub fn put_membership(tx: &mut dyn Transaction, membership: &Membership, reason: Option<&str>) -> Result<()> {
    let parameters = [
        (&membership.space).into(),
        (&membership.person).into(),
        membership.role.code().into(),
        day_number(membership.from).into(),
        membership.to.map(day_number).into(),
        reason.into(),
    ];
    tx.execute(statements::PUT_MEMBERSHIP, &parameters).map(drop)
}

/// A person's roles, past ones too.
///
/// # Errors
/// What the database says.
pub fn memberships_of_person(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Membership>> {
    if let Some(memberships) = tx.memory().memberships(person) {
        return Ok(memberships);
    }
    let rows = tx.query(statements::MEMBERSHIPS_OF_PERSON, &[person.into()])?;
    let memberships = rows.into_iter().map(read_membership).collect::<Result<Vec<_>>>()?;
    tx.memory().note_memberships(person, &memberships);
    Ok(memberships)
}

/// The roles in a space, past ones too.
///
/// # Errors
/// What the database says.
pub fn memberships_of_space(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Vec<Membership>> {
    tx.query(statements::MEMBERSHIPS_OF_SPACE, &[space.into()])?.into_iter().map(read_membership).collect()
}

/// The villages that have or had a team.
///
/// # Errors
/// What the database says.
pub fn villages_with_teams(tx: &mut dyn Transaction) -> Result<Vec<DivisionCode>> {
    tx.query(statements::VILLAGES_WITH_TEAMS, &[])?.iter().map(|row| row.get("space")).collect()
}

pub(super) fn read_membership(row: Row) -> Result<Membership> {
    let role: String = row.get("role")?;
    Ok(Membership {
        space: row.get("space")?,
        person: row.get("person")?,
        role: Role::of(&role).ok_or_else(|| StorageError::Missing(format!("role {role}")))?,
        from: day(row.get("from_day")?)?,
        to: row.get::<Option<i64>>("to_day")?.map(day).transpose()?,
    })
}

/// Keeps a division; a known code gets the new name.
///
/// # Errors
/// What the database says.
pub fn put_division(tx: &mut dyn Transaction, code: &DivisionCode, name: &str, level: &str) -> Result<()> {
    let parent = code.parent();
    tx.execute(statements::PUT_DIVISION, &[code.into(), name.into(), level.into(), parent.as_ref().into()]).map(drop)
}

/// Keeps that from a day on another division stands in a division's place.
///
/// # Errors
/// What the database says.
pub fn put_successor(
    tx: &mut dyn Transaction,
    code: &DivisionCode,
    successor: &DivisionCode,
    since: NaiveDate,
) -> Result<()> {
    tx.execute(statements::PUT_SUCCESSOR, &[code.into(), successor.into(), day_number(since).into()]).map(drop)
}

/// A division that another one stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The division of old.
    pub code: DivisionCode,
    /// Who stands in its place.
    pub successor: DivisionCode,
    /// From this day on, Asia/Shanghai.
    pub since: NaiveDate,
}

/// All successions, by code and day.
///
/// # Errors
/// What the database says.
pub fn successions(tx: &mut dyn Transaction) -> Result<Vec<Succession>> {
    tx.query(statements::SUCCESSIONS, &[])?
        .iter()
        .map(|row| {
            Ok(Succession {
                code: row.get("code")?,
                successor: row.get("successor")?,
                since: day(row.get("from_day")?)?,
            })
        })
        .collect()
}

/// All divisions with their names and levels, by code.
///
/// # Errors
/// What the database says.
pub fn divisions(tx: &mut dyn Transaction) -> Result<Vec<(DivisionCode, String, String)>> {
    tx.query(statements::DIVISIONS, &[])?
        .iter()
        .map(|row| Ok((row.get("code")?, row.get("name")?, row.get("level")?)))
        .collect()
}

/// A division's name.
///
/// # Errors
/// What the database says.
pub fn division_name(tx: &mut dyn Transaction, code: &DivisionCode) -> Result<Option<String>> {
    tx.query_first(statements::DIVISION_NAME, &[code.into()])?.map(|row| row.get("name")).transpose()
}

/// What a person is called: their name, or the id of who is in no roster.
///
/// # Errors
/// What the database says.
pub fn person_called(tx: &mut dyn Transaction, id: &PersonId) -> Result<String> {
    Ok(person(tx, id)?.map_or_else(|| id.to_string(), |found| found.name))
}

/// What a division is called: its name, or its code where none is known.
///
/// # Errors
/// What the database says.
pub fn division_called(tx: &mut dyn Transaction, code: &DivisionCode) -> Result<String> {
    Ok(division_name(tx, code)?.unwrap_or_else(|| code.to_string()))
}

/// The divisions above one, from the province down, with what they are called.
///
/// # Errors
/// What the database says.
pub fn divisions_above(tx: &mut dyn Transaction, division: &DivisionCode) -> Result<Vec<(DivisionCode, String)>> {
    let mut path = Vec::new();
    let mut above = division.parent();
    while let Some(code) = above {
        above = code.parent();
        let name = division_called(tx, &code)?;
        path.push((code, name));
    }
    path.reverse();
    Ok(path)
}

/// Keeps a policy file, in the place of what stands under its version; false if that is the same text. Whether it may take that place
/// is asked before.
///
/// # Errors
/// What the database says.
pub fn put_policy(
    tx: &mut dyn Transaction,
    version: &str,
    valid_from: NaiveDate,
    known_from: NaiveDate,
    toml: &str,
    now: i64,
) -> Result<bool> {
    let parameters =
        [version.into(), day_number(valid_from).into(), day_number(known_from).into(), toml.into(), now.into()];
    Ok(tx.execute(statements::PUT_POLICY, &parameters)? > 0)
}

/// All policy files: version and text.
///
/// # Errors
/// What the database says.
pub fn policies(tx: &mut dyn Transaction) -> Result<Vec<(String, String)>> {
    tx.query(statements::POLICIES, &[])?.iter().map(|row| Ok((row.get("version")?, row.get("toml")?))).collect()
}

/// Keeps a unit.
///
/// # Errors
/// What the database says.
pub fn put_unit(tx: &mut dyn Transaction, unit: &str, name: &str) -> Result<()> {
    tx.execute(statements::PUT_UNIT, &[unit.into(), name.into()]).map(drop)
}

/// Keeps that a unit belongs to a lead unit's work group for a county.
///
/// # Errors
/// What the database says.
pub fn put_work_group(tx: &mut dyn Transaction, lead: &str, unit: &str, county: &DivisionCode) -> Result<()> {
    tx.execute(statements::PUT_WORK_GROUP, &[lead.into(), unit.into(), county.into()]).map(drop)
}

/// Keeps which unit leads the teams that a unit stations in a village; none: nobody does.
///
/// # Errors
/// What the database says.
pub fn set_team_lead(tx: &mut dyn Transaction, space: &DivisionCode, unit: &str, lead: Option<&str>) -> Result<()> {
    tx.execute(statements::SET_TEAM_LEAD, &[space.into(), unit.into(), lead.into()]).map(drop)
}

/// The villages of a division in which a unit leads the team on a day: the one that came last, where units took turns.
///
/// # Errors
/// What the database says.
pub fn villages_led(
    tx: &mut dyn Transaction,
    lead: &UnitName,
    division: &DivisionCode,
    on: NaiveDate,
) -> Result<Vec<DivisionCode>> {
    let (from, to) = below(division);
    let rows = tx.query(statements::VILLAGES_LED, &[lead.as_str().into(), from, to, day_number(on).into()])?;
    rows.iter().map(|row| row.get("space")).collect()
}

/// The units that lead or led a team in a division, by name.
///
/// # Errors
/// What the database says.
pub fn lead_units(tx: &mut dyn Transaction, division: &DivisionCode) -> Result<Vec<String>> {
    let (from, to) = below(division);
    tx.query(statements::LEAD_UNITS, &[from, to])?.iter().map(|row| row.get("lead_unit")).collect()
}

/// The units that were said to station a team in a village, and of which it was put right that another's was there instead.
///
/// # Errors
/// What the database says.
pub fn units_replaced(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Vec<String>> {
    tx.query(statements::UNITS_REPLACED, &[space.into()])?.iter().map(|row| row.get("unit")).collect()
}

/// Keeps from when to when a unit stations a team in a village. What was kept of the same turn under other first days ends with it or,
/// where it began later, is part of it; and another unit's that was said to begin on the same day was none: the last word holds.
///
/// # Errors
/// What the database says.
pub fn put_team(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    unit: &str,
    from: NaiveDate,
    to: Option<NaiveDate>,
) -> Result<()> {
    let (from, to): (Cell, Cell) = (day_number(from).into(), to.map(day_number).into());
    tx.execute(statements::PUT_TEAM, &[space.into(), unit.into(), from.clone(), to.clone()])?;
    tx.execute(statements::SET_TEAM_END, &[space.into(), unit.into(), from.clone(), to.clone()])?;
    tx.execute(statements::REMOVE_LATER_STARTS, &[space.into(), unit.into(), from.clone(), to])?;
    tx.execute(statements::TAKE_TEAM_PLACE, &[space.into(), unit.into(), from]).map(drop)
}
