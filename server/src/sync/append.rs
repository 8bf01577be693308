//! One verified entry finds its place: in the log, or beside it.

use cunji_documents::Record;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{KindDecl, RecordId};
use cunji_history::{Edit, EditId};
use cunji_protocol::{Body, CarriedEvidence, VerifiedEntry};

use super::verdict;
use crate::admission::{Admission, Candidate, admit};
use crate::error::ServerError;
use crate::log::{History, stub};
use crate::office;
use crate::registrar::Registrar;
use crate::sabotage::{Fault, armed};
use crate::storage::Transaction;
use crate::storage::chains::{self, Kept, KeptState};
use crate::storage::devices::Device;
use crate::storage::erasures::is_erased;
use crate::storage::link::Link;
use crate::storage::log::{self, LogEntry};

/// A verified entry with the times that bound when it was written.
pub struct Arrival {
    /// The entry.
    pub entry: VerifiedEntry,
    /// When it arrived: Unix seconds, UTC.
    pub arrived_at: i64,
    /// When the device's entry before it arrived.
    pub previous_arrival: i64,
}

/// Puts an entry where it belongs. The space is locked; the entry is the next of its chain.
///
/// # Errors
/// What the database says.
pub fn append(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    device: &Device,
    arrival: Arrival,
) -> Result<(), ServerError> {
    let space = arrival.entry.entry.space.clone();
    let id = arrival.entry.entry.edit;
    let (mut link, edit) = link(&arrival, device);
    // What was erased by law is so wherever it comes from, also beside the log.
    let erased = is_erased(tx, &space, id)? && !armed(Fault::ResurrectErased);
    if let Some(edit) = edit.as_ref().filter(|_| erased) {
        link = stripped(link, edit);
    }
    if log::upgrade_attested(tx, &space, &link)? {
        return Ok(());
    }
    if log::entry_of_edit(tx, &space, id)?.is_some() && !armed(Fault::AppendTwice) {
        return keep(tx, &space, device, link, edit.as_ref(), KeptState::Repeated, "edit.repeated", "");
    }
    let record = match &arrival.entry.body {
        Body::Erased(erased) => Some(erased.record),
        Body::Edit(edit) => edit.own_record_id(id),
    };
    let Some(edit) = edit.filter(|_| !erased) else {
        return append_erased(tx, registrar, device, &space, link, record);
    };
    // A verdict is final, whichever device brings the edit again, and before and after a restore.
    if let Some(code) = verdict::standing(tx, registrar, &space, id, &edit)? {
        return keep(tx, &space, device, link, Some(&edit), KeptState::Rejected, &code, "");
    }
    let candidate = Candidate {
        space: &space,
        device,
        id,
        edit: &edit,
        arrived_at: arrival.arrived_at,
        previous_arrival: arrival.previous_arrival,
        answered_for: false,
    };
    match admit(tx, registrar, &candidate)? {
        Admission::Accepted { decl, record, merged } => accept(tx, registrar, link, &edit, decl, record, merged),
        Admission::Held(code) => keep(tx, &space, device, link, Some(&edit), KeptState::Held, code, ""),
        Admission::Rejected(violations) => {
            let number = link.chain_number;
            let code = violations.first().map_or("edit.rejected", |violation| violation.code);
            keep(tx, &space, device, link, Some(&edit), KeptState::Rejected, code, &verdict::reason(&violations))?;
            verdict::publish(tx, registrar, device, number, id, &edit, &violations, arrival.arrived_at)
        }
    }
}

/// Gives an entry the next number of the log and writes its record's row.
///
/// # Errors
/// What the database says.
pub fn accept(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    link: Link,
    edit: &Edit,
    decl: &'static KindDecl,
    record: RecordId,
    merged: Option<Record>,
) -> Result<(), ServerError> {
    let space = edit.space.clone();
    let number = log::next_numbers(tx, &space, 1)?;
    let key = merged.as_ref().map_or(&[][..], |state| &state.key);
    let owner = decl.owner_of(&edit.author, edit.key.as_deref().unwrap_or(key));
    registrar.show(tx, &space, decl.number, record, merged)?;
    let entry = LogEntry {
        space,
        number,
        link,
        kind: decl.number,
        record,
        author: edit.author.clone(),
        audience: decl.audience,
        owner,
        attested: false,
    };
    log::insert_entry(tx, &entry)?;
    Ok(())
}

fn append_erased(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    device: &Device,
    space: &DivisionCode,
    link: Link,
    record: Option<RecordId>,
) -> Result<(), ServerError> {
    match accept_erased(tx, registrar, space, link, record)? {
        Ok(()) => Ok(()),
        Err(link) => {
            let held = kept(device, *link, None, KeptState::Held, "edit.erasure_unknown", "");
            chains::keep(tx, space, &Kept { record, ..held })?;
            Ok(())
        }
    }
}

/// An erased edit still has its place in log and chain, and its record is replayed without what it said. The link comes
/// back where nobody here knows of the erasure yet, or of the record.
///
/// # Errors
/// What the database says.
pub fn accept_erased(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    link: Link,
    record: Option<RecordId>,
) -> Result<Result<(), Box<Link>>, ServerError> {
    let stub = link.edit.as_deref().and_then(|bytes| Edit::from_bytes(bytes).ok());
    let decl = stub.as_ref().and_then(|stub| cunji_domain::kinds::by_number(stub.kind));
    let (Some(stub), Some(decl), true) = (stub, decl, is_erased(tx, space, link.edit_id)?) else {
        return Ok(Err(Box::new(link)));
    };
    let record = match record {
        Some(record) => Some(record),
        None => record_of_parents(tx, space, &stub.parents)?,
    };
    let Some(record) = record else { return Ok(Err(Box::new(link))) };
    let mut history = History::of(tx, space, record)?;
    history.push_erased(link.edit_id, stub.clone());
    let (edit, now) = (link.edit_id, link.received_at);
    accept(tx, registrar, link, &stub, decl, record, history.replay(record))?;
    // Phones may hold it whole, and the word to them may have been lost.
    office::tell(tx, registrar, space, edit, now)?;
    Ok(Ok(()))
}

fn record_of_parents(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    parents: &[EditId],
) -> Result<Option<RecordId>, ServerError> {
    for parent in parents {
        if let Some(entry) = log::entry_of_edit(tx, space, *parent)? {
            return Ok(Some(entry.record));
        }
    }
    Ok(None)
}

#[allow(clippy::too_many_arguments)] // one row's parts
fn keep(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    device: &Device,
    link: Link,
    edit: Option<&Edit>,
    state: KeptState,
    code: &str,
    reason: &str,
) -> Result<(), ServerError> {
    chains::keep(tx, space, &kept(device, link, edit, state, code, reason))?;
    Ok(())
}

fn kept(device: &Device, link: Link, edit: Option<&Edit>, state: KeptState, code: &str, reason: &str) -> Kept {
    let record = edit.and_then(|edit| edit.own_record_id(link.edit_id));
    Kept {
        kind: edit.map(|edit| edit.kind),
        record,
        author: Some(device.person.clone()),
        link,
        state,
        code: code.to_owned(),
        reason: reason.replace('\0', " "),
    }
}

/// The link as it is stored, and the edit if it is not erased.
fn link(arrival: &Arrival, device: &Device) -> (Link, Option<Edit>) {
    let VerifiedEntry { entry, hash, body, evidence, edit_salt, evidence_salt } = &arrival.entry;
    let (bytes, edit) = match body {
        Body::Edit(edit) => (edit.to_bytes(), Some(edit.clone())),
        Body::Erased(erased) => (stub::of_erased(erased, &entry.space, &device.person).to_bytes(), None),
    };
    let link = Link {
        device: entry.device,
        chain_number: entry.number,
        edit_id: entry.edit,
        salt: *edit_salt,
        edit: Some(bytes),
        previous: entry.previous,
        hash: Some(*hash),
        evidence_hash: entry.evidence,
        evidence: match evidence {
            Some(CarriedEvidence::Taken(evidence)) => Some(evidence.to_bytes()),
            Some(CarriedEvidence::Erased(_)) | None => None,
        },
        evidence_salt: *evidence_salt,
        written_at: entry.written_at,
        received_at: arrival.arrived_at,
        erased: edit.is_none(),
    };
    (link, edit)
}

/// A link without what its edit said.
fn stripped(mut link: Link, edit: &Edit) -> Link {
    link.edit = Some(stub::of(edit).to_bytes());
    link.salt = None;
    link.evidence = None;
    link.evidence_salt = None;
    link.erased = true;
    link
}
