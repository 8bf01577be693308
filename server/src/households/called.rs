//! What a household is called: by its head's name, for whoever may read records.

use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::record::RecordKind;

use super::items::household_id;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;

/// A household as it is listed; none where the list has none of that number.
///
/// # Errors
/// What the database says.
pub(crate) fn known(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    number: &str,
) -> Result<Option<Household>, ServerError> {
    let row = registrar.tables.record(tx, Household::DECL.number, space, household_id(space, number))?;
    Ok(row.and_then(|row| Household::from_parts(&row.key, &row.fields).ok()))
}

/// The name of the head of a listed household; its number where the list has none of it.
///
/// # Errors
/// What the database says.
pub(crate) fn called(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    number: &str,
) -> Result<String, ServerError> {
    Ok(known(tx, registrar, space, number)?.map_or_else(|| number.to_owned(), |household| household.head))
}
