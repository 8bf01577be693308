//! What comes down: one frame in one transaction, with its effects, the read model and the cursor.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use cunji_history::signed::{Delivered, Stretch, down_message};
use cunji_history::{DeviceId, Edit, EditId, Salt, Suite};
use rusqlite::Connection;

use crate::edits::{self, Inserted};
use crate::error::{Result, StoreError};
use crate::sql::{int, space_of};
use crate::{Store, cursors, effects, identity, read_model, setting};

/// A down frame as the server signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownFrame {
    /// The space.
    pub space: DivisionCode,
    /// 0 the team's, 1 the person's own.
    pub audience: u8,
    /// The server's epoch.
    pub epoch: u32,
    /// The server's device.
    pub server: DeviceId,
    /// The suite of the signature.
    pub suite: Suite,
    /// The signature.
    pub signature: [u8; 64],
    /// The entries, in the frame's order.
    pub entries: Vec<DownEntry>,
}

/// One entry of a down frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownEntry {
    /// The number in the space's log.
    pub log_number: u64,
    /// The device that carried it.
    pub device: DeviceId,
    /// Its number in that device's chain.
    pub chain_number: u64,
    /// The device's wall clock when it was written.
    pub written_at: i64,
    /// The edit.
    pub edit: DownEdit,
}

/// An edit as it comes down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DownEdit {
    /// Whole.
    Whole {
        /// Its salt.
        salt: Salt,
        /// Its content.
        edit: Edit,
    },
    /// Erased by law.
    Erased {
        /// Its id.
        id: EditId,
        /// Its record.
        record: RecordId,
        /// What is left: no operations.
        stub: Edit,
    },
}

impl DownEdit {
    /// The edit's id.
    pub fn id(&self) -> EditId {
        match self {
            Self::Whole { salt, edit } => edit.id(*salt),
            Self::Erased { id, .. } => *id,
        }
    }

    /// The edit, as far as it is there.
    pub fn edit(&self) -> &Edit {
        match self {
            Self::Whole { edit, .. } | Self::Erased { stub: edit, .. } => edit,
        }
    }
}

/// What a frame brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliverOutcome {
    /// Edits that were not known before.
    pub new: u64,
    /// Edits that were.
    pub known: u64,
    /// New ones whose parents are missing.
    pub waiting: u64,
}

impl Store {
    /// Takes a down frame: entries, what they effect (verdicts, erasures), read model and cursor, in one transaction. The same frame
    /// again changes nothing.
    ///
    /// # Errors
    /// The epoch is not known ([`Store::meet_epoch`]); the signature or an edit does not fit; the database fails. Then nothing was
    /// changed.
    pub fn deliver(&mut self, frame: &DownFrame) -> Result<DeliverOutcome> {
        let ids: Vec<EditId> = frame.entries.iter().map(|entry| entry.edit.id()).collect();
        verify(&self.conn, frame, &ids)?;
        let tx = self.begin()?;
        let mut outcome = DeliverOutcome::default();
        let mut changed = BTreeSet::new();
        for (entry, id) in frame.entries.iter().zip(&ids) {
            take_edit(&tx, *id, &entry.edit, &mut outcome, &mut changed)?;
        }
        keep_frame(&tx, frame, &ids)?;
        if !skips_read_model() {
            for record in changed {
                read_model::refresh(&tx, record)?;
            }
        }
        if let Some(last) = frame.entries.iter().map(|entry| entry.log_number).max() {
            cursors::advance(&tx, &frame.space, frame.audience, frame.epoch, last)?;
        }
        tx.commit()?;
        self.drop_copies_with_erased()?;
        Ok(outcome)
    }
}

/// Keeps an edit that came, and what it effects. Records whose rows the new edit follows are brought up to date at once, the others are
/// noted in `changed`.
pub(crate) fn take_edit(
    conn: &Connection,
    id: EditId,
    came: &DownEdit,
    outcome: &mut DeliverOutcome,
    changed: &mut BTreeSet<RecordId>,
) -> Result<()> {
    let forgotten = effects::is_erased(conn, id)? && !effects::keeps_erased_bodies();
    let inserted = match came {
        // A stub stood in for it, and no erasure came since.
        DownEdit::Whole { salt, edit } if !forgotten && edits::is_without_body(conn, id)? => {
            let (before, inserted) = edits::complete(conn, id, *salt, edit)?;
            changed.extend(before);
            inserted
        }
        DownEdit::Whole { edit, .. } if forgotten => {
            edits::insert(conn, id, None, &edits::stub(edit), edit.own_record_id(id))?
        }
        DownEdit::Whole { salt, edit } => edits::insert(conn, id, Some(*salt), edit, None)?,
        // A stub says that its carrier has no body. What is whole here goes by the word of an erasure alone: a frame's signature
        // does not cover what a stub says.
        DownEdit::Erased { id, record, stub } => edits::insert(conn, *id, None, &edits::stub(stub), Some(*record))?,
    };
    match inserted {
        Inserted::Known(_) => outcome.known += 1,
        Inserted::Waits => {
            outcome.new += 1;
            outcome.waiting += 1;
        }
        Inserted::New(record) => {
            outcome.new += 1;
            let awaited = edits::is_awaited(conn, id)?;
            changed.extend(edits::release_waiting(conn, id)?);
            if effects::erases_more(conn, came.edit())? {
                setting::put(conn, setting::COPIES_HOLD_ERASED, &[1])?;
            }
            if !forgotten {
                changed.extend(effects::take(conn, id, came.edit())?);
            }
            // What is concurrent is replayed once for the whole frame.
            let follows = match came {
                DownEdit::Whole { edit, .. } if !forgotten && !awaited && !changed.contains(&record) => {
                    skips_read_model() || read_model::follow(conn, record, id, edit)?
                }
                _ => false,
            };
            if !follows {
                changed.insert(record);
            }
        }
    }
    Ok(())
}

/// Whether the server signed this frame.
pub(crate) fn verify(conn: &Connection, frame: &DownFrame, ids: &[EditId]) -> Result<()> {
    let key = identity::server_key(conn, frame.epoch)?;
    if key.public_key.device_id(frame.epoch) != frame.server || key.suite != frame.suite {
        return Err(StoreError::Unverified("a frame of another server"));
    }
    let enrolment = identity::enrolment(conn)?.ok_or(StoreError::NotEnrolled)?;
    let stretch = Stretch { server: frame.server, space: frame.space.clone(), epoch: frame.epoch };
    let delivered: Vec<Delivered> = frame.entries.iter().zip(ids).map(|(entry, id)| entry.signed(*id)).collect();
    let message = down_message(enrolment.deployment, frame.suite, &stretch, &delivered);
    if !key.public_key.verifies(&message, &frame.signature) {
        return Err(StoreError::Unverified("a frame's signature"));
    }
    if frame.entries.iter().any(|entry| entry.edit.edit().space != frame.space) {
        return Err(StoreError::Unverified("an edit of another space than its frame's"));
    }
    Ok(())
}

impl DownEntry {
    /// What the server's signature covers of it.
    pub(crate) fn signed(&self, edit: EditId) -> Delivered {
        Delivered {
            number: self.log_number,
            device: self.device,
            chain_number: self.chain_number,
            edit,
            written_at: self.written_at,
        }
    }
}

/// Keeps the frame, unless every entry of it is kept in frames of this epoch already.
fn keep_frame(conn: &Connection, frame: &DownFrame, ids: &[EditId]) -> Result<()> {
    let mut kept = conn.prepare_cached(
        "SELECT 1 FROM delivered JOIN frame USING (frame)
         WHERE edit_id = ?1 AND device = ?2 AND chain_number = ?3 AND log_number = ?4 AND epoch = ?5 AND audience = ?6",
    )?;
    let mut all_kept = true;
    for (entry, id) in frame.entries.iter().zip(ids) {
        let key = (id.0, entry.device.0, int(entry.chain_number), int(entry.log_number), frame.epoch, frame.audience);
        all_kept = all_kept && kept.exists(key)?;
    }
    if all_kept {
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO frame (space, audience, epoch, server_device, suite, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        space_of(&frame.space),
        frame.audience,
        frame.epoch,
        frame.server.0,
        frame.suite.number(),
        frame.signature,
    ))?;
    let number = conn.last_insert_rowid();
    let mut insert = conn.prepare_cached(
        "INSERT INTO delivered (frame, position, log_number, device, chain_number, edit_id, written_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, (entry, id)) in frame.entries.iter().zip(ids).enumerate() {
        insert.execute((
            number,
            int(position as u64),
            int(entry.log_number),
            entry.device.0,
            int(entry.chain_number),
            id.0,
            entry.written_at,
        ))?;
    }
    Ok(())
}

#[cfg(feature = "sabotage")]
fn skips_read_model() -> bool {
    crate::sabotage::is_armed(crate::sabotage::Fault::SkipReadModelOnDeliver)
}

#[cfg(not(feature = "sabotage"))]
fn skips_read_model() -> bool {
    false
}
