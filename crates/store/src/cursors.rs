//! How far this device has read, and what the server said it holds.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_history::{DeviceId, EntryHash};
use rusqlite::{Connection, OptionalExtension};

use crate::Store;
use crate::error::Result;
use crate::sql::{blob, blob_or_null, column, int, space_of, unsigned};
use crate::{identity, reissue};

/// How far a space's log was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The space.
    pub space: DivisionCode,
    /// 0 the team's, 1 the person's own.
    pub audience: u8,
    /// The server's epoch that the number counts in.
    pub epoch: u32,
    /// Everything up to this number of the space's log has come.
    pub number: u64,
}

/// How far the server holds a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedHead {
    /// The space.
    pub space: DivisionCode,
    /// The device.
    pub device: DeviceId,
    /// The last number.
    pub number: u64,
    /// The hash there.
    pub hash: EntryHash,
}

/// An entry that the server holds back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldEntry {
    /// The space.
    pub space: DivisionCode,
    /// The device.
    pub device: DeviceId,
    /// Its number in the chain.
    pub number: u64,
    /// Why.
    pub code: String,
}

/// A frame that the server refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRun {
    /// The space.
    pub space: DivisionCode,
    /// The device.
    pub device: DeviceId,
    /// The frame's first number.
    pub number: u64,
    /// Why.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What the server states in an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// Its epoch.
    pub epoch: u32,
    /// The heads of all chains of this person that it holds.
    pub heads: Vec<StatedHead>,
    /// Where former epochs ended: epoch, space, number.
    pub epoch_ends: Vec<(u32, DivisionCode, u64)>,
    /// All entries of this person that it holds back.
    pub held: Vec<HeldEntry>,
}

/// What a statement means for this store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementOutcome {
    /// Own chains that can't be gone on with: somebody else wrote on them (another hash, or more than was written here), or the
    /// server lost a part that is purged here. The device must take a new id.
    pub foreign: Vec<(DivisionCode, DeviceId)>,
    /// Spaces where the server states less of an own chain than it once did: it was restored, and is to be offered all.
    pub restored: BTreeSet<DivisionCode>,
    /// How many entries of former devices' chains were issued again in the current one, because the server lost them.
    pub reissued: u64,
}

impl Store {
    /// All cursors.
    ///
    /// # Errors
    /// The database fails.
    pub fn cursors(&self) -> Result<Vec<Cursor>> {
        let mut statement =
            self.conn.prepare_cached("SELECT space, audience, epoch, number FROM cursor ORDER BY space, audience")?;
        let rows = statement.query_map([], |row| {
            Ok(Cursor { space: column(row, 0)?, audience: row.get(1)?, epoch: row.get(2)?, number: unsigned(row, 3)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Takes the numbers to which the server's answer is complete.
    ///
    /// # Errors
    /// The database fails.
    pub fn complete(&mut self, cursors: &[Cursor]) -> Result<()> {
        let tx = self.begin()?;
        for cursor in cursors {
            advance(&tx, &cursor.space, cursor.audience, cursor.epoch, cursor.number)?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Forgets how far a space was read, so that the next sync fetches all of it (a right gained; a salvage).
    ///
    /// # Errors
    /// The database fails.
    pub fn forget_cursors(&mut self, space: &DivisionCode) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM cursor WHERE space = ?1")?.execute([space_of(space)])?;
        Ok(())
    }

    /// Takes what the server states of this person's chains.
    ///
    /// # Errors
    /// The database fails.
    pub fn take_statement(&mut self, statement: &Statement) -> Result<StatementOutcome> {
        let tx = self.begin()?;
        let mut outcome = StatementOutcome::default();
        for (epoch, space, number) in &statement.epoch_ends {
            tx.prepare_cached("INSERT OR REPLACE INTO epoch_end (epoch, space, number) VALUES (?1, ?2, ?3)")?
                .execute((epoch, space_of(space), int(*number)))?;
        }
        let own: BTreeSet<DeviceId> = identity::devices(&tx)?.into_iter().map(|device| device.id).collect();
        // A chain that is not named is one of which the server holds nothing.
        for (space, device) in stated_chains(&tx)? {
            if !statement.heads.iter().any(|head| head.space == space && head.device == device) {
                state(&tx, &space, device, statement.epoch, 0, None, &mut outcome)?;
                if own.contains(&device) && lost_before_base(&tx, &space, device, 0)? {
                    outcome.foreign.push((space, device));
                }
            }
        }
        for head in &statement.heads {
            if own.contains(&head.device) && !is_ours(&tx, head)? {
                doubt(&tx, head, statement.epoch, &mut outcome)?;
                outcome.foreign.push((head.space.clone(), head.device));
                continue;
            }
            state(&tx, &head.space, head.device, statement.epoch, head.number, Some(head.hash), &mut outcome)?;
            if own.contains(&head.device) && lost_before_base(&tx, &head.space, head.device, head.number)? {
                outcome.foreign.push((head.space.clone(), head.device));
            }
        }
        // Nobody else can deliver what a former device wrote: its key is gone, or in another's hands.
        let current = identity::current(&tx)?;
        if !outcome.restored.is_empty() && outcome.foreign.iter().all(|(_, device)| *device != current.id) {
            outcome.reissued = reissue::issue_lost(&tx, &current)?;
        }
        tx.execute("DELETE FROM held", [])?;
        for held in &statement.held {
            tx.prepare_cached("INSERT OR REPLACE INTO held (space, device, number, code) VALUES (?1, ?2, ?3, ?4)")?
                .execute((space_of(&held.space), held.device.0, int(held.number), &held.code))?;
        }
        // What the server holds by now, it no longer refuses. What a former device was refused goes in the current one's chain.
        tx.execute(
            "DELETE FROM refused WHERE device <> ?1 OR EXISTS (SELECT 1 FROM stated
             WHERE stated.space = refused.space AND stated.device = refused.device AND stated.number >= refused.number)",
            [current.id.0],
        )?;
        tx.commit()?;
        Ok(outcome)
    }

    /// Notes that a frame was refused.
    ///
    /// # Errors
    /// The database fails.
    pub fn note_refused(&mut self, refused: &RefusedRun) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO refused (space, device, number, code, zh, en) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                space_of(&refused.space),
                refused.device.0,
                int(refused.number),
                &refused.code,
                &refused.zh,
                &refused.en,
            ))?;
        Ok(())
    }

    /// What the server holds back of this person's entries, by its last statement.
    ///
    /// # Errors
    /// The database fails.
    pub fn held(&self) -> Result<Vec<HeldEntry>> {
        let mut statement =
            self.conn.prepare_cached("SELECT space, device, number, code FROM held ORDER BY space, device, number")?;
        let rows = statement.query_map([], |row| {
            Ok(HeldEntry {
                space: column(row, 0)?,
                device: DeviceId(blob(row, 1)?),
                number: unsigned(row, 2)?,
                code: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The frames that the server refused and does not hold by now.
    ///
    /// # Errors
    /// The database fails.
    pub fn refused(&self) -> Result<Vec<RefusedRun>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT space, device, number, code, zh, en FROM refused ORDER BY space, device, number")?;
        let rows = statement.query_map([], |row| {
            Ok(RefusedRun {
                space: column(row, 0)?,
                device: DeviceId(blob(row, 1)?),
                number: unsigned(row, 2)?,
                code: row.get(3)?,
                zh: row.get(4)?,
                en: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How far the server holds the chains of this person, by its last statement that fitted.
    ///
    /// # Errors
    /// The database fails.
    pub fn stated_heads(&self) -> Result<Vec<StatedHead>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT space, device, number, hash FROM stated WHERE hash IS NOT NULL ORDER BY space, device",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(StatedHead {
                space: column(row, 0)?,
                device: DeviceId(blob(row, 1)?),
                number: unsigned(row, 2)?,
                hash: EntryHash(blob(row, 3)?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Moves a cursor. In a newer epoch the server has counted the old cursor anew, so its number holds, even if it is smaller.
pub(crate) fn advance(conn: &Connection, space: &DivisionCode, audience: u8, epoch: u32, number: u64) -> Result<()> {
    let before: Option<(u32, u64)> = conn
        .prepare_cached("SELECT epoch, number FROM cursor WHERE space = ?1 AND audience = ?2")?
        .query_row((space_of(space), audience), |row| Ok((row.get(0)?, unsigned(row, 1)?)))
        .optional()?;
    let number = match before {
        Some((before, _)) if before > epoch => return Ok(()),
        Some((before, reached)) if before == epoch || loses_epoch() => reached.max(number),
        _ => number,
    };
    conn.prepare_cached(
        "INSERT INTO cursor (space, audience, epoch, number) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (space, audience) DO UPDATE SET epoch = ?3, number = ?4",
    )?
    .execute((space_of(space), audience, epoch, int(number)))?;
    Ok(())
}

/// How far the server holds a chain.
pub(crate) fn stated_number(conn: &Connection, space: &DivisionCode, device: DeviceId) -> Result<u64> {
    let number = conn
        .prepare_cached("SELECT number FROM stated WHERE space = ?1 AND device = ?2")?
        .query_row((space_of(space), device.0), |row| unsigned(row, 0))
        .optional()?;
    Ok(number.unwrap_or(0))
}

fn stated_chains(conn: &Connection) -> Result<Vec<(DivisionCode, DeviceId)>> {
    let mut statement = conn.prepare_cached("SELECT space, device FROM stated ORDER BY space, device")?;
    let rows = statement.query_map([], |row| Ok((column(row, 0)?, DeviceId(blob(row, 1)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn state(
    conn: &Connection,
    space: &DivisionCode,
    device: DeviceId,
    epoch: u32,
    number: u64,
    hash: Option<EntryHash>,
    outcome: &mut StatementOutcome,
) -> Result<()> {
    let most: u64 = conn
        .prepare_cached("SELECT most_number FROM stated WHERE space = ?1 AND device = ?2")?
        .query_row((space_of(space), device.0), |row| unsigned(row, 0))
        .optional()?
        .unwrap_or(0);
    if number < most {
        outcome.restored.insert(space.clone());
    }
    conn.prepare_cached(
        "INSERT INTO stated (space, device, epoch, number, hash, most_number, most_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?5)
         ON CONFLICT (space, device) DO UPDATE SET epoch = ?3, number = ?4, hash = ?5,
           most_hash = iif(?4 >= most_number, ?5, most_hash), most_number = max(?4, most_number)",
    )?
    .execute((space_of(space), device.0, epoch, int(number), hash.map(|hash| hash.0)))?;
    Ok(())
}

/// Whether the server wants entries of a chain that are purged here, so that those behind them can never be taken in.
fn lost_before_base(conn: &Connection, space: &DivisionCode, device: DeviceId, stated: u64) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM chain WHERE space = ?1 AND device = ?2 AND base_number > ?3 AND number > base_number",
        )?
        .exists((space_of(space), device.0, int(stated)))?)
}

/// A chain that goes on as another's in a later epoch than it was stated in: what was acknowledged of it may have been lost with
/// that epoch, and how much of it came back can't be told.
fn doubt(conn: &Connection, head: &StatedHead, epoch: u32, outcome: &mut StatementOutcome) -> Result<()> {
    let doubted = conn
        .prepare_cached(
            "UPDATE stated SET number = 0, hash = NULL, epoch = ?3 WHERE space = ?1 AND device = ?2 AND epoch < ?3",
        )?
        .execute((space_of(&head.space), head.device.0, epoch))?;
    if doubted > 0 {
        outcome.restored.insert(head.space.clone());
    }
    Ok(())
}

/// Whether a stated head lies on the chain as it was written here.
fn is_ours(conn: &Connection, head: &StatedHead) -> Result<bool> {
    let chain: Option<(u64, u64, Option<[u8; 32]>)> = conn
        .prepare_cached("SELECT number, base_number, base_hash FROM chain WHERE space = ?1 AND device = ?2")?
        .query_row((space_of(&head.space), head.device.0), |row| {
            Ok((unsigned(row, 0)?, unsigned(row, 1)?, blob_or_null(row, 2)?))
        })
        .optional()?;
    let Some((last, base, base_hash)) = chain else { return Ok(false) };
    if head.number > last {
        return Ok(false);
    }
    let here: Option<[u8; 32]> = conn
        .prepare_cached("SELECT hash FROM own_entry WHERE space = ?1 AND device = ?2 AND number = ?3")?
        .query_row((space_of(&head.space), head.device.0, int(head.number)), |row| blob(row, 0))
        .optional()?;
    Ok(match here {
        Some(hash) => hash == head.hash.0,
        None if head.number == base => base_hash == Some(head.hash.0),
        // Purged: nothing is left to compare with.
        None => head.number < base,
    })
}

#[cfg(feature = "sabotage")]
fn loses_epoch() -> bool {
    crate::sabotage::is_armed(crate::sabotage::Fault::LoseEpoch)
}

#[cfg(not(feature = "sabotage"))]
fn loses_epoch() -> bool {
    false
}
