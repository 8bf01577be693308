//! Syncs in the background of use: on opening, after a save, when a line appears; never two at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cunji_store::PhotoPart;
use tokio::sync::Notify;

use super::schedule::{Cause, Network, Outcome, Schedule};
use super::{App, Stage};
use crate::error::{ClientError, Result, Told};
use crate::photos::PhotoToSend;
use crate::sync::{HttpTransport, Transport, sync_at};
use crate::views::{LineState, LineView, SentenceView, SyncView};

/// The clock is looked at so often: for the lock of an idle phone, and where the platform's word on the line fails to come.
const LONGEST_SLEEP: Duration = Duration::from_secs(15);
/// How long a copy of what was shared is left to the app that takes it.
const SHARED_FOR: Duration = Duration::from_secs(10 * 60);

/// What goes on beside the screens.
#[derive(Debug)]
pub(super) struct Background {
    schedule: Mutex<Schedule>,
    changed: Notify,
    now: Mutex<Now>,
    // Photos may go: text went, or a line appeared that is not paid for.
    photos_may_go: AtomicBool,
    // A sync went well: whether there is a newer program may be asked for.
    newer_may_be_asked: AtomicBool,
}

/// How the line stands for the screens.
#[derive(Debug, Default)]
struct Now {
    running: bool,
    // Why the last sync came to nothing, where trying again does not help.
    refused: Option<Vec<Told>>,
}

impl Background {
    pub fn new(seed: u64) -> Self {
        Self {
            schedule: Mutex::new(Schedule::new(seed)),
            changed: Notify::new(),
            now: Mutex::default(),
            photos_may_go: AtomicBool::new(false),
            newer_may_be_asked: AtomicBool::new(false),
        }
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Syncs whenever it is time, and locks an idle phone, as long as the program runs: what the shell starts once.
    pub async fn keep_in_step(self: Arc<Self>) {
        loop {
            self.lock_if_idle();
            self.sharing.clear_shared(SHARED_FOR);
            self.announce_now_and_then();
            let wait = match self.due_in() {
                Some(wait) => wait.min(LONGEST_SLEEP),
                None => LONGEST_SLEEP,
            };
            if !wait.is_zero() && self.background.newer_may_be_asked.swap(false, Ordering::Relaxed) {
                self.ask_beside().await;
                continue;
            }
            // Text before photos; a sync that somebody waits for does not wait for them.
            if !wait.is_zero() && self.background.photos_may_go.swap(false, Ordering::Relaxed) {
                let sent = self.send_photos(|what| self.may_go(what)).await;
                self.note_photos(sent.err().as_ref());
                continue;
            }
            // A failure is told where the line stands, and the schedule knows when to go on.
            if wait.is_zero() && !matches!(self.sync_now().await, Err(ClientError::Locked)) {
                continue;
            }
            let wait = wait.max(Duration::from_millis(200));
            let _ = tokio::time::timeout(wait, self.background.changed.notified()).await;
        }
    }

    /// Asks for a newer program on the line that just carried a sync. Whatever comes of it concerns no sync, and is asked for again.
    async fn ask_beside(&self) {
        let transport = self.with(|phone| HttpTransport::new(&phone.enrolment()?.server));
        if let Ok(mut transport) = transport {
            let _ = self.ask_for_newer_program(&mut transport).await;
        }
    }

    /// Whether it is known that the line's bytes are paid for.
    pub(super) fn is_line_metered(&self) -> bool {
        self.background.schedule().is_metered()
    }

    /// How long until the next sync is due; none while none is, or while the phone is locked.
    pub fn due_in(&self) -> Option<Duration> {
        if self.stage() != Stage::Open {
            return None;
        }
        let at = self.background.schedule().next_at()?;
        Some(Duration::from_millis(at.saturating_sub(self.clock.since_boot())))
    }

    /// Something asks for a sync.
    pub fn ask_for_sync(&self, cause: Cause) {
        self.background.schedule().ask(cause, self.clock.since_boot());
        self.background.changed.notify_one();
    }

    /// The platform tells of the line.
    pub fn hear_network(&self, network: Network) {
        self.background.schedule().hear(network, self.clock.since_boot());
        if network.connected == Some(true) && network.metered == Some(false) {
            self.background.photos_may_go.store(true, Ordering::Relaxed);
        }
        self.background.changed.notify_one();
    }

    /// Syncs with the phone's server now; waits for its turn where a sync goes on. Screens write and read meanwhile.
    ///
    /// # Errors
    /// As [`crate::Phone::sync_over`]; [`ClientError::Locked`] where the phone is locked, or gets locked meanwhile.
    pub async fn sync_now(&self) -> Result<SyncView> {
        let transport = self.with(|phone| HttpTransport::new(&phone.enrolment()?.server));
        let mut transport = transport.inspect_err(|error| {
            self.background.schedule().begin();
            self.note(Some(error));
        })?;
        self.sync_over(&mut transport).await
    }

    /// As [`App::sync_now`], over a line.
    ///
    /// # Errors
    /// As [`App::sync_now`].
    pub async fn sync_over(&self, transport: &mut dyn Transport) -> Result<SyncView> {
        let _turn = self.turn.lock().await;
        let mut desk = self.desk()?;
        self.background.schedule().begin();
        let running = Running::begin(&self.background);
        let synced = sync_at(&mut desk, transport, 1).await;
        drop(running);
        self.note(synced.as_ref().err());
        self.notices_changed();
        synced
    }

    /// How the line stands: what is unsent, whether it goes on now, what keeps it.
    ///
    /// # Errors
    /// The phone is locked; the database fails.
    pub fn line(&self) -> Result<LineView> {
        let unsent = self.with(|phone| phone.unsent_line())?;
        let now = self.background.now();
        let schedule = self.background.schedule();
        let state = match () {
            () if now.running => LineState::Running,
            () if now.refused.is_some() => LineState::Refused,
            () if schedule.waits_for_unmetered() && unsent.unsent > 0 => LineState::WaitingForWifi,
            () if schedule.is_offline() => LineState::Offline,
            () => LineState::Idle,
        };
        let told = now.refused.iter().flatten().cloned().map(SentenceView::from).collect();
        Ok(LineView { state, told, ..unsent })
    }

    /// Thumbnails go on every line; a picture waits for one that is not paid for, unless the person wants it otherwise.
    pub fn may_go(&self, what: &PhotoToSend) -> bool {
        let waits = self.settings().photos_on_wifi_only && self.background.schedule().is_metered();
        what.part == PhotoPart::Thumbnail || !waits
    }

    /// A photo that the line broke off waits for the line as text does; what the server says of photos bars no text.
    fn note_photos(&self, failure: Option<&ClientError>) {
        if failure.is_some_and(ClientError::is_of_the_line) {
            self.note(failure);
        }
    }

    fn note(&self, failure: Option<&ClientError>) {
        let (outcome, refused) = match failure {
            None => (Outcome::Done, None),
            Some(error) if error.is_of_the_line() => (Outcome::NoLine, None),
            // A lock is nobody's refusal; the next opening asks for a sync.
            Some(ClientError::Locked) => return,
            Some(error) => (Outcome::Refused, Some(error.sentences())),
        };
        if outcome == Outcome::Done {
            self.background.photos_may_go.store(true, Ordering::Relaxed);
            self.background.newer_may_be_asked.store(true, Ordering::Relaxed);
        }
        self.background.now().refused = refused;
        self.background.schedule().end(outcome, self.clock.since_boot());
        self.background.changed.notify_one();
    }

    pub(super) fn settings_changed(&self) {
        let only = self.settings().text_on_wifi_only;
        self.background.schedule().keep_to_unmetered(only, self.clock.since_boot());
        self.background.changed.notify_one();
    }
}

/// A sync is shown as going on for as long as this lives: also where its future is dropped halfway.
struct Running<'b>(&'b Background);

impl<'b> Running<'b> {
    fn begin(background: &'b Background) -> Self {
        background.now().running = true;
        Self(background)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.now().running = false;
    }
}
