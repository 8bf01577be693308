//! `POST /v1/introduce`: a new installation under the key of the old one. Answered as `/v1/enroll`.

use cunji_history::canonical::CanonicalError;
use cunji_history::signed::{Deployment, introduction_message};
use cunji_history::{DeviceId, DeviceKey, DevicePublicKey, Suite};

use super::{key, suite};
use crate::wire::{self, MapWriter};

/// The request; authorised by the old device's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntroduceRequest {
    /// The protocol version that the client speaks.
    pub version: u32,
    /// The old device.
    pub old: DeviceId,
    /// The new device's public key.
    pub key: DevicePublicKey,
    /// The new device's suite.
    pub suite: Suite,
    /// What the device is called.
    pub name: String,
    /// The old device's signature.
    pub signature: [u8; 64],
}

impl IntroduceRequest {
    /// The old device introduces the new one.
    pub fn new(old: &DeviceKey, new: &DevicePublicKey, name: &str, deployment: Deployment) -> Self {
        let (suite, device) = (Suite::Ed25519Sha256, old.public().device_id(0));
        let signature = old.sign(&introduction_message(deployment, suite, device, new));
        Self { version: 1, old: device, key: *new, suite, name: name.to_owned(), signature }
    }

    /// Whether the old device, whose key this is, introduced the new one.
    pub fn holds(&self, deployment: Deployment, old: &DevicePublicKey) -> bool {
        let message = introduction_message(deployment, self.suite, self.old, &self.key);
        old.device_id(0) == self.old && old.verifies(&message, &self.signature)
    }

    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.int(1, i64::from(self.version)).bytes(2, &self.old.0).bytes(3, &self.key.0);
        map.int(4, i64::from(self.suite.number())).text(5, &self.name).bytes(6, &self.signature);
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut version, mut old, mut its_key, mut its_suite) = (None, None, None, None);
        let (mut name, mut signature) = (String::new(), None);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => version = Some(r.narrow()?),
                2 => old = Some(wire::device(r)?),
                3 => its_key = Some(key(r)?),
                4 => its_suite = Some(suite(r)?),
                5 => name = wire::short_text(r)?,
                6 => signature = Some(r.fixed()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "a request with a part missing";
        Ok(Self {
            version: wire::need(version, part)?,
            old: wire::need(old, part)?,
            key: wire::need(its_key, part)?,
            suite: wire::need(its_suite, part)?,
            name,
            signature: wire::need(signature, part)?,
        })
    }
}
