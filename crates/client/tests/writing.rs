//! Writing and reading on one phone: what is refused, what an edit is upon, what a draft keeps, what a year comes to.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::collections::BTreeSet;

use common::{CITY, Line, Office, day, enrolled, noon, now, person, synced};
use cunji_client::{Beside, Decision, DiaryChange, Phone, Place, Reason, Seen, Settlement, views, visit_on};
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::observation::SeenAbsent;
use cunji_domain::policy::ANKANG_2017;
use cunji_domain::record::{FieldState, ListedCode, Prose, RecordKind, Scalar, Value};
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;
use cunji_domain::visit::HouseholdVisit;
use cunji_history::Op;
use cunji_store::Filter;

fn said(text: &str) -> DiaryChange {
    DiaryChange { text: Some(text.to_owned()), ..DiaryChange::default() }
}

#[test]
fn all_broken_rules_are_told_and_nothing_is_written() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let mut visit = visit_on(day("2017-09-02"));
    visit.household = Some("h999".to_owned());
    visit.purpose = Some(ListedCode("nosuch".to_owned()));
    let error = phone.add(&visit, &Beside::default()).unwrap_err();
    let codes: Vec<String> = error.sentences().into_iter().map(|told| told.code).collect();
    assert_eq!(codes, ["record.future_day", "record.unlisted_code", "household.of_another_village"]);
    let long = phone.write_diary(day("2017-09-01"), said(&"字".repeat(100_000)), &Beside::default()).unwrap_err();
    assert_eq!(long.code(), "record.text_too_long");
    let empty = phone.write_diary(day("2017-09-01"), DiaryChange::default(), &Beside::default()).unwrap_err();
    assert_eq!(empty.code(), "diary.nothing_said");
    assert_eq!(phone.status().unwrap().unsent, 0);
}

#[test]
fn a_day_that_was_written_by_its_own_list_stays_writable_when_a_later_list_is_another() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let road = || DiaryChange { work: Some(["road".to_owned()].into()), ..said("修路") };
    phone.write_diary(day("2017-08-30"), road(), &Beside::default()).unwrap();
    let later = ANKANG_2017
        .replace("version = 1\n", "version = 2\nreplaces = [\"ankang-2017/1\"]\n")
        .replace("known_from = 2017-01-01", "known_from = 2017-08-31")
        .replace("{ code = \"road\", zh = \"修路\", en = \"Roads\" },", "");
    let later = AnnouncedPolicy {
        version: "ankang-2017/2".to_owned(),
        toml: Prose(later),
        valid_from: day("2017-01-01"),
        known_from: day("2017-08-31"),
    };
    office.lock().unwrap().publish(CITY, &later);
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    let refused = phone.write_diary(day("2017-08-31"), road(), &Beside::default()).unwrap_err();
    assert_eq!(refused.code(), "record.unlisted_code");
    phone.write_diary(day("2017-08-30"), said("修路,修了两里"), &Beside::default()).unwrap();
    let diary = phone.diary_of(day("2017-08-30"), None).unwrap().unwrap().value;
    assert_eq!((diary.text.0.as_str(), diary.work.0.len()), ("修路,修了两里", 1));
}

#[test]
fn another_year_s_policy_takes_nothing_from_the_days_of_the_shipped_one() {
    let new_year = ANKANG_2017.replace("name = \"ankang-2017\"", "name = \"ankang-2026\"").replace(
        "valid_from = 2017-01-01\nknown_from = 2017-01-01",
        "valid_from = 2026-01-01\nknown_from = 2026-01-01",
    );
    let follows = new_year.replace("version = 1\n", "version = 1\nreplaces = [\"ankang-2017/1\"]\n");
    for file in [follows, new_year] {
        let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team_and_no_policy());
        let (mut phone, _) = synced(home.path(), &office, "c0017");
        let stays = DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() };
        phone.write_diary(day("2017-08-31"), stays, &Beside::default()).unwrap();
        now(phone.sync_over(&mut Line::to(&office))).unwrap();
        let before = phone.attendance(2017, Some(day("2017-09-01"))).unwrap();
        assert_eq!(before.resident, 1);
        let came = AnnouncedPolicy {
            version: "ankang-2026/1".to_owned(),
            toml: Prose(file),
            valid_from: day("2026-01-01"),
            known_from: day("2026-01-01"),
        };
        office.lock().unwrap().publish(CITY, &came);
        now(phone.sync_over(&mut Line::to(&office))).unwrap();
        assert!(phone.store_mut().policies().unwrap().is_some(), "it came down");
        assert_eq!(phone.attendance(2017, Some(day("2017-09-01"))).unwrap(), before);
    }
}

#[test]
fn twenty_thousand_characters_fit_and_are_rewritten_whole() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    for text in ["上".repeat(20_000), "下".repeat(20_000)] {
        phone.write_diary(day("2017-09-01"), said(&text), &Beside::default()).unwrap();
        assert_eq!(phone.diary_of(day("2017-09-01"), None).unwrap().unwrap().value.text.0, text);
    }
    assert_eq!(now(phone.sync_over(&mut Line::to(&office))).unwrap().accepted, 2);
}

#[test]
fn a_day_again_is_an_edit_of_what_is_there_and_the_same_again_is_none() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let first = DiaryChange { stay: Some(Stay::Village), ..said("上午看路") };
    let first = phone.write_diary(day("2017-09-01"), first, &Beside::default()).unwrap();
    let second = phone.write_diary(day("2017-09-01"), said("上午看路,下午开会"), &Beside::default()).unwrap();
    assert_eq!(first.record, second.record);
    let edits = phone.store().edits_of(first.record).unwrap();
    assert_eq!(edits[1].edit.ops.len(), 1, "only what was changed: {:?}", edits[1].edit.ops);
    let same = phone.write_diary(day("2017-09-01"), said("上午看路,下午开会"), &Beside::default()).unwrap();
    assert_eq!((same.edit, same.record), (None, first.record));
    let diary = phone.diary_of(day("2017-09-01"), None).unwrap().unwrap().value;
    assert_eq!((diary.stay, diary.text.0.as_str()), (Some(Stay::Village), "上午看路,下午开会"));
}

#[test]
fn what_was_withdrawn_is_hidden_and_written_anew_from_nothing() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let first = DiaryChange { stay: Some(Stay::Village), ..said("写错了人家") };
    let written = phone.write_diary(day("2017-09-01"), first, &Beside::default()).unwrap();
    phone.withdraw(written.record, "写错了").unwrap();
    assert!(phone.diary_of(day("2017-09-01"), None).unwrap().is_none());
    assert_eq!(phone.show(written.record).unwrap().withdrawn.as_deref(), Some("写错了"));
    phone.write_diary(day("2017-09-01"), said("重写"), &Beside::default()).unwrap();
    let diary = phone.diary_of(day("2017-09-01"), None).unwrap().unwrap();
    assert_eq!((diary.value.stay, diary.value.text.0.as_str()), (None, "重写"));
}

#[test]
fn a_teammate_s_record_is_not_to_be_changed_and_a_right_not_to_be_assumed() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut one, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut two, _) = synced(&home.path().join("2"), &office, "c0018");
    let written = one.write_diary(day("2017-09-01"), said("我的"), &Beside::default()).unwrap();
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(two.withdraw(written.record, "").unwrap_err().code(), "record.of_another_person");
    let change = |diary: &mut DiaryEntry| diary.text = Prose("他的".to_owned());
    let error = two.change(written.record, change, &Beside::default()).unwrap_err();
    assert_eq!(error.code(), "record.of_another_person");
    let seen = two.observe(day("2017-09-01"), Seen::default(), &Beside::default());
    assert_eq!(seen.unwrap_err().code(), "right.not_of_this_role");
}

#[test]
fn a_place_is_kept_beside_the_entry_and_never_in_a_field() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, clock) = synced(home.path(), &office, "c0017");
    clock.pass(600);
    let place = Place::of_degrees(32.211034, 109.305122, Some(12), 1).unwrap();
    let written = phone.check_in(None, &Beside { village: None, place: Some(place) }).unwrap();
    let own = phone.store().own_entry(written.edit.unwrap()).unwrap().unwrap();
    let evidence = own.evidence.unwrap();
    assert_eq!((evidence.place, evidence.accuracy), (Some((32_211_034, 109_305_122)), Some(12)));
    assert_eq!(evidence.since_boot, Some(660_000));
    assert_eq!(evidence.last_server_time, Some((noon("2017-09-01"), 60_000)));
    let shown = serde_json::to_string(&phone.show(written.record).unwrap()).unwrap();
    assert!(!shown.contains("lat") && !shown.contains("211034"), "{shown}");
}

#[test]
fn a_draft_is_compared_with_what_its_writer_saw_whatever_came_meanwhile() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut one, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut two, _) = synced(&home.path().join("2"), &office, "c0017");
    one.write_diary(day("2017-09-01"), said("上午看路。"), &Beside::default()).unwrap();
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    let key = vec![person("c0017").to_value(), day("2017-09-01").to_value()];
    let mut draft = one.begin_draft(DiaryEntry::DECL, None, key).unwrap();
    let text = DiaryEntry::DECL.field_named("text").unwrap().number;
    draft.fields.insert(text, FieldState::Prose("上午看路。下午开会。".to_owned()));
    one.save_draft(&draft).unwrap();
    two.write_diary(day("2017-09-01"), said("早上晴。上午看路。"), &Beside::default()).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    let kept = one.drafts().unwrap().remove(0);
    one.write_draft(&kept, None).unwrap();
    assert!(one.drafts().unwrap().is_empty());
    let diary = one.diary_of(day("2017-09-01"), None).unwrap().unwrap();
    assert_eq!(diary.value.text.0, "早上晴。上午看路。下午开会。");
}

#[test]
fn two_values_at_once_are_both_shown_and_one_is_settled_on() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut one, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut two, _) = synced(&home.path().join("2"), &office, "c0017");
    for (phone, stay) in [(&mut one, Stay::Village), (&mut two, Stay::Home)] {
        let change = DiaryChange { stay: Some(stay), ..DiaryChange::default() };
        phone.write_diary(day("2017-09-01"), change, &Beside::default()).unwrap();
        now(phone.sync_over(&mut Line::to(&office))).unwrap();
    }
    let conflicted = two.conflicts().unwrap().remove(0);
    let view = two.view(&conflicted).unwrap();
    let place = view.conflicts[0].values.iter().position(|value| value == "home").unwrap();
    let none = two.settle(conflicted.id, Settlement::Take { field: "stay".to_owned(), place: 9 });
    assert_eq!(none.unwrap_err().code(), "conflict.no_such_value");
    two.settle(conflicted.id, Settlement::Take { field: "stay".to_owned(), place }).unwrap();
    assert_eq!(two.status().unwrap().conflicts, 0);
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(one.diary_of(day("2017-09-01"), None).unwrap().unwrap().value.stay, Some(Stay::Home));
    assert_eq!(one.status().unwrap().digests, two.status().unwrap().digests);
}

#[test]
fn withdrawn_here_and_written_on_there_is_settled_by_keeping_it() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut one, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut two, _) = synced(&home.path().join("2"), &office, "c0017");
    let written = one.write_diary(day("2017-09-01"), said("看路"), &Beside::default()).unwrap();
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    one.withdraw(written.record, "写错了").unwrap();
    two.write_diary(day("2017-09-01"), said("看路,开会"), &Beside::default()).unwrap();
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    let view = one.view(&one.conflicts().unwrap()[0]).unwrap();
    assert_eq!(view.conflicts[0].withdrawn.as_deref(), Some("写错了"));
    one.settle(written.record, Settlement::Keep).unwrap();
    assert_eq!(one.status().unwrap().conflicts, 0);
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(one.status().unwrap().digests, two.status().unwrap().digests);
    assert_eq!(two.diary_of(day("2017-09-01"), None).unwrap().unwrap().value.text.0, "看路,开会");
}

#[test]
fn a_clock_that_is_behind_is_told_and_stops_nobody_from_writing() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, clock) = synced(home.path(), &office, "c0017");
    clock.set(0);
    clock.restart();
    assert_eq!(phone.today(), day("2017-09-01"));
    let written = phone.write_diary(day("2017-09-05"), said("四天后"), &Beside::default()).unwrap();
    assert!(written.clock_doubtful && phone.status().unwrap().clock_doubtful);
    clock.set(noon("2017-09-05"));
    let written = phone.write_diary(day("2017-09-05"), said("四天后,又写"), &Beside::default()).unwrap();
    assert!(!written.clock_doubtful);
    let future = phone.write_diary(day("2017-09-06"), said("明天"), &Beside::default()).unwrap_err();
    assert_eq!(future.code(), "record.future_day");
}

#[test]
fn before_the_first_sync_nothing_is_refused_for_what_is_not_known() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = enrolled(home.path(), &office, "c0017");
    let mut visit = visit_on(day("2017-09-01"));
    visit.household = Some("h999".to_owned());
    visit.purpose = Some(ListedCode("policy".to_owned()));
    phone.add(&visit, &Beside::default()).unwrap();
}

#[test]
fn a_leave_is_asked_for_decided_and_counts_as_it_was_judged() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut cadre, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut secretary, _) = synced(&home.path().join("2"), &office, "c0016");
    let request = LeaveRequest {
        first_day: day("2017-09-04"),
        last_day: day("2017-09-06"),
        leave: ListedCode("personal".to_owned()),
        place: None,
        contact: None,
    };
    let reason = Reason { text: "孩子开学".to_owned(), medical: false };
    let (asked, because) = cadre.request_leave(&request, Some(reason), &Beside::default()).unwrap();
    let because = cadre.show(because.unwrap().record).unwrap();
    assert_eq!(because.fields["request"], views::hex(&asked.record.0));
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    now(secretary.sync_over(&mut Line::to(&office))).unwrap();
    let granted = Decision { granted: true, days: None, note: String::new() };
    secretary.decide_leave(asked.record, granted).unwrap();
    now(secretary.sync_over(&mut Line::to(&office))).unwrap();
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    let state = |phone: &mut cunji_client::Phone, at: &str| {
        let year = phone.attendance(2017, Some(day("2017-09-20"))).unwrap();
        year.days.iter().find(|of| of.day == day(at)).unwrap().why.code()
    };
    assert_eq!(state(&mut cadre, "2017-09-05"), "leave.granted");
    // Three days become thirty: what was decided was another request.
    let longer = |request: &mut LeaveRequest| request.last_day = day("2017-10-03");
    cadre.change(asked.record, longer, &Beside::default()).unwrap();
    assert_eq!(state(&mut cadre, "2017-09-05"), "unconfirmed.leave_changed");
    let leave = &cadre.leaves(&Filter::default()).unwrap()[0];
    assert!(!leave.decision.unwrap().judged_present);
}

#[test]
fn the_first_secretary_sees_the_team_s_year_without_a_signal() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut cadre, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut secretary, _) = synced(&home.path().join("2"), &office, "c0016");
    let change = DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() };
    cadre.write_diary(day("2017-08-31"), change, &Beside::default()).unwrap();
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    now(secretary.sync_over(&mut Line::to(&office))).unwrap();
    let absent = BTreeSet::from([SeenAbsent { person: person("c0018"), why: None }]);
    let seen = Seen { absent, ..Seen::default() };
    secretary.observe(day("2017-08-31"), seen, &Beside::default()).unwrap();
    let team = secretary.team_attendance(2017, Some(day("2017-09-01")), None).unwrap();
    let resident: Vec<_> = team.iter().map(|member| (member.name.as_str(), member.year.resident)).collect();
    // Who observes is seen by nobody.
    assert_eq!(resident, [("刘明哲", 0), ("陈玉华", 1), ("王启山", 0)]);
    let own = cadre.team_attendance(2017, None, None).unwrap_err();
    assert_eq!(own.code(), "attendance.not_first_secretary");
}

#[test]
fn lines_are_taken_in_as_if_typed_and_come_back_as_they_were() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let lines = [
        r#"{"kind":"diary","cadre":"c0017","village":"610926101205","day":"2017-08-30","stay":"village","work":["visit"],"text":"看路","lat":32.211034,"lon":109.305122,"accuracy":12,"written_at":1504100000}"#,
        r#"{"kind":"visit","cadre":"c0017","village":"610926101205","household":"h031","day":"2017-08-30","purpose":"policy","findings":"茶园","quiz":[true,false],"satisfaction":92,"written_at":1504100001}"#,
    ];
    let imported = phone.import(&lines.join("\n")).unwrap();
    assert_eq!((imported.written.len(), imported.known), (2, 0));
    let again = phone.import(&lines.join("\n")).unwrap();
    assert_eq!((again.written.len(), again.known), (0, 2));
    let mut exported = Vec::new();
    phone.export(&mut exported).unwrap();
    let exported: Vec<serde_json::Value> =
        String::from_utf8(exported).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in lines {
        let line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        let back = exported.iter().find(|back| back["kind"] == line["kind"]).unwrap();
        for (name, value) in line {
            assert_eq!(back[&name], value, "{name}");
        }
    }
}

#[test]
fn one_bad_line_keeps_all_out_and_is_named() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let error = phone
        .import(
            r#"{"kind":"diary","cadre":"c0017","village":"610926101205","day":"2017-08-30","text":"看路"}
{"kind":"diary","cadre":"c0018","village":"610926101205","day":"2017-08-30","text":"别人的"}
{"kind":"visit","village":"610926101205","day":"2017-08-30","household":"h999","nosuch":1}
{"kind":"diary","cadre":"c0017","village":"610926101205","day":"2017-08-30","text":"又一遍"}"#,
        )
        .unwrap_err();
    let told: Vec<(String, String)> =
        error.sentences().into_iter().map(|told| (told.code, told.zh.chars().take(5).collect())).collect();
    let expected =
        [("record.of_another_person", "第 2 行"), ("record.unknown_field", "第 3 行"), ("import.twice", "第 4 行")];
    let expected = expected.map(|(code, line)| (code.to_owned(), line.to_owned()));
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().zip(&expected).all(|(told, expected)| told == expected), "{told:?}");
    assert_eq!(phone.status().unwrap().unsent, 0);
}

#[test]
fn an_imported_line_brings_back_what_it_says_and_no_more() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let first = DiaryChange { stay: Some(Stay::Village), ..said("写错了人家") };
    let written = phone.write_diary(day("2017-08-30"), first, &Beside::default()).unwrap();
    phone.withdraw(written.record, "写错了").unwrap();
    let line = r#"{"kind":"diary","cadre":"c0017","village":"610926101205","day":"2017-08-30","text":"写错了人家"}"#;
    let back = phone.import(line).unwrap().written.remove(0);
    let ops = phone.store().edit(back.edit.unwrap()).unwrap().unwrap().edit.ops;
    let splice = |delete, insert: &str| Op::Splice { field: 3, at: 0, delete, insert: insert.to_owned() };
    assert_eq!(ops, [Op::Put(1, Value::Null), splice(5, ""), splice(0, "写错了人家")], "every field is set");
    let diary = phone.diary_of(day("2017-08-30"), None).unwrap().unwrap().value;
    assert_eq!((diary.stay, diary.text.0.as_str()), (None, "写错了人家"));
}

#[test]
fn the_same_lines_twice_change_nothing() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let at = |line: &str, at: i64| line.replace('}', &format!(r#","written_at":{at}}}"#));
    let diary = r#"{"kind":"diary","cadre":"c0017","village":"610926101205","day":"2017-08-30","text":"看路"}"#;
    let visit = r#"{"kind":"visit","village":"610926101205","day":"2017-08-30","household":"h031","findings":"茶园","needs":""}"#;
    let (morning, evening) = (at(visit, 1_504_050_000), at(visit, 1_504_090_000));
    let file = [diary, visit, visit, diary, &morning, &evening, &evening].join("\n");
    let imported = phone.import(&file).unwrap();
    assert_eq!((imported.written.len(), imported.known), (4, 3), "the same at another time is another visit");
    let again = phone.import(&file).unwrap();
    assert_eq!((again.written.len(), again.known), (0, 7));
    // What was changed since is not written a second time either.
    let visit_of_paper = imported.written[1].record;
    phone
        .change::<HouseholdVisit>(visit_of_paper, |visit| visit.findings.0.push_str("两亩"), &Beside::default())
        .unwrap();
    let again = phone.import(&file).unwrap();
    assert_eq!((again.written.len(), again.known), (0, 7));
    // The day before is another visit.
    assert_eq!(phone.import(&visit.replace("08-30", "08-29")).unwrap().written.len(), 1);
}

#[test]
fn what_the_server_s_version_does_not_take_waits_whichever_way_it_was_written() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    office.lock().unwrap().schemas = vec![(DiaryEntry::DECL.number, 1)];
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let visit = |n: u8| cunji_domain::record::RecordId([n; 16]);
    let days = ["2017-08-28", "2017-08-29", "2017-08-30", "2017-08-31"].map(day);
    let change = |n| DiaryChange { records: Some(BTreeSet::from([visit(n)])), ..said("看路") };

    let direct = phone.write_diary(days[0], change(7), &Beside::default()).unwrap();
    let edit = phone.store().edit(direct.edit.unwrap()).unwrap().unwrap().edit;
    assert_eq!((edit.schema, edit.ops.len(), direct.waits), (1, 1, true));

    let key = DiaryEntry::DECL.key.len();
    let mut draft =
        phone.begin_draft(DiaryEntry::DECL, None, vec![person("c0017").to_value(), days[1].to_value()]).unwrap();
    assert_eq!(draft.key.len(), key);
    let records = FieldState::Set([(Value::Bytes(vec![7; 16]), Value::Null)].into());
    draft.fields.insert(3, FieldState::Prose("看路".to_owned()));
    draft.fields.insert(8, records);
    phone.save_draft(&draft).unwrap();
    assert!(phone.write_draft(&draft, None).unwrap().waits);
    assert!(phone.draft(draft.id).is_err(), "the draft was written");

    let line = format!(
        r#"{{"kind":"diary","cadre":"c0017","village":"610926101205","day":"2017-08-30","text":"看路","records":["{}"]}}"#,
        "07".repeat(16)
    );
    assert!(phone.import(&line).unwrap().written[0].waits);
    assert_eq!(phone.import(&line).unwrap().known, 1, "what waits is there already");

    // While it waits the person writes on: about the text, and about what waits.
    phone.write_diary(days[0], said("看路,修路"), &Beside::default()).unwrap();
    let more = DiaryChange { records: Some(BTreeSet::from([visit(7), visit(8)])), ..DiaryChange::default() };
    phone.write_diary(days[1], more, &Beside::default()).unwrap();
    let withdrawn = phone.write_diary(days[3], change(7), &Beside::default()).unwrap();
    phone.withdraw(withdrawn.record, "写错了").unwrap();

    let records =
        |phone: &mut Phone, at: usize| phone.diary_of(days[at], None).unwrap().map(|diary| diary.value.records.0);
    let expected = [Some(vec![7]), Some(vec![7, 8]), Some(vec![7]), None];
    let expected = expected.map(|all| all.map(|all: Vec<u8>| all.into_iter().map(visit).collect::<BTreeSet<_>>()));
    for (at, expected) in expected.iter().enumerate() {
        assert_eq!(&records(&mut phone, at), expected, "shown while it waits");
    }
    assert!(!phone.show(direct.record).unwrap().sent);
    // Another sync with the same server changes nothing of it.
    assert_eq!(now(phone.sync_over(&mut Line::to(&office))).unwrap().unsent, 0);
    assert!(!phone.show(direct.record).unwrap().sent, "something of it still waits");

    office.lock().unwrap().schemas = vec![(DiaryEntry::DECL.number, 2)];
    let report = now(phone.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!((report.accepted, report.unsent), (3, 0));
    assert_eq!(report.notices[0].code, "schema.announced");
    for (at, expected) in expected.iter().enumerate() {
        assert_eq!(&records(&mut phone, at), expected, "written");
    }
    assert!(phone.show(direct.record).unwrap().sent);
    assert_eq!(phone.status().unwrap().conflicts, 0);
    assert_eq!(phone.show(withdrawn.record).unwrap().withdrawn.as_deref(), Some("写错了"));
    let edits = phone.store().edits_of(direct.record).unwrap();
    let last = &edits[edits.len() - 1].edit;
    assert_eq!((last.schema, last.ops.len()), (2, 1), "what waited and nothing else: {:?}", last.ops);
    assert!(now(phone.sync_over(&mut Line::to(&office))).unwrap().notices.is_empty(), "told once");
}
