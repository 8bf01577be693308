//! People's terms at a desk: somebody goes to another team, what they wrote stays, and what fell to them is handed over.

use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::organisation::Role;
use cunji_domain::server_facts::member::Member;
use cunji_domain::server_facts::team::Team;
use cunji_tests::fixtures_roster::YAOFUGOU;
use cunji_tests::story;
use cunji_tests::world::{Desk, PASSWORD, World, a_day, village};
use reqwest::Method;
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";
const VILLAGE: &str = "610926101205";

fn terms(division: &str) -> String {
    format!("/console/v1/divisions/{division}/people/c0017/terms")
}

fn moved(by: Value) -> Value {
    let mut ends = json!({ "village": VILLAGE, "role": "resident", "from": "2017-01-01", "seen": null });
    ends.as_object_mut().unwrap().extend(by.as_object().unwrap().clone());
    json!({ "ends": ends, "begins": { "village": YAOFUGOU, "role": "resident", "first_day": "2017-09-04" } })
}

fn roles(desk: &Desk) -> Vec<(String, String, Option<String>)> {
    let person = desk.get(&format!("/console/v1/divisions/{COUNTY}/people/c0017"));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let held = person["roles"].as_array().unwrap().iter();
    held.map(|role| (text(&role["division"]).unwrap(), text(&role["from"]).unwrap(), text(&role["to"]))).collect()
}

fn visitors(world: &World, number: &str) -> Vec<String> {
    let all = world.office.records::<Household>(&village());
    let household = all.into_iter().find(|household| household.number == number).unwrap();
    household.visitors.0.iter().map(ToString::to_string).collect()
}

story!(
    /// A move ends one term the day before the other begins, by the rules of every roster; what was written stays where it was written.
    who_goes_to_another_team_leaves_their_diaries_where_they_were_written,
    |world| {
        let chen = world.phone("c0017");
        let written = chen.diary("2017-09-01", "在马鞍桥的最后几天。");
        world.settle();
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("tian", Role::CountyOffice, COUNTY));
        let order = || json!({ "cut_short_by": "order", "reason": "调到药妇沟" });
        let (_, beyond) = town.call(Method::POST, &terms(TOWN), Some(moved(order())));
        assert_eq!(beyond["code"], "right.not_here", "beyond the town");
        let said = beyond["zh"].as_str().unwrap();
        assert!(said.starts_with("药妇沟村") && said.contains("不在兴隆镇之内") && !said.contains(TOWN), "{said}");
        let asked = |body| county.refused(Method::POST, &terms(COUNTY), Some(body));
        assert_eq!(asked(moved(json!({}))), "term.too_short", "less than a year, and nothing says why");
        assert_eq!(asked(json!({})), "terms.day_missing");
        let nowhere = json!({ "begins": { "village": "610926101999", "role": "resident", "first_day": "2017-09-04" } });
        let (_, unknown) = county.call(Method::POST, &terms(COUNTY), Some(nowhere));
        assert_eq!(unknown["code"], "division.unknown");
        let last = |said: &Value| said.as_str().unwrap().ends_with("(610926101999)");
        assert!(last(&unknown["zh"]) && last(&unknown["en"]), "what has no name is told by its code, last: {unknown}");
        let office = json!({ "begins": { "village": TOWN, "role": "town_office", "first_day": "2017-09-04" } });
        let (_, role) = county.call(Method::POST, &terms(COUNTY), Some(office));
        assert_eq!(role["code"], "terms.role");
        assert!(role["zh"].as_str().unwrap().contains("镇办公室") && role["en"].as_str().unwrap().contains("town office"), "{role}");
        assert_eq!(roles(&county), [(VILLAGE.to_owned(), "2017-01-01".to_owned(), None)], "nothing was done");

        county.post(&terms(COUNTY), moved(order()));
        assert_eq!(asked(moved(order())), "terms.changed_meanwhile");
        let (old, new) = (VILLAGE.to_owned(), YAOFUGOU.to_owned());
        let expected = [(new, "2017-09-04".to_owned(), None), (old, "2017-01-01".to_owned(), Some("2017-09-03".to_owned()))];
        assert_eq!(roles(&county), expected);
        let space = YAOFUGOU.parse().unwrap();
        let here = |members: Vec<Member>| members.into_iter().find(|member| member.person.as_str() == "c0017").unwrap();
        let left = here(world.office.records::<Member>(&village()));
        assert_eq!((left.last_day, left.cut_short_why.as_deref()), (Some(a_day("2017-09-03")), Some("调到药妇沟")));
        assert_eq!(here(world.office.records::<Member>(&space)).name, "陈玉华");
        for team in [village(), space.clone()].iter().flat_map(|space| world.office.records::<Team>(space)) {
            assert_eq!((team.until, team.lead_unit.as_deref()), (None, Some("市示范农业局")), "the teams go on: {team:?}");
        }

        world.pass_days(3);
        chen.sync();
        let there = chen.diary("2017-09-04", "到药妇沟第一天。");
        world.settle();
        let text = |space: &DivisionCode, record| world.office.record::<DiaryEntry>(space, record).map(|it| it.text.0);
        assert_eq!(text(&village(), written.record).as_deref(), Some("在马鞍桥的最后几天。"));
        assert_eq!(text(&space, there.record).as_deref(), Some("到药妇沟第一天。"));
    }
);

story!(
    /// A term is ended and another begun by itself, and a paired helper's has no year to keep.
    a_term_is_ended_or_begun_by_itself,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let path = |person: &str| format!("/console/v1/divisions/{TOWN}/people/{person}/terms");
        let ends = |role: &str, day: &str| {
            json!({ "ends": { "village": VILLAGE, "role": role, "from": "2017-01-01", "seen": null, "last_day": day } })
        };
        town.post(&path("p0016"), ends("paired_helper", "2017-08-31"));
        assert_eq!(town.refused(Method::POST, &path("c0018"), Some(ends("resident", "2016-12-31"))), "membership.backwards");
        town.post(&path("c0018"), ends("resident", "2017-12-31"));
        let rises = json!({ "begins": { "village": VILLAGE, "role": "first_secretary", "first_day": "2018-01-01" } });
        town.post(&path("c0018"), rises.clone());
        let (_, again) = town.call(Method::POST, &path("c0018"), Some(rises));
        assert_eq!(again["code"], "team.terms_overlap");
        assert!(again["en"].as_str().unwrap().contains("is first secretary here"), "{again}");
        let overlaps = json!({ "begins": { "village": VILLAGE, "role": "resident", "first_day": "2017-12-31" } });
        assert_eq!(town.refused(Method::POST, &path("c0018"), Some(overlaps)), "team.terms_overlap");
    }
);

story!(
    /// What falls to somebody is seen before it is handed over, goes in one step or not at all, and keeps its history.
    households_are_handed_over_in_one_step,
    |world| {
        let chen = world.phone("c0017");
        chen.sync();
        chen.visit("2017-09-01", "h031", "看了圈舍。");
        world.settle();
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let given = json!({ "village": VILLAGE, "numbers": ["h031", "h032", "h033"], "add_visitors": ["c0017"] });
        town.post(&format!("/console/v1/divisions/{TOWN}/households/assignments"), given);
        let in_hand = || town.get(&format!("/console/v1/divisions/{TOWN}/households/in-hand?village={VILLAGE}&person=c0017"));
        let shown = in_hand();
        let numbers = |shown: &Value| -> Vec<String> {
            let households = shown["households"].as_array().unwrap().iter();
            households.map(|one| one["number"].as_str().unwrap().to_owned()).collect()
        };
        let before = numbers(&shown);
        assert!(["h031", "h032", "h033"].iter().all(|number| before.iter().any(|known| known == number)), "{before:?}");
        let takers: Vec<_> = shown["takers"].as_array().unwrap().iter().map(|taker| taker["id"].as_str().unwrap()).collect();
        assert!(takers.contains(&"c0018") && !takers.contains(&"c0020") && !takers.contains(&"c0017"), "{takers:?}");

        let path = format!("/console/v1/divisions/{TOWN}/households/handovers");
        let over = |numbers: &[&str], to: &str| {
            json!({ "village": VILLAGE, "part": "visits", "from": "c0017", "to": to, "numbers": numbers })
        };
        for nobody in ["c0020", "c0011", "p0016", "c0017"] {
            let refused = town.refused(Method::POST, &path, Some(over(&["h031"], nobody)));
            assert_eq!(refused, "household.person_elsewhere", "{nobody} left, is elsewhere, visits nobody, has them already");
        }
        assert_eq!(town.post(&path, over(&["h031"], "c0018"))["changed"], 1);
        let again = town.refused(Method::POST, &path, Some(over(&["h032", "h031"], "c0018")));
        assert_eq!(again, "household.changed_meanwhile");
        assert!(visitors(world, "h032").contains(&"c0017".to_owned()), "all or none");
        assert_eq!(town.post(&path, over(&["h032", "h033"], "c0018"))["changed"], 2);
        assert_eq!(numbers(&in_hand()).len(), before.len() - 3);
        assert_eq!(in_hand()["coming"], json!([]));
        world.office.look_after();
        let list = town.get(&format!("/console/v1/divisions/{VILLAGE}/households?person=c0018&text=h031"));
        let one = &list["households"][0];
        assert_eq!((&one["last_visit"], &one["visits"]), (&"2017-09-01".into(), &1.into()), "its history goes with it: {list}");
    }
);

story!(
    /// A handover is set for a day to come, is seen until then, and is done by itself on that day; not before whoever takes over is there,
    /// and not what somebody gave away meanwhile. One that was called off is not done.
    households_are_handed_over_on_a_chosen_day,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let given = json!({ "village": VILLAGE, "numbers": ["h031", "h032", "h033"], "add_visitors": ["c0017"], "remove_visitors": ["c0018", "c0019"] });
        town.post(&format!("/console/v1/divisions/{TOWN}/households/assignments"), given);
        let path = format!("/console/v1/divisions/{TOWN}/households/handovers");
        let over = |numbers: &[&str], to: &str, day: &str| {
            json!({ "village": VILLAGE, "part": "visits", "from": "c0017", "to": to, "numbers": numbers, "day": day })
        };
        let refused = |numbers: &[&str], to: &str, day: &str| town.refused(Method::POST, &path, Some(over(numbers, to, day)));
        assert_eq!(refused(&["h031"], "c0018", "2017-08-31"), "handover.day");
        assert_eq!(refused(&["h031"], "c0018", "2018-06-01"), "handover.day", "nobody knows who will be where");
        let begins = json!({ "name": "周明", "village": VILLAGE, "role": "resident", "first_day": "2017-09-20" });
        let newcomer = town.post(&format!("/console/v1/divisions/{TOWN}/people"), begins)["id"].as_str().unwrap().to_owned();
        assert_eq!(refused(&["h031"], &newcomer, "2017-09-19"), "handover.not_in_term", "not before they are there");
        assert_eq!(refused(&["h031"], &newcomer, "2017-09-01"), "handover.not_in_term", "nor today, by its date");
        let mut now = over(&["h031"], &newcomer, "");
        now["day"] = Value::Null;
        assert_eq!(town.refused(Method::POST, &path, Some(now)), "handover.not_in_term", "nor today, without one");
        assert!(visitors(world, "h031").contains(&"c0017".to_owned()), "nothing was handed over");
        let set = town.post(&path, over(&["h031", "h032"], &newcomer, "2017-09-20"));
        assert_eq!((&set["changed"], &set["on"]), (&json!(0), &json!("2017-09-20")));
        assert_eq!(refused(&["h032"], "c0018", "2017-09-10"), "handover.set_before");
        let coming = || town.get(&format!("/console/v1/divisions/{TOWN}/households/in-hand?village={VILLAGE}&person=c0017"))["coming"].clone();
        town.post(&path, over(&["h033"], "c0018", "2017-09-05"));
        let ids: Vec<_> = coming().as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids.len(), 2, "{}", coming());
        let first = format!("{path}/{}", ids[0]);
        let elsewhere = world.desk("ma", Role::TownOffice, "610926110");
        assert_eq!(elsewhere.refused(Method::DELETE, &first.replace(TOWN, "610926110"), None), "handover.changed_meanwhile");
        assert!(town.call(Method::DELETE, &first, None).0.is_success());
        assert_eq!(town.refused(Method::DELETE, &first, None), "handover.changed_meanwhile");

        world.office.look_after();
        assert!(visitors(world, "h031").contains(&"c0017".to_owned()), "its day has not come");
        town.post(&path, json!({ "village": VILLAGE, "part": "visits", "from": "c0017", "to": "c0018", "numbers": ["h032"] }));
        world.pass_days(20);
        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        assert_eq!(visitors(world, "h031"), [newcomer.as_str()]);
        assert_eq!(visitors(world, "h032"), ["c0018"], "it was given to another meanwhile");
        assert_eq!(visitors(world, "h033"), ["c0017"], "called off");
        assert_eq!(coming(), json!([]));
    }
);

story!(
    /// A handover is done on its day if whoever takes over is there on it, and else as soon as they are; one that nobody can take over is
    /// dropped a week after its day. The audit says that the server did either.
    a_handover_waits_a_week_for_whoever_takes_over_and_is_then_dropped,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let given = json!({ "village": VILLAGE, "numbers": ["h031", "h032"], "add_visitors": ["c0017"], "remove_visitors": ["c0018", "c0019"] });
        town.post(&format!("/console/v1/divisions/{TOWN}/households/assignments"), given);
        let set = |number: &str, to: &str| {
            let body = json!({ "village": VILLAGE, "part": "visits", "from": "c0017", "to": to, "numbers": [number], "day": "2017-09-05" });
            town.post(&format!("/console/v1/divisions/{TOWN}/households/handovers"), body);
        };
        let changed = |person: &str, body: Value| town.post(&format!("/console/v1/divisions/{TOWN}/people/{person}/terms"), body);
        let leaves = || {
            let ends = json!({ "village": VILLAGE, "role": "resident", "from": "2017-01-01", "seen": null, "last_day": "2017-09-03", "cut_short_by": "order", "reason": "另有任用" });
            json!({ "ends": ends })
        };
        set("h031", "c0018");
        set("h032", "c0019");
        changed("c0018", leaves());
        changed("c0018", json!({ "begins": { "village": VILLAGE, "role": "resident", "first_day": "2017-09-08" } }));
        changed("c0019", leaves());
        let coming = || {
            town.sign_in("lin", PASSWORD);
            let shown = town.get(&format!("/console/v1/divisions/{TOWN}/households/in-hand?village={VILLAGE}&person=c0017"));
            shown["coming"].as_array().unwrap().len()
        };
        let pass = |days: u32| {
            world.pass_days(days);
            world.office.look_after();
        };

        pass(4);
        assert_eq!(visitors(world, "h031"), ["c0017"], "on its day whoever takes over is away, though they come back");
        assert_eq!(coming(), 2);
        pass(3);
        assert_eq!(visitors(world, "h031"), ["c0018"], "they are there again");
        assert_eq!(coming(), 1);
        pass(4);
        assert_eq!(coming(), 1, "a week after its day it can be seen and called off");
        pass(1);
        assert_eq!((coming(), visitors(world, "h032")), (0, vec!["c0017".to_owned()]));

        let city = world.desk("he", Role::CityOffice, "6109");
        let noted = |action: &str| {
            let rows = city.get(&format!("/console/v1/divisions/6109/audit?action={action}"))["rows"].clone();
            assert_eq!((rows.as_array().unwrap().len(), &rows[0]["login"]), (1, &json!("lin")), "{rows}");
            rows[0]["detail"].as_str().unwrap().to_owned()
        };
        assert!(noted("households_handed_over").contains("到期系统代办"));
        let dropped = noted("handover_called_off");
        assert!(dropped.contains("2017-09-05 过了 7 天没办成,系统代为取消(household.person_elsewhere)"), "{dropped}");
    }
);
