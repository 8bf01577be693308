//! The phone's store: an encrypted SQLite file (design §4).
//!
//! Entries are the truth: own chains, what the server signed, what it stated. The tables that screens read are generated from the
//! kinds' declarations and follow from the entries at any time. A save is one transaction; when it returns, the power may fail.
//!
//! - open and lose nothing: [`Store::create`], [`Store::open`], [`Salvage`]
//! - lock: [`Store::ways`], [`Store::change_opener`], [`Store::recover`], [`note_while_locked`], [`Store::set_aside`]
//! - write: [`Store::save`], [`Draft`]
//! - read: [`Store::records`], [`Store::record`], [`Store::facts`], [`Store::status`]
//! - sync: [`Store::outbox`], [`Store::deliver`], [`Store::take_statement`], [`Store::complete`], [`Store::reissue`]
//! - photos: [`Store::keep_photo`], [`Store::photo_part`], [`Store::drop_photos_nobody_shows`]
//! - prove: [`Store::verify`], [`Store::compare`], [`Store::digests`]

mod along;
#[cfg(feature = "testing")]
pub mod bare;
mod cursors;
mod damaged;
mod deliver;
mod draft_erasure;
mod drafts;
mod edits;
mod effects;
mod error;
mod facts;
#[cfg(feature = "testing")]
pub mod failing_vfs;
mod home;
mod identity;
mod key_file;
mod lock;
mod locked_notes;
mod mend;
mod migrate;
mod nobodys;
mod open;
mod outbox;
mod own;
mod photos;
mod purge;
mod read_model;
mod reissue;
#[cfg(feature = "sabotage")]
pub mod sabotage;
mod salvage;
mod save;
mod setting;
mod sql;
mod status;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod uncarried;
mod verify;

use rusqlite::Connection;

pub use along::Along;
pub use cursors::{Cursor, HeldEntry, RefusedRun, StatedHead, Statement, StatementOutcome};
pub use deliver::{DeliverOutcome, DownEdit, DownEntry, DownFrame};
pub use drafts::{Draft, DraftId};
pub use edits::KeptEdit;
pub use error::{Result, StoreError};
pub use facts::StoreFacts;
pub use home::Home;
pub use identity::{Device, Enrolment, Epoch, Introduction};
pub use key_file::{Cost, Opener, PinShape, PinWrap};
pub use lock::Ways;
pub use locked_notes::{LockedNote, MergedNotes, NOTE_BYTES, NoteId, forget_locked_note, note_while_locked};
pub use open::{OpenState, Opened};
pub use outbox::{OutgoingEntry, OutgoingRun, SharedChain, SignedHead};
pub use own::OwnEntry;
pub use photos::{KeptPhoto, NewPhoto, PhotoDigest, PhotoPart, Shown};
pub use read_model::{Difference, Filter, OfHousehold, Typed, Visited};
pub use reissue::Reissued;
pub use salvage::Salvage;
pub use save::{NewEdit, Saved};
pub use status::{RejectedEdit, Status, Unsent};
pub use verify::{Fault, VerifyReport};

/// An open store. One process has it at a time; dropping it closes it.
pub struct Store {
    conn: Connection,
    files: open::Files,
    keys: key_file::Keys,
    photos: std::cell::OnceCell<Connection>,
    _lock: std::fs::File,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.files.dir.display())
    }
}
