//! The one thing about the line, on top of every screen.

use serde::Serialize;
use ts_rs::TS;

use super::SentenceView;

/// What the line does. None of it is anybody's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Nothing goes on; what is unsent goes soon.
    Idle,
    /// There is no line: what is unsent waits on the phone.
    Offline,
    /// There is one whose bytes are paid for, and the person wants to wait for another.
    WaitingForWifi,
    /// A sync goes on.
    Running,
    /// The server or the phone says no; the sentences tell what to do.
    Refused,
}

/// How the line stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LineView {
    /// What it does.
    pub state: LineState,
    /// Own entries that the server does not hold.
    #[ts(type = "number")]
    pub unsent: u64,
    /// When the oldest of them was written (Unix seconds, the phone's clock).
    #[ts(type = "number | null")]
    pub unsent_since: Option<i64>,
    /// About how many bytes they are: texts, without photos.
    #[ts(type = "number")]
    pub bytes_left: u64,
    /// Photos of saved records of which the server lacks a file.
    pub photos_left: u32,
    /// About how many bytes those files are.
    #[ts(type = "number")]
    pub photo_bytes_left: u64,
    /// When the last sync was done (Unix seconds, the phone's clock).
    #[ts(type = "number | null")]
    pub last_sync: Option<i64>,
    /// Whether the phone has to be enrolled again by a new code: it was revoked, or the way back after a recovery is used up.
    pub needs_code: bool,
    /// Why nothing is taken, where that is so.
    pub told: Vec<SentenceView>,
}
