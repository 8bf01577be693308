//! From records to a year: which decision on a leave holds, the way back from one, and clocks that show what can't be true.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use common::{Line, Office, VILLAGE, day, noon, now, person, synced};
use cunji_client::{Beside, Decision, DiaryChange, Phone, SetClock};
use cunji_domain::diary::Stay;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::office_leave_decision::OfficeLeaveDecision;
use cunji_domain::record::{Edit, ListedCode, Prose, RecordId};
use cunji_domain::voice_leave::VoiceLeave;
use cunji_store::Filter;

fn state(phone: &mut Phone, at: &str) -> &'static str {
    let year = phone.attendance(2017, Some(day("2017-12-31"))).unwrap();
    year.days.iter().find(|of| of.day == day(at)).unwrap().why.code()
}

fn by_the_county(phone: &Phone, request: RecordId) -> OfficeLeaveDecision {
    let heads = phone.record_of::<LeaveRequest>(request).unwrap().record.heads;
    OfficeLeaveDecision {
        subject: request,
        level: JudgeLevel::County,
        judged: heads.iter().map(|head| Edit(head.0)).collect(),
        granted: false,
        first_day: None,
        last_day: None,
        note: Prose::default(),
    }
}

#[test]
fn a_decision_on_an_older_request_does_not_hide_one_on_the_present() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut cadre, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut secretary, _) = synced(&home.path().join("2"), &office, "c0016");
    let (first_day, last_day) = (day("2017-09-04"), day("2017-09-15"));
    let leave = ListedCode("personal".to_owned());
    let request = LeaveRequest { first_day, last_day, leave, place: None, contact: None };
    let (asked, _) = cadre.request_leave(&request, None, &Beside::default()).unwrap();
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    office.lock().unwrap().publish(VILLAGE, &by_the_county(&cadre, asked.record));
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    let shorter = |request: &mut LeaveRequest| request.last_day = day("2017-09-06");
    cadre.change(asked.record, shorter, &Beside::default()).unwrap();
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(state(&mut cadre, "2017-09-05"), "unconfirmed.leave_changed", "the county refused another request");
    now(secretary.sync_over(&mut Line::to(&office))).unwrap();
    let granted = Decision { granted: true, days: None, note: String::new() };
    secretary.decide_leave(asked.record, granted).unwrap();
    now(secretary.sync_over(&mut Line::to(&office))).unwrap();
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(state(&mut cadre, "2017-09-05"), "leave.granted");
    let decided = cadre.leaves(&Filter::default()).unwrap()[0].decision.unwrap();
    assert_eq!((decided.level, decided.judged_present), (JudgeLevel::Village, true));
    // Of decisions on the present request the highest level's holds.
    office
        .lock()
        .unwrap()
        .publish(VILLAGE, &OfficeLeaveDecision { level: JudgeLevel::City, ..by_the_county(&cadre, asked.record) });
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(state(&mut cadre, "2017-09-05"), "absent.leave_refused");
}

#[test]
fn the_way_back_from_a_leave_by_voice_is_listed_and_counts() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut cadre, clock) = synced(&home.path().join("1"), &office, "c0017");
    let (mut secretary, _) = synced(&home.path().join("2"), &office, "c0016");
    let voice = VoiceLeave {
        cadre: person("c0017"),
        first_day: day("2017-09-04"),
        last_day: day("2017-09-08"),
        leave: ListedCode("sick".to_owned()),
        given: None,
        note: Prose::default(),
    };
    let given = secretary.add(&voice, &Beside::default()).unwrap();
    now(secretary.sync_over(&mut Line::to(&office))).unwrap();
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(cadre.voice_leaves(&Filter::default()).unwrap()[0].returned, None);
    assert_eq!(state(&mut cadre, "2017-09-07"), "leave.granted");
    clock.set(noon("2017-09-07"));
    cadre.end_leave(given.record, day("2017-09-07"), None).unwrap();
    assert_eq!(cadre.voice_leaves(&Filter::default()).unwrap()[0].returned, Some(day("2017-09-07")));
    assert_eq!(state(&mut cadre, "2017-09-06"), "leave.granted");
    assert_eq!(state(&mut cadre, "2017-09-07"), "absent.no_word");
}

fn stays(phone: &mut Phone, at: &str) {
    let change = DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() };
    phone.write_diary(day(at), change, &Beside::default()).unwrap();
}

fn a_cadre(home: &std::path::Path) -> (Phone, std::sync::Arc<SetClock>) {
    synced(home, &Office::with_team(), "c0017")
}

#[test]
fn a_word_that_a_wrong_clock_dates_counts_as_one_in_time() {
    let home = tempfile::tempdir().unwrap();
    let (mut phone, clock) = a_cadre(home.path());
    clock.set(noon("1970-01-01"));
    stays(&mut phone, "2017-09-01");
    assert_eq!(state(&mut phone, "2017-09-01"), "resident.undated", "a clock at 1970");
    clock.set(noon("2018-09-01"));
    stays(&mut phone, "2017-08-31");
    clock.set(noon("2017-09-02"));
    assert_eq!(state(&mut phone, "2017-08-31"), "resident.undated", "a clock that was a year ahead");
    stays(&mut phone, "2017-08-20");
    assert_eq!(state(&mut phone, "2017-08-20"), "resident.backfilled", "a clock that can be right");
}

#[test]
fn looking_back_makes_no_late_word_one_of_a_wrong_clock() {
    let home = tempfile::tempdir().unwrap();
    let (mut phone, _) = a_cadre(home.path());
    stays(&mut phone, "2017-08-20");
    let year = phone.attendance(2017, Some(day("2017-08-25"))).unwrap();
    let found = year.days.iter().find(|of| of.day == day("2017-08-20")).unwrap();
    assert_eq!(found.why.code(), "resident.backfilled", "it was written on 1 September, which was to come then");
}
