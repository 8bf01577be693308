//! The phone's use cases: writing, reading, syncing; and `cunji`, which does all of it at a terminal.
//!
//! - a phone: [`Phone`], its [`Clock`], [`enrol_new`]
//! - writing: [`Phone::add`], [`Phone::change`], and a file for each noun of the work
//! - the lock: [`Phone::open_with_pin`], [`Phone::recover`], [`note_while_locked`]
//! - a sync: [`Phone::sync`], [`Phone::sync_over`] a [`Transport`]
//! - for screens: [`App`], [`views`]
//! - from screen to camera: [`qr`]; what the system beneath can do: [`platform`]
//!
//! Everything but a sync is synchronous against the store: when a method that saves returns, power may fail.

mod acknowledge;
mod app;
mod archive;
mod attendance;
mod checkin;
pub mod cli;
mod clock;
mod complaint;
mod confirm;
mod conflict;
mod day;
mod devices;
mod diary;
mod drafts;
mod duty;
mod enrol;
mod error;
mod export;
mod facts;
mod friend;
mod friends;
mod held;
mod household;
mod households;
mod import;
mod language;
mod leave;
mod lock;
mod me;
mod mend;
mod named;
mod objection;
mod observe;
mod phone;
mod photos;
pub mod platform;
mod problem;
mod problems;
pub mod qr;
mod record;
mod reminders;
mod self_check;
mod settling;
mod status;
mod sync;
mod today;
mod typing;
mod verify;
pub mod views;
mod visit;
mod visit_form;
mod waiting;
mod wording;
mod write;

pub use acknowledge::Acknowledged;
pub use app::{App, Cause, Network, Reminders, Settings, Stage, Theme};
pub use attendance::{DiaryForm, MemberYear, ReportFile};
pub use clock::{Clock, MovedClock, SetClock, SystemClock};
pub use conflict::Settlement;
pub use cunji_store::{Home, LockedNote, NoteId, PhotoDigest, PhotoPart, PinShape};
pub use day::DayComposition;
pub use diary::DiaryChange;
pub use enrol::{Invitation, enrol_new, enrol_new_locked_by};
pub use error::{ClientError, Result, Told};
pub use friend::{contact_on, friendship_since};
pub use friends::contact_way;
pub use households::HouseholdSearch;
pub use import::Imported;
pub use language::Language;
pub use leave::{AskedLeave, Decided, Decision, GivenByVoice, Reason};
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub use lock::SystemKeyStore;
pub use lock::{
    LockState, NewLock, NoKeyStore, NoSecret, PinRules, PlatformSecret, Secret, SetKeyStore, Tries, keep_locked_note,
    lock_state, note_id, note_while_locked,
};
pub use mend::Mendable;
pub use objection::{Answer, Objected, ObjectionDecided};
pub use observe::Seen;
pub use phone::Phone;
pub use photos::{
    ArrivingPhotos, Delivered, PhotoError, PhotoFrom, PhotoToSend, PhotoUpload, PhotoWish, Shrunk, fetch_photo,
    people_of, photo_digest, send_photo, shrink_photo,
};
pub use problem::{RaisedProblem, problem_on};
pub use sync::{Call, HttpTransport, LineFault, Reply, Transport, Waiting};
pub use typing::{draft_id, stay_of, village_code};
pub use visit::visit_on;
pub use visit_form::HouseholdMeant;
pub use write::{Beside, Place, Written};
