//! `POST /v1/stubs`: what proves every chain of a space without what it says.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::canonical::{CanonicalError, Reader};
use cunji_history::{DeviceId, DevicePublicKey, EditId, Entry, EntryHash, EvidenceHash, Suite};

use super::{key, person, suite};
use crate::limits;
use crate::wire::{self, MapWriter};

/// The request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StubsRequest {
    /// The space.
    pub space: DivisionCode,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stubs {
    /// Every chain of the space.
    pub chains: Vec<StubChain>,
}

/// A chain without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StubChain {
    /// The device.
    pub device: DeviceId,
    /// Whose device it is.
    pub person: PersonId,
    /// The device's public key.
    pub key: DevicePublicKey,
    /// The device's suite.
    pub suite: Suite,
    /// The number of the first entry.
    pub first: u64,
    /// The entries, one after another.
    pub entries: Vec<Stub>,
    /// The heads that the device signed.
    pub heads: Vec<SignedHead>,
}

/// An entry without what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stub {
    /// The edit's id.
    pub edit: EditId,
    /// The hash of its evidence.
    pub evidence: Option<EvidenceHash>,
    /// The device's wall clock when it was written: Unix seconds, UTC.
    pub written_at: i64,
}

/// A head that a device signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedHead {
    /// The number.
    pub number: u64,
    /// The hash of the entry there.
    pub hash: EntryHash,
    /// The device's signature.
    pub signature: [u8; 64],
}

impl StubChain {
    /// The entries with their places in the chain; `previous` is the hash before the first.
    pub fn entries(&self, space: &DivisionCode, previous: Option<EntryHash>) -> Vec<Entry> {
        let mut previous = previous;
        let entry = |(place, stub): (usize, &Stub)| {
            let entry = Entry {
                space: space.clone(),
                device: self.device,
                number: self.first.saturating_add(place as u64),
                previous,
                edit: stub.edit,
                evidence: stub.evidence,
                written_at: stub.written_at,
            };
            previous = Some(entry.hash());
            entry
        };
        self.entries.iter().enumerate().map(entry).collect()
    }
}

impl StubsRequest {
    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.text(1, self.space.as_str());
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let mut space = None;
        wire::read_whole_map(bytes, |number, r| {
            if number == 1 {
                space = Some(wire::space(r)?);
            }
            Ok(number == 1)
        })?;
        Ok(Self { space: wire::need(space, "a request without a space")? })
    }
}

impl Stubs {
    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.put_list(1, &self.chains, |w, chain| {
            w.array(7).bytes(&chain.device.0).text(chain.person.as_str()).bytes(&chain.key.0);
            w.int(i64::from(chain.suite.number()));
            wire::put_number(w, chain.first);
            w.array(chain.entries.len());
            for stub in &chain.entries {
                w.array(3).bytes(&stub.edit.0);
                w.bytes_or_null(stub.evidence.as_ref().map(|hash| hash.0.as_slice())).int(stub.written_at);
            }
            w.array(chain.heads.len());
            for head in &chain.heads {
                w.array(3);
                wire::put_number(w, head.number);
                w.bytes(&head.hash.0).bytes(&head.signature);
            }
        });
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed or larger than [`limits::STUBS_BYTES`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        if bytes.len() > limits::STUBS_BYTES {
            return Err(CanonicalError::Shape("an answer that is too long"));
        }
        let mut stubs = Self::default();
        wire::read_whole_map(bytes, |number, r| {
            if number == 1 {
                stubs.chains = wire::read_list(r, read_chain)?;
            }
            Ok(number == 1)
        })?;
        Ok(stubs)
    }
}

fn read_chain(r: &mut Reader<'_>) -> Result<StubChain, CanonicalError> {
    let more = wire::tuple(r, 7)?;
    let chain = StubChain {
        device: wire::device(r)?,
        person: person(r)?,
        key: key(r)?,
        suite: suite(r)?,
        first: wire::number(r)?,
        entries: wire::read_list_within(r, usize::MAX, read_stub)?,
        heads: wire::read_list_within(r, usize::MAX, read_head)?,
    };
    wire::rest(r, more)?;
    Ok(chain)
}

fn read_stub(r: &mut Reader<'_>) -> Result<Stub, CanonicalError> {
    let more = wire::tuple(r, 3)?;
    let edit = EditId(r.fixed()?);
    let evidence = if r.skip_null()? { None } else { Some(EvidenceHash(r.fixed()?)) };
    let stub = Stub { edit, evidence, written_at: r.int()? };
    wire::rest(r, more)?;
    Ok(stub)
}

fn read_head(r: &mut Reader<'_>) -> Result<SignedHead, CanonicalError> {
    let more = wire::tuple(r, 3)?;
    let head = SignedHead { number: wire::number(r)?, hash: EntryHash(r.fixed()?), signature: r.fixed()? };
    wire::rest(r, more)?;
    Ok(head)
}
