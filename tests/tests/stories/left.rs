//! Months that missed their sheet, by whoever's fault: named at any time, and on the next sheet once they are checked. What a sheet says
//! of the year, it says in every form alike.

use calamine::Reader as _;
use cunji_domain::organisation::Role;
use cunji_tests::fixtures_roster::{MAANQIAO, YAOFUGOU};
use cunji_tests::story;
use cunji_tests::world::{Desk, PASSWORD, World};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";

fn page(desk: &Desk, (year, month): (i32, u32)) -> Value {
    desk.get(&format!("/console/v1/divisions/{MAANQIAO}/months?year={year}&month={month}"))["villages"][0].clone()
}

/// A person's month as the desk shows it.
fn month_of(desk: &Desk, month: u32, cadre: &str) -> Value {
    let page = page(desk, (2017, month));
    let people = page["people"].as_array().unwrap();
    people.iter().find(|one| one["cadre"] == cadre).cloned().unwrap_or_else(|| panic!("{cadre}: {page}"))
}

/// Whose months of which sheet were left out, and how far they are, up to a month's.
fn left(desk: &Desk, month: u32) -> Vec<(String, String, String)> {
    let said = desk.get(&format!("/console/v1/divisions/{TOWN}/months/left?year=2017&month={month}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let left = said["left"].as_array().unwrap().iter();
    left.map(|one| (text(&one["month"]), text(&one["cadre"]), text(&one["step"]))).collect()
}

fn has(left: &[(String, String, String)], month: &str, cadre: &str, step: &str) -> bool {
    left.contains(&(month.to_owned(), cadre.to_owned(), step.to_owned()))
}

fn check(desk: &Desk, month: u32, cadre: &str, note: &str) {
    let months = json!([{ "cadre": cadre, "seen": month_of(desk, month, cadre)["signs"], "note": note }]);
    let body = json!({ "year": 2017, "month": month, "months": months });
    let (status, said) =
        desk.call(Method::POST, &format!("/console/v1/divisions/{MAANQIAO}/months/checks"), Some(body));
    assert_eq!(status, StatusCode::NO_CONTENT, "{said}");
}

fn type_in(desk: &Desk, month: u32, cadre: &str, days: &str) {
    let sheet = json!({ "year": 2017, "month": month, "cadre": cadre, "days": days, "signed": true });
    desk.post(&format!("/console/v1/divisions/{MAANQIAO}/months/paper"), sheet);
}

fn close(desk: &Desk, month: u32) -> Value {
    desk.post(&format!("/console/v1/divisions/{TOWN}/months/close"), json!({ "year": 2017, "month": month }))
}

fn counted_left(desk: &Desk, division: &str, month: u32) -> u64 {
    let counts = desk.get(&format!("/console/v1/divisions/{division}/months/counts?year=2017&month={month}"));
    counts["below"].as_array().unwrap().iter().map(|one| one["left"].as_u64().unwrap()).sum()
}

/// The village's page of the sheet as a file, cell by cell.
fn cells(desk: &Desk, month: u32) -> Vec<Vec<String>> {
    let xlsx = desk.file(&format!("/console/v1/divisions/{MAANQIAO}/months.xlsx?year=2017&month={month}"));
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(xlsx)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// The row of somebody, or the line that begins with their name.
fn row(cells: &[Vec<String>], begins: &str) -> String {
    let found = cells.iter().find(|row| row.first().is_some_and(|first| first.starts_with(begins)));
    found.map(|row| row.join("|")).unwrap_or_default()
}

fn weeks_later(world: &World, days: u32, desks: &[(&Desk, &str)]) {
    world.pass_days(days);
    world.office.look_after();
    desks.iter().for_each(|(desk, login)| desk.sign_in(login, PASSWORD));
}

story!(
    /// Who was not checked, and who is moved to the team from a day before the closed month, are named from then on; checked, they go onto
    /// the next sheet, which says so, and the printed one says where they went.
    a_month_that_missed_its_sheet_is_named_and_filed_with_the_next,
    |world| {
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let desks = [(&town, "lin"), (&county, "zhou")];
        weeks_later(world, 32, &desks);
        assert_eq!((left(&town, 9), counted_left(&town, TOWN, 9)), (Vec::new(), 0), "no sheet was closed");
        let days = "R".repeat(22) + &"S".repeat(8);
        type_in(&town, 9, "c0018", &days);
        check(&town, 9, "c0018", "");
        let closed = close(&town, 9);
        assert_eq!((&closed["filed"], &closed["late"]), (&json!(1), &json!(0)));
        let told = closed["left"].as_array().unwrap().iter().find(|one| one["cadre"] == "c0017").unwrap();
        assert_eq!((&told["month"], &told["division"]), (&json!("2017-09-01"), &json!(MAANQIAO)));
        let before = left(&town, 9);
        assert!(has(&before, "2017-09-01", "c0017", "unacknowledged"), "{before:?}");
        assert!(before.iter().all(|(_, cadre, _)| cadre != "c0018" && cadre != "c0012"), "{before:?}");
        assert_eq!(counted_left(&county, COUNTY, 9), before.len() as u64);

        let ends = json!({ "village": YAOFUGOU, "role": "resident", "from": "2017-01-01", "seen": null, "cut_short_by": "order", "reason": "补缺" });
        let moved = json!({ "ends": ends, "begins": { "village": MAANQIAO, "role": "resident", "first_day": "2017-08-28" } });
        county.post(&format!("/console/v1/divisions/{COUNTY}/people/c0012/terms"), moved);
        world.office.look_after();
        assert!(has(&left(&town, 9), "2017-09-01", "c0012", "unacknowledged"));
        assert_eq!(counted_left(&county, COUNTY, 9), before.len() as u64 + 1);
        // On paper each day is settled: a check stands only as long as no day becomes another, not even by its time running out.
        type_in(&town, 9, "c0012", &"R".repeat(30));
        check(&town, 9, "c0012", "调来的令晚到,先按记录核定");
        assert!(has(&left(&town, 9), "2017-09-01", "c0012", "checked"));

        weeks_later(world, 30, &desks);
        let october = close(&town, 10);
        assert_eq!((&october["filed"], &october["late"]), (&json!(1), &json!(1)), "{october}");
        let still = october["left"].as_array().unwrap();
        let of = |cadre: &str| still.iter().filter(|one| one["cadre"] == cadre).map(|one| one["month"].clone()).collect::<Vec<_>>();
        assert_eq!(of("c0017"), ["2017-09-01", "2017-10-01"], "both months");
        let filed = month_of(&town, 9, "c0012")["filed"].clone();
        assert_eq!((&filed[0]["number"], &filed[0]["sheet"]), (&json!(0), &json!("2017-10-01")));
        let now = left(&town, 10);
        assert!(now.iter().all(|(month, cadre, _)| cadre != "c0012" || month == "2017-10-01"), "{now:?}");
        assert!(has(&now, "2017-09-01", "c0017", "unacknowledged") && has(&now, "2017-10-01", "c0017", "unacknowledged"));
        let earlier = &page(&town, (2017, 10))["earlier"][0];
        assert_eq!((&earlier["cadre"], &earlier["month"], &earlier["number"]), (&json!("c0012"), &json!("2017-09-01"), &json!(0)));

        let (september, next) = (cells(&town, 9), cells(&town, 10));
        assert!(row(&september, "罗小琴").contains("没赶上这张表,归在2017年10月的表上"), "{september:?}");
        assert!(row(&september, "罗小琴").contains("先核定:调来的令晚到,先按记录核定"), "{september:?}");
        assert!(row(&next, "罗小琴 2017年9月").contains("补归档:住村 30 天"), "{next:?}");

        // What is printed since tells the year without it: a sheet before the last takes nothing any more.
        // Once no day of it can run out of time any more: the policy's silence is longer than the month since.
        weeks_later(world, 10, &desks);
        check(&town, 9, "c0017", "第一书记住院");
        let again = close(&town, 9);
        assert_eq!(again["filed"], 0, "{again}");
        assert!(again["left"].as_array().unwrap().iter().any(|one| one["cadre"] == "c0017" && one["step"] == "checked"), "{again}");
        weeks_later(world, 30, &desks);
        let november = close(&town, 11);
        assert_eq!((&november["filed"], &november["late"]), (&json!(1), &json!(1)), "{november}");
        assert_eq!(month_of(&town, 9, "c0017")["filed"][0]["sheet"], "2017-11-01");
    }
);

story!(
    /// Page and file tell the year up to the month's last day, or to today; a filed month goes on saying what it said.
    a_sheet_tells_the_year_up_to_its_month_in_every_form,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        weeks_later(world, 32, &[(&town, "lin")]);
        let september = "R".repeat(22) + &"S".repeat(8);
        type_in(&town, 8, "c0018", &("R".repeat(20) + &"S".repeat(11)));
        type_in(&town, 9, "c0018", &september);
        let agree = |month: u32, resident: i64, until: &str| {
            let (shown, cells) = (month_of(&town, month, "c0018"), cells(&town, month));
            assert_eq!((&shown["year_resident"], &page(&town, (2017, month))["year_until"]), (&json!(resident), &json!(until)));
            assert!(cells[2].iter().any(|head| head == &format!("全年住村\n截至 {until}")), "{:?}", cells[2]);
            let year = format!("|{resident} / {}|", shown["year_target"]);
            assert!(row(&cells, "王启山").contains(&year), "{year}: {cells:?}");
        };
        agree(8, 20, "2017-08-31");
        agree(9, 42, "2017-09-30");
        agree(10, 42, "2017-10-03");

        for month in [8, 9] {
            check(&town, month, "c0018", "");
            assert_eq!(close(&town, month)["filed"], 1);
        }
        // What comes later changes the records and no sheet.
        let corrections = format!("/console/v1/divisions/{MAANQIAO}/corrections");
        let correction = json!({ "cadre": "c0018", "day": "2017-08-31", "to": "resident", "reason": "值守名单", "emergency": true });
        town.post(&corrections, correction);
        world.office.look_after();
        agree(8, 20, "2017-08-31");
        agree(9, 42, "2017-09-30");
        agree(10, 43, "2017-10-03");
    }
);

story!(
    /// A year whose holidays nobody imported counts each of them as a workday: a sheet of it is closed by who says that they know.
    a_year_without_a_calendar_is_closed_knowingly_or_not_at_all,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let without = |year: i32, month: u32| {
            let counts = format!("/console/v1/divisions/{TOWN}/months/counts?year={year}&month={month}");
            town.get(&counts)["footing"]["without_calendar"].clone()
        };
        assert_eq!((without(2017, 8), without(2018, 1)), (json!(false), json!(true)));
        weeks_later(world, 160, &[(&town, "lin")]);
        let close = format!("/console/v1/divisions/{TOWN}/months/close");
        let body = json!({ "year": 2018, "month": 1 });
        assert_eq!(town.refused(Method::POST, &close, Some(body)), "month.without_calendar");
        let closed = town.post(&close, json!({ "year": 2018, "month": 1, "without_calendar": true }));
        assert_eq!(closed["filed"], 0);
        assert_eq!(town.post(&close, json!({ "year": 2017, "month": 12 }))["filed"], 0, "a year with one asks nothing");
    }
);

story!(
    /// A page that nobody's month stood on is closed and printed as well: who was left out stays named, and the sheet before takes no more.
    a_close_that_files_nobody_is_a_close_of_those_villages_alone,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        weeks_later(world, 62, &[(&town, "lin")]);
        let page_alone = format!("/console/v1/divisions/{MAANQIAO}/months/close");
        let closed = town.post(&page_alone, json!({ "year": 2017, "month": 9 }));
        assert_eq!(closed["filed"], 0);
        let named = town.get(&format!("/console/v1/divisions/{TOWN}/months/left?year=2017&month=9"));
        let villages: Vec<&Value> = named["left"].as_array().unwrap().iter().map(|one| &one["division"]).collect();
        assert!(!villages.is_empty() && villages.iter().all(|village| *village == MAANQIAO), "{named}");

        town.post(&page_alone, json!({ "year": 2017, "month": 10 }));
        check(&town, 9, "c0018", "九月的表镇里漏了");
        let again = town.post(&page_alone, json!({ "year": 2017, "month": 9 }));
        assert_eq!(again["filed"], 0, "October's page is printed: {again}");
    }
);
