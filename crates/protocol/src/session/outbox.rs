//! What a store holds that a server may want.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_history::{DeviceId, EditId, Seed, Suite};

use crate::down_frame::DownFrame;
use crate::message::Cursor;
use crate::primer::Primer;
use crate::up_frame::UpEntry;

/// What is to be said and asked in the next request.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    /// How far each log is known.
    pub cursors: Vec<Cursor>,
    /// The own chains, one a space, those with nothing to send included.
    pub chains: Vec<OwnChain>,
    /// Frames of a former epoch that the server may have lost: beyond that epoch's end, and not given again since.
    pub attested: Vec<DownFrame>,
    /// The primer from acknowledged history of the space that most is sent of, if there is any.
    pub primer: Option<Primer>,
}

/// The own chain of a space.
#[derive(Debug, Clone)]
pub struct OwnChain {
    /// The space.
    pub space: DivisionCode,
    /// The own device.
    pub device: DeviceId,
    /// Its suite.
    pub suite: Suite,
    /// The last number written: entries of this device up to it need not come down.
    pub written: u64,
    /// The entries beyond the number that the server stated last, in order; the first of them, if they are too many at once.
    pub entries: Vec<UpEntry>,
    /// The seeds of the blocks that they fall in.
    pub seeds: BTreeMap<u64, Seed>,
    /// The numbers in this chain of the edits that they name as parents, where they have one.
    pub numbers: BTreeMap<EditId, u64>,
}

impl Outbox {
    /// Whether nothing waits to be sent.
    pub fn is_empty(&self) -> bool {
        self.attested.is_empty() && self.chains.iter().all(|chain| chain.entries.is_empty())
    }

    pub(super) fn own(&self) -> Vec<(DivisionCode, u64)> {
        let written = self.chains.iter().filter(|chain| chain.written > 0);
        written.map(|chain| (chain.space.clone(), chain.written)).collect()
    }
}

/// How far things were: two of them differ when something came through in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snapshot {
    cursors: Vec<Cursor>,
    // The first number to be sent of each chain.
    unsent: BTreeMap<DivisionCode, u64>,
    attested: usize,
}

impl Snapshot {
    pub fn of(outbox: &Outbox) -> Self {
        let unsent = outbox.chains.iter().filter_map(|chain| {
            let first = chain.entries.first()?.entry.number;
            Some((chain.space.clone(), first))
        });
        Self { cursors: outbox.cursors.clone(), unsent: unsent.collect(), attested: outbox.attested.len() }
    }
}
