//! What a use case of the server can fail with.

use cunji_history::canonical::CanonicalError;

use crate::storage::{Retryable, StorageError};

/// A use case failed.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// What the database holds can't be read as what it must be.
    #[error("the stored {what} is damaged: {fault}")]
    Damaged {
        /// What: an edit, an evidence, …
        what: &'static str,
        /// How.
        fault: CanonicalError,
    },
    /// The system has no randomness to give.
    #[error("no random numbers to be had from the system")]
    Randomness,
    /// A file that was asked for can't be made.
    #[error("{0}. Nothing was changed; ask for a smaller part, or tell the administrator.")]
    Report(#[from] cunji_reports::ReportError),
    /// A request that can't be done, with what to do next.
    #[error("{en}")]
    Refused {
        /// Stable code.
        code: &'static str,
        /// Chinese.
        zh: String,
        /// English.
        en: String,
    },
}

impl ServerError {
    /// A refusal from its code and its two sentences.
    pub fn refused(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused { code, zh: zh.into(), en: en.into() }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Storage(error) => error.code(),
            Self::Damaged { .. } => "storage.damaged",
            Self::Randomness => "system.randomness",
            Self::Report(error) => error.code(),
            Self::Refused { code, .. } => code,
        }
    }

    /// The sentence for a Chinese reader; the English one is the `Display`.
    pub fn zh(&self) -> String {
        match self {
            Self::Storage(error) => error.zh(),
            Self::Damaged { .. } => {
                "数据库里有一条记录损坏。请运行 cunji-server verify,并从最近的备份恢复。".to_owned()
            }
            Self::Randomness => "系统给不出随机数,请稍后再试。".to_owned(),
            Self::Report(_) => "这份表没做出来,别的都没动。请选小一点的范围再试,还不行就告诉管理员。".to_owned(),
            Self::Refused { zh, .. } => zh.clone(),
        }
    }
}

impl Retryable for ServerError {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_retryable())
    }
}
