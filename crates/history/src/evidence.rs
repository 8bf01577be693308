//! What a phone offers about place and time beside a save (design §6). Offered, never owed; it goes up, not across.

use sha2::{Digest, Sha256};

use crate::canonical::{CanonicalError, Reader, Writer};
use crate::salt::Salt;

/// Salted SHA-256 of the evidence. The entry's hash covers it, so the evidence itself can be withheld or erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceHash(pub [u8; 32]);

/// Place and time beside an entry; each part is there if the phone had it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Latitude and longitude in millionths of a degree, WGS 84.
    pub place: Option<(i32, i32)>,
    /// Radius of 68 % confidence, metres.
    pub accuracy: Option<u32>,
    /// Which provider gave the place (1 satellite, 2 network, 3 fused, 4 entered from paper or old data).
    pub provider: Option<u8>,
    /// Whether the platform said that the place was made up.
    pub mock: Option<bool>,
    /// Milliseconds of the monotonic clock since boot.
    pub since_boot: Option<u64>,
    /// The last server time that the device saw (Unix seconds), and the monotonic milliseconds then.
    pub last_server_time: Option<(i64, u64)>,
    /// Metres from the village's anchor point, where the phone knows one.
    pub from_anchor: Option<u32>,
}

impl Evidence {
    /// The canonical bytes: a map with the numbers 1–7, absent parts left out.
    pub fn to_bytes(&self) -> Vec<u8> {
        let parts = [
            self.place.is_some(),
            self.accuracy.is_some(),
            self.provider.is_some(),
            self.mock.is_some(),
            self.since_boot.is_some(),
            self.last_server_time.is_some(),
            self.from_anchor.is_some(),
        ];
        let mut w = Writer::default();
        w.map(parts.iter().filter(|there| **there).count());
        if let Some((lat, lon)) = self.place {
            w.int(1).array(2).int(i64::from(lat)).int(i64::from(lon));
        }
        if let Some(accuracy) = self.accuracy {
            w.int(2).int(i64::from(accuracy));
        }
        if let Some(provider) = self.provider {
            w.int(3).int(i64::from(provider));
        }
        if let Some(mock) = self.mock {
            w.int(4).int(i64::from(mock));
        }
        if let Some(since_boot) = self.since_boot {
            w.int(5).int(clamped(since_boot));
        }
        if let Some((time, since_boot)) = self.last_server_time {
            w.int(6).array(2).int(time).int(clamped(since_boot));
        }
        if let Some(metres) = self.from_anchor {
            w.int(7).int(i64::from(metres));
        }
        w.into_bytes()
    }

    /// From canonical bytes.
    ///
    /// # Errors
    /// The bytes are not the canonical form of an evidence.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let mut r = Reader::new(bytes);
        let mut evidence = Self::default();
        for _ in 0..r.map()? {
            match r.int()? {
                1 => evidence.place = Some(pair(&mut r, Reader::narrow, Reader::narrow)?),
                2 => evidence.accuracy = Some(r.narrow()?),
                3 => evidence.provider = Some(r.narrow()?),
                4 => evidence.mock = Some(r.int()? != 0),
                5 => evidence.since_boot = Some(r.narrow()?),
                6 => evidence.last_server_time = Some(pair(&mut r, Reader::int, Reader::narrow)?),
                7 => evidence.from_anchor = Some(r.narrow()?),
                _ => return Err(CanonicalError::Shape("an unknown part of an evidence")),
            }
        }
        r.end()?;
        if evidence.to_bytes() == bytes { Ok(evidence) } else { Err(CanonicalError::NotCanonical) }
    }

    /// The hash that the entry covers.
    pub fn hash(&self, salt: Salt) -> EvidenceHash {
        EvidenceHash(Sha256::new().chain_update(salt.0).chain_update(self.to_bytes()).finalize().into())
    }
}

fn clamped(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn pair<'b, A, B>(
    r: &mut Reader<'b>,
    first: impl Fn(&mut Reader<'b>) -> Result<A, CanonicalError>,
    second: impl Fn(&mut Reader<'b>) -> Result<B, CanonicalError>,
) -> Result<(A, B), CanonicalError> {
    if r.array()? != 2 {
        return Err(CanonicalError::Shape("a pair"));
    }
    Ok((first(r)?, second(r)?))
}
