//! Taking back what this server once signed and then lost: a frame of an earlier epoch, brought by a phone.

use std::collections::BTreeMap;

use cunji_domain::kinds;
use cunji_domain::record::{KindDecl, RecordId};
use cunji_history::Edit;
use cunji_protocol::{Body, DownEntry, DownFrame, FrameFault};

use super::settle::look_again;
use crate::error::ServerError;
use crate::log::{History, stub};
use crate::office::{self, relearn};
use crate::registrar::Registrar;
use crate::sabotage::{Fault, armed};
use crate::storage::erasures::is_erased;
use crate::storage::link::Link;
use crate::storage::log::{self, LogEntry};
use crate::storage::{self, Storage, Transaction, deployment};

/// Takes a frame back; gives the number of entries that were new.
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
        let mut taken = 0;
        for entry in &entries {
            // What lies before the epoch's end is in the backup that was restored.
            let lost = ends.get(&frame.stretch.epoch).is_none_or(|end| entry.number > *end);
            if lost && !armed(Fault::LoseAttested) && log::entry_of_edit(tx, space, entry.edit)?.is_none() {
                taken += usize::from(append(tx, registrar, frame, entry, now)?);
            }
        }
        if taken > 0 {
            look_again(tx, registrar, space, now)?;
        }
        Ok(Ok(taken))
    })
}

fn append(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    frame: &DownFrame,
    entry: &DownEntry,
    now: i64,
) -> Result<bool, ServerError> {
    let space = &frame.stretch.space;
    // The same place of a chain can't be filled twice: what is there was signed by its device.
    let there = log::entries_of_chain(tx, space, entry.device, entry.chain_number, 1)?;
    if there.iter().any(|there| there.link.chain_number == entry.chain_number) {
        return Ok(false);
    }
    let Some(decl) = kinds::by_number(entry.body.kind()) else { return Ok(false) };
    let Some((edit, record)) = content(tx, frame, entry)? else { return Ok(false) };
    let erased = matches!(entry.body, Body::Erased(_)) || is_erased(tx, space, entry.edit)?;
    let mut history = History::of(tx, space, record)?;
    if erased {
        history.push_erased(entry.edit, stub::of(&edit));
    } else {
        history.push(entry.edit, edit.clone());
    }
    let number = log::next_numbers(tx, space, 1)?;
    log::insert_entry(tx, &logged(frame, entry, decl, &edit, record, number, erased, now))?;
    if erased {
        office::tell(tx, registrar, space, entry.edit, now)?;
    }
    if let Some(state) = registrar.project(tx, space, decl.number, record, &history)? {
        relearn(tx, registrar, &state)?;
    }
    Ok(true)
}

fn content(
    tx: &mut dyn Transaction,
    frame: &DownFrame,
    entry: &DownEntry,
) -> Result<Option<(Edit, RecordId)>, ServerError> {
    let space = &frame.stretch.space;
    match &entry.body {
        Body::Erased(erased) => {
            let author = cunji_domain::person::PersonId::server();
            Ok(Some((stub::of_erased(erased, space, &author), erased.record)))
        }
        Body::Edit(edit) => {
            if let Some(record) = edit.own_record_id(entry.edit) {
                return Ok(Some((edit.clone(), record)));
            }
            for parent in &edit.parents {
                if let Some(known) = log::entry_of_edit(tx, space, *parent)? {
                    return Ok(Some((edit.clone(), known.record)));
                }
            }
            Ok(None)
        }
    }
}

#[allow(clippy::too_many_arguments)] // one row's parts
fn logged(
    frame: &DownFrame,
    entry: &DownEntry,
    decl: &'static KindDecl,
    edit: &Edit,
    record: RecordId,
    number: u64,
    erased: bool,
    now: i64,
) -> LogEntry {
    let kept = if erased { stub::of(edit) } else { edit.clone() };
    LogEntry {
        space: frame.stretch.space.clone(),
        number,
        link: Link {
            device: entry.device,
            chain_number: entry.chain_number,
            edit_id: entry.edit,
            salt: entry.salt.filter(|_| !erased),
            edit: Some(kept.to_bytes()),
            previous: None,
            hash: None,
            evidence_hash: None,
            evidence: None,
            evidence_salt: None,
            written_at: entry.written_at,
            received_at: now,
            erased,
        },
        kind: decl.number,
        record,
        author: edit.author.clone(),
        audience: decl.audience,
        owner: decl.owner_of(&edit.author, edit.key.as_deref().unwrap_or_default()),
        attested: true,
    }
}
