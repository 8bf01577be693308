//! A down frame: entries of a space's log under the server's signature. A phone keeps it as it came; a server that lost it
//! takes it back ("attested").

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_history::signed::{Delivered, Deployment, Stretch, down_message};
use cunji_history::{DeviceId, DevicePublicKey, EditId, Salt, Suite, edit_id};

use crate::batch::{self, Batch, Body, DeliveredRow, ParentRef, Row, Way};
use crate::fault::{FrameFault, within};
use crate::limits;
use crate::sabotage::{Fault, armed};
use crate::up_frame::check_sizes;
use crate::wire::{self, MapWriter};

/// An entry of a space's log, as it is given to those who may read it: without evidence and without the chain's hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownEntry {
    /// The number in the space's log.
    pub number: u64,
    /// The device that carried it.
    pub device: DeviceId,
    /// Its number in that device's chain.
    pub chain_number: u64,
    /// The edit's id.
    pub edit: EditId,
    /// What it says.
    pub body: Body,
    /// The salt under which the edit has its id; none if it is erased.
    pub salt: Option<Salt>,
    /// The device's wall clock when it was written: Unix seconds, UTC.
    pub written_at: i64,
}

impl DownEntry {
    /// The bytes that the limits of a frame count.
    pub fn size(&self) -> usize {
        self.body.size()
    }

    fn delivered(&self) -> Delivered {
        Delivered {
            number: self.number,
            device: self.device,
            chain_number: self.chain_number,
            edit: self.edit,
            written_at: self.written_at,
        }
    }
}

/// A down frame as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownFrame {
    /// Server device, space and epoch.
    pub stretch: Stretch,
    /// Who may read it (0 the team, 1 the person and the office).
    pub audience: u8,
    suite: i64,
    signature: [u8; 64],
    devices: Vec<DeviceId>,
    batch: Batch,
}

impl DownFrame {
    /// Seals entries, which are in the order of the log, under the server's signature.
    ///
    /// # Errors
    /// There are none, they are out of order, or too large together.
    pub fn seal(
        stretch: Stretch,
        audience: u8,
        suite: Suite,
        deployment: Deployment,
        entries: &[DownEntry],
        sign: impl FnOnce(&[u8]) -> [u8; 64],
    ) -> Result<Self, FrameFault> {
        check_sizes(entries.iter().map(DownEntry::size))?;
        check_order(entries)?;
        let mut devices = Vec::new();
        // A parent is named by number only within the frame, so that a frame can be read without any other.
        let mut here = BTreeMap::new();
        let mut rows = Vec::new();
        for entry in entries {
            let device = devices.iter().position(|device| *device == entry.device).unwrap_or_else(|| {
                devices.push(entry.device);
                devices.len() - 1
            });
            let mut row = Row::of(&entry.body, entry.written_at, |parent| {
                let number = here.get(&(entry.device, *parent)).copied();
                number.map_or(ParentRef::Id(*parent), ParentRef::Number)
            });
            row.delivered = Some(DeliveredRow {
                log_number: entry.number,
                device,
                chain_number: entry.chain_number,
                salt: entry.salt,
            });
            if matches!(entry.body, Body::Edit(_)) != entry.salt.is_some() {
                return Err(FrameFault::MissingSalt(entry.number));
            }
            here.insert((entry.device, entry.edit), entry.chain_number);
            rows.push(row);
        }
        within(devices.len(), limits::FRAME_DEVICES, "FRAME_DEVICES")?;
        let delivered: Vec<_> = entries.iter().map(DownEntry::delivered).collect();
        let signature = sign(&down_message(deployment, suite, &stretch, &delivered));
        let batch = batch::write(&rows, Way::Down);
        Ok(Self { stretch, audience, suite: i64::from(suite.number()), signature, devices, batch })
    }

    /// Reads the entries and checks the server's signature over them.
    ///
    /// # Errors
    /// The frame is malformed, too large, or not signed by this server.
    pub fn verify(&self, deployment: Deployment, server: &DevicePublicKey) -> Result<Vec<DownEntry>, FrameFault> {
        let suite = Suite::of(u8::try_from(self.suite).unwrap_or(0)).ok_or(FrameFault::UnknownSuite(self.suite))?;
        let entries = self.entries()?;
        let delivered: Vec<_> = entries.iter().map(DownEntry::delivered).collect();
        let message = down_message(deployment, suite, &self.stretch, &delivered);
        let is_servers = server.device_id(self.stretch.epoch) == self.stretch.server;
        let holds = is_servers && server.verifies(&message, &self.signature);
        if !holds && !armed(Fault::SkipSignatureCheck) {
            return Err(FrameFault::BadSignature);
        }
        Ok(entries)
    }

    fn entries(&self) -> Result<Vec<DownEntry>, FrameFault> {
        let mut here: BTreeMap<(DeviceId, u64), EditId> = BTreeMap::new();
        let mut entries = Vec::new();
        for row in batch::read(&self.batch.columns, &self.batch.text, Way::Down)? {
            let written_at = row.written_at;
            let delivered = row.delivered.ok_or(FrameFault::Malformed("an entry without its number"))?;
            let device = self.devices.get(delivered.device).copied();
            let device = device.ok_or(FrameFault::Malformed("a device that is not listed"))?;
            let body = row.body(&self.stretch.space, |parent| match parent {
                ParentRef::Id(id) => Ok(id),
                ParentRef::Number(parent) => here
                    .get(&(device, parent))
                    .copied()
                    .ok_or(FrameFault::UnknownParent { number: delivered.chain_number, parent }),
            })?;
            let edit = match (&body, delivered.salt) {
                (Body::Erased(erased), _) => erased.edit,
                (Body::Edit(edit), Some(salt)) => {
                    let canonical = edit.to_bytes();
                    within(canonical.len(), limits::ENTRY_BYTES, "ENTRY_BYTES")?;
                    edit_id(salt, &canonical)
                }
                (Body::Edit(_), None) => return Err(FrameFault::MissingSalt(delivered.chain_number)),
            };
            here.insert((device, delivered.chain_number), edit);
            entries.push(DownEntry {
                number: delivered.log_number,
                device,
                chain_number: delivered.chain_number,
                edit,
                body,
                salt: delivered.salt,
                written_at,
            });
        }
        check_sizes(entries.iter().map(DownEntry::size))?;
        check_order(&entries)?;
        Ok(entries)
    }

    /// The server's signature: no two frames have the same.
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// As the map of messages 3.
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
        map.text(1, self.stretch.space.as_str()).int(2, i64::from(self.audience));
        map.int(3, i64::from(self.stretch.epoch)).bytes(4, &self.stretch.server.0).int(5, self.suite);
        map.bytes(6, &self.signature);
        map.put_list(7, &self.devices, |w, device| {
            w.bytes(&device.0);
        });
        map.put_raw(8, &self.batch.columns);
        text.joined(map)
    }

    /// From the map of messages 3.
    ///
    /// # Errors
    /// It is malformed or beyond a limit. What it says is not checked yet.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrameFault> {
        within(bytes.len(), limits::MESSAGE_BYTES, "MESSAGE_BYTES")?;
        let (mut space, mut audience, mut epoch, mut server) = (None::<DivisionCode>, None, None, None);
        let (mut suite, mut signature, mut devices) = (None, None, Vec::new());
        let mut batch = Batch::default();
        wire::read_whole_map(bytes, |key, r| {
            match key {
                1 => space = Some(wire::space(r)?),
                2 => audience = Some(r.narrow()?),
                3 => epoch = Some(r.narrow()?),
                4 => server = Some(wire::device(r)?),
                5 => suite = Some(r.int()?),
                6 => signature = Some(r.fixed()?),
                7 => devices = wire::read_list_within(r, limits::FRAME_DEVICES, wire::device)?,
                8 => batch.columns = wire::raw_item(r, bytes)?.to_vec(),
                9 => batch.text = r.bytes()?.to_vec(),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "a down frame with a part missing";
        let stretch = Stretch {
            server: wire::need(server, part)?,
            space: wire::need(space, part)?,
            epoch: wire::need(epoch, part)?,
        };
        Ok(Self {
            stretch,
            audience: wire::need(audience, part)?,
            suite: wire::need(suite, part)?,
            signature: wire::need(signature, part)?,
            devices,
            batch,
        })
    }
}

fn check_order(entries: &[DownEntry]) -> Result<(), FrameFault> {
    if entries.is_empty() {
        return Err(FrameFault::Malformed("a frame without entries"));
    }
    let ascend = entries.windows(2).all(|pair| pair[0].number < pair[1].number);
    if ascend { Ok(()) } else { Err(FrameFault::Malformed("log numbers out of order")) }
}
