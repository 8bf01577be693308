//! A secret that a copy of the app's files does not give away.

use super::{Nothing, PlatformFault};

/// Keeps 32 random bytes, sealed by a key that never leaves the system's key store.
pub trait KeyStore: Send + Sync {
    /// The secret; made at the first time. With `anew` one that is lost is given up for a new one: only when what it wrapped is wrapped
    /// again at once.
    ///
    /// # Errors
    /// [`PlatformFault::None`] where there is no key store, [`PlatformFault::SecretLost`] where it does not open the secret any more.
    fn secret(&self, anew: bool) -> Result<zeroize::Zeroizing<[u8; 32]>, PlatformFault>;
}

impl KeyStore for Nothing {
    fn secret(&self, _anew: bool) -> Result<zeroize::Zeroizing<[u8; 32]>, PlatformFault> {
        Err(PlatformFault::None)
    }
}
