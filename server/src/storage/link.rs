//! A link of a device's chain as it is stored: the raw material that both the log and what is kept beside it have.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Audience, RecordId};
use cunji_history::{DeviceId, EditId, Entry, EntryHash, EvidenceHash, Salt};

use super::{Cell, FromCell, Result, Row, StorageError};

/// A link of a chain. An erased one has neither edit nor salts nor evidence; its hashes stay, so the chain still verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Whose chain.
    pub device: DeviceId,
    /// From 1, per device and space.
    pub chain_number: u64,
    /// The edit's id.
    pub edit_id: EditId,
    /// The edit's salt.
    pub salt: Option<Salt>,
    /// The edit's canonical bytes.
    pub edit: Option<Vec<u8>>,
    /// The hash of the link before; none for the first (and for what came back attested without it).
    pub previous: Option<EntryHash>,
    /// The hash of the link; none only for what came back attested without it.
    pub hash: Option<EntryHash>,
    /// The hash of the evidence, if any was taken.
    pub evidence_hash: Option<EvidenceHash>,
    /// The evidence's canonical bytes; not read where it would travel to others.
    pub evidence: Option<Vec<u8>>,
    /// The evidence's salt; not read where it would travel to others.
    pub evidence_salt: Option<Salt>,
    /// The device's wall clock when it was written: Unix seconds, UTC; may be wrong.
    pub written_at: i64,
    /// The server's clock when it arrived: Unix seconds, UTC.
    pub received_at: i64,
    /// Whether it was erased by law.
    pub erased: bool,
}

impl Link {
    /// The link as `history` knows it, to check its hash.
    pub fn entry(&self, space: &DivisionCode) -> Entry {
        Entry {
            space: space.clone(),
            device: self.device,
            number: self.chain_number,
            previous: self.previous,
            edit: self.edit_id,
            evidence: self.evidence_hash,
            written_at: self.written_at,
        }
    }

    pub(super) fn take(row: &mut Row) -> Result<Self> {
        Ok(Self {
            device: row.get("device")?,
            chain_number: row.get("chain_number")?,
            edit_id: row.get("edit_id")?,
            salt: row.get("salt")?,
            edit: row.take("edit")?,
            previous: row.get("prev_hash")?,
            hash: row.get("hash")?,
            evidence_hash: row.get("evidence_hash")?,
            evidence: row.take("evidence")?,
            evidence_salt: row.get("evidence_salt")?,
            written_at: row.get("written_at")?,
            received_at: row.get("received_at")?,
            erased: row.get("erased")?,
        })
    }
}

/// An audience as the log's column has it.
pub(super) fn audience_number(audience: Audience) -> i64 {
    match audience {
        Audience::Team => 0,
        Audience::OwnerAndOffice => 1,
        Audience::Office => 2,
    }
}

impl FromCell for Audience {
    const WANTED: &'static str = "the number of an audience";
    fn from_cell(cell: Cell) -> std::result::Result<Self, Cell> {
        match cell {
            Cell::Int(0) => Ok(Self::Team),
            Cell::Int(1) => Ok(Self::OwnerAndOffice),
            Cell::Int(2) => Ok(Self::Office),
            other => Err(other),
        }
    }
}

macro_rules! from_text {
    ($($type:ty, $wanted:literal;)*) => {$(
        impl FromCell for $type {
            const WANTED: &'static str = $wanted;
            fn from_cell(cell: Cell) -> std::result::Result<Self, Cell> {
                match &cell {
                    Cell::Text(text) => text.parse().map_err(|_| cell),
                    _ => Err(cell),
                }
            }
        }

        impl From<&$type> for Cell {
            fn from(value: &$type) -> Self {
                Self::Text(value.as_str().to_owned())
            }
        }
    )*};
}
from_text! {
    DivisionCode, "a division's code";
    PersonId, "a person's id";
}

macro_rules! from_bytes {
    ($($type:ident),*) => {$(
        impl From<$type> for Cell {
            fn from(value: $type) -> Self {
                Self::Bytes(value.0.to_vec())
            }
        }

        impl FromCell for $type {
            const WANTED: &'static str = "an id, hash or salt";
            fn from_cell(cell: Cell) -> std::result::Result<Self, Cell> {
                FromCell::from_cell(cell).map($type)
            }
        }
    )*};
}
from_bytes!(DeviceId, EditId, EntryHash, EvidenceHash, RecordId, Salt);

pub(super) fn missing(what: &str, space: &DivisionCode) -> StorageError {
    StorageError::Missing(format!("{what} of space {}", space.as_str()))
}
