//! What divisions are called, as facts in their own spaces: a phone reads the space of its village and all above it, and so knows
//! what each of them is called, from its first sync on and after a renaming.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use cunji_domain::division::{Division, DivisionCode, spoken_name};
use cunji_domain::record::RecordKind;
use cunji_domain::server_facts::division_change::DivisionChange;
use cunji_history::derived_record_id;

use crate::error::ServerError;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::storage::{self, Storage, Transaction, log, roster};

/// From when on a division bears the first name that is known of it: before any day that a record tells of.
const FOUNDED: NaiveDate = NaiveDate::from_ymd_opt(1949, 10, 1).expect("a day that exists");

/// Publishes all names of a division, with the days from which each holds.
///
/// # Errors
/// What the database says.
pub(super) fn publish_names(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    division: &Division,
    now: i64,
) -> Result<(), ServerError> {
    let mut since = FOUNDED;
    for former in &division.former_names {
        publish_name(tx, registrar, &division.code, since, &former.name, now)?;
        since = former.until;
    }
    publish_name(tx, registrar, &division.code, since, &division.name, now)
}

/// Publishes the one name that is known of a division.
///
/// # Errors
/// What the database says.
pub(super) fn publish_first(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    code: &DivisionCode,
    name: &str,
    now: i64,
) -> Result<(), ServerError> {
    publish_name(tx, registrar, code, FOUNDED, name, now)
}

fn publish_name(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    code: &DivisionCode,
    since: NaiveDate,
    name: &str,
    now: i64,
) -> Result<(), ServerError> {
    publish(tx, registrar, code, &named(code, since, spoken_name(code, name)), now).map(drop)
}

/// Publishes what the divisions are called that phones read already: a program of before did not.
///
/// # Errors
/// What the database says.
pub(crate) fn name_what_is_read(storage: &dyn Storage, registrar: &Registrar, now: i64) -> Result<(), ServerError> {
    let unnamed_here = |tx: &mut dyn Transaction| {
        let read = read_by_phones(tx)?;
        unnamed(tx, registrar, &read)
    };
    if storage::read(storage, unnamed_here)?.is_empty() {
        return Ok(());
    }
    storage::write(storage, |tx| {
        // Once more: another process may have been faster.
        for (code, name) in unnamed_here(tx)? {
            publish_first(tx, registrar, &code, &name, now)?;
        }
        Ok(())
    })
}

/// The divisions with a log, and all above them.
///
/// # Errors
/// What the database says.
pub(super) fn read_by_phones(tx: &mut dyn Transaction) -> Result<BTreeSet<DivisionCode>, ServerError> {
    Ok(log::spaces(tx)?.iter().flat_map(|(space, _)| with_those_above(space)).collect())
}

/// The names of those among these divisions, and those above them, of which no name is published yet; in the order in which
/// spaces are locked.
///
/// # Errors
/// What the database says.
pub(super) fn unnamed<'c>(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    codes: impl IntoIterator<Item = &'c DivisionCode>,
) -> Result<BTreeMap<DivisionCode, String>, ServerError> {
    let asked: BTreeSet<DivisionCode> = codes.into_iter().flat_map(with_those_above).collect();
    let mut unnamed = BTreeSet::new();
    for code in asked {
        let kind = DivisionChange::DECL.number;
        let id = derived_record_id(kind, &code, &named(&code, FOUNDED, "").key());
        if registrar.tables.record(tx, kind, &code, id)?.is_none() {
            unnamed.insert(code);
        }
    }
    if unnamed.is_empty() {
        return Ok(BTreeMap::new());
    }
    let known = roster::divisions(tx)?.into_iter().filter(|(code, _, _)| unnamed.contains(code));
    Ok(known.map(|(code, name, _)| (code, name)).collect())
}

fn with_those_above(code: &DivisionCode) -> impl Iterator<Item = DivisionCode> + use<> {
    std::iter::successors(Some(code.clone()), DivisionCode::parent)
}

fn named(code: &DivisionCode, since: NaiveDate, name: &str) -> DivisionChange {
    DivisionChange { code: code.clone(), since, name: Some(name.to_owned()), successor: None, source: None }
}
