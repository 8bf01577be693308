//! Saving: one transaction with the entry and the read model. When it returns, the power may fail.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use cunji_history::{Edit, EditId, Entry, EntryHash, Evidence, EvidenceHash, Salt, Seed};
use rusqlite::{Connection, OptionalExtension};

use crate::along::Along;
use crate::error::{Result, StoreError};
use crate::identity::{self, Device};
use crate::sql::{blob, blob_or_null, int, space_of, unsigned};
use crate::{Store, edits, read_model};

/// What is to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEdit {
    /// The edit. Its rules were checked by the caller.
    pub edit: Edit,
    /// Place and time, if the phone offers any.
    pub evidence: Option<Evidence>,
    /// The device's wall clock: Unix seconds, UTC; may be wrong.
    pub written_at: i64,
}

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The record.
    pub record: RecordId,
    /// The edit's id.
    pub edit: EditId,
    /// Its number in the device's chain of the space.
    pub number: u64,
    /// Whether the device's clock shows an earlier time than at the entry before: somebody set it, or it lost its battery.
    pub clock_went_back: bool,
}

/// The end of an own chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChainEnd {
    pub number: u64,
    pub hash: Option<EntryHash>,
}

/// An edit that takes the next number of a chain.
pub(crate) struct Append<'a> {
    pub edit: EditId,
    pub evidence: Option<&'a Evidence>,
    pub evidence_salt: Option<Salt>,
    pub evidence_hash: Option<EvidenceHash>,
    pub written_at: i64,
}

impl Store {
    /// Saves an edit: its entry and the read model in one transaction.
    ///
    /// # Errors
    /// A parent is not known; the disk is full or read-only; the clock is impossible. Then nothing was changed.
    pub fn save(&mut self, new: NewEdit) -> Result<Saved> {
        let saved = self.save_along(&[(new, Along::default())])?;
        saved.into_iter().next().ok_or(StoreError::Misfit("nothing was saved"))
    }

    /// Saves several edits, all or none.
    ///
    /// # Errors
    /// As [`Store::save`], for any of them.
    pub fn save_all(&mut self, all: &[NewEdit]) -> Result<Vec<Saved>> {
        let alone: Vec<_> = all.iter().map(|new| (new.clone(), Along::default())).collect();
        self.save_along(&alone)
    }
}

/// Saves within a transaction.
pub(crate) fn save_within(conn: &Connection, new: &NewEdit) -> Result<Saved> {
    if cunji_domain::time::local_day(new.written_at).is_none() {
        return Err(StoreError::Clock(new.written_at));
    }
    if refuses(&new.edit) {
        return Err(StoreError::Misfit("it builds on several edits"));
    }
    let device = identity::current(conn)?;
    let space = &new.edit.space;
    let end = chain_end(conn, space, &device)?;
    let number = end.number + 1;
    let (salt, evidence_salt) = salts(conn, space, &device, number)?;
    let edit_id = new.edit.id(salt);
    for parent in &new.edit.parents {
        if edits::record_and_kind_of_edit(conn, *parent)?.is_none() {
            return Err(StoreError::UnknownParent(*parent));
        }
    }
    let edits::Inserted::New(record) = edits::insert(conn, edit_id, Some(salt), &new.edit, None)? else {
        return Err(StoreError::Misfit("it builds on what waits, or was saved before"));
    };
    let append = Append {
        edit: edit_id,
        evidence: new.evidence.as_ref(),
        evidence_salt: new.evidence.as_ref().map(|_| evidence_salt),
        evidence_hash: new.evidence.as_ref().map(|evidence| evidence.hash(evidence_salt)),
        written_at: new.written_at,
    };
    let clock_went_back = written_before(conn, space, &device, end)?.is_some_and(|before| before > new.written_at);
    append_entry(conn, space, &device, end, &append)?;
    read_model::apply(conn, record, edit_id, &new.edit)?;
    Ok(Saved { record, edit: edit_id, number, clock_went_back })
}

/// The end of a chain; number 0 before the first entry.
pub(crate) fn chain_end(conn: &Connection, space: &DivisionCode, device: &Device) -> Result<ChainEnd> {
    let end = conn
        .prepare_cached("SELECT number, hash FROM chain WHERE space = ?1 AND device = ?2")?
        .query_row((space_of(space), device.id.0), |row| {
            Ok(ChainEnd { number: unsigned(row, 0)?, hash: blob_or_null(row, 1)?.map(EntryHash) })
        })
        .optional()?;
    Ok(end.unwrap_or(ChainEnd { number: 0, hash: None }))
}

/// The salts of a number: from its block's seed, which is made with the block's first entry that needs one.
fn salts(conn: &Connection, space: &DivisionCode, device: &Device, number: u64) -> Result<(Salt, Salt)> {
    let block = Seed::block_of(number);
    let seed =
        match seed(conn, space, device, block)? {
            Some(seed) => seed,
            None => {
                let seed = Seed::random()?;
                conn.prepare_cached("INSERT INTO seed (space, device, block, seed) VALUES (?1, ?2, ?3, ?4)")?
                    .execute((space_of(space), device.id.0, int(block), seed.0))?;
                seed
            }
        };
    #[cfg(feature = "sabotage")]
    if crate::sabotage::is_armed(crate::sabotage::Fault::ReuseSalt) {
        return Ok((seed.edit_salt(1), seed.evidence_salt(1)));
    }
    Ok((seed.edit_salt(number), seed.evidence_salt(number)))
}

/// A block's seed.
pub(crate) fn seed(conn: &Connection, space: &DivisionCode, device: &Device, block: u64) -> Result<Option<Seed>> {
    Ok(conn
        .prepare_cached("SELECT seed FROM seed WHERE space = ?1 AND device = ?2 AND block = ?3")?
        .query_row((space_of(space), device.id.0, int(block)), |row| blob(row, 0).map(Seed))
        .optional()?)
}

fn written_before(conn: &Connection, space: &DivisionCode, device: &Device, end: ChainEnd) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached("SELECT written_at FROM own_entry WHERE space = ?1 AND device = ?2 AND number = ?3")?
        .query_row((space_of(space), device.id.0, int(end.number)), |row| row.get(0))
        .optional()?)
}

/// Puts an entry at the end of a chain and moves the chain's head.
pub(crate) fn append_entry(
    conn: &Connection,
    space: &DivisionCode,
    device: &Device,
    end: ChainEnd,
    append: &Append<'_>,
) -> Result<ChainEnd> {
    let entry = Entry {
        space: space.clone(),
        device: device.id,
        number: end.number + 1,
        previous: end.hash,
        edit: append.edit,
        evidence: append.evidence_hash,
        written_at: append.written_at,
    };
    let hash = entry.hash();
    conn.prepare_cached(
        "INSERT INTO own_entry (space, device, number, previous, hash, edit_id, evidence, evidence_salt, evidence_hash, written_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        space_of(space),
        device.id.0,
        int(entry.number),
        entry.previous.map(|hash| hash.0),
        hash.0,
        entry.edit.0,
        append.evidence.map(Evidence::to_bytes),
        append.evidence_salt.map(|salt| salt.0),
        append.evidence_hash.map(|hash| hash.0),
        append.written_at,
    ))?;
    conn.prepare_cached(
        "INSERT INTO chain (space, device, number, hash) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (space, device) DO UPDATE SET number = ?3, hash = ?4",
    )?
    .execute((space_of(space), device.id.0, int(entry.number), hash.0))?;
    Ok(ChainEnd { number: entry.number, hash: Some(hash) })
}

#[cfg(feature = "sabotage")]
fn refuses(edit: &Edit) -> bool {
    edit.parents.len() > 1 && crate::sabotage::is_armed(crate::sabotage::Fault::RefuseConcurrent)
}

#[cfg(not(feature = "sabotage"))]
fn refuses(_edit: &Edit) -> bool {
    false
}

#[cfg(feature = "sabotage")]
pub(crate) fn forgets_to_commit(number: u64) -> bool {
    number.is_multiple_of(5) && crate::sabotage::is_armed(crate::sabotage::Fault::AckBeforeCommit)
}

#[cfg(not(feature = "sabotage"))]
pub(crate) fn forgets_to_commit(_number: u64) -> bool {
    false
}
