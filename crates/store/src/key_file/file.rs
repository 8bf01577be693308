//! The file with its wraps: read whole, changed in one place, written whole.

use std::fs;
use std::path::Path;

use cunji_history::canonical::{CanonicalError, Reader, Writer};

use super::wrap::{Closed, PinShape, PinWrap, Wrap};
use super::{Cost, Keys, Opener, write_whole};
use crate::error::{Result, StoreError};

const FORMAT: u32 = 1;

/// The wraps of a key file.
#[derive(Debug)]
pub(crate) struct KeyFile {
    wraps: Vec<Wrap>,
}

impl KeyFile {
    /// A file with one way to these keys.
    pub fn new(opener: &Opener<'_>, keys: &Keys, cost: Cost) -> Result<Self> {
        let mut file = Self { wraps: Vec::new() };
        file.put(opener, keys, cost)?;
        Ok(file)
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path)?;
        let damaged = |_: CanonicalError| StoreError::KeyFileDamaged(path.to_owned());
        let mut r = Reader::new(&bytes);
        if r.array().map_err(damaged)? < 2 {
            return Err(StoreError::KeyFileDamaged(path.to_owned()));
        }
        let found: u32 = r.narrow().map_err(damaged)?;
        if found != FORMAT {
            return Err(StoreError::Newer { found, known: FORMAT });
        }
        let count = r.array().map_err(damaged)?;
        let wraps = (0..count).map(|_| Wrap::read(&mut r, &bytes).map_err(damaged)).collect::<Result<_>>()?;
        Ok(Self { wraps })
    }

    /// Writes the file: first beside, then over.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut w = Writer::default();
        w.array(2).int(i64::from(FORMAT)).array(self.wraps.len());
        let mut bytes = w.into_bytes();
        for wrap in &self.wraps {
            let mut w = Writer::default();
            match wrap.write(&mut w) {
                Some(raw) => bytes.extend_from_slice(raw),
                None => bytes.extend(w.into_bytes()),
            }
        }
        write_whole(path, "key.new", &bytes)
    }

    /// Opens the keys.
    pub fn open(&self, opener: &Opener<'_>, path: &Path) -> Result<Keys> {
        match opener {
            Opener::Passphrase(passphrase) => {
                if !self.has_passphrase() && self.pin().is_some() {
                    return Err(StoreError::NoPassphrase);
                }
                let wraps = self.wraps.iter().filter(|wrap| matches!(wrap, Wrap::Passphrase(_)));
                first_open(wraps, |wrap| Ok(wrap.open(passphrase, None)), path)?.ok_or(StoreError::WrongPassphrase)
            }
            Opener::Pin { entered, secret } => {
                let about = self.pin().ok_or(StoreError::NoPin)?;
                // The secret is asked for only where one takes part: a phone that gained a key store since opens all the same.
                let secret = if about.secret.is_some() { *secret } else { None };
                if about.secret != secret.map(PinWrap::mark_of) {
                    return Err(StoreError::PlatformSecretMissing);
                }
                let wraps = self.wraps.iter().filter(|wrap| matches!(wrap, Wrap::Pin(..)));
                first_open(wraps, |wrap| Ok(wrap.open(entered, secret)), path)?.ok_or(StoreError::WrongPin)
            }
        }
    }

    /// Opens the database's keys by a recovery code; the key for signing is a new one.
    pub fn recover(&self, code: &str, path: &Path) -> Result<Keys> {
        if self.recovery_serials().is_empty() {
            return Err(StoreError::WrongRecoveryCode);
        }
        let wraps = self.wraps.iter().filter(|wrap| matches!(wrap, Wrap::Recovery(..)));
        first_open(wraps, |wrap| wrap.recover(code), path)?.ok_or(StoreError::WrongRecoveryCode)
    }

    /// Puts a way in the place of the former one of its kind.
    pub fn put(&mut self, opener: &Opener<'_>, keys: &Keys, cost: Cost) -> Result<()> {
        let wrap = match opener {
            Opener::Passphrase("") => return Err(StoreError::EmptyPassphrase),
            Opener::Passphrase(passphrase) => Wrap::by_passphrase(passphrase, keys, cost)?,
            Opener::Pin { entered, secret } => Wrap::by_pin(entered, *secret, shape_of(entered), keys, cost)?,
        };
        self.wraps.retain(|other| std::mem::discriminant(other) != std::mem::discriminant(&wrap));
        self.wraps.push(wrap);
        Ok(())
    }

    /// Adds a recovery code beside those that are there: until the server holds it, it is nobody's.
    pub fn add_recovery(&mut self, code: &str, serial: u32, keys: &Keys, cost: Cost) -> Result<()> {
        self.wraps.retain(|wrap| !matches!(wrap, Wrap::Recovery(_, of) if *of == serial));
        self.wraps.push(Wrap::by_recovery_code(code, serial, keys, cost)?);
        Ok(())
    }

    /// Takes the recovery codes before this one away; false if there were none.
    pub fn drop_recovery_before(&mut self, serial: u32) -> bool {
        let before = self.wraps.len();
        self.wraps.retain(|wrap| !matches!(wrap, Wrap::Recovery(_, of) if *of < serial));
        self.wraps.len() < before
    }

    /// Takes away what opens the keys that sign: a recovery made others.
    pub fn drop_signing(&mut self) {
        self.wraps.retain(|wrap| matches!(wrap, Wrap::Recovery(..) | Wrap::Unknown(_)));
    }

    /// What the lock screen asks for; none without a PIN.
    pub fn pin(&self) -> Option<PinWrap> {
        self.wraps.iter().find_map(|wrap| if let Wrap::Pin(_, about) = wrap { Some(*about) } else { None })
    }

    /// Whether a passphrase opens it.
    pub fn has_passphrase(&self) -> bool {
        self.wraps.iter().any(|wrap| matches!(wrap, Wrap::Passphrase(_)))
    }

    /// The serials of the recovery codes that open it, ascending.
    pub fn recovery_serials(&self) -> Vec<u32> {
        let serial = |wrap: &Wrap| if let Wrap::Recovery(_, serial) = wrap { Some(*serial) } else { None };
        let mut serials: Vec<u32> = self.wraps.iter().filter_map(serial).collect();
        serials.sort_unstable();
        serials
    }
}

fn shape_of(entered: &str) -> PinShape {
    if entered.bytes().all(|byte| byte.is_ascii_digit()) { PinShape::Digits } else { PinShape::Phrase }
}

/// The keys of the first wrap that opens; none if what was entered opens none.
fn first_open<'w>(
    wraps: impl Iterator<Item = &'w Wrap>,
    open: impl Fn(&Wrap) -> Result<std::result::Result<Keys, Closed>>,
    path: &Path,
) -> Result<Option<Keys>> {
    let mut whole = false;
    for wrap in wraps {
        match open(wrap)? {
            Ok(keys) => return Ok(Some(keys)),
            Err(Closed::Wrong) => whole = true,
            Err(Closed::Damaged) => {}
        }
    }
    if whole { Ok(None) } else { Err(StoreError::KeyFileDamaged(path.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: [u8; 32] = [7; 32];
    const CODE: &str = "0123456789ABCDEFGHJK";

    fn a_file(opener: &Opener<'_>) -> (tempfile::TempDir, std::path::PathBuf, Keys) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cunji.key");
        let keys = Keys::random().unwrap();
        KeyFile::new(opener, &keys, Cost::CHEAPEST).unwrap().write(&path).unwrap();
        (dir, path, keys)
    }

    fn opened(path: &Path, opener: &Opener<'_>) -> Result<Keys> {
        KeyFile::read(path)?.open(opener, path)
    }

    fn change(path: &Path, work: impl FnOnce(&mut KeyFile)) {
        let mut file = KeyFile::read(path).unwrap();
        work(&mut file);
        file.write(path).unwrap();
    }

    fn pin<'a>(entered: &'a str, secret: Option<&'a [u8; 32]>) -> Opener<'a> {
        Opener::Pin { entered, secret }
    }

    #[test]
    fn only_the_passphrase_opens_it() {
        let (_dir, path, keys) = a_file(&Opener::Passphrase("三月的茶"));
        assert!(opened(&path, &Opener::Passphrase("三月的茶")).unwrap() == keys);
        let code = |opener| opened(&path, &opener).err().unwrap().code();
        assert_eq!(code(Opener::Passphrase("三月的水")), "store.wrong_passphrase");
        assert_eq!(code(pin("三月的茶", None)), "store.no_pin");
    }

    #[test]
    fn damage_and_a_newer_format_are_told_apart_from_a_wrong_passphrase() {
        let (_dir, path, _) = a_file(&Opener::Passphrase("p"));
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..20]).unwrap();
        assert_eq!(opened(&path, &Opener::Passphrase("p")).err().unwrap().code(), "store.key_file_damaged");
        let mut newer = whole.clone();
        newer[1] = 9;
        fs::write(&path, &newer).unwrap();
        assert_eq!(opened(&path, &Opener::Passphrase("p")).err().unwrap().code(), "store.newer");
    }

    #[test]
    fn a_wrap_of_an_unknown_kind_is_passed_over_and_kept() {
        let (_dir, path, keys) = a_file(&Opener::Passphrase("p"));
        let whole = fs::read(&path).unwrap();
        // [1, [wrap]] becomes [1, [[7, "later"], wrap]].
        let unknown = [&[0x82, 0x07, 0x65], b"later".as_slice()].concat();
        fs::write(&path, [&[0x82, 0x01, 0x82], unknown.as_slice(), &whole[3..]].concat()).unwrap();
        assert!(opened(&path, &Opener::Passphrase("p")).unwrap() == keys);
        change(&path, |file| file.put(&pin("60935817", None), &keys, Cost::CHEAPEST).unwrap());
        change(&path, KeyFile::drop_signing);
        let kept = fs::read(&path).unwrap();
        assert_eq!(kept, [&[0x82, 0x01, 0x81], unknown.as_slice()].concat());
    }

    #[test]
    fn a_pin_needs_the_secret_of_this_phone() {
        let (_dir, path, keys) = a_file(&pin("609358", Some(&SECRET)));
        assert!(opened(&path, &pin("609358", Some(&SECRET))).unwrap() == keys);
        let code = |opener| opened(&path, &opener).err().unwrap().code();
        assert_eq!(code(pin("609359", Some(&SECRET))), "store.wrong_pin");
        assert_eq!(code(pin("609358", Some(&[8; 32]))), "store.platform_secret_missing");
        assert_eq!(code(pin("609358", None)), "store.platform_secret_missing");
        // One that was set without a secret opens wherever there is one by now.
        change(&path, |file| file.put(&pin("60935817", None), &keys, Cost::CHEAPEST).unwrap());
        assert!(opened(&path, &pin("60935817", Some(&SECRET))).unwrap() == keys);
    }

    #[test]
    fn each_way_is_changed_alone() {
        let (_dir, path, keys) = a_file(&Opener::Passphrase("p"));
        change(&path, |file| {
            file.put(&pin("60935817", None), &keys, Cost::CHEAPEST).unwrap();
            file.add_recovery(CODE, 1, &keys, Cost::CHEAPEST).unwrap();
        });
        change(&path, |file| file.put(&pin("三月的茶园在山上", None), &keys, Cost::CHEAPEST).unwrap());
        let file = KeyFile::read(&path).unwrap();
        assert_eq!(file.pin().map(|pin| pin.shape), Some(PinShape::Phrase));
        assert!(file.open(&Opener::Passphrase("p"), &path).unwrap() == keys);
        assert!(file.open(&pin("三月的茶园在山上", None), &path).unwrap() == keys);
        assert_eq!(file.open(&pin("60935817", None), &path).err().unwrap().code(), "store.wrong_pin");
        assert_eq!(file.recovery_serials(), [1]);
    }

    #[test]
    fn a_recovery_code_opens_the_database_and_never_the_signing_keys() {
        let (_dir, path, keys) = a_file(&pin("60935817", None));
        change(&path, |file| file.add_recovery(CODE, 1, &keys, Cost::CHEAPEST).unwrap());
        let recovered = KeyFile::read(&path).unwrap().recover(CODE, &path).unwrap();
        assert_eq!((recovered.database, recovered.salt), (keys.database, keys.salt));
        assert_ne!(recovered.signing, keys.signing);
        // Until the next one is known to be held, both open; then the former does no more.
        change(&path, |file| file.add_recovery("KJHGFEDCBA9876543210", 2, &keys, Cost::CHEAPEST).unwrap());
        KeyFile::read(&path).unwrap().recover(CODE, &path).unwrap();
        change(&path, |file| assert!(file.drop_recovery_before(2)));
        let file = KeyFile::read(&path).unwrap();
        assert_eq!(file.recover(CODE, &path).err().unwrap().code(), "store.wrong_recovery_code");
        file.recover("KJHGFEDCBA9876543210", &path).unwrap();
    }
}
