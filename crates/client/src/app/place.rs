//! The place beside what is saved: looked for while a form is open, never waited for, and never owed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cunji_domain::division::DivisionCode;

use super::{App, Stage};
use crate::error::Result;
use crate::phone::write::{Beside, Place};
use crate::platform::{Fix, Locator, Nothing, PlatformFault};
use crate::views::WrittenView;

/// A place this old (milliseconds) is not where something was saved.
const STALE: u64 = 10 * 60_000;
/// A place this young (milliseconds) is not looked for anew.
const YOUNG: u64 = 3 * 60_000;
/// How long the system may look (seconds): under a roof it takes its time, and nothing waits for it.
const PATIENCE: u32 = 40;

/// Where the phone was seen last.
pub(super) struct Whereabouts {
    locator: Arc<dyn Locator>,
    // With the monotonic milliseconds then.
    last: Mutex<Option<(Place, u64)>>,
    looking: AtomicBool,
    denied: AtomicBool,
}

impl Default for Whereabouts {
    fn default() -> Self {
        Self {
            locator: Arc::new(Nothing),
            last: Mutex::default(),
            looking: AtomicBool::new(false),
            denied: AtomicBool::new(false),
        }
    }
}

impl Whereabouts {
    fn last(&self) -> Option<(Place, u64)> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// The app of a system that knows where it is.
    #[must_use]
    pub fn with_locator(mut self, locator: Arc<dyn Locator>) -> Self {
        self.whereabouts.locator = locator;
        self
    }

    /// Whether this system can know where it is: only then a person can offer it.
    pub fn can_locate(&self) -> bool {
        self.whereabouts.locator.can()
    }

    /// A form is open: finds out where the phone is, on a thread of its own, if the person lets places go along. Nobody waits for
    /// it, and that none is found is nothing to be told of.
    pub fn look_around(self: &Arc<Self>) {
        let denied = self.whereabouts.denied.load(Ordering::Relaxed);
        let wanted = self.settings().place_beside && self.stage() == Stage::Open && self.can_locate() && !denied;
        let young = self.whereabouts.last().is_some_and(|(_, at)| self.clock.since_boot().saturating_sub(at) < YOUNG);
        if !wanted || young || self.whereabouts.looking.swap(true, Ordering::AcqRel) {
            return;
        }
        let app = self.clone();
        std::thread::spawn(move || {
            match app.whereabouts.locator.locate(PATIENCE) {
                Ok(fix) => _ = app.saw(&fix),
                // Who said no is not asked again before the program is started anew.
                Err(PlatformFault::PlaceDenied) => app.whereabouts.denied.store(true, Ordering::Relaxed),
                Err(_) => {}
            }
            app.whereabouts.looking.store(false, Ordering::Release);
        });
    }

    fn saw(&self, fix: &Fix) -> Option<Place> {
        let place = fix.place()?;
        let at = self.clock.since_boot().saturating_sub(u64::try_from(fix.age_ms).unwrap_or_default());
        *self.whereabouts.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((place, at));
        Some(place)
    }

    /// Offers place and time for the present day, in a village. Its person asks for it and waits, so the place is looked for now; without one
    /// nothing is saved, and why is said.
    ///
    /// # Errors
    /// The system does not give the place; the phone is locked; the store fails.
    pub fn check_in(&self, village: Option<DivisionCode>) -> Result<WrittenView> {
        let place = match self.place_now() {
            Some(place) => place,
            None => self.place_found()?,
        };
        let beside = Beside { village, place: Some(place) };
        self.with(|phone| Ok(WrittenView::from(&phone.check_in(None, &beside)?)))
    }

    /// Proposes an anchor here: the place is looked for now, and one of some minutes ago will not do.
    ///
    /// # Errors
    /// The system does not give the place; it is too rough; only a first secretary may; the phone is locked; the store fails.
    pub fn propose_anchor(&self, name: &str, radius: i64, village: Option<DivisionCode>) -> Result<WrittenView> {
        let place = self.place_found()?;
        self.with(|phone| {
            Ok(WrittenView::from(&phone.propose_anchor(name.trim().to_owned(), radius, place, village)?))
        })
    }

    fn place_found(&self) -> Result<Place> {
        Ok(self.saw(&self.whereabouts.locator.locate(PATIENCE)?).ok_or(PlatformFault::PlaceUnknown)?)
    }

    /// Where the phone is, as far as it was seen within the last minutes, and the person lets it go along.
    pub fn place_now(&self) -> Option<Place> {
        let (place, at) = self.whereabouts.last().filter(|_| self.settings().place_beside)?;
        (self.clock.since_boot().saturating_sub(at) < STALE).then_some(place)
    }
}
