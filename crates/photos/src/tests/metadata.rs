//! Nothing of what a camera writes beside the picture is kept, but for the moment, which is handed on.

use image::RgbImage;
use proptest::prelude::*;

use super::files::{SECRET, exif_block, has, jpeg, markers};
use crate::shrink;

/// Application segments but for JFIF's own, and comments.
fn is_beside_the_picture(marker: u8) -> bool {
    matches!(marker, 0xe1..=0xef | 0xfe)
}

#[test]
fn the_file_that_comes_in_has_what_must_not_come_out() {
    let file = jpeg(&RgbImage::new(32, 32), 6);
    assert!(markers(&file).into_iter().any(is_beside_the_picture) && has(&file, SECRET.as_bytes()));
    assert!(has(&file, b"Exif"));
}

#[test]
fn the_moment_is_read_before_it_is_dropped() {
    let shrunk = shrink(&jpeg(&RgbImage::new(32, 32), 1)).unwrap();
    assert_eq!(shrunk.taken.unwrap().to_string(), "2017-09-01 15:04:05");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_metadata_survives(
        width in 1_u32..96,
        height in 1_u32..96,
        noise in any::<[u8; 64]>(),
        orientation in 0_u16..10,
        comment in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let pixels = RgbImage::from_fn(width, height, |x, y| {
            let at = |by: u32| noise[usize::try_from((x * 7 + y * 13 + by) % 64).unwrap()];
            image::Rgb([at(0), at(1), at(2)])
        });
        let mut file = jpeg(&pixels, orientation);
        // A comment and a second EXIF block right behind the first marker, as some programs write them.
        let segment = |marker: u8, content: &[u8]| {
            let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
            [&[0xff, marker], &length[..], content].concat()
        };
        let exif = [b"Exif\0\0".as_slice(), &exif_block(orientation)].concat();
        let beside = [segment(0xfe, &[SECRET.as_bytes(), &comment].concat()), segment(0xe1, &exif)].concat();
        file.splice(2..2, beside);
        let shrunk = shrink(&file).unwrap();
        for kept in [&shrunk.photo, &shrunk.thumbnail] {
            prop_assert!(!markers(kept).into_iter().any(is_beside_the_picture));
            prop_assert!(!has(kept, SECRET.as_bytes()) && !has(kept, b"Exif") && !has(kept, b"http://ns.adobe.com"));
        }
    }

    #[test]
    fn bytes_of_any_kind_are_refused_or_kept_and_never_a_panic(
        at in 0_usize..4_000,
        with in any::<u8>(),
        cut in 0_usize..4_000,
    ) {
        let mut file = jpeg(&RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 90])), 6);
        let place = at % file.len();
        file[place] = with;
        file.truncate(file.len().saturating_sub(cut % 40));
        if let Ok(shrunk) = shrink(&file) {
            prop_assert!(shrunk.photo.len() <= crate::PHOTO_BYTES);
        }
    }
}
