//! The phone where commands and a sync share it.

use std::sync::{Arc, Mutex, PoisonError};

use super::App;
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::sync::Desk;

/// The place of the open phone.
#[derive(Debug, Default)]
pub(super) struct Slot {
    pub phone: Option<Phone>,
    // Counts the openings: what began with one phone must not go on with the next one.
    opening: u64,
}

impl Slot {
    pub fn put(&mut self, phone: Phone) {
        self.opening += 1;
        self.phone = Some(phone);
    }

    /// Takes the phone away; answers whether there was one.
    pub fn take(&mut self) -> bool {
        self.phone.take().is_some()
    }
}

/// The desk at which a sync finds the phone, for as long as it stays open.
pub(super) struct SharedDesk {
    slot: Arc<Mutex<Slot>>,
    opening: u64,
}

impl Desk for SharedDesk {
    fn with<R>(&mut self, step: impl FnOnce(&mut Phone) -> Result<R>) -> Result<R> {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.opening != self.opening {
            return Err(ClientError::Locked);
        }
        step(slot.phone.as_mut().ok_or(ClientError::Locked)?)
    }
}

impl App {
    /// A desk with the phone that is open now.
    pub(super) fn desk(&self) -> Result<SharedDesk> {
        let slot = self.slot();
        if slot.phone.is_none() {
            return Err(ClientError::Locked);
        }
        Ok(SharedDesk { slot: self.slot.clone(), opening: slot.opening })
    }
}
