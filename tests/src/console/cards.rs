//! Cards as a phone's camera sees them.

use std::path::Path;

use anyhow::Context;
use cunji_client::qr::{GreyFrame, read};

/// What the code in a picture says, by the phone's own reader.
///
/// # Errors
/// There is no such picture, or no code in it.
pub fn scanned(picture: &Path) -> anyhow::Result<String> {
    let grey = image::open(picture).with_context(|| picture.display().to_string())?.into_luma8();
    let frame = GreyFrame::new(grey.width(), grey.height(), grey.as_raw())?;
    read(&frame).with_context(|| format!("{}: no code can be read", picture.display()))
}
