//! When a camera says that a picture was taken.

use chrono::{NaiveDate, NaiveDateTime};
use exif::{DateTime, In, Reader, Tag, Value};

/// The moment of the shutter, of a picture's EXIF block; none where it says nothing that is a time.
pub fn taken(block: Vec<u8>) -> Option<NaiveDateTime> {
    let block = Reader::new().read_raw(block).ok()?;
    let field =
        [Tag::DateTimeOriginal, Tag::DateTimeDigitized].iter().find_map(|tag| block.get_field(*tag, In::PRIMARY))?;
    let Value::Ascii(lines) = &field.value else { return None };
    let at = DateTime::from_ascii(lines.first()?).ok()?;
    NaiveDate::from_ymd_opt(at.year.into(), at.month.into(), at.day.into())?.and_hms_opt(
        at.hour.into(),
        at.minute.into(),
        at.second.into(),
    )
}
