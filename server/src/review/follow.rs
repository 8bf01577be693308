//! Following the logs: what arrived since is looked at, in parts, each in a transaction of its own. Whoever stops in between goes on
//! where it was; what was looked at twice is the same.

use std::collections::BTreeSet;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordId, RecordKind};
use cunji_domain::review::Review;

use super::item::item_of;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::log::{self, After, Limit, LogEntry, Reader};
use crate::storage::reviews::{self, Followed};
use crate::storage::{self, Transaction};

/// To be raised when items are made differently: everything is made anew then.
const FORM: i64 = 1;
/// How much of a log is looked at in one transaction.
const PART: Limit = Limit { entries: 500, bytes: 1 << 20 };

/// Looks at everything that arrived since; gives how many entries it was.
///
/// # Errors
/// What the database says.
pub fn follow(server: &Server) -> Result<u64, ServerError> {
    let registrar = server.registrar();
    let spaces = storage::read(&*server.storage, |tx| Ok::<_, ServerError>(log::spaces(tx)?))?;
    let mut entries = 0;
    for (space, last) in spaces {
        while let Some(more) = storage::write(&*server.storage, |tx| part(tx, &registrar, &space, last))? {
            entries += more;
        }
    }
    Ok(entries)
}

/// Looks at the next part of a log that had `last` entries; nothing if that much was looked at.
fn part(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    last: u64,
) -> Result<Option<u64>, ServerError> {
    let known = reviews::followed(tx, space)?;
    let known = match known {
        Some(followed) if followed.form == FORM => followed.number,
        _ => {
            reviews::remove_all(tx, space)?;
            0
        }
    };
    if known >= last {
        return Ok(None);
    }
    // The log's end and its entries must be of one moment.
    log::lock_space(tx, space)?;
    let page = log::entries_after(tx, space, Reader::Office, After { number: known, own: None }, PART)?;
    let mut diaries = BTreeSet::new();
    for entry in &page.entries {
        diaries.extend(diary_of(tx, registrar, entry)?);
    }
    for diary in diaries {
        match item_of(tx, registrar, space, diary)? {
            Some(item) => reviews::put(tx, &item)?,
            None => reviews::remove(tx, space, diary)?,
        }
    }
    reviews::set_followed(tx, space, Followed { number: page.complete_to, form: FORM })?;
    Ok(Some(page.entries.len() as u64))
}

/// The diary that an entry changes the review of.
fn diary_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    entry: &LogEntry,
) -> Result<Option<RecordId>, ServerError> {
    if entry.kind == DiaryEntry::DECL.number {
        return Ok(Some(entry.record));
    }
    if entry.kind != Review::DECL.number {
        return Ok(None);
    }
    let row = registrar.tables.record(tx, entry.kind, &entry.space, entry.record)?;
    Ok(row.and_then(|row| Review::DECL.subject_of(&row.key)))
}
