//! `cunji.key`: the database's random key, wrapped once for each way to open it.
//!
//! A wrap by passphrase or by PIN holds the database's key and the key under which the signing keys are sealed. A wrap by recovery
//! code holds the first alone: after a recovery the device gets a new id. Changing one way leaves the others, those of a kind that
//! this version does not know too.

mod file;
mod wrap;

use std::fs;
use std::io::Write;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::{Result, StoreError};

pub(crate) use file::KeyFile;
pub use wrap::{PinShape, PinWrap};

/// What a passphrase costs to try: argon2id's memory and passes. Stored beside the wrap, so that it can be raised later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for Cost {
    // OWASP's second recommendation for argon2id: 46 MiB, one pass; about 60 ms on a cheap phone.
    fn default() -> Self {
        Self { memory: 47_104, passes: 1 }
    }
}

impl Cost {
    /// As cheap as argon2 allows: for tests and simulations only.
    pub const CHEAPEST: Self = Self { memory: 8, passes: 1 };

    // A file that claims more would hang the phone.
    const DEAREST: Self = Self { memory: 1 << 20, passes: 64 };
}

/// What somebody gives to open a store, or to open it by from now on.
#[derive(Clone, Copy)]
pub enum Opener<'a> {
    /// A passphrase at a terminal.
    Passphrase(&'a str),
    /// What is entered at the lock screen, together with the secret of the platform's key store where there is one.
    Pin {
        /// The digits or the phrase.
        entered: &'a str,
        /// The platform's secret.
        secret: Option<&'a [u8; 32]>,
    },
}

impl std::fmt::Debug for Opener<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase(…)",
            Self::Pin { .. } => "Pin(…)",
        })
    }
}

/// The keys that a passphrase opens. Wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Keys {
    /// SQLCipher's raw key.
    pub database: [u8; 32],
    /// SQLCipher's salt, which would otherwise stand in the file's first bytes.
    pub salt: [u8; 16],
    /// Seals the signing keys within the database.
    pub signing: [u8; 32],
}

impl Keys {
    pub fn random() -> Result<Self> {
        let mut keys = Self { database: [0; 32], salt: [0; 16], signing: [0; 32] };
        getrandom::fill(&mut keys.database)?;
        getrandom::fill(&mut keys.salt)?;
        getrandom::fill(&mut keys.signing)?;
        Ok(keys)
    }
}

/// Seals `plain` under `key`: nonce, then ciphertext and tag.
pub(crate) fn seal(key: &[u8; 32], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0; 24];
    getrandom::fill(&mut nonce)?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad })
        .map_err(|_| StoreError::Database("sealing a key failed".to_owned()))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal`] sealed; `None` under another key or if a byte was changed.
pub(crate) fn unseal(key: &[u8; 32], aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, text) = sealed.split_first_chunk::<24>()?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: text, aad }).ok().map(Zeroizing::new)
}

/// The key that wraps: argon2id of what was entered, keyed with the platform's secret where one takes part. `None` for a cost that
/// no wrap of ours has.
fn derive(entered: &str, secret: Option<&[u8; 32]>, salt: &[u8], cost: Cost) -> Option<Zeroizing<[u8; 32]>> {
    if cost.memory > Cost::DEAREST.memory || cost.passes > Cost::DEAREST.passes {
        return None;
    }
    let params = Params::new(cost.memory, cost.passes, 1, Some(32)).ok()?;
    let argon = match secret {
        Some(secret) => Argon2::new_with_secret(secret, Algorithm::Argon2id, Version::V0x13, params).ok()?,
        None => Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
    };
    let mut key = Zeroizing::new([0; 32]);
    argon.hash_password_into(entered.as_bytes(), salt, key.as_mut_slice()).ok()?;
    Some(key)
}

/// Writes a file: first beside, then over, so that there is always a whole one.
pub(crate) fn write_whole(path: &Path, beside: &str, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension(beside);
    let mut file = fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    sync_folder(path)
}

/// Makes a rename in this file's folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
