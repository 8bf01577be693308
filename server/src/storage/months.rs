//! Counting the records of a month's steps over a division's villages, by the divisions right below it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::month_acknowledgement::month_end;

use super::overview::digits_cell;
use super::reviews::below;
use super::roster::day_number;
use super::{Result, Row, Transaction};

/// People on a team on any day of a month, and those whose month is in the table of filings whatever the roster says of them by now.
///
/// # Errors
/// What the database says.
pub fn people(
    tx: &mut dyn Transaction,
    filings: &str,
    division: &DivisionCode,
    digits: usize,
    month: NaiveDate,
) -> Result<BTreeMap<String, u64>> {
    let sql = format!(
        "SELECT SUBSTR(space, 1, CAST($3 AS INTEGER)) AS division, CAST(COUNT(DISTINCT cadre) AS BIGINT) AS counted \
         FROM (SELECT space, cadre FROM attendance_year WHERE space >= $1 AND space < $2 AND year = $4 \
         AND REPLACE(SUBSTR(signs, CAST($5 AS INTEGER), CAST($6 AS INTEGER)), 'O', '') <> '' \
         UNION SELECT space, cadre FROM {filings} WHERE space >= $1 AND space < $2 AND month = $7 AND withdrawn = 0) AS people \
         GROUP BY SUBSTR(space, 1, CAST($3 AS INTEGER))"
    );
    let (from, to) = below(division);
    let first = i64::from(month.ordinal());
    let length = i64::from(month_end(month).day());
    let parameters =
        [from, to, digits_cell(digits), month.year().into(), first.into(), length.into(), day_number(month).into()];
    counted(&tx.query(&sql, &parameters)?)
}

/// People of whose month a kind's table says something. The table has the columns `cadre` and `month`.
///
/// # Errors
/// What the database says.
pub fn said(
    tx: &mut dyn Transaction,
    table: &str,
    division: &DivisionCode,
    digits: usize,
    month: NaiveDate,
) -> Result<BTreeMap<String, u64>> {
    let sql = format!(
        "SELECT SUBSTR(space, 1, CAST($3 AS INTEGER)) AS division, CAST(COUNT(DISTINCT cadre) AS BIGINT) AS counted \
         FROM {table} WHERE space >= $1 AND space < $2 AND month = $4 AND withdrawn = 0 \
         GROUP BY SUBSTR(space, 1, CAST($3 AS INTEGER))"
    );
    let (from, to) = below(division);
    counted(&tx.query(&sql, &[from, to, digits_cell(digits), day_number(month).into()])?)
}

/// Corrections of earlier months on a month's sheet, from the table of filings.
///
/// # Errors
/// What the database says.
pub fn corrections(
    tx: &mut dyn Transaction,
    table: &str,
    division: &DivisionCode,
    digits: usize,
    sheet: NaiveDate,
) -> Result<BTreeMap<String, u64>> {
    let sql = format!(
        "SELECT SUBSTR(space, 1, CAST($3 AS INTEGER)) AS division, CAST(COUNT(*) AS BIGINT) AS counted \
         FROM {table} WHERE space >= $1 AND space < $2 AND sheet = $4 AND number > 0 AND withdrawn = 0 \
         GROUP BY SUBSTR(space, 1, CAST($3 AS INTEGER))"
    );
    let (from, to) = below(division);
    counted(&tx.query(&sql, &[from, to, digits_cell(digits), day_number(sheet).into()])?)
}

fn counted(rows: &[Row]) -> Result<BTreeMap<String, u64>> {
    rows.iter().map(|row| Ok((row.get("division")?, row.get("counted")?))).collect()
}
