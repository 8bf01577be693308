//! What the server itself writes and phones need: verdicts, devices, the roster, policy, calendar, erasures. All of it
//! is entries by the server's own device; there is no second channel.

pub mod announced_policy;
pub mod calendar_year;
pub mod day_grade;
pub mod device;
pub mod division_change;
pub mod erasure;
pub mod member;
pub mod mending_end;
pub mod private_verdict;
pub mod revocation;
pub mod team;
pub mod term_elsewhere;
pub mod verdict;
pub mod village_anchor;

use crate::record::Bytes;
use crate::violation::Violation;

/// A device's id is 16 bytes.
fn is_device_id(device: &Bytes) -> Option<Violation> {
    (device.0.len() != 16)
        .then(|| Violation::new("device.id_length", "设备号不是 16 字节。", "A device's id is 16 bytes."))
}
