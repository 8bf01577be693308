//! Every command of the front end, one line into `client` each.

use chrono::NaiveDate;
use cunji_client::views::friends::{FriendView, FriendsView};
use cunji_client::views::households::{HistoryRow, HouseholdView, HouseholdsView};
use cunji_client::views::me::{
    CheckView, DeviceView, JudgedDay, MeView, RejectedRecord, ReminderView, ReturnedView, ToSettle,
};
use cunji_client::views::named::HouseholdName;
use cunji_client::views::problems::{ProblemView, ProblemsView};
use cunji_client::views::today::TodayView;
use cunji_client::views::visits::{VisitFormView, VisitView};
use cunji_client::views::{DraftView, LineView, RejectedView, Said, StatusView, SyncView, WrittenView, record_id};
use cunji_client::{
    Beside, HouseholdMeant, HouseholdSearch, HttpTransport, Invitation, Network, Settings, Stage, contact_way,
    draft_id, stay_of, village_code,
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

    /// A form that was left half written.
    form(id: String) -> DraftView = |app| app.with(|phone| phone.form_of(draft_id(&id)?));

    /// A page of the households that a search means.
    households(text: String, from: usize, count: usize) -> HouseholdsView = |app| {
        app.with(|phone| phone.households_view(&HouseholdSearch { text, from, count }, None))
    };
    /// One household with a page of its history.
    household(number: String, from: usize, count: usize) -> HouseholdView = |app| {
        app.with(|phone| phone.household_view(&number, from, count, None))
    };
    /// The history of a household that was written by name.
    unlisted_history(name: String, group: String) -> Vec<HistoryRow> = |app| {
        app.with(|phone| phone.unlisted_history(&name, &group, None))
    };
    /// Listed households that one may be that was written by name.
    likely_households(name: String, group: String) -> Vec<HouseholdName> = |app| {
        app.with(|phone| phone.likely_households(&name, &group, None))
    };
    /// Says which listed household a name and a group stand for.
    match_household(name: String, group: String, household: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.match_household(&name, &group, &household, &Beside::default())?)))
    };
    /// Opens the form of a visit.
    open_visit(day: NaiveDate, number: Option<String>, name: Option<String>, group: Option<String>) -> DraftView = |app| {
        app.with(|phone| phone.open_visit_form(day, &HouseholdMeant { number, name, group }, None))
    };
    /// What the form of a visit offers.
    visit_offers(day: NaiveDate, number: Option<String>, name: Option<String>, group: Option<String>, written: Option<String>) -> VisitFormView = |app| {
        app.with(|phone| {
            let written = written.as_deref().map(record_id).transpose()?;
            phone.visit_form_view(day, &HouseholdMeant { number, name, group }, written, None)
        })
    };
    /// A visit as it was written.
    visit(id: String) -> VisitView = |app| app.with(|phone| phone.visit_view(record_id(&id)?));
    /// The person's visits of a day.
    visits_of_day(day: NaiveDate) -> Vec<VisitView> = |app| app.with(|phone| phone.visits_of_day(day, None));
    /// Visits of others that wait for the person's word.
    visits_to_confirm() -> Vec<VisitView> = |app| app.with(|phone| phone.visits_to_confirm_view(None));
    /// A companion's word on another's visit.
    share_visit(visit: String, was_along: bool) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.share_visit(record_id(&visit)?, was_along, None)?)))
    };
    /// Notes that a visit was a contact with a friend.
    contact_in_visit(visit: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.contact_in_visit(record_id(&visit)?)?)))
    };

    /// A page of the person's friends.
    friends(from: usize, count: usize) -> FriendsView = |app| app.with(|phone| phone.friends_view(from, count, None));
    /// One friend with the contacts.
    friend(id: String) -> FriendView = |app| app.with(|phone| phone.friend_view(record_id(&id)?));
    /// Notes a contact: with whom, and how.
    log_contact(friendship: String, day: NaiveDate, how: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.log_contact(record_id(&friendship)?, day, contact_way(&how)?)?)))
    };

    /// A page of the village's problems, or of the person's own.
    problems(own: bool, from: usize, count: usize) -> ProblemsView = |app| {
        app.with(|phone| phone.problems_view(own, from, count, None))
    };
    /// One problem.
    problem(id: String) -> ProblemView = |app| app.with(|phone| phone.problem_view(record_id(&id)?));
}
