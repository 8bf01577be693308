//! Every command of the front end, one line into `client` each.

use chrono::NaiveDate;
use cunji_client::views::today::TodayView;
use cunji_client::views::{DraftView, Said, StatusView, SyncView, WrittenView};
use cunji_client::{Beside, HttpTransport, Invitation, Stage, draft_id, stay_of, village_code};

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
}
