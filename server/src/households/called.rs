//! What a household is called: by its head's name, for whoever may read records.

use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::record::{RecordKind, Value};
use cunji_history::derived_record_id;

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;

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
    let kind = Household::DECL.number;
    let id = derived_record_id(kind, space, &[Value::Text(number.to_owned())]);
    let row = registrar.tables.record(tx, kind, space, id)?;
    let listed = row.and_then(|row| Household::from_parts(&row.key, &row.fields).ok());
    Ok(listed.map_or_else(|| number.to_owned(), |household| household.head))
}
