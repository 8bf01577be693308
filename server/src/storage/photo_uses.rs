//! Where photos are used: by which records, of which days.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;

use super::roster::{day, day_number};
use super::{Result, Row, Transaction, statements};

/// A record that shows a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The village.
    pub space: DivisionCode,
    /// The record.
    pub record: RecordId,
    /// The day that it tells of, Asia/Shanghai.
    pub day: NaiveDate,
}

/// Notes a use.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, used: &Use, digest: &[u8]) -> Result<()> {
    let parameters = [(&used.space).into(), used.record.into(), digest.into(), day_number(used.day).into()];
    tx.execute(statements::PUT_PHOTO_USE, &parameters).map(drop)
}

/// The photos that a record shows, each with the day.
///
/// # Errors
/// What the database says.
pub fn of(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<Vec<(NaiveDate, Vec<u8>)>> {
    let rows = tx.query(statements::PHOTO_USES_OF, &[space.into(), record.into()])?;
    rows.iter().map(|row| Ok((day(row.get("day")?)?, row.get("digest")?))).collect()
}

/// Forgets a record's uses, before they are noted anew.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<()> {
    tx.execute(statements::REMOVE_PHOTO_USES, &[space.into(), record.into()]).map(drop)
}

/// Forgets a space's uses, to note them anew.
///
/// # Errors
/// What the database says.
pub fn remove_all(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::REMOVE_PHOTO_USES_OF_SPACE, &[space.into()]).map(drop)
}

/// The uses of a photo before one of a day in a village: for days before it in all villages, and for the day itself in other villages
/// whose code is smaller. In the village itself one day is one occasion, whoever shows it.
///
/// # Errors
/// What the database says.
pub fn before(tx: &mut dyn Transaction, digest: &[u8], until: NaiveDate, space: &DivisionCode) -> Result<Vec<Use>> {
    let parameters = [digest.into(), day_number(until).into(), space.into()];
    tx.query(statements::PHOTO_USES_BEFORE, &parameters)?.into_iter().map(read).collect()
}

/// The uses of a photo that one of a day in a village is before.
///
/// # Errors
/// What the database says.
pub fn after(tx: &mut dyn Transaction, digest: &[u8], from: NaiveDate, space: &DivisionCode) -> Result<Vec<Use>> {
    let parameters = [digest.into(), day_number(from).into(), space.into()];
    tx.query(statements::PHOTO_USES_AFTER, &parameters)?.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Use> {
    Ok(Use { space: row.get("space")?, record: row.get("record")?, day: day(row.get("day")?)? })
}
