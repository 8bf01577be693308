//! Diaries that were given back, and since when their writer has it on the phone.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;

use super::roster::{day, day_number};
use super::{Result, Row, Transaction, statements};

/// A return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// The village.
    pub space: DivisionCode,
    /// The office's word.
    pub review: RecordId,
    /// What it is about.
    pub diary: RecordId,
    /// Whose it is.
    pub cadre: PersonId,
    /// The diary's day.
    pub day: NaiveDate,
    /// Since when the writer has it on a phone: Unix seconds, UTC; none before.
    pub arrived_at: Option<i64>,
    /// Whether the days for mending are known to be over.
    pub over: bool,
    /// Since when: Unix seconds, UTC.
    pub over_at: Option<i64>,
}

/// Notes a return that stands in the log at a number; one that is noted already stays.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, given: &Return, number: u64) -> Result<()> {
    let parameters = [
        (&given.space).into(),
        given.review.into(),
        given.diary.into(),
        (&given.cadre).into(),
        day_number(given.day).into(),
        number.into(),
    ];
    tx.execute(statements::PUT_REVIEW_RETURN, &parameters).map(drop)
}

/// The return that a word was.
///
/// # Errors
/// What the database says.
pub fn of_review(tx: &mut dyn Transaction, space: &DivisionCode, review: RecordId) -> Result<Option<Return>> {
    tx.query_first(statements::REVIEW_RETURN, &[space.into(), review.into()])?.map(read).transpose()
}

/// The returns that a person's phones have not got: the village, the word, its number in the log.
///
/// # Errors
/// What the database says.
pub fn not_arrived(tx: &mut dyn Transaction, cadre: &PersonId) -> Result<Vec<(DivisionCode, RecordId, u64)>> {
    let rows = tx.query(statements::REVIEW_RETURNS_NOT_ARRIVED, &[cadre.into()])?;
    rows.iter().map(|row| Ok((row.get("space")?, row.get("review")?, row.get("number")?))).collect()
}

/// Notes since when a phone of the writer's has it: Unix seconds, UTC.
///
/// # Errors
/// What the database says.
pub fn set_arrived(tx: &mut dyn Transaction, space: &DivisionCode, review: RecordId, at: i64) -> Result<()> {
    tx.execute(statements::SET_REVIEW_RETURN_ARRIVED, &[space.into(), review.into(), at.into()]).map(drop)
}

/// A page of those that arrived before an instant and whose days are not known to be over, behind one.
///
/// # Errors
/// What the database says.
pub fn running(
    tx: &mut dyn Transaction,
    arrived_before: i64,
    after: Option<&Return>,
    limit: u32,
) -> Result<Vec<Return>> {
    let parameters = [
        arrived_before.into(),
        after.map_or("", |last| last.space.as_str()).into(),
        after.map_or_else(Vec::new, |last| last.review.0.to_vec()).into(),
        limit.into(),
    ];
    tx.query(statements::REVIEW_RETURNS_RUNNING, &parameters)?.into_iter().map(read).collect()
}

/// A page of those that no phone is known to have, behind one.
///
/// # Errors
/// What the database says.
pub fn not_arrived_anywhere(tx: &mut dyn Transaction, after: Option<&Return>, limit: u32) -> Result<Vec<Return>> {
    let parameters = [
        after.map_or("", |last| last.space.as_str()).into(),
        after.map_or_else(Vec::new, |last| last.review.0.to_vec()).into(),
        limit.into(),
    ];
    tx.query(statements::REVIEW_RETURNS_OPEN, &parameters)?.into_iter().map(read).collect()
}

/// A page of those whose days were over before an instant and that hang since, behind one.
///
/// # Errors
/// What the database says.
pub fn hanging(tx: &mut dyn Transaction, over_before: i64, after: Option<&Return>, limit: u32) -> Result<Vec<Return>> {
    let parameters = [
        over_before.into(),
        after.map_or("", |last| last.space.as_str()).into(),
        after.map_or_else(Vec::new, |last| last.review.0.to_vec()).into(),
        limit.into(),
    ];
    tx.query(statements::REVIEW_RETURNS_OVER, &parameters)?.into_iter().map(read).collect()
}

/// Notes that the days for mending are over, and since when: Unix seconds, UTC.
///
/// # Errors
/// What the database says.
pub fn set_over(tx: &mut dyn Transaction, space: &DivisionCode, review: RecordId, at: i64) -> Result<()> {
    tx.execute(statements::SET_REVIEW_RETURN_OVER, &[space.into(), review.into(), at.into()]).map(drop)
}

/// Notes that nothing hangs on a return any more: what was left was read, mended, or accepted by silence.
///
/// # Errors
/// What the database says.
pub fn set_done(tx: &mut dyn Transaction, space: &DivisionCode, review: RecordId) -> Result<()> {
    tx.execute(statements::SET_REVIEW_RETURN_DONE, &[space.into(), review.into()]).map(drop)
}

fn read(row: Row) -> Result<Return> {
    Ok(Return {
        space: row.get("space")?,
        review: row.get("review")?,
        diary: row.get("diary")?,
        cadre: row.get("cadre")?,
        day: day(row.get("day")?)?,
        arrived_at: row.get("arrived_at")?,
        over: row.get::<i64>("over")? != 0,
        over_at: row.get("over_at")?,
    })
}
