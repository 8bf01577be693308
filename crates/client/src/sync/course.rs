//! What is remembered and counted while one sync goes on.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_history::signed::Deployment;
use cunji_history::{DeviceId, EditId};
use cunji_protocol::DownFrame;
use cunji_store::Store;

use crate::error::Result;
use crate::views::SyncView;

/// One sync, through all its sessions.
pub(super) struct Course {
    pub deployment: Deployment,
    pub report: SyncView,
    /// The server's epoch, once it was heard.
    pub epoch: Option<u32>,
    /// The spaces that the device may read, as last heard.
    pub scopes: BTreeSet<DivisionCode>,
    /// Frames that a restored server may have lost, once they were looked for.
    pub attested: Option<Vec<DownFrame>>,
    /// Whether the token was renewed; once is enough.
    pub token_renewed: bool,
    // For each own chain: the lowest number that was stated, and the last one.
    stated: BTreeMap<(DivisionCode, DeviceId), (u64, u64)>,
    rejected_before: BTreeSet<EditId>,
}

impl Course {
    pub fn begin(store: &Store, deployment: Deployment) -> Result<Self> {
        let mut course = Self {
            deployment,
            report: SyncView::default(),
            epoch: None,
            scopes: BTreeSet::new(),
            attested: None,
            token_renewed: false,
            stated: BTreeMap::new(),
            rejected_before: store.rejected()?.into_iter().map(|rejected| rejected.edit).collect(),
        };
        course.state(store)?;
        Ok(course)
    }

    /// Notes how far the server holds the own chains by now.
    pub fn state(&mut self, store: &Store) -> Result<()> {
        let device = store.device()?.id;
        let stated = store.stated_heads()?;
        for space in store.written_spaces()? {
            let head = stated.iter().find(|head| head.space == space && head.device == device);
            let number = head.map_or(0, |head| head.number);
            let chain = self.stated.entry((space, device)).or_insert((number, number));
            *chain = (chain.0.min(number), number);
        }
        Ok(())
    }

    /// Counts what the answers to the own entries were.
    pub fn count(&mut self, store: &Store, refused: u64) -> Result<()> {
        let device = store.device()?.id;
        let taken: u64 = self.stated.values().map(|(low, last)| last - low).sum();
        let within = |space: &DivisionCode, device: DeviceId, number: u64| {
            self.stated.get(&(space.clone(), device)).is_some_and(|(low, last)| (low + 1..=*last).contains(&number))
        };
        let held = store.held()?;
        let newly_held = held.iter().filter(|held| within(&held.space, held.device, held.number)).count() as u64;
        let mut newly_rejected = 0;
        self.report.rejected = 0;
        for rejected in store.rejected()?.into_iter().filter(|one| !self.rejected_before.contains(&one.edit)) {
            self.report.rejected += 1;
            let numbers = store.numbers_of(&rejected.space, &BTreeSet::from([rejected.edit]))?;
            let number = numbers.get(&rejected.edit).copied().unwrap_or(0);
            newly_rejected += u64::from(within(&rejected.space, device, number));
        }
        self.report.accepted = taken.saturating_sub(newly_held + newly_rejected);
        self.report.held = held.len() as u64;
        self.report.refused = refused;
        self.report.unsent = store.status()?.unsent;
        Ok(())
    }
}
