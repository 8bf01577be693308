//! Bounds: what is kept is small, and what is too large to unpack is refused before it is unpacked.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use sha2::{Digest, Sha256};

use super::files::{jpeg, other, seen};
use crate::{LONG_SIDE, PHOTO_BYTES, PhotoError, THUMBNAIL_BYTES, THUMBNAIL_SIDE, shrink};

/// As little like its neighbours as a pixel can be: nothing packs worse.
fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    RgbImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let [r, g, b, ..] = state.to_le_bytes();
        Rgb([r, g, b])
    })
}

#[test]
fn the_worst_picture_comes_within_the_bounds() {
    let shrunk = shrink(&jpeg(&noise(2_400, 1_800), 6)).unwrap();
    assert!(shrunk.photo.len() <= PHOTO_BYTES && shrunk.thumbnail.len() <= THUMBNAIL_BYTES);
    let (photo, thumbnail) = (seen(&shrunk.photo).dimensions(), seen(&shrunk.thumbnail).dimensions());
    assert!(photo.0.max(photo.1) <= LONG_SIDE && photo.0 < photo.1, "{photo:?}");
    assert!(thumbnail.0.max(thumbnail.1) <= THUMBNAIL_SIDE, "{thumbnail:?}");
    assert_eq!(shrunk.digest, <[u8; 32]>::from(Sha256::digest(&shrunk.photo)));
}

#[test]
fn an_ordinary_picture_keeps_all_the_pixels_that_it_may() {
    let field = RgbImage::from_fn(2_000, 1_000, |x, y| Rgb([(x / 9) as u8, (y / 5) as u8, (x / 40 * 30) as u8]));
    let shrunk = shrink(&jpeg(&field, 1)).unwrap();
    assert_eq!(seen(&shrunk.photo).dimensions(), (LONG_SIDE, LONG_SIDE / 2));
    assert_eq!(seen(&shrunk.thumbnail).dimensions(), (THUMBNAIL_SIDE, THUMBNAIL_SIDE / 2));
    assert_eq!(shrink(&jpeg(&field, 1)).unwrap(), shrunk, "the same picture has the same name");
}

#[test]
fn a_small_picture_is_not_blown_up() {
    let shrunk = shrink(&jpeg(&noise(20, 7), 1)).unwrap();
    assert_eq!((seen(&shrunk.photo).dimensions(), seen(&shrunk.thumbnail).dimensions()), ((20, 7), (20, 7)));
}

#[test]
fn png_and_webp_are_taken_and_what_is_transparent_is_white() {
    let clear = RgbaImage::from_fn(64, 64, |x, _| if x < 32 { Rgba([200, 0, 0, 255]) } else { Rgba([0, 0, 0, 0]) });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let shrunk = shrink(&other(DynamicImage::ImageRgba8(clear.clone()), format)).unwrap();
        let seen = seen(&shrunk.photo);
        assert!(seen.get_pixel(8, 32).0[0] > 180 && seen.get_pixel(8, 32).0[1] < 40, "{format:?}");
        assert!(seen.get_pixel(56, 32).0.iter().all(|value| *value > 240), "{format:?}");
    }
    let deep = DynamicImage::ImageRgb8(noise(30, 30)).into_rgb16();
    assert!(shrink(&other(DynamicImage::ImageRgb16(deep), ImageFormat::Png)).is_ok());
    assert!(shrink(&other(DynamicImage::ImageLuma8(image::GrayImage::new(9, 9)), ImageFormat::Png)).is_ok());
}

/// A PNG file that says it has so many pixels and holds next to none.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut file = other(DynamicImage::ImageRgb8(RgbImage::new(1, 1)), ImageFormat::Png);
    file.splice(16..24, [width.to_be_bytes(), height.to_be_bytes()].concat());
    // The header's check sum is over its name and content.
    let mut sum = !0_u32;
    for byte in &file[12..29] {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    file.splice(29..33, (!sum).to_be_bytes());
    file
}

#[test]
fn a_picture_of_a_hundred_megapixels_is_refused_before_it_is_unpacked() {
    assert_eq!(shrink(&bomb(10_000, 10_000)), Err(PhotoError::TooLarge));
    assert_eq!(shrink(&bomb(u32::MAX >> 1, 1)), Err(PhotoError::TooLarge));
    // The header is believed where the pixels may be: then it is the pixels that are missing.
    assert_eq!(shrink(&bomb(100, 100)), Err(PhotoError::Damaged));
    assert_eq!(shrink(&vec![0xff; crate::MOST_BYTES_IN + 1]), Err(PhotoError::TooLarge));
}

#[test]
fn what_is_no_picture_is_named_and_told_what_to_do() {
    let heic = [&[0, 0, 0, 24], b"ftypheic".as_slice(), &[0; 64]].concat();
    assert_eq!(shrink(&heic), Err(PhotoError::Heic));
    assert_eq!(shrink(b"GIF89a and so on"), Err(PhotoError::Format));
    assert_eq!(shrink(b""), Err(PhotoError::Format));
    assert_eq!(shrink(&[0xff, 0xd8, 0xff, 0xe0, 0, 4]), Err(PhotoError::Damaged));
    for error in [PhotoError::Heic, PhotoError::Format, PhotoError::TooLarge, PhotoError::Damaged] {
        assert!(error.zh().contains('请') && error.zh().ends_with('。'), "{}", error.zh());
        assert!(error.to_string().contains("choose") || error.to_string().contains("take it again"), "{error}");
    }
}
