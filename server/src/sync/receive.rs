//! Taking in one up frame: chain, signature, then each entry on its own.

use std::cell::RefCell;
use std::collections::BTreeMap;

use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;
use cunji_history::{DeviceId, EditId, EntryHash, Head, Suite};
use cunji_protocol::{Body, FrameFault, UpFrame, VerifiedEntry};
use sha2::{Digest, Sha256};

use super::append::{Arrival, append};
use super::settle::look_again;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::sabotage::{self, Fault, armed};
use crate::storage::chains::{self, SignedHead, WaitingFrame};
use crate::storage::devices::{self, Device};
use crate::storage::{self, Result as StorageResult, Storage, Transaction, log, roster};

/// How many frames of one chain may wait for their predecessors.
const MOST_WAITING: usize = 64;
/// How many entries of one chain may wait for what is missing: all that wait are looked at again with every frame.
const MOST_ENTRIES_WAITING: u64 = 4096;

/// What became of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// Every entry of it is in the log or kept.
    Taken,
    /// It begins past what is held of its chain; it waits, whole.
    Waiting,
    /// It was not stored.
    Refused {
        /// Stable code.
        code: &'static str,
        /// Chinese.
        zh: String,
        /// English.
        en: String,
    },
}

impl Received {
    fn fault(fault: &FrameFault) -> Self {
        Self::Refused { code: fault.code(), zh: fault.zh(), en: fault.en() }
    }

    fn refused(code: &'static str, zh: &str, en: &str) -> Self {
        Self::Refused { code, zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// Takes in a frame in one transaction: durable when this returns. `carrier` is the person whose device brings it.
///
/// # Errors
/// What the database says; nothing of the frame is stored then.
pub fn receive(
    storage: &dyn Storage,
    registrar: &Registrar,
    frame: &UpFrame,
    carrier: &PersonId,
    now: i64,
) -> Result<Received, ServerError> {
    if sabotage::loses_this_frame() {
        return lose(storage, registrar, frame, carrier, now);
    }
    storage::write(storage, |tx| {
        let received = take(tx, registrar, frame, carrier, now)?;
        if received == Received::Taken {
            look_again(tx, registrar, &frame.space, now)?;
            take_waiting(tx, registrar, frame, carrier, now)?;
        }
        Ok(received)
    })
}

/// Only under sabotage: acknowledges before the commit, which does not come.
fn lose(
    storage: &dyn Storage,
    registrar: &Registrar,
    frame: &UpFrame,
    carrier: &PersonId,
    now: i64,
) -> Result<Received, ServerError> {
    let mut tx = storage.begin_write()?;
    let received = take(&mut *tx, registrar, frame, carrier, now)?;
    if let Some(head) = chains::chain_head(&mut *tx, &frame.space, frame.device)? {
        sabotage::tell(head);
    }
    Ok(received)
}

fn take(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    frame: &UpFrame,
    carrier: &PersonId,
    now: i64,
) -> Result<Received, ServerError> {
    let Some(device) = devices::by_id(tx, frame.device)? else {
        return Ok(Received::refused(
            "device.unknown",
            "办公室不认识这台手机,请重新登记。手机里的内容都在。",
            "The office does not know this phone; please enrol it again. What it holds is safe.",
        ));
    };
    let belongs =
        roster::memberships_of_person(tx, &device.person)?.iter().any(|membership| membership.reaches(&frame.space));
    if !belongs {
        return Ok(Received::refused(
            "rights.no_space",
            "名册上你不在这个村。要是名册不对,请找镇办公室改;手机里的内容都在。",
            "The roster does not have you in this village. If it is wrong, ask the town office; what the phone holds is safe.",
        ));
    }
    log::open_space(tx, &frame.space)?;
    log::lock_space(tx, &frame.space)?;
    // Again, under the lock: whoever revokes a device takes it too.
    let device = devices::by_id(tx, frame.device)?.unwrap_or(device);
    let head = chains::chain_head(tx, &frame.space, frame.device)?;
    let held = head.as_ref().map_or(0, |head| head.number);
    if frame.first > held + 1 {
        return wait(tx, frame, &device, carrier, now);
    }
    if chains::waiting_of_device(tx, &frame.space, frame.device)? >= MOST_ENTRIES_WAITING {
        return Ok(too_much_waits());
    }
    let before = if frame.first == held + 1 { head } else { head_at(tx, frame, frame.first - 1)? };
    let entries = match verify(tx, registrar, frame, &device, before.as_ref())? {
        Ok(entries) => entries,
        Err(fault) => return Ok(Received::fault(&fault)),
    };
    // What came back attested has no hash yet, but its place in the chain is taken by its edit.
    let beyond = edits_beyond(tx, frame, held, entries.len() as u64)?;
    for entry in &entries {
        let number = entry.entry.number;
        let same = if number <= held {
            hash_at(tx, frame, number)? == Some(entry.hash)
        } else {
            beyond.get(&number).is_none_or(|edit| *edit == entry.entry.edit)
        };
        if !same {
            return Ok(Received::fault(&FrameFault::Fork(number)));
        }
    }
    foresee(tx, frame, &entries)?;
    take_entries(tx, registrar, frame, &device, entries, held, now)?;
    Ok(Received::Taken)
}

/// Asks once for the whole frame what its entries would ask one by one.
fn foresee(tx: &mut dyn Transaction, frame: &UpFrame, entries: &[VerifiedEntry]) -> StorageResult<()> {
    let edits: Vec<EditId> = entries.iter().map(|entry| entry.entry.edit).collect();
    let record = |entry: &VerifiedEntry| match &entry.body {
        Body::Edit(edit) => edit.own_record_id(entry.entry.edit),
        Body::Erased(erased) => Some(erased.record),
    };
    let records: Vec<RecordId> = entries.iter().filter_map(record).collect();
    log::foresee(tx, &frame.space, &edits, &records)
}

fn take_entries(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    frame: &UpFrame,
    device: &Device,
    entries: Vec<VerifiedEntry>,
    held: u64,
    now: i64,
) -> Result<(), ServerError> {
    let mut previous_arrival = arrival_at(tx, frame, held)?.unwrap_or(device.enrolled_at);
    let mut last = None;
    for entry in entries.into_iter().filter(|entry| entry.entry.number > held || armed(Fault::AppendTwice)) {
        last = Some((entry.entry.number, entry.hash));
        append(tx, registrar, device, Arrival { entry, arrived_at: now, previous_arrival })?;
        previous_arrival = now;
    }
    if let Some((number, hash)) = last {
        let head = Head { space: frame.space.clone(), device: frame.device, number, hash };
        chains::set_chain_head(tx, &head)?;
        let suite = Suite::Ed25519Sha256.number();
        let signature = frame.signature().to_vec();
        chains::put_signed_head(tx, &SignedHead { head, signature, suite, received_at: now })?;
    }
    Ok(())
}

fn verify(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    frame: &UpFrame,
    device: &Device,
    before: Option<&Head>,
) -> StorageResult<Result<Vec<VerifiedEntry>, FrameFault>> {
    let failure = RefCell::new(None);
    let cell = RefCell::new(tx);
    let resolve = |device: DeviceId, number: u64| -> Option<EditId> {
        match edit_at(&mut **cell.borrow_mut(), frame, device, number) {
            Ok(edit) => edit,
            Err(error) => {
                *failure.borrow_mut() = Some(error);
                None
            }
        }
    };
    let verified = frame.verify(registrar.publisher.deployment, &device.public_key, before, resolve);
    match failure.into_inner() {
        Some(error) => Err(error),
        None => Ok(verified),
    }
}

fn edit_at(tx: &mut dyn Transaction, frame: &UpFrame, device: DeviceId, number: u64) -> StorageResult<Option<EditId>> {
    if let Some(entry) = log::entries_of_chain(tx, &frame.space, device, number, 1)?.pop()
        && entry.link.chain_number == number
    {
        return Ok(Some(entry.link.edit_id));
    }
    Ok(chains::kept_at(tx, &frame.space, device, number)?.map(|kept| kept.link.edit_id))
}

/// The edits at so many numbers of the frame's chain beyond what is held of it, where there are any.
fn edits_beyond(
    tx: &mut dyn Transaction,
    frame: &UpFrame,
    held: u64,
    count: u64,
) -> StorageResult<BTreeMap<u64, EditId>> {
    let kept = chains::kept_of_chain(tx, &frame.space, frame.device, held + 1, count)?;
    let mut edits: BTreeMap<u64, EditId> =
        kept.into_iter().map(|kept| (kept.link.chain_number, kept.link.edit_id)).collect();
    let logged = log::entries_of_chain(tx, &frame.space, frame.device, held + 1, count)?;
    edits.extend(logged.into_iter().map(|entry| (entry.link.chain_number, entry.link.edit_id)));
    Ok(edits)
}

fn link_at(
    tx: &mut dyn Transaction,
    frame: &UpFrame,
    number: u64,
) -> StorageResult<Option<crate::storage::link::Link>> {
    if let Some(kept) = chains::kept_at(tx, &frame.space, frame.device, number)? {
        return Ok(Some(kept.link));
    }
    let entry = log::entries_of_chain(tx, &frame.space, frame.device, number, 1)?.pop();
    Ok(entry.map(|entry| entry.link).filter(|link| link.chain_number == number))
}

fn hash_at(tx: &mut dyn Transaction, frame: &UpFrame, number: u64) -> StorageResult<Option<EntryHash>> {
    Ok(link_at(tx, frame, number)?.and_then(|link| link.hash))
}

fn arrival_at(tx: &mut dyn Transaction, frame: &UpFrame, number: u64) -> StorageResult<Option<i64>> {
    if number == 0 {
        return Ok(None);
    }
    Ok(link_at(tx, frame, number)?.map(|link| link.received_at))
}

fn head_at(tx: &mut dyn Transaction, frame: &UpFrame, number: u64) -> StorageResult<Option<Head>> {
    if number == 0 {
        return Ok(None);
    }
    let hash = hash_at(tx, frame, number)?;
    Ok(hash.map(|hash| Head { space: frame.space.clone(), device: frame.device, number, hash }))
}

fn wait(
    tx: &mut dyn Transaction,
    frame: &UpFrame,
    device: &Device,
    carrier: &PersonId,
    now: i64,
) -> Result<Received, ServerError> {
    // Its signature can't be checked before what is missing has come: only its own person may leave it here.
    if device.person != *carrier {
        let expected = chains::chain_head(tx, &frame.space, frame.device)?.map_or(0, |head| head.number) + 1;
        return Ok(Received::fault(&FrameFault::Gap { expected, found: frame.first }));
    }
    if chains::waiting_frames(tx, &frame.space, frame.device)?.len() >= MOST_WAITING {
        return Ok(too_much_waits());
    }
    let bytes = frame.to_bytes();
    let digest = Sha256::digest(&bytes).into();
    let waiting = WaitingFrame { first_number: frame.first, digest, frame: bytes, received_at: now };
    chains::put_waiting_frame(tx, &frame.space, frame.device, &waiting)?;
    Ok(Received::Waiting)
}

fn too_much_waits() -> Received {
    Received::refused(
        "frame.too_many_waiting",
        "前面缺的还没到,后面的先不收了,手机里的内容都在。请让队友和那台手机都同步一次。",
        "Too much waits for what is missing; what the phone holds is safe. Please let that phone and the teammates' sync.",
    )
}

/// Takes in the frames that waited for this one.
fn take_waiting(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    frame: &UpFrame,
    carrier: &PersonId,
    now: i64,
) -> Result<(), ServerError> {
    loop {
        let held = chains::chain_head(tx, &frame.space, frame.device)?.map_or(0, |head| head.number);
        let waiting = chains::waiting_frames(tx, &frame.space, frame.device)?;
        let Some(next) = waiting.into_iter().find(|waiting| waiting.first_number <= held + 1) else { return Ok(()) };
        if let Ok(frame) = UpFrame::from_bytes(&next.frame) {
            // What is refused now was never acknowledged; its phone still has it and learns why when it brings it itself.
            take(tx, registrar, &frame, carrier, now)?;
        }
        chains::remove_waiting_frame(tx, &frame.space, frame.device, next.first_number, &next.digest)?;
    }
}
