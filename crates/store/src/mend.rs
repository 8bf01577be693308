//! After a salvage: what was saved is made to fit together again.

use std::collections::{BTreeMap, BTreeSet};

use cunji_history::{DeviceId, EditId, EntryHash};
use rusqlite::{Connection, Row};

use crate::error::{Result, StoreError};
use crate::sql::{blob, column, int, unsigned};
use crate::{Store, deliver, edits, effects, outbox, setting, uncarried, verify};

/// Drops rows that don't verify or whose parents were lost, and sets right what follows from others. Answers how many were dropped.
pub(crate) fn mend(conn: &mut Connection) -> Result<u64> {
    let tx = conn.transaction()?;
    tx.pragma_update(None, "defer_foreign_keys", true)?;
    let mut dropped = drop_false_edits(&tx)?;
    dropped += drop_false_entries(&tx)?;
    dropped += drop_unproved_frames(&tx)?;
    tx.execute("DELETE FROM cursor", [])?;
    // A rejection follows from its verdict, which comes again.
    tx.execute("DELETE FROM rejected WHERE verdict NOT IN (SELECT edit_id FROM edit)", [])?;
    set_chains_right(&tx)?;
    set_waiting_right(&tx)?;
    for kept in all_edits(&tx)?.values() {
        effects::take(&tx, kept.id, &kept.edit)?;
    }
    uncarried::note_salvage(&tx)?;
    setting::drop(&tx, setting::READ_MODEL)?;
    tx.commit()?;
    Ok(dropped)
}

impl Store {
    /// After a salvage there must be a device, even if none was saved.
    pub(crate) fn heal_after_salvage(&mut self, now: i64) -> Result<()> {
        if crate::identity::devices(&self.conn)?.is_empty() {
            self.new_device(now)?;
        }
        Ok(())
    }
}

fn all_edits(conn: &Connection) -> Result<BTreeMap<EditId, edits::KeptEdit>> {
    let mut statement = conn.prepare("SELECT edit_id, record, salt, body FROM edit ORDER BY seq")?;
    let rows = statement.query_and_then([], edits::kept)?;
    rows.map(|kept| kept.map(|kept| (kept.id, kept))).collect()
}

fn drop_false_edits(conn: &Connection) -> Result<u64> {
    let mut kept = conn.prepare("SELECT edit_id, record, salt, body FROM edit")?;
    let mut rows = kept.query([])?;
    let mut wrong: Vec<[u8; 32]> = Vec::new();
    while let Some(row) = rows.next()? {
        let holds = edits::kept(row).is_ok_and(|kept| kept.salt.is_none_or(|salt| kept.edit.id(salt) == kept.id));
        if !holds {
            wrong.push(blob(row, 0)?);
        }
    }
    for id in &wrong {
        conn.execute("DELETE FROM edit WHERE edit_id = ?1", [id])?;
    }
    Ok(wrong.len() as u64)
}

fn drop_false_entries(conn: &Connection) -> Result<u64> {
    let mut wrong: Vec<i64> = Vec::new();
    let mut statement = conn.prepare(
        "SELECT number, previous, hash, edit_id, evidence, evidence_salt, evidence_hash, written_at, space, device, seq,
           edit_id IN (SELECT edit_id FROM edit) AND device IN (SELECT device FROM device) FROM own_entry",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let entry = verify::entry(&column(row, 8)?, DeviceId(blob(row, 9)?), row)?;
        if entry.hash() != EntryHash(blob(row, 2)?) || !row.get::<_, bool>(11)? {
            wrong.push(row.get(10)?);
        }
    }
    for seq in &wrong {
        conn.execute("DELETE FROM own_entry WHERE seq = ?1", [seq])?;
    }
    Ok(wrong.len() as u64)
}

/// A frame is proved as a whole: one of which an entry was lost is nothing, and comes again.
fn drop_unproved_frames(conn: &Connection) -> Result<u64> {
    let mut statement =
        conn.prepare("SELECT frame, space, audience, epoch, server_device, suite, signature FROM frame")?;
    let mut rows = statement.query([])?;
    let mut wrong: Vec<i64> = Vec::new();
    while let Some(row) = rows.next()? {
        if !is_proved(conn, row)? {
            wrong.push(row.get(0)?);
        }
    }
    for frame in &wrong {
        conn.execute("DELETE FROM frame WHERE frame = ?1", [frame])?;
    }
    Ok(conn.execute("DELETE FROM delivered WHERE frame NOT IN (SELECT frame FROM frame)", [])? as u64)
}

fn is_proved(conn: &Connection, row: &Row<'_>) -> Result<bool> {
    let proved = outbox::frame(conn, row).and_then(|frame| {
        let ids: Vec<EditId> = frame.entries.iter().map(|entry| entry.edit.id()).collect();
        deliver::verify(conn, &frame, &ids)
    });
    match proved {
        Ok(()) => Ok(true),
        // Where the enrolment or the epoch was lost, nothing proves it.
        Err(StoreError::Unverified(_) | StoreError::NotEnrolled | StoreError::UnknownEpoch(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// A chain goes as far as it was saved; where a piece is missing it is proved from behind the last gap on.
fn set_chains_right(conn: &Connection) -> Result<()> {
    let mut ends: BTreeMap<(String, [u8; 16]), Ends> = BTreeMap::new();
    let mut statement =
        conn.prepare("SELECT space, device, number, previous, hash FROM own_entry ORDER BY space, device, number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let number: u64 = unsigned(row, 2)?;
        let previous = crate::sql::blob_or_null(row, 3)?;
        let end = ends.entry((row.get(0)?, blob(row, 1)?)).or_default();
        if number != end.last + 1 {
            (end.base, end.base_hash) = (number - 1, previous);
        }
        (end.last, end.hash) = (number, Some(blob(row, 4)?));
    }
    conn.execute("DELETE FROM chain WHERE device NOT IN (SELECT device FROM device)", [])?;
    for ((space, device), end) in ends {
        // The head of a chain whose last entries were lost may have been saved: then it stays, as a base without entries.
        conn.execute(
            "INSERT INTO chain (space, device, number, hash, base_number, base_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (space, device) DO UPDATE SET
               base_number = iif(number > ?3, number, max(base_number, ?5)),
               base_hash = iif(number > ?3, hash, iif(base_number > ?5, base_hash, ?6)),
               hash = iif(number > ?3, hash, ?4), number = max(number, ?3)",
            (space, device, int(end.last), end.hash, int(end.base), end.base_hash),
        )?;
    }
    // What the server holds was written, whether or not it was saved: a number is never given twice.
    conn.execute(
        "INSERT INTO chain (space, device, number, hash, base_number, base_hash)
         SELECT space, device, number, hash, number, hash FROM stated
         WHERE hash IS NOT NULL AND device IN (SELECT device FROM device)
         ON CONFLICT (space, device) DO UPDATE SET
           number = excluded.number, hash = excluded.hash, base_number = excluded.number, base_hash = excluded.hash
           WHERE excluded.number > number",
        [],
    )?;
    // Nor is a salt: where entries were lost, a number that is given again would get that of the edit that had it.
    conn.execute("DELETE FROM seed", [])?;
    // A saved head of which no entry was saved is a base, too.
    conn.execute(
        "UPDATE chain SET base_number = number, base_hash = hash WHERE NOT EXISTS
         (SELECT 1 FROM own_entry WHERE own_entry.space = chain.space AND own_entry.device = chain.device)",
        [],
    )?;
    Ok(())
}

#[derive(Default)]
struct Ends {
    last: u64,
    hash: Option<[u8; 32]>,
    base: u64,
    base_hash: Option<[u8; 32]>,
}

/// Edits whose parents were lost wait for them to be fetched again.
fn set_waiting_right(conn: &Connection) -> Result<()> {
    let all = all_edits(conn)?;
    let mut waiting: BTreeSet<EditId> = BTreeSet::new();
    loop {
        let missing = |id: &EditId| !all.contains_key(id) || waiting.contains(id);
        let more: Vec<EditId> = all
            .values()
            .filter(|kept| !waiting.contains(&kept.id))
            .filter(|kept| kept.record.is_none() || kept.edit.parents.iter().any(missing))
            .map(|kept| kept.id)
            .collect();
        if more.is_empty() {
            break;
        }
        waiting.extend(more);
    }
    conn.execute("DELETE FROM missing_parent", [])?;
    for kept in all.values() {
        let waits = waiting.contains(&kept.id);
        conn.prepare_cached("UPDATE edit SET waiting = ?2 WHERE edit_id = ?1")?.execute((kept.id.0, waits))?;
        let missing = kept.edit.parents.iter().filter(|id| !all.contains_key(id) || waiting.contains(id));
        for parent in missing {
            conn.prepare_cached("INSERT INTO missing_parent (parent, edit_id) VALUES (?1, ?2)")?
                .execute((parent.0, kept.id.0))?;
        }
    }
    Ok(())
}
