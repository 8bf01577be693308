//! Taking back what this server once signed and then lost: a frame of an earlier epoch, brought by a phone.
//!
//! An edit is either in the log or named by a verdict; a place of a chain is either in the log or kept beside it. What can't be
//! placed yet waits. A signature covers where an entry stood and its edit's id, and so a whole edit, but nothing that a stub
//! says: a stub counts where its erasure is known.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::record::{KindDecl, RecordId, RecordKind, Value};
use cunji_domain::server_facts::erasure::Erasure;
use cunji_domain::server_facts::private_verdict::PrivateVerdict;
use cunji_domain::server_facts::verdict::Verdict;

use cunji_history::signed::Delivered;
use cunji_history::{Edit, EditId, Suite, derived_record_id};
use cunji_protocol::{Body, DownEntry, DownFrame, FrameFault};

use super::settle::look_again;
use super::verdict;
use crate::error::ServerError;
use crate::log::{History, publish_again, stub};
use crate::office::{self, relearn};
use crate::registrar::Registrar;
use crate::sabotage::{Fault, armed};
use crate::storage::attested::{self, AttestedFrame, WaitingEntry};
use crate::storage::chains::{self, KeptState};
use crate::storage::erasures::is_erased;
use crate::storage::link::Link;
use crate::storage::log::{self, LogEntry};
use crate::storage::{self, Storage, Transaction, deployment};

/// Takes a frame back; gives the number of entries that found their place in the log by it.
///
/// # Errors
/// What the database says; or `Ok(Err)` where the frame is not one that this server signed.
pub fn take_back(
    storage: &dyn Storage,
    registrar: &Registrar,
    frame: &DownFrame,
    now: i64,
) -> Result<Result<usize, FrameFault>, ServerError> {
    let publisher = &registrar.publisher;
    let entries = match frame.verify(publisher.deployment, &publisher.key.public()) {
        Ok(entries) => entries,
        Err(fault) => return Ok(Err(fault)),
    };
    let space = &frame.stretch.space;
    storage::write(storage, |tx| {
        log::open_space(tx, space)?;
        log::lock_space(tx, space)?;
        let ends: BTreeMap<u32, u64> = deployment::epoch_ends(tx, space)?.into_iter().collect();
        let mut lost = false;
        for entry in &entries {
            // What lies before the epoch's end is in the backup that was restored.
            let beyond = ends.get(&frame.stretch.epoch).is_none_or(|end| entry.number > *end);
            if beyond && !armed(Fault::LoseAttested) && log::entry_of_edit(tx, space, entry.edit)?.is_none() {
                attested::put_waiting(tx, space, &waiting(frame, entry, now))?;
                lost = true;
            }
        }
        if !lost {
            return Ok(Ok(0));
        }
        attested::put_frame(tx, &proof(frame, &entries), now)?;
        let mut taken = place(tx, registrar, space, now)?;
        look_again(tx, registrar, space, now)?;
        taken += place(tx, registrar, space, now)?;
        Ok(Ok(taken))
    })
}

fn waiting(frame: &DownFrame, entry: &DownEntry, now: i64) -> WaitingEntry {
    let (edit, record, erased) = match &entry.body {
        Body::Edit(edit) => (edit.to_bytes(), None, false),
        Body::Erased(erased) => {
            let stub = stub::of_erased(erased, &frame.stretch.space, &PersonId::server());
            (stub.to_bytes(), Some(erased.record), true)
        }
    };
    WaitingEntry {
        epoch: frame.stretch.epoch,
        delivered: delivered(entry),
        salt: entry.salt,
        edit,
        record,
        erased,
        received_at: now,
    }
}

fn proof(frame: &DownFrame, entries: &[DownEntry]) -> AttestedFrame {
    AttestedFrame {
        stretch: frame.stretch.clone(),
        suite: Suite::Ed25519Sha256.number(),
        signature: *frame.signature(),
        entries: entries.iter().map(delivered).collect(),
    }
}

fn delivered(entry: &DownEntry) -> Delivered {
    Delivered {
        number: entry.number,
        device: entry.device,
        chain_number: entry.chain_number,
        edit: entry.edit,
        written_at: entry.written_at,
    }
}

/// Places what waits attested in a space, until nothing moves any more; gives the number of entries that came into the log.
/// The space is locked.
///
/// # Errors
/// What the database says.
pub fn place(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    now: i64,
) -> Result<usize, ServerError> {
    let mut taken = 0;
    loop {
        let mut moved = false;
        let mut all = attested::waiting(tx, space)?;
        // By an erasure other entries are judged.
        all.sort_by_key(|waiting| !is_of(waiting, &[Erasure::DECL]));
        for waiting in all {
            let outcome = place_one(tx, registrar, space, &waiting, now)?;
            if outcome != Placed::Waits {
                attested::remove_waiting(tx, space, waiting.delivered.edit)?;
                taken += usize::from(outcome == Placed::InLog);
                moved = true;
            }
        }
        if !moved {
            return Ok(taken);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Placed {
    InLog,
    LeftOut,
    Waits,
}

fn place_one(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    waiting: &WaitingEntry,
    now: i64,
) -> Result<Placed, ServerError> {
    let Delivered { device, chain_number, edit: id, .. } = waiting.delivered;
    if log::entry_of_edit(tx, space, id)?.is_some() {
        return Ok(Placed::LeftOut);
    }
    // The same place of a chain can't be filled twice: what is there was signed by its device.
    let there = log::entries_of_chain(tx, space, device, chain_number, 1)?;
    if there.iter().any(|there| there.link.chain_number == chain_number) {
        return Ok(Placed::LeftOut);
    }
    let kept = chains::kept_at(tx, space, device, chain_number)?;
    if kept.as_ref().is_some_and(|kept| kept.link.edit_id != id || kept.state != KeptState::Held) {
        return Ok(Placed::LeftOut);
    }
    // What its device brought since may be whole where the phone that offers it has no body.
    let whole =
        kept.as_ref().filter(|kept| waiting.erased && !kept.link.erased).and_then(|kept| kept.link.edit.as_ref());
    let without_body = waiting.erased && whole.is_none();
    let Ok(mut edit) = Edit::from_bytes(whole.unwrap_or(&waiting.edit)) else { return Ok(Placed::LeftOut) };
    // A verdict is final, also one that was given since the loss.
    if verdict::standing(tx, registrar, space, id, &edit)?.is_some() || judges_the_log(tx, space, &edit)? {
        return Ok(Placed::LeftOut);
    }
    let Some(decl) = kinds::by_number(edit.kind).filter(|decl| edit.schema <= decl.schema) else {
        return Ok(Placed::Waits);
    };
    let erased = is_erased(tx, space, id)?;
    if without_body && !erased {
        return Ok(Placed::Waits);
    }
    let own_record = edit.own_record_id(id).or(erased_record(tx, space, id)?).or(waiting.record);
    if erased {
        edit = stub::of(&edit);
    }
    let record = match lineage(tx, registrar, space, &edit, own_record)? {
        Ok(record) => record,
        Err(placed) => return Ok(placed),
    };
    let link = match kept {
        // It came from its device since, and was held: it stands at its place with all that its device signed.
        Some(kept) => {
            chains::remove_kept(tx, space, device, chain_number)?;
            let salt = kept.link.salt.or(waiting.salt).filter(|_| !erased);
            Link { salt, edit: Some(edit.to_bytes()), erased, ..kept.link }
        }
        None => link(waiting, &edit, erased),
    };
    insert(tx, registrar, space, link, &edit, decl, record, now)?;
    Ok(Placed::InLog)
}

/// The record of an edit all of whose parents are in the log; else whether it waits for one or is left out with it.
fn lineage(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    edit: &Edit,
    own_record: Option<RecordId>,
) -> Result<Result<RecordId, Placed>, ServerError> {
    let mut record = own_record;
    for parent in &edit.parents {
        match log::entry_of_edit(tx, space, *parent)? {
            Some(entry) => record = record.or(Some(entry.record)),
            // What descends from a rejected edit is left out on every replica.
            None if verdict::standing(tx, registrar, space, *parent, edit)?.is_some() => {
                return Ok(Err(Placed::LeftOut));
            }
            None => return Ok(Err(Placed::Waits)),
        }
    }
    Ok(record.ok_or(Placed::LeftOut))
}

/// The record that an erasure names for its edit. Of what a stub says it alone is proved.
fn erased_record(tx: &mut dyn Transaction, space: &DivisionCode, id: EditId) -> Result<Option<RecordId>, ServerError> {
    let fact = derived_record_id(Erasure::DECL.number, space, &[Value::Bytes(id.0.to_vec())]);
    let state = History::of(tx, space, fact)?.replay(fact);
    Ok(state.and_then(|state| Erasure::from_parts(&state.key, &state.fields).ok()).map(|erasure| erasure.record))
}

/// Whether it is a verdict on what came into the log since it was given. An edit is in the log or named by a verdict.
fn judges_the_log(tx: &mut dyn Transaction, space: &DivisionCode, edit: &Edit) -> Result<bool, ServerError> {
    if ![Verdict::DECL.number, PrivateVerdict::DECL.number].contains(&edit.kind) || !edit.author.is_server() {
        return Ok(false);
    }
    for judged in edit.key.iter().flatten().filter_map(Value::as_bytes) {
        let Ok(judged) = judged.try_into().map(EditId) else { continue };
        if log::entry_of_edit(tx, space, judged)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_of(waiting: &WaitingEntry, decls: &[&KindDecl]) -> bool {
    let kind = Edit::from_bytes(&waiting.edit).map(|edit| edit.kind);
    kind.is_ok_and(|kind| decls.iter().any(|decl| decl.number == kind))
}

#[allow(clippy::too_many_arguments)] // one entry and its place
fn insert(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    link: Link,
    edit: &Edit,
    decl: &'static KindDecl,
    record: RecordId,
    now: i64,
) -> Result<(), ServerError> {
    let (id, erased) = (link.edit_id, link.erased);
    let mut history = History::of(tx, space, record)?;
    let written_since = edit.author.is_server() && is_written_since(tx, registrar, space, record)?;
    let before = if written_since { history.replay(record) } else { None };
    if erased {
        history.push_erased(id, edit.clone());
    } else {
        history.push(id, edit.clone());
    }
    let entry = LogEntry {
        space: space.clone(),
        number: log::next_numbers(tx, space, 1)?,
        attested: link.hash.is_none(),
        link,
        kind: decl.number,
        record,
        author: edit.author.clone(),
        audience: decl.audience,
        owner: decl.owner_of(&edit.author, edit.key.as_deref().unwrap_or_default()),
    };
    log::insert_entry(tx, &entry)?;
    for copy in chains::kept_of_edit(tx, space, id)? {
        if copy.state == KeptState::Held {
            let (device, number) = (copy.link.device, copy.link.chain_number);
            chains::settle_kept(tx, space, device, number, KeptState::Repeated, "edit.repeated", "")?;
        }
    }
    if erased {
        office::tell(tx, registrar, space, id, now)?;
    }
    let state = registrar.project(tx, space, decl.number, record, &history)?;
    match before.filter(|before| before.withdrawn.is_none() && decl.number != Erasure::DECL.number) {
        // What the server wrote since holds: it knew what it wrote, and the tables of its own say so.
        Some(before) => publish_again(tx, registrar, decl, &before, now).map(drop),
        None => state.map_or(Ok(()), |state| relearn(tx, registrar, &state)),
    }
}

/// Whether the server wrote on a record in the present epoch.
fn is_written_since(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
) -> Result<bool, ServerError> {
    let entries = log::entries_of_record(tx, space, record)?;
    Ok(entries.iter().any(|entry| entry.link.device == registrar.publisher.device))
}

fn link(waiting: &WaitingEntry, edit: &Edit, erased: bool) -> Link {
    Link {
        device: waiting.delivered.device,
        chain_number: waiting.delivered.chain_number,
        edit_id: waiting.delivered.edit,
        salt: waiting.salt.filter(|_| !erased),
        edit: Some(edit.to_bytes()),
        previous: None,
        hash: None,
        evidence_hash: None,
        evidence: None,
        evidence_salt: None,
        written_at: waiting.delivered.written_at,
        received_at: waiting.received_at,
        erased,
    }
}
