//! What the lock screen, the first start and the notes of a locked phone show.

use chrono::NaiveDate;
use cunji_store::{LockedNote, PinShape};
use serde::Serialize;
use ts_rs::TS;

use super::hex;
use crate::lock::{LockState, PinRules};

/// What a lock screen asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AsksFor {
    /// Digits, on a pad with large keys.
    Digits,
    /// A phrase.
    Phrase,
    /// The passphrase of a phone that was made at a terminal.
    Passphrase,
}

/// How a locked phone stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LockView {
    /// What is to be entered.
    pub asks_for: AsksFor,
    /// How many wrong ones cost nothing yet.
    pub free: u32,
    /// Seconds to wait before the next one.
    #[ts(type = "number")]
    pub wait: u64,
    /// Whether a recovery code opens it.
    pub recoverable: bool,
    /// Whether another phone can be made in its place: it was never enrolled.
    pub begins_anew: bool,
}

/// Where a phone that was never enrolled is kept since another takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SetAsideView {
    /// The folder's name; it lies beside the present one.
    pub folder: String,
}

/// A phone that was put aside, and whose notes were not taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AsideView {
    /// The folder's name.
    pub folder: String,
    /// The local day on which it was put aside.
    pub day: NaiveDate,
}

impl From<LockState> for LockView {
    fn from(state: LockState) -> Self {
        Self {
            asks_for: match state.asks_for {
                Some(PinShape::Digits) => AsksFor::Digits,
                Some(PinShape::Phrase) => AsksFor::Phrase,
                None => AsksFor::Passphrase,
            },
            free: state.tries.free,
            wait: state.tries.wait,
            recoverable: state.recoverable,
            begins_anew: state.nobodys && !state.recoverable,
        }
    }
}

/// What may be chosen for the lock screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PinRulesView {
    /// The least number of digits.
    pub digits: usize,
    /// The least number of characters of a phrase.
    pub phrase: usize,
    /// Whether the system's key store helps to guard it; digits are more where it does not.
    pub key_store: bool,
}

impl PinRulesView {
    /// By whether the system's key store takes part.
    pub fn of(key_store: bool) -> Self {
        let rules = PinRules::of(key_store);
        Self { digits: rules.digits, phrase: rules.phrase, key_store }
    }
}

/// A note that was taken while the phone was locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LockedNoteView {
    /// Its id.
    pub id: String,
    /// The text.
    pub text: String,
    /// When it was written: Unix seconds, UTC, by the phone's clock.
    #[ts(type = "number")]
    pub written_at: i64,
    /// The local day.
    pub day: NaiveDate,
}

impl From<LockedNote> for LockedNoteView {
    fn from(note: LockedNote) -> Self {
        Self { id: hex(&note.id.0), text: note.text, written_at: note.written_at, day: note.day }
    }
}
