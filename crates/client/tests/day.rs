//! 今日: what a day shows by itself, what its diary points at, what is carried over, and what is said by one tap.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use common::{Line, Office, day, noon, now, person, synced, village};
use cunji_client::views::hex;
use cunji_client::views::today::{DayRecordKind, TodayView};
use cunji_client::{Beside, Decision, DiaryChange, Phone, contact_on, friendship_since, problem_on, visit_on};
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::friendship_contact::ContactWay;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::record::{FieldState, ListedCode, Prose, RecordId, RecordKind, Set};
use cunji_domain::visit::HouseholdVisit;
use cunji_store::Draft;

const DAY: &str = "2017-09-01";

fn today(phone: &mut Phone) -> TodayView {
    phone.today_view(None, None).unwrap()
}

fn visit(phone: &mut Phone, household: &str, findings: &str) -> RecordId {
    let mut visit = visit_on(day(DAY));
    visit.household = Some(household.to_owned());
    visit.findings = Prose(findings.to_owned());
    visit.companions = Set::from_iter([person("c0018")]);
    phone.add(&visit, &Beside::default()).unwrap().record
}

fn problem(phone: &mut Phone, text: &str) -> RecordId {
    let mut problem = problem_on(day(DAY));
    problem.text = Prose(text.to_owned());
    problem.category = Some(ListedCode("road".to_owned()));
    phone.add(&problem, &Beside::default()).unwrap().record
}

fn type_text(draft: &mut Draft, text: &str) {
    let field = DiaryEntry::DECL.field_named("text").unwrap().number;
    draft.fields.insert(field, FieldState::Prose(text.to_owned()));
}

#[test]
fn a_day_shows_what_was_written_on_it_before_its_diary_is() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let empty = today(&mut phone);
    assert_eq!((empty.weekday, empty.is_today, empty.needs_diary), (5, true, false), "a Friday; nothing is asked");
    assert_eq!(empty.team.iter().map(|mate| mate.name.as_str()).collect::<Vec<_>>(), ["刘明哲", "王启山"]);
    assert_eq!((empty.stays.len(), empty.works.len(), empty.unsent, empty.unsent_since), (5, 24, 0, None));

    let went = visit(&mut phone, "h031", "户主在家,\n茶园要修剪。");
    let mut friend = friendship_since(day("2017-03-01"));
    friend.name = Some("张大爷".to_owned());
    let friend = phone.add(&friend, &Beside::default()).unwrap().record;
    let mut contact = contact_on(friend, day(DAY), ContactWay::Visit);
    contact.visit = Some(went);
    phone.contact_friend(&contact, &Beside::default()).unwrap();
    problem(&mut phone, "三组通组路塌方两处。");

    let view = today(&mut phone);
    let [visited, contacted] = view.records.as_slice() else { panic!("{:?}", view.records) };
    assert_eq!((visited.kind, contacted.kind), (DayRecordKind::Visit, DayRecordKind::Contact));
    let household = visited.household.as_ref().unwrap();
    assert_eq!((household.number.as_deref(), household.head.as_str()), (Some("h031"), "户主h031"));
    assert_eq!(visited.gist, "户主在家, 茶园要修剪。");
    assert_eq!((contacted.friend.as_deref(), contacted.how.as_deref()), (Some("张大爷"), Some("visit")));
    assert_eq!(contacted.visit, Some(hex(&went.0)), "one tap in the visit, and shown under it");
    let [raised] = view.problems.as_slice() else { panic!("{:?}", view.problems) };
    assert_eq!((raised.gist.as_str(), raised.category.as_ref().unwrap().zh.as_str()), ("三组通组路塌方两处。", "道路"));
    assert!(view.needs_diary, "who visited in the village was there");
    assert_eq!((view.unsent, view.unsent_since), (4, Some(noon(DAY))));
    assert!(!visited.sent && view.diary.is_none());
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    let sent = today(&mut phone);
    assert!(sent.records.iter().all(|record| record.sent) && sent.problems[0].sent && sent.unsent == 0);
}

#[test]
fn only_a_day_in_the_village_asks_for_a_diary() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    for (stay, asks) in [(Stay::Home, false), (Stay::Business, false), (Stay::Town, false), (Stay::Village, true)] {
        phone.say_stay(day(DAY), stay, &Beside::default()).unwrap();
        assert_eq!(today(&mut phone).needs_diary, asks, "{stay:?}");
    }
    let said = DiaryChange { text: Some("修路。".to_owned()), ..DiaryChange::default() };
    phone.write_diary(day(DAY), said, &Beside::default()).unwrap();
    assert!(!today(&mut phone).needs_diary);
    assert!(!phone.today_view(Some(day("2017-09-02")), None).unwrap().needs_diary, "tomorrow asks for nothing");
}

#[test]
fn a_written_day_points_at_what_it_tells_of_and_follows_what_is_taken_back() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let (first, second) = (visit(&mut phone, "h031", "在家"), visit(&mut phone, "h032", "不在"));
    let raised = problem(&mut phone, "水管冻裂。");
    let mut draft = phone.begin_day(day(DAY), None).unwrap();
    type_text(&mut draft, "走了两户。");
    phone.save_draft(&draft).unwrap();
    assert_eq!(today(&mut phone).text, "走了两户。", "the draft is what is shown");
    assert_eq!(phone.begin_day(day(DAY), None).unwrap().id, draft.id, "one draft a day");
    let written = phone.write_day(&draft, None).unwrap();
    let diary = phone.diary_of(day(DAY), None).unwrap().unwrap().value;
    assert_eq!(diary.records, Set::from_iter([first, second]));
    assert_eq!((diary.problems, diary.text.0.as_str()), (Set::from_iter([raised]), "走了两户。"));
    assert_eq!(today(&mut phone).diary, Some(hex(&written.record.0)));

    phone.withdraw(second, "写错了人家").unwrap();
    phone.change::<HouseholdVisit>(first, |visit| visit.day = day("2017-08-31"), &Beside::default()).unwrap();
    let third = visit(&mut phone, "h032", "在了");
    let again = phone.begin_day(day(DAY), None).unwrap();
    phone.write_day(&again, None).unwrap();
    let diary = phone.diary_of(day(DAY), None).unwrap().unwrap().value;
    assert_eq!(diary.records, Set::from_iter([third]), "the one taken back and the one of another day are gone");
}

#[test]
fn a_visit_that_a_companion_shares_is_in_the_day_of_both() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut one, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut two, _) = synced(&home.path().join("2"), &office, "c0018");
    let went = visit(&mut one, "h031", "在家");
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    let waiting = today(&mut two);
    assert_eq!((waiting.visits_to_confirm, waiting.records.len()), (1, 0));
    two.share_visit(went, true, None).unwrap();
    let shared = today(&mut two);
    assert_eq!((shared.visits_to_confirm, shared.records[0].kind), (0, DayRecordKind::SharedVisit));
    assert_eq!(shared.records[0].author.name, "陈玉华");
    let draft = two.begin_day(day(DAY), None).unwrap();
    two.write_day(&draft, None).unwrap();
    let diary = two.diary_of(day(DAY), None).unwrap().unwrap().value;
    assert_eq!(diary.records, Set::from_iter([went]));
    two.share_visit(went, false, None).unwrap();
    assert!(two.day_composition(&village(), day(DAY)).unwrap().is_empty(), "who was not along shares nothing");
}

#[test]
fn as_the_day_before_carries_stay_work_and_companions_and_never_text() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let before = DiaryChange {
        stay: Some(Stay::Village),
        work: Some(["road".to_owned()].into()),
        text: Some("昨天的话。".to_owned()),
        companions: Some([person("c0018"), person("c0099")].into()),
        met: Some(["张大爷".to_owned()].into()),
        ..DiaryChange::default()
    };
    phone.write_diary(day("2017-08-31"), before, &Beside::default()).unwrap();
    let offered = today(&mut phone).day_before.unwrap();
    assert_eq!((offered.day, offered.stay.as_deref()), (day("2017-08-31"), Some("village")));
    assert_eq!(offered.companions.len(), 1, "who is not of the team any more is not offered");

    let mut draft = phone.begin_day(day(DAY), None).unwrap();
    type_text(&mut draft, "今天的话。");
    phone.save_draft(&draft).unwrap();
    phone.as_day_before(day(DAY), None).unwrap();
    let view = today(&mut phone);
    assert_eq!((view.text.as_str(), view.stay.as_deref()), ("今天的话。", Some("village")));
    assert_eq!((view.work[0].zh.as_str(), view.companions[0].name.as_str()), ("修路", "王启山"));
    assert!(view.met.is_empty(), "whom one meets is of the day");
}

#[test]
fn last_night_is_said_the_next_morning_by_one_tap_beside_an_open_draft() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, clock) = synced(home.path(), &office, "c0017");
    let mut draft = phone.begin_day(day(DAY), None).unwrap();
    type_text(&mut draft, "写了一半");
    phone.save_draft(&draft).unwrap();
    clock.set(noon("2017-09-02"));
    assert_eq!(today(&mut phone).unsaid_night, Some(day(DAY)));
    let said = phone.say_stay(day(DAY), Stay::Village, &Beside::default()).unwrap();
    assert_eq!(today(&mut phone).unsaid_night, None);
    let open = phone.begin_day(day(DAY), None).unwrap();
    assert_eq!(open.id, draft.id, "the draft is still open");
    let written = phone.write_day(&open, None).unwrap();
    assert_eq!(said.record, written.record);
    let diary = phone.diary_of(day(DAY), None).unwrap().unwrap();
    assert_eq!((diary.value.stay, diary.value.text.0.as_str()), (Some(Stay::Village), "写了一半"));
    assert_eq!(diary.record.heads, [written.edit.unwrap()], "one after the other, no merge");
}

#[test]
fn a_granted_leave_tells_of_the_night_and_asks_for_nothing() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut secretary, _) = synced(&home.path().join("2"), &office, "c0016");
    assert_eq!(today(&mut phone).unsaid_night, Some(day("2017-08-31")));
    let request = LeaveRequest {
        first_day: day("2017-08-31"),
        last_day: day(DAY),
        leave: ListedCode("personal".to_owned()),
        place: None,
        contact: None,
    };
    let (asked, _) = phone.request_leave(&request, None, &Beside::default()).unwrap();
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    now(secretary.sync_over(&mut Line::to(&office))).unwrap();
    secretary.decide_leave(asked.record, Decision { granted: true, days: None, note: String::new() }).unwrap();
    now(secretary.sync_over(&mut Line::to(&office))).unwrap();
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(today(&mut phone).unsaid_night, None);
}
