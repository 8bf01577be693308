//! Chains of devices as the server holds them: heads, seeds, frames that wait, and the links that are kept beside the log
//! (held, rejected, repeated), so that a whole chain can always be proved.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{KindNumber, RecordId};
use cunji_history::{DeviceId, EditId, EntryHash, Head, Seed};

use super::link::Link;
use super::reviews::below;
use super::{Cell, FromCell, Result, Row, Transaction, statements};

/// A head as its device signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// The device's signature of it.
    pub signature: Vec<u8>,
    /// The suite of algorithms.
    pub suite: u8,
    /// Unix seconds, UTC.
    pub received_at: i64,
}

/// Why a link is kept beside the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeptState {
    /// Something is missing or a person must decide; looked at again.
    Held,
    /// By a verdict; final.
    Rejected,
    /// Its edit is in the log already, through another chain.
    Repeated,
}

impl KeptState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Rejected => "rejected",
            Self::Repeated => "repeated",
        }
    }
}

impl FromCell for KeptState {
    const WANTED: &'static str = "held, rejected or repeated";
    fn from_cell(cell: Cell) -> std::result::Result<Self, Cell> {
        let all = [Self::Held, Self::Rejected, Self::Repeated];
        let state =
            if let Cell::Text(text) = &cell { all.into_iter().find(|state| state.as_str() == text) } else { None };
        state.ok_or(cell)
    }
}

/// A link that is kept beside the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The link, whole.
    pub link: Link,
    /// The record's kind, if it could be read.
    pub kind: Option<KindNumber>,
    /// The record, if it could be told.
    pub record: Option<RecordId>,
    /// Who wrote the edit, if it could be read.
    pub author: Option<PersonId>,
    /// Why it is kept.
    pub state: KeptState,
    /// The stable code of the answer.
    pub code: String,
    /// What the answer says beside the code (without U+0000).
    pub reason: String,
}

/// Where a reader of kept links is: after this one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptPlace {
    /// The space.
    pub space: DivisionCode,
    /// The device.
    pub device: DeviceId,
    /// The number in its chain.
    pub number: u64,
}

/// How far the server holds the device's chain without a gap; none if it holds nothing of it.
///
/// # Errors
/// What the database says.
pub fn chain_head(tx: &mut dyn Transaction, space: &DivisionCode, device: DeviceId) -> Result<Option<Head>> {
    let row = tx.query_first(statements::CHAIN_HEAD, &[space.into(), device.into()])?;
    row.map(|row| head(space, &row)).transpose()
}

/// How far the server holds each chain of the space, by device.
///
/// # Errors
/// What the database says.
pub fn chain_heads(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Vec<Head>> {
    tx.query(statements::CHAIN_HEADS, &[space.into()])?.iter().map(|row| head(space, row)).collect()
}

fn head(space: &DivisionCode, row: &Row) -> Result<Head> {
    let hash: EntryHash = row.get("last_hash")?;
    Ok(Head { space: space.clone(), device: row.get("device")?, number: row.get("last_number")?, hash })
}

/// States how far the server holds a chain now.
///
/// # Errors
/// What the database says.
pub fn set_chain_head(tx: &mut dyn Transaction, head: &Head) -> Result<()> {
    let parameters = [(&head.space).into(), head.device.into(), head.number.into(), head.hash.into()];
    tx.execute(statements::SET_CHAIN_HEAD, &parameters).map(drop)
}

/// Keeps a signed head; one of the same number stays as it was.
///
/// # Errors
/// What the database says.
pub fn put_signed_head(tx: &mut dyn Transaction, signed: &SignedHead) -> Result<()> {
    let SignedHead { head, signature, suite, received_at } = signed;
    let parameters = [
        (&head.space).into(),
        head.device.into(),
        head.number.into(),
        head.hash.into(),
        signature.as_slice().into(),
        (*suite).into(),
        (*received_at).into(),
    ];
    tx.execute(statements::PUT_SIGNED_HEAD, &parameters).map(drop)
}

/// All signed heads of a chain, by number.
///
/// # Errors
/// What the database says.
pub fn signed_heads(tx: &mut dyn Transaction, space: &DivisionCode, device: DeviceId) -> Result<Vec<SignedHead>> {
    let rows = tx.query(statements::SIGNED_HEADS, &[space.into(), device.into()])?;
    let signed = |row: &Row| {
        let head = Head { space: space.clone(), device, number: row.get("number")?, hash: row.get("hash")? };
        let (signature, suite) = (row.get("signature")?, row.get("suite")?);
        Ok(SignedHead { head, signature, suite, received_at: row.get("received_at")? })
    };
    rows.iter().map(signed).collect()
}

/// Keeps the seed of a block of a chain's salts; one that is there stays.
///
/// # Errors
/// What the database says.
pub fn put_seed(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    device: DeviceId,
    block: u64,
    seed: &Seed,
) -> Result<()> {
    tx.execute(statements::PUT_SEED, &[space.into(), device.into(), block.into(), seed.0.into()]).map(drop)
}

/// The seed of a block, unless an erasure took it.
///
/// # Errors
/// What the database says.
pub fn seed(tx: &mut dyn Transaction, space: &DivisionCode, device: DeviceId, block: u64) -> Result<Option<Seed>> {
    let row = tx.query_first(statements::SEED, &[space.into(), device.into(), block.into()])?;
    row.map(|row| row.get("seed").map(Seed)).transpose()
}

/// A frame that begins past what the server holds of its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingFrame {
    /// The chain number of its first entry.
    pub first_number: u64,
    /// SHA-256 of the frame: two that begin at the same number are both kept.
    pub digest: [u8; 32],
    /// The frame as it came.
    pub frame: Vec<u8>,
    /// Unix seconds, UTC.
    pub received_at: i64,
}

/// Keeps a frame until what is missing before it has come; the same frame again changes nothing.
///
/// # Errors
/// What the database says.
pub fn put_waiting_frame(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    device: DeviceId,
    waiting: &WaitingFrame,
) -> Result<()> {
    let WaitingFrame { first_number, digest, frame, received_at } = waiting;
    let parameters = [
        space.into(),
        device.into(),
        (*first_number).into(),
        digest.into(),
        frame.as_slice().into(),
        (*received_at).into(),
    ];
    tx.execute(statements::PUT_WAITING_FRAME, &parameters).map(drop)
}

/// The frames of a chain that wait, by first number.
///
/// # Errors
/// What the database says.
pub fn waiting_frames(tx: &mut dyn Transaction, space: &DivisionCode, device: DeviceId) -> Result<Vec<WaitingFrame>> {
    let rows = tx.query(statements::WAITING_FRAMES, &[space.into(), device.into()])?;
    let waiting = |mut row: Row| {
        Ok(WaitingFrame {
            first_number: row.get("first_number")?,
            digest: row.get("digest")?,
            frame: row.take("frame")?,
            received_at: row.get("received_at")?,
        })
    };
    rows.into_iter().map(waiting).collect()
}

/// Forgets a frame that has been taken in.
///
/// # Errors
/// What the database says.
pub fn remove_waiting_frame(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    device: DeviceId,
    first_number: u64,
    digest: &[u8; 32],
) -> Result<()> {
    let parameters = [space.into(), device.into(), first_number.into(), digest.into()];
    tx.execute(statements::REMOVE_WAITING_FRAME, &parameters).map(drop)
}

/// Keeps a link beside the log.
///
/// # Errors
/// A constraint (a link of that chain number is kept already, or it has no hash), or what the database says.
pub fn keep(tx: &mut dyn Transaction, space: &DivisionCode, kept: &Kept) -> Result<()> {
    let Kept { link, kind, record, author, state, code, reason } = kept;
    let parameters: [Cell; 20] = [
        space.into(),
        link.device.into(),
        link.chain_number.into(),
        link.edit_id.into(),
        link.salt.into(),
        link.edit.as_deref().into(),
        (*kind).into(),
        (*record).into(),
        author.as_ref().into(),
        link.previous.into(),
        link.hash.into(),
        link.evidence_hash.into(),
        link.evidence.as_deref().into(),
        link.evidence_salt.into(),
        link.written_at.into(),
        link.received_at.into(),
        state.as_str().into(),
        code.as_str().into(),
        reason.as_str().into(),
        link.erased.into(),
    ];
    tx.execute(statements::INSERT_KEPT, &parameters).map(drop)
}

/// The kept link of a chain number.
///
/// # Errors
/// What the database says.
pub fn kept_at(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    device: DeviceId,
    chain_number: u64,
) -> Result<Option<Kept>> {
    Ok(kept(tx, statements::KEPT_AT, &[space.into(), device.into(), chain_number.into()])?.pop())
}

/// The kept links that carry an edit (several devices may).
///
/// # Errors
/// What the database says.
pub fn kept_of_edit(tx: &mut dyn Transaction, space: &DivisionCode, edit: EditId) -> Result<Vec<Kept>> {
    kept(tx, statements::KEPT_OF_EDIT, &[space.into(), edit.into()])
}

/// The kept links of a device's chain, by chain number.
///
/// # Errors
/// What the database says.
pub fn kept_of_device(tx: &mut dyn Transaction, space: &DivisionCode, device: DeviceId) -> Result<Vec<Kept>> {
    kept(tx, statements::KEPT_OF_DEVICE, &[space.into(), device.into()])
}

/// The kept links of a device's chain from a chain number on, at most `count`.
///
/// # Errors
/// What the database says.
pub fn kept_of_chain(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    device: DeviceId,
    from: u64,
    count: u64,
) -> Result<Vec<Kept>> {
    kept(tx, statements::KEPT_OF_CHAIN, &[space.into(), device.into(), from.into(), count.into()])
}

/// The kept links of a record, by chain.
///
/// # Errors
/// What the database says.
pub fn kept_of_record(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<Vec<Kept>> {
    kept(tx, statements::KEPT_OF_RECORD, &[space.into(), record.into()])
}

/// The links of the space that are kept for this reason, by chain.
///
/// # Errors
/// What the database says.
pub fn kept_in_state(tx: &mut dyn Transaction, space: &DivisionCode, state: KeptState) -> Result<Vec<Kept>> {
    kept(tx, statements::KEPT_IN_STATE, &[space.into(), state.as_str().into()])
}

/// What is held in a division and below it, of one author or of all, by space and chain after one link; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn held_within(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    author: Option<&PersonId>,
    after: Option<&KeptPlace>,
    limit: u32,
) -> Result<Vec<(DivisionCode, Kept)>> {
    let (from, to) = below(division);
    // A place outside of the division is none: the list begins anew.
    let [space, device, number]: [Cell; 3] = match after.filter(|after| division.contains(&after.space)) {
        Some(after) => [(&after.space).into(), after.device.into(), after.number.into()],
        None => [from, DeviceId([0; 16]).into(), 0_u64.into()],
    };
    let author = author.map_or("", PersonId::as_str);
    let rows = tx.query(statements::HELD_WITHIN, &[space, device, number, to, author.into(), limit.into()])?;
    rows.into_iter().map(|row| Ok((row.get("space")?, read_kept(row)?))).collect()
}

/// Gives a kept link another answer (a held one gets its verdict). Whether there was one.
///
/// # Errors
/// What the database says.
pub fn settle_kept(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    device: DeviceId,
    chain_number: u64,
    state: KeptState,
    code: &str,
    reason: &str,
) -> Result<bool> {
    let parameters =
        [space.into(), device.into(), chain_number.into(), state.as_str().into(), code.into(), reason.into()];
    Ok(tx.execute(statements::SETTLE_KEPT, &parameters)? > 0)
}

/// Removes a kept link that goes into the log in the same transaction. Whether there was one.
///
/// # Errors
/// What the database says.
pub fn remove_kept(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    device: DeviceId,
    chain_number: u64,
) -> Result<bool> {
    Ok(tx.execute(statements::REMOVE_KEPT, &[space.into(), device.into(), chain_number.into()])? > 0)
}

/// The numbers and codes of what is held of a device, without what it says.
///
/// # Errors
/// What the database says.
pub fn held_of_device(tx: &mut dyn Transaction, space: &DivisionCode, device: DeviceId) -> Result<Vec<(u64, String)>> {
    tx.query(statements::HELD_OF_DEVICE, &[space.into(), device.into()])?
        .iter()
        .map(|row| Ok((row.get("chain_number")?, row.get("code")?)))
        .collect()
}

/// What waits in a space for something that may still come.
///
/// # Errors
/// What the database says.
pub fn waiting(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Vec<Kept>> {
    kept(tx, statements::KEPT_WAITING, &[space.into()])
}

/// How many of a device's entries wait in a space for something that may still come.
///
/// # Errors
/// What the database says.
pub fn waiting_of_device(tx: &mut dyn Transaction, space: &DivisionCode, device: DeviceId) -> Result<u64> {
    let row = tx.query_first(statements::WAITING_OF_DEVICE, &[space.into(), device.into()])?;
    row.map_or(Ok(0), |row| row.get("waiting"))
}

fn kept(tx: &mut dyn Transaction, sql: &str, parameters: &[Cell]) -> Result<Vec<Kept>> {
    tx.query(sql, parameters)?.into_iter().map(read_kept).collect()
}

fn read_kept(mut row: Row) -> Result<Kept> {
    Ok(Kept {
        link: Link::take(&mut row)?,
        kind: row.get("kind")?,
        record: row.get("record_id")?,
        author: row.get("author")?,
        state: row.get("state")?,
        code: row.take("code")?,
        reason: row.take("reason")?,
    })
}
