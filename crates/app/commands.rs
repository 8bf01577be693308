//! Every command of the front end, one line into `client` each.

use chrono::NaiveDate;
use cunji_client::views::friends::{FriendView, FriendsView};
use cunji_client::views::households::{HistoryRow, HouseholdView, HouseholdsView};
use cunji_client::views::named::HouseholdName;
use cunji_client::views::photos::{PhotoRefView, PhotoView, PhotosView};
use cunji_client::views::problems::{ProblemView, ProblemsView};
use cunji_client::views::today::TodayView;
use cunji_client::views::visits::{VisitFormView, VisitView};
use cunji_client::views::{DraftView, Said, StatusView, SyncView, WrittenView, record_id};
use cunji_client::{
    Beside, HouseholdMeant, HouseholdSearch, HttpTransport, Invitation, PhotoFrom, PhotoPart, Stage, contact_way,
    draft_id, people_of, photo_digest, stay_of, village_code,
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
        app.with(|phone| phone.photos_of(record_id(&record)?))
    };
    /// A photo, or its thumbnail, as a `data:` address; from the server where it is not on this phone.
    photo(record: Option<String>, digest: String, thumbnail: bool) -> String = |app| {
        let record = record.as_deref().map(record_id).transpose()?;
        wait(app.photo_shown(record, photo_digest(&digest)?, PhotoPart::of(thumbnail)))
    };
    /// What of the own photos waits for a line.
    photos_waiting() -> PhotosView = |app| app.with(|phone| phone.photos_waiting());
}
