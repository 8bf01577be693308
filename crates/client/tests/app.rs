//! The app on one phone: who waits for a slow line, and who does not.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::sync::{Arc, Mutex};

use cunji_client::{
    App, Beside, Call, Clock, DiaryChange, Language, LineFault, Reply, SetClock, Stage, Transport, Waiting,
};
use cunji_domain::diary::Stay;
use cunji_store::Cost;
use tokio::sync::Notify;

use common::{Line, Office, PASSPHRASE, day, noon, now};

/// A line on which the answer to the first call is held back until somebody lets it through.
struct Slow {
    line: Line,
    asked: Arc<Notify>,
    let_through: Arc<Notify>,
}

impl Slow {
    fn to(office: &Arc<Mutex<Office>>) -> Self {
        Self { line: Line::to(office), asked: Arc::default(), let_through: Arc::default() }
    }
}

impl Transport for Slow {
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        Box::pin(async move {
            let reply = self.line.call(call).await;
            if self.line.calls == 1 {
                self.asked.notify_one();
                self.let_through.notified().await;
            }
            reply
        })
    }
}

fn app_in(home: &Path) -> (App, Arc<SetClock>) {
    let clock = Arc::new(SetClock::at(noon("2017-09-01")));
    let shared: Arc<dyn Clock> = clock.clone();
    (App::costing(home, Cost::CHEAPEST, shared, Language::Zh), clock)
}

fn open(home: &Path, office: &Arc<Mutex<Office>>) -> (App, Arc<SetClock>) {
    let (app, clock) = app_in(home);
    let invitation = office.lock().unwrap().invitation("c0017");
    now(app.enrol(&mut Line::to(office), PASSPHRASE, &invitation)).unwrap();
    now(app.sync_over(&mut Line::to(office))).unwrap();
    (app, clock)
}

fn write(app: &App, date: &str, text: &str) {
    let change = DiaryChange { stay: Some(Stay::Village), text: Some(text.to_owned()), ..DiaryChange::default() };
    app.with(|phone| phone.write_diary(day(date), change, &Beside::default())).unwrap();
}

fn texts(app: &App) -> Vec<String> {
    let diaries = app.with(|phone| phone.diaries(None, None)).unwrap();
    diaries.into_iter().map(|diary| diary.value.text.0).collect()
}

#[test]
fn a_phone_is_nobodys_then_open_then_locked_then_open_again() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = app_in(home.path());
    assert_eq!(app.stage(), Stage::Nobody);
    assert_eq!(app.status().unwrap_err().code(), "app.locked");
    let invitation = office.lock().unwrap().invitation("c0017");
    now(app.enrol(&mut Line::to(&office), PASSPHRASE, &invitation)).unwrap();
    assert_eq!(app.stage(), Stage::Open);
    write(&app, "2017-09-01", "去三组看水管");
    app.lock();
    assert_eq!(app.stage(), Stage::Locked);
    assert_eq!(app.with(|phone| phone.who()).unwrap_err().code(), "app.locked");
    assert_eq!(app.unlock("不对").unwrap_err().code(), "store.wrong_passphrase");
    assert_eq!(app.stage(), Stage::Locked);
    app.unlock(PASSPHRASE).unwrap();
    app.unlock(PASSPHRASE).unwrap();
    assert_eq!(texts(&app), ["去三组看水管"]);
    let error = now(app.enrol(&mut Line::to(&office), PASSPHRASE, &invitation)).unwrap_err();
    assert_eq!(error.code(), "store.already_there");
}

#[test]
fn a_diary_is_saved_and_read_while_the_line_holds_an_answer_back() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = open(home.path(), &office);
    write(&app, "2017-08-31", "开会");
    let mut slow = Slow::to(&office);
    let (asked, let_through) = (slow.asked.clone(), slow.let_through.clone());
    let (report, ()) = now(futures_util::future::join(app.sync_over(&mut slow), async {
        asked.notified().await;
        write(&app, "2017-09-01", "去三组看水管");
        assert_eq!(texts(&app), ["开会", "去三组看水管"]);
        let_through.notify_one();
    }));
    // What was written meanwhile goes along in a further request of the same sync.
    let report = report.unwrap();
    assert_eq!((report.accepted, report.unsent), (2, 0));
    assert_eq!(app.with(|phone| phone.verify()).unwrap().fault, None);
}

#[test]
fn a_lock_ends_a_sync_and_the_next_one_goes_on_from_there() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = open(home.path(), &office);
    write(&app, "2017-09-01", "去三组看水管");
    let mut slow = Slow::to(&office);
    let (asked, let_through) = (slow.asked.clone(), slow.let_through.clone());
    let (ended, ()) = now(futures_util::future::join(app.sync_over(&mut slow), async {
        asked.notified().await;
        app.lock();
        // Open again, but it is another opening: the former sync has nothing to do with it.
        app.unlock(PASSPHRASE).unwrap();
        let_through.notify_one();
    }));
    assert_eq!(ended.unwrap_err().code(), "app.locked");
    assert_eq!(app.status().unwrap().unsent, 1);
    let report = now(app.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!((report.accepted, report.unsent), (1, 0));
    assert_eq!(app.with(|phone| phone.verify()).unwrap().fault, None);
}

#[test]
fn a_draft_is_there_after_an_idle_phone_locked_itself() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, clock) = open(home.path(), &office);
    let stay = DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() };
    let draft = app.with(|phone| {
        let diary = phone.write_diary(day("2017-09-01"), stay, &Beside::default())?;
        let draft = phone.begin_draft_of(diary.record)?;
        phone.save_draft(&draft)?;
        Ok(draft.id)
    });
    let draft = draft.unwrap();
    clock.pass(4 * 60);
    assert!(!app.lock_if_idle(Some(5)));
    app.touch();
    clock.pass(4 * 60);
    assert!(!app.lock_if_idle(Some(5)));
    clock.pass(60);
    assert!(!app.lock_if_idle(None));
    assert!(app.lock_if_idle(Some(5)));
    assert!(!app.lock_if_idle(Some(5)), "it is locked already");
    app.unlock(PASSPHRASE).unwrap();
    assert!(!app.lock_if_idle(Some(5)), "unlocking is a touch");
    assert_eq!(app.with(|phone| Ok(phone.draft(draft)?.id)).unwrap(), draft);
}

#[test]
fn two_syncs_wait_for_each_other() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = open(home.path(), &office);
    write(&app, "2017-09-01", "去三组看水管");
    let mut slow = Slow::to(&office);
    let (asked, let_through) = (slow.asked.clone(), slow.let_through.clone());
    let mut second = Line::to(&office);
    let (first, second, ()) =
        now(futures_util::future::join3(app.sync_over(&mut slow), app.sync_over(&mut second), async {
            asked.notified().await;
            let_through.notify_one();
        }));
    assert_eq!((first.unwrap().accepted, second.unwrap().accepted), (1, 0));
}
