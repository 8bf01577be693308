//! A file system that fails when told to, under the real SQLite: a full disk, a broken write or sync, a power cut that loses what
//! was not synced. Only with the feature `testing`.
//!
//! It stands before SQLite's own file system and passes every call on, counting writes and syncs. Until a sync it remembers what
//! each write overwrote; [`power_cut`] puts that back. Nothing is really synced: a test asks what SQLite demands, not what the disk does.

// SQLite takes a file system as a C struct of function pointers; there is no safe way to give it one.
#![allow(unsafe_code)]

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

/// How a write or a sync fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No space is left; once.
    Full,
    /// The operating system reports a fault; once.
    Fault,
    /// From here on everything fails, until [`calm`].
    Dead,
}

static IN_USE: AtomicBool = AtomicBool::new(false);
/// Writes and syncs since the beginning.
static CALLS: AtomicU64 = AtomicU64::new(0);
/// How many calls go well before one fails; negative: none fails.
static GOOD_CALLS: AtomicI64 = AtomicI64::new(-1);
static FAILURE: Mutex<Failure> = Mutex::new(Failure::Full);
static UNSYNCED: Mutex<BTreeMap<PathBuf, Unsynced>> = Mutex::new(BTreeMap::new());

const NAME: &CStr = c"cunji-failing";

/// What a file was like at its last sync.
struct Unsynced {
    size: u64,
    overwritten: Vec<(u64, Vec<u8>)>,
}

/// Stores that are opened from now on by this process lie on this file system (or not any more).
pub fn put_in_use(yes: bool) {
    register();
    IN_USE.store(yes, SeqCst);
}

/// After `calls` more writes and syncs, the next fails.
pub fn fail_after(calls: u32, failure: Failure) {
    *held(&FAILURE) = failure;
    GOOD_CALLS.store(i64::from(calls), SeqCst);
}

/// Nothing fails any more.
pub fn calm() {
    GOOD_CALLS.store(-1, SeqCst);
}

/// Writes and syncs so far.
pub fn calls() -> u64 {
    CALLS.load(SeqCst)
}

/// The power is back: whatever was not synced of the files in this folder is lost. The store must have been dropped.
///
/// # Errors
/// A file can't be written back.
pub fn power_cut(folder: &std::path::Path) -> std::io::Result<()> {
    let mut all = held(&UNSYNCED);
    let paths: Vec<PathBuf> = all.keys().filter(|path| path.starts_with(folder)).cloned().collect();
    for path in paths {
        let Some(unsynced) = all.remove(&path) else { continue };
        let Ok(mut file) = std::fs::File::options().write(true).open(&path) else { continue };
        for (at, bytes) in unsynced.overwritten.iter().rev() {
            file.seek(SeekFrom::Start(*at))?;
            file.write_all(bytes)?;
        }
        file.set_len(unsynced.size)?;
    }
    Ok(())
}

/// The name under which connections ask for this file system, while it is in use.
pub(crate) fn chosen() -> Option<String> {
    IN_USE.load(SeqCst).then(|| NAME.to_string_lossy().into_owned())
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts a call and tells whether it fails, and with which of SQLite's codes.
fn failing(fault: c_int) -> Option<c_int> {
    CALLS.fetch_add(1, SeqCst);
    let left = GOOD_CALLS.load(SeqCst);
    if left < 0 {
        return None;
    }
    if left > 0 {
        GOOD_CALLS.store(left - 1, SeqCst);
        return None;
    }
    match *held(&FAILURE) {
        Failure::Dead => Some(fault),
        Failure::Full => {
            calm();
            Some(ffi::SQLITE_FULL)
        }
        Failure::Fault => {
            calm();
            Some(fault)
        }
    }
}

fn remember(path: &PathBuf, at: u64, length: usize) {
    let Ok(mut file) = std::fs::File::open(path) else { return };
    let Ok(size) = file.metadata().map(|data| data.len()) else { return };
    let there = usize::try_from(size.saturating_sub(at)).unwrap_or(usize::MAX).min(length);
    let mut bytes = vec![0; there];
    if file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut bytes)).is_err() {
        return;
    }
    let mut all = held(&UNSYNCED);
    let unsynced = all.entry(path.clone()).or_insert(Unsynced { size, overwritten: Vec::new() });
    unsynced.overwritten.push((at, bytes));
}

/// Our file: SQLite's header first, then ours; the real file's struct lies behind it in the same allocation.
#[repr(C)]
struct File {
    header: sqlite3_file,
    path: *mut PathBuf,
}

/// The real file behind ours.
fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: `szOsFile` promises SQLite room for our struct and the real one behind it, and SQLite allocates that much.
    unsafe { file.cast::<u8>().add(size_of::<File>()).cast() }
}

fn path_of(file: *mut sqlite3_file) -> Option<PathBuf> {
    // SAFETY: `file` was opened by `open`, which set `path` to null or to a box of its own that lives until `close`.
    unsafe { (*file.cast::<File>()).path.as_ref().cloned() }
}

/// Passes a call on to the real file's method of the same name.
macro_rules! pass_on {
    ($name:ident, $method:ident, $absent:expr, ($($arg:ident: $ty:ty),*)) => {
        unsafe extern "C" fn $name(file: *mut sqlite3_file, $($arg: $ty),*) -> c_int {
            let real = real(file);
            // SAFETY: SQLite calls methods of files that `open` opened; the real one is open and has its method table.
            unsafe { (*(*real).pMethods).$method.map_or($absent, |method| method(real, $($arg),*)) }
        }
    };
}

pass_on!(read, xRead, ffi::SQLITE_IOERR, (to: *mut c_void, length: c_int, at: sqlite3_int64));
pass_on!(real_write, xWrite, ffi::SQLITE_IOERR, (from: *const c_void, length: c_int, at: sqlite3_int64));
pass_on!(real_truncate, xTruncate, ffi::SQLITE_IOERR, (size: sqlite3_int64));
pass_on!(file_size, xFileSize, ffi::SQLITE_IOERR, (size: *mut sqlite3_int64));
pass_on!(lock, xLock, ffi::SQLITE_OK, (level: c_int));
pass_on!(unlock, xUnlock, ffi::SQLITE_OK, (level: c_int));
pass_on!(check_reserved, xCheckReservedLock, ffi::SQLITE_OK, (answer: *mut c_int));
pass_on!(control, xFileControl, ffi::SQLITE_NOTFOUND, (op: c_int, argument: *mut c_void));
pass_on!(sector_size, xSectorSize, 4096, ());

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, length: c_int, at: sqlite3_int64) -> c_int {
    if let Some(code) = failing(ffi::SQLITE_IOERR_WRITE) {
        return code;
    }
    if let (Some(path), Ok(at), Ok(length)) = (path_of(file), u64::try_from(at), usize::try_from(length)) {
        remember(&path, at, length);
    }
    // SAFETY: the arguments are SQLite's own.
    unsafe { real_write(file, from, length, at) }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    if let Some(code) = failing(ffi::SQLITE_IOERR_TRUNCATE) {
        return code;
    }
    if let (Some(path), Ok(size)) = (path_of(file), u64::try_from(size)) {
        remember(&path, size, usize::MAX);
    }
    // SAFETY: the arguments are SQLite's own.
    unsafe { real_truncate(file, size) }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    if let Some(code) = failing(ffi::SQLITE_IOERR_FSYNC) {
        return code;
    }
    if let Some(path) = path_of(file) {
        held(&UNSYNCED).remove(&path);
    }
    ffi::SQLITE_OK
}

// Nothing is promised of the device, so that SQLite syncs wherever it would on the worst one.
unsafe extern "C" fn characteristics(_file: *mut sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once; the box was made by `open`.
    unsafe {
        let ours = file.cast::<File>();
        if !(*ours).path.is_null() {
            drop(Box::from_raw((*ours).path));
            (*ours).path = ptr::null_mut();
        }
        let real = real(file);
        (*(*real).pMethods).xClose.map_or(ffi::SQLITE_OK, |close| close(real))
    }
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // Version 1 has no shared memory: the store locks exclusively, and its log needs none.
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: `vfs` is ours, its `pAppData` the real one; `file` has the room that `szOsFile` asked for; `name` is null (a temporary
    // file) or ends with a zero and lives as long as the file.
    unsafe {
        let root = (*vfs).pAppData.cast::<sqlite3_vfs>();
        let ours = file.cast::<File>();
        (*ours).header.pMethods = ptr::null();
        (*ours).path = ptr::null_mut();
        let Some(open) = (*root).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = open(root, name, real(file), flags, out);
        if !(*real(file)).pMethods.is_null() {
            (*ours).header.pMethods = &raw const METHODS;
            if !name.is_null() {
                let path = PathBuf::from(CStr::from_ptr(name).to_string_lossy().into_owned());
                (*ours).path = Box::into_raw(Box::new(path));
            }
        }
        code
    }
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    if let Some(code) = failing(ffi::SQLITE_IOERR_DELETE) {
        return code;
    }
    // SAFETY: as in `open`.
    unsafe {
        held(&UNSYNCED).remove(&PathBuf::from(CStr::from_ptr(name).to_string_lossy().into_owned()));
        let root = (*vfs).pAppData.cast::<sqlite3_vfs>();
        (*root).xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |delete| delete(root, name, sync))
    }
}

fn register() {
    static REGISTERED: OnceLock<()> = OnceLock::new();
    REGISTERED.get_or_init(|| {
        // SAFETY: the real file system lives as long as the process. A copy of its struct with our name, our room and our `open` and
        // `delete` is registered and never freed; its other functions take no notice of the struct they are called through.
        unsafe {
            ffi::sqlite3_initialize();
            let root = ffi::sqlite3_vfs_find(ptr::null());
            if root.is_null() {
                return;
            }
            let mut ours: sqlite3_vfs = ptr::read(root);
            ours.szOsFile = c_int::try_from(size_of::<File>()).unwrap_or(0) + (*root).szOsFile;
            ours.zName = NAME.as_ptr();
            ours.pAppData = root.cast();
            ours.pNext = ptr::null_mut();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            ffi::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 0);
        }
    });
}
