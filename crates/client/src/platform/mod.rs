//! What only the system beneath can do, as small traits that the shell implements: where the phone is, handing something on, how the
//! line is, reminders, a page in the browser. (A secret of its key store: [`crate::PlatformSecret`].) [`Nothing`] is a desktop: it has none of them, and everything works without.

mod browser;
mod fault;
mod line;
mod locator;
mod reminders;
mod sharing;

pub use browser::Browser;
pub use fault::PlatformFault;
pub use line::{Line, LineWatch};
pub use locator::{Fix, Locator, SaidPlace};
pub use reminders::{Reminder, Reminders};
pub use sharing::{SharedFile, Sharing};

/// A system that can do none of this.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;
