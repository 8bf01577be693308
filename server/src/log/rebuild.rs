//! Filling the read model anew from the log.

use std::collections::BTreeMap;

use cunji_domain::record::{KindNumber, RecordId};

use super::History;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;
use crate::storage::log::{self, After, Limit, Reader};

/// How much of a log is read at once.
const PART: Limit = Limit { entries: 2_000, bytes: 4 << 20 };

/// Replays every space into empty tables.
///
/// # Errors
/// What the database says.
pub fn rebuild(tx: &mut dyn Transaction, registrar: &Registrar) -> Result<(), ServerError> {
    for (space, _) in log::spaces(tx)? {
        let mut records: BTreeMap<RecordId, KindNumber> = BTreeMap::new();
        let mut number = 0;
        loop {
            let page = log::entries_after(tx, &space, Reader::Office, After { number, own: None }, PART)?;
            records.extend(page.entries.iter().map(|entry| (entry.record, entry.kind)));
            number = page.complete_to;
            if page.is_last {
                break;
            }
        }
        for (record, kind) in records {
            let history = History::of(tx, &space, record)?;
            registrar.project(tx, &space, kind, record, &history)?;
        }
    }
    Ok(())
}
