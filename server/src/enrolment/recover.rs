//! Recovery codes: deposited by phones, shown to the clerk who dictates one to somebody who forgot the PIN.

use cunji_domain::person::PersonId;
use cunji_history::signed::deposited_message;
use cunji_history::{DeviceId, Suite};
use cunji_protocol::calls::{Deposit, Deposited, RecoveryCode, unsealed};
use cunji_protocol::limits::SEALED_CODE_BYTES;
use cunji_protocol::sealing::SealingKey;

use super::token::code_hash;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::devices::{self, Device};
use crate::storage::{self, Transaction, recovery};

/// How long a recovered phone may be without a line before it has to ask for an enrolment code: a quarter of a year.
const ENROLS_FOR_SECONDS: i64 = 90 * 86_400;

/// A code for the clerk.
#[derive(Debug, Clone)]
pub struct Disclosed {
    /// The code.
    pub code: RecoveryCode,
    /// Whose phone it opens.
    pub person: PersonId,
    /// Until when the recovered phone enrols by itself at its next sync (Unix seconds, UTC); none if it was revoked.
    pub enrols_until: Option<i64>,
    /// Devices that followed this one: where there are some, the phone at hand may be one of them.
    pub followed_by: Vec<DeviceId>,
}

/// The key that opens what is sealed to this server.
///
/// # Errors
/// Never for a key file of ours.
pub fn sealing_key(server: &Server) -> Result<SealingKey, ServerError> {
    SealingKey::of_server(&server.key().signing).map_err(|fault| {
        ServerError::refused("recovery.key", format!("服务器的密钥用不了:{fault}。请找管理员。"), fault.to_string())
    })
}

/// Keeps the code that a phone deposits; gives the serial of the one that is held now. A revoked phone may deposit, too: what is
/// written in it must not get lost.
///
/// # Errors
/// It is not signed by the device, or does not open; or what the database says.
pub fn deposit(server: &Server, device: &Device, deposit: &Deposit) -> Result<Deposited, ServerError> {
    let deployment = server.key().deployment;
    let signed = deposit.holds(deployment, device.suite, &device.public_key);
    let opens = deposit.sealed.len() <= SEALED_CODE_BYTES
        && unsealed(&sealing_key(server)?, &deposit.sealed, device.id).is_some();
    if !signed || !opens {
        return Err(ServerError::refused(
            "recovery.not_proven",
            "恢复码没有存上:服务器核对不了。请再同步一次;还不行就找办公室。",
            "The recovery code was not kept: the server can't prove it. Sync again; if it stays, ask the office.",
        ));
    }
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let former = recovery::of_device(tx, device.id)?;
        recovery::put(tx, device.id, deposit.serial, &deposit.sealed, now)?;
        let held = recovery::of_device(tx, device.id)?.map_or(deposit.serial, |code| code.serial);
        if let Some(former) = former.filter(|former| former.serial < held) {
            end_enrolment(tx, former.enrolment_hash, now)?;
        }
        let message = deposited_message(deployment, Suite::Ed25519Sha256, device.id, server.epoch().number, held);
        Ok(Deposited { serial: held, signature: server.key().signing.sign(&message) })
    })
}

/// Shows a device's code, notes that it was shown, and lets the phone that is recovered by it enrol once without another code.
///
/// # Errors
/// No such device, or it has deposited none; or what the database says.
pub fn disclose(server: &Server, device: DeviceId) -> Result<Disclosed, ServerError> {
    let now = server.clock.now();
    let key = sealing_key(server)?;
    storage::write(&*server.storage, |tx| {
        let Some(known) = devices::by_id(tx, device)? else {
            return Err(ServerError::refused(
                "recovery.unknown_device",
                format!("没有这台设备:{device}。用 cunji-server devices 查这个人的设备。"),
                format!("There is no device {device}; cunji-server devices lists a person's."),
            ));
        };
        let held = recovery::of_device(tx, device)?;
        let code = held.as_ref().and_then(|held| unsealed(&key, &held.sealed, device));
        let (Some(held), Some(code)) = (held, code) else {
            return Err(ServerError::refused(
                "recovery.none",
                format!("设备 {device} 没有存过恢复码。请看这个人的其他设备(cunji-server devices)。"),
                format!(
                    "Device {device} has deposited no recovery code; look at the person's others (cunji-server devices)."
                ),
            ));
        };
        recovery::note_disclosure(tx, device, held.serial, now)?;
        let enrols_until = if known.revoked_at.is_some() { None } else { Some(now + ENROLS_FOR_SECONDS) };
        if let Some(until) = enrols_until {
            let hash = code_hash(server.key(), &code.enrolment_secret(server.key().deployment));
            if devices::invitation(tx, &hash)?.is_none() {
                devices::put_invitation(tx, &hash, &known.person, now, until)?;
            } else {
                devices::set_invitation_end(tx, &hash, until)?;
            }
            recovery::set_enrolment(tx, device, held.serial, &hash)?;
        }
        let theirs = devices::with_followers(devices::of_person(tx, &known.person)?);
        let followed_by = theirs.into_iter().find(|one| one.device.id == device).map(|one| one.followed_by);
        Ok(Disclosed { code, person: known.person, enrols_until, followed_by: followed_by.unwrap_or_default() })
    })
}

/// The device that a phone was before it was recovered, where it enrols by what goes with a recovery code.
///
/// # Errors
/// That device was revoked since; or what the database says.
pub(super) fn recovered_device(tx: &mut dyn Transaction, hash: &[u8; 32]) -> Result<Option<DeviceId>, ServerError> {
    let Some(former) = recovery::of_enrolment(tx, hash)? else { return Ok(None) };
    if devices::by_id(tx, former)?.is_some_and(|former| former.revoked_at.is_some()) {
        return Err(ServerError::refused(
            "device.revoked",
            "这台手机已被停用,不能自己重新登记。请找办公室。",
            "This phone was revoked and can't enrol by itself; please ask the office.",
        ));
    }
    Ok(Some(former))
}

/// What went with a code that was renewed enrols nobody any more.
fn end_enrolment(tx: &mut dyn Transaction, hash: Option<[u8; 32]>, now: i64) -> Result<(), ServerError> {
    if let Some(hash) = hash {
        devices::set_invitation_end(tx, &hash, now.saturating_sub(1))?;
    }
    Ok(())
}
