//! Opening the store: the lock, the key, the file, the installation.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{DAMAGE_SEEN, Result, StoreError};
use crate::home::{Home, Mark, make_private};
use crate::key_file::{Cost, KeyFile, Keys, Opener};
use crate::salvage::{self, Salvage};
use crate::{Store, locked_notes, migrate, nobodys, photos, read_model, setting};

/// Files up to this size (bytes) are looked at as a whole whenever they are opened; larger ones only after a fault.
const LOOK_THROUGH: u64 = 16 << 20;

const DATABASE: &str = "cunji.db";
const SALVAGED: &str = "cunji.db.salvaged";
const LOCK: &str = "cunji.lock";

/// How the names of files begin that hold what the store held before.
const COPIES: [&str; 4] = ["cunji.db.damaged", "cunji.db.before-", "cunji.db.reading", photos::COPY];

/// A store that was opened, and what was found.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// How it was found.
    pub state: OpenState,
}

/// How a store was found.
#[derive(Debug)]
pub enum OpenState {
    /// As it was left.
    AsLeft,
    /// The file came here without its installation (a restored backup, a copied folder): the device must take a new id
    /// ([`Store::reissue`]) before it sends.
    OtherInstallation,
    /// The file was damaged; what could be read was saved into a new one, and the device must take a new id.
    Salvaged(Salvage),
}

impl OpenState {
    /// Whether the device must take a new id before it sends.
    pub fn needs_new_device(&self) -> bool {
        !matches!(self, Self::AsLeft)
    }
}

/// Where a store's files are.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    pub dir: PathBuf,
    mark: Mark,
}

impl Files {
    /// The folder must be there.
    pub fn of(home: &Home) -> Result<Self> {
        Ok(Self { dir: home.dir().to_owned(), mark: home.mark()? })
    }

    pub fn database(&self) -> PathBuf {
        self.dir.join(DATABASE)
    }

    /// Where the pages that say which tables there are are kept a second time.
    pub fn catalogue(&self) -> PathBuf {
        self.dir.join("cunji.catalogue")
    }

    pub fn salvaged(&self) -> PathBuf {
        self.dir.join(SALVAGED)
    }

    pub fn key(&self) -> PathBuf {
        self.dir.join("cunji.key")
    }

    fn damaged(&self) -> PathBuf {
        self.dir.join("damaged")
    }

    /// Whole files from before: damaged ones that were put aside, and copies made before a migration.
    fn copies(&self) -> Result<Vec<PathBuf>> {
        let mut copies = Vec::new();
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_copy = |name: &str| COPIES.iter().any(|beginning| name.starts_with(beginning));
            if name.to_str().is_some_and(is_copy) {
                copies.push(entry.path());
            }
        }
        Ok(copies)
    }

    /// Takes away all files of a store that was just made.
    fn remove(&self) {
        let beside = ["-wal", "-shm"].map(|end| self.dir.join(format!("{DATABASE}{end}")));
        let own = [self.database(), self.key(), self.catalogue(), self.damaged(), self.dir.join(LOCK)];
        let own = own
            .into_iter()
            .chain([locked_notes::recipient_file(&self.dir), nobodys::file(&self.dir)])
            .collect::<Vec<_>>();
        for file in own.iter().chain(&beside).map(PathBuf::as_path).chain(self.mark.files()) {
            // What can't be removed is an empty store; who makes one here next is told of it.
            let _ = fs::remove_file(file);
        }
    }

    /// Takes the hint away that the file is to be looked through.
    pub fn forget_damage(&self) {
        let _ = fs::remove_file(self.damaged());
    }
}

impl Store {
    /// Whether there is a store in the folder.
    pub fn exists(dir: &Path) -> bool {
        [DATABASE, SALVAGED].iter().any(|name| dir.join(name).exists())
    }

    /// Makes a new store in a folder, with a new device in it. A [`Home`] made of a path alone has its mark in the folder.
    ///
    /// # Errors
    /// There is one already; the folder can't be written to; another process is at it.
    pub fn create(home: impl Into<Home>, passphrase: &str, cost: Cost, now: i64) -> Result<Self> {
        Self::create_for(home, &Opener::Passphrase(passphrase), cost, now)
    }

    /// As [`Store::create`], to be opened by whatever is given.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_for(home: impl Into<Home>, opener: &Opener<'_>, cost: Cost, now: i64) -> Result<Self> {
        let home = home.into();
        let dir = home.dir();
        make_private(dir)?;
        let files = Files::of(&home)?;
        let lock = lock(dir)?;
        if Self::exists(dir) {
            return Err(StoreError::AlreadyThere(dir.to_owned()));
        }
        if files.key().exists() {
            // It may belong to a database that was moved away: nothing but it opens that one.
            fs::rename(files.key(), dir.join(format!("cunji.key.before-{now}")))?;
        }
        let keys = Keys::random()?;
        KeyFile::new(opener, &keys, cost)?.write(&files.key())?;
        nobodys::say(dir);
        let mut store = Self::from_parts(connect(&files.database(), &keys)?, files, keys, lock)?;
        setting::put(&store.conn, setting::INSTALLATION, &store.files.mark.renew()?)?;
        store.new_device(now)?;
        read_model::rebuild_if_declared_otherwise(&mut store)?;
        salvage::keep_catalogue(&store.conn, &store.files)?;
        store.keep_recipient()?;
        Ok(store)
    }

    /// Opens the store in a folder. A damaged file is put aside (renamed, never deleted) and whatever can be read of it is
    /// saved into a new one.
    ///
    /// # Errors
    /// There is none; the passphrase is wrong; another process has it open; a newer program wrote it.
    pub fn open(home: impl Into<Home>, passphrase: &str, now: i64) -> Result<Opened> {
        Self::open_by(home, &Opener::Passphrase(passphrase), now)
    }

    /// As [`Store::open`], by whatever is given.
    ///
    /// # Errors
    /// As [`Store::open`]; a PIN is wrong, or none is set.
    pub fn open_by(home: impl Into<Home>, opener: &Opener<'_>, now: i64) -> Result<Opened> {
        Self::open_with(&home.into(), now, |files| KeyFile::read(&files.key())?.open(opener, &files.key()))
    }

    /// Opens the store by the keys that `unlock` gets, which is called while nobody else can open it.
    pub(crate) fn open_with(home: &Home, now: i64, unlock: impl FnOnce(&Files) -> Result<Keys>) -> Result<Opened> {
        let dir = home.dir();
        if !Self::exists(dir) {
            return Err(StoreError::NotThere(dir.to_owned()));
        }
        let files = Files::of(home)?;
        if !files.key().exists() {
            return Err(StoreError::KeyFileMissing(files.key()));
        }
        let lock = lock(dir)?;
        let keys = unlock(&files)?;
        if !files.database().exists() {
            // The power failed while a salvaged file was being put in the damaged one's place.
            fs::rename(files.salvaged(), files.database())?;
        }
        let (conn, salvaged) = match open_whole(&files, &keys) {
            Ok(conn) => (conn, None),
            Err(StoreError::Damaged(_)) => {
                let (conn, report) = salvage::salvage(&files, &keys, now)?;
                (conn, Some(report))
            }
            Err(error) => return Err(error),
        };
        let mut store = Self::from_parts(conn, files, keys, lock)?;
        let at_home = store.is_at_home()?;
        if salvaged.is_some() || !at_home {
            setting::put(&store.conn, setting::INSTALLATION, &store.files.mark.renew()?)?;
            setting::put(&store.conn, setting::NEEDS_NEW_DEVICE, &[1])?;
        }
        if let Some(report) = salvaged {
            store.heal_after_salvage(now)?;
            read_model::rebuild(&mut store)?;
            salvage::keep_catalogue(&store.conn, &store.files)?;
            return Ok(Opened { store, state: OpenState::Salvaged(report) });
        }
        if !store.can_sign()? {
            // Opened after a recovery: what the old device signed with is sealed for good.
            setting::put(&store.conn, setting::NEEDS_NEW_DEVICE, &[1])?;
        }
        if read_model::rebuild_if_declared_otherwise(&mut store)? {
            salvage::keep_catalogue(&store.conn, &store.files)?;
        }
        store.drop_copies_with_erased()?;
        // A locked phone that can't be given its recipient takes no notes, and says so; whoever opens it can write.
        let _ = store.keep_recipient();
        let state = if at_home { OpenState::AsLeft } else { OpenState::OtherInstallation };
        Ok(Opened { store, state })
    }

    /// Whether the device must take a new id ([`Store::reissue`]) before it sends; stays so until it has.
    ///
    /// # Errors
    /// The database fails.
    pub fn needs_new_device(&self) -> Result<bool> {
        Ok(setting::get(&self.conn, setting::NEEDS_NEW_DEVICE)?.is_some())
    }

    /// Remembers that the device must take a new id: the server stated another hash, a fork, or more than was written here.
    ///
    /// # Errors
    /// The database fails.
    pub fn require_new_device(&mut self) -> Result<()> {
        setting::put(&self.conn, setting::NEEDS_NEW_DEVICE, &[1])
    }

    /// Takes a store away that was just made and has nothing in it.
    pub fn discard(self) {
        let files = self.files.clone();
        drop(self);
        files.remove();
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.files.dir
    }

    fn from_parts(conn: Connection, files: Files, keys: Keys, lock: File) -> Result<Self> {
        let mut store = Self { conn, files, keys, photos: std::cell::OnceCell::new(), _lock: lock };
        if migrate::migrate(&mut store.conn, &store.files)? {
            salvage::keep_catalogue(&store.conn, &store.files)?;
        }
        Ok(store)
    }

    /// An erasure by law holds for the copies of the file that lie beside it, too. What can't be removed now is at the next opening.
    pub(crate) fn drop_copies_with_erased(&self) -> Result<()> {
        if setting::get(&self.conn, setting::COPIES_HOLD_ERASED)?.is_none() {
            return Ok(());
        }
        let left = self.files.copies()?.into_iter().filter(|copy| fs::remove_file(copy).is_err()).count();
        if left == 0 { setting::drop(&self.conn, setting::COPIES_HOLD_ERASED) } else { Ok(()) }
    }

    fn is_at_home(&self) -> Result<bool> {
        let inside = setting::get(&self.conn, setting::INSTALLATION)?;
        Ok(inside.is_some_and(|inside| self.files.mark.is(&inside)))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if DAMAGE_SEEN.load(Ordering::Relaxed) {
            // Only a hint to the next opening, which finds out for itself.
            let _ = fs::write(self.files.damaged(), b"");
        }
    }
}

pub(crate) fn lock(dir: &Path) -> Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn open_whole(files: &Files, keys: &Keys) -> Result<Connection> {
    let database = files.database();
    let conn = connect(&database, keys)?;
    let hinted = files.damaged().exists();
    if hinted || fs::metadata(&database)?.len() <= LOOK_THROUGH {
        look_through(&conn)?;
        files.forget_damage();
    }
    Ok(conn)
}

/// Looks at every page: whether each is what was written, and whether together they are a database.
pub(crate) fn look_through(conn: &Connection) -> Result<()> {
    for pragma in ["cipher_integrity_check", "quick_check"] {
        let mut found: Vec<String> = Vec::new();
        conn.pragma_query(None, pragma, |row| {
            found.push(row.get(0)?);
            Ok(())
        })?;
        found.retain(|line| line != "ok");
        if let Some(first) = found.into_iter().next() {
            return Err(StoreError::Damaged(first));
        }
    }
    Ok(())
}

/// Connects and proves that the file can be read with the key.
pub(crate) fn connect(database: &Path, keys: &Keys) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = match chosen_vfs() {
        Some(vfs) => Connection::open_with_flags_and_vfs(database, flags, vfs.as_str())?,
        None => Connection::open_with_flags(database, flags)?,
    };
    unlock(&conn, keys)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "secure_delete", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    // A plan is made once and not anew for every value that is bound, as the bundled library (STAT4) else does.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // KiB; every page that leaves the cache is deciphered and proved again when it comes back.
    conn.pragma_update(None, "cache_size", -16_000)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// Gives SQLCipher the raw key, and reads the first page.
pub(crate) fn unlock(conn: &Connection, keys: &Keys) -> Result<()> {
    // Errors of a damaged file are answered, not printed.
    let _ = conn.pragma_update(None, "cipher_log_level", "NONE");
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let raw = zeroize::Zeroizing::new(format!("x'{}{}'", hex(&keys.database), hex(&keys.salt)));
    conn.pragma_update(None, "key", raw.as_str())?;
    // SQLite's own header stays in the clear, so that the first page can be put back from a copy (see `salvage`).
    conn.pragma_update(None, "cipher_plaintext_header_size", 32)?;
    // Before anything is read: a log that one connection alone uses needs no shared memory.
    conn.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(())
}

#[cfg(feature = "testing")]
fn chosen_vfs() -> Option<String> {
    crate::failing_vfs::chosen()
}

#[cfg(not(feature = "testing"))]
fn chosen_vfs() -> Option<String> {
    None
}
