//! Proof of the whole of a store: every hash, every signature, every number, and that the tables are what the log replays to.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::record::{FieldState, KindNumber, RecordId, Value};
use cunji_history::signed::{down_message, head_message};
use cunji_history::{DeviceId, DevicePublicKey, Edit, EditId, EntryHash, Evidence, Suite, edit_id};

use super::answers;
use crate::audit;
use crate::error::ServerError;
use crate::log::History;
use crate::office;
use crate::photos;
use crate::registrar;
use crate::server::Server;
use crate::storage::link::Link;
use crate::storage::log::{self, After, Limit, LogEntry, Reader};
use crate::storage::read_model::RecordRow;
use crate::storage::{self, Cell, Home, Row, Transaction, attested, chains, deployment, devices};

/// What was proven.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Proof {
    /// Spaces.
    pub spaces: u64,
    /// Entries in logs.
    pub entries: u64,
    /// Entries kept beside logs.
    pub kept: u64,
    /// Signatures of heads.
    pub signatures: u64,
    /// Records compared with their replay.
    pub records: u64,
    /// Entries that came back attested and still wait for their device: proven by the server's own signature alone.
    pub attested: u64,
    /// Files of photos.
    pub photos: u64,
    /// Rows of the audit under a day's seal.
    pub audit_sealed: u64,
    /// Rows of the audit since the last seal.
    pub audit_open: u64,
    /// Those of them that are older than yesterday.
    pub audit_overdue: u64,
    /// Seals of days in the database.
    pub audit_days: u64,
    /// Seals of days in the file beside it.
    pub audit_days_kept: u64,
    /// Policy files that nothing is counted by, since they contradict the others: no fault of the store, and for the office to mend.
    pub policies_left_out: Vec<String>,
}

/// The first fault that was found.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// Something stored does not prove.
    #[error("{place}: {what}")]
    Wrong {
        /// Space and number, or space, device and number.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// What the database says.
    #[error(transparent)]
    Server(#[from] ServerError),
}

impl From<storage::StorageError> for StoreFault {
    fn from(error: storage::StorageError) -> Self {
        Self::Server(error.into())
    }
}

pub(super) fn wrong(place: impl Into<String>, what: impl Into<String>) -> StoreFault {
    StoreFault::Wrong { place: place.into(), what: what.into() }
}

const PART: Limit = Limit { entries: 1_000, bytes: 4 << 20 };

/// Proves everything, as of one moment.
///
/// # Errors
/// The first fault.
pub fn verify(server: &Server) -> Result<Proof, StoreFault> {
    // Before the moment that is proven: what it names is there by then.
    let kept = audit::kept_seals(&server.data)?;
    storage::read(&*server.storage, |tx| {
        verify_file(tx, server)?;
        let keys = keys(tx, server)?;
        let mut proof = Proof::default();
        for (space, last) in log::spaces(tx)? {
            let chains = verify_log(tx, server, &space, last, &mut proof)?;
            verify_chains(tx, server, &space, chains, &keys, &mut proof)?;
            verify_tables(tx, server, &space, &mut proof)?;
            answers::verify(tx, server, &space)?;
            proof.spaces += 1;
        }
        verify_photos(tx, server, &mut proof)?;
        let audit = audit::prove(tx, server, &kept)?;
        (proof.audit_sealed, proof.audit_open, proof.audit_overdue) = (audit.sealed, audit.open, audit.overdue);
        (proof.audit_days, proof.audit_days_kept) = (audit.days, audit.kept);
        let policies = office::known_policies(tx)?.into_iter();
        proof.policies_left_out = policies.filter(|known| known.left_out.is_some()).map(|known| known.id).collect();
        Ok(proof)
    })
}

/// Every photo is what its name says, and an entry shows it. One that an entry shows and that is not here has not come yet.
fn verify_photos(tx: &mut dyn Transaction, server: &Server, proof: &mut Proof) -> Result<(), StoreFault> {
    let all = server.photos().all()?;
    let shown = if all.is_empty() { BTreeSet::new() } else { photos::shown_anywhere(tx)? };
    for (name, part) in all {
        server.photos().prove(name, part).map_err(|fault| wrong(format!("photo {}", fault.file), fault.what))?;
        if !shown.contains(&name) {
            return Err(wrong(format!("photo {name}"), "no entry shows it; it was not removed with what was erased"));
        }
        proof.photos += 1;
    }
    Ok(())
}

/// The file itself, indexes and tables that no log speaks of included. PostgreSQL looks after its own.
fn verify_file(tx: &mut dyn Transaction, server: &Server) -> Result<(), StoreFault> {
    if server.storage.home() != Home::Sqlite {
        return Ok(());
    }
    let rows = tx.query("PRAGMA integrity_check", &[])?;
    match rows.into_iter().next().map(Row::into_cells).unwrap_or_default().pop() {
        Some(Cell::Text(said)) if said == "ok" => Ok(()),
        Some(Cell::Text(said)) => Err(wrong("cunji.sqlite", said.lines().next().unwrap_or_default())),
        _ => Err(wrong("cunji.sqlite", "its integrity can't be checked")),
    }
}

type Keys = BTreeMap<DeviceId, (Suite, DevicePublicKey)>;
type Chains = BTreeMap<DeviceId, BTreeMap<u64, Link>>;

fn keys(tx: &mut dyn Transaction, server: &Server) -> Result<Keys, StoreFault> {
    let mut keys = Keys::new();
    for device in devices::all(tx)? {
        if device.public_key.device_id(0) != device.id {
            return Err(wrong(format!("device {}", device.id), "its id does not follow from its key"));
        }
        keys.insert(device.id, (device.suite, device.public_key));
    }
    let own = server.key().signing.public();
    for epoch in deployment::epochs(tx)? {
        keys.insert(epoch.device, (Suite::Ed25519Sha256, own));
    }
    Ok(keys)
}

/// Everything that the server's own signatures over former epochs' entries attest.
fn verify_attested(
    tx: &mut dyn Transaction,
    server: &Server,
    space: &DivisionCode,
) -> Result<BTreeSet<(EditId, DeviceId, u64, i64)>, StoreFault> {
    let key = server.key().signing.public();
    let mut signed = BTreeSet::new();
    for frame in attested::frames(tx, space)? {
        let place = format!("{space} attested frame of epoch {}", frame.stretch.epoch);
        let suite = Suite::of(frame.suite).ok_or_else(|| wrong(&place, "its suite is unknown"))?;
        let message = down_message(server.key().deployment, suite, &frame.stretch, &frame.entries);
        if key.device_id(frame.stretch.epoch) != frame.stretch.server || !key.verifies(&message, &frame.signature) {
            return Err(wrong(place, "the server's signature is wrong"));
        }
        signed.extend(frame.entries.iter().map(|e| (e.edit, e.device, e.chain_number, e.written_at)));
    }
    Ok(signed)
}

/// The log has every number once, and every entry is what its edit id says.
fn verify_log(
    tx: &mut dyn Transaction,
    server: &Server,
    space: &DivisionCode,
    last: u64,
    proof: &mut Proof,
) -> Result<Chains, StoreFault> {
    let mut chains = Chains::new();
    let signed = verify_attested(tx, server, space)?;
    let mut number = 0;
    loop {
        let page = log::entries_after(tx, space, Reader::Office, After { number, own: None }, PART)?;
        for listed in page.entries {
            let place = format!("{space} log number {}", listed.number);
            number += 1;
            if listed.number != number {
                return Err(wrong(place, format!("the log goes on with {} instead of {number}", listed.number)));
            }
            // Read whole: what is listed for readers has no evidence.
            let entry = log::entry_at(tx, space, number)?.ok_or_else(|| wrong(&place, "it is gone"))?;
            verify_content(&place, &entry.link)?;
            answers::verify_erased(tx, space, &place, &entry.link)?;
            verify_place(&place, &entry)?;
            proof.entries += 1;
            if entry.attested {
                let link = &entry.link;
                if !signed.contains(&(link.edit_id, link.device, link.chain_number, link.written_at)) {
                    return Err(wrong(place, "it is attested and no frame that the server signed has it"));
                }
                proof.attested += 1;
            } else {
                chains.entry(entry.link.device).or_default().insert(entry.link.chain_number, entry.link);
            }
        }
        if page.is_last {
            break;
        }
    }
    if number != last {
        return Err(wrong(space.to_string(), format!("the counter says {last}, the log ends at {number}")));
    }
    Ok(chains)
}

fn verify_content(place: &str, link: &Link) -> Result<(), StoreFault> {
    if !link.erased {
        let (Some(salt), Some(bytes)) = (link.salt, link.edit.as_deref()) else {
            return Err(wrong(place, "the edit or its salt is missing"));
        };
        Edit::from_bytes(bytes).map_err(|fault| wrong(place, format!("the edit can't be read: {fault}")))?;
        if edit_id(salt, bytes) != link.edit_id {
            return Err(wrong(place, "the edit is not the one that its id names"));
        }
    }
    if let (Some(bytes), Some(salt)) = (link.evidence.as_deref(), link.evidence_salt) {
        let evidence = Evidence::from_bytes(bytes)
            .map_err(|fault| wrong(place, format!("the evidence can't be read: {fault}")))?;
        if Some(evidence.hash(salt)) != link.evidence_hash {
            return Err(wrong(place, "the evidence is not the one that its hash names"));
        }
    }
    Ok(())
}

fn verify_place(place: &str, entry: &LogEntry) -> Result<(), StoreFault> {
    if entry.link.erased {
        return Ok(());
    }
    let edit = entry.link.edit.as_deref().and_then(|bytes| Edit::from_bytes(bytes).ok());
    let fits = edit.is_some_and(|edit| {
        edit.kind == entry.kind
            && edit.author == entry.author
            && edit.space == entry.space
            && audience_and_owner_fit(&edit, entry)
            && edit.own_record_id(entry.link.edit_id).is_none_or(|record| record == entry.record)
    });
    if fits { Ok(()) } else { Err(wrong(place, "kind, author, space or record are not those of the edit")) }
}

/// Who receives the entry follows from its kind, as far as the edit itself tells.
fn audience_and_owner_fit(edit: &Edit, entry: &LogEntry) -> bool {
    let Some(decl) = kinds::by_number(edit.kind) else { return true };
    let key = edit.key.as_deref().or(decl.key.is_empty().then_some(&[][..]));
    decl.audience == entry.audience && key.is_none_or(|key| decl.owner_of(&edit.author, key) == entry.owner)
}

/// Every chain follows link by link from 1 to its head, and its device signed the head.
fn verify_chains(
    tx: &mut dyn Transaction,
    server: &Server,
    space: &DivisionCode,
    mut chains: Chains,
    keys: &Keys,
    proof: &mut Proof,
) -> Result<(), StoreFault> {
    let heads = chains::chain_heads(tx, space)?;
    for head in heads {
        let place = format!("{space} chain {}", head.device);
        let mut links = chains.remove(&head.device).unwrap_or_default();
        for kept in chains::kept_of_chain(tx, space, head.device, 1, head.number)? {
            verify_content(&format!("{place} number {}", kept.link.chain_number), &kept.link)?;
            proof.kept += 1;
            if links.insert(kept.link.chain_number, kept.link).is_some() {
                return Err(wrong(place, "a number stands both in the log and beside it"));
            }
        }
        let hashes = follow(&place, space, &links, head.number)?;
        if hashes.get(&head.number) != Some(&head.hash) {
            return Err(wrong(place, "the head is not the hash of the last entry"));
        }
        let (suite, key) = keys.get(&head.device).ok_or_else(|| wrong(&place, "its device is unknown"))?;
        let signed = chains::signed_heads(tx, space, head.device)?;
        for signed_head in &signed {
            let number = signed_head.head.number;
            if hashes.get(&number) != Some(&signed_head.head.hash) {
                return Err(wrong(format!("{place} number {number}"), "the signed hash is not that of the entry"));
            }
            let message = head_message(server.key().deployment, *suite, &signed_head.head);
            let signature = signed_head.signature.as_slice().try_into().ok();
            if !signature.is_some_and(|signature| key.verifies(&message, signature)) {
                return Err(wrong(format!("{place} number {number}"), "the signature of the head is wrong"));
            }
            proof.signatures += 1;
        }
        if !signed.iter().any(|signed| signed.head.number == head.number) {
            return Err(wrong(place, "its device never signed the head"));
        }
    }
    match chains.into_keys().next() {
        Some(device) => Err(wrong(format!("{space} chain {device}"), "it has entries but no head")),
        None => Ok(()),
    }
}

fn follow(
    place: &str,
    space: &DivisionCode,
    links: &BTreeMap<u64, Link>,
    last: u64,
) -> Result<BTreeMap<u64, EntryHash>, StoreFault> {
    let mut hashes = BTreeMap::new();
    let mut previous = None;
    for number in 1..=last {
        let place = format!("{place} number {number}");
        let link = links.get(&number).ok_or_else(|| wrong(&place, "the entry is missing"))?;
        if link.previous != previous {
            return Err(wrong(place, "it does not follow the entry before it"));
        }
        let hash = link.entry(space).hash();
        if link.hash != Some(hash) {
            return Err(wrong(place, "its hash is not that of its content"));
        }
        previous = Some(hash);
        hashes.insert(number, hash);
    }
    if links.keys().next_back().is_some_and(|highest| *highest > last) {
        return Err(wrong(place, "it goes on beyond its head"));
    }
    Ok(hashes)
}

/// Every row is what its record's history replays to, and no row is there without one.
fn verify_tables(
    tx: &mut dyn Transaction,
    server: &Server,
    space: &DivisionCode,
    proof: &mut Proof,
) -> Result<(), StoreFault> {
    let tables = server.registrar().tables;
    let mut stored: BTreeMap<RecordId, RecordRow> = BTreeMap::new();
    for decl in kinds::all() {
        stored.extend(tables.records(tx, decl.number, space)?.into_iter().map(|row| (row.id, row)));
    }
    let mut replayed = BTreeSet::new();
    for (record, kind) in records(tx, space)? {
        if tables.table_name(kind).is_none() {
            continue;
        }
        let place = format!("{space} record {}", data_encoding::HEXLOWER.encode(&record.0));
        let history = History::of(tx, space, record)?;
        let Some(state) = history.replay(record) else { continue };
        if stored.get(&record) != Some(&as_stored(registrar::row(state))) {
            return Err(wrong(place, "its row is not what its history replays to"));
        }
        replayed.insert(record);
        proof.records += 1;
    }
    match stored.keys().find(|id| !replayed.contains(id)) {
        Some(id) => {
            let place = format!("{space} record {}", data_encoding::HEXLOWER.encode(&id.0));
            Err(wrong(place, "it has a row but no history"))
        }
        None => Ok(()),
    }
}

/// A row as it reads back: without what was emptied, and without fields of newer versions.
fn as_stored(mut row: RecordRow) -> RecordRow {
    let decl = kinds::by_number(row.kind);
    row.fields.retain(|number, state| {
        decl.is_some_and(|decl| decl.field(*number).is_some()) && *state != FieldState::Scalar(Value::Null)
    });
    row
}

fn records(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<BTreeMap<RecordId, KindNumber>, StoreFault> {
    let mut records = BTreeMap::new();
    let mut number = 0;
    loop {
        let page = log::entries_after(tx, space, Reader::Office, After { number, own: None }, PART)?;
        records.extend(page.entries.iter().map(|entry| (entry.record, entry.kind)));
        number = page.complete_to;
        if page.is_last {
            return Ok(records);
        }
    }
}
