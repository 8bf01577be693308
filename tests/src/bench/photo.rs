//! `photo`: a camera's picture of twelve megapixels to what is kept of it, against nothing but unpacking the file.

use anyhow::Context;
use cunji_client::shrink_photo;
use serde::Serialize;

use super::timing::{median, seconds, timed};
use crate::pictures;

const RUNS: usize = 5;

/// What a photo takes.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Photo {
    /// Photo and thumbnail, against unpacking.
    pub ratio: f64,
    /// Milliseconds.
    pub ms: f64,
    /// Bytes of what is kept.
    pub bytes: usize,
    /// Bytes of its thumbnail.
    pub thumbnail_bytes: usize,
}

/// Shrinks and unpacks in turn.
///
/// # Errors
/// The picture can't be read.
pub fn photo() -> anyhow::Result<Photo> {
    let file = pictures::camera(5, 4_000, 3_000);
    let (mut shrinking, mut unpacking, mut kept) = (Vec::new(), Vec::new(), None);
    for _ in 0..RUNS {
        let (shrunk, time) = timed(|| shrink_photo(&file));
        shrinking.push(time);
        kept = Some(shrunk?);
        let (unpacked, time) = timed(|| image::load_from_memory(&file));
        unpacking.push(time);
        unpacked?;
    }
    let kept = kept.context("no run")?;
    let (shrinking, unpacking) = (median(&seconds(&shrinking)), median(&seconds(&unpacking)));
    Ok(Photo {
        ratio: shrinking / unpacking,
        ms: shrinking * 1000.0,
        bytes: kept.photo.len(),
        thumbnail_bytes: kept.thumbnail.len(),
    })
}
