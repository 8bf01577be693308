//! Faults to be found: the simulation arms one and must notice. Only with the feature `sabotage`, and only once armed.

use std::sync::atomic::{AtomicU8, Ordering};

/// A way to get replay wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// All edits go into one automerge document by `transaction_at`, in the order of arrival: operations are numbered from
    /// the whole graph, so replicas differ.
    TransactionAtOneDocument,
    /// Only the rejected edit is left out; what descends from it is replayed.
    ReplayDescendantsOfRejected,
    /// Texts and sets are created by whoever writes first: concurrent creations hide each other's.
    ForgetGenesis,
    /// Concurrent edits are applied one after the other as they came.
    ArrivalOrderWins,
    /// In a linear history the first value of a field stays, whatever is put later.
    FirstPutWins,
    /// Fields with several values are shown as if nothing were to be settled.
    HideConflicts,
}

impl Fault {
    /// Every fault.
    pub const ALL: &'static [Self] = &[
        Self::TransactionAtOneDocument,
        Self::ReplayDescendantsOfRejected,
        Self::ForgetGenesis,
        Self::ArrivalOrderWins,
        Self::FirstPutWins,
        Self::HideConflicts,
    ];

    fn number(self) -> u8 {
        match self {
            Self::TransactionAtOneDocument => 1,
            Self::ReplayDescendantsOfRejected => 2,
            Self::ForgetGenesis => 3,
            Self::ArrivalOrderWins => 4,
            Self::FirstPutWins => 5,
            Self::HideConflicts => 6,
        }
    }
}

static ARMED: AtomicU8 = AtomicU8::new(0);

/// Arms a fault for the whole process, or none.
pub fn arm(fault: Option<Fault>) {
    ARMED.store(fault.map_or(0, Fault::number), Ordering::Relaxed);
}

/// Whether this fault is armed.
pub fn is_armed(fault: Fault) -> bool {
    ARMED.load(Ordering::Relaxed) == fault.number()
}
