//! What is filed stands on its sheet as it was filed, whatever the roster says of its people later.

use cunji_domain::organisation::Role;
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
