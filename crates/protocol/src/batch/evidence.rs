//! The columns of evidence: a mask of what is there, then each part by itself.

use cunji_domain::record::Value;
use cunji_history::{Evidence, EvidenceHash};

use super::CarriedEvidence;
use super::address::Address;
use super::read::{Columns, integer};
use super::write::Columned;
use crate::fault::FrameFault;

/// The column that tells what there is.
pub(super) const MASK: Address = Address::evidence(0);

const PLACE: i64 = 1;
const ACCURACY: i64 = 2;
const PROVIDER: i64 = 4;
const MOCK: i64 = 8;
const SINCE_BOOT: i64 = 16;
const SERVER_TIME: i64 = 32;
const FROM_ANCHOR: i64 = 64;
const ERASED: i64 = 128;
const EMPTY: i64 = 256;

/// Which columns the parts of a mask stand in.
const PARTS: [(i64, &[u16]); 8] = [
    (PLACE, &[1, 2]),
    (ACCURACY, &[3]),
    (PROVIDER, &[4]),
    (MOCK, &[5]),
    (SINCE_BOOT, &[6]),
    (SERVER_TIME, &[7, 8]),
    (FROM_ANCHOR, &[9]),
    (ERASED, &[10]),
];

/// The columns that an entry with this mask has values in.
pub(super) fn addresses(mask: i64) -> Result<impl Iterator<Item = Address>, FrameFault> {
    let known = PARTS.iter().map(|(bit, _)| bit).sum::<i64>();
    if mask & !known != 0 && mask != EMPTY || mask & ERASED != 0 && mask != ERASED {
        return Err(FrameFault::Malformed("an unknown part of an evidence"));
    }
    let parts = PARTS.into_iter().filter(move |(bit, _)| mask & bit != 0);
    Ok(parts.flat_map(|(_, columns)| columns.iter().map(|part| Address::evidence(*part))))
}

/// Writes an entry's evidence, or that it has none.
pub(super) fn write(columns: &mut Columned, evidence: Option<&CarriedEvidence>, written_at: i64) {
    let mut mask = 0;
    match evidence {
        None => {}
        Some(CarriedEvidence::Erased(hash)) => {
            mask = ERASED;
            columns.push(Address::evidence(10), Value::Bytes(hash.0.to_vec()));
        }
        Some(CarriedEvidence::Taken(evidence)) => {
            let mut put = |bit: i64, part: u16, value: i64| {
                mask |= bit;
                columns.push(Address::evidence(part), Value::Int(value));
            };
            if let Some((latitude, longitude)) = evidence.place {
                put(PLACE, 1, i64::from(latitude));
                put(PLACE, 2, i64::from(longitude));
            }
            if let Some(accuracy) = evidence.accuracy {
                put(ACCURACY, 3, i64::from(accuracy));
            }
            if let Some(provider) = evidence.provider {
                put(PROVIDER, 4, i64::from(provider));
            }
            if let Some(mock) = evidence.mock {
                put(MOCK, 5, i64::from(mock));
            }
            if let Some(since_boot) = evidence.since_boot {
                put(SINCE_BOOT, 6, clamped(since_boot).wrapping_sub(in_ms(written_at)));
            }
            if let Some((time, since_boot)) = evidence.last_server_time {
                put(SERVER_TIME, 7, time);
                put(SERVER_TIME, 8, clamped(since_boot));
            }
            if let Some(metres) = evidence.from_anchor {
                put(FROM_ANCHOR, 9, i64::from(metres));
            }
            if mask == 0 {
                mask = EMPTY;
            }
        }
    }
    columns.push(MASK, Value::Int(mask));
}

/// Reads the evidence of the next entry, whose mask is this.
pub(super) fn read(columns: &mut Columns, mask: i64, written_at: i64) -> Result<Option<CarriedEvidence>, FrameFault> {
    if mask == 0 {
        return Ok(None);
    }
    if mask == ERASED {
        let hash = columns.take(Address::evidence(10))?;
        let hash = hash.as_bytes().and_then(|bytes| bytes.try_into().ok());
        return Ok(Some(CarriedEvidence::Erased(EvidenceHash(hash.ok_or(FrameFault::Malformed("a hash"))?))));
    }
    let has = |bit: i64| mask & bit != 0;
    let mut evidence = Evidence::default();
    if has(PLACE) {
        evidence.place = Some((part(columns, 1)?, part(columns, 2)?));
    }
    if has(ACCURACY) {
        evidence.accuracy = Some(part(columns, 3)?);
    }
    if has(PROVIDER) {
        evidence.provider = Some(part(columns, 4)?);
    }
    if has(MOCK) {
        evidence.mock = Some(part::<u8>(columns, 5)? != 0);
    }
    if has(SINCE_BOOT) {
        let since_boot = part::<i64>(columns, 6)?.wrapping_add(in_ms(written_at));
        evidence.since_boot =
            Some(u64::try_from(since_boot).map_err(|_| FrameFault::Malformed("a number out of range"))?);
    }
    if has(SERVER_TIME) {
        evidence.last_server_time = Some((part(columns, 7)?, part(columns, 8)?));
    }
    if has(FROM_ANCHOR) {
        evidence.from_anchor = Some(part(columns, 9)?);
    }
    Ok(Some(CarriedEvidence::Taken(evidence)))
}

fn part<N: TryFrom<i64>>(columns: &mut Columns, part: u16) -> Result<N, FrameFault> {
    integer(&columns.take(Address::evidence(part))?)
}

// The two clocks of a phone run together: their distance hardly changes while it is not switched off.
fn in_ms(written_at: i64) -> i64 {
    written_at.wrapping_mul(1000)
}

fn clamped(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
