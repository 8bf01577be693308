//! A desktop: none of it.

use std::error::Error;
use std::sync::Arc;

use cunji_client::platform::{Locator, Nothing};
use tauri::AppHandle;

/// Nothing has to be installed.
#[expect(clippy::unnecessary_wraps, reason = "Android's can fail")]
pub(crate) fn install(_shell: &AppHandle) -> Result<(), Box<dyn Error>> {
    Ok(())
}

/// The system.
pub(crate) fn here() -> &'static Nothing {
    &Nothing
}

/// Who knows where it is.
pub(crate) fn locator() -> Arc<dyn Locator> {
    Arc::new(Nothing)
}
