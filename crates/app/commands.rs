//! Every command of the front end, one line into `client` each.

use chrono::NaiveDate;
use cunji_client::views::attendance::{ComplaintsView, DaySheetView, MonthView};
use cunji_client::views::team::{AbsentSaid, MonthCodes, TeamView, WitnessProgress};
use cunji_client::views::today::TodayView;
use cunji_client::views::{DraftView, Said, SavedFile, StatusView, SyncView, WhoView, WrittenView, record_id};
use cunji_client::{Beside, DiaryForm, HttpTransport, Invitation, Stage, draft_id, stay_of, village_code};

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
    /// Whose phone it is, and as what.
    who() -> WhoView = |app| app.with(|phone| phone.who());
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

    /// A month of one's own.
    own_month(month: Option<NaiveDate>) -> MonthView = |app| app.with(|phone| phone.month_view(month));
    /// What is behind a day; one's own, if nobody is named.
    day_sheet(day: NaiveDate, cadre: Option<String>) -> DaySheetView = |app| {
        app.with(|phone| { let cadre = phone.person_by_id(cadre.as_deref())?; phone.day_sheet(cadre.as_ref(), day) })
    };
    /// The team, for its first secretary.
    team(month: Option<NaiveDate>, village: Option<String>) -> TeamView = |app| {
        app.with(|phone| phone.team_view(month, village_code(village.as_deref())?.as_ref()))
    };
    /// Notes who is there: all but those who are named.
    note_evening(day: NaiveDate, absent: Vec<AbsentSaid>, note: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.note_evening(day, &absent, note)?)))
    };
    /// Stands by a teammate's day.
    confirm_day(cadre: String, day: NaiveDate) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.confirm_day(&cadre, day)?)))
    };
    /// Grants a teammate's leave as it was asked for.
    grant_leave(request: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.grant_leave(record_id(&request)?)?)))
    };
    /// Back from a leave.
    end_leave(leave: String, returned: NaiveDate) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.end_leave(record_id(&leave)?, returned, None)?)))
    };
    /// Whether a leave by voice was so.
    say_of_voice_leave(leave: String, so: bool) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.say_of_voice_leave(record_id(&leave)?, so, None)?)))
    };
    /// Takes back a leave by voice that was noted in error.
    withdraw_voice_leave(leave: String, reason: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.withdraw(record_id(&leave)?, &reason)?)))
    };
    /// Acknowledges a month as it is shown.
    acknowledge_month(month: NaiveDate) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.acknowledge_month(month, None, &Beside::default())?)))
    };
    /// Upholds what a teammate says to a day.
    uphold_objection(objection: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.decide_objection(record_id(&objection)?, true, String::new())?)))
    };
    /// Complaints and suggestions of one's own, and where they go.
    complaints() -> ComplaintsView = |app| app.with(|phone| phone.complaints_view());
    /// A month of one's own as QR codes.
    month_codes(month: NaiveDate) -> MonthCodes = |app| app.with(|phone| phone.month_codes(month));
    /// Takes the codes that were read of a teammate's month so far.
    witness_codes(codes: Vec<String>) -> WitnessProgress = |app| app.with(|phone| phone.witness_codes(&codes));
    /// Saves the team's month as a sheet.
    save_month_sheet(month: NaiveDate, english: bool) -> SavedFile = |app| {
        app.with(|phone| crate::saving::save(&phone.team_month_sheet(month, None, crate::language(english))?))
    };
    /// Saves days of one's own diary: as a document, or as plain text.
    save_diary(from: NaiveDate, to: NaiveDate, text: bool, english: bool) -> SavedFile = |app| {
        let form = if text { DiaryForm::Text } else { DiaryForm::Document };
        app.with(|phone| crate::saving::save(&phone.diary_report(from, to, form, crate::language(english))?))
    };
}
