//! The log of a space: numbers, appending, reading after a cursor. Written once for both homes.
//!
//! Whoever appends calls [`lock_space`] (or [`next_numbers`]) first in the transaction and reads chains and records after it:
//! from then on nobody else appends to the space until the transaction ends, and what is read is the newest.

use std::collections::HashSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Audience, KindNumber, RecordId};
use cunji_history::{DeviceId, Edit, EditId};
use cunji_protocol::{Body, Erased};

use super::erasures::is_erased;
use super::link::{Link, audience_number, missing};
use super::memory::Lacking;
use super::rows::found;
use super::{Cell, Result, Row, Transaction, statements};
use crate::sabotage;

/// An accepted entry: a link of a chain with its place in the space's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The space.
    pub space: DivisionCode,
    /// From 1, per space, without gaps.
    pub number: u64,
    /// The link of the device's chain.
    pub link: Link,
    /// The record's kind.
    pub kind: KindNumber,
    /// The record.
    pub record: RecordId,
    /// Who wrote the edit.
    pub author: PersonId,
    /// Who may read it.
    pub audience: Audience,
    /// The person it concerns, for [`Audience::OwnerAndOffice`].
    pub owner: Option<PersonId>,
    /// Whether it came back from a phone after a loss, under the server's own signature.
    pub attested: bool,
}

/// Who reads a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader<'a> {
    /// A person with a role in the space: what the team may read and what concerns this person.
    Person(&'a PersonId),
    /// An office above, or the server itself: everything.
    Office,
}

/// Where reading goes on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// The number of the log that the reader is complete to.
    pub number: u64,
    /// The reader's own chain up to this number is left out: the reader has it.
    pub own: Option<(DeviceId, u64)>,
}

/// How much is read at once. At least one entry is given if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Entries.
    pub entries: u64,
    /// Bytes of edits.
    pub bytes: usize,
}

/// A part of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The entries, by number. Without evidence.
    pub entries: Vec<LogEntry>,
    /// The number that the reader is complete to after them.
    pub complete_to: u64,
    /// Whether the log ends there (for this reader, at this moment).
    pub is_last: bool,
}

/// Makes the space's counter if it is not there.
///
/// # Errors
/// What the database says.
pub fn open_space(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::OPEN_SPACE, &[space.into()]).map(drop)
}

/// Makes this transaction the only one that may append to the space, and gives the log's last number. Whoever locks several
/// spaces does so in the order of their codes.
///
/// # Errors
/// The space was never opened, or what the database says.
pub fn lock_space(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<u64> {
    let row = tx.query_first(statements::LOCK_SPACE, &[space.into()])?;
    row.ok_or_else(|| missing("the counter", space))?.get("last_number")
}

/// Takes the next `count` numbers of the space's log and gives the first of them. They are used if the transaction commits
/// and free again if not: there is never a gap.
///
/// # Errors
/// The space was never opened, or what the database says.
pub fn next_numbers(tx: &mut dyn Transaction, space: &DivisionCode, count: u64) -> Result<u64> {
    if let Some(first) = tx.memory().take_numbers(space, count) {
        return Ok(first);
    }
    let row = tx.query_first(statements::NEXT_NUMBERS, &[space.into(), count.into()])?;
    let last: u64 = row.ok_or_else(|| missing("the counter", space))?.get("last_number")?;
    sabotage::count(space, last);
    Ok(last.saturating_sub(count) + 1)
}

/// The last number of the space's log; 0 for an empty one or a space that was never opened.
///
/// # Errors
/// What the database says.
pub fn last_number(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<u64> {
    let row = tx.query_first(statements::LAST_NUMBER, &[space.into()])?;
    let last = row.map_or(Ok(0), |row| row.get("last_number"))?;
    Ok(sabotage::counted(space, last))
}

/// All opened spaces with the last number of their logs, by code.
///
/// # Errors
/// What the database says.
pub fn spaces(tx: &mut dyn Transaction) -> Result<Vec<(DivisionCode, u64)>> {
    tx.query(statements::SPACES, &[])?.iter().map(|row| Ok((row.get("space")?, row.get("last_number")?))).collect()
}

/// Appends an entry under a number of [`next_numbers`].
///
/// # Errors
/// A constraint (the number, the link or the edit is in the log already), or what the database says.
pub fn insert_entry(tx: &mut dyn Transaction, entry: &LogEntry) -> Result<()> {
    let LogEntry { space, number, link, kind, record, author, audience, owner, attested } = entry;
    let parameters: [Cell; 21] = [
        space.into(),
        (*number).into(),
        link.device.into(),
        link.chain_number.into(),
        link.edit_id.into(),
        link.salt.into(),
        link.edit.as_deref().into(),
        (*kind).into(),
        (*record).into(),
        author.into(),
        audience_number(*audience).into(),
        owner.as_ref().into(),
        link.previous.into(),
        link.hash.into(),
        link.evidence_hash.into(),
        link.evidence.as_deref().into(),
        link.evidence_salt.into(),
        link.written_at.into(),
        link.received_at.into(),
        (*attested).into(),
        link.erased.into(),
    ];
    tx.memory().append(space, link.edit_id, *record);
    tx.put(statements::INSERT_ENTRY, parameters.into())
}

/// Finds out at once what entries with these edits of these records will ask one by one, and remembers it in the
/// transaction. The space must be locked by it.
///
/// # Errors
/// What the database says.
pub fn foresee(tx: &mut dyn Transaction, space: &DivisionCode, edits: &[EditId], records: &[RecordId]) -> Result<()> {
    let last = last_number(tx, space)?;
    let in_log: HashSet<EditId> = found(tx, statements::EDITS_IN_LOG, "edit_id", space, edits)?.into_iter().collect();
    let erased: HashSet<EditId> = found(tx, statements::EDITS_ERASED, "edit_id", space, edits)?.into_iter().collect();
    let there: HashSet<RecordId> =
        found(tx, statements::RECORDS_IN_LOG, "record_id", space, records)?.into_iter().collect();
    let lacking = Lacking {
        edits: edits.iter().copied().filter(|edit| !in_log.contains(edit)).collect(),
        erasures: edits.iter().copied().filter(|edit| !erased.contains(edit)).collect(),
        records: records.iter().copied().filter(|record| !there.contains(record)).collect(),
    };
    tx.memory().begin(space, last, lacking);
    Ok(())
}

/// What of the log a reader has not got yet, up to `limit`. Needs a read transaction (or a lock on the space): the entries
/// and the log's end must be of one moment.
///
/// # Errors
/// What the database says.
pub fn entries_after(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    reader: Reader<'_>,
    after: After,
    limit: Limit,
) -> Result<Page> {
    /// Rows asked for at once: a part's bytes are not known before it is read.
    const ROWS: u64 = 256;
    let end = last_number(tx, space)?;
    let (audience, owner) = match reader {
        Reader::Person(person) => (Audience::Team, Cell::from(person)),
        Reader::Office => (Audience::Office, Cell::from("")),
    };
    let (own_device, own_number) =
        after.own.map_or((Cell::Bytes(Vec::new()), 0), |(device, number)| (device.into(), number));
    let mut page = Page { entries: Vec::new(), complete_to: after.number, is_last: false };
    let mut bytes = 0;
    loop {
        let wanted = ROWS.min(limit.entries.max(1) - page.entries.len() as u64);
        let rows = tx.query(
            statements::ENTRIES_AFTER,
            &[
                space.into(),
                page.complete_to.into(),
                audience_number(audience).into(),
                owner.clone(),
                own_device.clone(),
                own_number.into(),
                wanted.into(),
            ],
        )?;
        let exhausted = (rows.len() as u64) < wanted;
        for row in rows {
            let entry = log_entry(row)?;
            bytes += size(&entry);
            if bytes > limit.bytes && !page.entries.is_empty() {
                return Ok(page);
            }
            page.complete_to = entry.number;
            page.entries.push(entry);
        }
        if exhausted {
            page.complete_to = end.max(after.number);
            page.is_last = true;
            return Ok(page);
        }
        if page.entries.len() as u64 >= limit.entries {
            return Ok(page);
        }
    }
}

/// What a frame's limit counts of an entry: of an erased one what its place among the others takes, as `cunji_protocol` has it.
fn size(entry: &LogEntry) -> usize {
    let bytes = entry.link.edit.as_deref().unwrap_or_default();
    if !entry.link.erased {
        return bytes.len();
    }
    let parents = Edit::from_bytes(bytes).map(|edit| edit.parents).unwrap_or_default();
    let (edit, record, kind, schema) = (entry.link.edit_id, entry.record, entry.kind, 0);
    Body::Erased(Erased { edit, record, kind, schema, parents }).size()
}

/// All entries of a record, by number, with evidence.
///
/// # Errors
/// What the database says.
pub fn entries_of_record(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<Vec<LogEntry>> {
    if tx.memory().lacks_record(space, record) {
        return Ok(Vec::new());
    }
    entries(tx, statements::ENTRIES_OF_RECORD, &[space.into(), record.into()])
}

/// The entry that brought an edit into the log, if one did.
///
/// # Errors
/// What the database says.
pub fn entry_of_edit(tx: &mut dyn Transaction, space: &DivisionCode, edit: EditId) -> Result<Option<LogEntry>> {
    if tx.memory().lacks_edit(space, edit) {
        return Ok(None);
    }
    Ok(entries(tx, statements::ENTRY_OF_EDIT, &[space.into(), edit.into()])?.pop())
}

/// Gives an entry that came back attested its chain's hashes and its evidence, now that its device brought it; its edit, too,
/// where a stub stood in for it and nobody erased it. False if no attested entry with this edit stands at its place.
///
/// # Errors
/// What the database says.
pub fn upgrade_attested(tx: &mut dyn Transaction, space: &DivisionCode, link: &Link) -> Result<bool> {
    if tx.memory().lacks_edit(space, link.edit_id) {
        return Ok(false);
    }
    let erased = is_erased(tx, space, link.edit_id)?;
    let parameters: [Cell; 9] = [
        space.into(),
        link.device.into(),
        link.chain_number.into(),
        link.edit_id.into(),
        link.previous.into(),
        link.hash.into(),
        link.evidence_hash.into(),
        link.evidence.as_deref().filter(|_| !erased).into(),
        link.evidence_salt.filter(|_| !erased).into(),
    ];
    let upgraded = tx.execute(statements::UPGRADE_ATTESTED, &parameters)? > 0;
    if upgraded && !erased && !link.erased {
        let body = [space.into(), link.edit_id.into(), link.salt.into(), link.edit.as_deref().into()];
        tx.execute(statements::COMPLETE_ENTRY, &body)?;
    }
    Ok(upgraded)
}

/// Whether an entry of a kind was in the log at an instant (Unix seconds, UTC).
///
/// # Errors
/// What the database says.
pub fn has_kind_before(tx: &mut dyn Transaction, space: &DivisionCode, kind: KindNumber, at: i64) -> Result<bool> {
    Ok(!tx.query(statements::HAS_KIND_BEFORE, &[space.into(), kind.into(), at.into()])?.is_empty())
}

/// The entry with this number of the log.
///
/// # Errors
/// What the database says.
pub fn entry_at(tx: &mut dyn Transaction, space: &DivisionCode, number: u64) -> Result<Option<LogEntry>> {
    Ok(entries(tx, statements::ENTRY_AT, &[space.into(), number.into()])?.pop())
}

/// Accepted entries of a device's chain from a chain number on, at most `count`, with evidence.
///
/// # Errors
/// What the database says.
pub fn entries_of_chain(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    device: DeviceId,
    from: u64,
    count: u64,
) -> Result<Vec<LogEntry>> {
    entries(tx, statements::ENTRIES_OF_CHAIN, &[space.into(), device.into(), from.into(), count.into()])
}

fn entries(tx: &mut dyn Transaction, sql: &str, parameters: &[Cell]) -> Result<Vec<LogEntry>> {
    tx.query(sql, parameters)?.into_iter().map(log_entry).collect()
}

fn log_entry(mut row: Row) -> Result<LogEntry> {
    Ok(LogEntry {
        space: row.get("space")?,
        number: row.get("number")?,
        link: Link::take(&mut row)?,
        kind: row.get("kind")?,
        record: row.get("record_id")?,
        author: row.get("author")?,
        audience: row.get("audience")?,
        owner: row.get("owner")?,
        attested: row.get("attested")?,
    })
}
