//! People of a division with their phones, as an office looks after them.

use cunji_domain::division::DivisionCode;
use cunji_domain::organisation::Membership;
use cunji_domain::person::PersonId;
use cunji_domain::time::local_day;
use cunji_history::DeviceId;
use cunji_protocol::calls::EnrolmentCode;

use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::enrolment::{self, CodeName, Disclosed, Older};
use crate::error::ServerError;
use crate::second::{self, Wanted};
use crate::server::Server;
use crate::storage::devices::{self, OpenInvitation, Succeeded};
use crate::storage::roster::{self, Person};
use crate::storage::{self, Transaction};

/// The most people of a page.
pub const MOST: u32 = 200;

/// A person with roles and phones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub person: Person,
    /// The roles, past and coming ones too.
    pub memberships: Vec<Membership>,
    /// The phones, revoked ones too.
    pub devices: Vec<Succeeded>,
    /// The codes that were given out and wait to be used, the oldest first.
    pub codes: Vec<OpenInvitation>,
}

/// People who have or had a role in a division or below it, after one; and whether there are more. `sought` is a part of a name or the
/// beginning of an id; nothing: everybody.
///
/// # Errors
/// What the database says.
pub fn people(
    server: &Server,
    division: &DivisionCode,
    sought: &str,
    after: &str,
    limit: u32,
) -> Result<(Vec<Known>, bool), ServerError> {
    let (limit, now) = (limit.clamp(1, MOST), server.clock.now());
    storage::read(&*server.storage, |tx| {
        let mut found = roster::people_of_divisions(tx, division, sought, after, limit + 1)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let known = found.into_iter().map(|person| known(tx, person, now)).collect::<Result<Vec<_>, _>>()?;
        Ok((known, more))
    })
}

/// One person of a division.
///
/// # Errors
/// Nobody of the division has this id; or what the database says.
pub fn person(server: &Server, division: &DivisionCode, id: &PersonId) -> Result<Known, ServerError> {
    let now = server.clock.now();
    storage::read(&*server.storage, |tx| {
        belongs(tx, division, id)?;
        let Some(person) = roster::person(tx, id)? else { return Err(unknown(tx, division, id)?) };
        known(tx, person, now)
    })
}

fn known(tx: &mut dyn Transaction, person: Person, now: i64) -> Result<Known, ServerError> {
    Ok(Known {
        memberships: roster::memberships_of_person(tx, &person.id)?,
        devices: devices::with_followers(devices::of_person(tx, &person.id)?),
        codes: devices::open_invitations(tx, &person.id, now)?,
        person,
    })
}

/// Makes a code for one phone of a person of the division; older ones that nobody used end.
///
/// # Errors
/// Nobody of the division has this id; or what the database says.
pub fn invite(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    person: &PersonId,
) -> Result<(EnrolmentCode, i64), ServerError> {
    let now = server.clock.now();
    // With the note of it: no code without one.
    storage::write(&*server.storage, |tx| {
        keeps(tx, division, person, now)?;
        let (_, invited) = enrolment::invite(tx, server, person, Older::End, now)?;
        let of = Of { division: Some(division.clone()), subject: Some(person.to_string()), detail: None };
        audit::note(tx, now, &seat.login, AuditAction::PhoneInvited, of)?;
        Ok((invited.code, invited.expires_at))
    })
}

/// Ends a code that was given out to a person of the division and that nobody used.
///
/// # Errors
/// Nobody of the division has this id, the code was used or is over; or what the database says.
pub fn end_code(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    person: &PersonId,
    code: CodeName,
) -> Result<(), ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        keeps(tx, division, person, now)?;
        if enrolment::end_codes(tx, person, Some(code), now)? == 0 {
            return Err(ServerError::refused(
                "code.changed_meanwhile",
                "这个注册码已经用掉、过期或者作废了。请刷新看看。",
                "This code was used, has expired or was ended meanwhile. Reload and look again.",
            ));
        }
        let of = Of { division: Some(division.clone()), subject: Some(person.to_string()), detail: None };
        audit::note(tx, now, &seat.login, AuditAction::CodeEnded, of)
    })
}

/// Revokes a phone of a person of the division: a lost one, or one of who left. What else may have been lost with it goes along where
/// the desk says so: its owner's codes that nobody used.
///
/// # Errors
/// There is no such phone in the division; or what the database says.
pub fn revoke(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    device: DeviceId,
    reason: &str,
    with_codes: bool,
) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        let owner = kept(tx, division, device, now)?;
        enrolment::revoke(tx, &registrar, device, reason, now)?;
        let of = |subject: String| Of { division: Some(division.clone()), subject: Some(subject), detail: None };
        audit::note(tx, now, &seat.login, AuditAction::PhoneRevoked, of(device.to_string()))?;
        if with_codes && enrolment::end_codes(tx, &owner, None, now)? > 0 {
            audit::note(tx, now, &seat.login, AuditAction::CodeEnded, of(owner.to_string()))?;
        }
        Ok(())
    })
}

/// Shows the recovery code of a phone of the division, to be dictated to its owner; that it was shown is noted before it is.
///
/// # Errors
/// There is no such phone in the division, it has deposited none, or no second person agreed; or what the database says.
pub fn recovery_code(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    device: DeviceId,
) -> Result<Disclosed, ServerError> {
    storage::read(&*server.storage, |tx| kept(tx, division, device, server.clock.now()))?;
    second::may_now(server, seat, &Wanted::ShowRecoveryCode { device: device.to_string() })?;
    let of = || Of { division: Some(division.clone()), subject: Some(device.to_string()), detail: None };
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| audit::note(tx, now, &seat.login, AuditAction::RecoveryCodeShown, of()))?;
    enrolment::disclose(server, device)
}

/// Makes sure that somebody has or had a role in the division or below it.
///
/// # Errors
/// They don't; or what the database says.
pub(super) fn belongs(tx: &mut dyn Transaction, division: &DivisionCode, person: &PersonId) -> Result<(), ServerError> {
    let memberships = roster::memberships_of_person(tx, person)?;
    if memberships.iter().any(|membership| division.contains(&membership.space)) {
        return Ok(());
    }
    Err(unknown(tx, division, person)?)
}

/// Makes sure that somebody's phones are this division's to keep: they have a role there whose term is not over, or had one and have
/// none anywhere any more. Where somebody moved to, they are that office's: a phone of theirs reads what is there.
///
/// # Errors
/// They are not; or what the database says.
pub(super) fn keeps(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    person: &PersonId,
    now: i64,
) -> Result<(), ServerError> {
    let today = local_day(now).unwrap_or_default();
    let memberships = roster::memberships_of_person(tx, person)?;
    let here = |membership: &Membership| division.contains(&membership.space);
    let open: Vec<_> = memberships.iter().filter(|membership| !membership.is_over(today)).collect();
    if open.iter().any(|membership| here(membership)) || (open.is_empty() && memberships.iter().any(here)) {
        return Ok(());
    }
    Err(unknown(tx, division, person)?)
}

/// Makes sure that somebody is on no team elsewhere, as far as their terms are not over. A term that an office gave them beside would make
/// them its own: it could give out a phone that reads what is there. So that is for the office above both.
///
/// # Errors
/// They are; or what the database says.
pub(crate) fn on_no_team_elsewhere(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    person: &PersonId,
    now: i64,
) -> Result<(), ServerError> {
    let today = local_day(now).unwrap_or_default();
    let memberships = roster::memberships_of_person(tx, person)?;
    let elsewhere = |held: &&Membership| held.role.in_team() && !held.is_over(today) && !division.contains(&held.space);
    let Some(held) = memberships.iter().find(elsewhere) else { return Ok(()) };
    let (there, here) = (roster::division_called(tx, &held.space)?, roster::division_called(tx, division)?);
    let name = roster::person_called(tx, person)?;
    Err(ServerError::refused(
        "person.elsewhere",
        format!(
            "{name}现在在{there}({})的工作队,不在{here}之内。调过来、再兼一个村,都请管得到两边的上一级办。",
            held.space
        ),
        format!(
            "{name} is on the team of {there} ({}) now, which is not within {here}. Moving them, or giving them a second \
             village, is for the office above both.",
            held.space
        ),
    ))
}

pub(super) fn unknown(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    person: &PersonId,
) -> Result<ServerError, ServerError> {
    let place = roster::division_called(tx, division)?;
    Ok(ServerError::refused(
        "person.unknown",
        format!("{place}没有编号是 {person} 的人。请核对编号;没导入过的,先导入花名册。"),
        format!("Nobody in {place} has the id {person}. Check the id; who is new comes by importing the roster."),
    ))
}

/// Whose a phone is that is the division's to keep.
fn kept(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    device: DeviceId,
    now: i64,
) -> Result<PersonId, ServerError> {
    let unknown = || {
        ServerError::refused(
            "device.unknown",
            format!("{division} 没有这台设备:{device}。请刷新,从人员里再选。"),
            format!("There is no device {device} in {division}. Reload and choose it again at People."),
        )
    };
    let known = devices::by_id(tx, device)?.ok_or_else(unknown)?;
    keeps(tx, division, &known.person, now).map_err(|_| unknown())?;
    Ok(known.person)
}

/// Makes sure that a phone is the division's to keep.
///
/// # Errors
/// It does not; or what the database says.
pub fn is_of(server: &Server, division: &DivisionCode, device: DeviceId) -> Result<(), ServerError> {
    storage::read(&*server.storage, |tx| kept(tx, division, device, server.clock.now())).map(drop)
}
