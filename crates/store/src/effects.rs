//! Verdicts and erasures: what an edit by the server does to others. Both are final, and hold for an edit that comes later, too.

use std::collections::BTreeSet;

use cunji_domain::record::{KindNumber, RecordId, Value};
use cunji_history::{Edit, EditId, Seed};
use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::sql::{blob, int, unsigned};
use crate::{draft_erasure, edits};

/// The kind of a verdict that a team reads; its key names the edit.
pub(crate) const VERDICT: KindNumber = 40;
/// The kind of a verdict that the author alone reads.
pub(crate) const PRIVATE_VERDICT: KindNumber = 41;
/// The kind of an erasure by law; its key names the edit.
pub(crate) const ERASURE: KindNumber = 48;

/// Notes what a new edit effects. Answers the records that it changes.
pub(crate) fn take(conn: &Connection, id: EditId, edit: &Edit) -> Result<BTreeSet<RecordId>> {
    let mut changed = BTreeSet::new();
    if !edit.author.is_server() {
        return Ok(changed);
    }
    match edit.kind {
        VERDICT | PRIVATE_VERDICT => {
            for named in named_edits(edit) {
                conn.prepare_cached("INSERT OR IGNORE INTO rejected (edit_id, verdict) VALUES (?1, ?2)")?
                    .execute((named.0, id.0))?;
                let record = edits::record_and_kind_of_edit(conn, named)?.and_then(|(record, _)| record);
                changed.extend(record);
            }
        }
        ERASURE => {
            for named in named_edits(edit) {
                changed.extend(erase_edit(conn, named, id)?);
            }
        }
        _ => {}
    }
    Ok(changed)
}

/// The edits that a verdict or an erasure names: what is 32 bytes long in its key.
pub(crate) fn named_edits(edit: &Edit) -> BTreeSet<EditId> {
    let bytes = edit.key.iter().flatten().filter_map(Value::as_bytes);
    bytes.filter_map(|bytes| bytes.try_into().ok().map(EditId)).collect()
}

/// Erases an edit for good: body, salt, evidence and the seeds that give its salt away go, and what drafts have of it.
pub(crate) fn erase_edit(conn: &Connection, id: EditId, erasure: EditId) -> Result<Option<RecordId>> {
    conn.prepare_cached("INSERT OR IGNORE INTO erasure (edit_id, erasure) VALUES (?1, ?2)")?
        .execute((id.0, erasure.0))?;
    if keeps_erased_bodies() {
        return Ok(None);
    }
    let places: Vec<(String, [u8; 16], u64)> = {
        let mut statement = conn.prepare_cached("SELECT space, device, number FROM own_entry WHERE edit_id = ?1")?;
        let rows = statement.query_map([id.0], |row| Ok((row.get(0)?, blob(row, 1)?, unsigned(row, 2)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for (space, device, number) in places {
        // The other salts of the block are kept one by one, with their edits and their evidence.
        conn.prepare_cached("DELETE FROM seed WHERE space = ?1 AND device = ?2 AND block = ?3")?.execute((
            space,
            device,
            int(Seed::block_of(number)),
        ))?;
    }
    conn.prepare_cached("UPDATE own_entry SET evidence = NULL, evidence_salt = NULL WHERE edit_id = ?1")?
        .execute([id.0])?;
    let record = edits::record_and_kind_of_edit(conn, id)?.and_then(|(record, _)| record);
    let drafts = record.map(|record| draft_erasure::touched(conn, record, id)).transpose()?.unwrap_or_default();
    edits::erase(conn, id)?;
    draft_erasure::rewrite(conn, drafts)?;
    Ok(record)
}

/// Whether an edit is an erasure that names what was not erased before.
pub(crate) fn erases_more(conn: &Connection, edit: &Edit) -> Result<bool> {
    if edit.kind != ERASURE || !edit.author.is_server() {
        return Ok(false);
    }
    for named in named_edits(edit) {
        if !is_erased(conn, named)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a verdict names this edit.
pub(crate) fn is_rejected(conn: &Connection, id: EditId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM rejected WHERE edit_id = ?1")?.exists([id.0])?)
}

/// The verdict that rejected an edit: the id of the verdict's own edit.
pub(crate) fn verdict_on(conn: &Connection, id: EditId) -> Result<Option<EditId>> {
    Ok(conn
        .prepare_cached("SELECT verdict FROM rejected WHERE edit_id = ?1")?
        .query_row([id.0], |row| blob(row, 0).map(EditId))
        .optional()?)
}

/// Every rejected edit.
pub(crate) fn all_rejected(conn: &Connection) -> Result<BTreeSet<EditId>> {
    let mut statement = conn.prepare_cached("SELECT edit_id FROM rejected")?;
    let rows = statement.query_map([], |row| blob(row, 0).map(EditId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether an erasure names this edit.
pub(crate) fn is_erased(conn: &Connection, id: EditId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM erasure WHERE edit_id = ?1")?.exists([id.0])?)
}

#[cfg(feature = "sabotage")]
pub(crate) fn keeps_erased_bodies() -> bool {
    crate::sabotage::is_armed(crate::sabotage::Fault::KeepErasedBody)
}

#[cfg(not(feature = "sabotage"))]
pub(crate) fn keeps_erased_bodies() -> bool {
    false
}
