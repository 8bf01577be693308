//! Finding what was written, at a desk and on both databases.

use cunji_client::{Beside, problem_on};
use cunji_domain::organisation::Role;
use cunji_domain::record::Prose;
use cunji_domain::visit::HouseholdVisit;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::{Desk, a_day, village};
use reqwest::Method;
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const CITY: &str = "6109";

fn page(desk: &Desk, division: &str, question: &str) -> Value {
    desk.get(&format!("/console/v1/divisions/{division}/search?{question}"))
}

/// What was found, by day and kind.
fn found(desk: &Desk, division: &str, question: &str) -> Vec<String> {
    let page = page(desk, division, question);
    let item = |item: &Value| format!("{} {}", item["day"].as_str().unwrap(), item["kind"].as_str().unwrap());
    page["items"].as_array().unwrap().iter().map(item).collect()
}

fn marked(snippet: &Value) -> Vec<String> {
    let units: Vec<u16> = snippet["text"].as_str().unwrap().encode_utf16().collect();
    let at = |mark: &Value, part: &str| mark[part].as_u64().unwrap() as usize;
    let marks = snippet["marks"].as_array().unwrap().iter();
    marks
        .map(|mark| &units[at(mark, "offset")..at(mark, "offset") + at(mark, "length")])
        .map(|word| String::from_utf16(word).unwrap())
        .collect()
}

story!(
    /// What was written in the village is found by its words, wherever they stand, by names that no dictionary has, within days, kinds and
    /// what one person wrote; who searched for what stands in the audit.
    what_was_written_is_found_by_its_words,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        chen.diary("2017-08-30", "到磨沟看单桂兰家的饮水管,冻裂两处。");
        chen.visit("2017-08-31", "h001", "单桂兰家缺水,搬迁补助没到账。");
        wang.diary("2017-09-01", "整修通组路,搬迁户的补助 ABC-12 表已报。");
        chen.with(|phone| {
            let mut problem = problem_on(a_day("2017-09-01"));
            problem.text = Prose("饮水管要换 300 米。".to_owned());
            phone.add(&problem, &Beside::default())
        })
        .unwrap();
        world.settle();
        world.office.look_after();
        let desk = world.desk("lin", Role::TownOffice, TOWN);

        assert_eq!(found(&desk, TOWN, "q=饮水管"), ["2017-09-01 problem", "2017-08-30 diary"]);
        assert_eq!(found(&desk, TOWN, "q=搬迁补助"), ["2017-09-01 diary", "2017-08-31 visit"], "both words, not in a row");
        assert_eq!(found(&desk, TOWN, "q=「搬迁补助」"), ["2017-08-31 visit"], "in a row");
        assert_eq!(found(&desk, TOWN, "q=单桂兰"), ["2017-08-31 visit", "2017-08-30 diary"]);
        assert_eq!(found(&desk, TOWN, "q=桂兰"), ["2017-08-31 visit", "2017-08-30 diary"]);
        assert_eq!(found(&desk, TOWN, "q=abc"), ["2017-09-01 diary"]);
        assert_eq!(found(&desk, TOWN, "q=水&kinds=visit,problem"), ["2017-09-01 problem", "2017-08-31 visit"]);
        assert_eq!(found(&desk, TOWN, "q=水&from=2017-08-31&to=2017-08-31"), ["2017-08-31 visit"]);
        assert_eq!(found(&desk, TOWN, "q=补助&person=c0018"), ["2017-09-01 diary"]);
        assert!(found(&desk, TOWN, "q=拖拉机").is_empty());

        let first = page(&desk, TOWN, "q=补助&limit=1");
        assert_eq!((&first["count"], &first["uncounted"]), (&json!(2), &json!(false)));
        assert_eq!(marked(&first["items"][0]["snippets"][0]), ["补助"]);
        let next = page(&desk, TOWN, &format!("q=补助&limit=1&after={}", first["next"].as_str().unwrap()));
        assert_eq!((&next["items"][0]["day"], &next["next"]), (&json!("2017-08-31"), &Value::Null));

        let city = world.desk("gao", Role::CityOffice, CITY);
        let audit = city.get(&format!("/console/v1/divisions/{CITY}/audit?action=searched&login=lin"));
        let details = audit["rows"].as_array().unwrap().iter().map(|row| row["detail"].as_str().unwrap());
        assert!(details.clone().any(|detail| detail == "单桂兰"));
        assert!(details.clone().any(|detail| detail == "水 · 2017-08-31~2017-08-31"));
    }
);

story!(
    /// What has the pairs of a word and not the word is not counted among what was found; where more is to come, the number is said to
    /// be about so many.
    the_number_found_is_that_of_what_is_shown,
    |world| {
        let chen = world.phone("c0017");
        chen.diary("2017-08-29", "开了通组会,组路长也到了。");
        chen.diary("2017-08-30", "修通组路。");
        chen.diary("2017-08-31", "通组路修好了。");
        world.settle();
        world.office.look_after();
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let all = page(&desk, TOWN, "q=「通组路」");
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
        assert_eq!((&all["count"], &all["about"], &all["next"]), (&json!(2), &json!(false), &Value::Null));
        let first = page(&desk, TOWN, "q=「通组路」&limit=1");
        assert_eq!((first["items"].as_array().unwrap().len(), &first["about"]), (1, &json!(true)));
        assert!(first["next"].is_string());
        let exact = page(&desk, TOWN, "q=通组&limit=1");
        assert_eq!((&exact["count"], &exact["about"]), (&json!(3), &json!(false)), "a pair is what the index knows");
    }
);

story!(
    /// A desk finds what lies below it and nothing else; a unit's head may search, an administrator may not.
    a_desk_finds_what_lies_below_it,
    |world| {
        world.phone("c0017").diary("2017-09-01", "到磨沟看水。");
        world.settle();
        world.office.look_after();
        let town = world.desk("lin", Role::TownOffice, TOWN);
        assert_eq!(found(&town, MAANQIAO, "q=磨沟").len(), 1);
        for elsewhere in ["610926", "610926110", "610925"] {
            let path = format!("/console/v1/divisions/{elsewhere}/search?q=磨沟");
            assert_eq!(town.refused(Method::GET, &path, None), "right.not_here", "{elsewhere}");
        }
        let head = world.desk("qian", Role::UnitHead, MAANQIAO);
        assert_eq!(found(&head, MAANQIAO, "q=磨沟").len(), 1);
        world.office.import_neighbour();
        let elsewhere = world.desk("sun", Role::CountyOffice, "610925");
        assert!(found(&elsewhere, "610925", "q=磨沟").is_empty());
        let administrator = world.desk("root", Role::Administrator, CITY);
        let path = format!("/console/v1/divisions/{CITY}/search?q=磨沟");
        assert_eq!(administrator.refused(Method::GET, &path, None), "right.not_here");
        for nothing in ["q=", "q=%20", "q=!"] {
            let path = format!("/console/v1/divisions/{TOWN}/search?{nothing}");
            assert_eq!(town.refused(Method::GET, &path, None), "search.nothing_asked");
        }
        for wrong in ["q=a&kinds=complaint", "q=a&after=x", "q=a&person=%20x%20y"] {
            let path = format!("/console/v1/divisions/{TOWN}/search?{wrong}");
            assert_eq!(town.refused(Method::GET, &path, None), "call.malformed", "{wrong}");
        }
    }
);

story!(
    /// What was changed is found as it stands, what was taken back or erased by law is found no more; the record itself shows how it came to
    /// say what it says.
    what_changes_or_goes_is_found_as_it_stands,
    |world| {
        let chen = world.phone("c0017");
        let visit = chen.visit("2017-09-01", "h001", "屋顶漏雨。");
        let erased = chen.visit("2017-09-01", "h002", "肺结核,在吃药。");
        let gone = chen.visit("2017-09-01", "h003", "养蜂三十箱。");
        world.settle();
        world.office.look_after();
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        for word in ["漏雨", "肺结核", "养蜂"] {
            assert_eq!(found(&desk, TOWN, &format!("q={word}")).len(), 1, "{word}");
        }
        let write = |visit: &mut HouseholdVisit| visit.findings = Prose("屋顶补好了。".to_owned());
        chen.with(|phone| phone.change(visit.record, write, &Beside::default())).unwrap();
        chen.with(|phone| phone.withdraw(gone.record, "记错了。")).unwrap();
        chen.sync();
        world.erase(&village(), erased.edit.unwrap());
        world.settle();
        world.office.look_after();
        for word in ["漏雨", "肺结核", "养蜂"] {
            assert!(found(&desk, TOWN, &format!("q={word}")).is_empty(), "{word}");
        }
        assert_eq!(found(&desk, TOWN, "q=补好").len(), 1);

        let place = |record, kind: &str| format!("/console/v1/divisions/{MAANQIAO}/records/{kind}/{}", crate::hex(record));
        let shown = desk.get(&place(visit.record, "visit"));
        let said = |fields: &Value, field: &str| {
            let found = fields.as_array().unwrap().iter().find(|one| one["field"] == field);
            found.map(|one| one["text"].as_str().unwrap().to_owned())
        };
        assert_eq!(said(&shown["fields"], "findings").as_deref(), Some("屋顶补好了。"));
        assert_eq!(shown["kind_zh"], "入户走访");
        let versions = shown["versions"].as_array().unwrap();
        assert_eq!(versions.len(), 2);
        assert_eq!(said(&versions[0]["changed"], "findings").as_deref(), Some("屋顶漏雨。"));
        assert_eq!(said(&versions[1]["changed"], "findings").as_deref(), Some("屋顶补好了。"));
        assert_eq!(said(&versions[1]["changed"], "day"), None, "what stayed is not told again");
        assert_eq!(desk.refused(Method::GET, &place(gone.record, "visit"), None), "record.unknown");
        assert_eq!(desk.refused(Method::GET, &place(erased.record, "visit"), None), "record.unknown");
        assert_eq!(desk.refused(Method::GET, &place(visit.record, "diary"), None), "record.unknown");
        assert_eq!(desk.refused(Method::GET, &place(visit.record, "complaint"), None), "call.malformed");
        let city = world.desk("gao", Role::CityOffice, CITY);
        let audit = city.get(&format!("/console/v1/divisions/{CITY}/audit?action=record_seen"));
        assert_eq!(audit["rows"].as_array().unwrap().len(), 1);
    }
);
