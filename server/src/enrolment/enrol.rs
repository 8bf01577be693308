//! Enrolling an installation.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::time::local_day;
use cunji_history::{DeviceId, DevicePublicKey, Suite};
use cunji_protocol::calls::{EnrollRequest, Enrolled, IntroduceRequest, Token};

use super::announce::{announce, certificate};
use super::invite::end_codes;
use super::recover::recovered_device;
use super::token::{code_hash, fresh_token, token_hash};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::devices::{self, Device};
use crate::storage::{self, Transaction, log, roster};

/// An installation that asks to be enrolled.
struct NewDevice<'a> {
    public_key: DevicePublicKey,
    suite: Suite,
    name: &'a str,
    introduced_by: Option<DeviceId>,
}

/// Enrols by a one-time code. The same code with the same key is answered again, since an answer can get lost.
///
/// # Errors
/// The code is unknown, expired or used; the signature is wrong; or what the database says.
pub fn enrol(server: &Server, request: &EnrollRequest) -> Result<Enrolled, ServerError> {
    let now = server.clock.now();
    let registrar = server.registrar();
    let device = request.key.device_id(0);
    if !request.proves_key(registrar.publisher.deployment) {
        return Err(bad_signature());
    }
    let hash = code_hash(server.key(), &request.secret);
    storage::write(&*server.storage, |tx| {
        let Some(invitation) = devices::invitation(tx, &hash)? else {
            return Err(ServerError::refused(
                "enrol.code_unknown",
                "没有这个注册码。请照着再输一遍,或请办公室重发一个。",
                "There is no such code. Please type it again, or ask the office for a new one.",
            ));
        };
        if now > invitation.expires_at {
            return Err(ServerError::refused(
                "enrol.code_expired",
                "这个注册码过期或者作废了。办公室后来发过新的,就用新的;没有,请办公室重发一个。",
                "This code has expired or was ended. If the office made a newer one, use that; otherwise ask the office for a new one.",
            ));
        }
        if invitation.device.is_some_and(|used| used != device) || !devices::use_invitation(tx, &hash, now, device)? {
            return Err(ServerError::refused(
                "enrol.code_used",
                "这个注册码已经用在另一台手机上了,请办公室重发一个。",
                "This code was used on another phone; please ask the office for a new one.",
            ));
        }
        let introduced_by = recovered_device(tx, &hash)?;
        if invitation.device.is_none() && introduced_by.is_none() {
            // The same card of another sheet of the same day, which nobody needs any more.
            end_codes(tx, &invitation.person, None, now)?;
        }
        let new = NewDevice { public_key: request.key, suite: request.suite, name: &request.name, introduced_by };
        admit(tx, &registrar, &new, &invitation.person, now)
    })
}

/// Enrols a new installation under the key of the one before it.
///
/// # Errors
/// The old device is revoked, the signature is not its own, or what the database says.
pub fn introduce(server: &Server, old: &Device, request: &IntroduceRequest) -> Result<Enrolled, ServerError> {
    let now = server.clock.now();
    let registrar = server.registrar();
    if request.old != old.id || !request.holds(registrar.publisher.deployment, &old.public_key) {
        return Err(bad_signature());
    }
    let new =
        NewDevice { public_key: request.key, suite: request.suite, name: &request.name, introduced_by: Some(old.id) };
    storage::write(&*server.storage, |tx| {
        let revoked = devices::by_id(tx, old.id)?.is_none_or(|old| old.revoked_at.is_some());
        if revoked {
            return Err(may_not_introduce());
        }
        admit(tx, &registrar, &new, &old.person, now)
    })
}

fn may_not_introduce() -> ServerError {
    ServerError::refused(
        "device.revoked",
        "这台手机已被停用,不能引入新的登记。请找办公室。",
        "This phone was revoked and can't introduce another; please ask the office.",
    )
}

fn admit(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    new: &NewDevice<'_>,
    person: &PersonId,
    now: i64,
) -> Result<Enrolled, ServerError> {
    let id = new.public_key.device_id(0);
    let token = fresh_token()?;
    let known = devices::by_id(tx, id)?;
    if known.as_ref().is_some_and(|known| known.person != *person) {
        return Err(bad_signature());
    }
    let device = Device {
        id,
        person: person.clone(),
        suite: new.suite,
        public_key: new.public_key,
        token_hash: token_hash(&token),
        name: name_of(tx, new)?,
        client_version: String::new(),
        introduced_by: new.introduced_by,
        enrolled_at: known.as_ref().map_or(now, |known| known.enrolled_at),
        seen_at: None,
        revoked_at: None,
        revoked_reason: None,
    };
    devices::put(tx, &device)?;
    let spaces = spaces_of(tx, person, now)?;
    for space in &spaces {
        log::open_space(tx, space)?;
        announce(tx, registrar, space, &device, now)?;
    }
    let name = roster::person(tx, person)?.map_or_else(|| person.to_string(), |person| person.name);
    Ok(Enrolled {
        deployment: registrar.publisher.deployment,
        server_key: registrar.publisher.key.public(),
        epoch: registrar.publisher.epoch,
        person: person.clone(),
        person_name: name,
        token: Token(token),
        enrolled_at: device.enrolled_at,
        certificate: certificate(registrar, &device),
        time: now,
        spaces: spaces.into_iter().collect(),
    })
}

/// What the phone is called. One that took another id by itself says nothing: it is called as before.
fn name_of(tx: &mut dyn Transaction, new: &NewDevice<'_>) -> Result<String, ServerError> {
    let said = new.name.replace('\0', " ");
    let Some(before) = new.introduced_by.filter(|_| said.is_empty()) else { return Ok(said) };
    Ok(devices::by_id(tx, before)?.map(|before| before.name).unwrap_or_default())
}

/// The spaces that a person has a role in today or will have.
fn spaces_of(tx: &mut dyn Transaction, person: &PersonId, now: i64) -> Result<BTreeSet<DivisionCode>, ServerError> {
    let today = local_day(now).unwrap_or_default();
    let memberships = roster::memberships_of_person(tx, person)?;
    let open = memberships.into_iter().filter(|membership| !membership.is_over(today));
    Ok(open.map(|membership| membership.space).collect())
}

fn bad_signature() -> ServerError {
    ServerError::refused(
        "enrol.bad_signature",
        "登记没有通过校验,请重新输入注册码。",
        "The enrolment could not be verified; please enter the code again.",
    )
}
