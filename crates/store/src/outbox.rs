//! What is to be sent: never a flag, always what lies beyond the number that the server stated.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use cunji_history::signed::{Deployment, head_message};
use cunji_history::{DeviceId, Edit, EditId, EntryHash, Evidence, EvidenceHash, Head, Salt, Seed, Suite};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::deliver::{DownEdit, DownEntry, DownFrame};
use crate::error::{Result, StoreError};
use crate::identity::{self, Device};
use crate::save::seed;
use crate::sql::{blob, blob_or_null, column, int, space_of, unsigned};
use crate::{Store, cursors, edits};

/// Consecutive entries of the own chain in one space that the server does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRun {
    /// The space.
    pub space: DivisionCode,
    /// The device.
    pub device: DeviceId,
    /// Its suite.
    pub suite: Suite,
    /// The entries, by number, without gaps.
    pub entries: Vec<OutgoingEntry>,
    /// The seeds of the blocks that entries of this run have their salts from.
    pub seeds: Vec<(u64, Seed)>,
}

/// An entry to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingEntry {
    /// Its number.
    pub number: u64,
    /// The edit's id.
    pub edit_id: EditId,
    /// The edit; without key and operations if it was erased.
    pub edit: Edit,
    /// Its salt; none if it was erased.
    pub salt: Option<Salt>,
    /// The record.
    pub record: RecordId,
    /// Place and time, if any were taken and not erased.
    pub evidence: Option<Evidence>,
    /// The evidence's salt.
    pub evidence_salt: Option<Salt>,
    /// The evidence's hash, which the entry covers; it stays when the evidence is erased.
    pub evidence_hash: Option<EvidenceHash>,
    /// Whether the salts don't come from the block's seed and travel singly.
    pub single: bool,
    /// The device's wall clock when it was written.
    pub written_at: i64,
    /// The entry's hash.
    pub hash: EntryHash,
}

/// A head and the device's signature of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// The suite.
    pub suite: Suite,
    /// The signature.
    pub signature: [u8; 64],
}

impl Store {
    /// What the server does not hold of the current device's chains, by its last statement.
    ///
    /// # Errors
    /// The database fails.
    pub fn outbox(&self) -> Result<Vec<OutgoingRun>> {
        let device = self.device()?;
        let mut runs = Vec::new();
        for space in chain_spaces(&self.conn, &device)? {
            let from = cursors::stated_number(&self.conn, &space, device.id)?;
            runs.extend(self.outbox_beyond(&space, from)?);
        }
        Ok(runs)
    }

    /// The current device's entries of a space beyond a number.
    ///
    /// # Errors
    /// The database fails.
    pub fn outbox_beyond(&self, space: &DivisionCode, number: u64) -> Result<Option<OutgoingRun>> {
        let device = self.device()?;
        let mut statement = self.conn.prepare_cached(
            "SELECT own_entry.edit_id, edit.record, edit.salt, edit.body, number, evidence, evidence_salt, written_at, hash,
               evidence_hash
             FROM own_entry JOIN edit USING (edit_id)
             WHERE own_entry.space = ?1 AND device = ?2 AND number > ?3 ORDER BY number",
        )?;
        let mut rows = statement.query((space_of(space), device.id.0, int(number)))?;
        let mut seeds: BTreeMap<u64, Option<Seed>> = BTreeMap::new();
        let mut entries = Vec::new();
        let mut used = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let mut entry = outgoing(row)?;
            let block = Seed::block_of(entry.number);
            if let std::collections::btree_map::Entry::Vacant(slot) = seeds.entry(block) {
                slot.insert(seed(&self.conn, space, &device, block)?);
            }
            if let Some(Some(seed)) = seeds.get(&block)
                && from_seed(&entry, seed)
            {
                entry.single = false;
                used.insert(block, seed.clone());
            }
            entries.push(entry);
        }
        let run = OutgoingRun {
            space: space.clone(),
            device: device.id,
            suite: device.suite,
            entries,
            seeds: used.into_iter().collect(),
        };
        Ok(Some(run).filter(|run| !run.entries.is_empty()))
    }

    /// The last number of the current device's chain in each space: entries that need not come down. A chain of which a part is not
    /// here (purged) is left out, so that it comes.
    ///
    /// # Errors
    /// The database fails.
    pub fn chain_numbers(&self) -> Result<Vec<(DivisionCode, u64)>> {
        let device = self.device()?;
        let mut statement = self
            .conn
            .prepare_cached("SELECT space, number FROM chain WHERE device = ?1 AND base_number = 0 ORDER BY space")?;
        let rows = statement.query_map([device.id.0], |row| Ok((column(row, 0)?, unsigned(row, 1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The spaces in which the current device has written, those that were purged since included.
    ///
    /// # Errors
    /// The database fails.
    pub fn written_spaces(&self) -> Result<Vec<DivisionCode>> {
        chain_spaces(&self.conn, &self.device()?)
    }

    /// The current device's signature of its chain's head at a number. Kept, so that what was acknowledged is always signed.
    ///
    /// # Errors
    /// The store is not enrolled; the device must take a new id first; the chain has no such number.
    pub fn sign_head(&mut self, space: &DivisionCode, number: u64) -> Result<SignedHead> {
        if self.needs_new_device()? {
            return Err(StoreError::NeedsNewDevice);
        }
        let enrolment = self.enrolment()?.ok_or(StoreError::NotEnrolled)?;
        let device = self.device()?;
        if let Some(signed) = signed_head(&self.conn, enrolment.deployment, space, &device, number)? {
            return Ok(signed);
        }
        let hash = hash_at(&self.conn, space, device.id, number)?
            .ok_or(StoreError::Misfit("the chain has no entry of this number"))?;
        let head = Head { space: space.clone(), device: device.id, number, hash };
        let signature = self.key_of(device.id)?.sign(&head_message(enrolment.deployment, device.suite, &head));
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO signed_head (space, device, number, hash, suite, signature)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((space_of(space), device.id.0, int(number), hash.0, device.suite.number(), signature))?;
        Ok(SignedHead { head, suite: device.suite, signature })
    }

    /// The down frames that are kept of a space, as they were signed, to be offered to a restored server.
    ///
    /// # Errors
    /// The database fails.
    pub fn frames(&self, space: &DivisionCode) -> Result<Vec<DownFrame>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT frame, space, audience, epoch, server_device, suite, signature FROM frame WHERE space = ?1 ORDER BY frame",
        )?;
        let mut rows = statement.query([space_of(space)])?;
        let mut frames = Vec::new();
        while let Some(row) = rows.next()? {
            frames.push(frame(&self.conn, row)?);
        }
        Ok(frames)
    }

    /// The spaces of which frames are kept.
    ///
    /// # Errors
    /// The database fails.
    pub fn frame_spaces(&self) -> Result<Vec<DivisionCode>> {
        let mut statement = self.conn.prepare_cached("SELECT DISTINCT space FROM frame ORDER BY space")?;
        let rows = statement.query_map([], |row| column(row, 0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// This person's texts that the server holds, unerased, for the primer: devices in ascending order, each chain by number up to
    /// what the server stated; for each entry the inserts of its splices. A chain of which a part is not here (purged, or lost before a
    /// salvage) is left out.
    ///
    /// # Errors
    /// The database fails.
    pub fn shared_texts(&self, space: &DivisionCode) -> Result<Vec<SharedChain>> {
        let mut chains = Vec::new();
        for head in self.stated_heads()?.into_iter().filter(|head| head.space == *space) {
            let mut whole =
                self.conn.prepare_cached("SELECT 1 FROM chain WHERE space = ?1 AND device = ?2 AND base_number = 0")?;
            if !whole.exists((space_of(space), head.device.0))? {
                continue;
            }
            let mut statement = self.conn.prepare_cached(
                "SELECT edit.edit_id, edit.record, edit.salt, edit.body FROM own_entry JOIN edit USING (edit_id)
                 WHERE own_entry.space = ?1 AND device = ?2 AND number <= ?3 AND erased = 0 ORDER BY number",
            )?;
            let rows = statement.query_and_then((space_of(space), head.device.0, int(head.number)), edits::kept)?;
            let edits = rows.collect::<Result<Vec<_>>>()?;
            if !edits.is_empty() {
                chains.push(SharedChain {
                    device: head.device,
                    number: head.number,
                    edits: edits.into_iter().map(|kept| kept.edit).collect(),
                });
            }
        }
        Ok(chains)
    }
}

/// What both sides hold of one own chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedChain {
    /// The device.
    pub device: DeviceId,
    /// Up to this number.
    pub number: u64,
    /// The unerased edits, by number.
    pub edits: Vec<Edit>,
}

/// The spaces in which a device has written.
pub(crate) fn chain_spaces(conn: &Connection, device: &Device) -> Result<Vec<DivisionCode>> {
    let mut statement = conn.prepare_cached("SELECT space FROM chain WHERE device = ?1 ORDER BY space")?;
    let rows = statement.query_map([device.id.0], |row| column(row, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The hash of an own entry.
pub(crate) fn hash_at(
    conn: &Connection,
    space: &DivisionCode,
    device: DeviceId,
    number: u64,
) -> Result<Option<EntryHash>> {
    Ok(conn
        .prepare_cached("SELECT hash FROM own_entry WHERE space = ?1 AND device = ?2 AND number = ?3")?
        .query_row((space_of(space), device.0, int(number)), |row| blob(row, 0).map(EntryHash))
        .optional()?)
}

fn outgoing(row: &Row<'_>) -> Result<OutgoingEntry> {
    let kept = edits::kept(row)?;
    let evidence = match row.get_ref(5)?.as_blob_or_null().map_err(rusqlite::Error::from)? {
        Some(bytes) => {
            Some(Evidence::from_bytes(bytes).map_err(|_| StoreError::Unverified("an evidence is not canonical"))?)
        }
        None => None,
    };
    Ok(OutgoingEntry {
        number: unsigned(row, 4)?,
        edit_id: kept.id,
        record: kept.record.ok_or(StoreError::Unverified("an own edit of no record"))?,
        edit: kept.edit,
        salt: kept.salt,
        evidence,
        evidence_salt: blob_or_null(row, 6)?.map(Salt),
        single: kept.salt.is_some(),
        written_at: row.get(7)?,
        hash: EntryHash(blob(row, 8)?),
        evidence_hash: blob_or_null(row, 9)?.map(EvidenceHash),
    })
}

/// Whether an entry's salts follow from its block's seed.
fn from_seed(entry: &OutgoingEntry, seed: &Seed) -> bool {
    entry.salt == Some(seed.edit_salt(entry.number))
        && entry.evidence_salt.is_none_or(|salt| salt == seed.evidence_salt(entry.number))
}

fn signed_head(
    conn: &Connection,
    deployment: Deployment,
    space: &DivisionCode,
    device: &Device,
    number: u64,
) -> Result<Option<SignedHead>> {
    let found = conn
        .prepare_cached("SELECT hash, signature FROM signed_head WHERE space = ?1 AND device = ?2 AND number = ?3")?
        .query_row((space_of(space), device.id.0, int(number)), |row| {
            Ok((EntryHash(blob(row, 0)?), blob::<64>(row, 1)?))
        })
        .optional()?;
    Ok(found.and_then(|(hash, signature)| {
        let head = Head { space: space.clone(), device: device.id, number, hash };
        let holds = device.public_key.verifies(&head_message(deployment, device.suite, &head), &signature);
        holds.then_some(SignedHead { head, suite: device.suite, signature })
    }))
}

/// A kept frame from a row of `frame, space, audience, epoch, server_device, suite, signature`.
pub(crate) fn frame(conn: &Connection, row: &Row<'_>) -> Result<DownFrame> {
    let number: i64 = row.get(0)?;
    let mut statement = conn.prepare_cached(
        "SELECT edit_id, record, salt, body, log_number, device, chain_number, written_at
         FROM delivered JOIN edit USING (edit_id) WHERE frame = ?1 ORDER BY position",
    )?;
    let entries = statement.query_and_then([number], |row| {
        let kept = edits::kept(row)?;
        let edit = match (kept.salt, kept.record) {
            (Some(salt), _) => DownEdit::Whole { salt, edit: kept.edit },
            (None, Some(record)) => DownEdit::Erased { id: kept.id, record, stub: kept.edit },
            (None, None) => return Err(StoreError::Unverified("an erased edit of no record")),
        };
        Ok(DownEntry {
            log_number: unsigned(row, 4)?,
            device: DeviceId(blob(row, 5)?),
            chain_number: unsigned(row, 6)?,
            written_at: row.get(7)?,
            edit,
        })
    })?;
    Ok(DownFrame {
        space: column(row, 1)?,
        audience: row.get(2)?,
        epoch: row.get(3)?,
        server: DeviceId(blob(row, 4)?),
        suite: identity::suite(row, 5)?,
        signature: blob(row, 6)?,
        entries: entries.collect::<Result<_>>()?,
    })
}
