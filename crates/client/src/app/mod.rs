//! The app as it runs on one phone: nobody's yet, locked, or open; and what goes on beside the screens.
//!
//! One [`App`] lives as long as the program, shared by all commands of the shell. Its methods are synchronous and short, except those
//! that need a line: these never keep the phone from a person who writes.

mod background;
mod desk;
mod lock;
mod photos;
mod place;
mod schedule;
mod settings;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cunji_store::{Cost, Home, StoreError};
use serde::Serialize;
use ts_rs::TS;

use crate::error::{ClientError, Result};
use crate::language::Language;
use crate::lock::{NewLock, NoKeyStore, PlatformSecret};
use crate::phone::Phone;
use crate::phone::clock::Clock;
use crate::phone::enrol::{Invitation, enrol_new_locked_by};
use crate::photos::ArrivingPhotos;
use crate::sync::Transport;
use crate::views::StatusView;
use crate::views::me::{MeView, ReminderView};
use background::Background;
use desk::Slot;
use place::Whereabouts;
pub use schedule::{Cause, Network};
pub use settings::{Reminders, Settings, Theme};

/// Which of the app's three faces is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no phone in the folder yet: it is to be enrolled.
    Nobody,
    /// There is one, and it is locked.
    Locked,
    /// It is open.
    Open,
}

/// The app on one phone.
pub struct App {
    home: Home,
    clock: Arc<dyn Clock>,
    cost: Cost,
    key_store: Arc<dyn PlatformSecret>,
    // The system's, where the person chose none.
    language: Language,
    settings: Mutex<Settings>,
    background: Background,
    slot: Arc<Mutex<Slot>>,
    // Who needs the line waits for this: a sync, an enrolment. Never two at once.
    turn: tokio::sync::Mutex<()>,
    // When a person last touched the screen: monotonic milliseconds.
    touched: AtomicU64,
    arriving: ArrivingPhotos,
    whereabouts: Whereabouts,
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
            language,
            settings: Mutex::new(Settings::read(&home)),
            background: Background::new(rand::random()),
            slot: Arc::new(Mutex::new(Slot::default())),
            turn: tokio::sync::Mutex::new(()),
            touched: AtomicU64::new(clock.since_boot()),
            arriving: ArrivingPhotos::default(),
            whereabouts: Whereabouts::default(),
            home,
            clock,
        };
        app.settings_changed();
        app
    }

    /// What is to be shown: the enrolment, the lock, or the day.
    pub fn stage(&self) -> Stage {
        if self.slot().phone.is_some() {
            Stage::Open
        } else if Phone::exists(self.home.dir()) {
            Stage::Locked
        } else {
            Stage::Nobody
        }
    }

    /// The clocks.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Makes the phone, opened by this PIN or phrase from then on, and enrols it; it is open then. Where only the line broke, the
    /// phone stays, locked: it is unlocked, and [`App::enrol_again`] takes the same code.
    ///
    /// # Errors
    /// As [`enrol_new_locked_by`]; there is a phone already.
    pub async fn enrol(&self, transport: &mut dyn Transport, secret: &str, invitation: &Invitation) -> Result<()> {
        let _turn = self.turn.lock().await;
        if Phone::exists(self.home.dir()) {
            return Err(StoreError::AlreadyThere(self.home.dir().to_owned()).into());
        }
        let clocks = (self.clock.clone(), self.language());
        let new = NewLock::Pin(secret, &*self.key_store);
        let phone = enrol_new_locked_by(self.home.clone(), new, self.cost, clocks, transport, invitation).await?;
        self.put(phone);
        Ok(())
    }

    /// Enrols the open phone by a code: after the first attempt was cut, or where the server does not take it any more.
    ///
    /// # Errors
    /// As [`Phone::enrol`]; the phone is locked.
    pub async fn enrol_again(&self, transport: &mut dyn Transport, invitation: &Invitation) -> Result<()> {
        let _turn = self.turn.lock().await;
        crate::phone::enrol::enrol_at(&mut self.desk()?, transport, invitation).await
    }

    /// Locks the phone: its keys leave the memory. What is being saved is saved first; a sync that goes on ends with what came
    /// kept.
    pub fn lock(&self) {
        self.slot().take();
    }

    /// Somebody touched the screen.
    pub fn touch(&self) {
        self.touched.store(self.clock.since_boot(), Ordering::Relaxed);
    }

    /// Locks the phone if nobody touched it for as long as the settings say; answers whether it did.
    pub fn lock_if_idle(&self) -> bool {
        let Some(minutes) = self.settings().lock_after_minutes else { return false };
        let idle = self.clock.since_boot().saturating_sub(self.touched.load(Ordering::Relaxed));
        let is_idle = idle >= u64::from(minutes) * 60_000;
        is_idle && self.slot().take()
    }

    /// Does something with the phone. What it saves is sent soon.
    ///
    /// # Errors
    /// [`ClientError::Locked`]; what the work says.
    pub fn with<R>(&self, work: impl FnOnce(&mut Phone) -> Result<R>) -> Result<R> {
        let mut slot = self.slot();
        let phone = slot.phone.as_mut().ok_or(ClientError::Locked)?;
        phone.offer_place(self.place_now());
        let before = phone.entries_written()?;
        let done = work(phone);
        let saved = phone.entries_written()? > before;
        drop(slot);
        if saved {
            self.ask_for_sync(Cause::Saved);
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

    /// The notices that are due, that the person wants, and that were not raised yet.
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
        self.touch();
        self.ask_for_sync(Cause::Opened);
    }

    // A command that panicked left the store as its last transaction did: what is there goes on being good.
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
