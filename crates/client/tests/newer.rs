//! A newer program: asked for rarely, told in a line, never more than told.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::{Arc, Mutex};

use cunji_client::platform::{Browser, PlatformFault};
use cunji_client::{App, Clock, Language, Network, SetClock, Settings};
use cunji_store::Cost;

use common::{Line, Office, noon, now};

const DAY: u32 = 86_400;

/// A browser that notes what it is to open.
#[derive(Default)]
struct Noted(Mutex<Vec<String>>);

impl Browser for Noted {
    fn open(&self, address: &str) -> Result<(), PlatformFault> {
        self.0.lock().unwrap().push(address.to_owned());
        Ok(())
    }
}

struct Desk {
    _home: tempfile::TempDir,
    office: Arc<Mutex<Office>>,
    app: App,
    clock: Arc<SetClock>,
    browser: &'static Noted,
}

/// A phone that has synced once, with the program of this number.
fn enrolled(installed: u32) -> Desk {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let clock = Arc::new(SetClock::at(noon("2017-09-01")));
    let shared: Arc<dyn Clock> = clock.clone();
    let browser: &'static Noted = Box::leak(Box::default());
    let app = App::costing(&*home.path().join("phone"), Cost::CHEAPEST, shared, Language::Zh);
    let app = app.installed_as(installed).with_browser(Arc::new(browser));
    let invitation = office.lock().unwrap().invitation("c0017");
    now(app.enrol(&mut Line::to(&office), "春天的茶园在山上", &invitation)).unwrap();
    now(app.sync_over(&mut Line::to(&office))).unwrap();
    // Days pass here without a touch.
    app.choose(Settings { lock_after_minutes: None, ..Settings::default() }).unwrap();
    Desk { _home: home, office, app, clock, browser }
}

impl Desk {
    /// Whether it asked.
    fn asks(&self) -> bool {
        now(self.app.ask_for_newer_program(&mut Line::to(&self.office))).unwrap()
    }

    fn told(&self) -> Option<String> {
        self.app.newer_program().unwrap().map(|newer| newer.version)
    }

    fn on(&self, metered: bool) {
        self.app.hear_network(Network { connected: Some(true), metered: Some(metered) });
    }
}

#[test]
fn it_is_asked_for_once_a_day_and_rarely_where_bytes_are_paid_for() {
    let desk = enrolled(1_003_000);
    assert!(desk.asks());
    assert_eq!(desk.told(), None, "nothing is offered");
    desk.office.lock().unwrap().offer("1.4.0", 1_004_000);
    assert!(!desk.asks(), "not twice a day, whatever came of it");
    desk.clock.pass(DAY);
    desk.on(true);
    assert!(!desk.asks(), "a paid line waits for one that is not");
    desk.on(false);
    assert!(desk.asks());
    assert_eq!(desk.told().as_deref(), Some("1.4.0"));
    desk.on(true);
    desk.clock.pass(6 * DAY);
    assert!(!desk.asks());
    desk.clock.pass(DAY);
    assert!(desk.asks(), "not for ever");
    assert_eq!(desk.office.lock().unwrap().asked_for_programs, 3);
    // A line that breaks is not tried all day.
    desk.on(false);
    desk.clock.pass(DAY);
    let mut broken = Line::to(&desk.office);
    broken.carries = Box::new(|_| (usize::MAX, 0));
    assert!(now(desk.app.ask_for_newer_program(&mut broken)).unwrap_err().is_of_the_line());
    assert!(!desk.asks());
    assert_eq!(desk.told().as_deref(), Some("1.4.0"), "what was known stays");
    // Nor does a clock that was a year ahead silence it for a year.
    desk.clock.set(noon("2018-09-20"));
    assert!(desk.asks());
    desk.clock.set(noon("2017-09-20"));
    assert!(desk.asks());
}

#[test]
fn it_says_what_it_is_and_where_and_is_put_away_once_a_version() {
    let desk = enrolled(1_003_000);
    let notices = desk.app.reminders_to_raise().unwrap();
    desk.office.lock().unwrap().offer("1.4.0", 1_004_000);
    assert!(desk.asks());
    let newer = desk.app.newer_program().unwrap().unwrap();
    assert_eq!((newer.version.as_str(), newer.bytes, newer.notes.as_str()), ("1.4.0", 31_457_280, "照片传得更快"));
    assert_eq!((newer.offered, newer.metered, newer.can_open), (Some(common::day("2017-09-01")), false, true));
    assert_eq!(newer.address, "http://office.example/install");
    assert!(newer.code.contains("<svg") && !newer.put_away);
    desk.app.open_install_page().unwrap();
    assert_eq!(*desk.browser.0.lock().unwrap(), ["http://office.example/install"]);
    assert_eq!(desk.app.reminders_to_raise().unwrap(), notices, "it is no notice of the system's");
    desk.on(true);
    assert!(desk.app.newer_program().unwrap().unwrap().metered);
    desk.on(false);

    let put_away = || desk.app.newer_program().unwrap().unwrap().put_away;
    desk.app.put_newer_program_away().unwrap();
    assert!(put_away());
    desk.clock.pass(DAY);
    assert!(desk.asks());
    assert!(put_away(), "the same version is not told of again");
    desk.office.lock().unwrap().offer("1.4.1", 1_004_001);
    desk.clock.pass(DAY);
    assert!(desk.asks());
    assert!(!put_away() && desk.told().as_deref() == Some("1.4.1"));
    // The office thought better of it.
    desk.office.lock().unwrap().offers = None;
    desk.clock.pass(DAY);
    assert!(desk.asks());
    assert_eq!(desk.told(), None);
}

#[test]
fn who_has_it_is_not_told_and_another_s_word_is_not_believed() {
    let desk = enrolled(1_004_000);
    desk.office.lock().unwrap().offer("1.4.0", 1_004_000);
    assert!(desk.asks());
    assert_eq!(desk.told(), None, "it is installed");
    let mut posed = Office::default();
    posed.is_posed_as();
    posed.offer("9.9.9", 9_009_009);
    desk.office.lock().unwrap().offers = posed.offers;
    desk.clock.pass(DAY);
    let error = now(desk.app.ask_for_newer_program(&mut Line::to(&desk.office))).unwrap_err();
    assert_eq!(error.code(), "store.unverified");
    assert_eq!(desk.told(), None);
}
