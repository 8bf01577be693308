//! What must hold once everything has come to rest.

mod attendance;
mod erased;
mod fields;
mod judged;
mod phones;
mod server;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_history::EditId;
use cunji_server::storage::chains::{Kept, KeptState};
use cunji_server::storage::log::LogEntry;

use super::found::Sim;
use super::world::World;

/// What the server holds in the end, by space.
pub struct Held {
    /// The logs.
    pub logs: BTreeMap<DivisionCode, Vec<LogEntry>>,
    /// What is kept beside them.
    pub kept: BTreeMap<DivisionCode, Vec<Kept>>,
}

impl Held {
    fn of(world: &World) -> Sim<Self> {
        let (mut logs, mut kept) = (BTreeMap::new(), BTreeMap::new());
        for space in world.office.spaces()? {
            logs.insert(space.clone(), world.office.log(&space)?);
            kept.insert(space.clone(), world.office.kept(&space)?);
        }
        Ok(Self { logs, kept })
    }

    /// The edits of a log.
    fn logged(&self, space: &DivisionCode) -> BTreeSet<EditId> {
        self.logs.get(space).into_iter().flatten().map(|entry| entry.link.edit_id).collect()
    }

    /// The edits that are kept beside a log in a state.
    fn kept_as(&self, space: &DivisionCode, state: KeptState) -> BTreeSet<EditId> {
        let kept = self.kept.get(space).into_iter().flatten().filter(|kept| kept.state == state);
        kept.map(|kept| kept.link.edit_id).collect()
    }
}

impl World {
    /// Checks everything.
    pub fn check(&mut self) -> Sim {
        let held = Held::of(self)?;
        self.check_log(&held)?;
        self.check_saved(&held)?;
        self.check_held(&held)?;
        self.check_judged(&held)?;
        self.check_erased(&held)?;
        self.check_salts()?;
        self.check_texts(&held)?;
        self.check_phones(&held)?;
        self.check_fields(&held)?;
        self.check_attendance(&held)?;
        self.check_proofs()
    }
}
