//! Photos to be looked at: an own one from the phone, a teammate's from the server, when somebody asks for it.

use cunji_documents::Record;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::photo::{People, Photo};
use cunji_domain::record::{Code, FieldState, Fields, RecordId, RecordKind, Scalar, Value};
use cunji_domain::visit::PhotoRef;
use cunji_history::derived_record_id;
use cunji_protocol::calls::Token;
use cunji_protocol::limits;
use cunji_store::{Draft, DraftId, PhotoDigest, PhotoPart};
use data_encoding::{BASE64, HEXLOWER};
use reqwest::Method;
use reqwest::header::HeaderMap;

use super::{PhotoToSend, digest_of, photo_field_of};
use crate::error::Result;
use crate::phone::Phone;
use crate::sync::{Ask, HttpTransport, line_error, refusal};
use crate::views::hex;
use crate::views::photos::{PhotoSent, PhotoView, PhotosView};

/// A photo that is not on this phone, with all that the line needs to fetch it.
#[derive(Debug, Clone)]
pub struct PhotoWish {
    /// The photo.
    pub digest: PhotoDigest,
    /// Which of its files.
    pub part: PhotoPart,
    /// Its picture's bytes.
    pub size: u64,
    /// The server's address.
    pub server: String,
    /// What authorises it.
    pub token: Token,
    path: String,
}

impl Phone {
    /// The photos of a record, as screens show them.
    ///
    /// # Errors
    /// It is not here.
    pub fn photos_of(&mut self, record: RecordId) -> Result<Vec<PhotoView>> {
        let record = self.record(record)?;
        self.photo_views(&record.space, &record.author, &record.key, &record.fields, record.kind)
    }

    /// The photos of a form.
    ///
    /// # Errors
    /// There is no such draft.
    pub fn photos_of_form(&mut self, draft: DraftId) -> Result<Vec<PhotoView>> {
        let Draft { space, key, fields, kind, .. } = self.draft(draft)?;
        self.photo_views(&space, &self.person()?, &key, &fields, kind)
    }

    /// What of the own photos waits for a line.
    ///
    /// # Errors
    /// The database fails.
    pub fn photos_waiting(&mut self) -> Result<PhotosView> {
        let waiting = self.photos_to_send()?;
        let count = |part| u32::try_from(waiting.iter().filter(|what| what.part == part).count()).unwrap_or(u32::MAX);
        let bytes = waiting.iter().map(|what: &PhotoToSend| what.size).sum();
        Ok(PhotosView { thumbnails: count(PhotoPart::Thumbnail), pictures: count(PhotoPart::Picture), bytes })
    }

    /// A photo's file from this phone as a `data:` address; none where it is not here.
    ///
    /// # Errors
    /// The database fails; the file is damaged.
    pub fn photo_here(&self, digest: PhotoDigest, part: PhotoPart) -> Result<Option<String>> {
        Ok(self.store.photo_part(digest, part)?.map(|bytes| data_address(&bytes)))
    }

    /// What the line needs to fetch a photo of a record.
    ///
    /// # Errors
    /// The record is not here or does not show the photo.
    pub fn photo_wish(&self, record: RecordId, digest: PhotoDigest, part: PhotoPart) -> Result<PhotoWish> {
        let record = self.record(record)?;
        let photo =
            refs_of(&record).into_iter().find(|photo| photo.digest.0 == digest.0).ok_or_else(super::not_here)?;
        let enrolment = self.enrolment()?;
        let path =
            format!("/v1/photos/{}/{}/{}", record.space, HEXLOWER.encode(&record.id.0), HEXLOWER.encode(&digest.0));
        let size = u64::try_from(photo.size).unwrap_or(0);
        Ok(PhotoWish { digest, part, size, server: enrolment.server, token: Token(enrolment.token), path })
    }

    /// Keeps a thumbnail that was fetched.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn keep_fetched(&self, wish: &PhotoWish, bytes: &[u8]) -> Result<()> {
        if wish.part == PhotoPart::Thumbnail {
            self.store.keep_thumbnail(wish.digest, wish.size.max(1), bytes, self.clock.now())?;
        }
        Ok(())
    }

    fn photo_views(
        &mut self,
        space: &DivisionCode,
        author: &PersonId,
        key: &[Value],
        fields: &Fields,
        kind: u16,
    ) -> Result<Vec<PhotoView>> {
        let Some(decl) = kinds::by_number(kind) else { return Ok(Vec::new()) };
        let state = photo_field_of(decl).and_then(|field| fields.get(&field));
        let Some(FieldState::Set(members)) = state else { return Ok(Vec::new()) };
        let day = decl.day_told(key, fields);
        let village_name = self.village_name(space, day.unwrap_or_else(|| self.today()))?;
        let (known, mut views) = (self.known()?, Vec::new());
        for photo in members.keys().filter_map(PhotoRef::from_value) {
            let Some(digest) = digest_of(&photo.to_value()) else { continue };
            let own = self.own_photo(digest)?;
            let said = self.said_of(space, author, digest)?;
            let here = self.store.photo(digest)?.is_some();
            let sent = own.as_ref().map(|own| match (own.thumbnail_at, own.picture_at) {
                (_, Some(_)) => PhotoSent::Whole,
                (Some(_), None) => PhotoSent::Thumbnail,
                (None, None) => PhotoSent::Waiting,
            });
            let waits = own.as_ref().and_then(|own| own.people.clone());
            views.push(PhotoView {
                digest: hex(&digest.0),
                size: u32::try_from(photo.size).unwrap_or(0),
                mine: own.is_some(),
                here,
                sent,
                people: said.as_ref().map(|said| said.people.code().to_owned()).or(waits),
                taken_at: own.as_ref().and_then(|own| own.taken_at).or(said.and_then(|said| said.taken.map(|at| at.0))),
                added_at: own.as_ref().map(|own| own.added_at),
                day,
                who: known.person(author),
                village_name: village_name.clone(),
                place: own.and_then(|own| own.place),
            });
        }
        // In the order in which they were taken, as far as that is known.
        views.sort_by_key(|view| (view.taken_at.or(view.added_at), view.added_at, view.digest.clone()));
        Ok(views)
    }

    pub(super) fn said_of(
        &self,
        space: &DivisionCode,
        author: &PersonId,
        digest: PhotoDigest,
    ) -> Result<Option<Photo>> {
        let key = [author.to_value(), Value::Bytes(digest.0.to_vec())];
        let id = derived_record_id(Photo::DECL.number, space, &key);
        let said = self.store.typed::<Photo>(id)?;
        Ok(said.filter(|said| said.record.withdrawn.is_none()).map(|said| said.value))
    }
}

/// The photos that a record shows.
fn refs_of(record: &Record) -> Vec<PhotoRef> {
    let field = kinds::by_number(record.kind).and_then(photo_field_of);
    match field.and_then(|field| record.fields.get(&field)) {
        Some(FieldState::Set(members)) => members.keys().filter_map(PhotoRef::from_value).collect(),
        _ => Vec::new(),
    }
}

/// Fetches a photo from the server as a file. Needs no phone.
///
/// # Errors
/// The line; a refusal: it has not come there yet, or its people have not agreed.
pub async fn fetch_photo(line: &HttpTransport, wish: &PhotoWish) -> Result<Vec<u8>> {
    let part = if wish.part == PhotoPart::Thumbnail { "?part=thumbnail" } else { "" };
    let path = format!("{}{part}", wish.path);
    let ask = Ask { method: Method::GET, path, token: wish.token, headers: HeaderMap::new(), body: None };
    let told = line.ask(ask).await.map_err(line_error)?;
    if told.status != 200 {
        return Err(refusal(told.status, &told.body));
    }
    let most = if wish.part == PhotoPart::Thumbnail { limits::THUMBNAIL_BYTES } else { limits::PHOTO_BYTES };
    let is_it = wish.part == PhotoPart::Thumbnail || {
        use sha2::Digest;
        sha2::Sha256::digest(&told.body)[..] == wish.digest.0
    };
    if told.body.len() > most || !is_it {
        return Err(crate::ClientError::Unreadable("a photo that is not what its name says".to_owned()));
    }
    Ok(told.body)
}

/// A JPEG file as an address that an image shows.
pub fn data_address(bytes: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", BASE64.encode(bytes))
}

impl PhotoView {
    /// Whether others may see it, as far as was said.
    pub fn is_agreed(&self) -> bool {
        self.people.as_deref().and_then(People::of).is_some_and(People::may_be_shown)
    }
}
