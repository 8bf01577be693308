//! Held entries: looked at again when something new is in the log, or settled by a person.

use cunji_domain::division::DivisionCode;
use cunji_domain::violation::Violation;
use cunji_history::{DeviceId, Edit};

use super::append::{accept, accept_erased};
use super::verdict;
use crate::admission::{Admission, Candidate, admit};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::sabotage::{Fault, armed};
use crate::storage::chains::{self, Kept, KeptState};
use crate::storage::devices::{self, Device};
use crate::storage::{Transaction, log};

/// What a person decides about a held entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is taken in.
    Accept,
    /// It is rejected; the author reads why.
    Reject(String),
}

/// Looks again at what waits in a space, until nothing moves any more.
///
/// # Errors
/// What the database says.
pub fn look_again(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    now: i64,
) -> Result<(), ServerError> {
    loop {
        let mut moved = false;
        if armed(Fault::HeldForEver) {
            return Ok(());
        }
        for kept in chains::waiting(tx, space)? {
            moved |= try_again(tx, registrar, space, kept, now)?;
        }
        // What came back attested may have waited for what is in the log now.
        moved |= super::attest::place(tx, registrar, space, now)? > 0;
        if !moved {
            return Ok(());
        }
    }
}

fn try_again(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    kept: Kept,
    now: i64,
) -> Result<bool, ServerError> {
    let Some(device) = devices::by_id(tx, kept.link.device)? else { return Ok(false) };
    if is_in_log(tx, space, &kept)? {
        chains::settle_kept(tx, space, device.id, kept.link.chain_number, KeptState::Repeated, "edit.repeated", "")?;
        return Ok(true);
    }
    if kept.link.erased {
        return take_erased(tx, registrar, space, kept);
    }
    let Some(edit) = edit_of(&kept) else { return Ok(false) };
    let outcome = admit(tx, registrar, &candidate(space, &device, &edit, &kept))?;
    let number = kept.link.chain_number;
    match outcome {
        Admission::Held(code) if code == kept.code => Ok(false),
        Admission::Held(code) => {
            chains::settle_kept(tx, space, device.id, number, KeptState::Held, code, "")?;
            Ok(true)
        }
        outcome => settle(tx, registrar, space, &device, kept, &edit, outcome, now).map(|()| true),
    }
}

/// A held edit that was erased meanwhile is taken in as what is left of it.
fn take_erased(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    kept: Kept,
) -> Result<bool, ServerError> {
    let (device, number) = (kept.link.device, kept.link.chain_number);
    if accept_erased(tx, registrar, space, kept.link, kept.record)?.is_err() {
        return Ok(false);
    }
    // The link stands in the log now; it must not stand in both.
    chains::remove_kept(tx, space, device, number)?;
    Ok(true)
}

fn is_in_log(tx: &mut dyn Transaction, space: &DivisionCode, kept: &Kept) -> Result<bool, ServerError> {
    Ok(log::entry_of_edit(tx, space, kept.link.edit_id)?.is_some())
}

#[allow(clippy::too_many_arguments)] // one held entry and what becomes of it
fn settle(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    device: &Device,
    kept: Kept,
    edit: &Edit,
    outcome: Admission,
    now: i64,
) -> Result<(), ServerError> {
    let number = kept.link.chain_number;
    match outcome {
        Admission::Accepted { decl, record, merged } => {
            // The link moves into the log; it must not stand in both.
            chains::remove_kept(tx, space, device.id, number)?;
            accept(tx, registrar, kept.link, edit, decl, record, merged)
        }
        Admission::Rejected(violations) => {
            let code = violations.first().map_or("edit.rejected", |violation| violation.code);
            let reason = verdict::reason(&violations).replace('\0', " ");
            chains::settle_kept(tx, space, device.id, number, KeptState::Rejected, code, &reason)?;
            verdict::publish(tx, registrar, device, number, kept.link.edit_id, edit, &violations, now)
        }
        Admission::Held(_) => Ok(()),
    }
}

/// Settles a held entry as a person decided, in the caller's transaction.
///
/// # Errors
/// Nothing is held there, it can't be taken in, or what the database says.
pub fn settle_held(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    (space, device, number): (&DivisionCode, DeviceId, u64),
    decision: &Decision,
    now: i64,
) -> Result<(), ServerError> {
    log::lock_space(tx, space)?;
    let kept = chains::kept_at(tx, space, device, number)?.filter(|kept| kept.state == KeptState::Held);
    let (Some(kept), Some(device)) = (kept, devices::by_id(tx, device)?) else { return Err(nothing_held()) };
    if is_in_log(tx, space, &kept)? {
        // The same edit came by another device and was taken in: this copy is settled with it, whatever was decided.
        chains::settle_kept(tx, space, device.id, number, KeptState::Repeated, "edit.repeated", "")?;
        return Ok(());
    }
    let Some(edit) = edit_of(&kept).filter(|_| !kept.link.erased) else { return Err(nothing_held()) };
    let outcome = match decision {
        Decision::Reject(reason) => Admission::Rejected(vec![Violation::new(
            "held.rejected",
            format!("办公室没有收下这一条:{reason}"),
            format!("The office did not take this entry in: {reason}"),
        )]),
        Decision::Accept => {
            // What held it, the revocation or the end of the role, the person answers for. Rules still hold.
            let candidate = Candidate { answered_for: true, ..candidate(space, &device, &edit, &kept) };
            admit(tx, registrar, &candidate)?
        }
    };
    if let Admission::Held(code) = outcome {
        return Err(ServerError::refused(
            "held.still_waits",
            format!("这一条还不能收({code}):它要等的东西还没到。请等队友的手机同步以后再收。"),
            format!(
                "This entry can't be taken in yet ({code}): what it waits for has not come. Try again once the teammates' phones have synced."
            ),
        ));
    }
    if let (Decision::Accept, Admission::Rejected(violations)) = (decision, &outcome) {
        let sentences = |pick: fn(&Violation) -> &str| violations.iter().map(pick).collect::<Vec<_>>().join(" ");
        return Err(ServerError::refused(
            "held.breaks_a_rule",
            format!("这一条不能收:{}什么也没有改。", sentences(|violation| &violation.zh)),
            format!("This entry can't be taken in: {} Nothing was changed.", sentences(|violation| &violation.en)),
        ));
    }
    settle(tx, registrar, space, &device, kept, &edit, outcome, now)?;
    look_again(tx, registrar, space, now)
}

fn candidate<'a>(space: &'a DivisionCode, device: &'a Device, edit: &'a Edit, kept: &Kept) -> Candidate<'a> {
    Candidate {
        space,
        device,
        id: kept.link.edit_id,
        edit,
        arrived_at: kept.link.received_at,
        previous_arrival: device.enrolled_at.min(kept.link.received_at),
        answered_for: false,
    }
}

fn edit_of(kept: &Kept) -> Option<Edit> {
    kept.link.edit.as_deref().and_then(|bytes| Edit::from_bytes(bytes).ok())
}

fn nothing_held() -> ServerError {
    ServerError::refused(
        "held.nothing",
        "这里没有等人决定的记录。",
        "Nothing waits for a decision there; see cunji-server held list.",
    )
}
