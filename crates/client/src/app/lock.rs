//! The app's lock: what opens it, what helps who forgot it, what goes while it is locked.

use std::sync::Arc;

use cunji_domain::time::local_day;
use cunji_store::Store;

use super::{App, Cause, aside};
use crate::error::Result;
use crate::lock::{NewLock, PlatformSecret, keep_locked_note, lock_state, note_id};
use crate::phone::Phone;
use crate::views::hex;
use crate::views::lock::{LockView, LockedNoteView, PinRulesView, SetAsideView};
use crate::views::me::CheckView;

impl App {
    /// With the system's key store, whose secret takes part in the PIN.
    #[must_use]
    pub fn with_key_store(mut self, key_store: Arc<dyn PlatformSecret>) -> Self {
        self.key_store = key_store;
        self
    }

    /// What may be chosen for the lock screen on this device.
    pub fn pin_rules(&self) -> PinRulesView {
        PinRulesView::of(self.key_store.get_or_create().is_ok())
    }

    /// Looks at everything that can be wrong with the phone.
    ///
    /// # Errors
    /// The phone is locked; the database fails.
    pub fn self_check(&self) -> Result<Vec<CheckView>> {
        self.with(|phone| phone.self_check(&*self.key_store))
    }

    /// What the lock screen must know before anybody enters anything.
    ///
    /// # Errors
    /// There is no phone, or its key file is missing or damaged.
    pub fn lock_view(&self) -> Result<LockView> {
        Ok(lock_state(&self.home, &*self.clock)?.into())
    }

    /// Opens the phone: by PIN or phrase; by passphrase where none is set. Drafts are in it as they were left.
    ///
    /// # Errors
    /// As [`Phone::open_with_pin`]; there is none; another program has it open.
    pub fn unlock(&self, entered: &str) -> Result<()> {
        // Kept from a second unlocking at once, which would find the store taken by the first.
        let mut slot = self.slot();
        if slot.phone.is_none() {
            let (home, clock, language) = (self.home.clone(), self.clock.clone(), self.language());
            let has_pin = lock_state(&self.home, &*self.clock)?.asks_for.is_some();
            slot.put(if has_pin {
                Phone::open_with_pin(home, entered, &*self.key_store, clock, language)?
            } else {
                Phone::open(home, entered, clock, language)?
            });
        }
        drop(slot);
        self.note_touch();
        self.ask_for_sync(Cause::Opened);
        Ok(())
    }

    /// Opens the phone by the code that a clerk dictated; from now on by what is chosen newly.
    ///
    /// # Errors
    /// As [`Phone::recover`].
    pub fn recover(&self, code: &str, new: &str) -> Result<()> {
        let mut slot = self.slot();
        // What is open is put away first: two can't have one store.
        slot.take();
        let clocks = (self.clock.clone(), self.language());
        let new = NewLock::Pin(new, &*self.key_store);
        slot.put(Phone::recover(self.home.clone(), code, new, self.cost, clocks)?);
        drop(slot);
        self.note_touch();
        self.ask_for_sync(Cause::Opened);
        Ok(())
    }

    /// Makes room for another phone where this one was never enrolled and what opens it is forgotten: the office can't help with a
    /// phone that it does not know. What was noted in it is put aside with it, sealed as it is.
    ///
    /// # Errors
    /// It is enrolled (`store.somebodys`), or open; the folder can't be renamed. Then all is as before.
    pub fn begin_anew(&self) -> Result<SetAsideView> {
        // Held so long that nobody opens it meanwhile.
        let _slot = self.slot();
        let day = local_day(self.clock.now()).unwrap_or_default();
        let aside = Store::set_aside(&self.home, &aside::mark(day))?;
        // They lay in the folder. Those that can't be kept now go on holding until the program ends.
        let _ = self.settings().keep(&self.home);
        let folder = aside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(SetAsideView { folder })
    }

    /// Changes what the lock screen asks for; sets it on a phone that was opened by its passphrase until now.
    ///
    /// # Errors
    /// As [`Phone::change_pin`] and [`Phone::set_pin`]; the phone is locked.
    pub fn change_pin(&self, present: &str, new: &str) -> Result<()> {
        self.with(|phone| match phone.pin_shape()? {
            Some(_) => phone.change_pin(present, new, &*self.key_store, self.cost),
            None => {
                phone.check_passphrase(present)?;
                phone.set_pin(new, &*self.key_store, self.cost)
            }
        })
    }

    /// Keeps a note that is being written while the phone is locked; gives its id, by which the next state takes its place.
    ///
    /// # Errors
    /// As [`keep_locked_note`]: the text must stay on the screen.
    pub fn keep_locked_note(&self, id: Option<&str>, text: &str) -> Result<Option<String>> {
        let id = id.map(note_id).transpose()?;
        Ok(keep_locked_note(&self.home, id, text, &*self.clock)?.map(|id| hex(&id.0)))
    }

    /// The notes that were taken while it was locked, the oldest first.
    ///
    /// # Errors
    /// The phone is locked; the disk is full or read-only.
    pub fn locked_notes(&self) -> Result<Vec<LockedNoteView>> {
        self.with(|phone| Ok(phone.locked_notes()?.into_iter().map(Into::into).collect()))
    }
}
