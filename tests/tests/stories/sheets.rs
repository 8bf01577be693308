//! The month's sheet as the first secretary prints it from the phone: of a filed month it is the office's.

use std::io::Cursor;

use calamine::Reader as _;
use cunji_client::{DiaryChange, Language};
use cunji_domain::diary::Stay;
use cunji_domain::organisation::Role;
use cunji_tests::fixtures_roster::{MAANQIAO, YAOFUGOU};
use cunji_tests::story;
use cunji_tests::world::{Desk, Handset, PASSWORD, a_day};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";

fn cells(xlsx: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(xlsx)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn of_phone(phone: &Handset, month: &str) -> Vec<Vec<String>> {
    cells(phone.with(|phone| phone.team_month_sheet(a_day(month), None, Language::Zh)).unwrap().bytes)
}

fn of_office(desk: &Desk, month: u32) -> Vec<Vec<String>> {
    cells(desk.file(&format!("/console/v1/divisions/{MAANQIAO}/months.xlsx?year=2017&month={month}")))
}

/// A sheet without the line of the day on which it was made.
fn undated(sheet: Vec<Vec<String>>) -> Vec<Vec<String>> {
    sheet.into_iter().filter(|row| !row[0].contains("制表")).collect()
}

fn people(desk: &Desk) -> Vec<Value> {
    let page = desk.get(&format!("/console/v1/divisions/{MAANQIAO}/months?year=2017&month=9"));
    page["villages"][0]["people"].as_array().unwrap().clone()
}

fn close(desk: &Desk, month: u32) -> Value {
    desk.post(&format!("/console/v1/divisions/{TOWN}/months/close"), json!({ "year": 2017, "month": month }))
}

story!(
    /// September is filed; then a diary of it arrives. The phone's sheet is the office's, cell by cell, before and after, without whoever
    /// moved to another team within the month; and the next sheet has the correction on both.
    the_sheet_of_a_filed_month_is_one_on_the_phone_and_at_the_office,
    |world| {
        let [liu, wang] = ["c0016", "c0018"].map(|person| world.phone(person));
        world.settle();
        let follow = || (0..2).for_each(|_| drop(liu.sync()));
        let county = world.desk("zhou", Role::CountyOffice, COUNTY);
        let ends = json!({ "village": MAANQIAO, "role": "resident", "from": "2017-01-01", "seen": null, "cut_short_by": "order", "reason": "调到药妇沟" });
        let begins = json!({ "village": YAOFUGOU, "role": "resident", "first_day": "2017-09-15" });
        county.post(&format!("/console/v1/divisions/{COUNTY}/people/c0017/terms"), json!({ "ends": ends, "begins": begins }));
        world.office.look_after();
        world.settle();
        world.pass_days(27);
        wang.try_diary("2017-09-28", DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() }).unwrap();
        world.pass_days(13);
        world.office.look_after();
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let months = people(&town).into_iter().map(|one| json!({ "cadre": one["cadre"], "seen": one["signs"], "note": "没信号,先按记录核定" }));
        let checked = json!({ "year": 2017, "month": 9, "months": months.collect::<Vec<_>>() });
        let (status, said) = town.call(Method::POST, &format!("/console/v1/divisions/{MAANQIAO}/months/checks"), Some(checked));
        assert_eq!(status, StatusCode::NO_CONTENT, "{said}");
        assert_eq!(close(&town, 9)["filed"], 3);

        follow();
        let filed = of_phone(&liu, "2017-09-01");
        assert_eq!(filed, of_office(&town, 9));
        let stands = |sheet: &[Vec<String>], name: &str| sheet.iter().any(|row| row[0] == name);
        assert!(stands(&filed, "王启山") && !stands(&filed, "陈玉华"), "{filed:?}");
        assert!(stands(&of_phone(&liu, "2017-08-01"), "陈玉华"), "August was spent here");

        world.pass_days(1);
        wang.sync();
        world.office.look_after();
        follow();
        town.sign_in("lin", PASSWORD);
        let wang_now = people(&town).into_iter().find(|one| one["cadre"] == "c0018").unwrap();
        let changed = wang_now["filed"][0]["changed"].as_array().unwrap();
        assert!(changed.iter().any(|day| day["day"] == "2017-09-28"), "the diary is there: {wang_now}");
        let of_liu = liu.with(|phone| phone.team_view(Some(a_day("2017-09-01")), None)).unwrap();
        let on_phone = of_liu.members.iter().find(|member| member.person.id == "c0018").unwrap();
        assert_eq!(on_phone.totals.resident, 1, "on the first secretary's phone, too");
        let later = of_phone(&liu, "2017-09-01");
        assert_eq!(later, of_office(&town, 9));
        assert_eq!(undated(later), undated(filed.clone()), "as it was filed");

        world.pass_days(30);
        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        assert!(close(&town, 10)["corrections"].as_u64().unwrap() >= 1);
        follow();
        assert_eq!(undated(of_phone(&liu, "2017-09-01")), undated(filed), "and stays so");
        let corrections = |sheet: Vec<Vec<String>>| -> Vec<String> {
            let lines = sheet.into_iter().map(|mut row| row.swap_remove(0));
            lines.filter(|line| line.contains("号更正:")).collect()
        };
        let (phone, office) = (corrections(of_phone(&liu, "2017-10-01")), corrections(of_office(&town, 10)));
        assert!(phone.iter().any(|line| line.starts_with("王启山 2017年9月 1号更正")), "{phone:?}");
        assert_eq!(phone, office);
    }
);
