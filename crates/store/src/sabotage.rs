//! Faults to be found: the simulation arms one and must notice. Only with the feature `sabotage`, and only once armed.

use std::sync::atomic::{AtomicU32, Ordering};

/// A way to get the store wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A draft is compared with what a pull brought meanwhile, not with what its writer saw: others' text is undone.
    DraftAgainstNewerText,
    /// A save answers before its commit, and now and then the commit does not come.
    AckBeforeCommit,
    /// What comes down is kept, and the tables don't show it.
    SkipReadModelOnDeliver,
    /// A cursor keeps its number over a change of epoch.
    LoseEpoch,
    /// An erasure is noted, and the body stays.
    KeepErasedBody,
    /// Every entry of a block has the salt of the first.
    ReuseSalt,
    /// A new device issues what is unsent as new edits, under new ids.
    ReissueAsNew,
    /// What builds on concurrent edits is refused.
    RefuseConcurrent,
}

impl Fault {
    /// Every fault.
    pub const ALL: &'static [Self] = &[
        Self::DraftAgainstNewerText,
        Self::AckBeforeCommit,
        Self::SkipReadModelOnDeliver,
        Self::LoseEpoch,
        Self::KeepErasedBody,
        Self::ReuseSalt,
        Self::ReissueAsNew,
        Self::RefuseConcurrent,
    ];

    fn number(self) -> u32 {
        match self {
            Self::DraftAgainstNewerText => 1,
            Self::AckBeforeCommit => 2,
            Self::SkipReadModelOnDeliver => 3,
            Self::LoseEpoch => 4,
            Self::KeepErasedBody => 5,
            Self::ReuseSalt => 6,
            Self::ReissueAsNew => 7,
            Self::RefuseConcurrent => 8,
        }
    }
}

static ARMED: AtomicU32 = AtomicU32::new(0);

/// Arms a fault for the whole process, or none.
pub fn arm(fault: Option<Fault>) {
    ARMED.store(fault.map_or(0, Fault::number), Ordering::Relaxed);
}

/// Whether this fault is armed.
pub fn is_armed(fault: Fault) -> bool {
    ARMED.load(Ordering::Relaxed) == fault.number()
}
