//! What a village is called: told in its own space, where the phones of its team learn it.

use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::record::RecordKind;
use cunji_domain::server_facts::division_change::DivisionChange;

use crate::error::ServerError;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::storage::Transaction;

/// Tells what a village is called from a day on; nothing where that was told already.
pub(super) fn tell_first_name(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    (name, since): (&str, NaiveDate),
    now: i64,
) -> Result<(), ServerError> {
    if village.level() != Level::Village || told(tx, registrar, village)?.is_some_and(|first| first <= since) {
        return Ok(());
    }
    tell(tx, registrar, village, (name, since), now)
}

/// Tells a new name where the one before was told.
pub(super) fn tell_new_name(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    (name, since): (&str, NaiveDate),
    now: i64,
) -> Result<(), ServerError> {
    if told(tx, registrar, village)?.is_none() {
        return Ok(());
    }
    tell(tx, registrar, village, (name, since), now)
}

fn tell(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    (name, since): (&str, NaiveDate),
    now: i64,
) -> Result<(), ServerError> {
    let code = village.clone();
    let change = DivisionChange { code, since, name: Some(name.to_owned()), successor: None, source: None };
    publish(tx, registrar, village, &change, now).map(drop)
}

/// The first day for which a name was told.
fn told(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
) -> Result<Option<NaiveDate>, ServerError> {
    let rows = registrar.tables.records(tx, DivisionChange::DECL.number, village)?;
    let changes = rows.iter().filter_map(|row| DivisionChange::from_parts(&row.key, &row.fields).ok());
    Ok(changes.filter(|change| change.name.is_some()).map(|change| change.since).min())
}
