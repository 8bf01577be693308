//! What another body's form asks for, made from the records: no form goes to a village.

use std::io::Cursor;

use calamine::Reader as _;
use cunji_client::DiaryChange;
use cunji_domain::diary::Stay;
use cunji_domain::organisation::Role;
use cunji_tests::story;
use cunji_tests::world::{Desk, World};
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

        for (login, role) in [("qian", Role::UnitHead), ("sun", Role::LeadUnit)] {
            let reader = world.desk(login, role, TOWN);
            assert_eq!(put(&reader, TOWN, &at(&second), &template()).1["code"], "right.not_here", "{role:?}");
            assert_eq!(reader.refused(Method::DELETE, &format!("{form}?seen={second}"), None), "right.not_here");
            let list = reader.get(&format!("/console/v1/divisions/{TOWN}/templates"));
            assert_eq!(list["templates"][0]["name"], "form", "{role:?} reads it");
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
