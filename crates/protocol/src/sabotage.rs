//! Faults that can be switched on in builds with the feature `sabotage`, so that the simulation can be shown to find them.
//! Without the feature nothing can be armed and the checks cost nothing.

/// A fault that belongs to this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Fault {
    /// All numbers of a block get the salt of its first.
    ReuseSalt = 1,
    /// Signatures of frames are not looked at.
    SkipSignatureCheck = 2,
    /// A frame that was made smaller after a cut loses its last entry and says that it is sent.
    DropLastEntryOfHalvedFrame = 3,
    /// Whatever seal an answer has, or none, it is believed.
    SkipAnswerSeal = 4,
}

#[cfg(feature = "sabotage")]
mod switch {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::Fault;

    static ARMED: AtomicU32 = AtomicU32::new(0);

    /// Arms one fault for the whole process, or none.
    pub fn arm(fault: Option<Fault>) {
        ARMED.store(fault.map_or(0, |fault| fault as u32), Ordering::SeqCst);
    }

    pub(crate) fn armed(fault: Fault) -> bool {
        ARMED.load(Ordering::SeqCst) == fault as u32
    }
}

#[cfg(feature = "sabotage")]
pub use switch::arm;
#[cfg(feature = "sabotage")]
pub(crate) use switch::armed;

#[cfg(not(feature = "sabotage"))]
pub(crate) const fn armed(_: Fault) -> bool {
    false
}
