//! The system's share sheet.

use std::time::Duration;

use super::{Nothing, PlatformFault};

/// A file that the person hands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedFile {
    /// What it is called where it arrives, without a path.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Hands something on by the system's share sheet.
pub trait Sharing: Send + Sync {
    /// A file. Its copy outside the encrypted store is removed when the next is shared, when the app starts, and by
    /// [`Sharing::clear_shared`].
    ///
    /// # Errors
    /// The system can't, or no app takes it.
    fn share_file(&self, file: &SharedFile, title: &str) -> Result<(), PlatformFault>;

    /// Removes copies of shared files that have lain about for so long. What can't be removed now is when it is asked for next.
    fn clear_shared(&self, for_so_long: Duration);
}

/// Who lives as long as the program is lent, not owned.
impl<T: Sharing + ?Sized> Sharing for &T {
    fn share_file(&self, file: &SharedFile, title: &str) -> Result<(), PlatformFault> {
        (**self).share_file(file, title)
    }

    fn clear_shared(&self, for_so_long: Duration) {
        (**self).clear_shared(for_so_long);
    }
}

impl Sharing for Nothing {
    fn share_file(&self, _file: &SharedFile, _title: &str) -> Result<(), PlatformFault> {
        Err(PlatformFault::None)
    }

    fn clear_shared(&self, _for_so_long: Duration) {}
}
