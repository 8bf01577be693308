//! Photos as screens show them. The watermark is drawn from these facts when a photo is shown or shared; it is in no file.

use chrono::NaiveDate;
use cunji_domain::visit::PhotoRef;
use serde::Serialize;
use ts_rs::TS;

use super::failure::SentenceView;
use super::hex;
use super::named::PersonName;

/// A photo as a record's fields name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PhotoRefView {
    /// Its name: SHA-256, in hex.
    pub digest: String,
    /// The picture's bytes.
    pub size: u32,
}

impl From<&PhotoRef> for PhotoRefView {
    fn from(photo: &PhotoRef) -> Self {
        Self { digest: hex(&photo.digest.0), size: u32::try_from(photo.size).unwrap_or(0) }
    }
}

/// How far an own photo is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoSent {
    /// The server holds none of it, as far as it said.
    Waiting,
    /// It holds the thumbnail.
    Thumbnail,
    /// It holds the picture.
    Whole,
}

/// A photo of a record or a form.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PhotoView {
    /// Its name: SHA-256, in hex.
    pub digest: String,
    /// The picture's bytes.
    pub size: u32,
    /// Whether it was taken or chosen on this phone.
    pub mine: bool,
    /// Whether its thumbnail is on this phone.
    pub here: bool,
    /// How far it is on its way; none of a teammate's.
    pub sent: Option<PhotoSent>,
    /// What was said of the people on it: `nobody`, `agreed`, `not_agreed`; none before it was asked.
    pub people: Option<String>,
    /// When it was taken, if that is known: Unix seconds, UTC.
    pub taken_at: Option<i64>,
    /// When it came to this phone: Unix seconds, UTC.
    pub added_at: Option<i64>,
    /// The day that its record tells of.
    pub day: Option<NaiveDate>,
    /// Who took it.
    pub who: PersonName,
    /// The village, as far as its name has come down.
    pub village_name: Option<String>,
    /// Where an own one was added: millionths of a degree.
    pub place: Option<(i32, i32)>,
}

/// A photo on this phone that is in no form and in no record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UnplacedPhotoView {
    /// Its name: SHA-256, in hex.
    pub digest: String,
    /// When it was taken, else when it came to this phone: Unix seconds, UTC.
    #[ts(type = "number")]
    pub moment: i64,
}

/// A file that the camera left and that opens as no photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UnreadPhotoView {
    /// Its name in the camera's folder.
    pub name: String,
    /// When it was written: Unix seconds, UTC.
    #[ts(type = "number")]
    pub moment: i64,
    /// Why it can't be read here, and what can be done.
    pub why: SentenceView,
    /// The local day on which it is deleted, once its person was told.
    pub goes_on: NaiveDate,
}

/// What of the own photos waits for a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PhotosView {
    /// Thumbnails; they go on every line.
    pub thumbnails: u32,
    /// Pictures; they go where the line and its owner allow.
    pub pictures: u32,
    /// Bytes of all of them, about.
    #[ts(type = "number")]
    pub bytes: u64,
}
