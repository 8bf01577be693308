//! What is filed stands on its sheet as it was filed, whatever the roster says of its people later.

use cunji_client::DiaryChange;
use cunji_domain::calendar::Calendar;
use cunji_domain::diary::Stay;
use cunji_domain::organisation::Role;
use cunji_server::office;
use cunji_tests::fixtures_roster::{MAANQIAO, YAOFUGOU};
use cunji_tests::story;
use cunji_tests::world::{Desk, PASSWORD};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";

/// A person's month as the desk shows it.
fn month_of(desk: &Desk, cadre: &str) -> Value {
    let page = desk.get(&format!("/console/v1/divisions/{MAANQIAO}/months?year=2017&month=9"));
    let people = page["villages"][0]["people"].as_array().unwrap();
    people.iter().find(|one| one["cadre"] == cadre).cloned().unwrap_or_else(|| panic!("{cadre}: {page}"))
}

/// The people of the village as the page of a month shows them.
fn people(desk: &Desk, month: u32) -> Vec<Value> {
    let page = desk.get(&format!("/console/v1/divisions/{MAANQIAO}/months?year=2017&month={month}"));
    page["villages"][0]["people"].as_array().unwrap().clone()
}

/// What the page says of a filed month beside what has changed since.
fn said(desk: &Desk) -> Vec<Value> {
    let said = people(desk, 9).into_iter().map(|one| {
        let parts = ["cadre", "role", "on_paper", "never_heard", "year_resident", "year_target"];
        let mut said: Vec<Value> = parts.iter().map(|part| one[*part].clone()).collect();
        said.extend([one["checked"]["note"].clone(), one["filed"][0]["signs"].clone()]);
        Value::Array(said)
    });
    said.collect()
}

/// All of a page of a month's file: its cells as texts, and how each of them is drawn.
fn file(desk: &Desk, month: u32) -> (Vec<String>, String) {
    use std::io::Read as _;

    use calamine::Reader as _;
    let xlsx = desk.file(&format!("/console/v1/divisions/{MAANQIAO}/months.xlsx?year=2017&month={month}"));
    let mut drawn = String::new();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx.clone())).unwrap();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut drawn).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(xlsx)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"));
    // The day on which it was made is another each time.
    (rows.filter(|row| !row.contains("制表")).collect(), drawn)
}

/// The rows of these people on the sheet of September, cell by cell.
fn rows(desk: &Desk) -> Vec<Vec<String>> {
    use calamine::Reader as _;
    let xlsx = desk.file(&format!("/console/v1/divisions/{MAANQIAO}/months.xlsx?year=2017&month=9"));
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(xlsx)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
    rows.filter(|row| ["陈玉华", "王启山"].iter().any(|name| row.first().is_some_and(|first| first == name))).collect()
}

fn close(desk: &Desk, month: u32) -> Value {
    desk.post(&format!("/console/v1/divisions/{TOWN}/months/close"), json!({ "year": 2017, "month": month }))
}

story!(
    /// One is moved to another village from a day before the filed month, one leaves: the sheet, its file and the year's sums on it stay.
    /// On the next sheet the month that was moved is taken back, once.
    whoever_was_filed_stays_on_the_sheet,
    |world| {
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        world.pass_days(32);
        world.office.look_after();
        for desk in [(&town, "lin"), (&county, "zhou")] {
            desk.0.sign_in(desk.1, PASSWORD);
        }
        let days = "R".repeat(22) + &"S".repeat(8);
        for cadre in ["c0017", "c0018"] {
            let sheet = json!({ "year": 2017, "month": 9, "cadre": cadre, "days": days, "signed": true });
            town.post(&format!("/console/v1/divisions/{MAANQIAO}/months/paper"), sheet);
            let months = json!([{ "cadre": cadre, "seen": month_of(&town, cadre)["signs"], "note": "" }]);
            let checked = json!({ "year": 2017, "month": 9, "months": months });
            let (status, said) = town.call(Method::POST, &format!("/console/v1/divisions/{MAANQIAO}/months/checks"), Some(checked));
            assert_eq!(status, StatusCode::NO_CONTENT, "{said}");
        }
        assert_eq!(close(&town, 9)["filed"], 2);
        let (before, filed) = (rows(&town), ["c0017", "c0018"].map(|cadre| month_of(&town, cadre)));
        assert_eq!(before.len(), 2, "{before:?}");

        let order = |more: Value| {
            let mut ends = json!({ "village": MAANQIAO, "role": "resident", "from": "2017-01-01", "seen": null, "cut_short_by": "order", "reason": "另有任用" });
            ends.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            ends
        };
        let moved = json!({ "ends": order(json!({})), "begins": { "village": YAOFUGOU, "role": "resident", "first_day": "2017-08-28" } });
        county.post(&format!("/console/v1/divisions/{COUNTY}/people/c0017/terms"), moved);
        let left = json!({ "ends": order(json!({ "last_day": "2017-10-01" })) });
        town.post(&format!("/console/v1/divisions/{TOWN}/people/c0018/terms"), left);
        world.office.look_after();

        assert_eq!(rows(&town), before, "the file is as it was");
        for (cadre, then) in ["c0017", "c0018"].iter().zip(&filed) {
            let now = month_of(&town, cadre);
            for part in ["role", "year_target", "until"] {
                assert_eq!(now[part], then[part], "{cadre} {part}");
            }
            assert_eq!(now["filed"][0]["signs"], then["filed"][0]["signs"]);
        }
        let gone = month_of(&town, "c0017");
        assert_eq!((&gone["step"], gone["filed"][0]["changed"].as_array().unwrap().len()), (&json!("filed_and_changed"), 30));

        world.pass_days(30);
        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        assert!(close(&town, 10)["corrections"].as_u64().unwrap() >= 1);
        let back = month_of(&town, "c0017");
        assert_eq!((&back["step"], &back["filed"][1]["resident"], &back["filed"][1]["sheet"]), (&json!("filed"), &json!(0), &json!("2017-10-01")));
        assert_eq!(rows(&town), before, "and stays so after the month was taken back on the next sheet");
        assert_eq!(close(&town, 10)["corrections"], 0, "once");
    }
);

story!(
    /// Diaries that arrive late, paper that two people agree to, another calendar and a move: after the close none of them changes what
    /// the sheet says beside its days, in the file or on the page. The next sheet has what came of them.
    what_a_filed_sheet_says_beside_its_days_stays,
    |world| {
        let [chen, wang] = ["c0017", "c0018"].map(|person| world.phone(person));
        let sync = || [&chen, &wang].iter().for_each(|phone| drop(phone.sync()));
        sync();
        world.pass_days(3);
        for day in ["2017-09-04", "2017-09-05"] {
            for phone in [&chen, &wang] {
                phone.try_diary(day, DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() }).unwrap();
            }
            world.pass_days(1);
        }
        world.pass_days(46);
        world.office.look_after();
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let type_in = |cadre: &str, more: Value| {
            let mut sheet = json!({ "year": 2017, "month": 9, "cadre": cadre, "days": "R".repeat(22) + &"S".repeat(8), "signed": true });
            sheet.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            town.post(&format!("/console/v1/divisions/{MAANQIAO}/months/paper"), sheet)["waits"].clone()
        };
        assert_eq!(type_in("c0019", json!({})), Value::Null);
        let months: Vec<Value> = people(&town, 9)
            .iter()
            .map(|one| json!({ "cadre": one["cadre"], "seen": one["signs"], "note": "没信号,先按记录核定" }))
            .collect();
        let checked = json!({ "year": 2017, "month": 9, "months": months });
        let (status, refused) = town.call(Method::POST, &format!("/console/v1/divisions/{MAANQIAO}/months/checks"), Some(checked));
        assert_eq!(status, StatusCode::NO_CONTENT, "{refused}");
        assert_eq!(close(&town, 9)["filed"], 4);
        let (printed, shown) = (file(&town, 9), said(&town));
        let silent = month_of(&town, "c0018")["never_heard"].as_i64().unwrap();
        assert!(silent > 2, "{shown:?}");
        let row = |name: &str| printed.0.iter().find(|row| row.starts_with(name)).unwrap().clone();
        assert!(row("王启山").contains(&format!("缺勤里有 {silent} 天是一直没有消息")), "{printed:?}");
        assert!(row("李秋月").contains("纸质代录") && !row("陈玉华").contains("纸质代录"), "{printed:?}");
        let stays = |after: &str| {
            world.office.look_after();
            assert_eq!((file(&town, 9), said(&town)), (printed.clone(), shown.clone()), "{after}");
        };

        sync();
        stays("two diaries arrived");
        let changed = month_of(&town, "c0018")["filed"][0]["changed"].clone();
        assert_eq!((changed.as_array().unwrap().len(), &changed[0]["was"], &changed[0]["is"]), (2, &json!("absent"), &json!("resident")));

        let waits = type_in("c0017", json!({ "reason": "交来纸表" }));
        let second = format!("/console/v1/divisions/{COUNTY}/seconds/{}", waits["id"].as_str().unwrap());
        assert_eq!(county.call(Method::POST, &second, Some(json!({ "agree": true }))).0, StatusCode::NO_CONTENT);
        stays("paper was agreed to");
        let late = month_of(&town, "c0017");
        assert!(late["paper"].is_object() && late["on_paper"] == false, "what is there now is told apart: {late}");

        let holiday = Calendar::parse("起,止,是什么,名称\n2017-09-06,,放假,会\n").unwrap();
        office::import_calendar(world.office.server(), &holiday).unwrap();
        stays("another calendar was imported");

        let ends = json!({ "village": MAANQIAO, "role": "resident", "from": "2017-01-01", "seen": null, "cut_short_by": "order", "reason": "另有任用" });
        let moved = json!({ "ends": ends, "begins": { "village": YAOFUGOU, "role": "resident", "first_day": "2017-08-28" } });
        county.post(&format!("/console/v1/divisions/{COUNTY}/people/c0018/terms"), moved);
        stays("somebody moved away");

        world.pass_days(30);
        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        assert!(close(&town, 10)["corrections"].as_u64().unwrap() >= 2);
        stays("the next sheet was closed");
        let next = file(&town, 10).0;
        let correction = |name: &str| next.iter().find(|row| row.starts_with(&format!("{name} 2017年9月 1号更正"))).cloned();
        assert!(correction("陈玉华").is_some_and(|line| line.contains("纸质代录")), "{next:?}");
        assert!(correction("王启山").is_some_and(|line| line.contains("改在别的村算") && !line.contains("没有消息")), "{next:?}");
        let told = town.get(&format!("/console/v1/divisions/{MAANQIAO}/months?year=2017&month=10"));
        let told = told["villages"][0]["earlier"].as_array().unwrap().iter().find(|one| one["cadre"] == "c0017").cloned();
        assert_eq!(told.unwrap()["on_paper"], true);
    }
);
