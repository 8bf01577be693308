//! Every command of the front end, one line into `client` each.

use chrono::NaiveDate;
use cunji_client::views::photos::{PhotoRefView, PhotoView, PhotosView};
use cunji_client::views::today::TodayView;
use cunji_client::views::{DraftView, Said, StatusView, SyncView, WrittenView};
use cunji_client::{
    Beside, HttpTransport, Invitation, PhotoFrom, PhotoPart, Stage, draft_id, people_of, photo_digest, stay_of, village_code,
};

use crate::command::commands;
use crate::wait;

commands! {
    /// Which face is to be shown.
    stage() -> Stage = |app| Ok(app.stage());
    /// Makes the phone and enrols it.
    enrol(server: String, code: String, secret: String) -> () = |app| {
        wait(app.enrol(&mut HttpTransport::new(&server)?, &secret, &Invitation::new(&server, &code, &crate::device_name())?))
    };
    /// Opens the phone.
    unlock(secret: String) -> () = |app| app.unlock(&secret);
    /// Locks it.
    lock() -> () = |app| { app.lock(); Ok(()) };
    /// How things stand.
    status() -> StatusView = |app| app.status();
    /// Syncs now.
    sync_now() -> SyncView = |app| wait(app.sync_now());

    /// Opens a form for a new record, or for the one of this key.
    open_form(kind: String, village: Option<String>, said: Said) -> DraftView = |app| {
        app.with(|phone| phone.open_form(&kind, village_code(village.as_deref())?.as_ref(), &said.0))
    };
    /// Opens a form on a record that is there.
    open_form_of(record: String) -> DraftView = |app| {
        app.with(|phone| phone.open_form_of(cunji_client::views::record_id(&record)?))
    };
    /// Keeps what a form holds.
    keep_form(id: String, fields: Said) -> () = |app| app.with(|phone| phone.keep_form(draft_id(&id)?, &fields.0));
    /// Writes what a form holds.
    write_form(id: String, fields: Said) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.write_form(draft_id(&id)?, &fields.0, None)?)))
    };
    /// Leaves a form; what was typed stays.
    leave_form(id: String) -> () = |app| app.with(|phone| phone.leave_form(draft_id(&id)?));
    /// Throws away what a form holds.
    discard_form(id: String) -> () = |app| app.with(|phone| phone.discard_draft(draft_id(&id)?));
    /// Forms that were left half written.
    forms() -> Vec<DraftView> = |app| app.with(|phone| phone.forms());

    /// A day of the person's own.
    today(day: Option<NaiveDate>) -> TodayView = |app| app.with(|phone| phone.today_view(day, None));
    /// Opens the form of a day's diary.
    open_day(day: NaiveDate) -> DraftView = |app| app.with(|phone| phone.open_day_form(day));
    /// Says where a night was spent.
    say_stay(day: NaiveDate, stay: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.say_stay(day, stay_of(&stay)?, &Beside::default())?)))
    };

    /// A photo begins to come from the screen.
    begin_photo() -> u32 = |app| Ok(app.arriving_photos().begin());
    /// The next piece of its file, in base64.
    photo_piece(number: u32, base64: String) -> () = |app| app.arriving_photos().piece(number, &base64);
    /// All of it came: it is made small and put into a form. `changed_at`: when the file was last changed, Unix seconds.
    keep_photo(number: u32, form: String, changed_at: Option<i64>) -> PhotoRefView = |app| {
        app.keep_photo(number, draft_id(&form)?, PhotoFrom { place: None, changed_at })
    };
    /// Says of the people on a photo whether they agreed.
    say_people(digest: String, people: String) -> () = |app| {
        app.with(|phone| phone.say_people(photo_digest(&digest)?, people_of(&people)?))
    };
    /// The photos of a form.
    photos_of_form(form: String) -> Vec<PhotoView> = |app| app.with(|phone| phone.photos_of_form(draft_id(&form)?));
    /// The photos of a record.
    photos_of(record: String) -> Vec<PhotoView> = |app| {
        app.with(|phone| phone.photos_of(cunji_client::views::record_id(&record)?))
    };
    /// A photo, or its thumbnail, as a `data:` address; from the server where it is not on this phone.
    photo(record: Option<String>, digest: String, thumbnail: bool) -> String = |app| {
        let record = record.as_deref().map(cunji_client::views::record_id).transpose()?;
        wait(app.photo_shown(record, photo_digest(&digest)?, PhotoPart::of(thumbnail)))
    };
    /// What of the own photos waits for a line.
    photos_waiting() -> PhotosView = |app| app.with(|phone| phone.photos_waiting());
}
