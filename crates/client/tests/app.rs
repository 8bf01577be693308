//! The app on one phone: who waits for a slow line, and who does not.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cunji_client::platform::{
    self, Line as SystemLine, LineWatch, PlatformFault, Reminder, SaidPlace, SharedFile, Sharing,
};
use cunji_client::views::LineState;
use cunji_client::views::lock::AsksFor;
use cunji_client::{
    App, Beside, Call, Cause, ClientError, Clock, DiaryChange, Language, LineFault, Network, PhotoToSend, Reminders,
    Reply, SetClock, SetKeyStore, Settings, Stage, Transport, Waiting, note_id,
};
use cunji_domain::diary::Stay;
use cunji_domain::record::RecordId;
use cunji_protocol::calls::About;
use cunji_store::{Cost, PhotoDigest, PhotoPart};
use tokio::sync::Notify;

use common::{Line, Office, day, noon, now};

/// What the app asks for: a phrase, since there is no key store here.
const PHRASE: &str = "春天的茶园在山上";

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
    now(app.enrol(&mut Line::to(office), PHRASE, &invitation)).unwrap();
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
    now(app.enrol(&mut Line::to(&office), PHRASE, &invitation)).unwrap();
    assert_eq!(app.stage(), Stage::Open);
    write(&app, "2017-09-01", "去三组看水管");
    app.lock();
    assert_eq!(app.stage(), Stage::Locked);
    assert_eq!(app.with(|phone| phone.who()).unwrap_err().code(), "app.locked");
    assert_eq!(app.unlock("不对").unwrap_err().code(), "lock.wrong");
    assert_eq!(app.stage(), Stage::Locked);
    app.unlock(PHRASE).unwrap();
    app.unlock(PHRASE).unwrap();
    assert_eq!(texts(&app), ["去三组看水管"]);
    let error = now(app.enrol(&mut Line::to(&office), PHRASE, &invitation)).unwrap_err();
    assert_eq!(error.code(), "store.already_there");
}

/// A line to the office on which somebody changes what the server says of itself.
struct Meddled(Line);

impl Transport for Meddled {
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        assert_eq!(call.path, "/v1/about", "nothing else is asked of a server that proves nothing");
        let about = self.0.office.lock().unwrap().answer(&call).1;
        let meddled = About { sealing: None, ..About::from_bytes(&about).unwrap() }.to_bytes();
        let body: Vec<Result<bytes::Bytes, LineFault>> = vec![Ok(meddled.into())];
        let body = futures_util::StreamExt::boxed(futures_util::stream::iter(body));
        Box::pin(std::future::ready(Ok(Reply { status: 200, head_up: 0, head_down: 0, body })))
    }
}

#[test]
fn a_code_is_never_sent_open_even_where_somebody_takes_away_whom_to_seal_it_to() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = app_in(home.path());
    let invitation = office.lock().unwrap().invitation("c0017");
    let error = now(app.enrol(&mut Meddled(Line::to(&office)), PHRASE, &invitation)).unwrap_err();
    assert_eq!((error.code().as_str(), app.stage()), ("enrol.not_sealed", Stage::Nobody));
    let told = error.sentences().remove(0);
    assert!(told.zh.contains("没有发出去") && told.en.contains("not sent"), "{told:?}");
    now(app.enrol(&mut Line::to(&office), PHRASE, &invitation)).unwrap();
    assert_eq!(app.stage(), Stage::Open);
}

#[test]
fn a_first_start_that_was_cut_goes_on_at_once_and_after_a_restart() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = app_in(home.path());
    let invitation = office.lock().unwrap().invitation("c0017");
    let cut = || {
        let mut line = Line::to(&office);
        line.carries = Box::new(|call| (usize::MAX, if call == 2 { 0 } else { usize::MAX }));
        line
    };
    assert!(now(app.enrol(&mut cut(), PHRASE, &invitation)).unwrap_err().is_of_the_line());
    assert_eq!((app.stage(), app.due_in()), (Stage::NotEnrolled, None), "open, and with nothing to sync");
    assert!(now(app.enrol_again(&mut cut(), &invitation)).unwrap_err().is_of_the_line());
    drop(app);
    let (app, _) = app_in(home.path());
    assert_eq!(app.stage(), Stage::Locked);
    app.unlock(PHRASE).unwrap();
    assert_eq!(app.stage(), Stage::NotEnrolled);
    now(app.enrol_again(&mut Line::to(&office), &invitation)).unwrap();
    assert_eq!((app.stage(), app.due_in()), (Stage::Open, Some(Duration::ZERO)));
    now(app.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(app.with(|phone| phone.who()).unwrap().person, "c0017");
}

#[test]
fn who_forgot_what_opens_a_phone_that_was_never_enrolled_begins_anew_and_an_enrolled_one_never_does() {
    let (folder, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let home = folder.path().join("phone");
    let (app, _) = app_in(&home);
    app.choose(Settings { large_type: true, ..app.settings() }).unwrap();
    let invitation = office.lock().unwrap().invitation("c0017");
    let mut cut = Line::to(&office);
    cut.carries = Box::new(|call| (usize::MAX, if call == 2 { 0 } else { usize::MAX }));
    assert!(now(app.enrol(&mut cut, PHRASE, &invitation)).unwrap_err().is_of_the_line());
    assert_eq!(app.begin_anew().unwrap_err().code(), "store.in_use", "who has it open has forgotten nothing");
    app.lock();
    app.keep_locked_note(None, "下午缺水").unwrap();
    let lock = app.lock_view().unwrap();
    assert_eq!((lock.recoverable, lock.begins_anew), (false, true));
    let aside = app.begin_anew().unwrap();
    assert_eq!((aside.folder.as_str(), app.stage()), ("phone-before-2017-09-01", Stage::Nobody));
    let (before, _) = app_in(&folder.path().join(&aside.folder));
    before.unlock(PHRASE).unwrap();
    assert_eq!(before.with(|phone| phone.locked_notes()).unwrap()[0].text, "下午缺水");

    let (app, _) = app_in(&home);
    assert!(app.settings().large_type, "what was chosen goes on holding");
    now(app.enrol(&mut Line::to(&office), "冬天的茶园在山下", &invitation)).unwrap();
    // Nothing was synced yet, so that no recovery code is there either.
    app.lock();
    let lock = app.lock_view().unwrap();
    assert_eq!((lock.recoverable, lock.begins_anew), (false, false));
    assert_eq!(app.begin_anew().unwrap_err().code(), "store.somebodys");
    app.unlock("冬天的茶园在山下").unwrap();
    assert_eq!(app.stage(), Stage::Open);
}

#[test]
fn who_remembers_what_opened_the_former_phone_takes_its_notes_over_once() {
    let (folder, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let home = folder.path().join("phone");
    let key_store = Arc::new(SetKeyStore::with([7; 32]));
    let app = app_in(&home).0.with_key_store(key_store.clone());
    let invitation = office.lock().unwrap().invitation("c0017");
    let mut cut = Line::to(&office);
    cut.carries = Box::new(|call| (usize::MAX, if call == 2 { 0 } else { usize::MAX }));
    assert!(now(app.enrol(&mut cut, PHRASE, &invitation)).unwrap_err().is_of_the_line());
    app.lock();
    app.keep_locked_note(None, "下午缺水").unwrap();
    // Opened once since, so that this one is in the database and the next in a file.
    app.unlock(PHRASE).unwrap();
    app.lock();
    app.keep_locked_note(None, "水来了").unwrap();
    let aside = app.begin_anew().unwrap().folder;
    assert_eq!(app.take_from_aside(&aside, PHRASE).unwrap_err().code(), "app.locked");
    now(app.enrol(&mut Line::to(&office), "冬天的茶园在山下", &invitation)).unwrap();

    let there: Vec<_> = app.phones_aside().into_iter().map(|view| (view.folder, view.day)).collect();
    assert_eq!(there, [(aside.clone(), day("2017-09-01"))]);
    assert_eq!(app.take_from_aside(&aside, "冬天的茶园在山下").unwrap_err().code(), "aside.wrong");
    assert_eq!(app.take_from_aside("phone", PHRASE).unwrap_err().code(), "aside.not_there");
    key_store.set(None);
    assert_eq!(app.take_from_aside(&aside, PHRASE).unwrap_err().code(), "lock.key_store_silent");
    key_store.set(Some([7; 32]));
    assert_eq!(app.take_from_aside(&aside, PHRASE).unwrap(), 2);
    let texts = |app: &App| app.locked_notes().unwrap().into_iter().map(|note| note.text).collect::<Vec<_>>();
    let mut taken = texts(&app);
    taken.sort();
    assert_eq!(taken, ["下午缺水", "水来了"]);
    assert!(app.phones_aside().is_empty());

    // The word that they were taken over was lost: none comes twice, and what was let go stays so.
    std::fs::remove_file(folder.path().join(&aside).join("cunji.taken")).unwrap();
    let gone = note_id(&app.locked_notes().unwrap()[0].id).unwrap();
    app.with(|phone| phone.dismiss_locked_note(gone)).unwrap();
    app.take_from_aside(&aside, PHRASE).unwrap();
    assert_eq!(texts(&app).len(), 1);
}

#[test]
fn a_first_start_that_was_refused_leaves_nothing_and_begins_anew() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = app_in(home.path());
    let invitation = office.lock().unwrap().invitation("c0017");
    office.lock().unwrap().codes_are_used = true;
    let refused = now(app.enrol(&mut Line::to(&office), PHRASE, &invitation)).unwrap_err();
    assert_eq!((refused.code().as_str(), app.stage()), ("enrol.code_used", Stage::Nobody));
    office.lock().unwrap().codes_are_used = false;
    now(app.enrol(&mut Line::to(&office), PHRASE, &invitation)).unwrap();
    assert_eq!(app.stage(), Stage::Open);
}

#[test]
fn a_revoked_phone_says_so_for_as_long_as_it_needs_a_code_and_takes_one() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = open(home.path(), &office);
    let invitation = office.lock().unwrap().invitation("c0017");
    assert!(!app.line().unwrap().needs_code);
    assert_eq!(now(app.enrol_again(&mut Line::to(&office), &invitation)).unwrap_err().code(), "enrol.already");
    let device = app.with(|phone| Ok(phone.store().device()?.id)).unwrap();
    office.lock().unwrap().revoke(device);
    now(app.sync_over(&mut Line::to(&office))).unwrap();
    app.lock();
    app.unlock(PHRASE).unwrap();
    assert!(app.line().unwrap().needs_code);
    now(app.enrol_again(&mut Line::to(&office), &invitation)).unwrap();
    assert!(!app.line().unwrap().needs_code);
    assert!(now(app.sync_over(&mut Line::to(&office))).unwrap().notices.is_empty());
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
        app.unlock(PHRASE).unwrap();
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
    let after = |minutes| app.choose(Settings { lock_after_minutes: minutes, ..app.settings() }).unwrap();
    after(Some(5));
    clock.pass(4 * 60);
    assert!(!app.lock_if_idle());
    app.touch().unwrap();
    clock.pass(4 * 60);
    assert!(!app.lock_if_idle());
    clock.pass(60);
    after(None);
    assert!(!app.lock_if_idle(), "never, if the person wants that");
    after(Some(5));
    assert!(app.lock_if_idle());
    assert!(!app.lock_if_idle(), "it is locked already");
    app.unlock(PHRASE).unwrap();
    assert!(!app.lock_if_idle(), "unlocking is a touch");
    assert_eq!(app.with(|phone| Ok(phone.draft(draft)?.id)).unwrap(), draft);
}

#[test]
fn a_touch_that_comes_too_late_opens_nothing() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let ways: [fn(&App) -> bool; 4] = [
        |app| matches!(app.touch(), Err(ClientError::Locked)),
        |app| matches!(app.with(|phone| phone.who()), Err(ClientError::Locked)),
        |app| app.stage() == Stage::Locked,
        |app| matches!(app.line(), Err(ClientError::Locked)),
    ];
    let (app, clock) = open(home.path(), &office);
    for too_late in ways {
        app.unlock(PHRASE).unwrap();
        clock.pass(9 * 60);
        app.touch().unwrap();
        clock.pass(10 * 60);
        // Nothing has looked meanwhile, as on a phone that slept.
        assert!(too_late(&app));
        assert_eq!(app.stage(), Stage::Locked);
    }
}

/// A share sheet that remembers when it was told to clear up.
#[derive(Default)]
struct Sheet(Mutex<Vec<Duration>>);

impl Sharing for Sheet {
    fn share_file(&self, _: &SharedFile, _: &str) -> Result<(), PlatformFault> {
        Ok(())
    }

    fn clear_shared(&self, for_so_long: Duration) {
        self.0.lock().unwrap().push(for_so_long);
    }
}

#[test]
fn what_was_shared_is_gone_when_the_phone_locks_and_after_a_while() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let sheet = Arc::new(Sheet::default());
    let (app, clock) = open(home.path(), &office);
    let app = Arc::new(app.with_sharing(sheet.clone()));
    let told = || std::mem::take(&mut *sheet.0.lock().unwrap());
    app.lock();
    assert_eq!(told(), [Duration::ZERO]);
    app.lock();
    assert!(told().is_empty(), "it is locked already");
    app.unlock(PHRASE).unwrap();
    clock.pass(10 * 60);
    assert!(app.lock_if_idle());
    assert_eq!(told(), [Duration::ZERO]);
    let beside = async {
        let looked = futures_util::FutureExt::now_or_never(app.clone().keep_in_step());
        assert_eq!(looked, None, "it goes on as long as the program");
    };
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(beside);
    let told = told();
    assert!(!told.is_empty() && told.iter().all(|after| *after == Duration::from_secs(600)), "{told:?}");
}

type Told = Box<dyn Fn(SystemLine) + Send + Sync>;

/// A system whose word on the line is a test's.
#[derive(Default)]
struct System {
    line: Option<SystemLine>,
    told: Mutex<Option<Told>>,
}

impl LineWatch for System {
    fn line(&self) -> Option<SystemLine> {
        self.line
    }

    fn watch(&self, told: Told) {
        *self.told.lock().unwrap() = Some(told);
    }
}

#[test]
fn the_system_s_word_on_the_line_holds_against_the_web_view_s_guess() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = open(home.path(), &office);
    app.choose(Settings { text_on_wifi_only: true, ..app.settings() }).unwrap();
    let app = Arc::new(app);
    let guess = Network { connected: Some(true), metered: Some(false) };
    write(&app, "2017-09-01", "去三组看水管");
    app.hear_web_view(Network { connected: Some(true), metered: Some(true) });
    app.listen_to(&System::default());
    assert_eq!(app.line().unwrap().state, LineState::WaitingForWifi);
    app.hear_web_view(guess);
    assert_eq!(app.line().unwrap().state, LineState::Idle, "a system that says nothing leaves it to the web view");
    // A teammate's hotspot.
    let hotspot = SystemLine { connected: true, wifi: true, metered: true };
    let system = System { line: Some(hotspot), ..System::default() };
    app.listen_to(&system);
    app.hear_web_view(guess);
    assert_eq!(app.line().unwrap().state, LineState::WaitingForWifi);
    let tells = |line| (system.told.lock().unwrap().as_ref().unwrap())(line);
    tells(SystemLine { metered: false, ..hotspot });
    assert_eq!(app.line().unwrap().state, LineState::Idle);
    tells(SystemLine { connected: false, wifi: false, metered: false });
    app.hear_web_view(guess);
    assert_eq!(app.line().unwrap().state, LineState::Offline);
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

#[test]
fn a_save_asks_for_a_sync_and_a_look_does_not() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, clock) = open(home.path(), &office);
    let regularly = app.due_in().unwrap();
    assert!(regularly.as_secs() > 600, "{regularly:?}");
    app.status().unwrap();
    assert_eq!(app.due_in(), Some(regularly));
    write(&app, "2017-09-01", "去三组看水管");
    let soon = app.due_in().unwrap();
    assert!(soon.as_secs() < 60 && !soon.is_zero(), "{soon:?}");
    clock.pass(60);
    assert!(app.due_in().unwrap().is_zero());
    app.lock();
    assert_eq!(app.due_in(), None);
    app.unlock(PHRASE).unwrap();
    assert!(app.due_in().unwrap().is_zero(), "opening asks for one");
}

/// A line on which nobody answers.
struct Dead;

impl Transport for Dead {
    fn call(&mut self, _: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        Box::pin(std::future::ready(Err(LineFault::NoServer("no route".to_owned()))))
    }
}

#[test]
fn the_strip_tells_what_is_unsent_since_when_and_what_the_line_does() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, clock) = open(home.path(), &office);
    app.choose(Settings { lock_after_minutes: None, ..app.settings() }).unwrap();
    assert_eq!((app.line().unwrap().state, app.line().unwrap().unsent), (LineState::Idle, 0));
    clock.pass(3600);
    write(&app, "2017-09-01", "去三组看水管");
    clock.pass(3600);
    assert!(now(app.sync_over(&mut Dead)).unwrap_err().is_of_the_line());
    let line = app.line().unwrap();
    assert_eq!((line.state, line.unsent, line.unsent_since), (LineState::Offline, 1, Some(noon("2017-09-01") + 3600)));
    assert_eq!(line.last_sync, Some(noon("2017-09-01")));
    assert!(line.bytes_left > 20 && line.bytes_left < 1000, "{}", line.bytes_left);
    app.hear_network(Network { connected: Some(true), metered: Some(true) });
    assert_eq!(app.line().unwrap().state, LineState::Idle, "a line appeared");
    app.choose(Settings { text_on_wifi_only: true, ..app.settings() }).unwrap();
    assert_eq!((app.line().unwrap().state, app.due_in()), (LineState::WaitingForWifi, None));
    // Who pulls the screen down wants it now.
    app.ask_for_sync(Cause::Pulled);
    assert!(app.due_in().unwrap().is_zero());
    let mut slow = Slow::to(&office);
    let (asked, let_through) = (slow.asked.clone(), slow.let_through.clone());
    let (synced, ()) = now(futures_util::future::join(app.sync_over(&mut slow), async {
        asked.notified().await;
        assert_eq!(app.line().unwrap().state, LineState::Running);
        let_through.notify_one();
    }));
    synced.unwrap();
    assert_eq!((app.line().unwrap().unsent, app.line().unwrap().bytes_left), (0, 0));
}

/// A server that takes nothing.
struct Refusing;

impl Transport for Refusing {
    fn call(&mut self, _: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        let body: Vec<Result<bytes::Bytes, LineFault>> = vec![Ok(bytes::Bytes::from_static(b"<html>Sign in</html>"))];
        let body = futures_util::StreamExt::boxed(futures_util::stream::iter(body));
        Box::pin(std::future::ready(Ok(Reply { status: 511, head_up: 0, head_down: 0, body })))
    }
}

#[test]
fn what_the_server_refuses_is_told_and_not_tried_again_and_again() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = open(home.path(), &office);
    write(&app, "2017-09-01", "去三组看水管");
    assert_eq!(now(app.sync_over(&mut Refusing)).unwrap_err().code(), "sync.unreadable");
    let line = app.line().unwrap();
    assert_eq!((line.state, line.told[0].code.as_str()), (LineState::Refused, "sync.unreadable"));
    assert!(app.due_in().unwrap().as_secs() > 600);
    now(app.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!((app.line().unwrap().state, app.line().unwrap().told.len()), (LineState::Idle, 0));
}

#[test]
fn the_language_that_was_chosen_is_spoken_on_a_locked_phone_too() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = open(home.path(), &office);
    app.choose(Settings { language: Some(Language::En), large_type: true, ..app.settings() }).unwrap();
    assert_eq!(app.with(|phone| Ok(phone.language())).unwrap(), Language::En);
    drop(app);
    let (app, _) = app_in(home.path());
    assert_eq!((app.stage(), app.language(), app.settings().large_type), (Stage::Locked, Language::En, true));
}

#[test]
fn a_forgotten_phrase_is_helped_by_the_code_and_a_locked_app_takes_notes() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, clock) = app_in(home.path());
    assert_eq!(app.pin_rules().digits, 8, "no key store helps");
    let invitation = office.lock().unwrap().invitation("c0017");
    let short = now(app.enrol(&mut Line::to(&office), "609358", &invitation)).unwrap_err();
    assert_eq!((short.code().as_str(), app.stage()), ("lock.pin_short", Stage::Nobody));
    now(app.enrol(&mut Line::to(&office), "６０９３５８１７", &invitation)).unwrap();
    assert_eq!(app.change_pin("60935817", "60935818").map_err(|error| error.code()), Ok(()));
    assert_eq!(app.change_pin("60935817", PHRASE).unwrap_err().code(), "lock.wrong");
    app.change_pin("60935818", PHRASE).unwrap();
    app.lock();
    let id = app.keep_locked_note(None, "锁着").unwrap();
    app.keep_locked_note(id.as_deref(), "锁着记的").unwrap();
    assert_eq!(app.locked_notes().unwrap_err().code(), "app.locked");
    let view = app.lock_view().unwrap();
    assert_eq!((view.asks_for, view.free), (AsksFor::Phrase, 4));
    for _ in 0..5 {
        assert_eq!(app.unlock("不是这一句话呀").unwrap_err().code(), "lock.wrong");
    }
    assert_eq!(app.lock_view().unwrap().wait, 30);
    assert_eq!(app.unlock(PHRASE).unwrap_err().code(), "lock.wait");
    assert_eq!(app.recover("0117-59CF-JNRV-YZZ2-468B", "60935817").unwrap_err().code(), "store.wrong_recovery_code");
    clock.pass(30);
    app.unlock(PHRASE).unwrap();
    assert_eq!(app.lock_view().unwrap().free, 4);
    let notes = app.locked_notes().unwrap();
    assert_eq!(notes[0].text, "锁着记的");
}

#[test]
fn a_picture_waits_for_wifi_and_a_thumbnail_does_not() {
    let home = tempfile::tempdir().unwrap();
    let (app, _) = app_in(home.path());
    let photo = |part| PhotoToSend {
        digest: PhotoDigest([1; 32]),
        part,
        size: 180_000,
        space: common::village(),
        record: RecordId([2; 16]),
    };
    let goes = |app: &App| [PhotoPart::Thumbnail, PhotoPart::Picture].map(|part| app.may_go(&photo(part)));
    assert_eq!(goes(&app), [true, true], "where the platform tells nothing, nothing waits");
    app.hear_network(Network { connected: Some(true), metered: Some(true) });
    assert_eq!(goes(&app), [true, false]);
    app.choose(Settings { photos_on_wifi_only: false, ..app.settings() }).unwrap();
    assert_eq!(goes(&app), [true, true]);
    app.choose(Settings { photos_on_wifi_only: true, ..app.settings() }).unwrap();
    app.hear_network(Network { connected: Some(true), metered: Some(false) });
    assert_eq!(goes(&app), [true, true]);
}

fn places_of(app: &App) -> Vec<bool> {
    let mut lines = Vec::new();
    app.with(|phone| phone.export(&mut lines)).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    lines.lines().filter(|line| line.contains("在水库")).map(|line| line.contains("32.6849")).collect()
}

#[test]
fn what_is_saved_takes_the_place_along_where_the_phone_knows_it_and_its_person_lets_it() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = open(home.path(), &office);
    let reservoir = SaidPlace { latitude: 32.6849, longitude: 109.0293 };
    let app = Arc::new(app.with_locator(Arc::new(reservoir)));
    write(&app, "2017-08-30", "在水库,还没看");
    assert_eq!(app.place_now(), None);
    app.look_around();
    // It is looked for on a thread of its own; nothing waits for it but this test.
    while app.place_now().is_none() {
        std::thread::yield_now();
    }
    write(&app, "2017-08-31", "在水库");
    app.choose(Settings { place_beside: false, ..app.settings() }).unwrap();
    write(&app, "2017-09-01", "在水库,不带位置");
    let mut places = places_of(&app);
    places.sort_unstable();
    assert_eq!(places, [false, false, true]);
}

#[test]
fn a_device_that_knows_no_place_saves_as_well_and_offers_no_check_in() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, _) = open(home.path(), &office);
    let app = Arc::new(app);
    assert!(!app.can_locate());
    app.look_around();
    write(&app, "2017-09-01", "在水库");
    assert_eq!((app.place_now(), places_of(&app)), (None, vec![false]));
}

/// A system that shows what it is told to.
#[derive(Default)]
struct Shown(Mutex<BTreeMap<i32, Reminder>>);

impl platform::Reminders for Shown {
    fn ask(&self) -> Result<bool, PlatformFault> {
        Ok(true)
    }

    fn remind(&self, reminder: &Reminder) -> Result<(), PlatformFault> {
        self.0.lock().unwrap().insert(reminder.number, reminder.clone());
        Ok(())
    }

    fn withdraw(&self, number: i32) -> Result<(), PlatformFault> {
        self.0.lock().unwrap().remove(&number);
        Ok(())
    }
}

#[test]
fn the_system_shows_what_is_due_until_it_is_put_away_and_plans_the_evening_only_for_who_wants_it() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (app, clock) = open(home.path(), &office);
    let system = Arc::new(Shown::default());
    let app = app.with_reminders(system.clone());
    let shown = || system.0.lock().unwrap().values().map(|one| (one.number, one.at)).collect::<Vec<_>>();
    app.announce().unwrap();
    let short = app.reminders_to_raise().unwrap();
    assert_eq!(shown(), [(5, None)], "a year that can't be reached any more");
    app.put_reminder_away(&short[0].key).unwrap();
    assert_eq!(shown(), []);
    // In the village, something noted, and no diary: of that only who wants it is reminded, at eight.
    app.with(|phone| phone.say_stay(day("2017-09-01"), Stay::Village, &Beside::default())).unwrap();
    app.announce().unwrap();
    assert_eq!(shown(), []);
    let settings = app.settings();
    let reminders = Reminders { evening_without_diary: true, ..settings.reminders };
    app.choose(Settings { reminders, ..settings }).unwrap();
    app.announce().unwrap();
    assert_eq!(shown(), [(6, Some(noon("2017-09-01") + 8 * 3600))]);
    clock.pass(60);
    write(&app, "2017-09-01", "去三组看水管");
    app.announce().unwrap();
    assert_eq!(shown(), [], "it is written");
}
