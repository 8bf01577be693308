//! The command line as a process: what it prints, and how it ends.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::Datelike;
use common::{Line, Office, PASSPHRASE, day, enrolled, now, person, synced};
use cunji_client::{Beside, DiaryChange, visit_on};
use cunji_documents::Record;
use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::diary::Stay;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::organisation::Role;
use cunji_domain::record::{Edit, Prose, RecordKind};
use cunji_domain::review::{ReturnCause, Review, ReviewState};
use cunji_domain::server_facts::member::Member;
use cunji_domain::time::local_day;
use cunji_domain::visit::HouseholdVisit;
use serde_json::Value as Json;

/// Runs `cunji` on a home; Chinese, unless another locale is given.
fn cunji(home: &Path, arguments: &[&str]) -> Output {
    cunji_with(home, arguments, &[], "")
}

fn cunji_with(home: &Path, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cunji"));
    command.arg("--home").arg(home).args(arguments);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "CUNJI_HOME"] {
        command.env_remove(name);
    }
    // The user's own state has nothing of tests in it.
    command.env("XDG_STATE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("state"));
    command.env("LANG", "zh_CN.UTF-8").env("CUNJI_PASSPHRASE", PASSPHRASE).envs(environment.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn json(output: &Output) -> Json {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What a command that succeeded says.
fn said(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The year in which the process runs: its clock is the machine's.
fn present_year() -> i32 {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    local_day(i64::try_from(seconds).unwrap()).unwrap().year()
}

const ENGLISH: (&str, &str) = ("LC_ALL", "en_GB.UTF-8");

/// A home that was enrolled and synced once.
fn a_phone() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    drop(synced(&home.path().join("phone"), &Office::with_team(), "c0017"));
    home
}

#[test]
fn misuse_ends_with_two() {
    let home = a_phone();
    let phone = home.path().join("phone");
    assert_eq!(cunji(&phone, &["diary", "write", "--stay", "nosuch"]).status.code(), Some(2));
    assert_eq!(cunji(&phone, &["nosuch"]).status.code(), Some(2));
    assert_eq!(cunji(&phone, &["visit", "add", "--quiz", "4/3"]).status.code(), Some(2));
    let nowhere = Command::new(env!("CARGO_BIN_EXE_cunji")).arg("status").env_remove("CUNJI_HOME").output().unwrap();
    assert_eq!(nowhere.status.code(), Some(2));
}

#[test]
fn a_refusal_is_a_sentence_in_the_locale_s_language_with_its_code_last() {
    let home = tempfile::tempdir().unwrap();
    let told = refused(&cunji(home.path(), &["status"]));
    assert!(told.contains("请先登记本机") && told.trim_end().ends_with("(store.not_there)"), "{told}");
    let told = refused(&cunji_with(home.path(), &["status"], &[("LC_ALL", "en_GB.UTF-8")], ""));
    assert!(told.contains("enrol this device first") && told.trim_end().ends_with("(store.not_there)"), "{told}");
}

#[test]
fn a_copied_folder_is_known_for_a_copy() {
    let home = a_phone();
    let (phone, copied) = (home.path().join("phone"), home.path().join("copied"));
    // The library left the mark in the folder; the command takes it out.
    assert!(phone.join("installation").exists());
    assert_eq!(json(&cunji(&phone, &["status", "--json"]))["needs_new_device"], false);
    assert!(!phone.join("installation").exists());
    std::fs::create_dir(&copied).unwrap();
    for file in std::fs::read_dir(&phone).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copied.join(file.file_name())).unwrap();
    }
    let status = cunji(&copied, &["status", "--json"]);
    let told = String::from_utf8(status.stderr.clone()).unwrap();
    assert!(told.contains("从别处拷来的"), "{told}");
    assert_eq!(json(&status)["needs_new_device"], true);
    assert_eq!(json(&cunji(&phone, &["status", "--json"]))["needs_new_device"], false);
}

#[test]
fn a_day_is_written_shown_listed_and_told_as_unsent() {
    let home = a_phone();
    let phone = home.path().join("phone");
    let write = ["diary", "write", "--date", "2017-09-01", "--stay", "village", "--work", "visit,policy", "--json"];
    let written = json(&cunji(&phone, &[&write[..], &["--text", "上午到三组看路"]].concat()));
    assert_eq!(written["sent"], false);
    let id = written["record"].as_str().unwrap();
    let shown = json(&cunji(&phone, &["record", "show", id, "--json"]));
    assert_eq!((&shown["text"], &shown["work"]), (&"上午到三组看路".into(), &serde_json::json!(["policy", "visit"])));
    let listed = json(&cunji(&phone, &["diary", "list", "--json"]));
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let table = String::from_utf8(cunji(&phone, &["diary", "list"]).stdout).unwrap();
    assert!(table.contains("村里") && table.contains("没传"), "{table}");
    let status = json(&cunji(&phone, &["status", "--json"]));
    for key in ["device", "unsent", "held", "rejected", "conflicts", "last_sync", "digests"] {
        assert!(!status[key].is_null(), "{key}");
    }
    assert_eq!((&status["unsent"], &status["held"]), (&1.into(), &0.into()));
    assert!(status["digests"][common::VILLAGE].as_str().is_some_and(|hex| hex.len() == 64));
    let who = json(&cunji(&phone, &["whoami", "--json"]));
    assert_eq!((&who["person"], &who["villages"][0]), (&"c0017".into(), &common::VILLAGE.into()));
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_half_written() {
    let home = a_phone();
    let phone = home.path().join("phone");
    let long = "字".repeat(100_000);
    let cases: [(&[&str], &str, &str); 5] = [
        (&["diary", "write", "--date", "2099-01-01", "--text", "明天"], "", "(record.future_day)"),
        (&["visit", "add", "--date", "2017-09-01", "--household", "h999"], "", "(household.of_another_village)"),
        (&["diary", "write", "--date", "2017-09-01", "--text-file", "-"], &long, "(record.text_too_long)"),
        (
            &["diary", "write", "--date", "2017-09-01", "--village", "610926101206", "--text", "x"],
            "",
            "(client.not_your_village)",
        ),
        (&["record", "show", "00"], "", "(record.not_there)"),
    ];
    for (arguments, input, code) in cases {
        let told = refused(&cunji_with(&phone, arguments, &[], input));
        assert!(told.trim_end().ends_with(code), "{told}");
    }
    assert_eq!(json(&cunji(&phone, &["status", "--json"]))["unsent"], 0);
}

#[test]
fn a_code_that_is_not_listed_is_refused_with_those_that_are_and_taken_before_any_list_came() {
    const DIARY: &str =
        r#"{"kind":"diary","village":"610926101205","cadre":"c0017","day":"2017-08-31","work":["dancing"],"text":"x"}"#;
    let cases: [(&[&str], &str, &str); 5] = [
        (&["diary", "write", "--date", "2017-09-01", "--text", "x", "--work", "dancing"], "", "road 修路"),
        (&["visit", "add", "--date", "2017-09-01", "--name", "周大有", "--purpose", "dancing"], "", "routine 例行走访"),
        (&["problem", "add", "--date", "2017-09-01", "--text", "x", "--category", "dancing"], "", "road 道路"),
        (&["leave", "request", "--from", "2017-09-04", "--to", "2017-09-05", "--kind", "dancing"], "", "sick 病假"),
        (&["record", "import", "-"], DIARY, "road 修路"),
    ];
    let home = a_phone();
    let phone = home.path().join("phone");
    for (arguments, input, listed) in cases {
        let told = refused(&cunji_with(&phone, arguments, &[], input));
        assert!(told.contains("「dancing」") && told.contains(listed), "{told}");
        assert!(told.trim_end().ends_with("(record.unlisted_code)"), "{told}");
    }
    assert_eq!(json(&cunji(&phone, &["status", "--json"]))["unsent"], 0);

    let phone = home.path().join("before its first sync");
    drop(enrolled(&phone, &Office::with_team(), "c0017"));
    for (arguments, input, _) in cases {
        let taken = cunji_with(&phone, arguments, &[], input);
        assert_eq!(taken.status.code(), Some(0), "{}", String::from_utf8_lossy(&taken.stderr));
    }
}

#[test]
fn a_code_is_refused_at_once_where_the_office_imported_no_policy_and_all_have_come_down() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team_and_no_policy());
    let phone = home.path().join("phone");
    drop(synced(&phone, &office, "c0017"));
    let write = ["diary", "write", "--date", "2017-09-01", "--text", "x", "--work"];
    let told = refused(&cunji(&phone, &[&write[..], &["dancing"]].concat()));
    assert!(told.contains("「dancing」") && told.contains("road 修路"), "{told}");
    assert!(told.trim_end().ends_with("(record.unlisted_code)"), "{told}");
    said(&cunji(&phone, &[&write[..], &["road"]].concat()));
    // What can be typed can be seen before it is typed.
    let listed = said(&cunji(&phone, &["codes"]));
    assert!(listed.contains("road 修路") && listed.contains("problem add --category"), "{listed}");
    let lists = json(&cunji(&phone, &["codes", "--date", "2017-09-01", "--json"]));
    assert_eq!((&lists[3]["list"], &lists[3]["codes"][0]["code"]), (&"leave".into(), &"sick".into()));
}

/// What an office said of a diary.
fn office_said(office: &Mutex<Office>, diary: &Record, state: ReviewState, cause: Option<ReturnCause>, reason: &str) {
    let review = Review {
        subject: diary.id,
        level: JudgeLevel::Town,
        judged: diary.heads.iter().map(|head| Edit(head.0)).collect(),
        state,
        reason: Prose(reason.to_owned()),
        read: Some(true),
        cause,
    };
    office.lock().unwrap().publish(common::VILLAGE, &review);
}

#[test]
fn what_was_returned_or_doubted_is_told_with_who_why_until_when_and_the_command() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (own, first) = (home.path().join("own"), home.path().join("first"));
    let ((mut cadre, _), (mut secretary, _)) = (synced(&own, &office, "c0017"), synced(&first, &office, "c0016"));
    let dates = ["2017-08-28", "2017-08-29", "2017-08-30", "2017-08-31"].map(day);
    for date in dates {
        let change =
            DiaryChange { stay: Some(Stay::Village), text: Some("修路".to_owned()), ..DiaryChange::default() };
        cadre.write_diary(date, change, &Beside::default()).unwrap();
    }
    for phone in [&mut cadre, &mut secretary] {
        now(phone.sync_over(&mut Line::to(&office))).unwrap();
    }
    let word = ConfirmationResult::Questioned;
    secretary.judge_day(&person("c0017"), dates[3], word, "那天没看见你".to_owned(), None).unwrap();
    now(secretary.sync_over(&mut Line::to(&office))).unwrap();
    let [wrong, missing, doubted] = [0, 1, 2].map(|at| cadre.diary_of(dates[at], None).unwrap().unwrap().record);
    office_said(&office, &wrong, ReviewState::Returned, Some(ReturnCause::WrongDay), "");
    office_said(&office, &missing, ReviewState::Returned, Some(ReturnCause::StayDiffers), "写清楚修的是哪条路");
    office_said(&office, &doubted, ReviewState::Flagged, None, "镇上有人说你在县城");
    now(cadre.sync_over(&mut Line::to(&office))).unwrap();
    drop((cadre, secretary));
    let says = |command: &[&str]| said(&cunji(&own, command));

    let lines = [
        "退回 2017-08-29 的日志 · 镇办公室:住在哪和别的记录对不上。写清楚修的是哪条路",
        "以前改好就行",
        "改:cunji diary write --date 2017-08-29(",
        "退回 2017-08-28 的日志 · 镇办公室:日子写错了",
        "cunji diary write --date 对的日子",
        "存疑 2017-08-30 的日志 · 镇办公室:镇上有人说你在县城",
        "存疑 2017-08-31 的日志 · 第一书记 刘明哲:那天没看见你",
    ];
    for command in [&["status"][..], &["mend", "list"], &["diary", "list"], &["month", "acknowledge", "2017-08"]] {
        let told = says(command);
        for line in lines {
            assert!(told.contains(line), "{command:?} {line}: {told}");
        }
    }
    assert!(!says(&["mend", "list"]).contains("没有。"));
    assert!(says(&["month", "acknowledge", "2017-08", "--note", "看过"]).contains("? 待确认"));
    let id = cunji_client::views::hex(&missing.id.0);
    for command in [&["mend", "show", &id][..], &["diary", "show", "2017-08-29"]] {
        let told = says(command);
        assert!(told.contains("修路") && lines[..3].iter().all(|line| told.contains(line)), "{told}");
        assert!(!told.contains("2017-08-30"), "{told}");
    }
    // What a program reads names them by the same keys as what the server did not take.
    let listed = json(&cunji(&own, &["mend", "list", "--json"]));
    let of_it = listed.as_array().unwrap().iter().find(|one| one["record"] == id.as_str()).unwrap();
    assert_eq!(
        (&of_it["kind"], &of_it["said"], &of_it["level"]),
        (&"diary".into(), &"returned".into(), &"town".into())
    );
    assert_eq!(json(&cunji(&own, &["status", "--json"]))["judged"].as_array().unwrap().len(), 4);
    // Neither is it called not returned, nor let go of as if it could be.
    for command in [&["mend", "save", &id, "--set", "text=x"][..], &["mend", "drop", &id]] {
        let told = refused(&cunji(&own, command));
        assert!(told.trim_end().ends_with("(mend.by_writing_on)") && told.contains(&id), "{told}");
    }
    let english = said(&cunji_with(&own, &["mend", "list"], &[ENGLISH], ""));
    assert!(english.contains("in question: the diary of 2017-08-31 · first secretary 刘明哲"), "{english}");
    // The command that was named mends it.
    says(&["diary", "write", "--date", "2017-08-29", "--text", "修二组到村部的路"]);
    let left = says(&["mend", "list"]);
    assert!(!left.contains("2017-08-29") && left.contains("2017-08-30"), "{left}");
}

#[test]
fn a_wrong_pin_is_told_with_the_command_that_helps_here() {
    let home = a_phone();
    let phone = home.path().join("phone");
    said(&cunji_with(&phone, &["pin", "set"], &[("CUNJI_NEW_PIN", "60935817")], ""));
    let told = refused(&cunji_with(&phone, &["status"], &[("CUNJI_PIN", "28170493")], ""));
    assert!(told.contains("(lock.wrong)") && told.contains("cunji recover --code"), "{told}");
    assert!(!told.contains("点"), "nothing can be tapped here: {told}");
}

#[test]
fn what_was_mended_is_listed_no_more() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let mut visit = visit_on(day("2017-08-20"));
    visit.household_name = Some("周大有".to_owned());
    office.lock().unwrap().rejects.insert(HouseholdVisit::DECL.number, "visit.test");
    phone.add(&visit, &Beside::default()).unwrap();
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    drop(phone);
    let listed = || json(&cunji(home.path(), &["mend", "list", "--json"]));
    let id = listed()[0]["record"].as_str().unwrap().to_owned();
    let table = String::from_utf8(cunji(home.path(), &["mend", "list"]).stdout).unwrap();
    assert!(table.contains("visit.test"), "{table}");
    json(&cunji(home.path(), &["mend", "save", &id, "--set", "findings=在家", "--json"]));
    assert_eq!(listed(), serde_json::json!([]));
}

#[test]
fn the_passphrase_comes_from_a_file_first_and_a_wrong_one_is_told() {
    let home = a_phone();
    let phone = home.path().join("phone");
    let told = refused(&cunji_with(&phone, &["status"], &[("CUNJI_PASSPHRASE", "错的")], ""));
    assert!(told.trim_end().ends_with("(store.wrong_passphrase)"), "{told}");
    let file = home.path().join("passphrase");
    std::fs::write(&file, format!("{PASSPHRASE}\n第二行不算\n")).unwrap();
    let arguments = ["status", "--json", "--passphrase-file", file.to_str().unwrap()];
    json(&cunji_with(&phone, &arguments, &[("CUNJI_PASSPHRASE", "错的")], ""));
}

#[test]
fn what_was_exported_can_be_taken_in_again() {
    let home = a_phone();
    let phone = home.path().join("phone");
    let line = r#"{"kind":"diary","cadre":"c0017","village":"610926101205","day":"2017-08-30","stay":"village","text":"看路","lat":32.211034,"lon":109.305122,"accuracy":12,"written_at":1504100000}"#;
    let imported = json(&cunji_with(&phone, &["record", "import", "-", "--json"], &[], line));
    assert_eq!(imported["written"].as_array().unwrap().len(), 1);
    let exported = cunji(&phone, &["export", "--format", "jsonl"]);
    let text = String::from_utf8(exported.stdout).unwrap();
    let diary = text.lines().find(|line| line.contains(r#""kind":"diary""#)).unwrap();
    assert!(diary.contains("32.211034") && diary.contains("1504100000"), "{diary}");
    assert_eq!(json(&cunji_with(&phone, &["record", "import", "-", "--json"], &[], diary))["known"], 1);
}

#[test]
fn a_year_is_one_document_with_the_keys_that_scripts_rely_on() {
    let home = a_phone();
    let phone = home.path().join("phone");
    cunji(&phone, &["diary", "write", "--date", "2017-09-01", "--stay", "village"]);
    let year = json(&cunji(&phone, &["attendance", "--year", "2017", "--as-of", "2017-09-02", "--json"]));
    assert_eq!((&year["cadre"], &year["year"], &year["resident"]), (&"c0017".into(), &2017.into(), &1.into()));
    assert_eq!(year["days"].as_array().unwrap().len(), 365);
    assert_eq!(year["days"][243]["day"], "2017-09-01");
    assert_eq!(year["days"][243]["state"], "resident");
    for key in ["needed", "possible"] {
        assert!(year[key].is_number(), "{key}");
    }
    let table =
        String::from_utf8(cunji(&phone, &["attendance", "--year", "2017", "--as-of", "2017-09-02"]).stdout).unwrap();
    assert!(table.contains("9月") && table.contains("住村 1 天"), "{table}");
}

#[test]
fn without_a_server_nothing_is_made() {
    let home = tempfile::tempdir().unwrap();
    let phone = home.path().join("phone");
    let code = Office::with_team().lock().unwrap().invitation("c0017").code.to_string();
    let arguments = ["enroll", "--server", "http://127.0.0.1:1", "--code", code.as_str()];
    let told = refused(&cunji(&phone, &arguments));
    assert!(told.trim_end().ends_with("(sync.no_server)"), "{told}");
    let told = refused(&cunji(&phone, &["enroll", "--server", "http://127.0.0.1:1", "--code", "1234"]));
    assert!(told.trim_end().ends_with("(enrol.code_length)"), "{told}");
    let told = refused(&cunji(&phone, &["enroll", "--server", "nowhere", "--code", code.as_str()]));
    assert!(told.trim_end().ends_with("(client.server_address)"), "{told}");
    assert!(!phone.join("cunji.db").exists());
}

/// Spoils a page in the middle of a file.
fn damage(database: &Path) {
    let mut bytes = std::fs::read(database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5a);
    std::fs::write(database, bytes).unwrap();
}

#[test]
fn a_month_is_signed_in_the_village_that_was_named() {
    const OTHER: &str = "610926101206";
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let of_other = |id: &str, name: &str, role| Member {
        person: person(id),
        role,
        first_day: day("2017-08-01"),
        name: name.to_owned(),
        unit: None,
        last_day: None,
        cut_short_by: None,
        cut_short_why: None,
    };
    for member in [of_other("c0016", "刘明哲", Role::FirstSecretary), of_other("c0021", "周明", Role::Resident)] {
        office.lock().unwrap().publish(OTHER, &member);
    }
    let phone = home.path().join("phone");
    drop(synced(&phone, &office, "c0016"));
    let sign = ["month", "sign", "2017-08", "--cadre", "c0021"];
    let told = refused(&cunji(&phone, &sign));
    assert!(told.contains("(client.which_village)"), "{told}");
    json(&cunji(&phone, &[&sign[..], &["--village", OTHER, "--json"]].concat()));
    let exported = cunji(&phone, &["export", "--format", "jsonl"]);
    let lines = String::from_utf8(exported.stdout).unwrap();
    let all: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let signed: Vec<_> = all.iter().filter(|line| line["kind"] == "month_signature").collect();
    assert_eq!(signed.len(), 1, "{signed:?}");
    assert_eq!((signed[0]["cadre"].as_str(), signed[0]["village"].as_str()), (Some("c0021"), Some(OTHER)));
}

#[test]
fn the_month_of_somebody_who_moved_within_it_is_acknowledged_in_the_later_village() {
    const OTHER: &str = "610926101206";
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let joins = Member {
        person: person("c0017"),
        role: Role::Resident,
        first_day: day("2017-09-15"),
        name: "陈玉华".to_owned(),
        unit: None,
        last_day: None,
        cut_short_by: None,
        cut_short_why: None,
    };
    office.lock().unwrap().publish(OTHER, &joins);
    let phone = home.path().join("phone");
    drop(synced(&phone, &office, "c0017"));
    for month in ["2017-08", "2017-09"] {
        said(&cunji(&phone, &["month", "acknowledge", month]));
    }
    let exported = cunji(&phone, &["export", "--format", "jsonl"]);
    let lines = String::from_utf8(exported.stdout).unwrap();
    let all: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let acknowledged = all.iter().filter(|line| line["kind"] == "month_acknowledgement");
    let mut villages: Vec<_> = acknowledged.map(|line| (line["month"].clone(), line["village"].clone())).collect();
    villages.sort_by_key(|(month, _)| month.to_string());
    let here = |month: &str, village: &str| (Json::from(month), Json::from(village));
    assert_eq!(villages, [here("2017-08-01", "610926101205"), here("2017-09-01", OTHER)]);
}

#[test]
fn a_damaged_file_is_salvaged_and_said_and_the_command_is_not_done() {
    let home = a_phone();
    let phone = home.path().join("phone");
    cunji(&phone, &["diary", "write", "--date", "2017-09-01", "--text", "救得出来的"]);
    let database = phone.join("cunji.db");
    damage(&database);
    let write = ["diary", "write", "--date", "2017-09-02", "--text", "坏了以后写的"];
    let told = refused(&cunji(&phone, &write));
    assert!(told.contains("救出了") && told.contains("请再运行一次"), "{told}");
    assert!(told.trim_end().ends_with("(store.salvaged)"), "{told}");
    let mut names = std::fs::read_dir(&phone).unwrap().map(|entry| entry.unwrap().path());
    let is_aside = |name: &str| name.contains("cunji.db.damaged-") && !name.ends_with("-wal");
    let aside = names.find(|path| is_aside(&path.to_string_lossy())).unwrap();
    assert!(told.contains(&*aside.to_string_lossy()), "{told}");
    let days = json(&cunji(&phone, &["diary", "list", "--json"]));
    assert!(!days.to_string().contains("坏了以后写的"), "nothing of the command was done: {days}");
    assert!(days.to_string().contains("救得出来的"), "{days}");
    assert_eq!(json(&cunji(&phone, &["status", "--json"]))["needs_new_device"], true);
    json(&cunji(&phone, &[&write[..], &["--json"]].concat()));
    assert_eq!(cunji(&phone, &["verify"]).status.code(), Some(0));
    damage(&database);
    let told = refused(&cunji_with(&phone, &["status"], &[("LC_ALL", "en_GB.UTF-8")], ""));
    assert!(told.contains("were saved") && told.contains("run it again"), "{told}");
}

#[test]
fn months_open_on_the_last_year_with_records_and_say_which_it_is() {
    let home = a_phone();
    let (phone, present) = (home.path().join("phone"), present_year());
    let months = || said(&cunji(&phone, &["month", "list"]));
    assert!(months().starts_with(&format!("{present} 年。看别的年份加 --year")), "{}", months());
    said(&cunji(&phone, &["diary", "write", "--date", "2017-09-01", "--stay", "village"]));
    let shown = months();
    assert!(shown.starts_with(&format!("2017 年:{present} 年还没有记录。")), "{shown}");
    let names_another = !shown.contains(&format!("--year {present}")) && shown.contains("比如 --year 2016");
    assert!(names_another && shown.contains("2017-09"), "not the year that was just called empty: {shown}");
    assert!(shown.contains("cunji month acknowledge 2017-01"), "what waits says by which command: {shown}");
    let english = said(&cunji_with(&phone, &["month", "list"], &[ENGLISH], ""));
    assert!(english.starts_with(&format!("2017: there are no records of {present} yet")), "{english}");
    let lines = json(&cunji(&phone, &["month", "list", "--json"]));
    assert_eq!(lines.as_array().unwrap().len(), 12, "{lines}");
    assert_eq!(lines[8]["month"], "2017-09-01");
    // Once there is something of the present year, that one is opened, and the other one is named.
    said(&cunji(&phone, &["diary", "write", "--stay", "village"]));
    assert!(months().starts_with(&format!("{present} 年;2017 年也有记录。")), "{}", months());
    let named = said(&cunji(&phone, &["month", "list", "--year", "2017"]));
    assert!(named.contains("2017-09") && !named.contains("还没有记录"), "{named}");
}

#[test]
fn a_year_that_is_counted_by_anothers_rules_says_so() {
    let home = a_phone();
    let (phone, present) = (home.path().join("phone"), present_year());
    let borrowed = format!("{present} 年还没有节假日历和政策,节假日先照上班日算,天数先照 2017 年的政策算");
    let of = |year: i32, first: &[&str]| said(&cunji(&phone, &[first, &["--year", &year.to_string()]].concat()));
    for command in [&["attendance"][..], &["month", "list"]] {
        assert!(of(present, command).contains(&borrowed), "{}", of(present, command));
        assert!(!of(2017, command).contains("节假日历"), "{}", of(2017, command));
    }
    let last = present - 1;
    let acknowledged = said(&cunji(&phone, &["month", "acknowledge", &format!("{last}-06")]));
    assert!(acknowledged.contains(&format!("{last} 年还没有节假日历")), "{acknowledged}");
    let english = cunji_with(&phone, &["month", "list", "--year", &present.to_string()], &[ENGLISH], "");
    assert!(said(&english).contains(&format!("{present} has neither calendar nor policy of its own yet")));
}

#[test]
fn how_things_stand_names_the_months_that_wait_with_their_commands() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let phone = home.path().join("phone");
    drop(synced(&phone, &office, "c0016"));
    let status = || said(&cunji(&phone, &["status"]));
    assert!(!status().contains("等你"), "nothing is recorded yet: {}", status());
    said(&cunji(&phone, &["observe", "--date", "2017-09-01"]));
    let waits = status();
    assert!(waits.contains("2017-01 到 2017-12 等你确认,看过没错就:cunji month acknowledge 2017-01"), "{waits}");
    assert!(
        waits.contains("2017-01 到 2017-12 等你签字:陈玉华、王启山。看:cunji month list --team --month 2017-12"),
        "{waits}"
    );
    said(&cunji(&phone, &["month", "acknowledge", "2017-08"]));
    said(&cunji(&phone, &["month", "sign", "2017-08", "--cadre", "陈玉华"]));
    let waits = status();
    assert!(waits.contains("2017-01 到 2017-07 等你确认") && waits.contains("2017-09 到 2017-12 等你确认"), "{waits}");
    assert!(waits.contains("2017-08 等你签字:王启山。看:cunji month list --team --month 2017-08"), "{waits}");
    let english = said(&cunji_with(&phone, &["status"], &[ENGLISH], ""));
    assert!(english.contains("2017-08 waits for your signature: 王启山. See: cunji month list"), "{english}");
    // The list says the same of the month, and what to type next.
    let listed = ["month", "list", "--team", "--month", "2017-08"];
    let team = said(&cunji(&phone, &listed));
    assert!(team.contains("cunji month sign 2017-08 --cadre 王启山"), "{team}");
    let lines = json(&cunji(&phone, &[&listed[..], &["--json"]].concat()));
    let lines = lines.as_array().unwrap();
    let waiting: Vec<_> = lines.iter().filter(|line| line["waits_for_me"] == true).map(|line| &line["name"]).collect();
    assert_eq!(waiting, ["王启山"]);
}

/// Whether a word stands by itself; an id may have its letters by chance.
fn has_word(text: &str, word: &str) -> bool {
    text.split([' ', '\n', '、', ',']).any(|one| one == word)
}

#[test]
fn lists_say_names_and_words_and_the_code_only_where_a_command_takes_it() {
    let home = a_phone();
    let phone = home.path().join("phone");
    let date = ["--date", "2017-09-01"];
    let does = |command: &[&str], more: &[&str]| said(&cunji(&phone, &[command, &date, more].concat()));
    does(&["diary", "write"], &["--stay", "village", "--work", "visit,policy", "--companions", "c0018"]);
    does(&["visit", "add"], &["--household", "h031", "--purpose", "policy", "--findings", "愁销路"]);
    does(
        &["problem", "add"],
        &["--household", "h031", "--category", "road", "--text", "路断了", "--urgency", "urgent"],
    );
    said(&cunji(&phone, &["friend", "add", "--household", "h032", "--since", "2017-09-01"]));
    said(&cunji(&phone, &["leave", "request", "--from", "2017-09-04", "--to", "2017-09-05"]));
    let list = |command: &str| said(&cunji(&phone, &[command, "list"]));
    let visit = list("visit");
    assert!(visit.contains("陈玉华") && visit.contains("户主h031(h031)") && visit.contains("讲政策"), "{visit}");
    assert!(list("problem").contains("户主h031(h031)"), "{}", list("problem"));
    assert!(list("friend").contains("户主h032(h032)"), "{}", list("friend"));
    assert!(list("leave").contains("事假"), "{}", list("leave"));
    for command in ["diary", "visit", "friend", "leave"] {
        let table = list(command);
        assert!(table.contains("陈玉华"), "{table}");
        assert!(!["c0017", "policy", "personal"].into_iter().any(|code| has_word(&table, code)), "{table}");
    }
    let day = said(&cunji(&phone, &["diary", "show", "2017-09-01"]));
    assert!(day.contains("谁: ") && day.contains("日期: 2017-09-01"), "{day}");
    assert!(!day.contains("cadre:") && !day.contains("day:"), "{day}");
    assert!(day.contains("王启山") && !has_word(&day, "c0018") && !has_word(&day, "policy"), "{day}");
    let id = json(&cunji(&phone, &["problem", "list", "--json"]))[0]["id"].as_str().unwrap().to_owned();
    let problem = said(&cunji(&phone, &["record", "show", &id]));
    assert!(problem.contains("道路") && problem.contains("哪一类") && !problem.contains("urgent"), "{problem}");
    let english = said(&cunji_with(&phone, &["visit", "list"], &[ENGLISH], ""));
    assert!(english.contains("户主h031 (h031)") && english.contains("Explaining policy"), "{english}");
    // What a program reads stays as records have it.
    let views = json(&cunji(&phone, &["visit", "list", "--json"]));
    assert_eq!((&views[0]["author"], &views[0]["purpose"]), (&"c0017".into(), &"policy".into()));
}

#[test]
fn a_misuse_is_told_in_the_language_of_the_locale_also_where_the_home_is_missing() {
    let home = a_phone();
    let phone = home.path().join("phone");
    let told = |arguments: &[&str]| String::from_utf8(cunji(&phone, arguments).stderr).unwrap();
    assert!(told(&["month", "acknowledge", "八月"]).contains("月份写成 2017-09"), "{}", told(&["month"]));
    assert!(told(&["diary", "write", "--stay", "nosuch"]).contains("village 村里"));
    let village = told(&["attendance", "--year", "2017", "--village", "云上村"]);
    assert!(village.starts_with("「云上村」不能用在 --village <VILLAGE>。村写 12 位区划代码"), "{village}");
    let mut nowhere = Command::new(env!("CARGO_BIN_EXE_cunji"));
    nowhere.arg("status").env_remove("CUNJI_HOME").env_remove("LC_ALL").env_remove("LC_MESSAGES");
    let nowhere = nowhere.env("LANG", "zh_CN.UTF-8").output().unwrap();
    assert!(String::from_utf8_lossy(&nowhere.stderr).starts_with("还差 --home 目录"));
}
