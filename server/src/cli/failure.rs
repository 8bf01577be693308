//! A failed command, in the language of the locale, with its stable code last.

use cunji_server::custody::{RestoreError, StoreFault};
use cunji_server::error::ServerError;
use cunji_server::imports::ImportFaults;
use cunji_server::key::{FILE_NAME, KeyError};
use cunji_server::os_fault;
use cunji_server::server::OpenError;
use cunji_server::storage;
use cunji_terminal::is_chinese;

/// What is told to the person at the terminal.
#[derive(Debug)]
pub struct Failure {
    code: &'static str,
    zh: String,
    en: String,
}

impl Failure {
    /// A failure from its code and its two sentences.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, zh: zh.into(), en: en.into() }
    }

    /// The sentence for this locale.
    pub fn text(&self) -> String {
        let sentence = if is_chinese() { &self.zh } else { &self.en };
        format!("{sentence} ({})", self.code)
    }
}

impl From<ServerError> for Failure {
    fn from(error: ServerError) -> Self {
        Self::new(error.code(), error.zh(), error.to_string())
    }
}

impl From<ImportFaults> for Failure {
    fn from(faults: ImportFaults) -> Self {
        Self::new("import.faults", faults.zh(), faults.en())
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Server(error) => error.into(),
            OpenError::Key(error) => error.into(),
            OpenError::OtherDeployment => Self::new(
                "server.other_deployment",
                "数据库和数据目录里的密钥不是一套。请用建库时的目录,或把备份恢复到空目录。",
                error.to_string(),
            ),
            OpenError::NoData(ref data) => Self::new(
                "data.not_there",
                format!(
                    "{} 里没有服务器的数据,什么也没有新建。请核对 --data;第一次用,数据目录由 cunji-server import divisions FILE 或 serve 新建。",
                    data.display()
                ),
                error.to_string(),
            ),
            OpenError::NoFile(ref data) => Self::new(
                "data.not_there",
                format!(
                    "{} 里有密钥,没有数据库 {},什么也没有新建。数据在 PostgreSQL 里的,请加 --database;文件丢了的,请把最近的备份恢复到空目录。",
                    data.display(),
                    storage::FILE_NAME
                ),
                error.to_string(),
            ),
            OpenError::EmptyDatabase => Self::new(
                "data.not_there",
                "--database 的数据库里没有服务器的数据,什么也没有新建。请核对 --database;第一次用,空的数据库由 cunji-server import divisions FILE 或 serve 建表。",
                error.to_string(),
            ),
        }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let (zh, en) = match &error {
            KeyError::File(error) => os_fault::said(error),
            KeyError::Damaged => ("文件损坏了,请从最近的备份恢复".to_owned(), error.to_string()),
            KeyError::Randomness => ("系统给不出随机数,请稍后再试".to_owned(), error.to_string()),
        };
        Self::new(
            "server.key",
            format!("数据目录(--data)里的密钥文件 {FILE_NAME} 打不开:{zh}。"),
            format!("The server's key {FILE_NAME} in the data directory (--data) can't be opened: {en}."),
        )
    }
}

impl From<StoreFault> for Failure {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Server(error) => error.into(),
            StoreFault::Wrong { place, what } => Self::new(
                "verify.fault",
                format!("第一处不对:{place}:{what}。请从备份恢复,并保留现在的文件。"),
                format!("The first fault: {place}: {what}. Restore a backup and keep the present files."),
            ),
        }
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::Server(error) => error.into(),
            RestoreError::Open(error) => error.into(),
            RestoreError::NotEmpty => {
                Self::new("restore.not_empty", "这个目录或数据库里已有数据,请恢复到空的里面。", error.to_string())
            }
            RestoreError::Key(error) => error.into(),
            RestoreError::File(error) => {
                let (zh, en) = os_fault::said(&error);
                not_restored(&format!("备份文件读不出来,{zh}"), &format!("the backup can't be read: {en}"))
            }
            RestoreError::NotABackup(_) => not_restored(
                "这不是完整的备份,或是较新版本做的,请核对是不是这个文件",
                &format!("{error}; check that it is this file"),
            ),
        }
    }
}

fn not_restored(zh: &str, en: &str) -> Failure {
    Failure::new(
        "restore.file",
        format!("没有恢复:{zh}。什么也没有改。"),
        format!("Not restored: {en}. Nothing was changed."),
    )
}
