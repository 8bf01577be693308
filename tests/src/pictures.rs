//! Pictures as a camera takes them, made up: a scene with soft light, edges and grain, the same one for the same seed.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// A camera's JPEG file.
pub fn camera(seed: u64, width: u32, height: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut grain = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 60) as i32 - 8
    };
    let shift = (seed % 97) as f32;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
        let light = 120.0 + 70.0 * ((u * 5.0 + shift).sin() * (v * 4.0 - shift).cos());
        let tile = if ((u * 40.0 + shift) as u32 + (v * 30.0) as u32).is_multiple_of(2) { 22.0 } else { 0.0 };
        let noise = grain() as f32;
        let value = |offset: f32| (light + tile + offset * v + noise).clamp(0.0, 255.0) as u8;
        Rgb([value(20.0), value(-10.0), value(-45.0)])
    });
    let mut file = Cursor::new(Vec::new());
    // Nothing but memory is written to.
    let encoded = JpegEncoder::new_with_quality(&mut file, 90).encode_image(&picture);
    debug_assert!(encoded.is_ok());
    file.into_inner()
}
