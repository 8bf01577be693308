//! What a village has filed, as it stands: read in one way by the close and by the sheets.

use cunji_domain::division::DivisionCode;
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::record::RecordKind;

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;

/// Everything that a village has filed.
///
/// # Errors
/// What the database says.
pub(super) fn filings_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
) -> Result<Vec<MonthFiling>, ServerError> {
    let rows = registrar.tables.records(tx, MonthFiling::DECL.number, village)?;
    let standing = rows.iter().filter(|row| !row.withdrawn);
    Ok(standing.filter_map(|row| MonthFiling::from_parts(&row.key, &row.fields).ok()).collect())
}
