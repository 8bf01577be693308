//! The secret of the platform's key store, which takes part in the PIN: six digits alone fall to who copies the files.

use std::sync::Mutex;

use zeroize::Zeroizing;

use crate::error::Told;

/// 32 random bytes.
pub type Secret = Zeroizing<[u8; 32]>;

/// A key store that keeps a secret for this person on this device and gives it to nobody who copied its files. Desktops have
/// [`SystemKeyStore`]; on Android the shell implements it by the Keystore.
pub trait PlatformSecret: Send + Sync {
    /// The secret, the same each time; made at the first.
    ///
    /// # Errors
    /// There is no key store here, or it does not answer now.
    fn get_or_create(&self) -> Result<Secret, NoSecret>;
}

/// Who lives as long as the program is lent, not owned.
impl<T: PlatformSecret + ?Sized> PlatformSecret for &T {
    fn get_or_create(&self) -> Result<Secret, NoSecret> {
        (**self).get_or_create()
    }
}

/// Why there is no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the system's key store gives no secret: {detail}")]
pub struct NoSecret {
    /// In the words of the system.
    pub detail: String,
}

impl NoSecret {
    /// From what the system says.
    pub fn new(detail: impl Into<String>) -> Self {
        Self { detail: detail.into() }
    }

    /// For a person whose PIN needs it.
    pub fn told(&self) -> Told {
        Told::new(
            "lock.key_store_silent",
            format!(
                "系统的密钥库现在打不开({}),光凭密码开不了。请先解锁系统的密钥库再试;还不行就打电话向办公室要恢复码。写的都在。",
                self.detail
            ),
            format!(
                "The system's key store does not answer ({}), and the PIN alone can't open this. Unlock the key store and try again; if that fails, ask the office for the recovery code. What you wrote is safe.",
                self.detail
            ),
        )
    }
}

/// No key store: a PIN has eight digits then.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyStore;

impl PlatformSecret for NoKeyStore {
    fn get_or_create(&self) -> Result<Secret, NoSecret> {
        Err(NoSecret::new("none on this device"))
    }
}

/// A key store in memory, for tests: it can be emptied and fall silent.
#[derive(Debug, Default)]
pub struct SetKeyStore(Mutex<Option<[u8; 32]>>);

impl SetKeyStore {
    /// One that holds this secret.
    pub fn with(secret: [u8; 32]) -> Self {
        Self(Mutex::new(Some(secret)))
    }

    /// Puts another secret into it, or none: then it does not answer.
    pub fn set(&self, secret: Option<[u8; 32]>) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = secret;
    }
}

impl PlatformSecret for SetKeyStore {
    fn get_or_create(&self) -> Result<Secret, NoSecret> {
        let held = *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.map(Zeroizing::new).ok_or_else(|| NoSecret::new("silent"))
    }
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub use system::SystemKeyStore;

#[cfg(not(any(target_os = "android", target_os = "ios")))]
mod system {
    use keyring::{Entry, Error};
    use zeroize::Zeroizing;

    use super::{NoSecret, PlatformSecret, Secret};

    const SERVICE: &str = "cunji";
    const NAME: &str = "lock";

    /// The desktop's: Keychain, Credential Manager, or the Secret Service of a Linux desktop.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct SystemKeyStore;

    impl PlatformSecret for SystemKeyStore {
        fn get_or_create(&self) -> Result<Secret, NoSecret> {
            if let Err(error) = Entry::store_status() {
                return Err(NoSecret::new(error.to_string()));
            }
            let said = |error: Error| NoSecret::new(error.to_string());
            let entry = Entry::new(SERVICE, NAME).map_err(said)?;
            match entry.get_secret().map(Zeroizing::new) {
                Ok(kept) => match kept.as_slice().try_into() {
                    Ok(secret) => Ok(Zeroizing::new(secret)),
                    Err(_) => Err(NoSecret::new("what it keeps for cunji is not of this program")),
                },
                Err(Error::NoEntry) => {
                    let mut secret = Zeroizing::new([0; 32]);
                    getrandom::fill(secret.as_mut_slice()).map_err(|error| NoSecret::new(error.to_string()))?;
                    entry.set_secret(secret.as_slice()).map_err(said)?;
                    Ok(secret)
                }
                Err(error) => Err(said(error)),
            }
        }
    }
}
