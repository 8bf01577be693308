//! A file becomes pixels, within bounds that are asked before anything is unpacked.

use std::io::Cursor;

use chrono::NaiveDateTime;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb};

use crate::encode::Picture;
use crate::error::PhotoError;
use crate::taken::taken;
use crate::{MOST_BYTES_IN, MOST_PIXELS};

/// No side of a picture is longer.
const MOST_SIDE: u32 = 32_768;
/// What a decoder may take beside the pixels: half as much again covers progressive files of the largest size.
const MOST_MEMORY: u64 = MOST_PIXELS * 3 * 3 / 2;

/// What a file holds.
pub struct Seen {
    /// The pixels as they are stored.
    pub picture: Picture,
    /// How they are to be turned.
    pub orientation: Orientation,
    /// What their numbers mean, if the file says.
    pub profile: Option<Vec<u8>>,
    /// When the camera says that it was taken.
    pub taken: Option<NaiveDateTime>,
}

/// Reads a file.
///
/// # Errors
/// It is none that is taken, too large, or damaged.
pub fn decode(file: &[u8]) -> Result<Seen, PhotoError> {
    if file.len() > MOST_BYTES_IN {
        return Err(PhotoError::TooLarge);
    }
    if is_heic(file) {
        return Err(PhotoError::Heic);
    }
    let format = image::guess_format(file).map_err(|_| PhotoError::Format)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(PhotoError::Format);
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PhotoError::TooLarge);
    }
    if width == 0 || height == 0 {
        return Err(PhotoError::Damaged);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let taken = decoder.exif_metadata().ok().flatten().and_then(taken);
    let pixels = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    Ok(Seen { picture: Picture { width, height, rgb: on_white(pixels) }, orientation, profile, taken })
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_SIDE), Some(MOST_SIDE));
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn fault(error: &image::ImageError) -> PhotoError {
    match error {
        image::ImageError::Limits(_) => PhotoError::TooLarge,
        _ => PhotoError::Damaged,
    }
}

/// HEIF and AVIF begin with the same box; its brand says which.
fn is_heic(file: &[u8]) -> bool {
    const BRANDS: [&[u8]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];
    file.get(4..12).is_some_and(|start| start.starts_with(b"ftyp") && BRANDS.contains(&&start[4..]))
}

/// The colours; what is transparent shows white, as on a page.
fn on_white(pixels: DynamicImage) -> Vec<u8> {
    if !pixels.color().has_alpha() {
        return pixels.into_rgb8().into_raw();
    }
    let over = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        u8::try_from((value * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
    };
    let pixels = pixels.into_rgba8();
    let flat = pixels.pixels().flat_map(|image::Rgba([r, g, b, a])| Rgb([over(*r, *a), over(*g, *a), over(*b, *a)]).0);
    flat.collect()
}
