//! What the server knows in tables of its own, learnt again from its own entries that came back after a loss.

use cunji_documents::Record;
use cunji_domain::policy::Policy;
use cunji_domain::record::RecordKind;
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;
use cunji_domain::server_facts::device::Device;
use cunji_domain::server_facts::erasure::Erasure;
use cunji_domain::server_facts::member::Member;
use cunji_domain::server_facts::revocation::Revocation;
use cunji_history::{DeviceId, DevicePublicKey, EditId, Suite};

use super::erase::forget;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::{Transaction, devices, roster};

/// Learns from a record of the server's own.
///
/// # Errors
/// What the database says.
pub fn relearn(tx: &mut dyn Transaction, registrar: &Registrar, record: &Record) -> Result<(), ServerError> {
    if !record.author.is_server() || record.withdrawn.is_some() {
        return Ok(());
    }
    if let Some(device) = typed::<Device>(record) {
        enrolled(tx, &device)?;
    } else if let Some(revocation) = typed::<Revocation>(record) {
        if let Some(device) = device_id(&revocation.device.0) {
            devices::revoke(tx, device, revocation.at.0, revocation.reason.as_deref().unwrap_or_default())?;
        }
    } else if let Some(member) = typed::<Member>(record) {
        if roster::person(tx, &member.person)?.is_none() {
            let person =
                roster::Person { id: member.person.clone(), name: member.name.clone(), unit: member.unit.clone() };
            roster::put_person(tx, &person, 0)?;
        }
        roster::put_membership(tx, &member.membership(&record.space), member.cut_short_why.as_deref())?;
    } else if let Some(policy) = typed::<AnnouncedPolicy>(record) {
        if Policy::parse(&policy.toml.0).is_ok() {
            roster::put_policy(tx, &policy.version, policy.valid_from, policy.known_from, &policy.toml.0, 0)?;
        }
    } else if let Some(erasure) = typed::<Erasure>(record) {
        forget(tx, registrar, &record.space, EditId(erasure.edit.0), erasure.at.0, &erasure.law)?;
    }
    Ok(())
}

fn typed<K: RecordKind>(record: &Record) -> Option<K> {
    (record.kind == K::DECL.number).then(|| K::from_parts(&record.key, &record.fields).ok()).flatten()
}

fn device_id(bytes: &[u8]) -> Option<DeviceId> {
    bytes.try_into().ok().map(DeviceId)
}

/// A device that was enrolled after the backup: it is known again, but has to prove its key to get a token.
fn enrolled(tx: &mut dyn Transaction, fact: &Device) -> Result<(), ServerError> {
    let (Some(id), Ok(key)) = (device_id(&fact.device.0), <[u8; 32]>::try_from(fact.public_key.0.as_slice())) else {
        return Ok(());
    };
    let suite = u8::try_from(fact.suite).ok().and_then(Suite::of);
    let (Some(suite), None) = (suite, devices::by_id(tx, id)?) else { return Ok(()) };
    let mut token_hash = [0; 32];
    getrandom::fill(&mut token_hash).map_err(|_| ServerError::Randomness)?;
    devices::put(
        tx,
        &devices::Device {
            id,
            person: fact.person.clone(),
            suite,
            public_key: DevicePublicKey(key),
            token_hash,
            name: fact.name.clone().unwrap_or_default(),
            client_version: String::new(),
            introduced_by: fact.introduced_by.as_ref().and_then(|by| device_id(&by.0)),
            enrolled_at: fact.enrolled_at.0,
            seen_at: None,
            revoked_at: None,
            revoked_reason: None,
        },
    )
    .map_err(Into::into)
}
