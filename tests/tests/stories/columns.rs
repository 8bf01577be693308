//! What another body's form asks for, made from the records: no form goes to a village.

use std::io::Cursor;

use calamine::Reader as _;
use cunji_client::DiaryChange;
use cunji_domain::diary::Stay;
use cunji_domain::organisation::Role;
use cunji_server::storage;
use cunji_tests::fixtures_roster::{MAANQIAO, YAOFUGOU};
use cunji_tests::story;
use cunji_tests::world::{Desk, PASSWORD, World};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";

fn template() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "{{区划}} {{from}} 至 {{to}}").unwrap();
    sheet.write_row(1, 0, ["序号", "姓名", "村", "住村", "日志", "走访"]).unwrap();
    sheet.write_row(2, 0, ["{{序号}}", "{{姓名}}", "{{村}}", "{{住村天数}}", "{{日志篇数}}", "{{visits}}"]).unwrap();
    sheet.write_row(3, 0, ["共", "{{人数}}", "户", "{{总户数}}", "{{合计日志篇数}}", "{{走访到的户数}}"]).unwrap();
    book.save_to_buffer().unwrap()
}

fn cells(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn put(desk: &Desk, division: &str, name: &str, file: &[u8]) -> (StatusCode, Value) {
    desk.put_file(&format!("/console/v1/divisions/{division}/templates/{name}"), file)
}

fn filled(world: &World, desk: &Desk, division: &str, owner: &str) -> Vec<Vec<String>> {
    let path = format!("/console/v1/divisions/{division}/templates/form/filling");
    let job = desk.post(&path, json!({ "owner": owner, "from": "2017-09-01", "to": "2017-09-05" }));
    assert_eq!(world.office.do_jobs(), 1);
    let job = format!("/console/v1/divisions/{division}/work/columns/jobs/{}", job["number"]);
    let done = desk.get(&job);
    assert_eq!(done["state"], "done", "{done}");
    assert!(done["made"].as_str().unwrap().ends_with(".xlsx"));
    cells(desk.file(&format!("{job}/file")))
}

story!(
    /// A county keeps a form once; its towns have it filled in for themselves, with what the records say.
    a_form_is_filled_in_from_the_records,
    |world| {
        let chen = world.phone("c0017");
        world.settle();
        world.pass_days(4);
        for day in ["2017-09-01", "2017-09-04"] {
            let stays = DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() };
            chen.try_diary(day, stays).unwrap();
        }
        chen.visit("2017-09-04", "h031", "看了圈舍。");
        chen.visit("2017-09-04", "h031", "又去了一趟。");
        chen.sync();
        world.office.look_after();

        let county = world.desk("tian", Role::CountyOffice, COUNTY);
        assert_eq!(put(&county, COUNTY, "form", &template()).0, StatusCode::NO_CONTENT);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let list = town.get(&format!("/console/v1/divisions/{TOWN}/templates"));
        assert_eq!((&list["templates"][0]["name"], &list["templates"][0]["division"]), (&"form".into(), &COUNTY.into()));
        assert!(list["words"].as_array().unwrap().iter().any(|word| word["zh"] == "姓名" && word["of_person"] == true));

        let rows = filled(world, &town, TOWN, COUNTY);
        assert!(rows[0][0].contains("兴隆") && rows[0][0].ends_with("2017-09-01 至 2017-09-05"), "{rows:?}");
        let of = |name: &str| rows.iter().find(|row| row[1] == name).unwrap_or_else(|| panic!("{name}: {rows:?}")).clone();
        assert_eq!(of("陈玉华")[3..], ["2", "2", "2"]);
        let last = rows.last().unwrap();
        assert_eq!((last[0].as_str(), last[1].parse::<usize>().unwrap()), ("共", rows.len() - 3));
        assert_eq!((last[4].as_str(), last[5].as_str()), ("2", "1"), "two visits were to one household");
        assert_eq!(rows[2][0], "1");

        let elsewhere = world.desk("xi", Role::TownOffice, "610926110");
        let other = json!({ "owner": TOWN, "from": "2017-09-01", "to": "2017-09-05" });
        let path = "/console/v1/divisions/610926110/templates/form/filling";
        assert_eq!(elsewhere.refused(Method::POST, path, Some(other)), "template.unknown");
        let crossing = json!({ "owner": COUNTY, "from": "2016-12-31", "to": "2017-09-05" });
        let path = format!("/console/v1/divisions/{TOWN}/templates/form/filling");
        assert_eq!(town.refused(Method::POST, &path, Some(crossing)), "overview.period");
        let own = format!("/console/v1/divisions/{TOWN}/templates/form");
        assert_eq!(town.refused(Method::DELETE, &own, None), "template.unknown", "a county's is not a town's to remove");
    }
);

/// A form of everybody's days and of the whole.
fn of_days() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let person = ["编号", "住村天数", "缺勤天数", "没有消息的天数", "全年已住", "归档月份", "待确认天数"];
    sheet.write_row(0, 0, person.map(|word| format!("{{{{{word}}}}}"))).unwrap();
    let once = ["人数", "合计住村天数", "合计走访次数", "全年截至", "按归档"];
    sheet.write_row(1, 1, once.map(|word| format!("{{{{{word}}}}}"))).unwrap();
    book.save_to_buffer().unwrap()
}

fn filled_for(world: &World, desk: &Desk, division: &str, (from, to): (&str, &str)) -> Vec<Vec<String>> {
    let path = format!("/console/v1/divisions/{division}/templates/days/filling");
    let job = desk.post(&path, json!({ "owner": division, "from": from, "to": to }));
    assert_eq!(world.office.do_jobs(), 1);
    cells(desk.file(&format!("/console/v1/divisions/{division}/work/columns/jobs/{}/file", job["number"])))
}

/// September's row of a person in the export of 出勤, with its heads.
fn exported(world: &World, desk: &Desk, cadre: &str) -> Vec<(String, String)> {
    let job =
        desk.post(&format!("/console/v1/divisions/{TOWN}/attendance/export"), json!({ "year": 2017, "month": 9 }));
    assert_eq!(world.office.do_jobs(), 1);
    let rows = cells(desk.file(&format!("/console/v1/divisions/{TOWN}/work/attendance/jobs/{}/file", job["number"])));
    let heads = rows.iter().find(|row| row.iter().any(|cell| cell == "本月住村")).unwrap().clone();
    let row = rows.into_iter().find(|row| row.iter().any(|cell| cell == cadre)).unwrap();
    heads.into_iter().zip(row).collect()
}

story!(
    /// September is filed with nobody heard of; what arrives in October is in no form and no export of September before it is filed as a
    /// correction. A form of other days, of which nothing is filed whole, says what is so now.
    a_form_agrees_with_what_was_filed,
    |world| {
        let wang = world.phone("c0018");
        world.settle();
        world.pass_days(4);
        wang.diary("2017-09-05", "在村。");
        world.pass_days(28);
        world.office.look_after();
        let town = world.desk("lin", Role::TownOffice, TOWN);
        assert_eq!(put(&town, TOWN, "days", &of_days()).0, StatusCode::NO_CONTENT);
        let months = format!("/console/v1/divisions/{TOWN}/months");
        let page = town.get(&format!("{months}?year=2017&month=9"));
        let mut people = page["villages"].as_array().unwrap().iter().flat_map(|one| one["people"].as_array().unwrap());
        let seen = people.find(|one| one["cadre"] == "c0018").unwrap()["signs"].clone();
        let check = json!({ "year": 2017, "month": 9, "months": [{ "cadre": "c0018", "seen": seen, "note": "没信号,先核定" }] });
        let checks = format!("/console/v1/divisions/{MAANQIAO}/months/checks");
        assert_eq!(town.call(Method::POST, &checks, Some(check)).0, StatusCode::NO_CONTENT);
        assert_eq!(town.post(&format!("{months}/close"), json!({ "year": 2017, "month": 9 }))["filed"], 1);

        wang.sync();
        wang.diary("2017-10-02", "十月在村。");
        wang.sync();
        world.office.look_after();
        let september = ("2017-09-01", "2017-09-30");
        let of = |rows: &[Vec<String>], cadre: &str| rows.iter().find(|row| row[0] == cadre).unwrap().clone();
        let rows = filled_for(world, &town, TOWN, september);
        let row = of(&rows, "c0018");
        assert_eq!((row[1].as_str(), row[2].as_str(), row[4].as_str(), row[5].as_str()), ("0", "0", "0", "9月"), "{row:?}");
        assert!(row[3].parse::<u32>().unwrap() > 0, "nobody said that they were away: {row:?}");
        assert_eq!(of(&rows, "c0017")[5], "", "nothing of hers is filed");
        assert_eq!(rows.last().unwrap()[4..6], ["2017-09-30", "已归档的月份按归档"]);
        let exports = exported(world, &town, "c0018");
        let cell = |cells: &[(String, String)], head: &str| cells.iter().find(|cell| cell.0 == head).unwrap().1.clone();
        assert_eq!((cell(&exports, "本月住村"), cell(&exports, "按归档")), ("0".to_owned(), "按归档".to_owned()));
        assert_eq!(cell(&exports, "全年住村\n截至 2017-09-30"), "0");
        let now = of(&filled_for(world, &town, TOWN, ("2017-09-01", "2017-09-29")), "c0018");
        assert_eq!((now[1].as_str(), now[4].as_str(), now[5].as_str()), ("1", "1", ""), "as it is now: {now:?}");

        world.pass_days(30);
        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        assert_eq!(town.post(&format!("{months}/close"), json!({ "year": 2017, "month": 10 }))["corrections"], 1);
        let corrected = of(&filled_for(world, &town, TOWN, september), "c0018");
        assert_eq!((corrected[1].as_str(), corrected[4].as_str()), ("1", "1"), "{corrected:?}");
        assert_eq!(cell(&exported(world, &town, "c0018"), "本月住村"), "1");
    }
);

story!(
    /// September is filed while its last days are open and nothing was heard of them. A diary of one of them arrives before any correction
    /// is filed: the form and the export say of that day what they said when it was filed.
    a_day_that_was_filed_as_silent_stays_so,
    |world| {
        let wang = world.phone("c0018");
        world.settle();
        world.pass_days(28);
        wang.diary("2017-09-29", "在村。");
        world.pass_days(3);
        world.office.look_after();
        let town = world.desk("lin", Role::TownOffice, TOWN);
        assert_eq!(put(&town, TOWN, "days", &of_days()).0, StatusCode::NO_CONTENT);
        let months = format!("/console/v1/divisions/{TOWN}/months");
        let of_wang = || {
            let page = town.get(&format!("{months}?year=2017&month=9"));
            let mut people = page["villages"].as_array().unwrap().iter().flat_map(|one| one["people"].as_array().unwrap());
            people.find(|one| one["cadre"] == "c0018").unwrap().clone()
        };
        let check = json!({ "year": 2017, "month": 9, "months": [{ "cadre": "c0018", "seen": of_wang()["signs"], "note": "没信号,先核定" }] });
        let checks = format!("/console/v1/divisions/{MAANQIAO}/months/checks");
        assert_eq!(town.call(Method::POST, &checks, Some(check)).0, StatusCode::NO_CONTENT);
        assert_eq!(town.post(&format!("{months}/close"), json!({ "year": 2017, "month": 9 }))["filed"], 1);
        let told = || {
            let form = filled_for(world, &town, TOWN, ("2017-09-01", "2017-09-30"));
            (form.into_iter().find(|row| row[0] == "c0018").unwrap(), exported(world, &town, "c0018"))
        };
        let before = told();
        assert!(before.0[3].parse::<u32>().unwrap() >= 3 && before.0[6] == "0", "{before:?}");
        assert!(before.1.contains(&("29".to_owned(), "—".to_owned())), "{before:?}");

        world.pass_days(3);
        wang.sync();
        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        let changed = of_wang()["filed"][0]["changed"].clone();
        assert!(changed.as_array().unwrap().iter().any(|day| day["day"] == "2017-09-29"), "it has arrived: {changed}");
        assert_eq!(told(), before);
    }
);

story!(
    /// Who is moved within the period stands in a row of each village and is one person; what a helper in no row visited counts.
    everybody_is_counted_once_and_every_visit,
    |world| {
        let (chen, helper) = (world.phone("c0017"), world.phone("p0016"));
        world.settle();
        chen.visit("2017-09-01", "h031", "看了圈舍。");
        helper.visit("2017-09-01", "h001", "送了化肥。");
        world.settle();
        world.office.look_after();
        let county = world.desk("zhou", Role::CountyOffice, COUNTY);
        assert_eq!(put(&county, COUNTY, "days", &of_days()).0, StatusCode::NO_CONTENT);
        let period = ("2017-08-01", "2017-09-30");
        let people = |rows: &[Vec<String>]| rows.last().unwrap()[1].parse::<usize>().unwrap();
        let before = filled_for(world, &county, COUNTY, period);
        assert_eq!(before.last().unwrap()[3], "2", "{before:?}");
        assert!(before.iter().all(|row| row[0] != "p0016"));

        let ends = json!({ "village": MAANQIAO, "role": "resident", "from": "2017-01-01", "seen": null, "cut_short_by": "order", "reason": "另有任用" });
        let begins = json!({ "village": YAOFUGOU, "role": "resident", "first_day": "2017-08-28" });
        county.post(&format!("/console/v1/divisions/{COUNTY}/people/c0017/terms"), json!({ "ends": ends, "begins": begins }));
        world.office.look_after();
        let after = filled_for(world, &county, COUNTY, period);
        assert_eq!(after.iter().filter(|row| row[0] == "c0017").count(), 2, "{after:?}");
        assert_eq!((people(&after), after.len()), (people(&before), before.len() + 1));
    }
);

story!(
    /// September was filed by one village when the roster is put right: all year they were on another's team, and the first has no term of
    /// theirs left. It stays one month of one person.
    a_month_that_was_filed_before_a_move_back_to_january_is_counted_once,
    |world| {
        world.pass_days(32);
        world.office.look_after();
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        assert_eq!(put(&county, COUNTY, "days", &of_days()).0, StatusCode::NO_CONTENT);
        let months = format!("/console/v1/divisions/{MAANQIAO}/months");
        let sheet = json!({ "year": 2017, "month": 9, "cadre": "c0017", "days": "R".repeat(22) + &"S".repeat(8), "signed": true });
        town.post(&format!("{months}/paper"), sheet);
        let page = town.get(&format!("{months}?year=2017&month=9"));
        let mut people = page["villages"][0]["people"].as_array().unwrap().iter();
        let seen = people.find(|one| one["cadre"] == "c0017").unwrap()["signs"].clone();
        let check = json!({ "year": 2017, "month": 9, "months": [{ "cadre": "c0017", "seen": seen, "note": "" }] });
        assert_eq!(town.call(Method::POST, &format!("{months}/checks"), Some(check)).0, StatusCode::NO_CONTENT);
        let close = format!("/console/v1/divisions/{TOWN}/months/close");
        assert_eq!(town.post(&close, json!({ "year": 2017, "month": 9 }))["filed"], 1);
        let told = || {
            let rows = filled_for(world, &county, COUNTY, ("2017-09-01", "2017-09-30"));
            let of_chen: Vec<_> = rows.iter().filter(|row| row[0] == "c0017").map(|row| row[1].clone()).collect();
            (of_chen, rows.last().unwrap()[1..3].to_vec())
        };
        let before = told();
        assert_eq!(before.0, ["22"]);

        let moved = format!("UPDATE membership SET space = '{YAOFUGOU}' WHERE space = '{MAANQIAO}' AND person = 'c0017'");
        assert_eq!(storage::write(&*world.office.server().storage, |tx| tx.execute(&moved, &[])).unwrap(), 1);
        world.pass_days(1);
        world.office.look_after();
        county.sign_in("zhou", PASSWORD);
        assert_eq!(told(), before, "neither the days nor the person twice");
    }
);

story!(
    /// Who only reads keeps and removes no office's form; and what another clerk kept meanwhile is neither replaced nor removed unseen.
    a_form_is_its_offices_and_none_is_replaced_unseen,
    |world| {
        let (lin, zhou) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::TownOffice, TOWN));
        let form = format!("/console/v1/divisions/{TOWN}/templates/form");
        let at = |seen: &Value| format!("form?seen={seen}");
        let kept_at = || lin.get(&format!("/console/v1/divisions/{TOWN}/templates"))["templates"][0]["kept_at"].clone();
        assert_eq!(put(&lin, TOWN, "form", &template()).0, StatusCode::NO_CONTENT);
        let first = kept_at();
        let (status, said) = put(&zhou, TOWN, "form", &template());
        assert_eq!((status, &said["code"]), (StatusCode::CONFLICT, &json!("template.changed_meanwhile")));
        assert_eq!(kept_at(), first, "it stands as it was kept");
        assert_eq!(put(&zhou, TOWN, &at(&first), &template()).0, StatusCode::NO_CONTENT);
        let second = kept_at();
        assert_ne!(second, first, "within one second, too");
        for path in [form.clone(), format!("{form}?seen={first}")] {
            assert_eq!(lin.refused(Method::DELETE, &path, None), "template.changed_meanwhile");
        }
        assert_eq!(put(&lin, TOWN, &at(&first), &template()).1["code"], "template.changed_meanwhile");

        let reader = world.desk("qian", Role::UnitHead, MAANQIAO);
        let below = format!("/console/v1/divisions/{MAANQIAO}/templates");
        assert_eq!(reader.get(&below)["templates"][0]["name"], "form", "who reads has it filled in");
        for division in [TOWN, MAANQIAO] {
            assert_eq!(put(&reader, division, &at(&second), &template()).1["code"], "right.not_here");
            let path = format!("/console/v1/divisions/{division}/templates/form?seen={second}");
            assert_eq!(reader.refused(Method::DELETE, &path, None), "right.not_here");
        }

        let (status, _) = lin.call(Method::DELETE, &format!("{form}?seen={second}"), None);
        assert_eq!(status, StatusCode::NO_CONTENT);
        let city = world.desk("gao", Role::CityOffice, "6109");
        let audit = city.get("/console/v1/divisions/6109/audit?action=template_kept");
        let rows = audit["rows"].as_array().unwrap().iter();
        let done: Vec<&str> = rows.map(|row| row["detail"].as_str().unwrap().get(..6).unwrap()).collect();
        assert_eq!(done, ["删去", "换掉", "新存"], "the latest first");
    }
);

story!(
    /// A form with words that stand for nothing, or without any, is told so when it is kept; what is no form is told what it is.
    a_form_that_can_not_be_filled_in_is_refused,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let with = |text: &str| {
            let mut book = rust_xlsxwriter::Workbook::new();
            book.add_worksheet().write(4, 2, text).unwrap();
            book.save_to_buffer().unwrap()
        };
        let refused = |file: &[u8]| {
            let (status, said) = put(&desk, TOWN, "form", file);
            assert!(status.is_client_error(), "{said}");
            said
        };
        let said = refused(&with("{{最近同步}}"));
        assert_eq!(said["code"], "template.unknown_words");
        assert!(said["zh"].as_str().unwrap().contains("C5") && said["zh"].as_str().unwrap().contains("最近同步"), "{said}");
        assert_eq!(refused(&with("合计"))["code"], "template.no_words");
        assert_eq!(refused("姓名,村\n".as_bytes())["code"], "upload.wrong_type");
        let (_, said) = desk.bring(&format!("/console/v1/divisions/{TOWN}/work/columns/jobs"), &template());
        assert_eq!(said["code"], "upload.wrong_type");
    }
);
