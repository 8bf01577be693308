//! The system's browser.

use super::{Nothing, PlatformFault};

/// Opens a page outside of this program.
pub trait Browser: Send + Sync {
    /// Whether this system can do it at all.
    fn can(&self) -> bool {
        true
    }

    /// Opens an `http` or `https` address.
    ///
    /// # Errors
    /// The system can't, or no browser is there.
    fn open(&self, address: &str) -> Result<(), PlatformFault>;
}

/// Who lives as long as the program is lent, not owned.
impl<T: Browser + ?Sized> Browser for &T {
    fn can(&self) -> bool {
        (**self).can()
    }

    fn open(&self, address: &str) -> Result<(), PlatformFault> {
        (**self).open(address)
    }
}

impl Browser for Nothing {
    fn can(&self) -> bool {
        false
    }

    fn open(&self, _address: &str) -> Result<(), PlatformFault> {
        Err(PlatformFault::None)
    }
}
