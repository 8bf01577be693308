//! The beginning of a request that was cut: the server keeps it for a while, states how much it has, and the client sends the
//! rest alone. An optimisation and nothing more: where it is not stated, or is gone, what is to be sent follows from the heads.

use std::collections::BTreeMap;

use cunji_history::DeviceId;
use cunji_history::canonical::{CanonicalError, Reader, Writer};
use sha2::{Digest, Sha256};

use crate::limits;
use crate::wire;

/// How much of a body there is, and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginning {
    /// How many bytes.
    pub length: usize,
    /// The first 8 bytes of their SHA-256.
    pub digest: [u8; 8],
}

impl Beginning {
    /// Of these bytes, all of them.
    pub fn of(bytes: &[u8]) -> Self {
        let mut digest = [0; 8];
        digest.copy_from_slice(&Sha256::digest(bytes)[..8]);
        Self { length: bytes.len(), digest }
    }

    /// Whether `body` begins so.
    pub fn begins(&self, body: &[u8]) -> bool {
        body.get(..self.length).is_some_and(|bytes| Self::of(bytes) == *self)
    }

    pub(crate) fn write(&self, w: &mut Writer) {
        w.array(2);
        wire::put_number(w, self.length as u64);
        w.bytes(&self.digest);
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, CanonicalError> {
        let more = wire::tuple(r, 2)?;
        let beginning = Self { length: r.narrow()?, digest: r.fixed()? };
        wire::rest(r, more)?;
        Ok(beginning)
    }
}

/// The beginnings that a server keeps, the last of each device; bounded in number of bytes and in age, forgotten with the
/// process.
#[derive(Debug, Default)]
pub struct Beginnings {
    kept: BTreeMap<DeviceId, Kept>,
    bytes: usize,
    requests: u64,
}

#[derive(Debug)]
struct Kept {
    request: Arriving,
    // Unix seconds of its last piece.
    at: i64,
    bytes: Vec<u8>,
}

/// One request while its body comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arriving(u64);

/// Shorter beginnings are not worth a word: nearly all that only ask are shorter.
const LEAST: usize = 1024;
/// How long a beginning is kept, in seconds: a line that breaks comes back soon, or a later sync writes another body.
const KEPT_FOR: i64 = 3600;

impl Beginnings {
    /// A request begins to come in.
    pub fn request(&mut self) -> Arriving {
        self.requests += 1;
        Arriving(self.requests)
    }

    /// Keeps what has come of a body at `now` (Unix seconds): all of it until now, told again with every piece, since a line
    /// that is cut does not always say so. The oldest give way where there is no room.
    pub fn keep(&mut self, device: DeviceId, request: Arriving, came: &[u8], now: i64) {
        if came.len() < LEAST || came.len() > limits::BEGINNING_BYTES {
            return;
        }
        if self.kept.get(&device).is_none_or(|kept| kept.request != request) {
            self.forget(device);
            self.kept.insert(device, Kept { request, at: now, bytes: Vec::new() });
        }
        let Some(kept) = self.kept.get_mut(&device) else { return };
        let more = came.get(kept.bytes.len()..).unwrap_or_default();
        kept.bytes.extend_from_slice(more);
        kept.at = now;
        self.bytes += more.len();
        while self.bytes > limits::BEGINNINGS_BYTES {
            let others = self.kept.iter().filter(|(other, _)| **other != device);
            let oldest = others.min_by_key(|(_, kept)| kept.at).map(|(other, _)| *other);
            let Some(oldest) = oldest else { break };
            self.forget(oldest);
        }
    }

    /// What is kept of a device, to be stated ([`crate::AnswerWriter::state`]).
    pub fn stated(&self, device: DeviceId, now: i64) -> Option<Beginning> {
        self.fresh(device, now).map(Beginning::of)
    }

    /// The bytes that a client continues; none if they are gone or others.
    pub fn continued(&self, device: DeviceId, beginning: &Beginning, now: i64) -> Option<Vec<u8>> {
        self.fresh(device, now).filter(|bytes| Beginning::of(bytes) == *beginning).map(<[u8]>::to_vec)
    }

    /// Forgets a device's, when one of its requests came to its end.
    pub fn forget(&mut self, device: DeviceId) {
        if let Some(kept) = self.kept.remove(&device) {
            self.bytes -= kept.bytes.len();
        }
    }

    fn fresh(&self, device: DeviceId, now: i64) -> Option<&[u8]> {
        let kept = self.kept.get(&device)?;
        now.checked_sub(kept.at).is_some_and(|age| (0..=KEPT_FOR).contains(&age)).then_some(&kept.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_each_device_is_kept_for_a_while() {
        let (device, other) = (DeviceId([1; 16]), DeviceId([2; 16]));
        let mut kept = Beginnings::default();
        let (first, second, third) = (kept.request(), kept.request(), kept.request());
        kept.keep(device, first, &[7; 3000], 100);
        kept.keep(device, second, &[8; 100], 200);
        assert!(kept.stated(device, 200).unwrap().begins(&[7; 3000]), "too short to take its place");
        kept.keep(device, second, &[8; 1400], 200);
        kept.keep(device, second, &[8; 4000], 200);
        kept.keep(other, third, &[9; 100], 200);
        let stated = kept.stated(device, 300).unwrap();
        assert!(stated.begins(&[8; 5000]) && !stated.begins(&[8; 3999]) && !stated.begins(&[7; 5000]));
        assert_eq!(kept.continued(device, &stated, 300), Some(vec![8; 4000]));
        assert_eq!(kept.continued(other, &stated, 300), None);
        assert_eq!((kept.stated(other, 300), kept.stated(device, 4000)), (None, None));
        kept.forget(device);
        assert_eq!((kept.stated(device, 300), kept.bytes), (None, 0));
    }

    #[test]
    fn the_oldest_give_way() {
        let mut kept = Beginnings::default();
        let many = limits::BEGINNINGS_BYTES / limits::BEGINNING_BYTES + 3;
        for number in 0..many as u8 {
            let request = kept.request();
            kept.keep(DeviceId([number; 16]), request, &vec![number; limits::BEGINNING_BYTES], i64::from(number));
        }
        assert!(kept.bytes <= limits::BEGINNINGS_BYTES);
        assert_eq!(kept.stated(DeviceId([0; 16]), 100), None);
        assert!(kept.stated(DeviceId([many as u8 - 1; 16]), 100).is_some());
    }
}
