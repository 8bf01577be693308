//! What only the system beneath can do, as small traits that the shell implements: where the phone is, handing something on, how the
//! line is, reminders, a secret of the key store. [`Nothing`] is a desktop: it has none of them, and everything works without.

mod fault;
mod key_store;
mod line;
mod locator;
mod reminders;
mod sharing;

pub use fault::PlatformFault;
pub use key_store::KeyStore;
pub use line::{Line, LineWatch};
pub use locator::{Fix, Locator};
pub use reminders::{Reminder, Reminders};
pub use sharing::{SharedFile, Sharing};

/// A system that can do none of this.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;
