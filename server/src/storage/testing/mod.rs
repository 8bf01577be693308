//! Databases for tests, of both homes: empty, of their own, gone afterwards.

mod postgres;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

pub use self::postgres::{Durability, ThrowawayPostgres};
use super::{FILE_NAME, Home, Migration, PostgresStorage, SqliteStorage, Storage};

/// A folder that is removed on drop.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let folder = std::env::temp_dir().join(format!("{name}-{}-{number}", std::process::id()));
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(format!("{}: {error}", folder.display())),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An empty database of one home, for one test.
pub struct TestHome {
    home: Home,
    folder: Folder,
    url: Option<String>,
    // Dropped after everything that uses it.
    runtime: tokio::runtime::Runtime,
    _cluster: Option<Arc<ThrowawayPostgres>>,
}

impl TestHome {
    /// An empty database. One of PostgreSQL is in the process's throwaway cluster.
    ///
    /// # Panics
    /// It can't be made; the text says why.
    pub fn new(home: Home) -> Self {
        let cluster = (home == Home::Postgres).then(ThrowawayPostgres::shared);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        Self {
            home,
            folder: Folder::new("cunji-server").unwrap_or_else(|error| panic!("{error}")),
            url: cluster.as_ref().map(|cluster| cluster.database()),
            runtime: runtime.unwrap_or_else(|error| panic!("{error}")),
            _cluster: cluster,
        }
    }

    /// The URL for `--database`; none for SQLite.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// A folder for `--data`.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the database with connections of its own, as another process would.
    ///
    /// # Panics
    /// It can't be opened; the text says why.
    pub fn open(&self) -> Arc<dyn Storage> {
        super::open(self.folder(), self.url(), self.runtime.handle()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Whether it was ever opened.
    ///
    /// # Panics
    /// It can't be reached; the text says why.
    pub fn is_begun(&self) -> bool {
        super::is_begun(self.folder(), self.url(), self.runtime.handle()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Opens the database with another ladder of schemas.
    ///
    /// # Errors
    /// As [`super::open`].
    pub fn open_with(&self, migrations: &[Migration]) -> super::Result<Arc<dyn Storage>> {
        Ok(match self.url() {
            None => Arc::new(SqliteStorage::open_with(&self.folder().join(FILE_NAME), migrations)?),
            Some(url) => Arc::new(PostgresStorage::open_with(url, self.runtime.handle().clone(), migrations)?),
        })
    }

    /// Which home it is.
    pub fn home(&self) -> Home {
        self.home
    }
}
