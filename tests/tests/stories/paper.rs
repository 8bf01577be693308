//! A sheet on paper that is typed in once more: upon what stands there, and by two people where one could overrule somebody.

use cunji_domain::organisation::Role;
use cunji_domain::paper_month::PaperMonth;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::{Desk, PASSWORD, village};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";

fn august_of(desk: &Desk, cadre: &str) -> Value {
    let page = desk.get(&format!("/console/v1/divisions/{MAANQIAO}/months?year=2017&month=8"));
    let people = page["villages"][0]["people"].as_array().unwrap();
    people.iter().find(|one| one["cadre"] == cadre).cloned().unwrap_or_else(|| panic!("{cadre}: {page}"))
}

fn type_in(desk: &Desk, cadre: &str, days: &str, more: Value) -> (StatusCode, Value) {
    let mut body =
        json!({ "year": 2017, "month": 8, "cadre": cadre, "days": days, "signed": true, "note": "原件在镇农办" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.call(Method::POST, &format!("/console/v1/divisions/{MAANQIAO}/months/paper"), Some(body))
}

fn agree_in(division: &str, desk: &Desk, waits: &Value) -> (StatusCode, Value) {
    let path = format!("/console/v1/divisions/{division}/seconds/{}", waits["id"].as_str().unwrap());
    desk.call(Method::POST, &path, Some(json!({ "agree": true })))
}

fn agree(desk: &Desk, waits: &Value) -> (StatusCode, Value) {
    agree_in(COUNTY, desk, waits)
}

story!(
    /// Whoever retypes says what they saw; whoever was overtaken is told. What stood there stays in the record's history.
    paper_is_retyped_upon_what_stands_there,
    |world| {
        let (town, other) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("xi", Role::TownOffice, TOWN));
        let (first, second) = ("R".repeat(31), "R".repeat(30) + "S");
        assert_eq!(type_in(&town, "c0019", &first, json!({})), (StatusCode::OK, json!({ "waits": null })));
        let stands = august_of(&town, "c0019");
        let paper = &stands["paper"];
        assert_eq!((&paper["days"], &paper["signed"], &paper["note"]), (&json!(first), &json!(true), &json!("原件在镇农办")));
        assert_eq!((&stands["paper_takes_two"], &paper["seconded_by"]), (&json!(false), &Value::Null));

        let (status, said) = type_in(&other, "c0019", &second, json!({}));
        assert_eq!((status, &said["code"]), (StatusCode::CONFLICT, &json!("paper_month.changed_meanwhile")));
        assert_eq!(type_in(&other, "c0019", &second, json!({ "seen": paper["seen"] })).1, json!({ "waits": null }));
        assert_eq!(type_in(&town, "c0019", &first, json!({ "seen": paper["seen"] })).0, StatusCode::CONFLICT, "seen before the other's");
        assert_eq!(august_of(&town, "c0019")["paper"]["days"], json!(second));
        let typed = world.desk("zhou", Role::CountyOffice, COUNTY).get(&format!("/console/v1/divisions/{COUNTY}/audit?action=paper_typed_in"));
        assert_eq!(typed["rows"].as_array().unwrap().len(), 2);
    }
);

story!(
    /// Of somebody who has a phone, and of a month that is filed, one person alone types nothing in.
    paper_over_a_phone_or_a_filed_month_takes_two_people,
    |world| {
        let _chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let (first, second) = ("R".repeat(31), "R".repeat(30) + "S");
        assert_eq!(august_of(&town, "c0017")["paper_takes_two"], true);
        assert_eq!(type_in(&town, "c0017", &first, json!({})).1["code"], "second.reason_missing");
        let reason = json!({ "reason": "手机进水,交来纸表" });
        let ask = |days: &str| type_in(&town, "c0017", days, reason.clone()).1["waits"].clone();
        let (waits, overtaken) = (ask(&first), ask(&second));
        assert_eq!(august_of(&town, "c0017")["paper"], Value::Null, "one person alone changes nothing");
        assert_eq!(agree_in(TOWN, &town, &waits).1["code"], "second.same_person");
        let waiting = county.get(&format!("/console/v1/divisions/{COUNTY}/seconds?which=waiting"));
        let shown = waiting["items"].as_array().unwrap().iter().find(|one| one["id"] == waits["id"]).unwrap();
        assert_eq!((&shown["what"], &shown["paper"]["sheet"]["days"], &shown["paper"]["before"]), (&json!("type_paper"), &json!(first), &Value::Null));
        assert_eq!(agree(&county, &waits).0, StatusCode::NO_CONTENT);
        let typed = august_of(&town, "c0017");
        assert_eq!((&typed["paper"]["days"], &typed["step"], &typed["paper"]["typed_by"]), (&json!(first), &json!("signed"), &waits["asked_by"]));
        let kept = world.office.records::<PaperMonth>(&village());
        let kept: Vec<_> = kept.iter().map(|sheet| (sheet.typed_by.as_str(), sheet.seconded_by.as_deref())).collect();
        assert_eq!(kept, [("lin办事员", Some("zhou办事员"))], "who agreed stands in the record");
        assert_eq!(typed["paper"]["seconded_by"], "zhou办事员");
        assert_eq!(agree(&county, &overtaken).1["code"], "paper_month.changed_meanwhile", "upon a sheet that is another by now");

        // A month that is filed: what two people agree to becomes a correction on the next sheet.
        type_in(&town, "c0018", &first, json!({}));
        let months = json!([{ "cadre": "c0018", "seen": august_of(&town, "c0018")["signs"], "note": "" }]);
        let checks = json!({ "year": 2017, "month": 8, "months": months });
        assert_eq!(town.call(Method::POST, &format!("/console/v1/divisions/{MAANQIAO}/months/checks"), Some(checks)).0, StatusCode::NO_CONTENT);
        town.post(&format!("/console/v1/divisions/{TOWN}/months/close"), json!({ "year": 2017, "month": 8 }));
        let filed = august_of(&town, "c0018");
        assert_eq!((&filed["step"], &filed["paper_takes_two"]), (&json!("filed"), &json!(true)));
        let seen = json!({ "seen": filed["paper"]["seen"] });
        assert_eq!(type_in(&town, "c0018", &second, seen).1["code"], "second.reason_missing");
        let asked = type_in(&town, "c0018", &second, json!({ "seen": filed["paper"]["seen"], "reason": "最后一天录错了" }));
        assert_eq!(asked.1["waits"]["paper"]["before"]["days"], json!(first));
        assert_eq!(agree(&county, &asked.1["waits"]).0, StatusCode::NO_CONTENT);
        let changed = august_of(&town, "c0018");
        assert_eq!((&changed["step"], &changed["filed"][0]["signs"]), (&json!("filed_and_changed"), &filed["signs"]));
        world.pass_days(31);
        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        town.post(&format!("/console/v1/divisions/{TOWN}/months/close"), json!({ "year": 2017, "month": 9 }));
        let corrected = august_of(&town, "c0018")["filed"][1].clone();
        assert_eq!((&corrected["number"], &corrected["sheet"], &corrected["resident"]), (&json!(1), &json!("2017-09-01"), &json!(30)));
    }
);
