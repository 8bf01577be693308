//! The app's enrolment: a phone that is made and enrolled at once, and one that takes a code later.

use cunji_store::StoreError;

use super::{App, Cause};
use crate::error::{ClientError, Result};
use crate::lock::NewLock;
use crate::phone::Phone;
use crate::phone::enrol::{Invitation, enrol_at, enrol_met, meet};
use crate::sync::Transport;

impl App {
    /// Makes the phone, opened by this PIN or phrase from then on, and enrols it; it is open then. Where the server says no, nothing
    /// is left behind. Where only the line broke, the phone stays, open and nobody's ([`super::Stage::NotEnrolled`]), and
    /// [`App::enrol_again`] takes the same code.
    ///
    /// # Errors
    /// As [`crate::enrol_new_locked_by`]; there is a phone already.
    pub async fn enrol(&self, transport: &mut dyn Transport, secret: &str, invitation: &Invitation) -> Result<()> {
        let _turn = self.turn.lock().await;
        if Phone::exists(self.home.dir()) {
            return Err(StoreError::AlreadyThere(self.home.dir().to_owned()).into());
        }
        let about = meet(transport, invitation).await?;
        let new = NewLock::Pin(secret, &*self.key_store);
        let (home, clock, language) = (self.home.clone(), self.clock.clone(), self.language());
        self.put(Phone::create_locked_by(home, new, self.cost, clock, language)?);
        let enrolled = enrol_met(&mut self.desk()?, transport, invitation, &about).await;
        match &enrolled {
            Ok(()) => self.ask_for_sync(Cause::Opened),
            Err(ClientError::Refused(_)) => self.discard_new(),
            Err(_) => {}
        }
        enrolled
    }

    /// Enrols the open phone by a code: after the first attempt was cut, or where the server does not take it any more.
    ///
    /// # Errors
    /// As [`Phone::enrol`]; the phone is locked.
    pub async fn enrol_again(&self, transport: &mut dyn Transport, invitation: &Invitation) -> Result<()> {
        let _turn = self.turn.lock().await;
        self.lock_if_idle();
        enrol_at(&mut self.desk()?, transport, invitation).await?;
        self.ask_for_sync(Cause::Opened);
        Ok(())
    }

    /// Takes away a phone that was just made and that nobody was enrolled on.
    fn discard_new(&self) {
        if let Some(phone) = self.slot().phone.take() {
            phone.store.discard();
        }
    }
}
