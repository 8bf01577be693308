//! Devices and the one-time codes that enrol them.

use std::collections::BTreeMap;

use cunji_domain::person::PersonId;
use cunji_history::{DeviceId, DevicePublicKey, Suite};

use super::{Cell, Result, Row, StorageError, Transaction, statements};

/// An enrolled installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Whose it is, for good.
    pub person: PersonId,
    /// Its algorithms.
    pub suite: Suite,
    /// Its key.
    pub public_key: DevicePublicKey,
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// What its owner calls it.
    pub name: String,
    /// The version of its program, for support.
    pub client_version: String,
    /// The installation that it follows.
    pub introduced_by: Option<DeviceId>,
    /// When it was enrolled: Unix seconds, UTC.
    pub enrolled_at: i64,
    /// When it was last heard of: Unix seconds, UTC; for support, never a figure.
    pub seen_at: Option<i64>,
    /// When it was revoked: Unix seconds, UTC.
    pub revoked_at: Option<i64>,
    /// Why it was revoked.
    pub revoked_reason: Option<String>,
}

/// A device with those that follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succeeded {
    /// The device.
    pub device: Device,
    /// Those that follow it: the same phone under another id, or a copy of it.
    pub followed_by: Vec<DeviceId>,
    /// When the last of them was enrolled: Unix seconds, UTC.
    pub followed_at: Option<i64>,
}

impl Succeeded {
    /// Whether it is a phone that somebody writes on: neither revoked nor the former id of one that goes on under another.
    pub fn in_use(&self) -> bool {
        self.device.revoked_at.is_none() && (self.followed_at.is_none() || self.was_copied())
    }

    /// Whether it was heard of after another took its id's place: then that one is a copy, and both are there.
    pub fn was_copied(&self) -> bool {
        self.device.seen_at.zip(self.followed_at).is_some_and(|(seen_at, followed_at)| seen_at > followed_at)
    }
}

/// Each of these devices with those among them that follow it.
pub fn with_followers(devices: Vec<Device>) -> Vec<Succeeded> {
    let mut followers: BTreeMap<DeviceId, Vec<(DeviceId, i64)>> = BTreeMap::new();
    for device in &devices {
        if let Some(before) = device.introduced_by {
            followers.entry(before).or_default().push((device.id, device.enrolled_at));
        }
    }
    let one = |device: Device| {
        let followers = followers.remove(&device.id).unwrap_or_default();
        let followed_at = followers.iter().map(|(_, enrolled_at)| *enrolled_at).max();
        Succeeded { followed_by: followers.into_iter().map(|(id, _)| id).collect(), followed_at, device }
    };
    devices.into_iter().map(one).collect()
}

/// A one-time code as it is kept: by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Whom it enrols.
    pub person: PersonId,
    /// Unix seconds, UTC.
    pub expires_at: i64,
    /// The device that used it.
    pub device: Option<DeviceId>,
}

/// A one-time code that waits to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// The code's hash.
    pub code_hash: [u8; 32],
    /// When it was made: Unix seconds, UTC.
    pub created_at: i64,
    /// The last moment at which it is good: Unix seconds, UTC.
    pub expires_at: i64,
}

/// The device with this id.
///
/// # Errors
/// What the database says.
pub fn by_id(tx: &mut dyn Transaction, device: DeviceId) -> Result<Option<Device>> {
    tx.query_first(statements::DEVICE_BY_ID, &[device.into()])?.map(read).transpose()
}

/// The device whose token has this hash.
///
/// # Errors
/// What the database says.
pub fn by_token(tx: &mut dyn Transaction, token_hash: &[u8; 32]) -> Result<Option<Device>> {
    tx.query_first(statements::DEVICE_BY_TOKEN, &[token_hash.into()])?.map(read).transpose()
}

/// All devices, by person.
///
/// # Errors
/// What the database says.
pub fn all(tx: &mut dyn Transaction) -> Result<Vec<Device>> {
    tx.query(statements::DEVICES, &[])?.into_iter().map(read).collect()
}

/// A person's devices.
///
/// # Errors
/// What the database says.
pub fn of_person(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Device>> {
    tx.query(statements::DEVICES_OF_PERSON, &[person.into()])?.into_iter().map(read).collect()
}

/// The codes of a person that an office made, that nobody used yet and that are good now, the oldest first. What goes with a recovery
/// code is none of them: nobody has it on a card.
///
/// # Errors
/// What the database says.
pub fn open_invitations(tx: &mut dyn Transaction, person: &PersonId, now: i64) -> Result<Vec<OpenInvitation>> {
    let rows = tx.query(statements::INVITATIONS_OPEN, &[person.into(), now.into()])?;
    let open = rows.into_iter().map(|row| {
        Ok(OpenInvitation {
            code_hash: row.get("code_hash")?,
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
        })
    });
    open.collect()
}

/// Enrols a device; one that is known gets the new token.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, device: &Device) -> Result<()> {
    let parameters: [Cell; 12] = [
        device.id.into(),
        (&device.person).into(),
        device.suite.number().into(),
        device.public_key.0.into(),
        device.token_hash.into(),
        device.name.as_str().into(),
        device.client_version.as_str().into(),
        device.introduced_by.into(),
        device.enrolled_at.into(),
        device.seen_at.into(),
        device.revoked_at.into(),
        device.revoked_reason.as_deref().into(),
    ];
    tx.execute(statements::INSERT_DEVICE, &parameters).map(drop)
}

/// Notes when a device was heard of and which program it runs.
///
/// # Errors
/// What the database says.
pub fn set_seen(tx: &mut dyn Transaction, device: DeviceId, now: i64, client_version: &str) -> Result<()> {
    tx.execute(statements::SET_DEVICE_SEEN, &[device.into(), now.into(), client_version.into()]).map(drop)
}

/// Gives a device another token.
///
/// # Errors
/// What the database says.
pub fn set_token(tx: &mut dyn Transaction, device: DeviceId, token_hash: &[u8; 32]) -> Result<()> {
    tx.execute(statements::SET_DEVICE_TOKEN, &[device.into(), token_hash.into()]).map(drop)
}

/// Revokes a device; false if it is unknown or revoked already.
///
/// # Errors
/// What the database says.
pub fn revoke(tx: &mut dyn Transaction, device: DeviceId, now: i64, reason: &str) -> Result<bool> {
    Ok(tx.execute(statements::REVOKE_DEVICE, &[device.into(), now.into(), reason.into()])? > 0)
}

/// Keeps a one-time code.
///
/// # Errors
/// What the database says.
pub fn put_invitation(
    tx: &mut dyn Transaction,
    code_hash: &[u8; 32],
    person: &PersonId,
    now: i64,
    expires_at: i64,
) -> Result<()> {
    let parameters = [code_hash.into(), person.into(), now.into(), expires_at.into()];
    tx.execute(statements::INSERT_INVITATION, &parameters).map(drop)
}

/// The one-time code with this hash.
///
/// # Errors
/// What the database says.
pub fn invitation(tx: &mut dyn Transaction, code_hash: &[u8; 32]) -> Result<Option<Invitation>> {
    let row = tx.query_first(statements::INVITATION, &[code_hash.into()])?;
    row.map(|row| {
        Ok(Invitation { person: row.get("person")?, expires_at: row.get("expires_at")?, device: row.get("device")? })
    })
    .transpose()
}

/// Marks a code as used by this device; false if another device was faster.
///
/// # Errors
/// What the database says.
pub fn use_invitation(tx: &mut dyn Transaction, code_hash: &[u8; 32], now: i64, device: DeviceId) -> Result<bool> {
    Ok(tx.execute(statements::USE_INVITATION, &[code_hash.into(), now.into(), device.into()])? > 0)
}

/// Lets a one-time code be good until another time.
///
/// # Errors
/// What the database says.
pub fn set_invitation_end(tx: &mut dyn Transaction, code_hash: &[u8; 32], expires_at: i64) -> Result<()> {
    tx.execute(statements::SET_INVITATION_END, &[code_hash.into(), expires_at.into()]).map(drop)
}

fn read(row: Row) -> Result<Device> {
    let suite: u8 = row.get("suite")?;
    Ok(Device {
        id: row.get("device")?,
        person: row.get("person")?,
        suite: Suite::of(suite).ok_or_else(|| StorageError::Missing(format!("suite {suite}")))?,
        public_key: DevicePublicKey(row.get("public_key")?),
        token_hash: row.get("token_hash")?,
        name: row.get("name")?,
        client_version: row.get("client_version")?,
        introduced_by: row.get("introduced_by")?,
        enrolled_at: row.get("enrolled_at")?,
        seen_at: row.get("seen_at")?,
        revoked_at: row.get("revoked_at")?,
        revoked_reason: row.get("revoked_reason")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> DeviceId {
        DeviceId([number; 16])
    }

    fn device(number: u8, follows: Option<u8>, revoked_at: Option<i64>) -> Device {
        Device {
            id: id(number),
            person: "c0017".parse().unwrap(),
            suite: Suite::Ed25519Sha256,
            public_key: DevicePublicKey([number; 32]),
            token_hash: [number; 32],
            name: "cunji".to_owned(),
            client_version: "1.4.0".to_owned(),
            introduced_by: follows.map(id),
            enrolled_at: 0,
            seen_at: None,
            revoked_at,
            revoked_reason: None,
        }
    }

    fn in_use(devices: Vec<Device>) -> Vec<bool> {
        with_followers(devices).iter().map(Succeeded::in_use).collect()
    }

    #[test]
    fn a_phone_that_goes_on_under_another_id_is_one_phone_in_use() {
        let all = vec![device(1, None, None), device(2, Some(1), None), device(3, None, Some(9))];
        assert_eq!(with_followers(all.clone())[0].followed_by, [id(2)]);
        assert_eq!(in_use(all), [false, true, false]);
    }

    #[test]
    fn one_that_is_heard_of_after_its_copy_was_enrolled_is_a_phone_of_its_own() {
        let seen =
            |seen_at: i64, revoked_at: Option<i64>| Device { seen_at: Some(seen_at), ..device(1, None, revoked_at) };
        let follows = |number: u8, enrolled_at: i64| Device { enrolled_at, ..device(number, Some(1), None) };
        assert_eq!(in_use(vec![seen(50, None), follows(2, 50)]), [false, true], "the sync in which it took another id");
        assert_eq!(in_use(vec![seen(51, None), follows(2, 50)]), [true, true]);
        assert_eq!(in_use(vec![seen(51, Some(60)), follows(2, 50)]), [false, true]);
        assert_eq!(
            in_use(vec![seen(51, None), follows(2, 50), follows(3, 70)]),
            [false, true, true],
            "it went on as the last"
        );
    }
}
