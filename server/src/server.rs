//! The server as one value: what every use case starts from.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use cunji_domain::kinds;
use cunji_domain::record::KindNumber;
use cunji_history::Suite;
use cunji_protocol::Beginnings;

use crate::clock::Clock;
use crate::custody;
use crate::error::ServerError;
use crate::jobs;
use crate::key::{KeyError, ServerKey};
use crate::log::{Publisher, rebuild};
use crate::metrics::Metrics;
use crate::office;
use crate::photos::{self, Folder};
use crate::policies::Policies;
use crate::registrar::{Registrar, newest_schemas};
use crate::storage::deployment::{self, Epoch};
use crate::storage::metered::Metered;
use crate::storage::read_model::{Freshness, ReadModel};
use crate::storage::{self, Storage, StorageError, Transaction, roster};

/// A server with its data open.
pub struct Server {
    /// The database.
    pub storage: Arc<dyn Storage>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The data directory: key, erasures, photos, and the database where it is SQLite.
    pub data: PathBuf,
    /// What is measured.
    pub metrics: Arc<Metrics>,
    key: ServerKey,
    epoch: Epoch,
    policies: RwLock<Policies>,
    tables: Arc<ReadModel>,
    beginnings: Mutex<Beginnings>,
    photos: Folder,
    jobs: jobs::Folder,
    schemas: Vec<(KindNumber, u16)>,
}

/// Why a server can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database, or what is in it.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The database belongs to another key.
    #[error(
        "the database belongs to another deployment than the key file server.key in the data directory; give the directory that it was made with, or restore the backup into an empty one"
    )]
    OtherDeployment,
    /// Only what is there was to be opened, and the data directory holds no server's data.
    #[error(
        "There is no server's data in {}, and nothing was made. Check --data; a new data directory is made by cunji-server import divisions FILE, or by serve.",
        .0.display()
    )]
    NoData(PathBuf),
    /// The key is there, and the SQLite file is not.
    #[error(
        "There is a key in {}, but no database {}, and nothing was made. If the data is in PostgreSQL, name it by --database; if the file was lost, restore the last backup into an empty directory.",
        .0.display(),
        storage::FILE_NAME
    )]
    NoFile(PathBuf),
    /// The PostgreSQL database holds no server's data.
    #[error(
        "The database of --database holds no server's data, and nothing was made. Check --database; an empty one is begun by cunji-server import divisions FILE, or by serve."
    )]
    EmptyDatabase,
}

impl From<StorageError> for OpenError {
    fn from(error: StorageError) -> Self {
        Self::Server(error.into())
    }
}

impl Server {
    /// Whether a data directory holds a server's data.
    pub fn exists(data: &Path) -> bool {
        data.join(crate::key::FILE_NAME).exists()
    }

    /// Opens the data directory and the database, makes what is missing, and replays the log into the tables if their
    /// declarations have changed. Blocks.
    ///
    /// # Errors
    /// The key or the database can't be opened, or they don't belong together.
    pub fn open(
        data: &Path,
        database: Option<&str>,
        clock: Arc<dyn Clock>,
        runtime: &tokio::runtime::Handle,
    ) -> Result<Self, OpenError> {
        make_private(data).map_err(KeyError::File)?;
        let key = ServerKey::open(data)?;
        let storage = storage::open(data, database, runtime)?;
        let server = Self::with(data, key, storage, clock)?;
        custody::obey_file(&server)?;
        photos::finish_erasures(&server)?;
        office::name_what_is_read(&*server.storage, &server.registrar(), server.clock.now())?;
        Ok(server)
    }

    /// Opens what is there: a directory or a database that was mistyped becomes no new server. Blocks.
    ///
    /// # Errors
    /// As [`Server::open`]; or nothing is there.
    pub fn open_existing(
        data: &Path,
        database: Option<&str>,
        clock: Arc<dyn Clock>,
        runtime: &tokio::runtime::Handle,
    ) -> Result<Self, OpenError> {
        if !Self::exists(data) {
            return Err(OpenError::NoData(data.to_owned()));
        }
        if !storage::is_begun(data, database, runtime)? {
            return Err(database.map_or_else(|| OpenError::NoFile(data.to_owned()), |_| OpenError::EmptyDatabase));
        }
        Self::open(data, database, clock, runtime)
    }

    /// A server on an opened database.
    ///
    /// # Errors
    /// What the database says, or it belongs to another key.
    pub fn with(
        data: &Path,
        key: ServerKey,
        storage: Arc<dyn Storage>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let tables = Arc::new(ReadModel::of(kinds::all()));
        let metrics = Arc::new(Metrics::default());
        let storage: Arc<dyn Storage> = Arc::new(Metered::new(storage, metrics.clone()));
        let now = clock.now();
        let epoch = storage::write(&*storage, |tx| settle(tx, &key, now))?;
        let Some(epoch) = epoch else { return Err(OpenError::OtherDeployment) };
        let stored = storage::read(&*storage, |tx| roster::policies(tx)).map_err(ServerError::from)?;
        let server = Self {
            storage,
            clock,
            data: data.to_owned(),
            metrics,
            key,
            epoch,
            policies: RwLock::new(Policies::of(stored)),
            tables,
            beginnings: Mutex::default(),
            photos: Folder::of(data),
            jobs: jobs::Folder::of(data),
            schemas: newest_schemas(),
        };
        storage::write(&*server.storage, |tx| match server.tables.prepare(tx)? {
            Freshness::Kept => Ok::<_, ServerError>(()),
            Freshness::Empty => rebuild(tx, &server.registrar()),
        })?;
        Ok(server)
    }

    /// What came of requests that were cut.
    pub fn beginnings(&self) -> MutexGuard<'_, Beginnings> {
        self.beginnings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The photos.
    pub fn photos(&self) -> &Folder {
        &self.photos
    }

    /// The files of jobs.
    pub fn jobs(&self) -> &jobs::Folder {
        &self.jobs
    }

    /// The server's key.
    pub fn key(&self) -> &ServerKey {
        &self.key
    }

    /// The present epoch.
    pub fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    /// Who keeps the register, with the policies of this moment.
    pub fn registrar(&self) -> Registrar {
        let policies = self.policies.read().unwrap_or_else(PoisonError::into_inner).set.clone();
        Registrar {
            publisher: Publisher {
                deployment: self.key.deployment,
                key: self.key.signing.clone(),
                device: self.epoch.device,
                epoch: self.epoch.number,
            },
            tables: self.tables.clone(),
            policies,
            schemas: self.schemas.clone(),
        }
    }

    /// Announces an older schema of a kind, as a program of before would.
    #[cfg(feature = "testing")]
    pub fn announce(&mut self, kind: KindNumber, schema: u16) {
        self.schemas.iter_mut().filter(|(of, _)| *of == kind).for_each(|(_, newest)| *newest = schema);
    }

    /// Reads the policies again if one was imported since, by this process or another.
    ///
    /// # Errors
    /// What the database says.
    pub fn refresh_policies(&self) -> Result<(), ServerError> {
        let stored = storage::read(&*self.storage, |tx| roster::policies(tx))?;
        let known = self.policies.read().unwrap_or_else(PoisonError::into_inner).are_of(&stored);
        if !known {
            *self.policies.write().unwrap_or_else(PoisonError::into_inner) = Policies::of(stored);
        }
        Ok(())
    }
}

/// Names the deployment and begins the first epoch in a new database; `None` if it belongs to another key.
fn settle(tx: &mut dyn Transaction, key: &ServerKey, now: i64) -> Result<Option<Epoch>, ServerError> {
    match deployment::deployment(tx)? {
        None => deployment::put_deployment(tx, key.deployment, now)?,
        Some(deployment) if deployment == key.deployment => {}
        Some(_) => return Ok(None),
    }
    let public = key.signing.public();
    if let Some(last) = deployment::epochs(tx)?.pop() {
        return Ok((last.device == public.device_id(last.number)).then_some(last));
    }
    let first = Epoch { number: 1, device: public.device_id(1), begun_at: now };
    deployment::put_epoch(tx, &first, &public, Suite::Ed25519Sha256)?;
    Ok(Some(first))
}

/// Makes a directory that nobody else on the machine may look into, unless it is there already.
pub(crate) fn make_private(data: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data)
}
