//! What stands before the compressed stream of a body: version, codec, primer.

use cunji_domain::division::DivisionCode;
use cunji_history::DeviceId;
use cunji_history::canonical::{CanonicalError, Reader, Writer};

use crate::beginning::Beginning;
use crate::fault::FrameFault;
use crate::limits;
use crate::wire;

/// The protocol's version.
pub const VERSION: i64 = 1;

/// How the stream is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// zstd with a raw prefix.
    Zstd,
    /// Context mixing: requests only.
    Mixing,
}

/// The name of a primer that both sides can build from acknowledged history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimerName {
    /// The space.
    pub space: DivisionCode,
    /// The person's devices in ascending order, each with the number up to which its texts count.
    pub chains: Vec<(DeviceId, u64)>,
    /// The first 8 bytes of SHA-256 of the primer.
    pub digest: [u8; 8],
}

/// The item before the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preamble {
    /// How the stream is compressed.
    pub codec: Codec,
    /// The primer; none is the shipped text.
    pub primer: Option<PrimerName>,
}

impl Preamble {
    /// As it travels.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.array(3).int(VERSION).int(self.codec.number());
        match &self.primer {
            None => {
                w.bytes_or_null(None);
            }
            Some(primer) => {
                w.array(3).text(primer.space.as_str()).array(primer.chains.len());
                for (device, number) in &primer.chains {
                    w.array(2).bytes(&device.0);
                    wire::put_number(&mut w, *number);
                }
                w.bytes(&primer.digest);
            }
        }
        w.into_bytes()
    }

    // And the beginning that the body continues, if it says so in a fourth place.
    fn read(r: &mut Reader<'_>) -> Result<(Self, Option<Beginning>), FrameFault> {
        let more = wire::tuple(r, 3)?;
        let version = r.int()?;
        if version != VERSION {
            return Err(FrameFault::Version(version));
        }
        let codec = Codec::of(r.int()?).ok_or(FrameFault::Malformed("an unknown codec"))?;
        let primer = if r.skip_null()? { None } else { Some(PrimerName::read(r)?) };
        let mut beginning = None;
        if more > 0 {
            beginning = if r.skip_null()? { None } else { Some(Beginning::read(r)?) };
            wire::rest(r, more - 1)?;
        }
        Ok((Self { codec, primer }, beginning))
    }
}

/// The preamble of a body that continues one of which the server kept the beginning.
pub(crate) fn continuing(beginning: &Beginning) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(4).int(VERSION).int(Codec::Zstd.number()).bytes_or_null(None);
    beginning.write(&mut w);
    w.into_bytes()
}

impl Codec {
    /// The codec's number.
    pub fn number(self) -> i64 {
        match self {
            Self::Zstd => 1,
            Self::Mixing => 2,
        }
    }

    /// The codec with this number, if this version knows it.
    pub fn of(number: i64) -> Option<Self> {
        [Self::Zstd, Self::Mixing].into_iter().find(|codec| codec.number() == number)
    }
}

impl PrimerName {
    fn read(r: &mut Reader<'_>) -> Result<Self, CanonicalError> {
        let more = wire::tuple(r, 3)?;
        let space = wire::space(r)?;
        let chains = wire::read_list_within(r, limits::PRIMER_CHAINS, |r| {
            let more = wire::tuple(r, 2)?;
            let chain = (wire::device(r)?, wire::number(r)?);
            wire::rest(r, more)?;
            Ok(chain)
        })?;
        if chains.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
            return Err(CanonicalError::Shape("chains out of order"));
        }
        let digest = r.fixed()?;
        wire::rest(r, more)?;
        Ok(Self { space, chains, digest })
    }
}

/// A preamble, the beginning that its body continues, and how many bytes it took.
pub(crate) type FoundPreamble = (Preamble, Option<Beginning>, usize);

/// The preamble in front of a body; none until all of it has come.
pub(crate) fn try_preamble(bytes: &[u8]) -> Result<Option<FoundPreamble>, FrameFault> {
    let mut r = Reader::new(bytes);
    if bytes.is_empty() {
        return Ok(None);
    }
    if r.skip().is_err() {
        // It may be cut or broken: both wait for more, up to the limit.
        if bytes.len() > limits::PREAMBLE_BYTES {
            return Err(FrameFault::OverLimit("PREAMBLE_BYTES"));
        }
        return Ok(None);
    }
    let length = r.position();
    let (preamble, beginning) = Preamble::read(&mut Reader::new(bytes.get(..length).unwrap_or_default()))?;
    Ok(Some((preamble, beginning, length)))
}
