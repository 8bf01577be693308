//! Faults that can be switched on in builds with the feature `sabotage`, so that the simulation can be shown to find them.
//! Without the feature nothing can be armed and the checks cost nothing.

/// A way to get the server wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Fault {
    /// Readers are told that the log goes as far as its counter, whether those numbers are committed or not.
    CursorPastUncommitted = 1,
    /// Now and then a frame is acknowledged and its transaction does not come.
    AckBeforeCommit = 2,
    /// The evidence of entries goes down beside them.
    EvidenceToTeammates = 3,
    /// What only its owner and the office may read is given to the whole team.
    PrivateToTeam = 4,
    /// A cursor of a former epoch counts as one of this.
    ForgetEpoch = 5,
    /// What is sent again is appended again.
    AppendTwice = 6,
    /// An entry is rejected and nobody is told.
    VerdictNotPublished = 7,
    /// The heads of chains are stated one too high.
    HeadTooHigh = 8,
    /// An erased edit that is brought again or restored is kept as it came.
    ResurrectErased = 9,
    /// A revoked device goes on reading.
    RevokedStillReads = 10,
    /// What is held is never looked at again.
    HeldForEver = 11,
    /// What a phone brings back after a loss is not taken.
    LoseAttested = 12,
    /// One good entry in ten is rejected.
    RejectOneInTen = 13,
    /// One good entry in ten is held as if its author's role had ended.
    HoldAsRoleEnded = 14,
}

impl Fault {
    /// Every fault.
    pub const ALL: &'static [Self] = &[
        Self::CursorPastUncommitted,
        Self::AckBeforeCommit,
        Self::EvidenceToTeammates,
        Self::PrivateToTeam,
        Self::ForgetEpoch,
        Self::AppendTwice,
        Self::VerdictNotPublished,
        Self::HeadTooHigh,
        Self::ResurrectErased,
        Self::RevokedStillReads,
        Self::HeldForEver,
        Self::LoseAttested,
        Self::RejectOneInTen,
        Self::HoldAsRoleEnded,
    ];
}

#[cfg(feature = "sabotage")]
mod switch {
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use cunji_domain::division::DivisionCode;
    use cunji_history::{DeviceId, Head};

    use super::Fault;

    static ARMED: AtomicU32 = AtomicU32::new(0);
    static FRAMES: AtomicU32 = AtomicU32::new(0);
    /// What a fault remembers outside of every transaction.
    static COUNTERS: Mutex<BTreeMap<DivisionCode, u64>> = Mutex::new(BTreeMap::new());
    static TOLD: Mutex<BTreeMap<(DivisionCode, DeviceId), Head>> = Mutex::new(BTreeMap::new());

    /// Arms one fault for the whole process, or none; what a fault remembered is forgotten.
    pub fn arm(fault: Option<Fault>) {
        ARMED.store(fault.map_or(0, |fault| fault as u32), SeqCst);
        FRAMES.store(0, SeqCst);
        held(&COUNTERS).clear();
        held(&TOLD).clear();
    }

    pub(crate) fn armed(fault: Fault) -> bool {
        ARMED.load(SeqCst) == fault as u32
    }

    /// Whether the frame that is being taken is one of those that are lost.
    pub(crate) fn loses_this_frame() -> bool {
        armed(Fault::AckBeforeCommit) && FRAMES.fetch_add(1, SeqCst) % 5 == 4
    }

    /// A head that is acknowledged without being there.
    pub(crate) fn tell(head: Head) {
        held(&TOLD).insert((head.space.clone(), head.device), head);
    }

    /// The head that a phone is told.
    pub(crate) fn told(head: Option<Head>, space: &DivisionCode, device: DeviceId) -> Option<Head> {
        if armed(Fault::HeadTooHigh) {
            return head.map(|head| Head { number: head.number + 1, ..head });
        }
        let told = held(&TOLD).get(&(space.clone(), device)).cloned();
        told.into_iter().chain(head).max_by_key(|head| head.number)
    }

    /// A number was taken by a transaction that may not commit.
    pub(crate) fn count(space: &DivisionCode, last: u64) {
        if armed(Fault::CursorPastUncommitted) {
            held(&COUNTERS).insert(space.clone(), last);
        }
    }

    /// The last number as a reader sees it.
    pub(crate) fn counted(space: &DivisionCode, last: u64) -> u64 {
        held(&COUNTERS).get(space).map_or(last, |counted| last.max(*counted))
    }

    fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(not(feature = "sabotage"))]
mod switch {
    use cunji_domain::division::DivisionCode;
    use cunji_history::{DeviceId, Head};

    use super::Fault;

    pub(crate) const fn armed(_: Fault) -> bool {
        false
    }

    pub(crate) const fn loses_this_frame() -> bool {
        false
    }

    pub(crate) fn tell(_: Head) {}

    pub(crate) fn told(head: Option<Head>, _: &DivisionCode, _: DeviceId) -> Option<Head> {
        head
    }

    pub(crate) fn count(_: &DivisionCode, _: u64) {}

    pub(crate) fn counted(_: &DivisionCode, last: u64) -> u64 {
        last
    }
}

#[cfg(feature = "sabotage")]
pub use switch::arm;
pub(crate) use switch::{armed, count, counted, loses_this_frame, tell, told};
