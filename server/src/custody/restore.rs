//! A backup becomes a server again: in a new epoch, since what came after it is lost here and lives on phones.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::policy::PolicySet;
use cunji_domain::record::Value;
use cunji_history::Suite;

use super::rows::{COLUMNS, END, KEY, MAGIC, PHOTO, PHOTOS_END, SEALS, TABLES, VERSION, cell, take, take_if_there};
use crate::audit;
use crate::clock::Clock;
use crate::error::ServerError;
use crate::follow;
use crate::key::{KeyError, ServerKey};
use crate::log::{Publisher, rebuild};
use crate::office::{self, ERASURES_FILE, forget, read_erasures};
use crate::photos::{self, Folder, Part, PhotoName};
use crate::registrar::{Registrar, newest_schemas};
use crate::sabotage::{Fault, armed};
use crate::server::{OpenError, Server};
use crate::storage::deployment::{self, Epoch};
use crate::storage::erasures::{Erasure, is_erased};
use crate::storage::read_model::ReadModel;
use crate::storage::{self, Cell, Storage, StorageError, Transaction, log};

/// Why a backup was not restored. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The file can't be read.
    #[error("the backup can't be read: {0}")]
    File(#[from] io::Error),
    /// The file is no backup, is cut short, or was made by a newer version.
    #[error("the file is no whole backup of this version: {0}")]
    NotABackup(String),
    /// There is data already.
    #[error("there is data already in the directory or database; restore into an empty one")]
    NotEmpty,
    /// The key file can't be written.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database or the file of erasures.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The restored server does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl From<StorageError> for RestoreError {
    fn from(error: StorageError) -> Self {
        Self::Server(error.into())
    }
}

impl storage::Retryable for RestoreError {
    // The file is read as it is restored; it can't be read twice from the middle.
    fn is_retryable(&self) -> bool {
        false
    }
}

/// Restores a backup into an empty directory and database, obeys the erasures, begins a new epoch.
///
/// # Errors
/// See [`RestoreError`].
pub fn restore(
    file: &Path,
    data: &Path,
    erasures: Option<&Path>,
    database: Option<&str>,
    clock: Arc<dyn Clock>,
    runtime: &tokio::runtime::Handle,
) -> Result<Server, RestoreError> {
    let erased = erasures.map(read_erasures).transpose()?.unwrap_or_default();
    if Server::exists(data) {
        return Err(RestoreError::NotEmpty);
    }
    // Before anything is made: what is no backup leaves no folder behind.
    let mut input = zstd::Decoder::new(BufReader::new(File::open(file)?))?;
    let key = read_head(&mut input)?;
    crate::server::make_private(data)?;
    let storage = storage::open(data, database, runtime)?;
    let seals = fill(&*storage, &mut input, &key, erased, &Folder::of(data), clock.now())?;
    audit::put_seals_back(data, &seals)?;
    if let Some(from) = erasures {
        keep_erasures(from, data)?;
    }
    key.save(data)?;
    Ok(Server::with(data, key, storage, clock)?)
}

/// Obeys the file of erasures in the data directory where the database does not know of one: it was cut off between the two, or the
/// database was put back by other means than `restore`. Gives how many there were.
///
/// # Errors
/// The file can't be read, or what the database says.
pub fn obey_file(server: &Server) -> Result<usize, ServerError> {
    let file = server.data.join(ERASURES_FILE);
    if !file.exists() || armed(Fault::ResurrectErased) {
        return Ok(0);
    }
    let all = read_erasures(&file)?;
    let unknown = storage::read(&*server.storage, |tx| {
        let mut unknown = Vec::new();
        for (space, erasure) in all {
            if !is_erased(tx, &space, erasure.edit)? {
                unknown.push((space, erasure));
            }
        }
        Ok::<_, ServerError>(unknown)
    })?;
    if !unknown.is_empty() {
        let (registrar, now) = (server.registrar(), server.clock.now());
        storage::write(&*server.storage, |tx| {
            for (space, erasure) in &unknown {
                photos::note_erased(tx, server.photos(), space, erasure.edit)?;
            }
            obey(tx, &registrar, &unknown, now)
        })?;
        storage::search::forget_removed(&*server.storage)?;
    }
    Ok(unknown.len())
}

fn read_head(input: &mut impl io::Read) -> Result<ServerKey, RestoreError> {
    let head = take(input).map_err(not_a_backup)?;
    match head.as_slice() {
        [Value::Text(magic), Value::Int(VERSION), Value::Int(schema)] if magic == MAGIC => {
            if *schema > storage::newest_schema() {
                return Err(RestoreError::NotABackup("it was made by a newer cunji-server".to_owned()));
            }
        }
        _ => return Err(RestoreError::NotABackup("it does not begin as one".to_owned())),
    }
    match take(input).map_err(not_a_backup)?.as_slice() {
        [Value::Text(name), Value::Bytes(key)] if name == KEY => Ok(ServerKey::from_bytes(key)?),
        _ => Err(RestoreError::NotABackup("the key is missing".to_owned())),
    }
}

/// Everything in one transaction: a backup that is cut short restores nothing, and what was erased by law is at no moment there again.
/// Gives the file of the audit's seals.
fn fill(
    storage: &dyn Storage,
    input: &mut impl io::Read,
    key: &ServerKey,
    mut erased: Vec<(DivisionCode, Erasure)>,
    photos: &Folder,
    now: i64,
) -> Result<String, RestoreError> {
    // Spaces are locked in the order of their codes.
    erased.sort_by(|a, b| a.0.cmp(&b.0));
    storage::write(storage, |tx| {
        if deployment::deployment(tx)?.is_some() {
            return Err(RestoreError::NotEmpty);
        }
        let seals = insert_rows(tx, input)?;
        let epoch = new_epoch(tx, key, now)?;
        follow::begin_anew(tx)?;
        if erased.is_empty() || armed(Fault::ResurrectErased) {
            put_photos(tx, input, photos)?;
            return Ok(seals);
        }
        let (deployment, device, epoch) = (key.deployment, epoch.device, epoch.number);
        let registrar = Registrar {
            publisher: Publisher { deployment, key: key.signing.clone(), device, epoch },
            tables: Arc::new(ReadModel::of(kinds::all())),
            policies: Arc::new(PolicySet::shipped()),
            schemas: newest_schemas(),
        };
        registrar.tables.prepare(tx)?;
        obey(tx, &registrar, &erased, now)?;
        rebuild(tx, &registrar)?;
        put_photos(tx, input, photos)?;
        Ok(seals)
    })
}

/// The photos that the file holds, but for those that nothing shows once the erasures are obeyed. Where this fails, the folder has
/// photos of a server that is not there, and who restores again puts the same ones there.
fn put_photos(tx: &mut dyn Transaction, input: &mut impl io::Read, folder: &Folder) -> Result<(), RestoreError> {
    let shown = photos::shown_anywhere(tx)?;
    // Where the folder was copied by other means, it may hold what was erased since.
    for (name, _) in folder.all()?.into_iter().filter(|(name, _)| !shown.contains(name)) {
        folder.remove(name)?;
    }
    let mut count = 0_i64;
    while let Some(row) = take_if_there(input).map_err(not_a_backup)? {
        match row.as_slice() {
            [Value::Text(kind), Value::Text(name), Value::Text(part), Value::Bytes(bytes)] if kind == PHOTO => {
                let named = PhotoName::parse(name).zip(Part::of(part));
                let (name, part) = named.ok_or_else(|| RestoreError::NotABackup(format!("a photo's name: {name}")))?;
                if shown.contains(&name) || armed(Fault::ResurrectErased) {
                    folder.put(name, part, bytes)?;
                }
                count += 1;
            }
            [Value::Text(end), Value::Int(expected)] if end == PHOTOS_END && *expected == count => return Ok(()),
            _ => return Err(RestoreError::NotABackup("photos are missing".to_owned())),
        }
    }
    // A file without photos ends with its tables.
    if count == 0 { Ok(()) } else { Err(RestoreError::NotABackup("photos are missing".to_owned())) }
}

/// Puts the rows in; gives the file of the audit's seals, empty in a backup of before there was one.
fn insert_rows(tx: &mut dyn Transaction, input: &mut impl io::Read) -> Result<String, RestoreError> {
    let (mut sql, mut seals) = (String::new(), String::new());
    let mut count = 0_i64;
    loop {
        let mut row = take(input).map_err(not_a_backup)?.into_iter();
        let Some(Value::Text(name)) = row.next() else {
            return Err(RestoreError::NotABackup("a row has no table".to_owned()));
        };
        if name == COLUMNS {
            sql = insert(row)?;
        } else if name == SEALS {
            let Some(Value::Text(text)) = row.next() else {
                return Err(RestoreError::NotABackup("the seals of the audit are missing".to_owned()));
            };
            seals = text;
        } else if name == END {
            let expected = row.next().and_then(|value| value.as_int());
            return if expected == Some(count) {
                Ok(seals)
            } else {
                Err(RestoreError::NotABackup("rows are missing".to_owned()))
            };
        } else {
            let cells: Option<Vec<Cell>> = row.map(cell).collect();
            let cells = cells.ok_or_else(|| RestoreError::NotABackup(format!("a row of {name}")))?;
            tx.execute(&sql, &cells)?;
            count += 1;
        }
    }
}

/// The statement for a table's rows. Names come from the file: only our own tables and plain column names pass.
fn insert(mut names: impl Iterator<Item = Value>) -> Result<String, RestoreError> {
    let refuse = || RestoreError::NotABackup("a table or column that this version does not know".to_owned());
    let Some(Value::Text(table)) = names.next() else { return Err(refuse()) };
    if !TABLES.contains(&table.as_str()) {
        return Err(refuse());
    }
    let mut columns = Vec::new();
    for name in names {
        match name {
            Value::Text(name) if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => columns.push(name),
            _ => return Err(refuse()),
        }
    }
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    Ok(format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", ")))
}

fn new_epoch(tx: &mut dyn Transaction, key: &ServerKey, now: i64) -> Result<Epoch, RestoreError> {
    let former = deployment::epochs(tx)?.last().map_or(0, |epoch| epoch.number);
    for (space, last) in log::spaces(tx)? {
        deployment::put_epoch_end(tx, &space, former, last)?;
    }
    let public = key.signing.public();
    // Not the next number alone: whoever restores one backup twice must not get one epoch twice, and the backup can't know what
    // was restored from it. Unix seconds fit until 2106.
    let number = u32::try_from(now).unwrap_or(0).max(former + 1);
    let epoch = Epoch { number, device: public.device_id(number), begun_at: now };
    deployment::put_epoch(tx, &epoch, &public, Suite::Ed25519Sha256)?;
    Ok(epoch)
}

fn obey(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    erased: &[(DivisionCode, Erasure)],
    now: i64,
) -> Result<(), ServerError> {
    for (space, erasure) in erased {
        log::open_space(tx, space)?;
        log::lock_space(tx, space)?;
        forget(tx, registrar, space, erasure.edit, erasure.erased_at, &erasure.reason)?;
        // The word to the phones may have been lost with what came after the backup.
        office::tell(tx, registrar, space, erasure.edit, now)?;
    }
    Ok(())
}

fn keep_erasures(from: &Path, data: &Path) -> io::Result<()> {
    let to: PathBuf = data.join(ERASURES_FILE);
    let same = to.exists() && to.canonicalize()? == from.canonicalize()?;
    if !same {
        std::fs::copy(from, &to)?;
        File::open(&to)?.sync_all()?;
    }
    Ok(())
}

fn not_a_backup(error: io::Error) -> RestoreError {
    RestoreError::NotABackup(error.to_string())
}
