//! A new device id: for a restored backup, a clone, a salvaged file. Nobody's writing is stranded by it.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_history::{DeviceId, EditId, Evidence, EvidenceHash, Salt};
use rusqlite::Connection;

use crate::edits::KeptEdit;
use crate::error::{Result, StoreError};
use crate::identity::{self, Device};
use crate::save::{Append, append_entry, chain_end};
use crate::sql::{blob, blob_or_null, column, unsigned};
use crate::uncarried::{self, Among};
use crate::{Store, cursors, effects, setting};

/// What a reissue came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reissued {
    /// The new device.
    pub device: DeviceId,
    /// How many edits were issued again in its chains.
    pub edits: u64,
}

/// An own edit and what its entry says beside it.
struct OwnEntry {
    /// When the edit was first kept here: earlier ones come first.
    seq: i64,
    space: DivisionCode,
    /// Its place in a former chain; none if a salvage saved the edit alone.
    place: Option<(DeviceId, u64)>,
    edit: EditId,
    erased: bool,
    evidence: Option<Vec<u8>>,
    evidence_salt: Option<Salt>,
    evidence_hash: Option<EvidenceHash>,
    written_at: i64,
}

impl Store {
    /// Takes a new device id and key. What the server does not hold of the former devices' chains is issued again in the new chains:
    /// the same edits under the same ids, with the same salts and evidence. The client introduces the new device next
    /// ([`Store::introduction`]).
    ///
    /// # Errors
    /// The database fails; then the device is the old one.
    pub fn reissue(&mut self, now: i64) -> Result<Reissued> {
        // Both in one transaction: a new device without the old one's unsent edits would strand them.
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        match self.reissue_within(now).and_then(|done| Ok(self.conn.execute_batch("COMMIT").map(|()| done)?)) {
            Ok(done) => Ok(done),
            Err(error) => {
                // Whatever failed, the first error is the one to tell.
                let _ = self.conn.execute_batch("ROLLBACK");
                Err(error)
            }
        }
    }

    fn reissue_within(&mut self, now: i64) -> Result<Reissued> {
        let former: BTreeSet<DeviceId> = identity::devices(&self.conn)?.into_iter().map(|device| device.id).collect();
        let id = self.new_device(now)?;
        let device = identity::current(&self.conn)?;
        let mut due = stranded(&self.conn, now)?;
        for entry in entries_of(&self.conn, &former)? {
            if !is_accepted(&self.conn, &entry)? && !effects::is_rejected(&self.conn, entry.edit)? {
                due.push(entry);
            }
        }
        // What an edit builds on goes before it.
        due.sort_by_key(|entry| entry.seq);
        let mut issued = BTreeSet::new();
        for entry in due {
            if issued.insert(entry.edit) {
                issue_again(&self.conn, &device, &entry)?;
            }
        }
        setting::drop(&self.conn, setting::NEEDS_NEW_DEVICE)?;
        Ok(Reissued { device: id, edits: issued.len() as u64 })
    }
}

fn entries_of(conn: &Connection, devices: &BTreeSet<DeviceId>) -> Result<Vec<OwnEntry>> {
    let mut statement = conn.prepare_cached(
        "SELECT own_entry.space, device, number, edit_id, erased, evidence, evidence_salt, evidence_hash, written_at, edit.seq
         FROM own_entry JOIN edit USING (edit_id) ORDER BY own_entry.seq",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(OwnEntry {
            seq: row.get(9)?,
            space: column(row, 0)?,
            place: Some((DeviceId(blob(row, 1)?), unsigned(row, 2)?)),
            edit: EditId(blob(row, 3)?),
            erased: row.get(4)?,
            evidence: row.get(5)?,
            evidence_salt: blob_or_null(row, 6)?.map(Salt),
            evidence_hash: blob_or_null(row, 7)?.map(EvidenceHash),
            written_at: row.get(8)?,
        })
    })?;
    let all: Vec<OwnEntry> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(all.into_iter().filter(|entry| entry.place.is_some_and(|(device, _)| devices.contains(&device))).collect())
}

/// What a salvage saved of this person's edits without an entry: when they were written and where is lost. A rejected one is among
/// them, so that its author still finds it: the server answers it with the verdict that stands.
fn stranded(conn: &Connection, now: i64) -> Result<Vec<OwnEntry>> {
    let edits = uncarried::own(conn, Among::All)?;
    let entry = |(seq, kept): (i64, KeptEdit)| OwnEntry {
        seq,
        place: None,
        edit: kept.id,
        erased: kept.is_erased(),
        space: kept.edit.space,
        evidence: None,
        evidence_salt: None,
        evidence_hash: None,
        written_at: now,
    };
    Ok(edits.into_iter().map(entry).collect())
}

/// Issues again, in the current device's chains, what former devices wrote and a restored server lost. Answers how many edits.
pub(crate) fn issue_lost(conn: &Connection, device: &Device) -> Result<u64> {
    let former: BTreeSet<DeviceId> = identity::devices(conn)?.into_iter().map(|device| device.id).collect();
    let entries = entries_of(conn, &former)?;
    let mut there = BTreeSet::new();
    for entry in &entries {
        if entry.place.is_some_and(|(of, _)| of == device.id)
            || is_accepted(conn, entry)?
            || effects::is_rejected(conn, entry.edit)?
        {
            there.insert(entry.edit);
        }
    }
    let mut issued = 0;
    for entry in &entries {
        if there.insert(entry.edit) {
            issue_again(conn, device, entry)?;
            issued += 1;
        }
    }
    Ok(issued)
}

/// Whether the server holds it: within what it stated of its chain, or given out by it and not lost since.
fn is_accepted(conn: &Connection, entry: &OwnEntry) -> Result<bool> {
    if let Some((device, number)) = entry.place
        && number <= cursors::stated_number(conn, &entry.space, device)?
    {
        return Ok(true);
    }
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM delivered JOIN frame USING (frame)
             LEFT JOIN epoch_end ON epoch_end.epoch = frame.epoch AND epoch_end.space = frame.space
             WHERE edit_id = ?1 AND (frame.epoch = (SELECT max(epoch) FROM epoch) OR log_number <= epoch_end.number)
             LIMIT 1",
        )?
        .exists([entry.edit.0])?)
}

fn issue_again(conn: &Connection, device: &Device, entry: &OwnEntry) -> Result<()> {
    let evidence = entry
        .evidence
        .as_deref()
        .map(Evidence::from_bytes)
        .transpose()
        .map_err(|_| StoreError::Unverified("an evidence is not canonical"))?;
    #[cfg(feature = "sabotage")]
    if crate::sabotage::is_armed(crate::sabotage::Fault::ReissueAsNew)
        && let Some(kept) = crate::edits::load(conn, entry.edit)?.filter(|kept| !kept.is_erased())
    {
        let new = crate::NewEdit { edit: kept.edit, evidence, written_at: entry.written_at };
        crate::save::save_within(conn, &new)?;
        return Ok(());
    }
    // Of an erased edit's evidence only the hash was left; nobody could prove an entry with it, so the new one has none.
    let evidence_hash = if entry.erased { None } else { entry.evidence_hash };
    let append = Append {
        edit: entry.edit,
        evidence: evidence.as_ref(),
        evidence_salt: entry.evidence_salt,
        evidence_hash,
        written_at: entry.written_at,
    };
    let end = chain_end(conn, &entry.space, device)?;
    append_entry(conn, &entry.space, device, end, &append)?;
    Ok(())
}
