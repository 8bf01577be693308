//! The ways to open a store: looked at while it is locked, changed while it is open, and what a recovery code does.

use crate::Store;
use crate::error::{Result, StoreError};
use crate::home::Home;
use crate::key_file::{Cost, KeyFile, Opener, PinWrap};
use crate::open::{Files, Opened};

/// How a locked store can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    /// By passphrase, at a terminal.
    pub passphrase: bool,
    /// By what is entered at the lock screen.
    pub pin: Option<PinWrap>,
    /// By recovery codes of these serials, ascending. Each but the newest is good until the server holds the newest.
    pub recovery: Vec<u32>,
}

impl Store {
    /// How the store in a folder can be opened. Asks nothing of the database.
    ///
    /// # Errors
    /// There is none, or its key file is missing or damaged.
    pub fn ways(home: &Home) -> Result<Ways> {
        if !Self::exists(home.dir()) {
            return Err(StoreError::NotThere(home.dir().to_owned()));
        }
        let files = Files::of(home)?;
        if !files.key().exists() {
            return Err(StoreError::KeyFileMissing(files.key()));
        }
        ways(&KeyFile::read(&files.key())?)
    }

    /// How this store can be opened when it is locked.
    ///
    /// # Errors
    /// The key file is missing or damaged.
    pub fn own_ways(&self) -> Result<Ways> {
        ways(&self.key_file()?)
    }

    /// Wraps the keys anew under another passphrase or PIN, which takes the place of the former one of its kind; other ways stay. The
    /// database is not touched.
    ///
    /// # Errors
    /// The passphrase is empty, or the key file can't be written; then the former ones open it.
    pub fn change_opener(&self, opener: &Opener<'_>, cost: Cost) -> Result<()> {
        let mut file = self.key_file()?;
        file.put(opener, &self.keys, cost)?;
        file.write(&self.files.key())
    }

    /// As [`Store::change_opener`], for a passphrase.
    ///
    /// # Errors
    /// As [`Store::change_opener`].
    pub fn change_passphrase(&self, passphrase: &str, cost: Cost) -> Result<()> {
        self.change_opener(&Opener::Passphrase(passphrase), cost)
    }

    /// Whether this opens the store: asked before it is changed.
    ///
    /// # Errors
    /// It does not.
    pub fn check_opener(&self, opener: &Opener<'_>) -> Result<()> {
        self.key_file()?.open(opener, &self.files.key()).map(drop)
    }

    /// Lets a recovery code open the database (never the signing keys), too. Codes of other serials go on opening it until
    /// [`Store::keep_recovery_from`].
    ///
    /// # Errors
    /// The key file can't be written.
    pub fn add_recovery(&self, code: &str, serial: u32, cost: Cost) -> Result<()> {
        let mut file = self.key_file()?;
        file.add_recovery(code, serial, &self.keys, cost)?;
        file.write(&self.files.key())
    }

    /// Recovery codes before this serial open nothing any more.
    ///
    /// # Errors
    /// The key file can't be written.
    pub fn keep_recovery_from(&self, serial: u32) -> Result<()> {
        let mut file = self.key_file()?;
        if file.drop_recovery_before(serial) { file.write(&self.files.key()) } else { Ok(()) }
    }

    /// Opens a store by a recovery code, and from now on by `opener` and by nothing that opened it before, but for recovery codes.
    /// Everything that was written is there; the device must take a new id before it signs.
    ///
    /// # Errors
    /// The code opens nothing, or as [`Store::open`].
    pub fn recover(home: impl Into<Home>, code: &str, opener: &Opener<'_>, cost: Cost, now: i64) -> Result<Opened> {
        Self::open_with(&home.into(), now, |files| {
            let path = files.key();
            let mut file = KeyFile::read(&path)?;
            let keys = file.recover(code, &path)?;
            // Before the database learns of it: cut off here, the new PIN opens it and it finds that it can't sign.
            file.drop_signing();
            file.put(opener, &keys, cost)?;
            file.write(&path)?;
            Ok(keys)
        })
    }

    fn key_file(&self) -> Result<KeyFile> {
        KeyFile::read(&self.files.key())
    }
}

fn ways(file: &KeyFile) -> Result<Ways> {
    Ok(Ways { passphrase: file.has_passphrase(), pin: file.pin(), recovery: file.recovery_serials() })
}
