//! A newer program: asked for beside the syncs, once a day at most, and told in a line that can be put away. Nothing here fetches or
//! installs anything; whether somebody did is nobody's figure.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use cunji_protocol::calls::{OfferedProgram, PinnedAddress};

use super::App;
use crate::app_update::{Offerer, installed};
use crate::error::Result;
use crate::phone::Phone;
use crate::platform::{Browser, Nothing};
use crate::qr::Modules;
use crate::sync::Transport;
use crate::views::NewerProgramView;

/// So often it is asked (seconds)…
const ASKED_EVERY: i64 = 24 * 3600;
/// …and so often where the line's bytes are paid for.
const ASKED_EVERY_ON_A_PAID_LINE: i64 = 7 * ASKED_EVERY;
/// Under which names it is kept when it was asked, and what the server said: its statement as it came, or nothing.
const ASKED: &str = "newer program asked";
const OFFERED: &str = "newer program";

/// What is known of this program and of what opens a page.
pub(super) struct Newer {
    installed: u32,
    browser: Arc<dyn Browser>,
}

impl Default for Newer {
    fn default() -> Self {
        Self { installed: installed(), browser: Arc::new(Nothing) }
    }
}

impl App {
    /// With the system's browser.
    #[must_use]
    pub fn with_browser(mut self, browser: Arc<dyn Browser>) -> Self {
        self.newer.browser = browser;
        self
    }

    /// As a program with this number (tests are older or newer than they are).
    #[must_use]
    pub fn installed_as(mut self, number: u32) -> Self {
        self.newer.installed = number;
        self
    }

    /// Asks the phone's server whether it offers a newer program, if it is time to; answers whether it asked.
    ///
    /// # Errors
    /// The phone is locked; the line; or what answers is not signed by the phone's server: then what was known stays.
    pub async fn ask_for_newer_program(&self, transport: &mut dyn Transport) -> Result<bool> {
        let offerer = self.with(|phone| {
            if !self.is_time_to_ask(phone)? {
                return Ok(None);
            }
            // Before it is tried: a line that breaks is no reason to try again all day.
            let now = phone.clock.now();
            phone.store.keep(ASKED, now.to_string().as_bytes())?;
            Offerer::of(phone).map(Some)
        })?;
        let Some(offerer) = offerer else { return Ok(false) };
        let offered = offerer.asked(transport).await?;
        let statement = offered.map(|offered| offered.to_bytes()).unwrap_or_default();
        self.with(|phone| Ok(phone.store.keep(OFFERED, &statement)?))?;
        Ok(true)
    }

    fn is_time_to_ask(&self, phone: &Phone) -> Result<bool> {
        let asked = phone.store.kept(ASKED)?;
        let asked = asked.and_then(|asked| std::str::from_utf8(&asked).ok()?.parse::<i64>().ok());
        let every = if self.is_line_metered() { ASKED_EVERY_ON_A_PAID_LINE } else { ASKED_EVERY };
        // A clock that was far ahead once silences nobody.
        Ok(asked.is_none_or(|asked| phone.clock.now().abs_diff(asked) >= every.unsigned_abs()))
    }

    /// The newer program that the server offered when it was asked last; none where there is none.
    ///
    /// # Errors
    /// The phone is locked; the database fails.
    pub fn newer_program(&self) -> Result<Option<NewerProgramView>> {
        let (metered, can_open) = (self.is_line_metered(), self.newer.browser.can());
        self.with(|phone| {
            let Some(offered) = self.offered(phone)? else { return Ok(None) };
            let put_away = phone.is_put_away(&key(&offered))?;
            let address = install_page(phone)?;
            Ok(Some(NewerProgramView {
                code: Modules::of(&address)?.to_svg(),
                version: offered.version,
                bytes: offered.size,
                offered: u64::try_from(offered.day)
                    .ok()
                    .and_then(|days| NaiveDate::default().checked_add_days(Days::new(days))),
                notes: offered.notes,
                address,
                metered,
                can_open,
                put_away,
            }))
        })
    }

    /// The person has seen that there is one: of this version it is not told again but where this phone is spoken of.
    ///
    /// # Errors
    /// The phone is locked; the disk is full or read-only.
    pub fn put_newer_program_away(&self) -> Result<()> {
        self.with(|phone| match self.offered(phone)? {
            Some(offered) => phone.put_reminder_away(&key(&offered)),
            None => Ok(()),
        })
    }

    /// Opens the page from which it is installed in the system's browser.
    ///
    /// # Errors
    /// The phone is locked; there is no browser.
    pub fn open_install_page(&self) -> Result<()> {
        let address = self.with(|phone| install_page(phone))?;
        Ok(self.newer.browser.open(&address)?)
    }

    fn offered(&self, phone: &Phone) -> Result<Option<OfferedProgram>> {
        let statement = phone.store.kept(OFFERED)?.filter(|statement| !statement.is_empty());
        let Some(statement) = statement else { return Ok(None) };
        // One of a server that is not this phone's any more tells nothing.
        let offered = Offerer::of(phone)?.read(&statement).ok();
        Ok(offered.filter(|offered| offered.code > self.newer.installed))
    }
}

/// Where the server has the page, without what only this program understands of its address.
fn install_page(phone: &Phone) -> Result<String> {
    let server = phone.enrolment()?.server;
    let address = PinnedAddress::parse(&server).map_or(server, |pinned| pinned.server);
    Ok(format!("{}/install", address.trim_end_matches('/')))
}

fn key(offered: &OfferedProgram) -> String {
    format!("newer program {}", offered.code)
}
