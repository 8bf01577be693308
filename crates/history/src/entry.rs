//! An entry: an edit in a device's chain.

use cunji_domain::division::DivisionCode;
use sha2::{Digest, Sha256};

use crate::canonical::Writer;
use crate::device::DeviceId;
use crate::edit::EditId;
use crate::evidence::EvidenceHash;

/// SHA-256 over an entry and, through it, over everything before it in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryHash(pub [u8; 32]);

/// An edit's place in a chain. It names edit and evidence by salted hashes, so either can be withheld from an audience
/// or erased by law, and the chain still verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The space.
    pub space: DivisionCode,
    /// The device whose chain this is.
    pub device: DeviceId,
    /// From 1, per device and space, without gaps.
    pub number: u64,
    /// The hash of the entry before; none for the first.
    pub previous: Option<EntryHash>,
    /// The edit.
    pub edit: EditId,
    /// The evidence, if any was taken.
    pub evidence: Option<EvidenceHash>,
    /// The device's wall clock when it was written: Unix seconds, UTC; may be wrong.
    pub written_at: i64,
}

impl Entry {
    /// The entry's hash (docs/protocol.md, "Entry").
    pub fn hash(&self) -> EntryHash {
        let mut w = Writer::default();
        w.array(8).text("cunji entry").text(self.space.as_str()).bytes(&self.device.0);
        w.int(i64::try_from(self.number).unwrap_or(i64::MAX));
        w.bytes_or_null(self.previous.as_ref().map(|hash| hash.0.as_slice()));
        w.bytes(&self.edit.0).bytes_or_null(self.evidence.as_ref().map(|hash| hash.0.as_slice()));
        w.int(self.written_at);
        EntryHash(Sha256::digest(w.into_bytes()).into())
    }
}
