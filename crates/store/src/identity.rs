//! Who writes here: the devices that this installation has been, the enrolment, the server's epochs.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::signed::{Deployment, introduction_message};
use cunji_history::{DeviceId, DeviceKey, DevicePublicKey, Suite};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::{Result, StoreError};
use crate::key_file::{seal, unseal};
use crate::sql::{blob, column, space_of, spaces_of, unsigned};
use crate::{Store, nobodys};

/// An installation that this store is or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Its public key.
    pub public_key: DevicePublicKey,
    /// Its suite.
    pub suite: Suite,
    /// Whether the server knows it: enrolled, or introduced by the one before.
    pub introduced: bool,
}

/// What the server gave when it enrolled this device, or introduced its successor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The server's address, as the person typed it.
    pub server: String,
    /// The deployment.
    pub deployment: Deployment,
    /// The person.
    pub person: PersonId,
    /// The person's name, for screens.
    pub person_name: String,
    /// The token that authorises a sync.
    pub token: [u8; 16],
    /// When the device was enrolled (Unix seconds, the server's clock).
    pub enrolled_at: i64,
    /// The server's certificate of the device.
    pub certificate: [u8; 64],
    /// The spaces that the person writes in.
    pub spaces: Vec<DivisionCode>,
}

/// An epoch of the server and the key that signs in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch {
    /// The number.
    pub epoch: u32,
    /// The server's public key.
    pub public_key: DevicePublicKey,
    /// Its suite.
    pub suite: Suite,
}

/// What a new device shows to the server so that it is taken for the old one's successor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// The newest device that the server knows.
    pub old: DeviceId,
    /// The new device's key.
    pub new: DevicePublicKey,
    /// The new device's suite.
    pub suite: Suite,
    /// The old device's signature over both.
    pub signature: [u8; 64],
}

impl Store {
    /// The device that writes.
    ///
    /// # Errors
    /// The database fails, or a salvage found no device ([`Store::reissue`] makes one).
    pub fn device(&self) -> Result<Device> {
        current(&self.conn)
    }

    /// The devices that this store was before, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn former_devices(&self) -> Result<Vec<Device>> {
        let mut devices = devices(&self.conn)?;
        devices.pop();
        Ok(devices)
    }

    /// Signs a message with the current device's key (a token's nonce, an enrolment).
    ///
    /// # Errors
    /// The database fails.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        Ok(self.key_of(self.device()?.id)?.sign(message))
    }

    /// The introduction of the current device by the newest one that the server knows; none if the server knows the current.
    ///
    /// # Errors
    /// The store is not enrolled, or no former device is known to the server.
    pub fn introduction(&self) -> Result<Option<Introduction>> {
        let enrolment = self.enrolment()?.ok_or(StoreError::NotEnrolled)?;
        let mut devices = devices(&self.conn)?;
        let Some(new) = devices.pop().filter(|device| !device.introduced) else { return Ok(None) };
        let old = devices.iter().rev().find(|device| device.introduced).ok_or(StoreError::NotEnrolled)?;
        let message = introduction_message(enrolment.deployment, old.suite, old.id, &new.public_key);
        // After a recovery the old key is sealed for good, and nobody can introduce the new device.
        let Some(key) = self.openable_key_of(old.id)? else { return Err(StoreError::NotEnrolled) };
        let signature = key.sign(&message);
        Ok(Some(Introduction { old: old.id, new: new.public_key, suite: new.suite, signature }))
    }

    /// The enrolment, if there is one.
    ///
    /// # Errors
    /// The database fails.
    pub fn enrolment(&self) -> Result<Option<Enrolment>> {
        enrolment(&self.conn)
    }

    /// Keeps an enrolment, and with it that the server knows the current device. The store is somebody's from now on.
    ///
    /// # Errors
    /// The disk is full or read-only; the database fails.
    pub fn set_enrolment(&mut self, enrolment: &Enrolment) -> Result<()> {
        let device = self.device()?.id;
        nobodys::take_back(&self.files.dir)?;
        let tx = self.begin()?;
        let spaces: Vec<&str> = enrolment.spaces.iter().map(DivisionCode::as_str).collect();
        tx.prepare_cached(
            "INSERT OR REPLACE INTO enrolment
             (one, server, deployment, person, person_name, token, enrolled_at, certificate, spaces)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            &enrolment.server,
            enrolment.deployment.0,
            enrolment.person.as_str(),
            &enrolment.person_name,
            enrolment.token,
            enrolment.enrolled_at,
            enrolment.certificate,
            spaces.join(" "),
        ))?;
        tx.execute("UPDATE device SET introduced = 1 WHERE device = ?1", [device.0])?;
        tx.commit()?;
        Ok(())
    }

    /// The epochs of the server that this device has met, ascending.
    ///
    /// # Errors
    /// The database fails.
    pub fn epochs(&self) -> Result<Vec<Epoch>> {
        let mut statement = self.conn.prepare_cached("SELECT epoch, public_key, suite FROM epoch ORDER BY epoch")?;
        let rows = statement.query_and_then([], |row| {
            Ok(Epoch { epoch: row.get(0)?, public_key: DevicePublicKey(blob(row, 1)?), suite: suite(row, 2)? })
        })?;
        rows.collect()
    }

    /// Keeps an epoch and its key. A key that is known already is not replaced.
    ///
    /// # Errors
    /// The epoch is known with another key.
    pub fn meet_epoch(&mut self, epoch: &Epoch, now: i64) -> Result<()> {
        let device = epoch.public_key.device_id(epoch.epoch);
        self.conn
            .prepare_cached(
                "INSERT INTO epoch (epoch, server_device, public_key, suite, seen_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO NOTHING",
            )?
            .execute((epoch.epoch, device.0, epoch.public_key.0, epoch.suite.number(), now))?;
        if server_key(&self.conn, epoch.epoch)?.public_key == epoch.public_key {
            Ok(())
        } else {
            Err(StoreError::Unverified("the server shows another key for an epoch that is known"))
        }
    }

    /// The number of a space's log where a former epoch ended, as the server told.
    ///
    /// # Errors
    /// The database fails.
    pub fn epoch_end(&self, epoch: u32, space: &DivisionCode) -> Result<Option<u64>> {
        Ok(self
            .conn
            .prepare_cached("SELECT number FROM epoch_end WHERE epoch = ?1 AND space = ?2")?
            .query_row((epoch, space_of(space)), |row| unsigned(row, 0))
            .optional()?)
    }

    /// Makes a device with a new key; from now on it writes.
    pub(crate) fn new_device(&mut self, now: i64) -> Result<DeviceId> {
        let key = DeviceKey::random()?;
        let id = key.public().device_id(0);
        let secret = zeroize::Zeroizing::new(key.to_bytes());
        let sealed = seal(&self.keys.signing, &id.0, secret.as_slice())?;
        self.conn
            .prepare_cached(
                "INSERT INTO device (device, public_key, sealed_key, suite, made_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((id.0, key.public().0, sealed, Suite::Ed25519Sha256.number(), now))?;
        Ok(id)
    }

    /// The signing key of a device of this store.
    pub(crate) fn key_of(&self, device: DeviceId) -> Result<DeviceKey> {
        self.openable_key_of(device)?.ok_or(StoreError::Unverified("a signing key can't be unsealed"))
    }

    /// Whether what opened the store opens the current device's signing key; a recovery code opens none.
    pub(crate) fn can_sign(&self) -> Result<bool> {
        match self.device() {
            Ok(device) => Ok(self.openable_key_of(device.id)?.is_some()),
            Err(StoreError::NotEnrolled) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn openable_key_of(&self, device: DeviceId) -> Result<Option<DeviceKey>> {
        let sealed: Option<Vec<u8>> = self
            .conn
            .prepare_cached("SELECT sealed_key FROM device WHERE device = ?1")?
            .query_row([device.0], |row| row.get(0))
            .optional()?;
        let sealed = sealed.ok_or(StoreError::UnknownDevice(device))?;
        let plain = unseal(&self.keys.signing, &device.0, &sealed);
        let secret: Option<&[u8; 32]> = plain.as_deref().and_then(|plain| plain.as_slice().try_into().ok());
        Ok(secret.map(DeviceKey::from_bytes))
    }
}

/// The device that writes.
pub(crate) fn current(conn: &Connection) -> Result<Device> {
    let mut statement =
        conn.prepare_cached("SELECT device, public_key, suite, introduced FROM device ORDER BY seq DESC LIMIT 1")?;
    let mut rows = statement.query([])?;
    rows.next()?.map(device).transpose()?.ok_or(StoreError::NotEnrolled)
}

/// All devices, oldest first.
pub(crate) fn devices(conn: &Connection) -> Result<Vec<Device>> {
    let mut statement = conn.prepare_cached("SELECT device, public_key, suite, introduced FROM device ORDER BY seq")?;
    statement.query_and_then([], device)?.collect()
}

pub(crate) fn enrolment(conn: &Connection) -> Result<Option<Enrolment>> {
    let mut statement = conn.prepare_cached(
        "SELECT server, deployment, person, person_name, token, enrolled_at, certificate, spaces FROM enrolment",
    )?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Enrolment {
        server: row.get(0)?,
        deployment: Deployment(blob(row, 1)?),
        person: column(row, 2)?,
        person_name: row.get(3)?,
        token: blob(row, 4)?,
        enrolled_at: row.get(5)?,
        certificate: blob(row, 6)?,
        spaces: spaces_of(row, 7)?,
    }))
}

/// The server's key of an epoch.
pub(crate) fn server_key(conn: &Connection, epoch: u32) -> Result<Epoch> {
    let mut statement = conn.prepare_cached("SELECT epoch, public_key, suite FROM epoch WHERE epoch = ?1")?;
    let mut rows = statement.query([epoch])?;
    let row = rows.next()?.ok_or(StoreError::UnknownEpoch(epoch))?;
    Ok(Epoch { epoch: row.get(0)?, public_key: DevicePublicKey(blob(row, 1)?), suite: suite(row, 2)? })
}

fn device(row: &Row<'_>) -> Result<Device> {
    Ok(Device {
        id: DeviceId(blob(row, 0)?),
        public_key: DevicePublicKey(blob(row, 1)?),
        suite: suite(row, 2)?,
        introduced: row.get(3)?,
    })
}

pub(crate) fn suite(row: &Row<'_>, index: usize) -> Result<Suite> {
    Suite::of(row.get(index)?).ok_or(StoreError::Unverified("a suite that this version does not know"))
}
