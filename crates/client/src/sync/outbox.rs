//! What the store holds that the server may want.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_history::signed::{Deployment, Stretch};
use cunji_history::{DeviceId, EditId, Entry, EntryHash};
use cunji_protocol::message::Cursor;
use cunji_protocol::primer::{Primer, texts_of};
use cunji_protocol::session::{Outbox, OwnChain};
use cunji_protocol::{Body, CarriedEvidence, DownEntry, DownFrame, EntrySalts, Erased, FrameFault, UpEntry};
use cunji_store::{DownEdit, OutgoingEntry, OutgoingRun, Store};

use crate::error::Result;

/// What is to be said and asked next; `attested` are frames that a restored server may have lost.
pub(super) fn outbox(store: &Store, attested: &[DownFrame]) -> Result<Outbox> {
    let device = store.device()?;
    let mut runs: BTreeMap<DivisionCode, OutgoingRun> =
        store.outbox()?.into_iter().map(|run| (run.space.clone(), run)).collect();
    let primer = most(&runs).map(|space| primer(store, space)).transpose()?.flatten();
    let stated: BTreeMap<DivisionCode, (u64, EntryHash)> = store
        .stated_heads()?
        .into_iter()
        .filter(|head| head.device == device.id)
        .map(|head| (head.space, (head.number, head.hash)))
        .collect();
    let mut chains = Vec::new();
    let written: BTreeMap<DivisionCode, u64> = store.chain_numbers()?.into_iter().collect();
    for space in store.written_spaces()? {
        // Of a chain that was purged nothing is here: all of it may come down, and what was written since goes up.
        let written = written.get(&space).copied().unwrap_or(0);
        let before = stated.get(&space).map(|(_, hash)| *hash);
        let run = runs.remove(&space);
        let (entries, seeds) = run.map(|run| (run.entries, run.seeds)).unwrap_or_default();
        let parents: BTreeSet<EditId> = entries.iter().flat_map(|entry| &entry.edit.parents).copied().collect();
        let numbers = store.numbers_of(&space, &parents)?;
        let entries = up_entries(&space, device.id, before, entries);
        let seeds = seeds.into_iter().collect();
        chains.push(OwnChain { space, device: device.id, suite: device.suite, written, entries, seeds, numbers });
    }
    let cursors = store.cursors()?.into_iter().map(|cursor| Cursor {
        space: cursor.space,
        audience: cursor.audience,
        epoch: cursor.epoch,
        number: cursor.number,
    });
    Ok(Outbox { cursors: cursors.collect(), chains, attested: attested.to_vec(), primer })
}

/// The space that most is sent of.
fn most(runs: &BTreeMap<DivisionCode, OutgoingRun>) -> Option<&DivisionCode> {
    runs.iter().max_by_key(|(_, run)| run.entries.len()).map(|(space, _)| space)
}

/// What both sides hold of the space's own chains; none where nothing is shared yet.
fn primer(store: &Store, space: &DivisionCode) -> Result<Option<Primer>> {
    let mut shared = store.shared_texts(space)?;
    let mut whole = Vec::new();
    for chain in shared.drain(..) {
        // Of a chain that was purged the server holds texts that are gone here.
        if store.kept_of_chain(space, chain.device, chain.number)? == chain.number {
            whole.push(chain);
        }
    }
    if whole.is_empty() {
        return Ok(None);
    }
    let names = whole.iter().map(|chain| (chain.device, chain.number)).collect();
    let built = Primer::build(space.clone(), names, |add| {
        whole.iter().flat_map(|chain| &chain.edits).flat_map(texts_of).for_each(add);
        Ok::<(), std::convert::Infallible>(())
    });
    Ok(built.ok())
}

/// Entries as they travel, each after the hash of the one before.
fn up_entries(
    space: &DivisionCode,
    device: DeviceId,
    before: Option<EntryHash>,
    entries: Vec<OutgoingEntry>,
) -> Vec<UpEntry> {
    let mut previous = before;
    let up_entry = |entry: OutgoingEntry| {
        let up = UpEntry {
            entry: Entry {
                space: space.clone(),
                device,
                number: entry.number,
                previous,
                edit: entry.edit_id,
                evidence: entry.evidence_hash,
                written_at: entry.written_at,
            },
            evidence: match (entry.evidence, entry.evidence_hash) {
                (Some(evidence), _) => Some(CarriedEvidence::Taken(evidence)),
                (None, Some(hash)) => Some(CarriedEvidence::Erased(hash)),
                (None, None) => None,
            },
            salts: if entry.single || entry.salt.is_none() {
                EntrySalts::Single { edit: entry.salt, evidence: entry.evidence_salt }
            } else {
                EntrySalts::Seeded
            },
            body: match entry.salt {
                Some(_) => Body::Edit(entry.edit),
                None => Body::Erased(Erased {
                    edit: entry.edit_id,
                    record: entry.record,
                    kind: entry.edit.kind,
                    schema: entry.edit.schema,
                    parents: entry.edit.parents,
                }),
            },
        };
        previous = Some(entry.hash);
        up
    };
    entries.into_iter().map(up_entry).collect()
}

/// The frames of former epochs with entries beyond where that epoch ended for the server, which it did not give again since.
pub(super) fn lost_frames(store: &Store, deployment: Deployment, epoch: u32) -> Result<Vec<DownFrame>> {
    let mut lost = Vec::new();
    for space in store.frame_spaces()? {
        let frames = store.frames(&space)?;
        let again: BTreeSet<EditId> = frames
            .iter()
            .filter(|frame| frame.epoch >= epoch)
            .flat_map(|frame| frame.entries.iter().map(|entry| entry.edit.id()))
            .collect();
        for frame in frames.iter().filter(|frame| frame.epoch < epoch) {
            let end = store.epoch_end(frame.epoch, &space)?.unwrap_or(0);
            let mut beyond = frame.entries.iter().filter(|entry| entry.log_number > end);
            if beyond.any(|entry| !again.contains(&entry.edit.id())) {
                lost.push(as_it_was_signed(frame, deployment)?);
            }
        }
    }
    Ok(lost)
}

/// A kept frame as it travels: under the signature that the server once gave it.
fn as_it_was_signed(frame: &cunji_store::DownFrame, deployment: Deployment) -> Result<DownFrame, FrameFault> {
    let entries: Vec<DownEntry> = frame
        .entries
        .iter()
        .map(|entry| {
            let edit = entry.edit.id();
            let (body, salt) = match &entry.edit {
                DownEdit::Whole { salt, edit } => (Body::Edit(edit.clone()), Some(*salt)),
                DownEdit::Erased { id, record, stub } => {
                    let (kind, schema, parents) = (stub.kind, stub.schema, stub.parents.clone());
                    (Body::Erased(Erased { edit: *id, record: *record, kind, schema, parents }), None)
                }
            };
            DownEntry {
                number: entry.log_number,
                device: entry.device,
                chain_number: entry.chain_number,
                edit,
                body,
                salt,
                written_at: entry.written_at,
            }
        })
        .collect();
    let stretch = Stretch { server: frame.server, space: frame.space.clone(), epoch: frame.epoch };
    DownFrame::seal(stretch, frame.audience, frame.suite, deployment, &entries, |_| frame.signature)
}
