//! Where a sync finds the phone: it asks for it step by step, so that a person writes while a slow line carries.

use crate::error::Result;
use crate::phone::Phone;

/// Gives the phone out for a step. Between two steps, and as long as the line is waited for, it is somebody else's: entries and
/// drafts may have been written, or the phone may have been locked.
pub(crate) trait Desk: Send {
    /// Does something with the phone.
    ///
    /// # Errors
    /// The step's own; [`crate::ClientError::Locked`] where the phone is not there.
    fn with<R>(&mut self, step: impl FnOnce(&mut Phone) -> Result<R>) -> Result<R>;
}

/// Who has the phone alone has it for every step.
impl Desk for Phone {
    fn with<R>(&mut self, step: impl FnOnce(&mut Phone) -> Result<R>) -> Result<R> {
        step(self)
    }
}
