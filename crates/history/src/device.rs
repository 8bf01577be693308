//! Devices: an installation with a key of its own.

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::canonical::Writer;

/// The suite of algorithms of a device. References are opaque 32 bytes, so that another suite can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// Ed25519 and SHA-256.
    Ed25519Sha256,
}

impl Suite {
    /// The suite's number on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::Ed25519Sha256 => 1,
        }
    }

    /// The suite with this number, if this version knows it.
    pub fn of(number: u8) -> Option<Self> {
        (number == 1).then_some(Self::Ed25519Sha256)
    }
}

/// An installation's id: the first 16 bytes of SHA-256 over its public key and epoch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub [u8; 16]);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A device's public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DevicePublicKey(pub [u8; 32]);

impl DevicePublicKey {
    /// The id of the device with this key. Phones have epoch 0; the server's device has the server's epoch, since a restored
    /// server must not go on writing in a chain whose end it has lost.
    pub fn device_id(&self, epoch: u32) -> DeviceId {
        let mut writer = Writer::default();
        writer.array(3).text("cunji device").bytes(&self.0).int(i64::from(epoch));
        let digest = Sha256::digest(writer.into_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        DeviceId(id)
    }

    /// Whether the signature over `message` is this device's. Weak keys and malleable signatures are refused.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }
}

/// A device's signing key. Wiped from memory when dropped.
#[derive(Clone)]
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    /// A new key from the system's source of randomness.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut secret = [0; 32];
        crate::randomness::fill(&mut secret)?;
        Ok(Self::from_bytes(&secret))
    }

    /// The key with this secret.
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The secret, to be stored under another key.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half.
    pub fn public(&self) -> DevicePublicKey {
        DevicePublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey(of {})", self.public().device_id(0))
    }
}
