//! A device that writes a chain and makes frames of it, without a store: what arrives at the server's ingest.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::Context;
use cunji_domain::division::DivisionCode;
use cunji_history::signed::Deployment;
use cunji_history::{DeviceId, DeviceKey, EditId, Entry, EntryHash, Seed, Suite};
use cunji_protocol::session::split_by_size;
use cunji_protocol::{Body, CarriedEvidence, EntrySalts, Sender, UpEntry, UpFrame, limits, salts};

use super::writing::WrittenLine;
use crate::job::Chance;

/// A device's chain in one space.
pub struct Chain {
    /// The device's key.
    pub key: DeviceKey,
    space: DivisionCode,
    /// Where its seeds come from; none: from the system.
    chance: Option<Chance>,
    seeds: BTreeMap<u64, Seed>,
    entries: Vec<UpEntry>,
    last: Option<EntryHash>,
}

impl Chain {
    /// An empty chain of a device with this key.
    pub fn new(key: DeviceKey, space: DivisionCode) -> Self {
        Self { key, space, chance: None, seeds: BTreeMap::new(), entries: Vec::new(), last: None }
    }

    /// An empty chain of a device whose key and seeds follow from chance, so that the same chance gives the same ids.
    pub fn by_chance(mut chance: Chance, space: DivisionCode) -> Self {
        let key = DeviceKey::from_bytes(&chance.bytes());
        Self { chance: Some(chance), ..Self::new(key, space) }
    }

    /// The device.
    pub fn device(&self) -> DeviceId {
        self.key.public().device_id(0)
    }

    /// Writes the next entry; gives its edit's id.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn write(&mut self, line: &WrittenLine) -> anyhow::Result<EditId> {
        let number = self.entries.len() as u64 + 1;
        let block = Seed::block_of(number);
        if let std::collections::btree_map::Entry::Vacant(slot) = self.seeds.entry(block) {
            slot.insert(match &mut self.chance {
                Some(chance) => Seed(chance.bytes()),
                None => Seed::random()?,
            });
        }
        let seed = self.seeds.get(&block).context("a block without a seed")?;
        let edit = line.edit.id(salts::edit_salt(seed, number));
        let entry = Entry {
            space: self.space.clone(),
            device: self.key.public().device_id(0),
            number,
            previous: self.last,
            edit,
            evidence: Some(line.evidence.hash(salts::evidence_salt(seed, number))),
            written_at: line.written_at,
        };
        self.last = Some(entry.hash());
        self.entries.push(UpEntry {
            entry,
            body: Body::Edit(line.edit.clone()),
            evidence: Some(CarriedEvidence::Taken(line.evidence.clone())),
            salts: EntrySalts::Seeded,
        });
        Ok(edit)
    }

    /// The chain as frames, as large as they travel on an uncut line.
    ///
    /// # Errors
    /// An entry is too large for a frame.
    pub fn frames(&self, deployment: Deployment) -> anyhow::Result<Vec<UpFrame>> {
        self.frames_of(deployment, 0..self.entries.len())
    }

    /// A part of the chain as frames; entries are counted from 0 here.
    ///
    /// # Errors
    /// An entry is too large for a frame.
    pub fn frames_of(&self, deployment: Deployment, part: Range<usize>) -> anyhow::Result<Vec<UpFrame>> {
        let part = self.entries.get(part).unwrap_or_default();
        let sizes: Vec<usize> = part.iter().map(UpEntry::size).collect();
        let sender = Sender { deployment, suite: Suite::Ed25519Sha256, space: &self.space, device: self.device() };
        let frame = |range: Range<usize>| {
            let entries = part.get(range).unwrap_or_default();
            // Creations name no parents.
            UpFrame::build(sender, entries, &self.seeds, |_| None, |message| self.key.sign(message))
        };
        Ok(split_by_size(&sizes, limits::FRAME_BYTES).into_iter().map(frame).collect::<Result<_, _>>()?)
    }

    /// How many entries there are.
    pub fn entries(&self) -> usize {
        self.entries.len()
    }
}
