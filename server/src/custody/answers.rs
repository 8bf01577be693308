//! Proof that what was answered is so: a rejected entry has its verdict, a verdict names nothing that stands in the log, and what
//! is erased was erased by the procedure.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordKind, Value};
use cunji_domain::server_facts::private_verdict::PrivateVerdict;
use cunji_domain::server_facts::verdict::Verdict;
use cunji_history::{Edit, EditId};

use super::verify::{StoreFault, wrong};
use crate::server::Server;
use crate::storage::chains::{self, Kept, KeptState};
use crate::storage::erasures::is_erased;
use crate::storage::link::Link;
use crate::storage::{Transaction, log};

/// Proves the answers of a space.
///
/// # Errors
/// The first fault.
pub(super) fn verify(tx: &mut dyn Transaction, server: &Server, space: &DivisionCode) -> Result<(), StoreFault> {
    let judged = judged(tx, server, space)?;
    for edit in &judged {
        if let Some(entry) = log::entry_of_edit(tx, space, *edit)? {
            return Err(wrong(
                format!("{space} log number {}", entry.number),
                "a verdict rejects it, and it is in the log",
            ));
        }
    }
    for kept in chains::kept_in_state(tx, space, KeptState::Rejected)? {
        if is_own(&kept) && !judged.contains(&kept.link.edit_id) {
            let place = format!("{space} chain {} number {}", kept.link.device, kept.link.chain_number);
            return Err(wrong(place, "it is rejected, and no verdict says so"));
        }
    }
    Ok(())
}

/// What is erased was erased by the procedure.
///
/// # Errors
/// It was not.
pub(super) fn verify_erased(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    place: &str,
    link: &Link,
) -> Result<(), StoreFault> {
    if link.erased && !is_erased(tx, space, link.edit_id)? {
        return Err(wrong(place, "it is empty, and nobody erased it"));
    }
    Ok(())
}

/// The edits that a verdict rejects.
fn judged(tx: &mut dyn Transaction, server: &Server, space: &DivisionCode) -> Result<BTreeSet<EditId>, StoreFault> {
    let tables = server.registrar().tables;
    let mut judged = BTreeSet::new();
    for kind in [Verdict::DECL.number, PrivateVerdict::DECL.number] {
        let rows = tables.records(tx, kind, space)?.into_iter().filter(|row| !row.withdrawn);
        let edits = rows.filter_map(|row| row.key.last().and_then(Value::as_bytes)?.try_into().ok());
        judged.extend(edits.map(EditId));
    }
    Ok(judged)
}

/// Whether the device's person wrote it: of another's edit that somebody carries no verdict is given.
fn is_own(kept: &Kept) -> bool {
    let edit = kept.link.edit.as_deref().and_then(|bytes| Edit::from_bytes(bytes).ok());
    edit.is_some_and(|edit| Some(&edit.author) == kept.author.as_ref())
}
