//! What is held for a person: entries of a revoked phone, of a role that has ended, of a kind that this version does not know.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::DeviceId;

use super::glimpse::{Glimpse, Held};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, COMMAND_LINE, Of};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::chains::{self, Kept, KeptPlace, KeptState};
use crate::storage::{self, log, roster};
use crate::sync::{Decision, settle_held};

/// An entry that waits for a decision.
#[derive(Debug, Clone, serde::Serialize)]
pub struct HeldEntry {
    /// The space.
    pub space: String,
    /// The device in whose chain it stands.
    pub device: String,
    /// Its number there.
    pub number: u64,
    /// Its author.
    pub author: Option<String>,
    /// The kind's name, if this version knows it.
    pub kind: Option<&'static str>,
    /// Why it is held.
    pub code: String,
    /// When it arrived: Unix seconds, UTC.
    pub received_at: i64,
}

/// A held entry as somebody reads it who is to decide.
#[derive(Debug, Clone)]
pub struct HeldShown {
    /// The entry.
    pub entry: HeldEntry,
    /// The village's name.
    pub village: String,
    /// The author by name.
    pub author_name: Option<String>,
    /// What it does, of which day it tells, how it begins.
    pub glimpse: Glimpse,
}

/// So many entries are a page.
const PAGE: u32 = 50;

/// Everything that is held, by space.
///
/// # Errors
/// What the database says.
pub fn held(server: &Server) -> Result<Vec<HeldEntry>, ServerError> {
    storage::read(&*server.storage, |tx| {
        let mut found = Vec::new();
        for (space, _) in log::spaces(tx)? {
            found.extend(chains::kept_in_state(tx, &space, KeptState::Held)?.iter().map(|kept| entry(&space, kept)));
        }
        Ok(found)
    })
}

/// A page of what is held in a division and below it, of one author or of all, as far as a seat may read it; and the entry after which
/// to go on.
///
/// # Errors
/// What the database says.
pub fn held_in(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    author: Option<&PersonId>,
    after: Option<&KeptPlace>,
) -> Result<(Vec<HeldShown>, Option<KeptPlace>), ServerError> {
    storage::read(&*server.storage, |tx| {
        let mut page = chains::held_within(tx, division, author, after, PAGE + 1)?;
        let more = page.len() > PAGE as usize;
        page.truncate(PAGE as usize);
        let last = page.last().filter(|_| more);
        let next = last.map(|(space, Kept { link, .. })| KeptPlace {
            space: space.clone(),
            device: link.device,
            number: link.chain_number,
        });
        let mut shown = Vec::new();
        for of_space in page.chunk_by(|(one, _), (next, _)| one == next) {
            let Some((space, _)) = of_space.first() else { continue };
            let mut held = Held::in_space(space, of_space.iter().map(|(_, kept)| kept));
            let village = roster::division_called(tx, space)?;
            for (space, kept) in of_space {
                let author_name = kept.author.as_ref().map(|author| roster::person_called(tx, author)).transpose()?;
                let glimpse = held.glimpse(tx, seat, kept)?;
                shown.push(HeldShown { entry: entry(space, kept), village: village.clone(), author_name, glimpse });
            }
        }
        Ok((shown, next))
    })
}

/// As [`held_in`], for a desk; whose words were shown is noted.
///
/// # Errors
/// What the database says.
pub fn held_seen(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    author: Option<&PersonId>,
    after: Option<&KeptPlace>,
) -> Result<(Vec<HeldShown>, Option<KeptPlace>), ServerError> {
    let page = held_in(server, seat, division, author, after)?;
    let told = page.0.iter().filter(|shown| shown.glimpse.gist.is_some());
    let whose: BTreeSet<&str> = told.filter_map(|shown| shown.entry.author.as_deref()).collect();
    if !whose.is_empty() {
        let detail = Some(whose.into_iter().collect::<Vec<_>>().join(" "));
        let of = Of { division: Some(division.clone()), subject: None, detail };
        audit::note_seen(server, seat, AuditAction::HeldSeen, &of)?;
    }
    Ok(page)
}

fn entry(space: &DivisionCode, kept: &Kept) -> HeldEntry {
    HeldEntry {
        space: space.to_string(),
        device: kept.link.device.to_string(),
        number: kept.link.chain_number,
        author: kept.author.as_ref().map(PersonId::to_string),
        kind: kept.kind.and_then(cunji_domain::kinds::by_number).map(|decl| decl.name),
        code: kept.code.clone(),
        received_at: kept.link.received_at,
    }
}

/// Takes a held entry in, or rejects it for a reason, at a desk; that it was done is noted.
///
/// # Errors
/// As [`accept_held`] and [`reject_held`].
pub fn settle(
    server: &Server,
    seat: &Seat,
    space: &DivisionCode,
    device: DeviceId,
    number: u64,
    reason: Option<&str>,
) -> Result<(), ServerError> {
    settle_by(server, &seat.login, (space, device, number), reason)
}

fn settle_by(
    server: &Server,
    login: &str,
    (space, device, number): (&DivisionCode, DeviceId, u64),
    reason: Option<&str>,
) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let decision = reason.map_or(Decision::Accept, |reason| Decision::Reject(reason.to_owned()));
    let word = reason.map_or_else(|| "收下".to_owned(), |reason| format!("不收:{reason}"));
    let of = || Of {
        division: Some(space.clone()),
        subject: Some(format!("{device} {number}")),
        detail: Some(word.clone()),
    };
    storage::write(&*server.storage, |tx| {
        settle_held(tx, &registrar, (space, device, number), &decision, now)?;
        audit::note(tx, now, login, AuditAction::HeldSettled, of())
    })
}

/// Takes a held entry in by the server's command line, although its device is revoked or its author's role has ended. Rules still hold.
///
/// # Errors
/// Nothing is held there, its rules are broken, or what the database says.
pub fn accept_held(server: &Server, space: &DivisionCode, device: DeviceId, number: u64) -> Result<(), ServerError> {
    settle_by(server, COMMAND_LINE, (space, device, number), None)
}

/// Rejects a held entry by the server's command line, with a reason that its author will read.
///
/// # Errors
/// Nothing is held there, or what the database says.
pub fn reject_held(
    server: &Server,
    space: &DivisionCode,
    device: DeviceId,
    number: u64,
    reason: &str,
) -> Result<(), ServerError> {
    settle_by(server, COMMAND_LINE, (space, device, number), Some(reason))
}
