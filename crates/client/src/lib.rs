//! The phone's use cases: writing, reading, syncing; and `cunji`, which does all of it at a terminal.
//!
//! - a phone: [`Phone`], its [`Clock`], [`enrol_new`]
//! - writing: [`Phone::add`], [`Phone::change`], and a folder for each noun of the work
//! - the lock: [`Phone::open_with_pin`], [`Phone::recover`], [`note_while_locked`]
//! - a sync: [`Phone::sync`], [`Phone::sync_over`] a [`Transport`]
//! - for screens: [`App`], [`views`]
//! - from screen to camera: [`qr`]; what the system beneath can do: [`platform`]
//!
//! Everything but a sync is synchronous against the store: when a method that saves returns, power may fail.

mod app;
mod app_update;
mod attendance;
pub mod cli;
mod complaint;
mod diary;
mod error;
mod friends;
mod households;
mod language;
mod lock;
mod me;
mod mending;
mod phone;
mod photos;
pub mod platform;
mod problems;
pub mod qr;
mod sync;
pub mod views;
mod visits;
mod wording;

pub use app::{App, Cause, Network, Reminders, Settings, Stage, Theme};
pub use app_update::offered_program;
pub use attendance::acknowledge::Acknowledged;
pub use attendance::leave::{AskedLeave, Decision, GivenByVoice, Reason};
pub use attendance::objection::{Answer, Objected};
pub use attendance::observe::Seen;
pub use attendance::{DiaryForm, MemberYear, MonthToSign, ReportFile};
pub use cunji_domain::attendance::{Decided, ObjectionDecided};
pub use cunji_store::{Home, LockedNote, NoteId, PhotoDigest, PhotoPart, PinShape};
pub use diary::DiaryChange;
pub use diary::day::DayComposition;
pub use error::{ClientError, Result, Told};
pub use friends::contact_way;
pub use friends::friendship::{contact_on, friendship_since};
pub use households::HouseholdSearch;
pub use language::Language;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub use lock::SystemKeyStore;
pub use lock::{
    LockState, NewLock, NoKeyStore, NoSecret, PinRules, PlatformSecret, Secret, SetKeyStore, Tries, keep_locked_note,
    lock_state, note_id, note_while_locked,
};
pub use me::import::Imported;
pub use mending::Mendable;
pub use mending::conflict::Settlement;
pub use phone::Phone;
pub use phone::clock::{Clock, MovedClock, SetClock, SystemClock};
pub use phone::enrol::{Invitation, enrol_new, enrol_new_locked_by};
pub use phone::typing::{draft_id, stay_of, village_code};
pub use phone::write::{Beside, Place, Written};
pub use photos::{
    ArrivingPhotos, Delivered, PhotoError, PhotoFrom, PhotoToSend, PhotoUpload, PhotoWish, Shrunk, fetch_photo,
    people_of, photo_digest, send_photo, shrink_photo,
};
pub use problems::raising::{RaisedProblem, problem_on};
pub use sync::{Call, CertificateFault, HttpTransport, LineFault, Reply, Transport, Waiting};
pub use visits::form::HouseholdMeant;
pub use visits::visit_on;
