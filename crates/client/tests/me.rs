//! 我的: what asks for a look, and what a person does about it.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::{Arc, Mutex};

use chrono::Datelike;
use cunji_client::views::me::{Checked, KeyStoreState, Reminded, SaidOfDay};
use cunji_client::views::record_id;
use cunji_client::{Beside, Decision, DiaryChange, NoKeyStore, Phone, PlatformSecret, Reminders, SetKeyStore};
use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::record::{Bytes, Edit, Instant, ListedCode, Prose, RecordKind};
use cunji_domain::review::{ReturnCause, Review, ReviewState};
use cunji_domain::server_facts::device::Device;
use cunji_domain::server_facts::mending_end::MendingEnd;
use cunji_domain::server_facts::revocation::Revocation;
use cunji_store::Cost;
use serde_json::json;

use common::{Line, Office, VILLAGE, day, noon, now, person, synced};

fn said(stay: Stay, text: &str) -> DiaryChange {
    DiaryChange { stay: Some(stay), text: Some(text.to_owned()), ..DiaryChange::default() }
}

fn sync(phone: &mut Phone, office: &Arc<Mutex<Office>>) {
    now(phone.sync_over(&mut Line::to(office))).unwrap();
}

#[test]
fn a_rejected_diary_is_mended_where_it_is_shown() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    phone.write_diary(day("2017-08-30"), said(Stay::Village, "修路"), &Beside::default()).unwrap();
    office.lock().unwrap().rejects.insert(DiaryEntry::DECL.number, "diary.future_day");
    sync(&mut phone, &office);
    office.lock().unwrap().rejects.clear();
    let returned = phone.returned_view().unwrap();
    let [rejected] = returned.rejected.as_slice() else { panic!("{returned:?}") };
    assert_eq!((rejected.kind_zh.as_str(), rejected.day), ("驻村日志", Some(day("2017-08-30"))));
    assert!(rejected.day_in_key);
    assert_eq!(rejected.rejected.mend_zh, "改了再交。");
    let text = rejected.written.iter().find(|field| field.name == "text").unwrap();
    assert_eq!((text.is_text, &text.value), (true, &json!("修路")));
    let due = phone.due_reminders(Reminders::default()).unwrap();
    assert_eq!((due[0].about, due[0].count), (Reminded::Rejected, Some(1)));

    let edit = rejected.rejected.edit.clone();
    let form = phone.open_mend(&edit).unwrap();
    assert_eq!(form.fields["text"], json!("修路"));
    // Who leaves and comes back finds what was typed; the diary's own form is the same one.
    let mut fields = form.fields.clone();
    fields.insert("text".to_owned(), json!("修路,修了两里"));
    let id = cunji_client::draft_id(&form.id).unwrap();
    phone.keep_form(id, &fields).unwrap();
    assert_eq!(phone.open_mend(&edit).unwrap().fields["text"], json!("修路,修了两里"));
    phone.write_form(id, &fields, None).unwrap();
    sync(&mut phone, &office);
    assert_eq!(phone.returned_view().unwrap().rejected, []);
    let diary = phone.diary_of(day("2017-08-30"), None).unwrap().unwrap();
    assert_eq!(diary.value.text.0, "修路,修了两里");
}

#[test]
fn a_rejected_diary_of_a_wrong_day_becomes_the_right_day_s() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    phone.write_diary(day("2017-08-30"), said(Stay::Village, "修路"), &Beside::default()).unwrap();
    office.lock().unwrap().rejects.insert(DiaryEntry::DECL.number, "diary.future_day");
    sync(&mut phone, &office);
    office.lock().unwrap().rejects.clear();
    let edit = phone.returned_view().unwrap().rejected[0].rejected.edit.clone();
    phone.mend_on_day(&edit, day("2017-08-29")).unwrap();
    assert_eq!(phone.returned_view().unwrap().rejected, []);
    assert_eq!(phone.diary_of(day("2017-08-29"), None).unwrap().unwrap().value.text.0, "修路");
}

#[test]
fn both_sides_of_a_conflict_stand_beside_each_other_with_who_and_when() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut one, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut two, clock) = synced(&home.path().join("2"), &office, "c0017");
    clock.pass(60);
    for (phone, stay) in [(&mut one, Stay::Village), (&mut two, Stay::Home)] {
        phone.write_diary(day("2017-09-01"), said(stay, ""), &Beside::default()).unwrap();
        sync(phone, &office);
    }
    let all = two.to_settle().unwrap();
    let [conflict] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((conflict.kind.as_str(), conflict.day, conflict.is_mine), ("diary", Some(day("2017-09-01")), true));
    let stay = &conflict.fields[0];
    assert_eq!((stay.field.as_str(), stay.sides.len()), ("stay", 2));
    assert_eq!(stay.sides.iter().filter(|side| side.counts).count(), 1);
    for side in &stay.sides {
        let at = if side.value == json!("home") { noon("2017-09-01") + 60 } else { noon("2017-09-01") };
        assert_eq!((side.by.as_ref().unwrap().name.as_str(), side.written_at), ("陈玉华", Some(at)));
    }
    let home = stay.sides.iter().find(|side| side.value == json!("home")).unwrap();
    assert_eq!((home.words_zh.as_str(), stay.zh.as_str()), ("回家", "今晚住在哪"));
    let stale = two.settle_by(&conflict.record, Some("stay"), Some(home.place), &conflict.heads[..1]).unwrap_err();
    assert_eq!(stale.code(), "judgement.changed_meanwhile", "nobody settles what they have not seen");
    two.settle_by(&conflict.record, Some("stay"), Some(home.place), &conflict.heads).unwrap();
    assert_eq!(two.to_settle().unwrap(), []);
}

#[test]
fn a_returned_and_a_questioned_day_are_shown_until_they_are_written_on() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut cadre, clock) = synced(&home.path().join("1"), &office, "c0017");
    let (mut secretary, _) = synced(&home.path().join("2"), &office, "c0016");
    for date in ["2017-08-29", "2017-08-30"] {
        cadre.write_diary(day(date), said(Stay::Village, "修路"), &Beside::default()).unwrap();
    }
    sync(&mut cadre, &office);
    sync(&mut secretary, &office);
    let reason = "那天没看见你".to_owned();
    secretary.judge_day(&person("c0017"), day("2017-08-30"), ConfirmationResult::Questioned, reason, None).unwrap();
    sync(&mut secretary, &office);
    let diary = cadre.diary_of(day("2017-08-29"), None).unwrap().unwrap().record;
    let review = Review {
        subject: diary.id,
        level: JudgeLevel::Town,
        judged: diary.heads.iter().map(|head| Edit(head.0)).collect(),
        state: ReviewState::Returned,
        reason: Prose("写清楚修的是哪条路".to_owned()),
        read: Some(true),
        cause: Some(ReturnCause::WrongDay),
    };
    office.lock().unwrap().publish(VILLAGE, &review);
    sync(&mut cadre, &office);
    let judged = cadre.judged_days().unwrap();
    let [questioned, returned] = judged.as_slice() else { panic!("{judged:?}") };
    assert_eq!((questioned.said, questioned.by.as_ref().unwrap().name.as_str()), (SaidOfDay::Questioned, "刘明哲"));
    assert_eq!((returned.said, returned.level.as_str()), (SaidOfDay::Returned, "town"));
    assert_eq!(returned.reason, "写清楚修的是哪条路");
    assert_eq!(returned.cause.as_ref().map(|cause| cause.zh.as_str()), Some("日子写错了"));
    assert_eq!(returned.until, Some(day("2017-09-08")), "seven days from the one on which the phone had it");
    clock.pass(3 * 86_400);
    assert_eq!(cadre.judged_days().unwrap()[1].until, Some(day("2017-09-08")), "no later look moves it");
    assert!(!cadre.judged_days().unwrap()[1].until_is_told, "it is this phone's own reckoning");
    let review = record_id(&cadre.judged_days().unwrap()[1].judgement).unwrap();
    let end = MendingEnd { cadre: cadre.person().unwrap(), review, last_day: day("2017-09-12") };
    office.lock().unwrap().publish(VILLAGE, &end);
    sync(&mut cadre, &office);
    let told = &cadre.judged_days().unwrap()[1];
    assert_eq!(
        (told.until, told.until_is_told),
        (Some(day("2017-09-12")), true),
        "the server's word is the one that counts"
    );
    let about = |phone: &mut Phone| {
        phone.due_reminders(Reminders::default()).unwrap().iter().map(|one| one.about).collect::<Vec<_>>()
    };
    assert_eq!(about(&mut cadre)[..2], [Reminded::Questioned, Reminded::Returned]);
    cadre.write_diary(day("2017-08-29"), said(Stay::Village, "修二组到村部的路"), &Beside::default()).unwrap();
    assert_eq!(cadre.judged_days().unwrap().len(), 1);
    let unwanted = Reminders { returned: false, days_short: false, ..Reminders::default() };
    assert_eq!(cadre.due_reminders(unwanted).unwrap(), []);
}

#[test]
fn the_end_of_a_leave_is_reminded_of_once_the_day_before() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut cadre, clock) = synced(&home.path().join("1"), &office, "c0017");
    let (mut secretary, _) = synced(&home.path().join("2"), &office, "c0016");
    let request = LeaveRequest {
        first_day: day("2017-09-04"),
        last_day: day("2017-09-06"),
        leave: ListedCode("personal".to_owned()),
        place: None,
        contact: None,
    };
    let (asked, _) = cadre.request_leave(&request, None, &Beside::default()).unwrap();
    sync(&mut cadre, &office);
    sync(&mut secretary, &office);
    secretary.decide_leave(asked.record, Decision { granted: true, days: None, note: String::new() }).unwrap();
    sync(&mut secretary, &office);
    sync(&mut cadre, &office);
    let wanted = Reminders { days_short: false, ..Reminders::default() };
    for (date, expected) in [("2017-09-04", None), ("2017-09-05", Some("2017-09-06")), ("2017-09-07", None)] {
        clock.set(noon(date));
        let due = cadre.due_reminders(wanted).unwrap();
        let ends = due.iter().find(|one| one.about == Reminded::LeaveEnds).and_then(|one| one.day);
        assert_eq!(ends, expected.map(day), "{date}");
    }
    clock.set(noon("2017-09-05"));
    let raised = cadre.reminders_to_raise(wanted).unwrap();
    assert_eq!(cadre.reminders_to_raise(wanted).unwrap(), raised, "nobody has read it yet");
    cadre.put_reminder_away(&raised[0].key).unwrap();
    assert_eq!(cadre.reminders_to_raise(wanted).unwrap(), [], "it was read");
    assert_eq!(cadre.due_reminders(Reminders { leave_ends: false, ..wanted }).unwrap(), []);
}

#[test]
fn days_in_danger_are_told_of_and_an_evening_only_to_who_wants_it() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, clock) = synced(home.path(), &office, "c0017");
    // Nobody was seen in the village until September: what is left of the year is too little.
    let due = phone.due_reminders(Reminders::default()).unwrap();
    let short = due.iter().find(|one| one.about == Reminded::DaysShort).unwrap();
    assert_eq!(short.count, Some(phone.attendance(phone.today().year(), None).unwrap().needed));
    clock.set(noon("2017-09-01") + 9 * 3600);
    phone.write_diary(day("2017-09-01"), said(Stay::Village, ""), &Beside::default()).unwrap();
    let evening = |phone: &mut Phone, wanted| {
        let due = phone.due_reminders(Reminders { evening_without_diary: wanted, ..Reminders::default() }).unwrap();
        due.iter().any(|one| one.about == Reminded::EveningWithoutDiary)
    };
    assert!(evening(&mut phone, true));
    assert!(!evening(&mut phone, false));
    phone.write_diary(day("2017-09-01"), said(Stay::Village, "去三组看水管"), &Beside::default()).unwrap();
    assert!(!evening(&mut phone, true));
}

#[test]
fn a_self_check_names_what_is_amiss() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, clock) = synced(home.path(), &office, "c0017");
    let amiss = |phone: &mut Phone| {
        let all = phone.self_check(&NoKeyStore).unwrap();
        all.into_iter().filter(|one| !one.well).map(|one| one.checked).collect::<Vec<_>>()
    };
    assert_eq!(amiss(&mut phone), []);
    let checks = phone.self_check(&NoKeyStore).unwrap();
    assert!(checks.iter().all(|one| one.checked != Checked::KeyStore), "no PIN is set");
    assert_eq!(checks.iter().find(|one| one.checked == Checked::Photos).unwrap().count, Some(0));
    let policy = checks.iter().find(|one| one.checked == Checked::Policy).unwrap();
    assert_eq!(policy.detail.as_deref(), Some("ankang-2017/1"));
    clock.set(0);
    assert_eq!(amiss(&mut phone), [Checked::Clock]);
    clock.set(noon("2017-09-20"));
    assert_eq!(amiss(&mut phone), [Checked::LastSync]);
}

#[test]
fn a_self_check_tells_how_the_key_store_stands_to_the_pin() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let state = |phone: &mut Phone, store: &dyn PlatformSecret| {
        let one = phone.self_check(store).unwrap().into_iter().find(|one| one.checked == Checked::KeyStore).unwrap();
        (one.key_store.unwrap(), one.well)
    };
    let own = SetKeyStore::with([5; 32]);
    phone.set_pin("204815", &own, Cost::CHEAPEST).unwrap();
    assert_eq!(state(&mut phone, &own), (KeyStoreState::Guards, true));
    assert_eq!(state(&mut phone, &SetKeyStore::with([6; 32])), (KeyStoreState::Emptied, false));
    assert_eq!(state(&mut phone, &NoKeyStore), (KeyStoreState::Silent, false));
    let beside = tempfile::tempdir().unwrap();
    let (mut phone, _) = synced(beside.path(), &office, "c0018");
    phone.set_pin("20481516", &NoKeyStore, Cost::CHEAPEST).unwrap();
    assert_eq!(state(&mut phone, &NoKeyStore), (KeyStoreState::Missing, true));
    assert_eq!(state(&mut phone, &own), (KeyStoreState::Unused, true));
}

#[test]
fn my_devices_are_mine_and_tell_which_is_revoked() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let own: Vec<u8> = phone.store().device().unwrap().id.0.to_vec();
    let device = |id: Vec<u8>, of: &str, name: &str, at| Device {
        device: Bytes(id),
        person: person(of),
        public_key: Bytes(vec![1; 32]),
        suite: 1,
        enrolled_at: Instant(at),
        introduced_by: None,
        name: Some(name.to_owned()),
        certificate: None,
        epoch: None,
    };
    {
        let mut office = office.lock().unwrap();
        office.publish(VILLAGE, &device(own, "c0017", "手上这台", 10));
        office.publish(VILLAGE, &device(vec![7; 16], "c0017", "掉河里那台", 20));
        office.publish(VILLAGE, &device(vec![8; 16], "c0018", "别人的", 30));
        let revoked = Revocation {
            device: Bytes(vec![7; 16]),
            at: Instant(40),
            reason: Some("丢了".to_owned()),
            known_number: 3,
            known_hash: None,
        };
        office.publish(VILLAGE, &revoked);
    }
    sync(&mut phone, &office);
    let devices = phone.devices_view().unwrap();
    let told: Vec<_> = devices.iter().map(|one| (one.name.as_deref().unwrap(), one.is_this, one.revoked_at)).collect();
    assert_eq!(told, [("手上这台", true, None), ("掉河里那台", false, Some(40))]);
    assert_eq!(devices[1].reason.as_deref(), Some("丢了"));
}

#[test]
fn everything_comes_out_as_one_file() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    phone.write_diary(day("2017-09-01"), said(Stay::Village, "去三组看水管"), &Beside::default()).unwrap();
    let file = phone.export_archive().unwrap();
    assert_eq!((file.name.as_str(), file.media_type), ("cunji-2017-09-01.zip", "application/zip"));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.bytes)).unwrap();
    let lines = std::io::read_to_string(zip.by_name("records.jsonl").unwrap()).unwrap();
    assert!(lines.lines().any(|line| line.contains("去三组看水管")), "{lines}");
}
