//! Proving the store: own chains, what the server signed, and that the tables say what the edits say.

mod sources;

use std::collections::BTreeMap;
use std::fmt;

use cunji_domain::division::DivisionCode;
use cunji_history::signed::{Stretch, down_message, head_message};
use cunji_history::{DeviceId, EditId, Entry, EntryHash, Evidence, EvidenceHash, Head, Salt};
use rusqlite::Row;

use crate::error::Result;
use crate::identity::{self, Device};
use crate::sql::{blob, blob_or_null, column, space_of, unsigned};
use crate::{Store, edits, effects, outbox};

/// What was proved, or the first fault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Edits whose ids follow from their salts and bytes.
    pub edits: u64,
    /// Own entries whose hashes follow from one another.
    pub own_entries: u64,
    /// Signatures of own heads.
    pub heads: u64,
    /// Frames that the server signed.
    pub frames: u64,
    /// What is kept and nothing here proves: edits that a salvage saved without what carried them (until they are sent or come again),
    /// erasures whose own entry a purge or a damage took.
    pub unproved: u64,
    /// The first fault, in the order above, then the read model's.
    pub fault: Option<Fault>,
}

/// The first fault of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a space, a device and a number, an edit, a frame, a record.
    pub place: String,
    /// What does not hold.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// A fault ends the proof; a failing database does, too.
enum Stop {
    Fault(Fault),
    Error(crate::StoreError),
}

impl<E: Into<crate::StoreError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

fn fault<T>(place: impl fmt::Display, what: impl fmt::Display) -> std::result::Result<T, Stop> {
    Err(Stop::Fault(Fault { place: place.to_string(), what: what.to_string() }))
}

impl Store {
    /// Proves the store and names the first fault.
    ///
    /// # Errors
    /// The database fails.
    pub fn verify(&self) -> Result<VerifyReport> {
        let mut report = VerifyReport::default();
        match self.prove(&mut report) {
            Ok(()) => Ok(report),
            Err(Stop::Fault(fault)) => Ok(VerifyReport { fault: Some(fault), ..report }),
            Err(Stop::Error(error)) => Err(error),
        }
    }

    fn prove(&self, report: &mut VerifyReport) -> std::result::Result<(), Stop> {
        if let Err(crate::StoreError::Damaged(what)) = crate::open::look_through(&self.conn) {
            return fault("cunji.db", what);
        }
        self.prove_edits(report)?;
        for device in identity::devices(&self.conn)? {
            for space in outbox::chain_spaces(&self.conn, &device)? {
                self.prove_chain(&space, &device, report)?;
            }
            self.prove_heads(&device, report)?;
        }
        self.prove_frames(report)?;
        self.prove_sources(report)?;
        match self.compare()? {
            Some(difference) => fault("read model", difference),
            None => Ok(()),
        }
    }

    fn prove_edits(&self, report: &mut VerifyReport) -> std::result::Result<(), Stop> {
        let mut statement = self.conn.prepare("SELECT edit_id, record, salt, body FROM edit ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Ok(kept) = edits::kept(row) else {
                return fault(format!("edit {}", EditId(blob(row, 0)?)), "its bytes are not canonical");
            };
            let place = format!("edit {}", kept.id);
            if let Some(salt) = kept.salt {
                if kept.edit.id(salt) != kept.id {
                    return fault(place, "its id does not follow from its salt and bytes");
                }
                if effects::is_erased(&self.conn, kept.id)? {
                    return fault(place, "it was erased by law and still has its content");
                }
            } else if !kept.edit.ops.is_empty() {
                return fault(place, "it was erased and still has operations");
            }
            let told = kept.edit.own_record_id(kept.id);
            if kept.salt.is_some() && told.is_some() && told != kept.record {
                return fault(place, "it is kept with another record than its own");
            }
            self.prove_effects(&kept)?;
            report.edits += 1;
        }
        self.prove_salts()
    }

    /// No two own edits have one salt: who learns one salt would learn the other.
    fn prove_salts(&self) -> std::result::Result<(), Stop> {
        let mut statement = self.conn.prepare(
            "SELECT max(edit_id) FROM edit WHERE salt IS NOT NULL AND edit_id IN (SELECT edit_id FROM own_entry)
             GROUP BY salt HAVING count(*) > 1",
        )?;
        let mut rows = statement.query([])?;
        match rows.next()? {
            Some(row) => fault(format!("edit {}", EditId(blob(row, 0)?)), "its salt was used for another, too"),
            None => Ok(()),
        }
    }

    /// What a verdict or an erasure names must be rejected, or erased.
    fn prove_effects(&self, kept: &edits::KeptEdit) -> std::result::Result<(), Stop> {
        if !kept.edit.author.is_server() {
            return Ok(());
        }
        for named in effects::named_edits(&kept.edit) {
            let holds = match kept.edit.kind {
                effects::VERDICT | effects::PRIVATE_VERDICT => effects::is_rejected(&self.conn, named)?,
                effects::ERASURE => effects::is_erased(&self.conn, named)?,
                _ => true,
            };
            if !holds {
                return fault(format!("edit {}", kept.id), format!("it names the edit {named} and had no effect"));
            }
        }
        Ok(())
    }

    fn prove_chain(
        &self,
        space: &DivisionCode,
        device: &Device,
        report: &mut VerifyReport,
    ) -> std::result::Result<(), Stop> {
        let (last, base): (ChainPoint, ChainPoint) = self.conn.query_row(
            "SELECT number, hash, base_number, base_hash FROM chain WHERE space = ?1 AND device = ?2",
            (space_of(space), device.id.0),
            |row| Ok((point(row, 0)?, point(row, 2)?)),
        )?;
        let mut at = base;
        let mut statement = self.conn.prepare(
            "SELECT number, previous, hash, edit_id, evidence, evidence_salt, evidence_hash, written_at
             FROM own_entry WHERE space = ?1 AND device = ?2 ORDER BY number",
        )?;
        let mut rows = statement.query((space_of(space), device.id.0))?;
        while let Some(row) = rows.next()? {
            let entry = entry(space, device.id, row)?;
            let place = format!("space {space}, device {}, number {}", device.id, entry.number);
            if entry.hash() != EntryHash(blob(row, 2)?) {
                return fault(place, "its hash does not follow from its contents");
            }
            if let (Some(bytes), Some(salt)) = (row.get::<_, Option<Vec<u8>>>(4)?, blob_or_null(row, 5)?.map(Salt)) {
                let holds = Evidence::from_bytes(&bytes).is_ok_and(|e| Some(e.hash(salt)) == entry.evidence);
                if !holds {
                    return fault(place, "its evidence is not what its hash says");
                }
            }
            report.own_entries += 1;
            // Below the base are entries that a salvage saved from before a gap.
            if entry.number <= base.0 {
                continue;
            }
            if entry.number != at.0 + 1 {
                return fault(place, format!("number {} is missing before it", at.0 + 1));
            }
            if entry.previous != at.1 {
                return fault(place, "it names another predecessor");
            }
            at = (entry.number, Some(entry.hash()));
        }
        if at != last {
            let place = format!("space {space}, device {}", device.id);
            return fault(place, format!("the chain's head is number {}, its entries end at {}", last.0, at.0));
        }
        Ok(())
    }

    fn prove_heads(&self, device: &Device, report: &mut VerifyReport) -> std::result::Result<(), Stop> {
        let Some(enrolment) = self.enrolment()? else { return Ok(()) };
        let mut statement = self.conn.prepare(
            "SELECT space, number, hash, signature FROM signed_head WHERE device = ?1 ORDER BY space, number",
        )?;
        let mut rows = statement.query([device.id.0])?;
        while let Some(row) = rows.next()? {
            let space: DivisionCode = column(row, 0)?;
            let head = Head { space, device: device.id, number: unsigned(row, 1)?, hash: EntryHash(blob(row, 2)?) };
            let place = format!("space {}, device {}, signed head {}", head.space, device.id, head.number);
            let message = head_message(enrolment.deployment, device.suite, &head);
            if !device.public_key.verifies(&message, &blob(row, 3)?) {
                return fault(place, "its signature does not hold");
            }
            let here = outbox::hash_at(&self.conn, &head.space, device.id, head.number)?;
            if here.is_some_and(|here| here != head.hash) {
                return fault(place, "the chain has another hash there");
            }
            report.heads += 1;
        }
        Ok(())
    }

    fn prove_frames(&self, report: &mut VerifyReport) -> std::result::Result<(), Stop> {
        let Some(enrolment) = self.enrolment()? else { return Ok(()) };
        let keys: BTreeMap<u32, identity::Epoch> = self.epochs()?.into_iter().map(|e| (e.epoch, e)).collect();
        let mut statement = self.conn.prepare(
            "SELECT frame, space, audience, epoch, server_device, suite, signature FROM frame ORDER BY frame",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let frame = outbox::frame(&self.conn, row)?;
            let first = frame.entries.first().map_or(0, |entry| entry.log_number);
            let place = format!("space {}, frame from log number {first}", frame.space);
            let Some(key) = keys.get(&frame.epoch) else { return fault(place, "its epoch is not known") };
            let stretch = Stretch { server: frame.server, space: frame.space.clone(), epoch: frame.epoch };
            let signed: Vec<_> = frame.entries.iter().map(|entry| entry.signed(entry.edit.id())).collect();
            let message = down_message(enrolment.deployment, frame.suite, &stretch, &signed);
            if !key.public_key.verifies(&message, &frame.signature) {
                return fault(place, "the server's signature does not hold");
            }
            report.frames += 1;
        }
        Ok(())
    }
}

/// A number of a chain and the hash there.
type ChainPoint = (u64, Option<EntryHash>);

fn point(row: &Row<'_>, index: usize) -> rusqlite::Result<ChainPoint> {
    Ok((unsigned(row, index)?, blob_or_null(row, index + 1)?.map(EntryHash)))
}

/// From a row of `number, previous, hash, edit_id, evidence, evidence_salt, evidence_hash, written_at`.
pub(crate) fn entry(space: &DivisionCode, device: DeviceId, row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        space: space.clone(),
        device,
        number: unsigned(row, 0)?,
        previous: blob_or_null(row, 1)?.map(EntryHash),
        edit: EditId(blob(row, 3)?),
        evidence: blob_or_null(row, 6)?.map(EvidenceHash),
        written_at: row.get(7)?,
    })
}
