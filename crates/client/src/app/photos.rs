//! Photos in the app: none of the work that takes its time is done with the phone in hand.

use cunji_domain::record::RecordId;
use cunji_store::{DraftId, PhotoDigest, PhotoPart};

use super::App;
use crate::attendance::ReportFile;
use crate::error::Result;
use crate::photos::{ArrivingPhotos, PhotoFrom, PhotoToSend, data_address, fetch_photo, not_here, send_photos_at};
use crate::sync::HttpTransport;
use crate::views::hex;
use crate::views::photos::PhotoRefView;

impl App {
    /// Photos that are on their way from the screen.
    pub fn arriving_photos(&self) -> &ArrivingPhotos {
        &self.arriving
    }

    /// Makes a photo small that has come from the screen, and puts it into a form.
    ///
    /// # Errors
    /// Not all of it came; it can't be read; there is no such form; the phone is locked.
    pub fn keep_photo(&self, number: u32, form: DraftId, from: PhotoFrom) -> Result<PhotoRefView> {
        let shrunk = self.arriving.end(number)?;
        self.with(|phone| Ok(PhotoRefView::from(&phone.keep_photo(form, &shrunk, from)?)))
    }

    /// A copy of a photo with its watermark drawn in it, as it came from the screen, to be handed on.
    ///
    /// # Errors
    /// Not all of it came.
    pub fn stamped_photo(&self, number: u32, digest: PhotoDigest) -> Result<ReportFile> {
        let start: String = hex(&digest.0).chars().take(8).collect();
        Ok(ReportFile { name: format!("{start}.jpg"), media_type: "image/jpeg", bytes: self.arriving.whole(number)? })
    }

    /// Brings photos to the server, as long as `goes_on` says so of each: thumbnails on every line, pictures where the line and its
    /// owner allow. Gives how many files came there. Screens write and read meanwhile.
    ///
    /// # Errors
    /// As [`crate::Phone::send_photos`]; [`crate::ClientError::Locked`].
    pub async fn send_photos(&self, goes_on: impl FnMut(&PhotoToSend) -> bool + Send) -> Result<u32> {
        let server = self.with(|phone| Ok(phone.enrolment()?.server))?;
        let _turn = self.turn.lock().await;
        send_photos_at(&mut self.desk()?, &HttpTransport::new(&server)?, goes_on).await
    }

    /// A photo as a `data:` address: from this phone, else from the server by a record that shows it. A thumbnail that was
    /// fetched stays.
    ///
    /// # Errors
    /// As [`fetch_photo`]; it is not here and no record is named; the phone is locked.
    pub async fn photo_shown(&self, record: Option<RecordId>, digest: PhotoDigest, part: PhotoPart) -> Result<String> {
        if let Some(here) = self.with(|phone| phone.photo_here(digest, part))? {
            return Ok(here);
        }
        let record = record.ok_or_else(not_here)?;
        let wish = self.with(|phone| phone.photo_wish(record, digest, part))?;
        let bytes = fetch_photo(&HttpTransport::new(&wish.server)?, &wish).await?;
        self.with(|phone| phone.keep_fetched(&wish, &bytes))?;
        Ok(data_address(&bytes))
    }
}
