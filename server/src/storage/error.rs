//! What can go wrong between the server and its database, and whether trying again can help.

use super::Home;

/// A constraint that refused a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// A key that is there already.
    Unique,
    /// A column that must say something.
    NotNull,
    /// A `CHECK`.
    Check,
    /// A row of another table that is not there.
    ForeignKey,
    /// A value of another type than its column.
    Type,
}

/// An error of a [`super::Storage`]. The database's own text is kept for the administrator; it never holds a record's content
/// in what is shown to other people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// Another process or connection holds a lock, or no connection was free in time.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// Two transactions could not both be done (serialization failure, deadlock).
    #[error("the transaction met another one: {0}")]
    Serialization(String),
    /// The connection to the database broke.
    #[error("the connection to the database is lost: {0}")]
    ConnectionLost(String),
    /// The connection broke during COMMIT: nobody knows whether it was done. Only what may be done twice may be tried again.
    #[error("the connection broke during a commit, which may or may not have been done: {0}")]
    CommitUnknown(String),
    /// No room left.
    #[error("the database has no room left: {0}")]
    DiskFull(String),
    /// Writing is not possible or not meant.
    #[error("the database can only be read: {0}")]
    ReadOnly(String),
    /// The file or a page of it is damaged, or it is no database.
    #[error("the database is damaged: {0}")]
    Corrupted(String),
    /// Reading or writing the file failed.
    #[error("the database's file can't be read or written: {0}")]
    Io(String),
    /// It can't be opened or reached with what was given (path, address, name, password).
    #[error("the database can't be opened: {0}")]
    CannotOpen(String),
    /// It was written by a newer version of this program.
    #[error(
        "the database has schema {found}, this program knows schemas up to {known}; please install the newer cunji-server again"
    )]
    NewerSchema {
        /// The schema of the database.
        found: i64,
        /// The newest schema of this program.
        known: i64,
    },
    /// A constraint refused a row.
    #[error("the database refused a row ({kind:?}): {detail}")]
    Constraint {
        /// Which kind of constraint.
        kind: Constraint,
        /// The database's text.
        detail: String,
    },
    /// A text with U+0000, which PostgreSQL can't hold.
    #[error("parameter {0} is a text that holds U+0000")]
    NulInText(usize),
    /// A parameter or a column is of another type than the statement or the reader wants.
    #[error("{place} is {found}, wanted was {wanted}")]
    Type {
        /// Which parameter or column.
        place: String,
        /// What was wanted.
        wanted: &'static str,
        /// What was there.
        found: String,
    },
    /// A statement failed earlier in this transaction; nothing but a rollback is possible.
    #[error("a statement of this transaction failed before")]
    Aborted,
    /// What the log needs is not there (a space that was never opened, for example).
    #[error("not found: {0}")]
    Missing(String),
    /// A statement that the database does not take: a fault of this program.
    #[error("the {home} database did not take a statement: {detail}")]
    Statement {
        /// Which home.
        home: Home,
        /// The database's text.
        detail: String,
    },
}

impl StorageError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Busy(_) => "storage.busy",
            Self::Serialization(_) => "storage.serialization",
            Self::ConnectionLost(_) => "storage.connection_lost",
            Self::CommitUnknown(_) => "storage.commit_unknown",
            Self::DiskFull(_) => "storage.disk_full",
            Self::ReadOnly(_) => "storage.read_only",
            Self::Corrupted(_) => "storage.corrupted",
            Self::Io(_) => "storage.io",
            Self::CannotOpen(_) => "storage.cannot_open",
            Self::NewerSchema { .. } => "storage.newer_schema",
            Self::Constraint { .. } => "storage.constraint",
            Self::NulInText(_) => "storage.nul_in_text",
            Self::Type { .. } => "storage.type",
            Self::Aborted => "storage.aborted",
            Self::Missing(_) => "storage.missing",
            Self::Statement { .. } => "storage.statement",
        }
    }

    /// Whether the same transaction, begun anew, may succeed without anybody changing anything.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Serialization(_) | Self::ConnectionLost(_))
    }

    /// Whether a key was there already.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Constraint { kind: Constraint::Unique, .. })
    }

    /// The sentence for a Chinese reader; the English one is the `Display`.
    pub fn zh(&self) -> String {
        match self {
            Self::Busy(_) => "数据库正忙,请稍后再试。".to_owned(),
            Self::Serialization(_) => "同时有别的修改,请再试一次。".to_owned(),
            Self::ConnectionLost(_) => "与数据库的连接断了。请检查数据库是否在运行,再试一次。".to_owned(),
            Self::CommitUnknown(_) => {
                "保存时与数据库的连接断了,不知道存上没有。请看一下结果再决定要不要重做。".to_owned()
            }
            Self::DiskFull(_) => "磁盘满了。请腾出空间再试,原有数据没有变。".to_owned(),
            Self::ReadOnly(_) => "数据库只能读,不能写。请检查文件和目录的权限。".to_owned(),
            Self::Corrupted(_) => "数据库文件损坏。请不要删除它,先用最近的备份恢复。".to_owned(),
            Self::Io(_) => "数据库文件读写失败。请检查磁盘。".to_owned(),
            Self::CannotOpen(detail) => format!("数据库打不开:{detail}。请检查路径、地址、库名和密码。"),
            Self::NewerSchema { found, known } => {
                format!("数据库是较新版本({found})建的,本程序只认识到版本 {known}。请重新安装新版 cunji-server。")
            }
            Self::Constraint { .. } => "数据库没有接受这一行:与已有的数据冲突。请刷新看看现在的情况再试。".to_owned(),
            Self::NulInText(_) => "文字里有一个不能保存的字符(U+0000),请删掉再存。".to_owned(),
            Self::Missing(what) => format!("找不到:{what}。"),
            Self::Type { .. } | Self::Aborted | Self::Statement { .. } => {
                format!("程序内部错误({})。请把日志发给管理员。", self.code())
            }
        }
    }
}

/// An error of a use case that may come from the storage; lets [`super::write`] see whether to try again.
pub trait Retryable {
    /// Whether the same transaction, begun anew, may succeed.
    fn is_retryable(&self) -> bool;
}

impl Retryable for StorageError {
    fn is_retryable(&self) -> bool {
        self.is_retryable()
    }
}
