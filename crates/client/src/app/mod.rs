//! The app as it runs on one phone: nobody's yet, locked, or open; and what goes on beside the screens.
//!
//! One [`App`] lives as long as the program, shared by all commands of the shell. Its methods are synchronous and short, except those
//! that need a line: these never keep the phone from a person who writes.

mod desk;
mod line;
mod photos;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cunji_store::{Cost, Home, StoreError};
use serde::Serialize;
use ts_rs::TS;

use crate::clock::Clock;
use crate::enrol::{Invitation, enrol_new};
use crate::error::{ClientError, Result};
use crate::language::Language;
use crate::phone::Phone;
use crate::photos::ArrivingPhotos;
use crate::sync::Transport;
use desk::Slot;

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
    language: Mutex<Language>,
    slot: Arc<Mutex<Slot>>,
    // Who needs the line waits for this: a sync, an enrolment. Never two at once.
    turn: tokio::sync::Mutex<()>,
    // When a person last touched the screen: monotonic milliseconds.
    touched: AtomicU64,
    arriving: ArrivingPhotos,
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
        let touched = AtomicU64::new(clock.since_boot());
        let (language, slot) = (Mutex::new(language), Arc::new(Mutex::new(Slot::default())));
        Self {
            home: home.into(),
            clock,
            cost,
            language,
            slot,
            turn: tokio::sync::Mutex::new(()),
            touched,
            arriving: ArrivingPhotos::default(),
        }
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

    /// Makes the phone and enrols it; it is open then. Where only the line broke, the phone stays, locked: it is unlocked, and
    /// [`App::enrol_again`] takes the same code.
    ///
    /// # Errors
    /// As [`enrol_new`]; there is a phone already.
    pub async fn enrol(&self, transport: &mut dyn Transport, secret: &str, invitation: &Invitation) -> Result<()> {
        let _turn = self.turn.lock().await;
        if Phone::exists(self.home.dir()) {
            return Err(StoreError::AlreadyThere(self.home.dir().to_owned()).into());
        }
        let clocks = (self.clock.clone(), self.language());
        let phone = enrol_new(self.home.clone(), secret, self.cost, clocks, transport, invitation).await?;
        self.put(phone);
        Ok(())
    }

    /// Enrols the open phone by a code: after the first attempt was cut, or where the server does not take it any more.
    ///
    /// # Errors
    /// As [`Phone::enrol`]; the phone is locked.
    pub async fn enrol_again(&self, transport: &mut dyn Transport, invitation: &Invitation) -> Result<()> {
        let _turn = self.turn.lock().await;
        crate::enrol::enrol_at(&mut self.desk()?, transport, invitation).await
    }

    /// Opens the phone. Drafts are in it as they were left.
    ///
    /// # Errors
    /// There is none; the secret is wrong; another program has it open.
    pub fn unlock(&self, secret: &str) -> Result<()> {
        // Kept from a second unlocking at once, which would find the store taken by the first.
        let mut slot = self.slot();
        if slot.phone.is_none() {
            slot.put(Phone::open(self.home.clone(), secret, self.clock.clone(), self.language())?);
        }
        drop(slot);
        self.touch();
        Ok(())
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

    /// Locks the phone if nobody touched it for so many minutes; answers whether it did. None never locks.
    pub fn lock_if_idle(&self, minutes: Option<u32>) -> bool {
        let Some(minutes) = minutes else { return false };
        let idle = self.clock.since_boot().saturating_sub(self.touched.load(Ordering::Relaxed));
        let is_idle = idle >= u64::from(minutes) * 60_000;
        is_idle && self.slot().take()
    }

    /// Does something with the phone.
    ///
    /// # Errors
    /// [`ClientError::Locked`]; what the work says.
    pub fn with<R>(&self, work: impl FnOnce(&mut Phone) -> Result<R>) -> Result<R> {
        work(self.slot().phone.as_mut().ok_or(ClientError::Locked)?)
    }

    /// The language in which people are told things.
    pub fn language(&self) -> Language {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Speaks another language from now on.
    pub fn speak(&self, language: Language) {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner) = language;
        if let Some(phone) = &mut self.slot().phone {
            phone.language = language;
        }
    }

    fn put(&self, phone: Phone) {
        self.slot().put(phone);
        self.touch();
    }

    // A command that panicked left the store as its last transaction did: what is there goes on being good.
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
