//! What is to be brought to the server: thumbnails before pictures, of records whose texts it holds.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::photo::Photo;
use cunji_domain::record::{RecordId, RecordKind};
use cunji_history::DevicePublicKey;
use cunji_history::signed::Deployment;
use cunji_protocol::calls::Token;
use cunji_store::{PhotoDigest, PhotoPart};

use super::tus::{Delivered, send_photo};
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::sync::{Desk, HttpTransport};

/// What the server answers where none of its entries shows a photo.
pub(super) const NOT_SHOWN: &str = "photo.not_shown";

/// One file that the server does not hold, as far as it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoToSend {
    /// The photo.
    pub digest: PhotoDigest,
    /// Which of its files.
    pub part: PhotoPart,
    /// Its bytes, about: the picture's exactly.
    pub size: u64,
    /// A record of this person's that shows it.
    pub space: DivisionCode,
    /// Its id.
    pub record: RecordId,
}

/// A file with all that the line needs to bring it, so that nobody waits for the phone meanwhile.
#[derive(Debug, Clone)]
pub struct PhotoUpload {
    /// What it is.
    pub what: PhotoToSend,
    /// The server's address.
    pub server: String,
    /// What authorises it.
    pub token: Token,
    /// Whose photo it is.
    pub person: PersonId,
    /// By what the server's word is known that it holds the file.
    pub pinned: (Deployment, DevicePublicKey),
    /// The file.
    pub bytes: Vec<u8>,
}

impl Phone {
    /// What is to be sent, in its order: thumbnails, then pictures, each the oldest first. Only what a record shows whose text
    /// the server holds; what it said it holds in this epoch is left out.
    ///
    /// # Errors
    /// The database fails.
    pub fn photos_to_send(&mut self) -> Result<Vec<PhotoToSend>> {
        // A crash may have come between a record and these.
        self.note_photos_shown()?;
        self.tell_of_photos()?;
        let mut ready = self.photos_lacking()?;
        let mut waiting = BTreeSet::new();
        for record in ready.iter().map(|what| what.record).collect::<BTreeSet<_>>() {
            if self.store.unsent_of(record)? > 0 {
                waiting.insert(record);
            }
        }
        ready.retain(|what| !waiting.contains(&what.record));
        Ok(ready)
    }

    /// The files that the server lacks of photos that saved records show, whether their texts have come there or not; thumbnails
    /// first. Looks and changes nothing.
    pub(crate) fn photos_lacking(&self) -> Result<Vec<PhotoToSend>> {
        let epoch = self.store.epochs()?.into_iter().map(|epoch| epoch.epoch).max();
        let (mut thumbnails, mut pictures) = (Vec::new(), Vec::new());
        for kept in self.store.own_photos()? {
            let Some((space, record)) = kept.shown_in else { continue };
            let lacks = |at: Option<u32>| at.is_none() || at < epoch;
            let send = |part, size| PhotoToSend { digest: kept.digest, part, size, space: space.clone(), record };
            if lacks(kept.thumbnail_at) {
                thumbnails.push(send(PhotoPart::Thumbnail, cunji_photos::THUMBNAIL_BYTES as u64));
            }
            if lacks(kept.picture_at) {
                pictures.push(send(PhotoPart::Picture, kept.size));
            }
        }
        thumbnails.append(&mut pictures);
        Ok(thumbnails)
    }

    /// A file to be sent; none where it is here no more.
    ///
    /// # Errors
    /// The database fails.
    pub fn photo_upload(&self, what: &PhotoToSend) -> Result<Option<PhotoUpload>> {
        let Some(bytes) = self.store.photo_part(what.digest, what.part)? else { return Ok(None) };
        let enrolment = self.enrolment()?;
        let token = Token(enrolment.token);
        let pinned = (enrolment.deployment, self.server_key()?);
        let (server, person) = (enrolment.server, enrolment.person);
        Ok(Some(PhotoUpload { what: what.clone(), server, token, person, pinned, bytes }))
    }

    /// Notes what the server said of a file that was sent.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn photo_delivered(&mut self, what: &PhotoToSend, delivered: Delivered) -> Result<()> {
        Ok(self.store.set_photo_held(what.digest, what.part, delivered.epoch)?)
    }

    /// The server says that none of its entries shows the photo. Where none here does either, it was erased by law, and goes.
    fn photo_not_shown(&mut self, what: &PhotoToSend) -> Result<()> {
        let shown = self.store.photos_shown(&[what.digest].into(), Photo::DECL.number)?;
        if shown.in_drafts.is_empty() && shown.in_edits.is_empty() {
            self.store.drop_photo(what.digest)?;
        }
        Ok(())
    }
}

impl Phone {
    /// Brings photos to the server, as long as `goes_on` says so of each. Gives how many files came there.
    ///
    /// # Errors
    /// As [`send_photo`]; the store fails.
    pub async fn send_photos(&mut self, goes_on: impl FnMut(&PhotoToSend) -> bool + Send) -> Result<u32> {
        let line = HttpTransport::new(&self.enrolment()?.server)?;
        self.send_photos_over(&line, goes_on).await
    }

    /// As [`Phone::send_photos`], over a line.
    ///
    /// # Errors
    /// As [`Phone::send_photos`].
    pub async fn send_photos_over(
        &mut self,
        line: &HttpTransport,
        goes_on: impl FnMut(&PhotoToSend) -> bool + Send,
    ) -> Result<u32> {
        send_photos_at(self, line, goes_on).await
    }
}

/// Brings photos of the phone on a desk to the server, as long as `goes_on` says so of each: thumbnails on every line, pictures
/// where the line and its owner allow. Gives how many files came there. The desk is asked for moments only.
///
/// # Errors
/// The line breaks (what came is kept there, and the next time goes on); the server refuses; the store fails.
pub(crate) async fn send_photos_at<D: Desk>(
    desk: &mut D,
    line: &HttpTransport,
    mut goes_on: impl FnMut(&PhotoToSend) -> bool + Send,
) -> Result<u32> {
    let mut sent = 0;
    let queue = desk.with(Phone::photos_to_send)?;
    for what in queue.into_iter().filter(|what| goes_on(what)) {
        let Some(upload) = desk.with(|phone| phone.photo_upload(&what))? else { continue };
        match send_photo(line, &upload).await {
            Ok(delivered) => {
                desk.with(|phone| phone.photo_delivered(&what, delivered))?;
                sent += 1;
            }
            Err(ClientError::Refused(refusal)) if refusal.code == NOT_SHOWN => {
                desk.with(|phone| phone.photo_not_shown(&what))?;
            }
            Err(error) => return Err(error),
        }
    }
    desk.with(|phone| phone.tidy_photos().map(drop))?;
    Ok(sent)
}
