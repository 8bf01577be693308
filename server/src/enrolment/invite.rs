//! Inviting a person's phone, and revoking one.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Bytes, Instant};
use cunji_domain::server_facts::revocation::Revocation;
use cunji_domain::time::local_day;
use cunji_history::DeviceId;
use cunji_protocol::calls::EnrolmentCode;

use super::token::code_hash;
use crate::error::ServerError;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::devices::{self, Device, OpenInvitation};
use crate::storage::roster::Person;
use crate::storage::{Transaction, chains, log, roster};

/// How long a code is good: three days, so that a card printed on Friday works on Monday.
const GOOD_FOR_SECONDS: i64 = 3 * 86_400;

/// What becomes of a person's older codes that nobody used, once a new one is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Older {
    /// They end: whoever has a new code has lost the old one, or never had it.
    End,
    /// They end, but for those of the same day: a sheet that is printed again, because the printer jammed or a card was smudged, must not
    /// spoil the cards of the sheet before, which may be in people's hands. Whichever is used ends the others.
    StayForTheDay,
}

/// A fresh one-time code.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The code, with the server key's fingerprint.
    pub code: EnrolmentCode,
    /// When it stops being good: Unix seconds, UTC.
    pub expires_at: i64,
}

/// Makes a one-time code for one phone of a person, in the caller's transaction; gives the person, too.
///
/// # Errors
/// Nobody has this id, or what the database says.
pub fn invite(
    tx: &mut dyn Transaction,
    server: &Server,
    person: &PersonId,
    older: Older,
    now: i64,
) -> Result<(Person, Invited), ServerError> {
    let known = roster::person(tx, person)?.ok_or_else(|| {
        ServerError::refused(
            "invite.unknown_person",
            format!("名册里没有 {person}。请核对编号,或先导入名册。"),
            format!("The roster has nobody with the id {person}. Import the roster first."),
        )
    })?;
    let today = local_day(now);
    for open in devices::open_invitations(tx, person, now)? {
        if older == Older::End || local_day(open.created_at) != today {
            devices::set_invitation_end(tx, &open.code_hash, now.saturating_sub(1))?;
        }
    }
    let expires_at = now + GOOD_FOR_SECONDS;
    let mut random = [0; 5];
    getrandom::fill(&mut random).map_err(|_| ServerError::Randomness)?;
    let code = EnrolmentCode::new(random, &server.key().signing.public());
    devices::put_invitation(tx, &code_hash(server.key(), code.secret()), person, now, expires_at)?;
    Ok((known, Invited { code, expires_at }))
}

/// Ends a person's codes that nobody used: one of them, by its name, or all. Gives how many ended.
///
/// # Errors
/// What the database says.
pub fn end_codes(
    tx: &mut dyn Transaction,
    person: &PersonId,
    which: Option<CodeName>,
    now: i64,
) -> Result<usize, ServerError> {
    let open = devices::open_invitations(tx, person, now)?.into_iter();
    let ending: Vec<_> = open.filter(|open| which.is_none_or(|name| name == code_name(open))).collect();
    for open in &ending {
        devices::set_invitation_end(tx, &open.code_hash, now.saturating_sub(1))?;
    }
    Ok(ending.len())
}

/// What a code is called where it may not be shown: the first bytes of its hash, from which nobody finds it.
pub type CodeName = [u8; 8];

/// The name of a code that waits to be used.
pub fn code_name(open: &OpenInvitation) -> CodeName {
    std::array::from_fn(|at| open.code_hash[at])
}

/// Revokes a device and all that it introduced: from now on they receive nothing, and what they deliver is held for a person. The
/// caller's transaction has locked nothing yet.
///
/// # Errors
/// No such device, or what the database says.
pub fn revoke(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    device: DeviceId,
    reason: &str,
    now: i64,
) -> Result<(), ServerError> {
    let Some(known) = devices::by_id(tx, device)? else {
        return Err(ServerError::refused(
            "revoke.unknown_device",
            format!("没有这台设备:{device}。用 cunji-server devices 查,整个抄下来。"),
            format!("There is no device {device}. cunji-server devices lists them; copy the whole of it."),
        ));
    };
    let revoked = with_introduced(&devices::of_person(tx, &known.person)?, known);
    // In the order of the codes: that is the order in which spaces are locked. Before the devices are marked, so that
    // what is under way in a space is taken in or waits for this.
    for (space, _) in log::spaces(tx)? {
        log::lock_space(tx, &space)?;
        for device in &revoked {
            tell_revoked(tx, registrar, &space, device, reason, now)?;
        }
    }
    for device in &revoked {
        devices::revoke(tx, device.id, now, reason)?;
    }
    Ok(())
}

/// A device and those that follow it by introduction.
fn with_introduced(of_person: &[Device], first: Device) -> Vec<Device> {
    let mut found = vec![first];
    let mut at = 0;
    while at < found.len() {
        let by = found[at].id;
        let followers = of_person.iter().filter(|device| device.introduced_by == Some(by));
        let new: Vec<_> = followers.filter(|device| found.iter().all(|known| known.id != device.id)).cloned().collect();
        found.extend(new);
        at += 1;
    }
    found
}

fn tell_revoked(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    device: &Device,
    reason: &str,
    now: i64,
) -> Result<(), ServerError> {
    let head = chains::chain_head(tx, space, device.id)?;
    let member = roster::memberships_of_space(tx, space)?.iter().any(|membership| membership.person == device.person);
    if head.is_none() && !member {
        return Ok(());
    }
    let fact = Revocation {
        device: Bytes(device.id.0.to_vec()),
        at: Instant(device.revoked_at.unwrap_or(now)),
        reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
        known_number: head.as_ref().map_or(0, |head| i64::try_from(head.number).unwrap_or(i64::MAX)),
        known_hash: head.map(|head| Bytes(head.hash.0.to_vec())),
    };
    publish(tx, registrar, space, &fact, now)?;
    Ok(())
}
