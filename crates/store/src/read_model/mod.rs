//! The tables that screens read: generated from the kinds' declarations, one per kind, and rebuilt from the edits at any time.

mod cell;
mod read;
mod rebuild;
mod table;
mod visited;

use std::collections::BTreeSet;

use cunji_documents::{Record, apply_next, replay};
use cunji_domain::record::RecordId;
use cunji_history::{Edit, EditId};
use rusqlite::Connection;
use rusqlite::types::Value as Cell;

pub use read::{Filter, OfHousehold, Typed};
pub use rebuild::Difference;
pub(crate) use rebuild::{rebuild, rebuild_if_declared_otherwise};
pub(crate) use table::Table;
pub use visited::Visited;

use crate::error::Result;
use crate::{edits, effects};

#[cfg(test)]
thread_local! {
    /// How often this thread replayed a record to bring its row up to date.
    pub(crate) static REFRESHED: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Brings a record's row up to date after one new edit of it: straight from the row where the edit follows it, else from all
/// its edits.
pub(crate) fn apply(conn: &Connection, record: RecordId, id: EditId, edit: &Edit) -> Result<()> {
    if follow(conn, record, id, edit)? { Ok(()) } else { refresh(conn, record) }
}

/// Brings a record's row up to date straight from the row, if the new edit follows it. Answers whether it does.
pub(crate) fn follow(conn: &Connection, record: RecordId, id: EditId, edit: &Edit) -> Result<bool> {
    let next = if effects::is_rejected(conn, id)? {
        None
    } else if edit.parents.is_empty() {
        if edits::has_others(conn, record, id)? { None } else { apply_next(None, id, edit) }
    } else {
        match Table::of(edit.kind) {
            Some(table) => read::plain(conn, table, record)?.and_then(|before| apply_next(Some(&before), id, edit)),
            None => None,
        }
    };
    match next.filter(|next| next.id == record) {
        Some(next) => write(conn, &next).map(|()| true),
        None => Ok(false),
    }
}

/// Brings a record's row up to date from all its edits.
pub(crate) fn refresh(conn: &Connection, record: RecordId) -> Result<()> {
    #[cfg(test)]
    REFRESHED.set(REFRESHED.get() + 1);
    match merged(conn, record)? {
        Some(merged) => write(conn, &merged),
        None => remove(conn, record),
    }
}

/// The record as its edits make it.
pub(crate) fn merged(conn: &Connection, record: RecordId) -> Result<Option<Record>> {
    let kept = edits::of_record(conn, record)?;
    let mut rejected = BTreeSet::new();
    for edit in &kept {
        if effects::is_rejected(conn, edit.id)? {
            rejected.insert(edit.id);
        }
    }
    Ok(replay(record, kept.iter().map(edits::KeptEdit::known), &|id| rejected.contains(id)))
}

/// Writes a record's row.
pub(crate) fn write(conn: &Connection, record: &Record) -> Result<()> {
    let Some(table) = Table::of(record.kind) else { return Ok(()) };
    let cells = table.row(record);
    conn.prepare_cached(&table.insert)?.execute(rusqlite::params_from_iter(cells.iter()))?;
    Ok(())
}

fn remove(conn: &Connection, record: RecordId) -> Result<()> {
    let Some((kind, _)) = edits::kind_of(conn, record)? else { return Ok(()) };
    let Some(table) = Table::of(kind) else { return Ok(()) };
    conn.prepare_cached(&table.delete)?.execute([Cell::Blob(record.0.to_vec())])?;
    Ok(())
}
