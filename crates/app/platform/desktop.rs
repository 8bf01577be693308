//! A desktop: none of it but a key store.

use std::error::Error;
use std::sync::Arc;

use cunji_client::PlatformSecret;
use cunji_client::platform::{Locator, Nothing};
use tauri::AppHandle;

/// Nothing has to be installed.
#[expect(clippy::unnecessary_wraps, reason = "Android's can fail")]
pub(crate) fn install(_shell: &AppHandle) -> Result<(), Box<dyn Error>> {
    Ok(())
}

/// The system's key store, whose secret takes part in the PIN.
#[cfg(not(target_os = "ios"))]
pub(crate) fn key_store() -> Arc<dyn PlatformSecret> {
    Arc::new(cunji_client::SystemKeyStore)
}

/// None is reached there yet: a PIN has eight digits.
#[cfg(target_os = "ios")]
pub(crate) fn key_store() -> Arc<dyn PlatformSecret> {
    Arc::new(cunji_client::NoKeyStore)
}

/// The system.
pub(crate) fn here() -> &'static Nothing {
    &Nothing
}

/// Who knows where it is.
pub(crate) fn locator() -> Arc<dyn Locator> {
    Arc::new(Nothing)
}
