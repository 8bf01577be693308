//! The addresses of columns: a few integers each, ordered as the columns travel.

use cunji_domain::record::KindNumber;
use cunji_history::canonical::{Reader, Writer};

use crate::fault::FrameFault;

/// Where a column belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    parts: [u16; 5],
    length: u8,
}

pub(super) const SHAPE: Address = Address::of(&[0]);
pub(super) const AUTHOR: Address = Address::of(&[1]);
pub(super) const WRITTEN_AT: Address = Address::of(&[2]);
pub(super) const PARENT: Address = Address::of(&[4]);
pub(super) const LOG_NUMBER: Address = Address::of(&[7]);
pub(super) const DEVICE: Address = Address::of(&[8]);
pub(super) const CHAIN_NUMBER: Address = Address::of(&[9]);
pub(super) const SALT: Address = Address::of(&[10]);

impl Address {
    const fn of(written: &[u16]) -> Self {
        let mut parts = [0; 5];
        let mut place = 0;
        while place < written.len() {
            parts[place] = written[place];
            place += 1;
        }
        Self { parts, length: written.len() as u8 }
    }

    /// A part of a key.
    pub fn key(kind: KindNumber, part: usize) -> Self {
        Self::of(&[3, kind, part as u16])
    }

    /// A part of an operation.
    pub fn op(kind: KindNumber, op: u16, field: u16, part: u16) -> Self {
        Self::of(&[5, kind, op, field, part])
    }

    /// A part of the evidence.
    pub const fn evidence(part: u16) -> Self {
        Self::of(&[6, part])
    }

    /// The integers.
    pub fn parts(&self) -> &[u16] {
        &self.parts[..usize::from(self.length)]
    }

    pub fn write(&self, w: &mut Writer) {
        w.array(self.parts().len());
        for part in self.parts() {
            w.int(i64::from(*part));
        }
    }

    pub fn read(r: &mut Reader<'_>) -> Result<Self, FrameFault> {
        let length = r.array()?;
        if length > 5 {
            return Err(FrameFault::Malformed("an address that is too long"));
        }
        let mut parts = [0; 5];
        for part in &mut parts[..length] {
            *part = r.narrow()?;
        }
        Ok(Self { parts, length: length as u8 })
    }
}
