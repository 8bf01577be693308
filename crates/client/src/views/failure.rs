//! What a screen is told when something was refused or failed.

use serde::Serialize;
use ts_rs::TS;

use crate::error::{ClientError, Told};

/// One sentence in both languages, with its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SentenceView {
    /// Stable and dotted.
    pub code: String,
    /// Plain Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<Told> for SentenceView {
    fn from(told: Told) -> Self {
        Self { code: told.code, zh: told.zh, en: told.en }
    }
}

/// Why something was refused or failed. What was typed stays on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FailureView {
    /// All that is to be told; at least one sentence.
    pub sentences: Vec<SentenceView>,
    /// Whether a further attempt may help without anybody doing anything.
    pub of_the_line: bool,
}

impl From<ClientError> for FailureView {
    fn from(error: ClientError) -> Self {
        let of_the_line = error.is_of_the_line();
        Self { sentences: error.sentences().into_iter().map(SentenceView::from).collect(), of_the_line }
    }
}
