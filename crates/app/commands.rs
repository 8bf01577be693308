//! Every command of the front end, one line into `client` each.

use chrono::NaiveDate;
use cunji_client::views::me::{
    CheckView, DeviceView, JudgedDay, MeView, RejectedRecord, ReminderView, ReturnedView, ToSettle,
};
use cunji_client::views::today::TodayView;
use cunji_client::views::{DraftView, LineView, RejectedView, Said, StatusView, SyncView, WrittenView};
use cunji_client::{Beside, HttpTransport, Invitation, Network, Settings, Stage, draft_id, stay_of, village_code};

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

    /// What the person chose on this phone; known before it is open.
    settings() -> Settings = |app| Ok(app.settings());
    /// Chooses otherwise.
    choose(settings: Settings) -> () = |app| app.choose(settings);
    /// Somebody touched the screen.
    touched() -> () = |app| { app.touch(); Ok(()) };
    /// How the line stands.
    line() -> LineView = |app| app.line();
    /// What the platform tells of the line.
    network(connected: Option<bool>, metered: Option<bool>) -> () = |app| {
        app.hear_network(Network { connected, metered });
        Ok(())
    };

    /// Whose phone it is, and what on it asks for a look.
    me() -> MeView = |app| app.me();
    /// What the server did not take.
    returned() -> ReturnedView = |app| app.with(|phone| phone.returned_view());
    /// A rejected record with what was written.
    rejected_record(edit: String) -> RejectedRecord = |app| app.with(|phone| phone.rejected_record(&edit));
    /// Opens the form that mends a rejected record.
    open_mend(edit: String) -> DraftView = |app| app.with(|phone| phone.open_mend(&edit));
    /// Writes a rejected record anew on another day.
    mend_on_day(edit: String, day: NaiveDate) -> WrittenView = |app| app.with(|phone| phone.mend_on_day(&edit, day));
    /// Lets a rejected record go.
    drop_rejected(edit: String) -> RejectedView = |app| app.with(|phone| phone.drop_rejected(&edit));
    /// What two people changed at once.
    conflicts() -> Vec<ToSettle> = |app| app.with(|phone| phone.to_settle());
    /// Settles one of them.
    settle(record: String, field: Option<String>, place: Option<u32>) -> WrittenView = |app| {
        app.with(|phone| phone.settle_by(&record, field.as_deref(), place))
    };
    /// Own days with a word against them.
    judged_days() -> Vec<JudgedDay> = |app| app.with(|phone| phone.judged_days());
    /// The person's devices.
    devices() -> Vec<DeviceView> = |app| app.with(|phone| phone.devices_view());
    /// Looks at everything that can be wrong with a phone.
    self_check() -> Vec<CheckView> = |app| app.with(|phone| phone.self_check());
    /// Notices that are due and were not raised yet.
    reminders_to_raise() -> Vec<ReminderView> = |app| app.reminders_to_raise();
    /// Writes all records into one file among the person's documents; gives its path.
    export_all() -> String = |app| app.export_all();
}
