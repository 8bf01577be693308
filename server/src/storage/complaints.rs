//! Complaints that an office may read, by key: the newest first. What a complaint holds stands in its kind's table; here is only which.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;

use super::reviews::below;
use super::roster::{day, day_number};
use super::{Cell, Result, Row, Transaction};

/// Complaints that may be read: those below a division, of some days, that were written to one of some offices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    /// The division.
    pub division: DivisionCode,
    /// From this day on.
    pub from: NaiveDate,
    /// Before this day.
    pub before: NaiveDate,
    /// To these offices, by code.
    pub offices: Vec<&'static str>,
}

/// Where a complaint stands in the list: its day, its village, its id.
pub type ComplaintPlace = (NaiveDate, DivisionCode, RecordId);

/// A page of those in a division that may be read, after a place: the newest first, those of a day by village and id.
///
/// # Errors
/// What the database says.
pub fn page(
    tx: &mut dyn Transaction,
    table: &str,
    (division, readable): (&DivisionCode, &[Readable]),
    after: Option<&ComplaintPlace>,
    limit: usize,
) -> Result<Vec<ComplaintPlace>> {
    let Some((mut condition, mut cells)) = condition(division, readable) else { return Ok(Vec::new()) };
    if let Some((day, space, id)) = after {
        let at = [cell(&mut cells, day_number(*day)), cell(&mut cells, space), cell(&mut cells, *id)];
        let [day, space, id] = at;
        condition.push_str(&format!(
            " AND (day < {day} OR (day = {day} AND (space > {space} OR (space = {space} AND id > {id}))))"
        ));
    }
    let limit = cell(&mut cells, limit as u64);
    let sql =
        format!("SELECT day, space, id FROM {table} WHERE {condition} ORDER BY day DESC, space, id LIMIT {limit}");
    let read = |row: Row| Ok((day(row.get("day")?)?, row.get("space")?, row.get("id")?));
    tx.query(&sql, &cells)?.into_iter().map(read).collect()
}

/// How many in a division may be read.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut dyn Transaction, table: &str, division: &DivisionCode, readable: &[Readable]) -> Result<u64> {
    let Some((condition, cells)) = condition(division, readable) else { return Ok(0) };
    let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) AS counted FROM {table} WHERE {condition}");
    tx.query_first(&sql, &cells)?.map_or(Ok(0), |row| row.get("counted"))
}

/// What stands in a division and may be read; none where nothing may.
fn condition(division: &DivisionCode, readable: &[Readable]) -> Option<(String, Vec<Cell>)> {
    let mut cells = Vec::new();
    let (from, to) = below(division);
    let within = format!("space >= {} AND space < {}", cell(&mut cells, from), cell(&mut cells, to));
    let mut any = Vec::new();
    for part in readable.iter().filter(|part| !part.offices.is_empty()) {
        let (from, to) = below(&part.division);
        let places = [
            cell(&mut cells, from),
            cell(&mut cells, to),
            cell(&mut cells, day_number(part.from)),
            cell(&mut cells, day_number(part.before)),
        ];
        let [from, to, first, before] = places;
        let offices: Vec<String> = part.offices.iter().map(|office| cell(&mut cells, *office)).collect();
        any.push(format!(
            "(space >= {from} AND space < {to} AND day >= {first} AND day < {before} AND office IN ({}))",
            offices.join(", ")
        ));
    }
    (!any.is_empty()).then(|| (format!("withdrawn = 0 AND {within} AND ({})", any.join(" OR ")), cells))
}

/// Adds a value, and gives its place in the statement.
fn cell(cells: &mut Vec<Cell>, value: impl Into<Cell>) -> String {
    cells.push(value.into());
    format!("${}", cells.len())
}
