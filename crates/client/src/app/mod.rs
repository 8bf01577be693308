//! The app as it runs on one phone: nobody's yet, locked, or open; and what goes on beside the screens.
//!
//! One [`App`] lives as long as the program, shared by all commands of the shell. Its methods are synchronous and short, except those
//! that need a line: these never keep the phone from a person who writes.

mod aside;
mod background;
mod desk;
mod enrolling;
mod line;
mod lock;
mod newer;
mod notices;
mod photos;
mod place;
mod schedule;
mod settings;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use cunji_store::{Cost, Home};
use serde::Serialize;
use ts_rs::TS;

use crate::error::{ClientError, Result};
use crate::language::Language;
use crate::lock::{NoKeyStore, PlatformSecret};
use crate::phone::Phone;
use crate::phone::clock::Clock;
use crate::photos::{ArrivingPhotos, CameraFolder};
use crate::platform::{Nothing, Sharing};
use crate::views::StatusView;
use crate::views::me::{MeView, ReminderView};
use background::Background;
use desk::Slot;
use newer::Newer;
use notices::Notices;
use place::Whereabouts;
pub use schedule::{Cause, Network};
pub use settings::{Reminders, Settings, Theme};

/// Which of the app's faces is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no phone in the folder yet: it is to be enrolled.
    Nobody,
    /// There is one, and it is locked.
    Locked,
    /// It is open, and nobody's yet: its enrolment was cut short.
    NotEnrolled,
    /// It is open.
    Open,
}

/// The app on one phone.
pub struct App {
    home: Home,
    clock: Arc<dyn Clock>,
    cost: Cost,
    key_store: Arc<dyn PlatformSecret>,
    sharing: Arc<dyn Sharing>,
    // The system's, where the person chose none.
    language: Language,
    settings: Mutex<Settings>,
    background: Background,
    slot: Arc<Mutex<Slot>>,
    // Who needs the line waits for this: a sync, an enrolment. Never two at once.
    turn: tokio::sync::Mutex<()>,
    // When a person last touched the screen: monotonic milliseconds.
    touched: AtomicU64,
    // The system tells of the line itself: what a web view guesses is not heard.
    is_line_told: AtomicBool,
    arriving: ArrivingPhotos,
    camera: OnceLock<CameraFolder>,
    whereabouts: Whereabouts,
    notices: Notices,
    newer: Newer,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "App({}, {:?})", self.home.dir().display(), self.stage())
    }
}

impl App {
    /// The app of a phone's folder. Nothing is opened or made by this.
    pub fn new(home: impl Into<Home>, clock: Arc<dyn Clock>, language: Language) -> Self {
        Self::costing(home, Cost::default(), clock, language)
    }

    /// As [`App::new`], with another cost of trying a passphrase (tests take the cheapest).
    pub fn costing(home: impl Into<Home>, cost: Cost, clock: Arc<dyn Clock>, language: Language) -> Self {
        let home = home.into();
        let app = Self {
            cost,
            key_store: Arc::new(NoKeyStore),
            sharing: Arc::new(Nothing),
            language,
            settings: Mutex::new(Settings::read(&home)),
            background: Background::new(rand::random()),
            slot: Arc::new(Mutex::new(Slot::default())),
            turn: tokio::sync::Mutex::new(()),
            touched: AtomicU64::new(clock.since_boot()),
            is_line_told: AtomicBool::new(false),
            arriving: ArrivingPhotos::default(),
            camera: OnceLock::new(),
            whereabouts: Whereabouts::default(),
            notices: Notices::default(),
            newer: Newer::default(),
            home,
            clock,
        };
        app.settings_changed();
        app
    }

    /// With the system's share sheet, whose copies of what was shared go when the phone locks, and after a while.
    #[must_use]
    pub fn with_sharing(mut self, sharing: Arc<dyn Sharing>) -> Self {
        self.sharing = sharing;
        self
    }

    /// What is to be shown: the enrolment, the lock, or the day. A phone that lay idle for too long locks itself first.
    pub fn stage(&self) -> Stage {
        self.lock_if_idle();
        let slot = self.slot();
        if let Some(phone) = &slot.phone {
            // What the database fails to say is told by the screens.
            let is_nobodys = matches!(phone.store().enrolment(), Ok(None));
            return if is_nobodys { Stage::NotEnrolled } else { Stage::Open };
        }
        drop(slot);
        if Phone::exists(self.home.dir()) { Stage::Locked } else { Stage::Nobody }
    }

    /// The clocks.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Locks the phone: its keys leave the memory. What is being saved is saved first; a sync that goes on ends with what came
    /// kept.
    pub fn lock(&self) {
        self.put_away();
    }

    /// Somebody touched the screen. A touch that comes too late opens nothing: it finds the phone locked.
    ///
    /// # Errors
    /// [`ClientError::Locked`]: it lay idle for too long and locked itself just now.
    pub fn touch(&self) -> Result<()> {
        if self.lock_if_idle() {
            return Err(ClientError::Locked);
        }
        self.note_touch();
        Ok(())
    }

    /// Locks the phone if nobody touched it for as long as the settings say; answers whether it did.
    pub fn lock_if_idle(&self) -> bool {
        let Some(minutes) = self.settings().lock_after_minutes else { return false };
        let idle = self.clock.since_boot().saturating_sub(self.touched.load(Ordering::Relaxed));
        let is_idle = idle >= u64::from(minutes) * 60_000;
        is_idle && self.put_away()
    }

    /// Does something with the phone, unless it lay idle for too long. What it saves is sent soon.
    ///
    /// # Errors
    /// [`ClientError::Locked`]; what the work says.
    pub fn with<R>(&self, work: impl FnOnce(&mut Phone) -> Result<R>) -> Result<R> {
        self.lock_if_idle();
        let mut slot = self.slot();
        let phone = slot.phone.as_mut().ok_or(ClientError::Locked)?;
        phone.offer_place(self.place_now());
        let before = phone.entries_written()?;
        let done = work(phone);
        let saved = phone.entries_written()? > before;
        drop(slot);
        if saved {
            self.ask_for_sync(Cause::Saved);
            self.notices_changed();
        }
        done
    }

    /// How things stand.
    ///
    /// # Errors
    /// The phone is locked; the database fails.
    pub fn status(&self) -> Result<StatusView> {
        self.with(|phone| phone.status())
    }

    /// Whose phone it is, what on it asks for a look, and how the line stands.
    ///
    /// # Errors
    /// The phone is locked; the database fails.
    pub fn me(&self) -> Result<MeView> {
        let line = self.line()?;
        self.with(|phone| phone.me_view(line))
    }

    /// The notices that are due, that the person wants, and that were not put away.
    ///
    /// # Errors
    /// The phone is locked; the database fails.
    pub fn reminders_to_raise(&self) -> Result<Vec<ReminderView>> {
        let wanted = self.settings().reminders;
        self.with(|phone| phone.reminders_to_raise(wanted))
    }

    /// What the person chose.
    pub fn settings(&self) -> Settings {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Chooses otherwise; holds from now on.
    ///
    /// # Errors
    /// The folder can't be written to; then all is as before.
    pub fn choose(&self, settings: Settings) -> Result<()> {
        settings.keep(&self.home)?;
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = settings;
        let language = self.language();
        if let Some(phone) = &mut self.slot().phone {
            phone.language = language;
        }
        self.settings_changed();
        Ok(())
    }

    /// The language in which people are told things: the one chosen, else the system's.
    pub fn language(&self) -> Language {
        self.settings().language.unwrap_or(self.language)
    }

    fn put(&self, phone: Phone) {
        self.slot().put(phone);
        self.note_touch();
    }

    /// Takes the phone out of hand, and with it what lies unencrypted beside it; answers whether there was one.
    fn put_away(&self) -> bool {
        let was_open = self.slot().take();
        if was_open {
            self.sharing.clear_shared(Duration::ZERO);
        }
        was_open
    }

    fn note_touch(&self) {
        self.touched.store(self.clock.since_boot(), Ordering::Relaxed);
    }

    // A command that panicked left the store as its last transaction did: what is there goes on being good.
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
