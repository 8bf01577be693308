//! What can go wrong with the file on this device: a stable code and a sentence in each language.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use cunji_history::{DeviceId, EditId};
use rusqlite::ErrorCode;

/// Whether SQLite reported damage in this process: the next opening looks at the whole file.
pub(crate) static DAMAGE_SEEN: AtomicBool = AtomicBool::new(false);

/// A result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store refused or failed. Nothing is half written: every change is one transaction.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no store in the folder.
    #[error("there is no data in {0}; enrol this device first")]
    NotThere(PathBuf),
    /// There is one already.
    #[error("there is data in {0} already")]
    AlreadyThere(PathBuf),
    /// The passphrase does not open the key file.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// The passphrase is empty.
    #[error("the passphrase is empty; choose one of at least one character")]
    EmptyPassphrase,
    /// What was entered at the lock screen does not open the key file.
    #[error("that does not open it; enter it again, or open it with a recovery code from the office")]
    WrongPin,
    /// Nothing was chosen to be entered at a lock screen.
    #[error("no PIN is set here; open it with the passphrase and set one (cunji pin set)")]
    NoPin,
    /// No passphrase opens it, but a PIN does.
    #[error("no passphrase opens this; enter the PIN instead (CUNJI_PIN), or try again with a recovery code")]
    NoPassphrase,
    /// The platform's key store does not hold the secret that takes part in the PIN any more.
    #[error(
        "the system's key store has lost this phone's secret, so the PIN alone can't open it; ask the office for the recovery code and set a new PIN"
    )]
    PlatformSecretMissing,
    /// The recovery code opens nothing here.
    #[error(
        "the recovery code does not open this phone; compare it, or ask the office for the newest one of this phone"
    )]
    WrongRecoveryCode,
    /// A note that is too long to be taken while the phone is locked.
    #[error("the note has {found} bytes and may have {most}; save it in two notes")]
    NoteTooLong {
        /// Its bytes.
        found: usize,
        /// How many it may have.
        most: usize,
    },
    /// The phone was never opened since it can take notes while it is locked.
    #[error("notes can't be taken on this locked phone yet; open it once, then they can")]
    NoNotesYet,
    /// What was enrolled is not put aside to begin anew.
    #[error(
        "this phone is enrolled and holds its person's records; ask the office for a recovery code and open it by that"
    )]
    Somebodys,
    /// No note that was taken while the phone was locked has this id.
    #[error("there is no such note any more; look at the list again")]
    UnknownNote,
    /// The database is there and the file with its key is not.
    #[error("the key file {0} is missing; without it the data can't be read. Put it back beside cunji.db")]
    KeyFileMissing(PathBuf),
    /// The key file can't be read as one.
    #[error("the key file {0} is damaged; put back a copy of it")]
    KeyFileDamaged(PathBuf),
    /// A newer program wrote the key file or the database.
    #[error(
        "the data was written by a newer version of the program (format {found}, this one knows {known}); update the program"
    )]
    Newer {
        /// The format found.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// Another process has the store open.
    #[error("the data is in use by another window or command; close it and try again")]
    InUse,
    /// The file is damaged. Opening again salvages what can be read.
    #[error(
        "the data file is damaged ({0}); run the command again: what can be read is saved and the damaged file is kept"
    )]
    Damaged(String),
    /// The disk or the quota is full.
    #[error("the disk is full; nothing was lost that was saved before. Free some space and save again")]
    DiskFull,
    /// The file, the folder or the disk can't be written to.
    #[error(
        "the data can't be written: file or disk is read-only. Look at the folder's permissions and the disk, then save again"
    )]
    ReadOnly,
    /// The operating system failed to read or write.
    #[error("reading or writing failed ({0}); what was saved before is safe. Try again; if it stays, ask the office")]
    Io(String),
    /// The device's clock gives no usable time.
    #[error("the device's clock shows an impossible time ({0} s since 1970); set the clock and save again")]
    Clock(i64),
    /// The system gave no randomness.
    #[error("the system gave no random bytes; try again")]
    Randomness,
    /// An edit names a parent that is not known here.
    #[error("the change builds on one that is not known here ({0}); sync, then make it again")]
    UnknownParent(EditId),
    /// An edit can't be told which record it belongs to, or that of a kind nobody declared.
    #[error(
        "the change fits no record ({0}) and was not saved; open the record again and make it anew, or update the program"
    )]
    Misfit(&'static str),
    /// No draft has this id.
    #[error("there is no such draft")]
    UnknownDraft,
    /// What is asked for needs an enrolled device.
    #[error("this device is not enrolled yet; enrol it with the code from the office (cunji enroll)")]
    NotEnrolled,
    /// The device must take a new id before it signs ([`crate::Store::reissue`]).
    #[error("this device was copied or restored and must take a new id first")]
    NeedsNewDevice,
    /// A device id that is none of this store's.
    #[error("device {0} is not of this store")]
    UnknownDevice(DeviceId),
    /// A frame names an epoch whose server key is not known.
    #[error("the server's key of epoch {0} is not known")]
    UnknownEpoch(u32),
    /// A frame's signature or an edit's id does not hold.
    #[error("what was received does not verify ({0}) and was left out; sync again, and if it stays, ask the office")]
    Unverified(&'static str),
    /// A space can't be purged yet.
    #[error("the space is kept: {unsent} unsent, {held} held, {unmended} rejected and not mended, {drafts} drafts")]
    PurgeTooEarly {
        /// Entries that the server does not hold.
        unsent: u64,
        /// Entries that wait for a person or a predecessor.
        held: u64,
        /// Rejected edits of one's own.
        unmended: u64,
        /// Drafts.
        drafts: u64,
    },
    /// A fault that none of the above names.
    #[error("the database failed ({0}); what was saved before is safe. Try again; if it stays, ask the office")]
    Database(String),
}

impl StoreError {
    /// Stable and dotted; scripts and translations rely on it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotThere(_) => "store.not_there",
            Self::AlreadyThere(_) => "store.already_there",
            Self::WrongPassphrase => "store.wrong_passphrase",
            Self::EmptyPassphrase => "store.empty_passphrase",
            Self::WrongPin => "store.wrong_pin",
            Self::NoPin => "store.no_pin",
            Self::NoPassphrase => "store.no_passphrase",
            Self::PlatformSecretMissing => "store.platform_secret_missing",
            Self::WrongRecoveryCode => "store.wrong_recovery_code",
            Self::NoteTooLong { .. } => "store.note_too_long",
            Self::NoNotesYet => "store.no_notes_yet",
            Self::Somebodys => "store.somebodys",
            Self::UnknownNote => "store.unknown_note",
            Self::KeyFileMissing(_) => "store.key_file_missing",
            Self::KeyFileDamaged(_) => "store.key_file_damaged",
            Self::Newer { .. } => "store.newer",
            Self::InUse => "store.in_use",
            Self::Damaged(_) => "store.damaged",
            Self::DiskFull => "store.disk_full",
            Self::ReadOnly => "store.read_only",
            Self::Io(_) => "store.io",
            Self::Clock(_) => "store.clock",
            Self::Randomness => "store.randomness",
            Self::UnknownParent(_) => "store.unknown_parent",
            Self::Misfit(_) => "store.misfit",
            Self::UnknownDraft => "store.unknown_draft",
            Self::NotEnrolled => "store.not_enrolled",
            Self::NeedsNewDevice => "store.needs_new_device",
            Self::UnknownDevice(_) => "store.unknown_device",
            Self::UnknownEpoch(_) => "store.unknown_epoch",
            Self::Unverified(_) => "store.unverified",
            Self::PurgeTooEarly { .. } => "store.purge_too_early",
            Self::Database(_) => "store.database",
        }
    }

    /// In English, as a person is told.
    pub fn en(&self) -> String {
        self.to_string()
    }

    /// In Chinese, as a person is told.
    pub fn zh(&self) -> String {
        match self {
            Self::NotThere(dir) => format!("{} 里还没有数据,请先登记本机。", dir.display()),
            Self::AlreadyThere(dir) => format!("{} 里已经有数据了。", dir.display()),
            Self::WrongPassphrase => "口令不对,请再输一次。".to_owned(),
            Self::EmptyPassphrase => "口令不能为空。".to_owned(),
            Self::WrongPin => "不对,请再输一次。实在想不起来,打电话向办公室要恢复码。".to_owned(),
            Self::NoPin => "这里还没有设密码。请用口令打开,再设一个(cunji pin set)。".to_owned(),
            Self::NoPassphrase => "这里不用口令开,请输密码(CUNJI_PIN),或用恢复码再设一个。".to_owned(),
            Self::PlatformSecretMissing => {
                "手机系统的密钥库里找不到这台手机的密钥了,光凭密码打不开。请打电话向办公室要恢复码,再设一个新密码;写的都在。".to_owned()
            }
            Self::WrongRecoveryCode => "恢复码打不开这台手机,请逐个核对,或再问办公室要这台手机最新的恢复码。".to_owned(),
            Self::NoteTooLong { found, most } => {
                format!("这一条有 {found} 字节,最多 {most} 字节,请分成两条存。")
            }
            Self::NoNotesYet => "这台手机锁着时还不能记。请先打开一次,以后就可以了。".to_owned(),
            Self::Somebodys => "这台手机登记过,里面有本人写的,不能重来。请打电话向办公室要恢复码打开。".to_owned(),
            Self::UnknownNote => "没有这一条了,请再看一遍列表。".to_owned(),
            Self::KeyFileMissing(file) => {
                format!("找不到密钥文件 {},没有它读不出数据。请把它放回 cunji.db 旁边。", file.display())
            }
            Self::KeyFileDamaged(file) => format!("密钥文件 {} 坏了,请换回它的副本。", file.display()),
            Self::Newer { found, known } => {
                format!("这份数据是新版程序写的(格式 {found},本程序只认到 {known}),请先升级程序。")
            }
            Self::InUse => "数据正被另一个窗口或命令使用,请关掉它再试。".to_owned(),
            Self::Damaged(_) => "数据文件坏了。请再运行一次:能读的都会救出来,坏文件原样留着。".to_owned(),
            Self::DiskFull => "存储空间满了,没存上。以前存的都在;清出一点空间再存一次。".to_owned(),
            Self::ReadOnly => "写不进去:文件或磁盘是只读的。请看看文件夹的权限和磁盘,再存一次。".to_owned(),
            Self::Io(detail) => format!("读写出错({detail})。以前存的都在;请再试一次,还不行就找办公室。"),
            Self::Clock(_) => "手机时钟不对,请调准时间再存一次。".to_owned(),
            Self::Randomness => "系统暂时给不出随机数,请再试一次。".to_owned(),
            Self::UnknownParent(_) => "这处修改所依据的内容本机还没有。请先同步一次,再改。".to_owned(),
            Self::Misfit(_) => "这处修改对不上任何记录,没存上。请重新打开那条记录再改;还不行就升级程序。".to_owned(),
            Self::UnknownDraft => "没有这份草稿。".to_owned(),
            Self::NotEnrolled => "本机还没有登记。请用办公室给的注册码登记(cunji enroll)。".to_owned(),
            Self::NeedsNewDevice => "本机的数据是从别处拷来或恢复的,要先换一个设备号。".to_owned(),
            Self::UnknownDevice(_) => "这不是本机的设备号。".to_owned(),
            Self::UnknownEpoch(_) => "服务器换了密钥,本机还不认识,请再同步一次。".to_owned(),
            Self::Unverified(_) => "收到的内容核对不上,没有采用。请再同步一次;还不行就找办公室。".to_owned(),
            Self::PurgeTooEarly { unsent, held, unmended, drafts } => {
                format!(
                    "这个村的数据还不能清:没传的 {unsent} 条,待处理 {held} 条,退回未改 {unmended} 条,草稿 {drafts} 份。"
                )
            }
            Self::Database(detail) => format!("数据库出错({detail})。以前存的都在;请再试一次,还不行就找办公室。"),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, ref detail) = error else {
            return Self::Database(error.to_string());
        };
        let text = || detail.clone().unwrap_or_else(|| failure.to_string());
        match failure.code {
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Self::ReadOnly,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::InUse,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                DAMAGE_SEEN.store(true, Ordering::Relaxed);
                Self::Damaged(text())
            }
            ErrorCode::SystemIoFailure => Self::Io(text()),
            _ => Self::Database(text()),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::DiskFull,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io(error.to_string()),
        }
    }
}

impl From<getrandom::Error> for StoreError {
    fn from(_: getrandom::Error) -> Self {
        Self::Randomness
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_s_own_codes_become_sentences() {
        let failed =
            |code| StoreError::from(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None)).code();
        assert_eq!(failed(rusqlite::ffi::SQLITE_FULL), "store.disk_full");
        assert_eq!(failed(rusqlite::ffi::SQLITE_READONLY), "store.read_only");
        assert_eq!(failed(rusqlite::ffi::SQLITE_BUSY), "store.in_use");
        assert_eq!(failed(rusqlite::ffi::SQLITE_CORRUPT), "store.damaged");
        assert_eq!(failed(rusqlite::ffi::SQLITE_NOTADB), "store.damaged");
        assert_eq!(failed(rusqlite::ffi::SQLITE_IOERR), "store.io");
    }

    #[test]
    fn every_failure_says_in_both_languages_what_to_do_next() {
        let next = ["请", "再", "换", "清出"];
        let failures = [
            StoreError::DiskFull,
            StoreError::ReadOnly,
            StoreError::Io("x".to_owned()),
            StoreError::Database("x".to_owned()),
            StoreError::Damaged("x".to_owned()),
            StoreError::UnknownParent(EditId([0; 32])),
            StoreError::Misfit("x"),
            StoreError::NotEnrolled,
            StoreError::Unverified("x"),
            StoreError::WrongPin,
            StoreError::NoPin,
            StoreError::NoPassphrase,
            StoreError::PlatformSecretMissing,
            StoreError::WrongRecoveryCode,
            StoreError::NoNotesYet,
            StoreError::Somebodys,
            StoreError::UnknownNote,
        ];
        for failure in failures {
            let (zh, en) = (failure.zh(), failure.en());
            assert!(zh.ends_with('。') && next.iter().any(|word| zh.contains(word)), "{zh}");
            let told =
                ["again", "ask", "cunji enroll", "cunji pin set", "open it once"].iter().any(|word| en.contains(word));
            assert!(told, "{en}");
        }
    }
}
