//! Photos in the app: none of the work that takes its time is done with the phone in hand.

use std::fs;
use std::path::PathBuf;

use cunji_domain::record::RecordId;
use cunji_store::{DraftId, PhotoDigest, PhotoPart};

use super::App;
use crate::attendance::ReportFile;
use crate::error::{ClientError, Result};
use crate::photos::{
    ArrivingPhotos, CameraFolder, FORM_GONE, LeftFile, PhotoFrom, PhotoToSend, WholeFile, data_address, fetch_photo,
    not_here, remove_camera_file, send_photos_at, shrink_photo,
};
use crate::sync::HttpTransport;
use crate::views::hex;
use crate::views::photos::{PhotoRefView, UnplacedPhotoView, UnreadPhotoView};

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
        if let Some(camera) = self.camera.get() {
            self.take_from(camera)?;
        }
        self.with(|phone| phone.unplaced_photos())
    }

    /// Takes what the camera left into the store. What opens as no photo stays where it is for a while, and is not read again.
    fn take_from(&self, camera: &CameraFolder) -> Result<()> {
        let known = self.with(|phone| phone.unread_files())?;
        let mut unread = Vec::new();
        for file in camera.left_before() {
            if let Some(known) = known.iter().find(|known| known.is(&file)) {
                unread.push((file, known.why()));
                continue;
            }
            // A disk that does not give it now may the next time.
            let Ok(whole) = fs::read(&file.path) else { continue };
            let shrunk = match shrink_photo(&whole) {
                Ok(shrunk) => shrunk,
                Err(why) => {
                    unread.push((file, why));
                    continue;
                }
            };
            let from = PhotoFrom { place: None, changed_at: Some(file.changed_at) };
            self.with(|phone| phone.keep_unplaced(&shrunk, from))?;
            remove_camera_file(&file.path);
        }
        let over = self.with(|phone| phone.note_unread(&unread))?;
        unread
            .iter()
            .map(|(file, _)| file)
            .filter(|file| over.iter().any(|over| over.is(file)))
            .for_each(|file| remove_camera_file(&file.path));
        Ok(())
    }

    /// Files of the camera's that open as no photo: why, and the day on which each goes if a screen shows that now.
    ///
    /// # Errors
    /// The phone is locked; the database fails.
    pub fn unread_photos(&self) -> Result<Vec<UnreadPhotoView>> {
        let there: Vec<_> = self.left_files().into_iter().map(|file| file.name).collect();
        let (noted, today) = self.with(|phone| Ok((phone.unread_files()?, phone.today())))?;
        Ok(noted.iter().filter(|file| there.contains(&file.name)).map(|file| file.view(today)).collect())
    }

    /// A screen has shown these to a person. None goes that was never shown.
    ///
    /// # Errors
    /// The phone is locked; the disk is full or read-only.
    pub fn told_of_unread_photos(&self, names: &[String]) -> Result<()> {
        self.with(|phone| phone.told_of_unread(names))
    }

    /// One of them as it is, to be handed on.
    ///
    /// # Errors
    /// It is there no more, or is none of them; the phone is locked.
    pub fn unread_photo(&self, name: &str) -> Result<ReportFile> {
        let file = self.unread_file(name)?;
        let bytes = fs::read(&file.path).map_err(|_| not_here())?;
        // As what it is, not as a picture: who takes pictures would look into it and refuse it.
        Ok(ReportFile { name: file.name, media_type: "application/octet-stream", bytes })
    }

    /// One of them is not wanted: its file goes at once.
    ///
    /// # Errors
    /// As [`App::unread_photo`].
    pub fn let_unread_photo_go(&self, name: &str) -> Result<()> {
        remove_camera_file(&self.unread_file(name)?.path);
        Ok(())
    }

    /// Only what is offered: nothing else in the folder is handed on or deleted by its name.
    fn unread_file(&self, name: &str) -> Result<LeftFile> {
        let noted = self.with(|phone| phone.unread_files())?;
        let is_it = |file: &LeftFile| file.name == name && noted.iter().any(|noted| noted.is(file));
        self.left_files().into_iter().find(is_it).ok_or_else(not_here)
    }

    fn left_files(&self) -> Vec<LeftFile> {
        self.camera.get().map(CameraFolder::left_before).unwrap_or_default()
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
