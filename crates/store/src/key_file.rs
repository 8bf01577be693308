//! `cunji.key`: the database's random key, wrapped once for each way to open it.
//!
//! A wrap by passphrase holds the database's key and the key under which the signing keys are sealed. A wrap by recovery code
//! (later) will hold the first alone: after a recovery the device gets a new id. A wrap of a kind that this version does not know
//! is kept as it is.

use std::fs;
use std::io::Write;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use cunji_history::canonical::{CanonicalError, Reader, Writer};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::{Result, StoreError};

const FORMAT: u32 = 1;
const BY_PASSPHRASE: u8 = 1;
const AAD: &[u8] = b"cunji key wrap, by passphrase";

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

/// Writes a new key file: first beside, then over, so that there is always a whole one.
pub(crate) fn write(path: &Path, keys: &Keys, passphrase: &str, cost: Cost) -> Result<()> {
    if passphrase.is_empty() {
        return Err(StoreError::EmptyPassphrase);
    }
    let mut salt = [0; 16];
    getrandom::fill(&mut salt)?;
    let wrapping = derive(passphrase, &salt, cost).ok_or(StoreError::Randomness)?;
    let plain = Zeroizing::new([keys.database.as_slice(), &keys.salt, &keys.signing].concat());
    let sealed = seal(&wrapping, AAD, &plain)?;
    let mut w = Writer::default();
    w.array(2).int(i64::from(FORMAT)).array(1);
    w.array(5).int(i64::from(BY_PASSPHRASE)).bytes(&salt);
    w.int(i64::from(cost.memory)).int(i64::from(cost.passes)).bytes(&sealed);
    let beside = path.with_extension("key.new");
    let mut file = fs::File::create(&beside)?;
    file.write_all(&w.into_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    sync_folder(path)
}

/// Opens the key file by passphrase.
pub(crate) fn read(path: &Path, passphrase: &str) -> Result<Keys> {
    let bytes = fs::read(path)?;
    let damaged = || StoreError::KeyFileDamaged(path.to_owned());
    let mut r = Reader::new(&bytes);
    if r.array().map_err(|_| damaged())? < 2 {
        return Err(damaged());
    }
    let found: u32 = r.narrow().map_err(|_| damaged())?;
    if found != FORMAT {
        return Err(StoreError::Newer { found, known: FORMAT });
    }
    let mut any = false;
    for _ in 0..r.array().map_err(|_| damaged())? {
        let Some(wrap) = passphrase_wrap(&mut r).map_err(|_| damaged())? else { continue };
        any = true;
        let wrapping = derive(passphrase, wrap.salt, wrap.cost).ok_or_else(damaged)?;
        if let Some(plain) = unseal(&wrapping, AAD, wrap.sealed) {
            return parts(&plain).ok_or_else(damaged);
        }
    }
    Err(if any { StoreError::WrongPassphrase } else { damaged() })
}

struct Wrap<'b> {
    salt: &'b [u8],
    cost: Cost,
    sealed: &'b [u8],
}

fn passphrase_wrap<'b>(r: &mut Reader<'b>) -> std::result::Result<Option<Wrap<'b>>, CanonicalError> {
    let length = r.array()?;
    let kind: i64 = r.int()?;
    if kind != i64::from(BY_PASSPHRASE) || length != 5 {
        for _ in 1..length {
            r.skip()?;
        }
        return Ok(None);
    }
    Ok(Some(Wrap { salt: r.bytes()?, cost: Cost { memory: r.narrow()?, passes: r.narrow()? }, sealed: r.bytes()? }))
}

fn derive(passphrase: &str, salt: &[u8], cost: Cost) -> Option<Zeroizing<[u8; 32]>> {
    if cost.memory > Cost::DEAREST.memory || cost.passes > Cost::DEAREST.passes {
        return None;
    }
    let params = Params::new(cost.memory, cost.passes, 1, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice()).ok()?;
    Some(key)
}

fn parts(plain: &[u8]) -> Option<Keys> {
    let (database, rest) = plain.split_first_chunk::<32>()?;
    let (salt, rest) = rest.split_first_chunk::<16>()?;
    let signing: &[u8; 32] = rest.try_into().ok()?;
    Some(Keys { database: *database, salt: *salt, signing: *signing })
}

/// Makes a rename in this file's folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_passphrase_opens_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cunji.key");
        let keys = Keys::random().unwrap();
        write(&path, &keys, "三月的茶", Cost::CHEAPEST).unwrap();
        assert!(read(&path, "三月的茶").unwrap() == keys);
        assert_eq!(read(&path, "三月的水").err().unwrap().code(), "store.wrong_passphrase");
    }

    #[test]
    fn damage_and_a_newer_format_are_told_apart_from_a_wrong_passphrase() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cunji.key");
        write(&path, &Keys::random().unwrap(), "p", Cost::CHEAPEST).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..20]).unwrap();
        assert_eq!(read(&path, "p").err().unwrap().code(), "store.key_file_damaged");
        let mut newer = whole.clone();
        newer[1] = 9;
        fs::write(&path, &newer).unwrap();
        assert_eq!(read(&path, "p").err().unwrap().code(), "store.newer");
    }

    #[test]
    fn a_wrap_of_an_unknown_kind_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cunji.key");
        let keys = Keys::random().unwrap();
        write(&path, &keys, "p", Cost::CHEAPEST).unwrap();
        let whole = fs::read(&path).unwrap();
        // [1, [wrap]] becomes [1, [[7, "later"], wrap]].
        let mut two = vec![0x82, 0x01, 0x82, 0x82, 0x07, 0x65];
        two.extend_from_slice(b"later");
        two.extend_from_slice(&whole[3..]);
        fs::write(&path, &two).unwrap();
        assert!(read(&path, "p").unwrap() == keys);
    }
}
