//! Photos: a folder of files named by their content, what may be brought into it, and who may see it.
//!
//! A record tells of a photo by its digest; the bytes come on their own, later, by tus 1.0 (`http::photos`). Which photos there
//! must be follows from the entries; which there are follows from the folder.

mod daily;
mod erased;
mod folder;
mod rights;
mod shown;
#[cfg(test)]
mod tests;
mod upload;

use std::fmt;

use cunji_domain::person::PersonId;
use sha2::{Digest, Sha256};

pub use daily::Daily;
pub use erased::{finish_erasures, photos_of};
pub(crate) use erased::{note_erased, shown_anywhere};
pub use folder::{Folder, PhotoFault};
pub use rights::{Seen, may_bring, may_see, office_may_see, shown_by};
pub use shown::{PhotoShown, shown_to_office};
pub use upload::{Begun, Upload, UploadFault};

/// One of the two files of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A few kilobytes, for lists; comes first.
    Thumbnail,
    /// The picture itself.
    Picture,
}

impl Part {
    /// As it stands in metadata and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thumbnail => "thumbnail",
            Self::Picture => "picture",
        }
    }

    /// From metadata or an address.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Thumbnail, Self::Picture].into_iter().find(|part| part.name() == name)
    }

    /// Bytes that it may have.
    pub fn most_bytes(self) -> usize {
        match self {
            Self::Thumbnail => cunji_protocol::limits::THUMBNAIL_BYTES,
            Self::Picture => cunji_protocol::limits::PHOTO_BYTES,
        }
    }
}

/// A photo as one person brought it. Two who refer to the same picture have a photo each: whoever copies a digest out of a
/// teammate's record gets nothing by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhotoName {
    /// SHA-256 of the picture.
    pub digest: [u8; 32],
    /// What stands for the person: the beginning of the SHA-256 of their id.
    pub owner: [u8; 8],
}

impl PhotoName {
    /// A person's photo.
    pub fn of(person: &PersonId, digest: [u8; 32]) -> Self {
        let whole: [u8; 32] = Sha256::digest(person.as_str().as_bytes()).into();
        let mut owner = [0; 8];
        owner.copy_from_slice(&whole[..8]);
        Self { digest, owner }
    }

    /// From the name of its file, without the ending.
    pub fn parse(name: &str) -> Option<Self> {
        let (digest, owner) = name.split_once('-')?;
        let fixed = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).ok();
        Some(Self { digest: fixed(digest)?.try_into().ok()?, owner: fixed(owner)?.try_into().ok()? })
    }
}

impl fmt::Display for PhotoName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        write!(f, "{}-{}", hex(&self.digest), hex(&self.owner))
    }
}
