//! What a phone takes along: heads of its chains, what is held, and what is new in the spaces that it may read.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::record::Audience;
use cunji_domain::rights::may_read;
use cunji_domain::time::local_day;
use cunji_history::signed::Stretch;
use cunji_history::{Edit, Suite};
use cunji_protocol::limits;
use cunji_protocol::message::{
    Cursor, DownMessage, EpochEnd, HeldEntry, Hello, Mode, Notice, Refused, StatedHead, Welcome,
};
use cunji_protocol::{Body, DownEntry, DownFrame, Erased};

use super::verdict;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::sabotage::{self, Fault, armed};
use crate::storage::chains;
use crate::storage::devices::{self, Device};
use crate::storage::log::{self, After, Limit, LogEntry, Reader};
use crate::storage::{self, Storage, Transaction, deployment, roster};

/// How much one answer gives; the rest follows when asked again.
const MOST_BYTES: usize = 1 << 20;
/// The audience of what a person may read in a space: the team's records and those that concern the person.
pub const A_PERSONS: u8 = 0;
/// The audience of the verdicts on a person's own edits in a space that the person may read no more. A cursor of its own: if the
/// right comes back, nothing in between was passed over.
const OF_FORMER_MEMBERS: u8 = 2;

/// Who asks, and what they told of themselves.
pub struct Hearing<'a> {
    /// The device.
    pub device: &'a Device,
    /// What it said.
    pub hello: &'a Hello,
    /// Refusals of this request's frames, to be told first.
    pub refused: Vec<Refused>,
}

/// The messages of the answer, in their order, as of one moment of the database; the end is its writer's to add.
///
/// # Errors
/// What the database says.
pub fn answer(
    storage: &dyn Storage,
    registrar: &Registrar,
    hearing: Hearing<'_>,
    now: i64,
) -> Result<Vec<DownMessage>, ServerError> {
    storage::read(storage, |tx| {
        // The request may have taken minutes; the device may have been revoked meanwhile.
        let device = devices::by_id(tx, hearing.device.id)?.unwrap_or_else(|| hearing.device.clone());
        let hearing = Hearing { device: &device, ..hearing };
        let spaces = readable(tx, hearing.device, now)?;
        let mut messages = vec![DownMessage::Welcome(Box::new(welcome(tx, registrar, hearing.device, &spaces, now)?))];
        messages.extend(hearing.refused.into_iter().map(DownMessage::Refused));
        if hearing.device.revoked_at.is_some() && !armed(Fault::RevokedStillReads) {
            messages.push(DownMessage::Notice(revoked()));
        } else if hearing.hello.mode == Mode::Exchange {
            messages.extend(news(tx, registrar, hearing.device, hearing.hello, &spaces)?);
        }
        Ok(messages)
    })
}

/// The spaces that a device may read: those where its person has a role today, and all above them.
///
/// # Errors
/// What the database says.
pub fn readable(tx: &mut dyn Transaction, device: &Device, now: i64) -> Result<BTreeSet<DivisionCode>, ServerError> {
    let mut spaces = BTreeSet::new();
    if device.revoked_at.is_some() && !armed(Fault::RevokedStillReads) {
        return Ok(spaces);
    }
    let today = local_day(now).unwrap_or_default();
    for membership in roster::memberships_of_person(tx, &device.person)? {
        if membership.holds_on(today) && may_read(Audience::Team, membership.role, false) {
            spaces.extend(std::iter::successors(Some(membership.space), DivisionCode::parent));
        }
    }
    Ok(spaces)
}

fn welcome(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    device: &Device,
    spaces: &BTreeSet<DivisionCode>,
    now: i64,
) -> Result<Welcome, ServerError> {
    let devices = devices::of_person(tx, &device.person)?;
    let (mut heads, mut held, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    let own: BTreeSet<DivisionCode> =
        roster::memberships_of_person(tx, &device.person)?.into_iter().map(|membership| membership.space).collect();
    for space in &own {
        for chain in &devices {
            let head = chains::chain_head(tx, space, chain.id)?;
            if let Some(head) = sabotage::told(head, space, chain.id) {
                heads.push(StatedHead { space: space.clone(), device: chain.id, number: head.number, hash: head.hash });
            }
        }
        for chain in &devices {
            for (number, code) in chains::held_of_device(tx, space, chain.id)? {
                held.push(HeldEntry { space: space.clone(), device: chain.id, number, code });
            }
        }
    }
    for space in spaces.union(&own) {
        for (epoch, number) in deployment::epoch_ends(tx, space)? {
            ends.push(EpochEnd { epoch, space: space.clone(), number });
        }
    }
    Ok(Welcome {
        time: now,
        epoch: registrar.publisher.epoch,
        heads,
        ends,
        schemas: registrar.schemas.clone(),
        scopes: spaces.iter().map(|space| (space.clone(), A_PERSONS)).collect(),
        held,
    })
}

fn news(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    device: &Device,
    hello: &Hello,
    spaces: &BTreeSet<DivisionCode>,
) -> Result<Vec<DownMessage>, ServerError> {
    let mut messages = Vec::new();
    let mut complete = Vec::new();
    let mut left = MOST_BYTES;
    let mut more = false;
    let largest = usize::try_from(hello.largest).unwrap_or(usize::MAX).clamp(1, limits::FRAME_BYTES);
    for space in spaces {
        let mut number = start(tx, hello, space, registrar.publisher.epoch)?;
        let own = hello.own.iter().find(|(own, _)| own == space).map(|(_, number)| (device.id, *number));
        loop {
            if left == 0 {
                more = true;
                break;
            }
            let limit = Limit { entries: limits::FRAME_ENTRIES as u64, bytes: largest.min(left) };
            let reader = if armed(Fault::PrivateToTeam) { Reader::Office } else { Reader::Person(&device.person) };
            let page = log::entries_after(tx, space, reader, After { number, own }, limit)?;
            number = page.complete_to;
            if armed(Fault::EvidenceToTeammates) {
                messages.extend(evidence_beside(tx, space, &page.entries)?);
            }
            if !page.entries.is_empty() {
                let (frame, size) = seal(registrar, space, A_PERSONS, page.entries)?;
                left = left.saturating_sub(size);
                messages.push(DownMessage::Frame(Box::new(frame)));
            }
            if page.is_last {
                break;
            }
        }
        complete.push(Cursor { space: space.clone(), audience: A_PERSONS, epoch: registrar.publisher.epoch, number });
    }
    for space in former(tx, device, hello, spaces)? {
        let verdicts = verdict::on_edits_of(tx, &space, &device.person)?;
        if !verdicts.is_empty() {
            messages.push(DownMessage::Frame(Box::new(seal(registrar, &space, OF_FORMER_MEMBERS, verdicts)?.0)));
        }
    }
    messages.push(DownMessage::Complete(complete));
    if more {
        messages.push(DownMessage::More);
    }
    Ok(messages)
}

/// The spaces that a device still holds and may read no more: of them it is told what became of its own writing, so that nothing
/// that was rejected seems to be taken in, and nothing else.
fn former(
    tx: &mut dyn Transaction,
    device: &Device,
    hello: &Hello,
    readable: &BTreeSet<DivisionCode>,
) -> Result<BTreeSet<DivisionCode>, ServerError> {
    let held: BTreeSet<&DivisionCode> = hello.cursors.iter().map(|cursor| &cursor.space).collect();
    let own = roster::memberships_of_person(tx, &device.person)?.into_iter().map(|membership| membership.space);
    Ok(own.filter(|space| held.contains(space) && !readable.contains(space)).collect())
}

/// Where reading begins: after the cursor; one of a former epoch counts as the smaller of its number and that epoch's end.
fn start(tx: &mut dyn Transaction, hello: &Hello, space: &DivisionCode, epoch: u32) -> Result<u64, ServerError> {
    let Some(cursor) = hello.cursors.iter().find(|cursor| cursor.space == *space && cursor.audience == A_PERSONS)
    else {
        return Ok(0);
    };
    let last = log::last_number(tx, space)?;
    if cursor.epoch == epoch || armed(Fault::ForgetEpoch) {
        return Ok(cursor.number.min(last));
    }
    let ends: BTreeMap<u32, u64> = deployment::epoch_ends(tx, space)?.into_iter().collect();
    Ok(ends.get(&cursor.epoch).map_or(0, |end| cursor.number.min(*end)))
}

fn seal(
    registrar: &Registrar,
    space: &DivisionCode,
    audience: u8,
    entries: Vec<LogEntry>,
) -> Result<(DownFrame, usize), ServerError> {
    let entries: Vec<DownEntry> = entries.into_iter().map(down_entry).collect::<Result<_, _>>()?;
    let size = entries.iter().map(DownEntry::size).sum();
    let publisher = &registrar.publisher;
    let stretch = Stretch { server: publisher.device, space: space.clone(), epoch: publisher.epoch };
    let sign = |message: &[u8]| publisher.key.sign(message);
    let frame = DownFrame::seal(stretch, audience, Suite::Ed25519Sha256, publisher.deployment, &entries, sign)
        .map_err(|fault| {
            ServerError::refused("sync.down_frame", fault.zh(), format!("a down frame can't be made: {fault}"))
        })?;
    Ok((frame, size))
}

fn down_entry(entry: LogEntry) -> Result<DownEntry, ServerError> {
    let bytes = entry.link.edit.as_deref().unwrap_or_default();
    let edit = Edit::from_bytes(bytes).map_err(|fault| ServerError::Damaged { what: "edit", fault })?;
    let body = if entry.link.erased {
        Body::Erased(Erased {
            edit: entry.link.edit_id,
            record: entry.record,
            kind: entry.kind,
            schema: edit.schema,
            parents: edit.parents,
        })
    } else {
        Body::Edit(edit)
    };
    Ok(DownEntry {
        number: entry.number,
        device: entry.link.device,
        chain_number: entry.link.chain_number,
        edit: entry.link.edit_id,
        body,
        salt: entry.link.salt,
        written_at: entry.link.written_at,
    })
}

/// Only under sabotage: evidence never goes down.
fn evidence_beside(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    entries: &[LogEntry],
) -> Result<Vec<DownMessage>, ServerError> {
    let mut beside = Vec::new();
    for entry in entries {
        let whole = log::entry_at(tx, space, entry.number)?;
        if let Some(evidence) = whole.and_then(|whole| whole.link.evidence) {
            let zh = data_encoding::HEXLOWER.encode(&evidence);
            beside.push(DownMessage::Notice(Notice { code: "entry.evidence".to_owned(), zh, en: String::new() }));
        }
    }
    Ok(beside)
}

fn revoked() -> Notice {
    Notice {
        code: "device.revoked".to_owned(),
        zh: "这台手机已被停用:交上来的都收着,由办公室决定;不再下发内容。手机里写的还在,请找办公室。".to_owned(),
        en: "This phone was revoked: what it delivered is kept for the office to decide, and nothing is given to it. What it holds is still there; please ask the office."
            .to_owned(),
    }
}
