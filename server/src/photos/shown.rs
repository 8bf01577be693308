//! The photos of a record as an office's page shows them: those that it may see, and why the others are not there.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordId, Set};
use cunji_domain::visit::PhotoRef;
use data_encoding::HEXLOWER;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Folder, Part, Seen, office_may_see};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;

/// A photo beside a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PhotoShown {
    /// The record that shows it.
    pub record: String,
    /// The SHA-256 of the picture.
    pub digest: String,
    /// `here` (it can be looked at), `not_yet` (it has not come) or `not_agreed` (the people on it have not agreed that others see it).
    pub state: String,
}

/// The photos of a record, with what an office may see of them.
///
/// # Errors
/// What the database says.
pub fn shown_to_office(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    folder: &Folder,
    (space, record): (&DivisionCode, RecordId),
    photos: &Set<PhotoRef>,
) -> Result<Vec<PhotoShown>, ServerError> {
    let mut shown = Vec::new();
    for photo in &photos.0 {
        let Ok(digest) = <[u8; 32]>::try_from(photo.digest.0.as_slice()) else { continue };
        let state = match office_may_see(tx, registrar, (space, record), &digest)? {
            Seen::Yes(name) if folder.has(name, Part::Thumbnail) => "here",
            Seen::Yes(_) => "not_yet",
            Seen::NotAgreed => "not_agreed",
            Seen::No => continue,
        };
        shown.push(PhotoShown {
            record: HEXLOWER.encode(&record.0),
            digest: HEXLOWER.encode(&digest),
            state: state.to_owned(),
        });
    }
    Ok(shown)
}
