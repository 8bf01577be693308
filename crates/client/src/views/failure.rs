//! What a screen is told when something was refused or failed.

use serde::Serialize;
use ts_rs::TS;

use super::me::VillageName;
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
    /// The villages of which one has to be chosen, where the sentence asks for that: those of the day that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub villages: Option<Vec<VillageName>>,
}

impl From<Told> for SentenceView {
    fn from(told: Told) -> Self {
        Self { code: told.code, zh: told.zh, en: told.en, villages: None }
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
        let mut sentences: Vec<_> = error.sentences().into_iter().map(SentenceView::from).collect();
        if let (ClientError::WhichVillage(villages), Some(asks)) = (error, sentences.first_mut()) {
            asks.villages = Some(villages);
        }
        Self { sentences, of_the_line }
    }
}
