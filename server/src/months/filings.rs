//! What a village has filed, as it stands: read in one way by the close and by the sheets.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::record::RecordKind;

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;
use crate::storage::read_model::{ReadModel, RecordRow};

/// Everything that a village has filed.
///
/// # Errors
/// What the database says.
pub(super) fn filings_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
) -> Result<Vec<MonthFiling>, ServerError> {
    Ok(standing(&registrar.tables.records(tx, MonthFiling::DECL.number, village)?))
}

/// What a village has filed of a year's months.
///
/// # Errors
/// What the database says.
pub(super) fn filings_of_year(
    tx: &mut dyn Transaction,
    tables: &ReadModel,
    village: &DivisionCode,
    year: i32,
) -> Result<Vec<MonthFiling>, ServerError> {
    let ends = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
    let Some((first, last)) = ends else { return Ok(Vec::new()) };
    // A filing tells of the last day that was filed, which is one of its month.
    Ok(standing(&tables.records_of_days(tx, MonthFiling::DECL.number, village, &(first..=last))?))
}

fn standing(rows: &[RecordRow]) -> Vec<MonthFiling> {
    let standing = rows.iter().filter(|row| !row.withdrawn);
    standing.filter_map(|row| MonthFiling::from_parts(&row.key, &row.fields).ok()).collect()
}
