//! Counting the records of a month's steps over a division's villages, by the divisions right below it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::month_acknowledgement::month_end;
use cunji_domain::organisation::{Role, UnitName};
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;

use super::overview::digits_cell;
use super::reviews::below;
use super::roster::{day, day_number};
use super::{Cell, Result, Row, Transaction, statements};

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

/// Notes that a village's page of a month's sheet was closed, whoever stands on it. Gives whether it had not been before.
///
/// # Errors
/// What the database says.
pub fn put_closed(tx: &mut dyn Transaction, village: &DivisionCode, sheet: NaiveDate, at: i64) -> Result<bool> {
    let parameters = [village.as_str().into(), day_number(sheet).into(), at.into()];
    Ok(tx.execute(statements::PUT_CLOSED_SHEET, &parameters)? > 0)
}

/// The months whose sheets were closed in a division's villages: noted so, or with something on them by the table of filings (which
/// an older program kept alone).
///
/// # Errors
/// What the database says.
pub fn closed_sheets(tx: &mut dyn Transaction, filings: &str, division: &DivisionCode) -> Result<BTreeSet<NaiveDate>> {
    let sql = format!(
        "SELECT sheet FROM closed_sheet WHERE space >= $1 AND space < $2 \
         UNION SELECT sheet FROM {filings} WHERE space >= $1 AND space < $2 AND withdrawn = 0"
    );
    let (from, to) = below(division);
    tx.query(&sql, &[from, to])?.iter().map(|row| day(row.get("sheet")?)).collect()
}

/// The villages of the people whose month is theirs by the roster (as [`cunji_domain::organisation::term_of_month`] says it) and not in
/// the table of filings, though the village's page of its sheet was closed: a village as often as it has such people.
///
/// # Errors
/// What the database says.
pub fn left_out(
    tx: &mut dyn Transaction,
    filings: &str,
    division: &DivisionCode,
    month: NaiveDate,
) -> Result<Vec<DivisionCode>> {
    let touches = |term: &str| {
        format!("{term}.role IN ($5, $6) AND {term}.from_day <= $4 AND ({term}.to_day IS NULL OR {term}.to_day >= $3)")
    };
    let until = |term: &str| format!("CASE WHEN {term}.to_day < $4 THEN {term}.to_day ELSE $4 END");
    let sql = format!(
        "SELECT DISTINCT term.space, term.person FROM membership AS term \
         WHERE term.space >= $1 AND term.space < $2 AND {} \
         AND NOT EXISTS (SELECT 1 FROM membership AS later WHERE later.person = term.person AND {} \
         AND ({}, later.from_day, later.space) > ({}, term.from_day, term.space)) \
         AND NOT EXISTS (SELECT 1 FROM {filings} AS filed \
         WHERE filed.space = term.space AND filed.cadre = term.person AND filed.month = $3 AND filed.withdrawn = 0) \
         AND term.space IN (SELECT space FROM closed_sheet WHERE space >= $1 AND space < $2 AND sheet = $3 \
         UNION SELECT space FROM {filings} WHERE space >= $1 AND space < $2 AND sheet = $3 AND withdrawn = 0) \
         ORDER BY term.space, term.person",
        touches("term"),
        touches("later"),
        until("later"),
        until("term"),
    );
    let (from, to) = below(division);
    let (first, last) = (day_number(month), day_number(month_end(month)));
    let [resident, secretary] = on_team();
    let rows = tx.query(&sql, &[from, to, first.into(), last.into(), resident, secretary])?;
    rows.iter().map(|row| row.get("space")).collect()
}

/// The other spaces in which people of a village's year have a term on a team in that year, ended ones too, or a month in the table of
/// filings, whatever the roster says of it by now; by person, then by space.
///
/// # Errors
/// What the database says.
pub fn elsewhere(
    tx: &mut dyn Transaction,
    filings: &str,
    village: &DivisionCode,
    year: i32,
) -> Result<Vec<(PersonId, DivisionCode)>> {
    let sql = elsewhere_sql(filings);
    let end = |month, day| day_number(NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default());
    let [resident, secretary] = on_team();
    let parameters = [village.into(), year.into(), end(1, 1).into(), end(12, 31).into(), resident, secretary];
    tx.query(&sql, &parameters)?.iter().map(|row| Ok((row.get("cadre")?, row.get("space")?))).collect()
}

/// Filings of the others are found by person ([`super::read_model`] has an index for it), not read village by village.
pub(super) fn elsewhere_sql(filings: &str) -> String {
    let filed = format!("{filings} WHERE month >= $3 AND month <= $4 AND withdrawn = 0");
    format!(
        "WITH here AS (SELECT cadre FROM attendance_year WHERE space = $1 AND year = $2 \
         UNION SELECT cadre FROM {filed} AND space = $1) \
         SELECT cadre, space FROM {filed} AND space <> $1 AND cadre IN (SELECT cadre FROM here) \
         UNION SELECT person AS cadre, space FROM membership WHERE person IN (SELECT cadre FROM here) AND space <> $1 \
         AND role IN ($5, $6) AND from_day <= $4 AND (to_day IS NULL OR to_day >= $3) \
         ORDER BY cadre, space"
    )
}

/// The roles of a team, as the table of terms has them.
fn on_team() -> [Cell; 2] {
    [Role::Resident, Role::FirstSecretary].map(|role| role.code().into())
}

/// Whom a unit sent, by the village of a division in which they are or were on a team, or in which a month of theirs is in the table of
/// filings.
///
/// # Errors
/// What the database says.
pub fn sent_by(
    tx: &mut dyn Transaction,
    filings: &str,
    division: &DivisionCode,
    unit: &UnitName,
) -> Result<BTreeMap<DivisionCode, BTreeSet<PersonId>>> {
    let sql = format!(
        "SELECT there.space, there.cadre FROM person JOIN \
         (SELECT space, person AS cadre FROM membership WHERE space >= $1 AND space < $2 AND role IN ($4, $5) \
         UNION SELECT space, cadre FROM {filings} WHERE space >= $1 AND space < $2 AND withdrawn = 0) AS there \
         ON there.cadre = person.person WHERE person.unit = $3"
    );
    let (from, to) = below(division);
    let [resident, secretary] = on_team();
    let mut sent: BTreeMap<DivisionCode, BTreeSet<PersonId>> = BTreeMap::new();
    for row in tx.query(&sql, &[from, to, unit.as_str().into(), resident, secretary])? {
        sent.entry(row.get("space")?).or_default().insert(row.get("cadre")?);
    }
    Ok(sent)
}

/// The units that sent whoever is on a team of a division's villages on any day of a month, or is on its sheet by the table of filings;
/// by name, after one.
///
/// # Errors
/// What the database says.
pub fn units(
    tx: &mut dyn Transaction,
    filings: &str,
    division: &DivisionCode,
    month: NaiveDate,
    (after, limit): (&str, usize),
) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT DISTINCT person.unit FROM person JOIN \
         (SELECT person AS cadre FROM membership WHERE space >= $1 AND space < $2 AND role IN ($5, $6) \
         AND from_day <= $4 AND (to_day IS NULL OR to_day >= $3) \
         UNION SELECT cadre FROM {filings} WHERE space >= $1 AND space < $2 AND (month = $3 OR sheet = $3) AND withdrawn = 0) \
         AS there ON there.cadre = person.person WHERE person.unit > $7 ORDER BY person.unit LIMIT $8"
    );
    let (from, to) = below(division);
    let (first, last) = (day_number(month), day_number(month_end(month)));
    let [resident, secretary] = on_team();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let parameters = [from, to, first.into(), last.into(), resident, secretary, after.into(), limit.into()];
    tx.query(&sql, &parameters)?.iter().map(|row| row.get("unit")).collect()
}

fn counted(rows: &[Row]) -> Result<BTreeMap<String, u64>> {
    rows.iter().map(|row| Ok((row.get("division")?, row.get("counted")?))).collect()
}
