//! Welcome: what the server holds.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::KindNumber;
use cunji_history::canonical::{CanonicalError, Reader};
use cunji_history::{DeviceId, EntryHash};

use crate::wire::{self, MapWriter};

/// The end of a chain as the server holds it. What a device has to send follows from this and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedHead {
    /// The space.
    pub space: DivisionCode,
    /// The device.
    pub device: DeviceId,
    /// The last number; rejected and held entries count.
    pub number: u64,
    /// The hash there.
    pub hash: EntryHash,
}

/// Where a former epoch ended: what a cursor of that epoch counts beyond this was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochEnd {
    /// The former epoch.
    pub epoch: u32,
    /// The space.
    pub space: DivisionCode,
    /// The last log number of that epoch which this server still has.
    pub number: u64,
}

/// An entry that the server keeps but does not give out yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldEntry {
    /// The space.
    pub space: DivisionCode,
    /// The device.
    pub device: DeviceId,
    /// The number in its chain.
    pub number: u64,
    /// Why, as a stable code.
    pub code: String,
}

/// The first message of an answer, written after the request was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Welcome {
    /// The server's clock: Unix seconds, UTC.
    pub time: i64,
    /// The server's epoch.
    pub epoch: u32,
    /// The ends of this person's chains.
    pub heads: Vec<StatedHead>,
    /// The ends of former epochs.
    pub ends: Vec<EpochEnd>,
    /// The newest schema version that may be written, by kind.
    pub schemas: Vec<(KindNumber, u16)>,
    /// What this device may read: space and audience.
    pub scopes: Vec<(DivisionCode, u8)>,
    /// What is held.
    pub held: Vec<HeldEntry>,
}

impl Welcome {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.int(1, self.time).int(2, i64::from(self.epoch));
        map.put_list(3, &self.heads, |w, head| {
            w.array(4).text(head.space.as_str()).bytes(&head.device.0);
            wire::put_number(w, head.number);
            w.bytes(&head.hash.0);
        });
        map.put_list(4, &self.ends, |w, end| {
            w.array(3).int(i64::from(end.epoch)).text(end.space.as_str());
            wire::put_number(w, end.number);
        });
        map.put_list(5, &self.schemas, |w, (kind, version)| {
            w.array(2).int(i64::from(*kind)).int(i64::from(*version));
        });
        map.put_list(6, &self.scopes, |w, (space, audience)| {
            w.array(2).text(space.as_str()).int(i64::from(*audience));
        });
        map.put_list(7, &self.held, |w, held| {
            w.array(4).text(held.space.as_str()).bytes(&held.device.0);
            wire::put_number(w, held.number);
            w.text(&held.code);
        });
        map.into_bytes()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let mut welcome = Self::default();
        wire::read_whole_map(bytes, |key, r| {
            match key {
                1 => welcome.time = r.int()?,
                2 => welcome.epoch = r.narrow()?,
                3 => welcome.heads = wire::read_list(r, read_head)?,
                4 => welcome.ends = wire::read_list(r, read_end)?,
                5 => welcome.schemas = wire::read_list(r, |r| pair(r, |r| Ok((r.narrow()?, r.narrow()?))))?,
                6 => welcome.scopes = wire::read_list(r, |r| pair(r, |r| Ok((wire::space(r)?, r.narrow()?))))?,
                7 => welcome.held = wire::read_list(r, read_held)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(welcome)
    }
}

fn pair<'b, T>(
    r: &mut Reader<'b>,
    read: impl FnOnce(&mut Reader<'b>) -> Result<T, CanonicalError>,
) -> Result<T, CanonicalError> {
    let more = wire::tuple(r, 2)?;
    let both = read(r)?;
    wire::rest(r, more)?;
    Ok(both)
}

fn read_head(r: &mut Reader<'_>) -> Result<StatedHead, CanonicalError> {
    let more = wire::tuple(r, 4)?;
    let head = StatedHead {
        space: wire::space(r)?,
        device: wire::device(r)?,
        number: wire::number(r)?,
        hash: EntryHash(r.fixed()?),
    };
    wire::rest(r, more)?;
    Ok(head)
}

fn read_end(r: &mut Reader<'_>) -> Result<EpochEnd, CanonicalError> {
    let more = wire::tuple(r, 3)?;
    let end = EpochEnd { epoch: r.narrow()?, space: wire::space(r)?, number: wire::number(r)? };
    wire::rest(r, more)?;
    Ok(end)
}

fn read_held(r: &mut Reader<'_>) -> Result<HeldEntry, CanonicalError> {
    let more = wire::tuple(r, 4)?;
    let held = HeldEntry {
        space: wire::space(r)?,
        device: wire::device(r)?,
        number: wire::number(r)?,
        code: wire::short_text(r)?,
    };
    wire::rest(r, more)?;
    Ok(held)
}
