//! 还没放进记录的照片: on this phone and in no form. Their form was gone when they came, or the system ended the program behind
//! the camera. They are offered to the forms that are opened next.

use std::collections::BTreeSet;

use cunji_domain::photo::Photo;
use cunji_domain::record::{Bytes, FieldState, RecordKind, Scalar, Value};
use cunji_domain::visit::PhotoRef;
use cunji_store::{DraftId, PhotoDigest, StoreError};

use super::{PhotoFrom, Shrunk, not_here, photo_field, shows_no_photos};
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::views::hex;
use crate::views::photos::UnplacedPhotoView;

/// Under which name it is kept which photos are in no form.
const UNPLACED: &str = "photos in no form";
/// The code of the refusal of a photo whose form is gone. The photo itself is kept then.
pub(crate) const FORM_GONE: &str = "photo.form_gone";

impl Phone {
    /// Photos in no form, the oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn unplaced_photos(&self) -> Result<Vec<UnplacedPhotoView>> {
        let unplaced = self.unplaced()?;
        let shown = self.store.photos_shown(&unplaced, Photo::DECL.number)?;
        let is_shown = |digest| shown.in_drafts.contains(digest) || shown.in_edits.contains_key(digest);
        let mut views = Vec::new();
        for digest in unplaced.iter().filter(|digest| !is_shown(digest)) {
            if let Some(photo) = self.own_photo(*digest)? {
                let moment = photo.taken_at.unwrap_or(photo.added_at);
                views.push(UnplacedPhotoView { digest: hex(&digest.0), moment });
            }
        }
        views.sort_by_key(|view| view.moment);
        Ok(views)
    }

    /// Puts a photo that is on this phone into a draft.
    ///
    /// # Errors
    /// There is no such draft, or its kind shows no photos; the photo is not here; the disk is full or read-only.
    pub fn place_photo(&mut self, digest: PhotoDigest, draft: DraftId) -> Result<PhotoRef> {
        let kept = self.own_photo(digest)?.ok_or_else(not_here)?;
        let mut draft = match self.draft(draft) {
            Err(ClientError::Store(StoreError::UnknownDraft)) => return Err(form_gone()),
            found => found?,
        };
        let field = photo_field(draft.kind)?;
        let size = i64::try_from(kept.size).unwrap_or(i64::MAX);
        let photo = PhotoRef { digest: Bytes(digest.0.to_vec()), size };
        let FieldState::Set(members) = draft.fields.entry(field).or_insert_with(|| FieldState::Set([].into())) else {
            return Err(shows_no_photos());
        };
        members.insert(photo.to_value(), Value::Null);
        self.save_draft(&draft)?;
        self.let_photo_go(digest)?;
        Ok(photo)
    }

    /// Keeps a photo that belongs to no form yet; when this returns, the power may fail.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn keep_unplaced(&mut self, shrunk: &Shrunk, from: PhotoFrom) -> Result<PhotoDigest> {
        let digest = self.take_in(shrunk, from)?;
        let mut unplaced = self.unplaced()?;
        if unplaced.insert(digest) {
            self.keep_names_of(&unplaced)?;
        }
        Ok(digest)
    }

    /// A photo in no form is not wanted, or is in one now: it is not offered any more.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn let_photo_go(&mut self, digest: PhotoDigest) -> Result<()> {
        let mut unplaced = self.unplaced()?;
        if unplaced.remove(&digest) { self.keep_names_of(&unplaced) } else { Ok(()) }
    }

    /// The photos that were in no form when they came.
    pub(super) fn unplaced(&self) -> Result<BTreeSet<PhotoDigest>> {
        let kept = self.store.kept(UNPLACED)?.unwrap_or_default();
        Ok(kept.as_chunks::<32>().0.iter().map(|digest| PhotoDigest(*digest)).collect())
    }

    fn keep_names_of(&mut self, unplaced: &BTreeSet<PhotoDigest>) -> Result<()> {
        let names: Vec<u8> = unplaced.iter().flat_map(|digest| digest.0).collect();
        Ok(self.store.keep(UNPLACED, &names)?)
    }
}

fn form_gone() -> ClientError {
    ClientError::told(
        FORM_GONE,
        "照片来的时候,那条记录已经写好或不要了。照片还在手机里:打开要放它的那条记录,照片一栏里就能放进去。",
        "When this photo came, its form had been written or thrown away. It is kept on this phone: open the record that it belongs to, and put it in under photos.",
    )
}
