//! A photo as it is kept and sent: turned upright, stripped of everything that a camera writes beside the picture, small.
//!
//! Pure: bytes in, bytes out. It takes tens of milliseconds on a desktop and more on a cheap phone: never on a thread that draws.

mod decode;
mod encode;
mod error;
mod taken;
#[cfg(test)]
mod tests;

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

pub use error::PhotoError;

/// The long side of what is kept, in pixels, at most.
pub const LONG_SIDE: u32 = 1600;
/// What is kept has so many bytes at most.
pub const PHOTO_BYTES: usize = 200 * 1024;
/// The long side of a thumbnail, in pixels, at most.
pub const THUMBNAIL_SIDE: u32 = 256;
/// A thumbnail has so many bytes at most.
pub const THUMBNAIL_BYTES: usize = 8 * 1024;
/// A file of more bytes is not looked at.
pub const MOST_BYTES_IN: usize = 64 << 20;
/// A picture of more pixels is not unpacked: three bytes each must fit into a cheap phone's memory.
pub const MOST_PIXELS: u64 = 70_000_000;

/// A photo as it is kept: two JPEG files without metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shrunk {
    /// The picture: at most [`LONG_SIDE`] and [`PHOTO_BYTES`].
    pub photo: Vec<u8>,
    /// Its thumbnail: at most [`THUMBNAIL_SIDE`] and [`THUMBNAIL_BYTES`].
    pub thumbnail: Vec<u8>,
    /// SHA-256 of `photo`: its name everywhere.
    pub digest: [u8; 32],
    /// When the camera says that it was taken, in the camera's own time, which names no zone.
    pub taken: Option<NaiveDateTime>,
}

/// Makes of a picture's file (JPEG, PNG, WebP) what is kept of it.
///
/// # Errors
/// It is of another format, too large to unpack, or damaged; the text says what to do.
pub fn shrink(file: &[u8]) -> Result<Shrunk, PhotoError> {
    let seen = decode::decode(file)?;
    let upright = seen.picture.fitted(LONG_SIDE)?.in_srgb(seen.profile.as_deref()).turned(seen.orientation);
    let small = upright.fitted(THUMBNAIL_SIDE)?;
    let photo = encode::within(upright, PHOTO_BYTES, encode::PHOTO_QUALITIES)?;
    let thumbnail = encode::within(small, THUMBNAIL_BYTES, encode::THUMBNAIL_QUALITIES)?;
    Ok(Shrunk { digest: Sha256::digest(&photo).into(), photo, thumbnail, taken: seen.taken })
}
