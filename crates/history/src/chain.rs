//! Chains: each entry follows the one before.

use cunji_domain::division::DivisionCode;

use crate::device::DeviceId;
use crate::entry::{Entry, EntryHash};

/// The end of a chain: how far it goes and the hash there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The space.
    pub space: DivisionCode,
    /// The device.
    pub device: DeviceId,
    /// The last number.
    pub number: u64,
    /// The hash of the last entry.
    pub hash: EntryHash,
}

/// Why an entry does not follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// It belongs to another chain.
    #[error("the entry belongs to another space or device")]
    OtherChain,
    /// A number is missing in between, or it comes again.
    #[error("the entry has number {found}, {expected} was due")]
    Number {
        /// The number that was due.
        expected: u64,
        /// The number it has.
        found: u64,
    },
    /// It names another predecessor: somebody wrote on from an older copy.
    #[error("the entry {0} names another predecessor")]
    Fork(u64),
}

/// Follows a chain by one entry: the head after `entry`, which must be the next after `head` (`None` before the first).
///
/// # Errors
/// The entry does not follow.
pub fn follow(head: Option<&Head>, entry: &Entry) -> Result<Head, ChainFault> {
    if head.is_some_and(|head| head.space != entry.space || head.device != entry.device) {
        return Err(ChainFault::OtherChain);
    }
    let expected = head.map_or(0, |head| head.number) + 1;
    if entry.number != expected {
        return Err(ChainFault::Number { expected, found: entry.number });
    }
    if entry.previous != head.map(|head| head.hash) {
        return Err(ChainFault::Fork(entry.number));
    }
    Ok(Head { space: entry.space.clone(), device: entry.device, number: entry.number, hash: entry.hash() })
}
