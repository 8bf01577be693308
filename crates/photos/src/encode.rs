//! Pixels become a JPEG file of so many bytes at most: less quality first, then fewer pixels.

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::error::PhotoError;

/// Qualities to try for what is kept, the best first. Below the last a smaller picture shows more.
pub const PHOTO_QUALITIES: &[u8] = &[82, 76, 70, 64, 58, 52, 46];
/// …and for a thumbnail.
pub const THUMBNAIL_QUALITIES: &[u8] = &[72, 64, 56, 48, 40, 32];

/// Pixels, three bytes each, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// The same picture with no side longer than this; as it is if none is.
    ///
    /// # Errors
    /// The pixels are not as many as they should be.
    pub fn fitted(&self, long_side: u32) -> Result<Self, PhotoError> {
        let longest = self.width.max(self.height);
        if longest <= long_side {
            return Ok(self.clone());
        }
        let side = |side: u32| {
            let scaled = (u64::from(side) * u64::from(long_side) + u64::from(longest) / 2) / u64::from(longest);
            u32::try_from(scaled).unwrap_or(long_side).max(1)
        };
        let (width, height) = (side(self.width), side(self.height));
        let from = Image::from_vec_u8(self.width, self.height, self.rgb.clone(), PixelType::U8x3)
            .map_err(|_| PhotoError::Damaged)?;
        let mut to = Image::new(width, height, PixelType::U8x3);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
        Resizer::new().resize(&from, &mut to, &options).map_err(|_| PhotoError::Damaged)?;
        Ok(Self { width, height, rgb: to.into_vec() })
    }

    /// The same colours as numbers of sRGB, which is what a file without a profile is taken for. A profile that can't be read
    /// leaves them as they are.
    pub fn in_srgb(self, profile: Option<&[u8]>) -> Self {
        let Some(profile) = profile.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok()) else { return self };
        if profile.color_space != DataColorSpace::Rgb {
            return self;
        }
        let to = ColorProfile::new_srgb();
        let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &to, Layout::Rgb, TransformOptions::default())
        else {
            return self;
        };
        let mut rgb = vec![0; self.rgb.len()];
        match transform.transform(&self.rgb, &mut rgb) {
            Ok(()) => Self { rgb, ..self },
            Err(_) => self,
        }
    }

    /// The picture upright.
    pub fn turned(self, orientation: Orientation) -> Self {
        if orientation == Orientation::NoTransforms {
            return self;
        }
        let (width, height) = (self.width, self.height);
        let Some(pixels) = RgbImage::from_raw(width, height, self.rgb) else {
            return Self { width: 0, height: 0, rgb: Vec::new() };
        };
        let mut pixels = DynamicImage::ImageRgb8(pixels);
        pixels.apply_orientation(orientation);
        Self { width: pixels.width(), height: pixels.height(), rgb: pixels.into_rgb8().into_raw() }
    }
}

/// A JPEG file of a picture within so many bytes: the best of the qualities that fits, of the largest size that has one.
///
/// # Errors
/// The picture has no pixels.
pub fn within(mut picture: Picture, most_bytes: usize, qualities: &[u8]) -> Result<Vec<u8>, PhotoError> {
    loop {
        if let Some(file) = best(&picture, most_bytes, qualities)? {
            return Ok(file);
        }
        let longest = picture.width.max(picture.height);
        picture = picture.fitted((longest * 4 / 5).max(1))?;
        if longest == 1 {
            return Err(PhotoError::Damaged);
        }
    }
}

/// The best first, since most fit; then by halving.
fn best(picture: &Picture, most_bytes: usize, qualities: &[u8]) -> Result<Option<Vec<u8>>, PhotoError> {
    let (mut from, mut to, mut next, mut found) = (0, qualities.len(), 0, None);
    while from < to {
        let file = encode(picture, qualities[next])?;
        if file.len() <= most_bytes {
            (to, found) = (next, Some(file));
        } else {
            from = next + 1;
        }
        next = usize::midpoint(from, to);
    }
    Ok(found)
}

fn encode(picture: &Picture, quality: u8) -> Result<Vec<u8>, PhotoError> {
    let side = |side: u32| u16::try_from(side).map_err(|_| PhotoError::Damaged);
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_progressive(true);
    encoder
        .encode(&picture.rgb, side(picture.width)?, side(picture.height)?, ColorType::Rgb)
        .map_err(|_| PhotoError::Damaged)?;
    Ok(file)
}
