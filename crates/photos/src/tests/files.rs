//! Pictures as cameras write them, made up here.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::{DynamicImage, ImageFormat, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// A word that stands in the metadata and nowhere else.
pub const SECRET: &str = "CAMERA-OF-NOBODY";

/// A JPEG of these pixels with a camera's EXIF block in it.
pub fn jpeg(pixels: &RgbImage, orientation: u16) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 92);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    encoder.add_exif_metadata(&exif_block(orientation)).unwrap();
    encoder.add_app_segment(13, format!("Photoshop 3.0\0{SECRET}").into_bytes()).unwrap();
    let (width, height) = (pixels.width().try_into().unwrap(), pixels.height().try_into().unwrap());
    encoder.encode(pixels.as_raw(), width, height, ColorType::Rgb).unwrap();
    file
}

/// A picture in another format, without metadata.
pub fn other(pixels: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    pixels.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// How it is to be turned, when and where it was taken, and by what.
pub fn exif_block(orientation: u16) -> Vec<u8> {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let degrees = |d, m| Value::Rational(vec![Rational::from((d, 1)), Rational::from((m, 1)), Rational::from((0, 1))]);
    let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let fields = [
        field(Tag::Orientation, Value::Short(vec![orientation])),
        field(Tag::Model, text(SECRET)),
        field(Tag::DateTimeOriginal, text("2017:09:01 15:04:05")),
        field(Tag::GPSLatitudeRef, text("N")),
        field(Tag::GPSLatitude, degrees(32, 41)),
        field(Tag::GPSLongitudeRef, text("E")),
        field(Tag::GPSLongitude, degrees(109, 1)),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, false).unwrap();
    block.into_inner()
}

/// The markers of a JPEG file's segments up to the pixels.
pub fn markers(file: &[u8]) -> Vec<u8> {
    assert_eq!(file[..2], [0xff, 0xd8], "no JPEG");
    let (mut at, mut markers) = (2, Vec::new());
    loop {
        assert_eq!(file[at], 0xff, "no marker at {at}");
        markers.push(file[at + 1]);
        if file[at + 1] == 0xda {
            return markers;
        }
        at += 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
    }
}

/// The pixels of what is kept.
pub fn seen(file: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(file, ImageFormat::Jpeg).unwrap().into_rgb8()
}

/// Whether a part is somewhere in a whole.
pub fn has(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}
