//! One wrap: one way to the keys, as it stands in the file.

use cunji_history::canonical::{CanonicalError, Reader, Writer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Cost, Keys, derive, seal, unseal};
use crate::error::{Result, StoreError};

const BY_PASSPHRASE: u8 = 1;
const BY_PIN: u8 = 2;
const BY_RECOVERY_CODE: u8 = 3;

/// What the lock screen asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinShape {
    /// Digits, on a pad with large keys.
    Digits,
    /// A phrase, on the person's keyboard.
    Phrase,
}

/// What can be told of a PIN's wrap without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinWrap {
    /// What the lock screen asks for.
    pub shape: PinShape,
    /// Which secret of the platform's key store takes part ([`PinWrap::mark_of`]); none if none does.
    pub secret: Option<[u8; 8]>,
}

impl PinWrap {
    /// Tells secrets apart: a key store that was emptied is not taken for a wrong PIN.
    pub fn mark_of(secret: &[u8; 32]) -> [u8; 8] {
        let digest = Sha256::new().chain_update(b"cunji platform secret").chain_update(secret).finalize();
        let mut mark = [0; 8];
        mark.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        mark
    }
}

/// What derives the wrapping key, and the wrapped keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed {
    salt: Vec<u8>,
    cost: Cost,
    bytes: Vec<u8>,
}

impl Sealed {
    fn new(entered: &str, secret: Option<&[u8; 32]>, cost: Cost, aad: &[u8], plain: &[u8]) -> Result<Self> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)?;
        let key = derive(entered, secret, &salt, cost).ok_or(StoreError::Randomness)?;
        Ok(Self { salt: salt.to_vec(), cost, bytes: seal(&key, aad, plain)? })
    }

    /// `None` inside for what does not open it; outside if the wrap's cost is none of ours.
    fn open(&self, entered: &str, secret: Option<&[u8; 32]>, aad: &[u8]) -> Option<Option<Zeroizing<Vec<u8>>>> {
        let key = derive(entered, secret, &self.salt, self.cost)?;
        Some(unseal(&key, aad, &self.bytes))
    }
}

/// A way to the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrap {
    Passphrase(Sealed),
    Pin(Sealed, PinWrap),
    /// The serial tells codes apart: a newer one takes the place of those before.
    Recovery(Sealed, u32),
    /// As it stands in the file of a newer program.
    Unknown(Vec<u8>),
}

/// Why a wrap gives no keys.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Closed {
    Wrong,
    Damaged,
}

impl Wrap {
    pub fn by_passphrase(passphrase: &str, keys: &Keys, cost: Cost) -> Result<Self> {
        Ok(Self::Passphrase(Sealed::new(passphrase, None, cost, aad(BY_PASSPHRASE), &all(keys))?))
    }

    pub fn by_pin(entered: &str, secret: Option<&[u8; 32]>, shape: PinShape, keys: &Keys, cost: Cost) -> Result<Self> {
        let about = PinWrap { shape, secret: secret.map(PinWrap::mark_of) };
        Ok(Self::Pin(Sealed::new(entered, secret, cost, aad(BY_PIN), &all(keys))?, about))
    }

    /// The signing key stays out: who recovers gets a new device.
    pub fn by_recovery_code(code: &str, serial: u32, keys: &Keys, cost: Cost) -> Result<Self> {
        let plain = Zeroizing::new([keys.database.as_slice(), &keys.salt].concat());
        Ok(Self::Recovery(Sealed::new(code, None, cost, aad(BY_RECOVERY_CODE), &plain)?, serial))
    }

    /// All keys, of a wrap that holds all.
    pub fn open(&self, entered: &str, secret: Option<&[u8; 32]>) -> std::result::Result<Keys, Closed> {
        let (sealed, kind) = match self {
            Self::Passphrase(sealed) => (sealed, BY_PASSPHRASE),
            Self::Pin(sealed, _) => (sealed, BY_PIN),
            Self::Recovery(..) | Self::Unknown(_) => return Err(Closed::Wrong),
        };
        let plain = sealed.open(entered, secret, aad(kind)).ok_or(Closed::Damaged)?.ok_or(Closed::Wrong)?;
        parts(&plain).ok_or(Closed::Damaged)
    }

    /// The database's key and salt by a recovery code, beside a new key for what the new device signs.
    pub fn recover(&self, code: &str) -> Result<std::result::Result<Keys, Closed>> {
        let Self::Recovery(sealed, _) = self else { return Ok(Err(Closed::Wrong)) };
        let Some(opened) = sealed.open(code, None, aad(BY_RECOVERY_CODE)) else { return Ok(Err(Closed::Damaged)) };
        let Some(plain) = opened else { return Ok(Err(Closed::Wrong)) };
        let mut keys = Keys::random()?;
        let Some((database, salt)) = plain.split_at_checked(keys.database.len()) else {
            return Ok(Err(Closed::Damaged));
        };
        if salt.len() != keys.salt.len() {
            return Ok(Err(Closed::Damaged));
        }
        keys.database.copy_from_slice(database);
        keys.salt.copy_from_slice(salt);
        Ok(Ok(keys))
    }

    pub fn write(&self, w: &mut Writer) -> Option<&[u8]> {
        let (kind, sealed, more) = match self {
            Self::Passphrase(sealed) => (BY_PASSPHRASE, sealed, 0),
            Self::Pin(sealed, _) => (BY_PIN, sealed, 2),
            Self::Recovery(sealed, _) => (BY_RECOVERY_CODE, sealed, 1),
            Self::Unknown(raw) => return Some(raw),
        };
        w.array(5 + more).int(i64::from(kind)).bytes(&sealed.salt);
        w.int(i64::from(sealed.cost.memory)).int(i64::from(sealed.cost.passes)).bytes(&sealed.bytes);
        match self {
            Self::Pin(_, about) => {
                w.bytes_or_null(about.secret.as_ref().map(<[u8; 8]>::as_slice));
                w.int(if about.shape == PinShape::Digits { 1 } else { 2 });
            }
            Self::Recovery(_, serial) => {
                w.int(i64::from(*serial));
            }
            Self::Passphrase(_) | Self::Unknown(_) => {}
        }
        None
    }

    /// A wrap from what begins in `whole` where the reader stands.
    pub fn read(r: &mut Reader<'_>, whole: &[u8]) -> std::result::Result<Self, CanonicalError> {
        let begin = r.position();
        let mut ahead = Reader::new(whole.get(begin..).ok_or(CanonicalError::Malformed)?);
        r.skip()?;
        let length = ahead.array()?;
        let kind: i64 = ahead.int()?;
        let known = match (u8::try_from(kind), length) {
            (Ok(BY_PASSPHRASE), 5) => Some(Self::Passphrase(sealed(&mut ahead)?)),
            (Ok(BY_PIN), 7) => pin(&mut ahead)?,
            (Ok(BY_RECOVERY_CODE), 6) => Some(Self::Recovery(sealed(&mut ahead)?, ahead.narrow()?)),
            _ => None,
        };
        let raw = || whole.get(begin..r.position()).unwrap_or_default().to_vec();
        Ok(known.unwrap_or_else(|| Self::Unknown(raw())))
    }
}

fn sealed(r: &mut Reader<'_>) -> std::result::Result<Sealed, CanonicalError> {
    let salt = r.bytes()?.to_vec();
    let cost = Cost { memory: r.narrow()?, passes: r.narrow()? };
    Ok(Sealed { salt, cost, bytes: r.bytes()?.to_vec() })
}

fn pin(r: &mut Reader<'_>) -> std::result::Result<Option<Wrap>, CanonicalError> {
    let sealed = sealed(r)?;
    let secret = if r.skip_null()? { None } else { Some(r.fixed()?) };
    let shape = match r.int()? {
        1 => PinShape::Digits,
        2 => PinShape::Phrase,
        _ => return Ok(None),
    };
    Ok(Some(Wrap::Pin(sealed, PinWrap { shape, secret })))
}

fn aad(kind: u8) -> &'static [u8] {
    match kind {
        BY_PASSPHRASE => b"cunji key wrap, by passphrase",
        BY_PIN => b"cunji key wrap, by PIN",
        _ => b"cunji key wrap, by recovery code",
    }
}

fn all(keys: &Keys) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([keys.database.as_slice(), &keys.salt, &keys.signing].concat())
}

fn parts(plain: &[u8]) -> Option<Keys> {
    let (database, rest) = plain.split_first_chunk::<32>()?;
    let (salt, rest) = rest.split_first_chunk::<16>()?;
    let signing: &[u8; 32] = rest.try_into().ok()?;
    Some(Keys { database: *database, salt: *salt, signing: *signing })
}
