//! QR codes of the command line: on a terminal, and as a picture.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use cunji_server::os_fault;
use qrcode::render::{svg, unicode::Dense1x2};
use qrcode::{Color, EcLevel, QrCode};

use super::Outcome;
use super::failure::Failure;

/// Pixels a module: large enough on an office's screen, and whole.
const MODULE: u32 = 8;
/// The light margin that a reader needs, in modules.
const QUIET: u32 = 4;

/// A text's code for a terminal: light on dark, whatever colours the terminal has.
///
/// # Errors
/// The text is too long for a code.
pub fn for_terminal(text: &str) -> Result<String, Failure> {
    let picture = code(text)?.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    if !std::io::stdout().is_terminal() {
        return Ok(picture);
    }
    Ok(picture.lines().map(|line| format!("\x1b[97;40m{line}\x1b[0m\n")).collect())
}

/// The kinds of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// For every program.
    Png,
    /// For printing.
    Svg,
}

impl Picture {
    /// The kind that a file's name asks for.
    ///
    /// # Errors
    /// It ends in neither.
    pub fn of(file: &Path) -> Result<Self, Failure> {
        match file.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("png") => Ok(Self::Png),
            Some("svg") => Ok(Self::Svg),
            _ => Err(Failure::new(
                "invite.qr_file",
                "二维码文件名要以 .png 或 .svg 结尾。",
                "The QR code's file must end in .png or .svg.",
            )),
        }
    }

    /// Writes a text's code.
    ///
    /// # Errors
    /// The text is too long for a code, or the file can't be written.
    pub fn write(self, text: &str, file: &Path) -> Outcome {
        let code = code(text)?;
        let bytes = match self {
            Self::Png => png(&code).map_err(|error| unwritten(file, &error.into()))?,
            Self::Svg => code.render::<svg::Color<'_>>().module_dimensions(MODULE, MODULE).build().into_bytes(),
        };
        fs::write(file, bytes).map_err(|error| unwritten(file, &error))
    }
}

fn code(text: &str) -> Result<QrCode, Failure> {
    QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| {
        Failure::new(
            "invite.qr_long",
            "服务器地址太长,放不进二维码,请用短一点的地址。",
            "The server's address is too long for a QR code; use a shorter one.",
        )
    })
}

fn png(code: &QrCode) -> Result<Vec<u8>, png::EncodingError> {
    let modules = code.width() as u32;
    let side = (modules + 2 * QUIET) * MODULE;
    let light = |x: u32, y: u32| {
        let place = |pixel: u32| (pixel / MODULE).checked_sub(QUIET).filter(|module| *module < modules);
        match (place(x), place(y)) {
            (Some(column), Some(row)) => code[(column as usize, row as usize)] == Color::Light,
            _ => true,
        }
    };
    let pixels: Vec<u8> = (0..side)
        .flat_map(|y| (0..side).map(move |x| (x, y)))
        .map(|(x, y)| if light(x, y) { 255 } else { 0 })
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}

fn unwritten(file: &Path, error: &io::Error) -> Failure {
    let (zh, en) = os_fault::said(error);
    Failure::new(
        "invite.qr_unwritten",
        format!("写不了 {}:{zh}。注册码上面已经显示,照样能用。", file.display()),
        format!("Can't write {}: {en}. The code above is good all the same.", file.display()),
    )
}

#[cfg(test)]
mod tests {
    use rxing::BarcodeFormat;
    use rxing::helpers::detect_in_luma_slice;

    use super::*;

    const LINK: &str = "cunji:enrol?server=http%3A%2F%2F10.0.0.5%3A7610&code=0123-4567-89AB-CDEF-GHJK";

    fn seen(side: u32, grey: &[u8]) -> String {
        let height = grey.len() as u32 / side;
        detect_in_luma_slice(grey, side, height, Some(BarcodeFormat::QR_CODE)).unwrap().getText().to_owned()
    }

    #[test]
    fn a_picture_says_the_link() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("码.PNG");
        Picture::of(&file).unwrap().write(LINK, &file).unwrap();
        let mut reader =
            png::Decoder::new(std::io::BufReader::new(fs::File::open(&file).unwrap())).read_info().unwrap();
        let mut grey = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut grey).unwrap();
        assert_eq!(seen(info.width, &grey), LINK);
    }

    #[test]
    fn a_terminal_s_blocks_say_the_link() {
        // A half block is a module, drawn four pixels wide and high here; a block is light.
        let blocks = for_terminal(LINK).unwrap();
        let mut grey = Vec::new();
        for line in blocks.lines() {
            for upper in [true, false] {
                let row: Vec<u8> = line
                    .chars()
                    .flat_map(|block| {
                        let light = block == '█' || block == if upper { '▀' } else { '▄' };
                        [if light { 230 } else { 20 }; 4]
                    })
                    .collect();
                grey.extend(row.repeat(4));
            }
        }
        assert_eq!(seen(blocks.lines().next().unwrap().chars().count() as u32 * 4, &grey), LINK);
    }

    #[test]
    fn a_drawing_has_all_of_the_code() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("code.svg");
        Picture::of(&file).unwrap().write(LINK, &file).unwrap();
        let dark = code(LINK).unwrap().to_colors().into_iter().filter(|color| *color == Color::Dark).count();
        assert_eq!(fs::read_to_string(&file).unwrap().matches("h8v8").count(), dark);
    }

    #[test]
    fn another_ending_is_refused_before_anything_is_made() {
        for name in ["code", "code.jpg", "png"] {
            assert!(Picture::of(Path::new(name)).is_err(), "{name}");
        }
    }
}
