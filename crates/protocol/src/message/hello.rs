//! Hello: what a device knows, and what it asks for.

use cunji_domain::division::DivisionCode;
use cunji_history::canonical::{CanonicalError, Reader, Writer};
use sha2::{Digest, Sha256};

use crate::wire::{self, MapWriter};

/// How far a device knows a space's log, for one audience.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The space.
    pub space: DivisionCode,
    /// The audience (0 the team, 1 the person and the office).
    pub audience: u8,
    /// The epoch of the server that gave the number.
    pub epoch: u32,
    /// The log number up to which everything is known.
    pub number: u64,
}

impl Cursor {
    pub(super) fn write(&self, w: &mut Writer) {
        w.array(4).text(self.space.as_str()).int(i64::from(self.audience)).int(i64::from(self.epoch));
        wire::put_number(w, self.number);
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, CanonicalError> {
        let more = wire::tuple(r, 4)?;
        let cursor =
            Self { space: wire::space(r)?, audience: r.narrow()?, epoch: r.narrow()?, number: wire::number(r)? };
        wire::rest(r, more)?;
        Ok(cursor)
    }
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Deliver entries and receive what follows the cursors.
    #[default]
    Exchange,
    /// Only ask how far the chains go.
    Ask,
}

/// The first message of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hello {
    /// What the device knows.
    pub cursors: Vec<Cursor>,
    /// Entries of this device up to these numbers need not come down.
    pub own: Vec<(DivisionCode, u64)>,
    /// The largest down frame wanted, in bytes unfolded; one entry is given whatever its size.
    pub largest: u32,
    /// What the request is for.
    pub mode: Mode,
    /// The client's program version.
    pub program: String,
    /// Made for this request alone, so that no other answer of the server can stand for the answer to it.
    pub nonce: [u8; 16],
}

impl Hello {
    /// What the server's answer speaks of: SHA-256 of the message as it is written, without its length.
    pub fn digest(&self) -> [u8; 32] {
        let bytes = super::UpMessage::Hello(self.clone()).to_bytes();
        let behind =
            super::length_of(&bytes, usize::MAX, "MESSAGE_BYTES").ok().flatten().map_or(0, |(_, prefix)| prefix);
        Sha256::digest(bytes.get(behind..).unwrap_or_default()).into()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.put_list(1, &self.cursors, |w, cursor| cursor.write(w));
        map.put_list(2, &self.own, |w, (space, number)| {
            w.array(2).text(space.as_str());
            wire::put_number(w, *number);
        });
        map.int(3, i64::from(self.largest)).int(4, i64::from(self.mode == Mode::Ask)).text(5, &self.program);
        map.bytes(6, &self.nonce);
        map.into_bytes()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let mut hello = Self::default();
        wire::read_whole_map(bytes, |key, r| {
            match key {
                1 => hello.cursors = wire::read_list(r, Cursor::read)?,
                2 => {
                    hello.own = wire::read_list(r, |r| {
                        let more = wire::tuple(r, 2)?;
                        let own = (wire::space(r)?, wire::number(r)?);
                        wire::rest(r, more)?;
                        Ok(own)
                    })?;
                }
                3 => hello.largest = r.narrow()?,
                4 => {
                    hello.mode = match r.int()? {
                        0 => Mode::Exchange,
                        1 => Mode::Ask,
                        _ => return Err(CanonicalError::Shape("an unknown mode")),
                    }
                }
                5 => hello.program = wire::short_text(r)?,
                6 => hello.nonce = r.fixed()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(hello)
    }
}
