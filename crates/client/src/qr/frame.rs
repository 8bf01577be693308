//! Reading a code in a camera's picture.
//!
//! `rxing` was chosen over `rqrr` by measurement: on painted frames of 640 × 480 at three pixels a module (turned, tilted, uneven
//! light, noise) it read about all where `rqrr` 0.11 read less than half, in an eighth of the time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use data_encoding::BASE64;
use rxing::BarcodeFormat;
use rxing::helpers::detect_in_luma_slice;

use super::QrFault;

/// The smallest code has 21 modules a side.
const SHORTEST_SIDE: u32 = 21;
/// A camera's picture beyond this only costs time: a code that fills a third of it has some twenty pixels a module.
const LONGEST_SIDE: u32 = 2048;

/// A grey picture of a camera, row by row, a byte a pixel, 0 is black.
#[derive(Debug, Clone, Copy)]
pub struct GreyFrame<'a> {
    width: u32,
    height: u32,
    pixels: &'a [u8],
}

impl<'a> GreyFrame<'a> {
    /// From a camera's pixels.
    ///
    /// # Errors
    /// A side is shorter than 21 or longer than 2,048, or there are more or fewer bytes than pixels.
    pub fn new(width: u32, height: u32, pixels: &'a [u8]) -> Result<Self, QrFault> {
        let sides = SHORTEST_SIDE..=LONGEST_SIDE;
        // Both are at most 2,048 where it counts, so the product can't overflow.
        if !sides.contains(&width) || !sides.contains(&height) || pixels.len() != (width * height) as usize {
            return Err(QrFault::Frame);
        }
        Ok(Self { width, height, pixels })
    }
}

/// What a code in the picture says; none where there is none that can be read. Takes milliseconds: not for the thread that paints.
pub fn read(frame: &GreyFrame<'_>) -> Option<String> {
    // A picture is foreign, and a fault of the reader's must cost this picture only: the next is there in a moment.
    let found = catch_unwind(AssertUnwindSafe(|| {
        detect_in_luma_slice(frame.pixels, frame.width, frame.height, Some(BarcodeFormat::QR_CODE))
    }));
    Some(found.ok()?.ok()?.getText().to_owned())
}

/// The same for a picture as a web view sends it, its bytes in base64.
///
/// # Errors
/// [`QrFault::Frame`].
pub fn read_sent(width: u32, height: u32, grey: &str) -> Result<Option<String>, QrFault> {
    let pixels = BASE64.decode(grey.as_bytes()).map_err(|_| QrFault::Frame)?;
    Ok(read(&GreyFrame::new(width, height, &pixels)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Modules;
    use super::super::painted::{Painting, STRAIGHT};
    use super::*;

    const LINK: &str = "cunji:enrol?server=http%3A%2F%2F10.20.30.40%3A7610&code=0123-4567-89AB-CDEF-GHJK";

    fn seen(text: &str, painting: &Painting) -> Option<String> {
        let pixels = painting.pixels(&Modules::of(text).unwrap());
        read(&GreyFrame::new(painting.width, painting.height, &pixels).unwrap())
    }

    #[test]
    fn a_code_is_read_however_the_phone_is_held() {
        for degrees in [0.0, 8.0, 30.0, 45.0, 90.0, 137.0, 180.0, 275.0] {
            for module in [2.6, 3.3, 5.0, 9.0] {
                let painting = Painting { degrees, module, ..STRAIGHT };
                assert_eq!(seen(LINK, &painting).as_deref(), Some(LINK), "{painting:?}");
            }
        }
    }

    #[test]
    fn a_code_is_read_tilted_blurred_in_bad_light_and_by_a_poor_camera() {
        let hard = [
            Painting { tilt: 0.35, degrees: 12.0, module: 4.5, ..STRAIGHT },
            Painting { blurs: 3, module: 5.0, ..STRAIGHT },
            Painting { shade: 0.75, degrees: 5.0, module: 4.0, ..STRAIGHT },
            Painting { noise: 30.0, degrees: 5.0, module: 4.5, ..STRAIGHT },
            Painting { shade: 0.5, noise: 15.0, blurs: 2, tilt: 0.15, degrees: 20.0, module: 5.0, ..STRAIGHT },
            Painting { dark: true, module: 5.0, blurs: 1, ..STRAIGHT },
        ];
        for painting in hard {
            assert_eq!(seen(LINK, &painting).as_deref(), Some(LINK), "{painting:?}");
        }
    }

    #[test]
    fn a_web_view_sends_base64() {
        let pixels = STRAIGHT.pixels(&Modules::of(LINK).unwrap());
        let sent = BASE64.encode(&pixels);
        assert_eq!(read_sent(640, 480, &sent), Ok(Some(LINK.to_owned())));
        assert_eq!(read_sent(640, 479, &sent), Err(QrFault::Frame));
        assert_eq!(read_sent(640, 480, "灰"), Err(QrFault::Frame));
    }

    #[test]
    fn chinese_is_read_as_it_was_written() {
        let text = "驻村日志:青山村 9 月,共 30 天。";
        assert_eq!(seen(text, &Painting { module: 5.0, ..STRAIGHT }).as_deref(), Some(text));
    }

    #[test]
    fn no_code_and_half_a_code_are_none() {
        let whole = Painting { module: 9.0, ..STRAIGHT };
        let pixels = whole.pixels(&Modules::of(LINK).unwrap());
        let half = whole.width * whole.height / 2;
        let upper = GreyFrame::new(whole.width, whole.height / 2, &pixels[..half as usize]).unwrap();
        assert_eq!(read(&upper), None);
        assert_eq!(read(&GreyFrame::new(640, 480, &vec![128; 640 * 480]).unwrap()), None);
    }

    #[test]
    fn a_frame_must_be_what_it_says() {
        let pixels = vec![0; 2048 * 2048];
        assert!(GreyFrame::new(2048, 2048, &pixels).is_ok());
        for (width, height, bytes) in [
            (20, 100, 2000),
            (100, 20, 2000),
            (2049, 100, 204_900),
            (100, 100, 9999),
            (0, 0, 0),
            (u32::MAX, u32::MAX, 1),
        ] {
            assert_eq!(
                GreyFrame::new(width, height, &pixels[..bytes]).err(),
                Some(QrFault::Frame),
                "{width} × {height}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_picture_brings_the_reader_down(
            width in 21_u32..90,
            height in 21_u32..90,
            seed in prop::collection::vec(any::<u8>(), 16..200),
            coarse in 1_u32..6,
        ) {
            // Blocks, since single noisy pixels never look like a finder pattern.
            let pixels: Vec<u8> = (0..width * height)
                .map(|place| (place % width / coarse) * 31 + (place / width / coarse) * 17)
                .map(|block| if seed[block as usize % seed.len()] & 1 == 0 { 20 } else { 230 })
                .collect();
            read(&GreyFrame::new(width, height, &pixels).unwrap());
        }
    }
}
