//! 照片: what is known of a photo beside its bytes, above all whether the people on it agreed.
//!
//! A record refers to a photo by its digest ([`crate::visit::PhotoRef`]); what is said of the photo stands here, once,
//! whichever records refer to it, and can be changed later: a villager may change their mind.

mod rules;

use crate::person::PersonId;
use crate::record::{Bytes, Instant, Owner, ToldOf};
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// What whoever took a photo says of the people on it.
    pub enum People {
        /// Nobody can be recognised.
        Nobody = "nobody" "没有人",
        /// Everybody who can be recognised agreed.
        Agreed = "agreed" "都同意了",
        /// Somebody was not asked yet, or said no.
        NotAgreed = "not_agreed" "还没同意",
    }
}

impl People {
    /// Whether others than who took the photo may see it.
    pub fn may_be_shown(self) -> bool {
        match self {
            Self::Nobody | Self::Agreed => true,
            Self::NotAgreed => false,
        }
    }
}

declare_kind! {
    /// What is known of a photo. One that nothing is said of is shown to nobody but who took it.
    pub struct Photo = 30 "photo" ("照片", "Photo")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// Who took it, or chose it from what others gave them.
        cadre: PersonId,
        /// SHA-256 of the shrunk picture.
        digest: Bytes,
    }
    fields {
        /// What was asked once: whether the people on it agreed.
        1 people: People, "照片上的人" since 1;
        /// When it was taken, if the camera or the phone knew.
        2 taken: Option<Instant>, "什么时候拍的" since 1;
    }
}
