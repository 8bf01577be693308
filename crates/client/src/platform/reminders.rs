//! Local notifications, as the person switched them on.

use serde::Serialize;

use super::{Nothing, PlatformFault};

/// A sentence for the status bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reminder {
    /// Takes the place of an earlier one with the same number.
    pub number: i32,
    /// What it is about.
    pub title: String,
    /// What it says. Shown on a locked screen only as far as the person's phone shows private ones there.
    pub text: String,
    /// Unix seconds; at once where there is none. The system may take some minutes more.
    pub at: Option<i64>,
}

/// Shows reminders.
pub trait Reminders: Send + Sync {
    /// Whether they may be shown; asks the person, where the system wants that and it was not asked before.
    ///
    /// # Errors
    /// The system fails.
    fn ask(&self) -> Result<bool, PlatformFault>;

    /// Shows one, now or later. A planned one is gone after a restart of the phone until the app plans it again.
    ///
    /// # Errors
    /// The system can't, or fails.
    fn remind(&self, reminder: &Reminder) -> Result<(), PlatformFault>;

    /// Takes one back, shown or planned.
    ///
    /// # Errors
    /// The system fails.
    fn withdraw(&self, number: i32) -> Result<(), PlatformFault>;
}

impl Reminders for Nothing {
    fn ask(&self) -> Result<bool, PlatformFault> {
        Ok(false)
    }

    fn remind(&self, _reminder: &Reminder) -> Result<(), PlatformFault> {
        Err(PlatformFault::None)
    }

    fn withdraw(&self, _number: i32) -> Result<(), PlatformFault> {
        Ok(())
    }
}

impl<T: Reminders + ?Sized> Reminders for &T {
    fn ask(&self) -> Result<bool, PlatformFault> {
        (**self).ask()
    }

    fn remind(&self, reminder: &Reminder) -> Result<(), PlatformFault> {
        (**self).remind(reminder)
    }

    fn withdraw(&self, number: i32) -> Result<(), PlatformFault> {
        (**self).withdraw(number)
    }
}
