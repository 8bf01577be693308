//! A newer program that the office offers.

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

/// A newer program, and how one comes to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NewerProgramView {
    /// The version as people say it.
    pub version: String,
    /// How many bytes are to be fetched.
    #[ts(type = "number")]
    pub bytes: u64,
    /// The day on which the office offered it.
    pub offered: Option<NaiveDate>,
    /// What is new in it; may be empty.
    pub notes: String,
    /// Where the page is from which it is installed.
    pub address: String,
    /// The address as a QR code, as SVG.
    pub code: String,
    /// Whether it is known that the line's bytes are paid for.
    pub metered: bool,
    /// Whether the system can open the page.
    pub can_open: bool,
    /// Whether the person has seen that there is one.
    pub put_away: bool,
}
