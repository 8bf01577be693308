//! Photos in the app: none of the work that takes its time is done with the phone in hand.

use std::fs;
use std::path::PathBuf;

use cunji_domain::record::RecordId;
use cunji_store::{DraftId, PhotoDigest, PhotoPart};

use super::App;
use crate::attendance::ReportFile;
use crate::error::{ClientError, Result};
use crate::photos::{
    ArrivingPhotos, CameraFolder, FORM_GONE, PhotoFrom, PhotoToSend, WholeFile, data_address, fetch_photo, not_here,
    remove_camera_file, send_photos_at, shrink_photo, written_at,
};
use crate::sync::HttpTransport;
use crate::views::hex;
use crate::views::photos::{PhotoRefView, UnplacedPhotoView};

impl App {
    /// Photos that are on their way from the screen.
    pub fn arriving_photos(&self) -> &ArrivingPhotos {
        &self.arriving
    }

    /// Where the system's camera leaves its pictures. Said once, when the program begins.
    pub fn camera_writes_to(&self, folder: PathBuf) {
        _ = self.camera.set(CameraFolder::new(folder));
    }

    /// Makes a photo small that has come from the screen, and puts it into a form.
    ///
    /// # Errors
    /// Not all of it came; it can't be read; there is no such form: then it is kept and offered to the next one; the phone is locked:
    /// then it waits, and the same call puts it into the form once the phone is open.
    pub fn keep_photo(&self, number: u32, form: DraftId, from: PhotoFrom) -> Result<PhotoRefView> {
        let photo = self.arriving.end(number)?;
        let kept = self.with(|phone| Ok(PhotoRefView::from(&phone.keep_photo(form, &photo.shrunk, from)?)));
        match &kept {
            Err(ClientError::Locked) => self.arriving.put_back(number, photo),
            // The store has it; the camera's file is in the clear.
            Ok(_) => self.delete_of_camera(&photo.file),
            Err(error) if error.code() == FORM_GONE => self.delete_of_camera(&photo.file),
            Err(_) => {}
        }
        kept
    }

    /// Makes a photo small that has come from the screen, and keeps it in no form: its own was left, and it did not get in.
    ///
    /// # Errors
    /// As [`App::keep_photo`], but for the form.
    pub fn keep_unplaced_photo(&self, number: u32, from: PhotoFrom) -> Result<()> {
        let photo = self.arriving.end(number)?;
        let kept = self.with(|phone| phone.keep_unplaced(&photo.shrunk, from)).map(drop);
        match &kept {
            Err(ClientError::Locked) => self.arriving.put_back(number, photo),
            Ok(()) => self.delete_of_camera(&photo.file),
            Err(_) => {}
        }
        kept
    }

    /// Photos that are in no form, with what the camera took while the system had ended the program: that is taken into the store
    /// first. Takes its time.
    ///
    /// # Errors
    /// The disk is full or read-only; the phone is locked.
    pub fn unplaced_photos(&self) -> Result<Vec<UnplacedPhotoView>> {
        for file in self.camera.get().map(CameraFolder::left_before).unwrap_or_default() {
            // What can't be read as a picture stays where it is.
            let Some(shrunk) = fs::read(&file).ok().and_then(|whole| shrink_photo(&whole).ok()) else { continue };
            let from = PhotoFrom { place: None, changed_at: written_at(&file) };
            self.with(|phone| phone.keep_unplaced(&shrunk, from))?;
            remove_camera_file(&file);
        }
        self.with(|phone| phone.unplaced_photos())
    }

    fn delete_of_camera(&self, file: &WholeFile) {
        if let Some(camera) = self.camera.get() {
            camera.delete(file);
        }
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
