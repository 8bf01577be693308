//! Every command of the front end, one line into `client` each.

use chrono::NaiveDate;
use cunji_client::views::attendance::{ComplaintsView, DaySheetView, MonthView};
use cunji_client::views::friends::{FriendView, FriendsView};
use cunji_client::views::households::{HistoryRow, HouseholdView, HouseholdsView};
use cunji_client::views::lock::{AsideView, LockView, LockedNoteView, PinRulesView, SetAsideView};
use cunji_client::views::me::{
    CheckView, DeviceView, JudgedDay, MeView, RejectedRecord, ReminderView, ReturnedView, ToSettle, VillagesView,
};
use cunji_client::views::named::HouseholdName;
use cunji_client::views::photos::{PhotoRefView, PhotoView, PhotosView, UnplacedPhotoView, UnreadPhotoView};
use cunji_client::views::problems::{ProblemView, ProblemsView};
use cunji_client::views::team::{AbsentSaid, MonthCodes, TeamView, WitnessProgress};
use cunji_client::views::today::TodayView;
use cunji_client::views::visits::{VisitFormView, VisitView};
use cunji_client::views::waiting::MonthsWaiting;
use cunji_client::views::{
    DraftView, LineView, NewerProgramView, RejectedView, Said, SavedFile, StatusView, SyncView, WhoView, WrittenView,
    record_id,
};
use cunji_client::{
    Beside, DiaryForm, HouseholdMeant, HouseholdSearch, HttpTransport, Invitation, Network, PhotoFrom, PhotoPart,
    Settings, Stage, contact_way, draft_id, people_of, photo_digest, qr, stay_of, village_code,
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
    /// Enrols the phone that is there: after its first enrolment was cut, or by a new code.
    enrol_again(server: String, code: String) -> () = |app| {
        wait(app.enrol_again(&mut HttpTransport::new(&server)?, &Invitation::new(&server, &code, &crate::device_name())?))
    };
    /// Opens the phone.
    unlock(secret: String) -> () = |app| app.unlock(&secret);
    /// What the lock screen must know.
    lock_view() -> LockView = |app| app.lock_view();
    /// What may be chosen for the lock screen.
    pin_rules() -> PinRulesView = |app| Ok(app.pin_rules());
    /// Opens it by the code that the office dictates, and locks it by another PIN from now on.
    recover(code: String, secret: String) -> () = |app| app.recover(&code, &secret);
    /// Puts a phone aside that was never enrolled and that nobody can open; another can be made then.
    begin_anew() -> SetAsideView = |app| app.begin_anew();
    /// Phones that were put aside, and whose notes were not taken over.
    phones_aside() -> Vec<AsideView> = |app| Ok(app.phones_aside());
    /// Takes the notes of one of them over, by what opened it; gives how many.
    take_from_aside(folder: String, secret: String) -> usize = |app| app.take_from_aside(&folder, &secret);
    /// Changes what the lock screen asks for.
    change_pin(present: String, secret: String) -> () = |app| app.change_pin(&present, &secret);
    /// Keeps a note that is being written while the phone is locked.
    keep_locked_note(id: Option<String>, text: String) -> Option<String> = |app| app.keep_locked_note(id.as_deref(), &text);
    /// The notes that were taken while it was locked.
    locked_notes() -> Vec<LockedNoteView> = |app| app.locked_notes();
    /// Puts such a note into a day's diary, as a draft.
    take_locked_note(id: String, day: NaiveDate) -> () = |app| {
        app.with(|phone| phone.take_locked_note(cunji_client::note_id(&id)?, None, day).map(drop))
    };
    /// Lets such a note go.
    dismiss_locked_note(id: String) -> () = |app| app.with(|phone| phone.dismiss_locked_note(cunji_client::note_id(&id)?));
    /// Locks it.
    lock() -> () = |app| { app.lock(); Ok(()) };
    /// How things stand.
    status() -> StatusView = |app| app.status();
    /// Whose phone it is, and as what.
    who() -> WhoView = |app| app.with(|phone| phone.who());
    /// The villages that may be chosen for a day (today, if none is given), and the one that the screens are about on it.
    villages(day: Option<NaiveDate>) -> VillagesView = |app| app.with(|phone| phone.villages_view(day));
    /// Chooses it, where the person works in several.
    choose_village(village: Option<String>) -> VillagesView = |app| {
        app.with(|phone| { phone.choose_village(village_code(village.as_deref())?.as_ref())?; phone.villages_view(None) })
    };
    /// Syncs now.
    sync_now() -> SyncView = |app| wait(app.sync_now());

    /// Opens a form for a new record, or for the one of this key.
    open_form(kind: String, village: Option<String>, said: Said) -> DraftView = |app| {
        app.look_around();
        app.with(|phone| phone.open_form(&kind, village_code(village.as_deref())?.as_ref(), &said.0))
    };
    /// Opens a form on a record that is there.
    open_form_of(record: String) -> DraftView = |app| {
        app.look_around();
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
    today(day: Option<NaiveDate>, village: Option<String>) -> TodayView = |app| {
        app.with(|phone| phone.today_view(day, village_code(village.as_deref())?.as_ref()))
    };
    /// Opens the form of a day's diary.
    open_day(day: NaiveDate, village: Option<String>) -> DraftView = |app| {
        app.look_around();
        app.with(|phone| phone.open_day_form(day, village_code(village.as_deref())?.as_ref()))
    };
    /// Whether this device can know where it is.
    can_locate() -> bool = |app| Ok(app.can_locate());
    /// Offers place and time for the present day.
    check_in(village: Option<String>) -> WrittenView = |app| app.check_in(village_code(village.as_deref())?);
    /// Proposes an anchor of the village where this device is.
    propose_anchor(name: String, radius: i32, village: Option<String>) -> WrittenView = |app| {
        app.propose_anchor(&name, i64::from(radius), village_code(village.as_deref())?)
    };
    /// Says where a night was spent.
    say_stay(day: NaiveDate, stay: String, village: Option<String>) -> WrittenView = |app| {
        app.with(|phone| {
            let beside = Beside { village: village_code(village.as_deref())?, place: None };
            Ok(WrittenView::from(&phone.say_stay(day, stay_of(&stay)?, &beside)?))
        })
    };

    /// The months that wait for the person's word: their own, and those of a team for its first secretary's signature.
    months_waiting() -> Vec<MonthsWaiting> = |app| app.with(|phone| phone.months_waiting());
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
    /// Stands by a teammate's day as it is shown.
    confirm_day(cadre: String, day: NaiveDate, heads: Vec<String>) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.confirm_day(&cadre, day, &heads)?)))
    };
    /// Opens the form of a leave's reason.
    open_leave_reason(request: String) -> DraftView = |app| app.with(|phone| phone.open_leave_reason(record_id(&request)?));
    /// Grants a teammate's leave as it is shown.
    grant_leave(request: String, heads: Vec<String>) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.grant_leave(record_id(&request)?, &heads)?)))
    };
    /// Back from a leave.
    end_leave(leave: String, returned: NaiveDate) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.end_leave(record_id(&leave)?, returned, None)?)))
    };
    /// Whether a leave by voice was as it is shown.
    say_of_voice_leave(leave: String, so: bool, heads: Vec<String>) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.say_of_shown_voice_leave(record_id(&leave)?, so, &heads)?)))
    };
    /// Takes back a leave by voice as it is shown, that was noted in error.
    withdraw_voice_leave(leave: String, reason: String, heads: Vec<String>) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.withdraw_shown_voice_leave(record_id(&leave)?, &reason, &heads)?)))
    };
    /// Acknowledges a month as it is shown, in the village on whose sheet it stands.
    acknowledge_month(month: NaiveDate, signs: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.acknowledge_shown_month(month, &signs)?)))
    };
    /// Signs a teammate's month as it is shown, in the village that it is shown of.
    sign_month(cadre: String, month: NaiveDate, signs: String, village: String) -> WrittenView = |app| {
        app.with(|phone| {
            let beside = Beside { village: village_code(Some(&village))?, place: None };
            Ok(WrittenView::from(&phone.sign_shown_month(&cadre, month, &signs, &beside)?))
        })
    };
    /// Upholds what a teammate says to a day, as it is shown.
    uphold_objection(objection: String, heads: Vec<String>) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.uphold_objection(record_id(&objection)?, &heads)?)))
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

    /// A form that was left half written.
    form(id: String) -> DraftView = |app| app.with(|phone| phone.form_of(draft_id(&id)?));

    /// The present day, as far as the phone can tell.
    present_day() -> NaiveDate = |app| app.with(|phone| Ok(phone.today()));
    /// A page of a village's households that a search means.
    households(text: String, from: usize, count: usize, village: Option<String>) -> HouseholdsView = |app| {
        app.with(|phone| phone.households_view(&HouseholdSearch { text, from, count }, village_code(village.as_deref())?.as_ref()))
    };
    /// One household with a page of its history. Its number is the village's.
    household(number: String, from: usize, count: usize, village: Option<String>) -> HouseholdView = |app| {
        app.with(|phone| phone.household_view(&number, from, count, village_code(village.as_deref())?.as_ref()))
    };
    /// The history of a household that was written by name.
    unlisted_history(name: String, group: String, village: Option<String>) -> Vec<HistoryRow> = |app| {
        app.with(|phone| phone.unlisted_history(&name, &group, village_code(village.as_deref())?.as_ref()))
    };
    /// Listed households that one may be that was written by name.
    likely_households(name: String, group: String, village: Option<String>) -> Vec<HouseholdName> = |app| {
        app.with(|phone| phone.likely_households(&name, &group, village_code(village.as_deref())?.as_ref()))
    };
    /// Says which listed household a name and a group stand for.
    match_household(name: String, group: String, household: String, village: Option<String>) -> WrittenView = |app| {
        app.with(|phone| {
            let beside = Beside { village: village_code(village.as_deref())?, place: None };
            Ok(WrittenView::from(&phone.match_household(&name, &group, &household, &beside)?))
        })
    };
    /// Opens the form of a visit.
    open_visit(day: NaiveDate, number: Option<String>, name: Option<String>, group: Option<String>, village: Option<String>) -> DraftView = |app| {
        app.look_around();
        app.with(|phone| phone.open_visit_form(day, &HouseholdMeant { number, name, group }, village_code(village.as_deref())?.as_ref()))
    };
    /// What the form of a visit offers: of the village that its draft is of.
    visit_offers(day: NaiveDate, number: Option<String>, name: Option<String>, group: Option<String>, written: Option<String>, village: Option<String>) -> VisitFormView = |app| {
        app.with(|phone| {
            let written = written.as_deref().map(record_id).transpose()?;
            phone.visit_form_view(day, &HouseholdMeant { number, name, group }, written, village_code(village.as_deref())?.as_ref())
        })
    };
    /// A visit as it was written.
    visit(id: String) -> VisitView = |app| app.with(|phone| phone.visit_view(record_id(&id)?));
    /// The person's visits of a day.
    visits_of_day(day: NaiveDate, village: Option<String>) -> Vec<VisitView> = |app| {
        app.with(|phone| phone.visits_of_day(day, village_code(village.as_deref())?.as_ref()))
    };
    /// Visits of others that wait for the person's word.
    visits_to_confirm(village: Option<String>) -> Vec<VisitView> = |app| {
        app.with(|phone| phone.visits_to_confirm_view(village_code(village.as_deref())?.as_ref()))
    };
    /// A companion's word on another's visit.
    share_visit(visit: String, was_along: bool, heads: Vec<String>) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.share_shown_visit(record_id(&visit)?, was_along, &heads)?)))
    };
    /// Notes that a visit was a contact with a friend.
    contact_in_visit(visit: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.contact_in_visit(record_id(&visit)?)?)))
    };

    /// A page of the person's friends.
    friends(from: usize, count: usize, village: Option<String>) -> FriendsView = |app| {
        app.with(|phone| phone.friends_view(from, count, village_code(village.as_deref())?.as_ref()))
    };
    /// One friend with the contacts.
    friend(id: String) -> FriendView = |app| app.with(|phone| phone.friend_view(record_id(&id)?));
    /// Notes a contact: with whom, and how.
    log_contact(friendship: String, day: NaiveDate, how: String) -> WrittenView = |app| {
        app.with(|phone| Ok(WrittenView::from(&phone.log_contact(record_id(&friendship)?, day, contact_way(&how)?)?)))
    };

    /// A page of the village's problems, or of the person's own.
    problems(own: bool, from: usize, count: usize, village: Option<String>) -> ProblemsView = |app| {
        app.with(|phone| phone.problems_view(own, from, count, village_code(village.as_deref())?.as_ref()))
    };
    /// One problem.
    problem(id: String) -> ProblemView = |app| app.with(|phone| phone.problem_view(record_id(&id)?));
    /// What the person chose on this phone; known before it is open.
    settings() -> Settings = |app| Ok(app.settings());
    /// Chooses otherwise.
    choose(settings: Settings) -> () = |app| app.choose(settings);
    /// Somebody touched the screen.
    touched() -> () = |app| app.touch();
    /// How the line stands.
    line() -> LineView = |app| app.line();
    /// What the web view tells of the line; heard where the platform tells nothing.
    network(connected: Option<bool>, metered: Option<bool>) -> () = |app| {
        app.hear_web_view(Network { connected, metered });
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
    settle(record: String, field: Option<String>, place: Option<u32>, heads: Vec<String>) -> WrittenView = |app| {
        app.with(|phone| phone.settle_by(&record, field.as_deref(), place, &heads))
    };
    /// Own days with a word against them.
    judged_days() -> Vec<JudgedDay> = |app| app.with(|phone| phone.judged_days());
    /// The person's devices.
    devices() -> Vec<DeviceView> = |app| app.with(|phone| phone.devices_view());
    /// Looks at everything that can be wrong with a phone.
    self_check() -> Vec<CheckView> = |app| app.self_check();
    /// Notices that are due and were not put away.
    reminders_to_raise() -> Vec<ReminderView> = |app| app.reminders_to_raise();
    /// A notice was read, by its key.
    put_reminder_away(key: String) -> () = |app| app.put_reminder_away(&key);
    /// Saves all records and the person's photos in one file.
    export_all() -> SavedFile = |app| app.with(|phone| crate::saving::save(&phone.export_archive()?));

    /// The newer program that the office offers, if there is one.
    newer_program() -> Option<NewerProgramView> = |app| app.newer_program();
    /// The person has seen that there is one.
    put_newer_program_away() -> () = |app| app.put_newer_program_away();
    /// Opens the page from which it is installed in the system's browser.
    open_install_page() -> () = |app| app.open_install_page();

    /// What a QR code in a camera's picture says: grey, a byte a pixel, in base64.
    read_qr(width: u32, height: u32, grey: String) -> Option<String> = |_app| Ok(qr::read_sent(width, height, &grey)?);

    /// A photo begins to come from the screen.
    begin_photo() -> u32 = |app| Ok(app.arriving_photos().begin());
    /// The next piece of its file, in base64.
    photo_piece(number: u32, base64: String) -> () = |app| app.arriving_photos().piece(number, &base64);
    /// All of it came: it is made small and put into a form. `changed_at`: when the file was last changed, Unix seconds.
    keep_photo(number: u32, form: String, changed_at: Option<i64>) -> PhotoRefView = |app| {
        app.keep_photo(number, draft_id(&form)?, PhotoFrom { place: app.place_now(), changed_at })
    };
    /// All of it came, and its form was left without it: it is made small and kept for the forms that are opened next.
    keep_unplaced_photo(number: u32, changed_at: Option<i64>) -> () = |app| {
        app.keep_unplaced_photo(number, PhotoFrom { place: app.place_now(), changed_at })
    };
    /// Hands on a copy of a photo, its watermark drawn in it, that came as a photo comes.
    share_photo(number: u32, digest: String) -> SavedFile = |app| {
        crate::saving::save(&app.stamped_photo(number, photo_digest(&digest)?)?)
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
    /// Photos that are in no form: it was gone when they came, or the program was ended behind the camera.
    unplaced_photos() -> Vec<UnplacedPhotoView> = |app| app.unplaced_photos();
    /// Files of the camera's that open as no photo; they go in a while.
    unread_photos() -> Vec<UnreadPhotoView> = |app| app.unread_photos();
    /// They were shown to a person.
    told_of_unread_photos(names: Vec<String>) -> () = |app| app.told_of_unread_photos(&names);
    /// Hands one of them on as it is.
    share_unread_photo(name: String) -> SavedFile = |app| crate::saving::save(&app.unread_photo(&name)?);
    /// One of them is not wanted.
    let_unread_photo_go(name: String) -> () = |app| app.let_unread_photo_go(&name);
    /// Puts a photo that is in no form into one.
    place_photo(digest: String, form: String) -> PhotoRefView = |app| {
        app.with(|phone| Ok(PhotoRefView::from(&phone.place_photo(photo_digest(&digest)?, draft_id(&form)?)?)))
    };
    /// One of them is not wanted.
    let_photo_go(digest: String) -> () = |app| app.with(|phone| phone.let_photo_go(photo_digest(&digest)?));
    /// What of the own photos waits for a line.
    photos_waiting() -> PhotosView = |app| app.with(|phone| phone.photos_waiting());
}
