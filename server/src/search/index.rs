//! The index follows the logs.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::problem_answer::ProblemAnswer;
use cunji_domain::record::{KindNumber, RecordId, RecordKind};
use cunji_domain::server_facts::erasure::Erasure;
use cunji_domain::time::local_day;

use super::terms::terms_of_record;
use super::texts::{SEARCHED, texts};
use crate::error::ServerError;
use crate::follow::Following;
use crate::registrar::Registrar;
use crate::storage::Transaction;
use crate::storage::log::{self, LogEntry};
use crate::storage::read_model::RecordRow;
use crate::storage::search::{self as stored, Found};

/// The records that have to be looked at, with their kind where an entry told it.
#[derive(Debug, Default)]
pub struct Records(BTreeMap<RecordId, Option<KindNumber>>);

impl Following for Records {
    fn clear(&self, tx: &mut dyn Transaction, space: &DivisionCode) -> Result<(), ServerError> {
        Ok(stored::remove_all(tx, space)?)
    }

    fn hear(&mut self, tx: &mut dyn Transaction, registrar: &Registrar, entry: &LogEntry) -> Result<(), ServerError> {
        if SEARCHED.iter().any(|kind| kind.number == entry.kind) {
            self.0.insert(entry.record, Some(entry.kind));
        } else if entry.kind == Erasure::DECL.number {
            // What was erased leaves nothing behind, and its record has no entry of its own that says so.
            let row = registrar.tables.record(tx, entry.kind, &entry.space, entry.record)?;
            let erasure = row.and_then(|row| Erasure::from_parts(&row.key, &row.fields).ok());
            if let Some(Place::Vacant(place)) = erasure.map(|erasure| self.0.entry(erasure.record)) {
                place.insert(None);
            }
        }
        Ok(())
    }

    fn write(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
        _: i64,
    ) -> Result<(), ServerError> {
        for (record, kind) in std::mem::take(&mut self.0) {
            let entries = log::entries_of_record(tx, space, record)?;
            let kind = kind.or_else(|| entries.first().map(|entry| entry.kind));
            let Some(kind) = kind.filter(|kind| SEARCHED.iter().any(|searched| searched.number == *kind)) else {
                continue;
            };
            let row = registrar.tables.record(tx, kind, space, record)?;
            let Some(row) = row.filter(|row| !row.withdrawn) else {
                stored::remove(tx, space, record)?;
                continue;
            };
            let terms = terms_of_record(kind, space, &row.author, texts(&row).iter().map(|text| text.text.as_str()));
            stored::put(tx, &Found { space, record, kind, day: day_of(&row, &entries), terms: &terms })?;
        }
        Ok(())
    }
}

/// The day that it tells of; what tells of none stands on the day on which the office answered or last heard of it.
pub(super) fn day_of(row: &RecordRow, entries: &[LogEntry]) -> NaiveDate {
    let told = kinds::by_number(row.kind).and_then(|kind| kind.day_told(&row.key, &row.fields));
    let answered = || ProblemAnswer::from_parts(&row.key, &row.fields).ok()?.answered;
    let heard = || local_day(entries.iter().map(|entry| entry.link.received_at).max().unwrap_or_default());
    told.or_else(answered).or_else(heard).unwrap_or_default()
}
