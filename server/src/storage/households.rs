//! Households as offices look through them, and the visits to them.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;

use super::reviews::below;
use super::roster::{day, day_number};
use super::{Cell, Result, Row, Transaction, statements};

/// A household of a village's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdItem {
    /// The village.
    pub space: DivisionCode,
    /// Its number there.
    pub number: String,
    /// Its record.
    pub record: RecordId,
    /// The head's name.
    pub head: String,
    /// The villagers' group in its usual name; empty where none is said.
    pub group: String,
    /// How many live in it.
    pub persons: u32,
    /// Where it stands, by code.
    pub status: Option<String>,
    /// Whether it still lives in the village and is on the list.
    pub is_there: bool,
    /// The other members' names: JSON.
    pub members: String,
    /// To whom its visits fall, by id: JSON.
    pub visitors: String,
    /// Who helps it from afar, by id: JSON.
    pub helpers: String,
    /// The day of its last visit; none: never.
    pub last_visit: Option<NaiveDate>,
    /// How many there were.
    pub visits: u64,
}

/// Keeps a household as it is now.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, item: &HouseholdItem) -> Result<()> {
    let parameters = [
        (&item.space).into(),
        item.number.as_str().into(),
        item.record.into(),
        item.head.as_str().into(),
        item.group.as_str().into(),
        item.persons.into(),
        item.status.as_deref().into(),
        item.is_there.into(),
        item.members.as_str().into(),
        item.visitors.as_str().into(),
        item.helpers.as_str().into(),
        item.last_visit.map(day_number).into(),
        item.visits.into(),
    ];
    tx.execute(statements::PUT_HOUSEHOLD_ITEM, &parameters).map(drop)
}

/// Removes a household by its record.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<()> {
    tx.execute(statements::REMOVE_HOUSEHOLD_ITEM, &[space.into(), record.into()]).map(drop)
}

/// Removes everything of a village, to make it anew.
///
/// # Errors
/// What the database says.
pub fn remove_all(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::REMOVE_HOUSEHOLD_ITEMS, &[space.into()])?;
    tx.execute(statements::REMOVE_HOUSEHOLD_VISITS, &[space.into()])?;
    tx.execute(statements::REMOVE_HOUSEHOLD_UNLISTED_ALL, &[space.into()]).map(drop)
}

/// Households of a division and below it, by village and number, after one; where a day is given, those alone that were not visited
/// since.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    not_since: Option<NaiveDate>,
    (space, number): (&str, &str),
    limit: u32,
) -> Result<Vec<HouseholdItem>> {
    let (from, to) = below(division);
    let since = not_since.map_or(0, day_number);
    let parameters = [from, to, space.into(), number.into(), not_since.is_some().into(), since.into(), limit.into()];
    tx.query(statements::HOUSEHOLD_ITEMS, &parameters)?.into_iter().map(read).collect()
}

fn read(mut row: Row) -> Result<HouseholdItem> {
    Ok(HouseholdItem {
        space: row.get("space")?,
        number: row.take("number")?,
        record: row.get("record")?,
        head: row.take("head")?,
        group: row.take("grp")?,
        persons: row.get("persons")?,
        status: row.take("status")?,
        is_there: row.get("is_there")?,
        members: row.take("members")?,
        visitors: row.take("visitors")?,
        helpers: row.take("helpers")?,
        last_visit: row.get::<Option<i64>>("last_visit")?.map(day).transpose()?,
        visits: row.get("visits")?,
    })
}

/// How many households of a division were visited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseholdSums {
    /// The division's code.
    pub division: String,
    /// Households that are there.
    pub households: u64,
    /// Of them, never visited.
    pub never: u64,
    /// Of them, visited, but not since the day.
    pub long_ago: u64,
    /// Of them, those whose visits fall to nobody.
    pub unassigned: u64,
}

/// The sums of a division by the first digits of its villages' codes, as of a day.
///
/// # Errors
/// What the database says.
pub fn sums(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    digits: usize,
    since: NaiveDate,
) -> Result<Vec<HouseholdSums>> {
    let (from, to) = below(division);
    let parameters = [from, to, (digits as u64).into(), day_number(since).into()];
    let rows = tx.query(statements::HOUSEHOLD_SUMS, &parameters)?;
    let read = rows.into_iter().map(|mut row| {
        Ok(HouseholdSums {
            division: row.take("division")?,
            households: row.get("households")?,
            never: row.get("never")?,
            long_ago: row.get("long_ago")?,
            unassigned: row.get("unassigned")?,
        })
    });
    read.collect()
}

/// Which household a visit was to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdVisited {
    /// The village.
    pub space: DivisionCode,
    /// The visit.
    pub record: RecordId,
    /// The household's number, as it was written or matched.
    pub number: Option<String>,
    /// The head's name, where no number was written.
    pub name: Option<String>,
    /// The group as it was written; empty where none was.
    pub group: String,
    /// The day.
    pub day: NaiveDate,
}

/// Keeps a visit as it is now.
///
/// # Errors
/// What the database says.
pub fn put_visit(tx: &mut dyn Transaction, visit: &HouseholdVisited) -> Result<()> {
    let parameters = [
        (&visit.space).into(),
        visit.record.into(),
        visit.number.as_deref().into(),
        visit.name.as_deref().into(),
        visit.group.as_str().into(),
        day_number(visit.day).into(),
    ];
    tx.execute(statements::PUT_HOUSEHOLD_VISIT, &parameters).map(drop)
}

/// A visit.
///
/// # Errors
/// What the database says.
pub fn visit(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<Option<HouseholdVisited>> {
    tx.query_first(statements::HOUSEHOLD_VISIT, &[space.into(), record.into()])?.map(read_visit).transpose()
}

/// The visits that were written by a name and a group.
///
/// # Errors
/// What the database says.
pub fn visits_written(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    (name, group): (&str, &str),
) -> Result<Vec<HouseholdVisited>> {
    let rows = tx.query(statements::HOUSEHOLD_VISITS_WRITTEN, &[space.into(), name.into(), group.into()])?;
    rows.into_iter().map(read_visit).collect()
}

/// Removes a visit that was taken back.
///
/// # Errors
/// What the database says.
pub fn remove_visit(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<()> {
    tx.execute(statements::REMOVE_HOUSEHOLD_VISIT, &[space.into(), record.into()]).map(drop)
}

fn read_visit(mut row: Row) -> Result<HouseholdVisited> {
    Ok(HouseholdVisited {
        space: row.get("space")?,
        record: row.get("record")?,
        number: row.take("number")?,
        name: row.take("name")?,
        group: row.take("grp")?,
        day: day(row.get("day")?)?,
    })
}

/// The last visit to a listed household, and how many there were.
///
/// # Errors
/// What the database says.
pub fn visited(tx: &mut dyn Transaction, space: &DivisionCode, number: &str) -> Result<(Option<NaiveDate>, u64)> {
    read_sums(tx, statements::HOUSEHOLD_VISIT_SUMS, &[space.into(), number.into()])
}

/// The last visit to a household that was written by name and is not matched, and how many there were.
///
/// # Errors
/// What the database says.
pub fn visited_unlisted(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    (name, group): (&str, &str),
) -> Result<(Option<NaiveDate>, u64)> {
    read_sums(tx, statements::HOUSEHOLD_WRITTEN_SUMS, &[space.into(), name.into(), group.into()])
}

fn read_sums(tx: &mut dyn Transaction, sql: &str, parameters: &[Cell]) -> Result<(Option<NaiveDate>, u64)> {
    let Some(row) = tx.query_first(sql, parameters)? else { return Ok((None, 0)) };
    Ok((row.get::<Option<i64>>("last_visit")?.map(day).transpose()?, row.get("visits")?))
}

/// A household that phones wrote by name and nobody has matched yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlistedHousehold {
    /// The village.
    pub space: DivisionCode,
    /// The head's name as it was written.
    pub name: String,
    /// The group as it was written; empty where none was.
    pub group: String,
    /// The day of the last visit.
    pub last_visit: NaiveDate,
    /// How many there were.
    pub visits: u64,
}

/// Keeps an unlisted household as it is now.
///
/// # Errors
/// What the database says.
pub fn put_unlisted(tx: &mut dyn Transaction, one: &UnlistedHousehold) -> Result<()> {
    let parameters = [
        (&one.space).into(),
        one.name.as_str().into(),
        one.group.as_str().into(),
        day_number(one.last_visit).into(),
        one.visits.into(),
    ];
    tx.execute(statements::PUT_HOUSEHOLD_UNLISTED, &parameters).map(drop)
}

/// Removes an unlisted household: it was matched, or nobody writes it any more.
///
/// # Errors
/// What the database says.
pub fn remove_unlisted(tx: &mut dyn Transaction, space: &DivisionCode, (name, group): (&str, &str)) -> Result<()> {
    tx.execute(statements::REMOVE_HOUSEHOLD_UNLISTED, &[space.into(), name.into(), group.into()]).map(drop)
}

/// Unlisted households of a division and below it, by village, name and group, after one.
///
/// # Errors
/// What the database says.
pub fn unlisted(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    (space, name, group): (&str, &str, &str),
    limit: u32,
) -> Result<Vec<UnlistedHousehold>> {
    let (from, to) = below(division);
    let parameters = [from, to, space.into(), name.into(), group.into(), limit.into()];
    let rows = tx.query(statements::HOUSEHOLD_UNLISTED, &parameters)?;
    let read = rows.into_iter().map(|mut row| {
        Ok(UnlistedHousehold {
            space: row.get("space")?,
            name: row.take("name")?,
            group: row.take("grp")?,
            last_visit: day(row.get("last_visit")?)?,
            visits: row.get("visits")?,
        })
    });
    read.collect()
}

/// Keeps what is kept of somebody's ID-card number.
///
/// # Errors
/// What the database says.
pub fn put_id_number(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    number: &str,
    (name, hash, last_four): (&str, [u8; 32], &str),
) -> Result<()> {
    let parameters = [space.into(), number.into(), name.into(), hash.into(), last_four.into()];
    tx.execute(statements::PUT_HOUSEHOLD_ID_NUMBER, &parameters).map(drop)
}

/// Whose the ID-card number of a hash is: village, household's number, name; the first few.
///
/// # Errors
/// What the database says.
pub fn of_id_number(tx: &mut dyn Transaction, hash: [u8; 32]) -> Result<Vec<(DivisionCode, String, String)>> {
    let rows = tx.query(statements::HOUSEHOLD_ID_NUMBERS, &[hash.into()])?;
    rows.into_iter().map(|mut row| Ok((row.get("space")?, row.take("number")?, row.take("name")?))).collect()
}
