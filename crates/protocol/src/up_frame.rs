//! An up frame: consecutive entries of one device's chain under its signature of the head after the last of them.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_history::canonical::{CanonicalError, Reader};
use cunji_history::signed::{Deployment, head_message};
use cunji_history::{DeviceId, DevicePublicKey, EditId, Entry, EntryHash, EvidenceHash, Head, Salt, Seed, Suite};

use crate::batch::{self, Batch, Body, CarriedEvidence, ParentRef, Row, Way};
use crate::fault::{FrameFault, within};
use crate::limits;
use crate::sabotage::{Fault, armed};
use crate::salts;
use crate::wire::{self, MapWriter};

/// An entry of the own chain, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpEntry {
    /// Its place in the chain.
    pub entry: Entry,
    /// What it says.
    pub body: Body,
    /// The evidence, if any was taken.
    pub evidence: Option<CarriedEvidence>,
    /// Where its salts come from.
    pub salts: EntrySalts,
}

/// Where the salts of an entry come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntrySalts {
    /// From the seed of the block that its number falls in.
    Seeded,
    /// They travel singly: the edit was first issued under another device or number, or the seed is gone by an erasure.
    Single {
        /// The edit's; none if the edit is erased.
        edit: Option<Salt>,
        /// The evidence's; none if there is no evidence or it is erased.
        evidence: Option<Salt>,
    },
}

impl UpEntry {
    /// The bytes that the limits of a frame count.
    pub fn size(&self) -> usize {
        self.body.size() + evidence_size(self.evidence.as_ref())
    }
}

/// An entry of an up frame whose hashes and signature were found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedEntry {
    /// Its place in the chain.
    pub entry: Entry,
    /// The entry's hash.
    pub hash: EntryHash,
    /// What it says.
    pub body: Body,
    /// The evidence, if any came.
    pub evidence: Option<CarriedEvidence>,
    /// The salt under which the edit has its id; none if it is erased.
    pub edit_salt: Option<Salt>,
    /// The salt of the evidence, if any came that is not erased.
    pub evidence_salt: Option<Salt>,
}

/// Whose chain a frame belongs to and how it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The server's deployment.
    pub deployment: Deployment,
    /// The suite of the device.
    pub suite: Suite,
    /// The space of the chain.
    pub space: &'a DivisionCode,
    /// The device.
    pub device: DeviceId,
}

// The salts of an edit and of its evidence, where they travel singly.
type SaltPair = (Option<Salt>, Option<Salt>);

/// An up frame as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpFrame {
    /// The space.
    pub space: DivisionCode,
    /// The device whose chain it continues.
    pub device: DeviceId,
    /// The number of its first entry.
    pub first: u64,
    suite: i64,
    signature: [u8; 64],
    // The first bytes of the hash before: they tell a fork from a broken signature.
    before: Option<[u8; 4]>,
    seeds: BTreeMap<u64, Seed>,
    singles: BTreeMap<usize, SaltPair>,
    batch: Batch,
}

impl UpFrame {
    /// Builds the frame of `entries`, which are consecutive. `seeds` has the seed of every block touched by an entry that is
    /// [`EntrySalts::Seeded`]; `number_of` tells the number of an edit in this very chain, where it has one.
    ///
    /// # Errors
    /// The entries are not consecutive, too large together, or a seed is missing.
    pub fn build(
        sender: Sender<'_>,
        entries: &[UpEntry],
        seeds: &BTreeMap<u64, Seed>,
        number_of: impl Fn(&EditId) -> Option<u64>,
        sign: impl FnOnce(&[u8]) -> [u8; 64],
    ) -> Result<Self, FrameFault> {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
            return Err(FrameFault::Malformed("a frame without entries"));
        };
        check_sizes(entries.iter().map(UpEntry::size))?;
        let mut rows = Vec::new();
        let mut touched = BTreeMap::new();
        let mut singles = BTreeMap::new();
        for (offset, up) in entries.iter().enumerate() {
            let number = first.entry.number + offset as u64;
            if up.entry.number != number || up.entry.device != sender.device || &up.entry.space != sender.space {
                return Err(FrameFault::Gap { expected: number, found: up.entry.number });
            }
            match up.salts {
                EntrySalts::Seeded => {
                    let block = Seed::block_of(number);
                    let seed = seeds.get(&block).ok_or(FrameFault::MissingSalt(number))?;
                    touched.insert(block, seed.clone());
                }
                EntrySalts::Single { edit, evidence } => {
                    singles.insert(offset, (edit, evidence));
                }
            }
            let mut row = Row::of(&up.body, up.entry.written_at, |parent| match number_of(parent) {
                Some(earlier) if earlier < number => ParentRef::Number(earlier),
                _ => ParentRef::Id(*parent),
            });
            row.evidence = up.evidence.clone();
            rows.push(row);
        }
        let head = Head {
            space: sender.space.clone(),
            device: sender.device,
            number: last.entry.number,
            hash: last.entry.hash(),
        };
        Ok(Self {
            space: head.space.clone(),
            device: sender.device,
            first: first.entry.number,
            suite: i64::from(sender.suite.number()),
            signature: sign(&head_message(sender.deployment, sender.suite, &head)),
            before: first.entry.previous.map(|hash| beginning(&hash)),
            seeds: touched,
            singles,
            batch: batch::write(&rows, Way::Up),
        })
    }

    /// Rebuilds every entry and checks the signature. `head` is the end of the chain right before [`Self::first`], as the
    /// receiver holds it (none before the first); `resolve` tells the edit at a number of a device's chain.
    ///
    /// # Errors
    /// The frame does not follow, is malformed or too large, or its signature is wrong.
    pub fn verify(
        &self,
        deployment: Deployment,
        key: &DevicePublicKey,
        head: Option<&Head>,
        resolve: impl Fn(DeviceId, u64) -> Option<EditId>,
    ) -> Result<Vec<VerifiedEntry>, FrameFault> {
        let suite = Suite::of(u8::try_from(self.suite).unwrap_or(0)).ok_or(FrameFault::UnknownSuite(self.suite))?;
        let expected = head.map_or(0, |head| head.number) + 1;
        if self.first != expected {
            return Err(FrameFault::Gap { expected, found: self.first });
        }
        if head.map(|head| beginning(&head.hash)) != self.before {
            return Err(FrameFault::Fork(self.first));
        }
        let rows = batch::read(&self.batch.columns, &self.batch.text, Way::Up)?;
        let mut entries: Vec<VerifiedEntry> = Vec::new();
        let mut sizes = Vec::new();
        let mut previous = head.map(|head| head.hash);
        for (offset, row) in rows.into_iter().enumerate() {
            let number = self.first + offset as u64;
            let entry = self.rebuild(number, row, |parent| {
                let earlier =
                    parent.checked_sub(self.first).and_then(|offset| entries.get(usize::try_from(offset).ok()?));
                let known = earlier.map(|entry| entry.entry.edit);
                if parent < self.first { resolve(self.device, parent) } else { known }
            })?;
            let (mut entry, size) = entry;
            entry.entry.previous = previous;
            entry.hash = entry.entry.hash();
            previous = Some(entry.hash);
            sizes.push(size);
            entries.push(entry);
        }
        check_sizes(sizes.into_iter())?;
        let last = entries.last().ok_or(FrameFault::Malformed("a frame without entries"))?;
        let head = Head { space: self.space.clone(), device: self.device, number: last.entry.number, hash: last.hash };
        let message = head_message(deployment, suite, &head);
        if !armed(Fault::SkipSignatureCheck) && !key.verifies(&message, &self.signature) {
            return Err(FrameFault::BadSignature);
        }
        Ok(entries)
    }

    // The entry at a number, still without its place behind the one before; and its size.
    fn rebuild(
        &self,
        number: u64,
        row: Row,
        edit_at: impl Fn(u64) -> Option<EditId>,
    ) -> Result<(VerifiedEntry, usize), FrameFault> {
        let offset = usize::try_from(number - self.first).unwrap_or(usize::MAX);
        let (written_at, evidence) = (row.written_at, row.evidence.clone());
        let body = row.body(&self.space, |parent| match parent {
            ParentRef::Id(id) => Ok(id),
            ParentRef::Number(parent) => edit_at(parent).ok_or(FrameFault::UnknownParent { number, parent }),
        })?;
        let seed = self.seeds.get(&Seed::block_of(number));
        let (single_edit, single_evidence) = self.singles.get(&offset).copied().unwrap_or_default();
        let (edit, edit_salt, size) = match &body {
            Body::Erased(erased) => (erased.edit, None, body.size()),
            Body::Edit(edit) => {
                let salt = single_edit.or_else(|| seed.map(|seed| salts::edit_salt(seed, number)));
                let salt = salt.ok_or(FrameFault::MissingSalt(number))?;
                let canonical = edit.to_bytes();
                (cunji_history::edit_id(salt, &canonical), Some(salt), canonical.len())
            }
        };
        let size = size + evidence_size(evidence.as_ref());
        let (evidence_hash, evidence_salt) = match &evidence {
            None => (None, None),
            Some(CarriedEvidence::Erased(hash)) => (Some(*hash), None),
            Some(CarriedEvidence::Taken(taken)) => {
                let salt = single_evidence.or_else(|| seed.map(|seed| salts::evidence_salt(seed, number)));
                let salt = salt.ok_or(FrameFault::MissingSalt(number))?;
                (Some(taken.hash(salt)), Some(salt))
            }
        };
        let entry = Entry {
            space: self.space.clone(),
            device: self.device,
            number,
            previous: None,
            edit,
            evidence: evidence_hash,
            written_at,
        };
        let hash = EntryHash([0; 32]);
        Ok((VerifiedEntry { entry, hash, body, evidence, edit_salt, evidence_salt }, size))
    }

    /// The seeds that came with it, by block: what the receiver keeps until an erasure takes one away.
    pub fn seeds(&self) -> &BTreeMap<u64, Seed> {
        &self.seeds
    }

    /// The columns and the texts as they travel: what a measurement tells apart.
    pub fn sections(&self) -> (&[u8], &[u8]) {
        (&self.batch.columns, &self.batch.text)
    }

    /// The signature over the head after its last entry.
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// As the map of message 2.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (mut bytes, rest) = self.to_pieces();
        bytes.extend(rest);
        bytes
    }

    // The map with its texts first, and the rest of it: the two are compressed apart, since numbers spoil what the
    // compressor knows of the letters.
    pub(crate) fn to_pieces(&self) -> (Vec<u8>, Vec<u8>) {
        let (mut text, mut map) = (MapWriter::default(), MapWriter::default());
        text.bytes(9, &self.batch.text);
        map.text(1, self.space.as_str()).bytes(2, &self.device.0).put(3, |w| wire::put_number(w, self.first));
        map.int(4, self.suite).bytes(5, &self.signature);
        let seeds: Vec<_> = self.seeds.iter().collect();
        map.put_list(6, &seeds, |w, (block, seed)| {
            w.array(2);
            wire::put_number(w, **block);
            w.bytes(&seed.0);
        });
        if !self.singles.is_empty() {
            let singles: Vec<_> = self.singles.iter().collect();
            map.put_list(7, &singles, |w, (offset, (edit, evidence))| {
                w.array(3).int(**offset as i64);
                w.bytes_or_null(edit.as_ref().map(|salt| salt.0.as_slice()));
                w.bytes_or_null(evidence.as_ref().map(|salt| salt.0.as_slice()));
            });
        }
        map.put_raw(8, &self.batch.columns);
        if let Some(before) = &self.before {
            map.bytes(10, before);
        }
        text.joined(map)
    }

    /// From the map of message 2.
    ///
    /// # Errors
    /// It is malformed or beyond a limit. What it says is not checked yet.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrameFault> {
        within(bytes.len(), limits::MESSAGE_BYTES, "MESSAGE_BYTES")?;
        let (mut space, mut device, mut first, mut suite, mut signature) = (None, None, None, None, None);
        let (mut before, mut seeds, mut singles) = (None, BTreeMap::new(), BTreeMap::new());
        let mut batch = Batch::default();
        wire::read_whole_map(bytes, |key, r| {
            match key {
                1 => space = Some(wire::space(r)?),
                2 => device = Some(wire::device(r)?),
                3 => first = Some(wire::number(r)?),
                4 => suite = Some(r.int()?),
                5 => signature = Some(r.fixed()?),
                6 => seeds = wire::read_list_within(r, limits::FRAME_ENTRIES, read_seed)?.into_iter().collect(),
                7 => singles = wire::read_list_within(r, limits::FRAME_ENTRIES, read_single)?.into_iter().collect(),
                8 => batch.columns = wire::raw_item(r, bytes)?.to_vec(),
                9 => batch.text = r.bytes()?.to_vec(),
                10 => before = Some(r.fixed()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "an up frame with a part missing";
        Ok(Self {
            space: wire::need(space, part)?,
            device: wire::need(device, part)?,
            first: wire::need(first.filter(|first| *first > 0), part)?,
            suite: wire::need(suite, part)?,
            signature: wire::need(signature, part)?,
            before,
            seeds,
            singles,
            batch,
        })
    }
}

fn read_seed(r: &mut Reader<'_>) -> Result<(u64, Seed), CanonicalError> {
    let more = wire::tuple(r, 2)?;
    let seed = (wire::number(r)?, Seed(r.fixed()?));
    wire::rest(r, more)?;
    Ok(seed)
}

fn read_single(r: &mut Reader<'_>) -> Result<(usize, SaltPair), CanonicalError> {
    let more = wire::tuple(r, 3)?;
    let salt = |r: &mut Reader<'_>| if r.skip_null()? { Ok(None) } else { r.fixed().map(|salt| Some(Salt(salt))) };
    let single = (r.narrow()?, (salt(r)?, salt(r)?));
    wire::rest(r, more)?;
    Ok(single)
}

fn beginning(hash: &EntryHash) -> [u8; 4] {
    let [a, b, c, d, ..] = hash.0;
    [a, b, c, d]
}

fn evidence_size(evidence: Option<&CarriedEvidence>) -> usize {
    match evidence {
        None => 0,
        Some(CarriedEvidence::Taken(evidence)) => evidence.to_bytes().len(),
        Some(CarriedEvidence::Erased(EvidenceHash(hash))) => hash.len(),
    }
}

/// Refuses entries that are too many or too large for one frame.
pub(crate) fn check_sizes(sizes: impl ExactSizeIterator<Item = usize>) -> Result<(), FrameFault> {
    let count = within(sizes.len(), limits::FRAME_ENTRIES, "FRAME_ENTRIES")?;
    let mut sum = 0_usize;
    for size in sizes {
        sum += within(size, limits::ENTRY_BYTES, "ENTRY_BYTES")?;
    }
    if count > 1 {
        within(sum, limits::FRAME_BYTES, "FRAME_BYTES")?;
    }
    Ok(())
}
