//! What came back attested: the server's own signatures over entries of former epochs, and the entries that wait for their place.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use cunji_history::canonical::{CanonicalError, Reader, Writer};
use cunji_history::signed::{Delivered, Stretch};
use cunji_history::{DeviceId, EditId, Salt};

use super::{Cell, Result, Row, StorageError, Transaction, statements};

/// What proves the entries of a down frame, without what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestedFrame {
    /// Server device, space and epoch.
    pub stretch: Stretch,
    /// The suite of the signature.
    pub suite: u8,
    /// The server's signature.
    pub signature: [u8; 64],
    /// What it covers.
    pub entries: Vec<Delivered>,
}

/// An entry of such a frame that has no place in the log yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingEntry {
    /// The epoch of its frame.
    pub epoch: u32,
    /// Where its signature says it stood.
    pub delivered: Delivered,
    /// The edit's salt; none where the body is missing.
    pub salt: Option<Salt>,
    /// The edit's canonical bytes, or those of its stub.
    pub edit: Vec<u8>,
    /// The record that a stub was said to be of. Nothing proves it.
    pub record: Option<RecordId>,
    /// Whether it came without its body.
    pub erased: bool,
    /// Unix seconds, UTC.
    pub received_at: i64,
}

/// Keeps what proves a frame; the same frame again changes nothing.
///
/// # Errors
/// What the database says.
pub fn put_frame(tx: &mut dyn Transaction, frame: &AttestedFrame, now: i64) -> Result<()> {
    let mut entries = Writer::default();
    entries.array(frame.entries.len());
    for entry in &frame.entries {
        entries.array(5).int(number(entry.number)).bytes(&entry.device.0).int(number(entry.chain_number));
        entries.bytes(&entry.edit.0).int(entry.written_at);
    }
    let parameters = [
        (&frame.stretch.space).into(),
        frame.signature.into(),
        frame.stretch.epoch.into(),
        frame.stretch.server.into(),
        frame.suite.into(),
        entries.into_bytes().into(),
        now.into(),
    ];
    tx.execute(statements::PUT_ATTESTED_FRAME, &parameters).map(drop)
}

/// All frames of a space that came back.
///
/// # Errors
/// What the database says, or a frame that can't be read.
pub fn frames(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Vec<AttestedFrame>> {
    let frame = |mut row: Row| {
        let bytes: Vec<u8> = row.take("entries")?;
        let entries = entries_of(&bytes)
            .map_err(|fault| StorageError::Missing(format!("the entries of an attested frame: {fault}")))?;
        let stretch = Stretch { server: row.get("device")?, space: space.clone(), epoch: row.get("epoch")? };
        Ok(AttestedFrame { stretch, suite: row.get("suite")?, signature: row.get("signature")?, entries })
    };
    tx.query(statements::ATTESTED_FRAMES, &[space.into()])?.into_iter().map(frame).collect()
}

fn entries_of(bytes: &[u8]) -> std::result::Result<Vec<Delivered>, CanonicalError> {
    let mut reader = Reader::new(bytes);
    let mut entries = Vec::new();
    for _ in 0..reader.array()? {
        reader.array()?;
        entries.push(Delivered {
            number: reader.narrow()?,
            device: DeviceId(reader.fixed()?),
            chain_number: reader.narrow()?,
            edit: EditId(reader.fixed()?),
            written_at: reader.int()?,
        });
    }
    reader.end()?;
    Ok(entries)
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Keeps an entry until it can be placed. A whole one takes the place of one without its body; else what is there stays.
///
/// # Errors
/// What the database says.
pub fn put_waiting(tx: &mut dyn Transaction, space: &DivisionCode, waiting: &WaitingEntry) -> Result<()> {
    let WaitingEntry { epoch, delivered, salt, edit, record, erased, received_at } = waiting;
    let parameters: [Cell; 12] = [
        space.into(),
        delivered.edit.into(),
        (*epoch).into(),
        delivered.number.into(),
        delivered.device.into(),
        delivered.chain_number.into(),
        (*salt).into(),
        edit.as_slice().into(),
        (*record).into(),
        (*erased).into(),
        delivered.written_at.into(),
        (*received_at).into(),
    ];
    tx.execute(statements::PUT_ATTESTED_WAITING, &parameters).map(drop)
}

/// The entries that wait, by the epoch and the number that they once had.
///
/// # Errors
/// What the database says.
pub fn waiting(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Vec<WaitingEntry>> {
    let waiting = |mut row: Row| {
        Ok(WaitingEntry {
            epoch: row.get("epoch")?,
            delivered: Delivered {
                number: row.get("number")?,
                device: row.get("device")?,
                chain_number: row.get("chain_number")?,
                edit: row.get("edit_id")?,
                written_at: row.get("written_at")?,
            },
            salt: row.get("salt")?,
            edit: row.take("edit")?,
            record: row.get("record_id")?,
            erased: row.get("erased")?,
            received_at: row.get("received_at")?,
        })
    };
    tx.query(statements::ATTESTED_WAITING, &[space.into()])?.into_iter().map(waiting).collect()
}

/// Ends the waiting of an edit.
///
/// # Errors
/// What the database says.
pub fn remove_waiting(tx: &mut dyn Transaction, space: &DivisionCode, edit: EditId) -> Result<()> {
    tx.execute(statements::REMOVE_ATTESTED_WAITING, &[space.into(), edit.into()]).map(drop)
}

/// Leaves of an edit that waits its stub alone.
///
/// # Errors
/// What the database says.
pub fn strip_waiting(tx: &mut dyn Transaction, space: &DivisionCode, edit: EditId, stub: &[u8]) -> Result<()> {
    tx.execute(statements::STRIP_ATTESTED_WAITING, &[space.into(), edit.into(), stub.into()]).map(drop)
}
