//! What the app does over a line.

use super::App;
use crate::error::Result;
use crate::sync::{HttpTransport, Transport, sync_at};
use crate::views::{StatusView, SyncView};

impl App {
    /// Syncs with the phone's server now; waits for its turn where a sync goes on. Screens write and read meanwhile.
    ///
    /// # Errors
    /// As [`crate::Phone::sync_over`]; [`crate::ClientError::Locked`] where the phone is locked, or gets locked meanwhile.
    pub async fn sync_now(&self) -> Result<SyncView> {
        let server = self.with(|phone| Ok(phone.enrolment()?.server))?;
        self.sync_over(&mut HttpTransport::new(&server)?).await
    }

    /// As [`App::sync_now`], over a line.
    ///
    /// # Errors
    /// As [`App::sync_now`].
    pub async fn sync_over(&self, transport: &mut dyn Transport) -> Result<SyncView> {
        let _turn = self.turn.lock().await;
        sync_at(&mut self.desk()?, transport, 1).await
    }

    /// How things stand.
    ///
    /// # Errors
    /// The phone is locked; the database fails.
    pub fn status(&self) -> Result<StatusView> {
        self.with(|phone| phone.status())
    }
}
