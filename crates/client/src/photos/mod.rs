//! 照片: kept with a draft, said of whom they show, brought to the server when the line allows, seen by teammates.
//!
//! Shrinking ([`shrink_photo`]) and the line ([`send_photo`]) need no phone: a person writes meanwhile.

mod arriving;
mod camera_folder;
mod seeing;
mod sending;
mod tus;
mod unplaced;
mod unread;

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::photo::{People, Photo};
use cunji_domain::record::{
    Bytes, Code, FieldState, FieldType, Instant, KindDecl, RecordId, RecordKind, Scalar, Value,
};
use cunji_domain::visit::PhotoRef;
use cunji_store::{Draft, DraftId, KeptPhoto, NewPhoto, PhotoDigest};

pub use arriving::ArrivingPhotos;
pub(crate) use camera_folder::{CameraFolder, LeftFile, WholeFile, remove as remove_camera_file};
pub use cunji_photos::{PhotoError, Shrunk, shrink as shrink_photo};
pub(crate) use seeing::data_address;
pub use seeing::{PhotoWish, fetch_photo};
pub(crate) use sending::send_photos_at;
pub use sending::{PhotoToSend, PhotoUpload};
pub use tus::{Delivered, send_photo};
pub(crate) use unplaced::FORM_GONE;

use crate::error::{ClientError, Result, Told};
use crate::phone::Phone;
use crate::phone::write::{Beside, Place};

/// How long a photo stays that was taken off its draft, or whose draft was thrown away: it may have been a slip.
const SLIP_SECONDS: i64 = 30 * 86_400;
/// A photo this young (seconds) was taken where the phone is.
const JUST_TAKEN: i64 = 10 * 60;
/// China's clocks, east of UTC: what a camera's time without a zone is taken for.
const ZONE_SECONDS: i64 = 8 * 3_600;

/// What comes with a photo beside its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PhotoFrom {
    /// Where the person is, if the phone may say.
    pub place: Option<Place>,
    /// When the file was last changed, as its chooser tells: Unix seconds. The camera's own word goes before.
    pub changed_at: Option<i64>,
}

impl From<PhotoError> for ClientError {
    fn from(error: PhotoError) -> Self {
        Self::Told(Told::new(error.code(), error.zh(), error.to_string()))
    }
}

impl Phone {
    /// Keeps a photo and puts it into a draft; when this returns, the power may fail. The photo comes first: whatever became of the
    /// draft meanwhile, it is kept, and offered to the next form.
    ///
    /// # Errors
    /// There is no such draft, or its kind shows no photos: the photo is kept all the same; the disk is full or read-only.
    pub fn keep_photo(&mut self, draft: DraftId, shrunk: &Shrunk, from: PhotoFrom) -> Result<PhotoRef> {
        let digest = self.take_in(shrunk, from)?;
        match self.place_photo(digest, draft) {
            Ok(photo) => Ok(photo),
            Err(error) => {
                self.keep_unplaced(shrunk, from)?;
                Err(error)
            }
        }
    }

    /// Keeps a photo with what is known of it.
    fn take_in(&mut self, shrunk: &Shrunk, from: PhotoFrom) -> Result<PhotoDigest> {
        let now = self.clock.now();
        let told = shrunk.taken.map(|at| at.and_utc().timestamp() - ZONE_SECONDS).or(from.changed_at);
        let new = NewPhoto {
            picture: shrunk.photo.clone(),
            thumbnail: shrunk.thumbnail.clone(),
            // A camera whose clock is ahead says nothing that is true.
            taken_at: told.filter(|at| (0..=now).contains(at)),
            // Where the phone is now says nothing of a picture from the gallery: only of one that was just taken.
            place: from
                .place
                .filter(|_| told.is_some_and(|at| (now - at).abs() <= JUST_TAKEN))
                .map(|place| (place.lat, place.lon)),
        };
        Ok(self.store.keep_photo(&new, now)?)
    }

    /// Says of the people on an own photo whether they agreed. Asked once, and to be changed at any time: what a saved record
    /// shows is said to the team and the server by a record of its own, and until then it waits beside the photo.
    ///
    /// # Errors
    /// The photo is not here; the disk is full or read-only.
    pub fn say_people(&mut self, digest: PhotoDigest, people: People) -> Result<()> {
        let kept = self.own_photo(digest)?.ok_or_else(not_here)?;
        if let Some((space, _)) = &kept.shown_in {
            self.tell_of(space.clone(), &kept, people)?;
        }
        Ok(self.store.set_photo_people(digest, people.code())?)
    }

    /// What follows when a draft was written: the record that shows its photos is noted, and what was said of them becomes
    /// records. A crash in between is made good by the next look ([`Phone::photos_to_send`]).
    pub(crate) fn photos_written(&mut self, draft: &Draft, record: RecordId) -> Result<()> {
        let digests = digests_of(draft);
        if digests.is_empty() {
            return Ok(());
        }
        for digest in digests {
            self.store.set_photo_shown(digest, &draft.space, record)?;
        }
        self.tell_of_photos()
    }

    /// Writes what was said of own photos that saved records show, where no record says anything yet. Those that the server holds
    /// were told of before.
    pub(crate) fn tell_of_photos(&mut self) -> Result<()> {
        for kept in self.store.own_photos()?.into_iter().filter(|kept| kept.picture_at.is_none()) {
            let people = kept.people.as_deref().and_then(People::of);
            let (Some(people), Some((space, _))) = (people, kept.shown_in.clone()) else { continue };
            if self.said_of(&space, &self.person()?, kept.digest)?.is_none() {
                self.tell_of(space, &kept, people)?;
            }
        }
        Ok(())
    }

    fn tell_of(&mut self, space: DivisionCode, kept: &KeptPhoto, people: People) -> Result<()> {
        let (cadre, digest) = (self.person()?, Bytes(kept.digest.0.to_vec()));
        let photo = Photo { cadre, digest, people, taken: kept.taken_at.map(Instant) };
        self.add_in(space, &photo, &Beside::default()).map(drop)
    }

    /// Notes of every own photo which saved record shows it, before a purge takes the record away.
    pub(crate) fn note_photos_shown(&self) -> Result<()> {
        Ok(self.store.note_photos_shown(Photo::DECL.number)?)
    }

    /// Drops photos that nothing shows any more and that can't be lost; those that are offered to forms stay. Gives how many.
    ///
    /// # Errors
    /// The database fails.
    pub fn tidy_photos(&mut self) -> Result<usize> {
        let before = self.clock.now().saturating_sub(SLIP_SECONDS);
        Ok(self.store.drop_photos_nobody_shows(Photo::DECL.number, before, &self.unplaced()?)?)
    }

    fn own_photo(&self, digest: PhotoDigest) -> Result<Option<KeptPhoto>> {
        Ok(self.store.photo(digest)?.filter(|kept| kept.own))
    }
}

/// The field of a kind that shows photos.
fn photo_field(kind: u16) -> Result<u16> {
    kinds::by_number(kind).and_then(photo_field_of).ok_or_else(shows_no_photos)
}

fn photo_field_of(decl: &KindDecl) -> Option<u16> {
    decl.fields.iter().find(|field| field.ty == FieldType::Set(&PhotoRef::TYPE)).map(|field| field.number)
}

/// The photos that a draft shows.
fn digests_of(draft: &Draft) -> Vec<PhotoDigest> {
    let field = kinds::by_number(draft.kind).and_then(photo_field_of);
    match field.and_then(|field| draft.fields.get(&field)) {
        Some(FieldState::Set(members)) => members.keys().filter_map(digest_of).collect(),
        _ => Vec::new(),
    }
}

fn digest_of(member: &Value) -> Option<PhotoDigest> {
    PhotoRef::from_value(member)?.digest.0.try_into().ok().map(PhotoDigest)
}

/// A photo's name as a screen carries it.
///
/// # Errors
/// It is none.
pub fn photo_digest(typed: &str) -> Result<PhotoDigest> {
    crate::views::fixed(typed).map(PhotoDigest).ok_or_else(not_here)
}

/// What is said of the people on a photo, by its code.
///
/// # Errors
/// There is no such code.
pub fn people_of(code: &str) -> Result<People> {
    People::of(code).ok_or_else(|| {
        ClientError::told(
            "photo.no_such_answer",
            format!("没有「{code}」这个回答。请选一个给出的。"),
            format!("There is no answer {code}; choose one of those that are offered."),
        )
    })
}

fn shows_no_photos() -> ClientError {
    ClientError::told(
        "photo.not_in_this_kind",
        "这种记录不带照片。请把照片放进日志、走访或问题里。",
        "A record of this kind shows no photos; put the photo into a diary, a visit or a problem.",
    )
}

pub(crate) fn not_here() -> ClientError {
    ClientError::told(
        "photo.not_on_this_phone",
        "手机里没有这张照片。请再选一次。",
        "This photo is not on this phone; choose it again.",
    )
}
