//! Households that go from one cadre to another on a day to come.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;

use super::roster::{day, day_number};
use super::{Cell, Result, Row, StorageError, Transaction, statements};

/// A handover that was set for a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetHandover {
    /// Random.
    pub id: [u8; 16],
    /// The village.
    pub village: DivisionCode,
    /// In what the households are the giver's, by code.
    pub part: String,
    /// From whom.
    pub giver: PersonId,
    /// To whom.
    pub taker: PersonId,
    /// The households' numbers.
    pub numbers: Vec<String>,
    /// On which day.
    pub day: NaiveDate,
    /// Who set it, by login.
    pub login: String,
    /// When: Unix seconds, UTC.
    pub at: i64,
}

/// Keeps a handover until its day.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, set: &SetHandover) -> Result<()> {
    let numbers = serde_json::to_string(&set.numbers).unwrap_or_default();
    let parameters: [Cell; 9] = [
        Cell::Bytes(set.id.to_vec()),
        (&set.village).into(),
        set.part.as_str().into(),
        (&set.giver).into(),
        (&set.taker).into(),
        numbers.into(),
        day_number(set.day).into(),
        set.login.as_str().into(),
        set.at.into(),
    ];
    tx.execute(statements::PUT_HANDOVER, &parameters).map(drop)
}

/// One of them.
///
/// # Errors
/// What the database says.
pub fn by_id(tx: &mut dyn Transaction, id: &[u8; 16]) -> Result<Option<SetHandover>> {
    tx.query_first(statements::HANDOVER, &[Cell::Bytes(id.to_vec())])?.map(read).transpose()
}

/// Those that take households of a village from somebody, by day.
///
/// # Errors
/// What the database says.
pub fn of_giver(tx: &mut dyn Transaction, village: &DivisionCode, giver: &PersonId) -> Result<Vec<SetHandover>> {
    tx.query(statements::HANDOVERS_OF, &[village.into(), giver.into()])?.into_iter().map(read).collect()
}

/// A page of those whose day has come, by day, behind one.
///
/// # Errors
/// What the database says.
pub fn due(
    tx: &mut dyn Transaction,
    today: NaiveDate,
    after: Option<&SetHandover>,
    limit: u32,
) -> Result<Vec<SetHandover>> {
    let (last, id) = after.map_or((i64::MIN, [0; 16]), |after| (day_number(after.day), after.id));
    let parameters = [day_number(today).into(), last.into(), Cell::Bytes(id.to_vec()), limit.into()];
    tx.query(statements::HANDOVERS_DUE, &parameters)?.into_iter().map(read).collect()
}

/// Forgets one that is done or called off.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, id: &[u8; 16]) -> Result<()> {
    tx.execute(statements::REMOVE_HANDOVER, &[Cell::Bytes(id.to_vec())]).map(drop)
}

fn read(mut row: Row) -> Result<SetHandover> {
    let numbers: String = row.take("numbers")?;
    Ok(SetHandover {
        id: row.get("id")?,
        village: row.get("village")?,
        part: row.take("part")?,
        giver: row.get("giver")?,
        taker: row.get("taker")?,
        numbers: serde_json::from_str(&numbers).map_err(|_| StorageError::Missing(format!("numbers {numbers}")))?,
        day: day(row.get("day")?)?,
        login: row.take("login")?,
        at: row.get("at")?,
    })
}
