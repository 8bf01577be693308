//! Every one of EXIF's eight orientations, stored as the standard says and seen as it was.

use image::{Rgb, RgbImage};

use super::files::{jpeg, seen};
use crate::shrink;

/// Red above left, green above right, blue below left, yellow below right: upright it is broad.
const CORNERS: [[u8; 3]; 4] = [[220, 30, 30], [30, 200, 30], [30, 30, 220], [220, 210, 30]];
const BROAD: (u32, u32) = (480, 300);

fn scene(x: u32, y: u32, (width, height): (u32, u32)) -> Rgb<u8> {
    Rgb(CORNERS[usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2)])
}

/// The scene as a camera stores it that names this orientation. EXIF 2.3, tag 274, tells where the stored row 0 and column 0
/// are in the scene.
fn stored(orientation: u16) -> RgbImage {
    let (width, height) = BROAD;
    let (from_right, from_below, on_its_side) = match orientation {
        1 => (false, false, false), // row 0 at the top, column 0 on the left
        2 => (true, false, false),  // top, right
        3 => (true, true, false),   // bottom, right
        4 => (false, true, false),  // bottom, left
        5 => (false, false, true),  // left, top
        6 => (true, false, true),   // right, top
        7 => (true, true, true),    // right, bottom
        _ => (false, true, true),   // left, bottom
    };
    let (columns, rows) = if on_its_side { (height, width) } else { (width, height) };
    RgbImage::from_fn(columns, rows, |column, row| {
        let (x, y) = if on_its_side { (row, column) } else { (column, row) };
        let x = if from_right { width - 1 - x } else { x };
        let y = if from_below { height - 1 - y } else { y };
        scene(x, y, BROAD)
    })
}

#[test]
fn whatever_way_the_camera_was_held_the_photo_stands_upright() {
    for orientation in 1..=8 {
        let shrunk = shrink(&jpeg(&stored(orientation), orientation)).unwrap();
        for (name, file) in [("photo", &shrunk.photo), ("thumbnail", &shrunk.thumbnail)] {
            let seen = seen(file);
            let size = seen.dimensions();
            assert_eq!(size.0 * BROAD.1 / BROAD.0, size.1, "{name}, orientation {orientation}: {size:?}");
            for (x, y) in [(1, 1), (3, 1), (1, 3), (3, 3)] {
                let at = (size.0 * x / 4, size.1 * y / 4);
                let (found, wanted) = (seen.get_pixel(at.0, at.1), scene(at.0, at.1, size));
                let off = found.0.iter().zip(wanted.0).map(|(a, b)| a.abs_diff(b)).max();
                assert!(off < Some(24), "{name}, orientation {orientation}, at {at:?}: {found:?} is not {wanted:?}");
            }
        }
    }
}

#[test]
fn an_orientation_that_is_none_turns_nothing() {
    for orientation in [0, 9, 4711] {
        let shrunk = shrink(&jpeg(&stored(1), orientation)).unwrap();
        assert_eq!(seen(&shrunk.photo).dimensions(), BROAD);
    }
}
