//! Photos that come when their form is gone, the phone locked, or the program ended: none is lost.
#![allow(clippy::unwrap_used)]

mod common;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use cunji_client::{App, Clock, Language, PhotoFrom, SetClock, Settings, draft_id, photo_digest};
use cunji_store::{Cost, DraftId};
use data_encoding::BASE64;
use serde_json::json;

use common::{Line, Office, day, noon, now};

const PHRASE: &str = "春天的茶园在山上";

fn app_in(home: &Path) -> (App, Arc<SetClock>) {
    let clock = Arc::new(SetClock::at(noon("2017-09-01")));
    let shared: Arc<dyn Clock> = clock.clone();
    let app = App::costing(home, Cost::CHEAPEST, shared, Language::Zh);
    let office = Office::with_team();
    let invitation = office.lock().unwrap().invitation("c0017");
    now(app.enrol(&mut Line::to(&office), PHRASE, &invitation)).unwrap();
    now(app.sync_over(&mut Line::to(&office))).unwrap();
    (app, clock)
}

/// A camera's file, the same for the same seed.
fn picture(seed: u8) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_fn(320, 240, |x, y| image::Rgb([x as u8 ^ seed, y as u8, seed]));
    pixels.write_to(&mut file, image::ImageFormat::Jpeg).unwrap();
    file.into_inner()
}

fn comes(app: &App, file: &[u8]) -> u32 {
    let number = app.arriving_photos().begin();
    app.arriving_photos().piece(number, &BASE64.encode(file)).unwrap();
    number
}

fn form(app: &App, date: &str) -> DraftId {
    app.with(|phone| draft_id(&phone.open_day_form(day(date), None)?.id)).unwrap()
}

fn photos_in(app: &App, form: DraftId) -> Vec<String> {
    let views = app.with(|phone| phone.photos_of_form(form)).unwrap();
    views.into_iter().map(|photo| photo.digest).collect()
}

fn unplaced(app: &App) -> Vec<String> {
    app.unplaced_photos().unwrap().into_iter().map(|photo| photo.digest).collect()
}

#[test]
fn a_photo_that_comes_after_its_form_was_written_is_kept_and_goes_into_the_next() {
    let home = tempfile::tempdir().unwrap();
    let (app, clock) = app_in(home.path());
    let written = form(&app, "2017-09-01");
    let fields = json!({ "stay": "village", "text": "修路" });
    let number = comes(&app, &picture(1));
    app.with(|phone| phone.write_form(written, fields.as_object().unwrap(), None)).unwrap();
    assert_eq!(app.keep_photo(number, written, PhotoFrom::default()).unwrap_err().code(), "photo.form_gone");
    let [digest] = unplaced(&app).try_into().unwrap();

    app.choose(Settings { lock_after_minutes: None, ..app.settings() }).unwrap();
    clock.pass(40 * 86_400);
    assert_eq!(app.with(|phone| phone.tidy_photos()).unwrap(), 0, "it waits as long as it takes");
    let next = form(&app, "2017-09-01");
    app.with(|phone| phone.place_photo(photo_digest(&digest)?, next)).unwrap();
    assert_eq!(photos_in(&app, next), [digest]);
    assert_eq!(unplaced(&app), [""; 0]);
}

#[test]
fn a_photo_that_is_not_wanted_is_not_offered_any_more() {
    let home = tempfile::tempdir().unwrap();
    let (app, _) = app_in(home.path());
    let thrown_away = form(&app, "2017-09-01");
    app.with(|phone| phone.discard_draft(thrown_away)).unwrap();
    let number = comes(&app, &picture(2));
    assert_eq!(app.keep_photo(number, thrown_away, PhotoFrom::default()).unwrap_err().code(), "photo.form_gone");
    let [digest] = unplaced(&app).try_into().unwrap();
    app.with(|phone| phone.let_photo_go(photo_digest(&digest)?)).unwrap();
    assert_eq!(unplaced(&app), [""; 0]);
}

#[test]
fn a_photo_that_comes_while_the_phone_is_locked_goes_into_its_form_when_it_is_open() {
    let home = tempfile::tempdir().unwrap();
    let (app, _) = app_in(home.path());
    let open = form(&app, "2017-09-01");
    let number = comes(&app, &picture(3));
    app.lock();
    for _ in 0..2 {
        assert_eq!(app.keep_photo(number, open, PhotoFrom::default()).unwrap_err().code(), "app.locked");
    }
    app.unlock(PHRASE).unwrap();
    let kept = app.keep_photo(number, open, PhotoFrom::default()).unwrap();
    assert_eq!(photos_in(&app, open), [kept.digest]);
}

#[test]
fn what_the_camera_took_while_the_program_was_ended_is_offered_and_its_file_goes_only_then() {
    let (home, camera) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (app, _) = app_in(home.path());
    let file = |name: &str| camera.path().join(name);
    fs::write(file("taken.jpg"), picture(4)).unwrap();
    fs::write(file("torn.jpg"), &picture(5)[..40]).unwrap();
    fs::write(file("none.jpg"), b"").unwrap();
    app.camera_writes_to(camera.path().to_owned());
    app.lock();
    assert_eq!(app.unplaced_photos().unwrap_err().code(), "app.locked");
    assert!(file("taken.jpg").exists(), "nothing else has it yet");
    app.unlock(PHRASE).unwrap();
    let [digest] = unplaced(&app).try_into().unwrap();
    assert!(!file("taken.jpg").exists() && !file("none.jpg").exists());
    assert!(file("torn.jpg").exists(), "what can't be read stays");
    let open = form(&app, "2017-09-01");
    app.with(|phone| phone.place_photo(photo_digest(&digest)?, open)).unwrap();

    // One that the screen brings goes from the camera's folder as soon as the store has it.
    fs::write(file("shown.jpg"), picture(6)).unwrap();
    fs::write(file("other.jpg"), picture(7)).unwrap();
    let kept = app.keep_photo(comes(&app, &picture(6)), open, PhotoFrom::default()).unwrap();
    assert!(!file("shown.jpg").exists() && file("other.jpg").exists());
    assert!(photos_in(&app, open).contains(&kept.digest));
}

/// A camera's folder with one file in it, from longer ago than a week: its time begins when its person is told.
struct Camera(tempfile::TempDir);

impl Camera {
    fn of(app: &App) -> Self {
        let camera = Self(tempfile::tempdir().unwrap());
        app.camera_writes_to(camera.0.path().to_owned());
        app.choose(Settings { lock_after_minutes: None, ..app.settings() }).unwrap();
        camera
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        fs::write(self.0.path().join(name), bytes).unwrap();
        fs::File::options().write(true).open(self.0.path().join(name)).unwrap().set_modified(long_ago).unwrap();
    }

    fn has(&self, name: &str) -> bool {
        self.0.path().join(name).exists()
    }
}

/// What the screen shows, after a form with photos was opened.
fn unread(app: &App) -> Vec<(String, NaiveDate)> {
    assert_eq!(unplaced(app), [""; 0]);
    app.unread_photos().unwrap().into_iter().map(|photo| (photo.name, photo.goes_on)).collect()
}

fn told(app: &App, name: &str) {
    app.told_of_unread_photos(&[name.to_owned()]).unwrap();
}

#[test]
fn what_opens_as_no_photo_is_read_once_and_goes_a_week_after_it_was_shown() {
    let home = tempfile::tempdir().unwrap();
    let (app, clock) = app_in(home.path());
    let camera = Camera::of(&app);
    let blank = vec![0; picture(5).len()];
    camera.put("torn.jpg", &blank);
    camera.put("other.jpg", &blank);
    assert_eq!(unread(&app).len(), 2);
    // The form was left before anybody saw it, and the next one is opened a month later: nobody was told yet.
    clock.pass(30 * 86_400);
    let both = ["other.jpg", "torn.jpg"].map(|name| (name.to_owned(), day("2017-10-08")));
    assert_eq!(unread(&app), both);
    told(&app, "torn.jpg");
    assert_eq!(app.unread_photo("torn.jpg").unwrap().bytes, blank);

    // The same size and time: it is not read again, or a photo would be found now.
    camera.put("torn.jpg", &picture(5));
    clock.pass(6 * 86_400);
    told(&app, "torn.jpg");
    assert_eq!(unread(&app).pop(), Some(("torn.jpg".to_owned(), day("2017-10-08"))), "it was told before");
    assert!(camera.has("torn.jpg"));
    clock.pass(86_400);
    assert_eq!(unread(&app), [("other.jpg".to_owned(), day("2017-10-15"))]);
    assert!(!camera.has("torn.jpg") && camera.has("other.jpg"));
    assert_eq!(app.unread_photo("torn.jpg").unwrap_err().code(), "photo.not_on_this_phone");
}

#[test]
fn what_was_shown_while_the_clock_was_wrong_is_shown_anew_and_has_its_week_when_it_is_right() {
    let home = tempfile::tempdir().unwrap();
    let (app, clock) = app_in(home.path());
    let camera = Camera::of(&app);
    camera.put("torn.jpg", &picture(5)[..40]);
    let goes_on = |app: &App| unread(app).pop().map(|(_, goes_on)| goes_on);
    for wrong in ["2012-01-01", "2019-03-01"] {
        clock.set(noon(wrong));
        assert!(goes_on(&app).is_some());
        told(&app, "torn.jpg");
        clock.set(noon("2017-10-20"));
        assert_eq!(goes_on(&app), Some(day("2017-10-27")), "shown when it was {wrong}");
        assert!(camera.has("torn.jpg"));
    }
    told(&app, "torn.jpg");
    clock.pass(7 * 86_400);
    assert_eq!(goes_on(&app), None);
    assert!(!camera.has("torn.jpg"));
}

#[test]
fn a_good_picture_that_can_t_be_read_here_says_why_and_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let (app, _) = app_in(home.path());
    let camera = Camera::of(&app);
    camera.put("1.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    camera.put("2.jpg", &picture(5)[..40]);
    camera.put("3.jpg", b"a note of words");
    for _ in ["found", "known"] {
        assert_eq!(unplaced(&app), [""; 0]);
        let why: Vec<_> = app.unread_photos().unwrap().into_iter().map(|photo| photo.why).collect();
        let codes: Vec<_> = why.iter().map(|why| why.code.as_str()).collect();
        assert_eq!(codes, ["photo.heic", "photo.damaged", "photo.format"]);
        assert!(why[0].zh.contains("改成 JPEG") && why[0].en.contains("screenshot"));
    }
}

#[test]
fn a_file_that_changed_is_read_again_and_one_that_is_not_wanted_goes_at_once_and_alone() {
    let (home, camera) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (app, _) = app_in(home.path());
    let file = |name: &str| camera.path().join(name);
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let put = |name: &str, bytes: &[u8]| {
        fs::write(file(name), bytes).unwrap();
        fs::File::options().write(true).open(file(name)).unwrap().set_modified(long_ago).unwrap();
    };
    put("torn.jpg", &picture(5)[..40]);
    put("other.jpg", &picture(6)[..40]);
    app.camera_writes_to(camera.path().to_owned());
    assert_eq!(unplaced(&app), [""; 0]);
    assert_eq!(app.unread_photos().unwrap().len(), 2);
    put("torn.jpg", &picture(5));
    assert_eq!(unplaced(&app).len(), 1);
    assert!(!file("torn.jpg").exists(), "the store has it");

    put("new.jpg", b"not told of yet");
    assert_eq!(app.let_unread_photo_go("new.jpg").unwrap_err().code(), "photo.not_on_this_phone");
    app.let_unread_photo_go("other.jpg").unwrap();
    assert!(!file("other.jpg").exists() && file("new.jpg").exists());
    assert!(app.unread_photos().unwrap().is_empty());
}

#[test]
fn a_photo_whose_form_was_left_without_it_is_kept_for_the_forms_that_come_also_across_a_lock() {
    let home = tempfile::tempdir().unwrap();
    let (app, _) = app_in(home.path());
    let number = comes(&app, &picture(5));
    app.lock();
    assert_eq!(app.keep_unplaced_photo(number, PhotoFrom::default()).unwrap_err().code(), "app.locked");
    app.unlock(PHRASE).unwrap();
    app.keep_unplaced_photo(number, PhotoFrom::default()).unwrap();
    let [digest] = unplaced(&app).try_into().unwrap();
    let next = form(&app, "2017-09-01");
    app.with(|phone| phone.place_photo(photo_digest(&digest)?, next)).unwrap();
    assert_eq!(photos_in(&app, next), [digest]);
}
