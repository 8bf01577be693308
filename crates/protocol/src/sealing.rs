//! What only the server may read: sealed by age to an X25519 recipient that the server states under its signature.

use std::str::FromStr;

use age::x25519::{Identity, Recipient};
use cunji_history::DeviceKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Why something was not sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it can't be sealed to the server: {0}")]
pub struct SealFault(String);

/// The server's key for what is sealed to it. It follows from the server's signing key, so that a backup of that one opens everything.
pub struct SealingKey(Identity);

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealingKey(of {})", self.recipient())
    }
}

impl SealingKey {
    /// The key of the server with this signing key.
    ///
    /// # Errors
    /// Never for keys of ours; age takes keys as text only.
    pub fn of_server(signing: &DeviceKey) -> Result<Self, SealFault> {
        let secret = Zeroizing::new(signing.to_bytes());
        let fault = |detail: &dyn std::fmt::Display| SealFault(detail.to_string());
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_slice()).map_err(|error| fault(&error))?;
        mac.update(b"cunji sealing key");
        let derived = Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()));
        let prefix = bech32::Hrp::parse_unchecked("age-secret-key-");
        let text = bech32::encode::<bech32::Bech32>(prefix, derived.as_slice()).map(Zeroizing::new);
        let text = Zeroizing::new(text.map_err(|error| fault(&error))?.to_uppercase());
        Identity::from_str(&text).map(Self).map_err(|error| fault(&error))
    }

    /// Whom things are sealed to: age's text for it.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    /// Opens what was sealed; none if it was sealed to somebody else or changed on the way.
    pub fn open(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        age::decrypt(&self.0, sealed).ok().map(Zeroizing::new)
    }
}

/// Seals something to a recipient.
///
/// # Errors
/// It is no recipient of this kind.
pub fn seal_to(recipient: &str, plain: &[u8]) -> Result<Vec<u8>, SealFault> {
    let recipient = Recipient::from_str(recipient).map_err(|error| SealFault(error.to_owned()))?;
    age::encrypt(&recipient, plain).map_err(|error| SealFault(error.to_string()))
}
