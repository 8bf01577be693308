//! Households at an office: found as on phones, seen to be visited or not, given to somebody, recognised.

use cunji_client::{Beside, visit_on};
use cunji_domain::household::Household;
use cunji_domain::organisation::Role;
use cunji_domain::record::Prose;
use cunji_store::Filter;
use cunji_tests::story;
use cunji_tests::world::{Desk, World, a_day};
use reqwest::Method;
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";
const VILLAGE: &str = "610926101205";

fn list(desk: &Desk, division: &str, asked: &str) -> Vec<Value> {
    let (mut after, mut found) = (String::new(), Vec::new());
    loop {
        let page = desk.get(&format!("/console/v1/divisions/{division}/households?limit=7{asked}{after}"));
        found.extend(page["households"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

fn numbers(households: &[Value]) -> Vec<&str> {
    households.iter().map(|household| household["number"].as_str().unwrap()).collect()
}

fn of<'h>(households: &'h [Value], number: &str) -> &'h Value {
    households.iter().find(|household| household["number"] == number && household["space"] == VILLAGE).unwrap()
}

fn on_phone(world: &World, number: &str) -> Household {
    let phone = world.handsets().into_iter().next().unwrap();
    let known = phone.with(|phone| phone.store().records::<Household>(&Filter::of(&VILLAGE.parse().unwrap()))).unwrap();
    known.into_iter().map(|known| known.value).find(|household| household.number == number).unwrap()
}

story!(
    /// The list comes in pages by village and number, and is searched by what people type.
    households_are_listed_and_found,
    |world| {
        world.office.look_after();
        let desk = world.desk("tian", Role::CountyOffice, COUNTY);
        let all = list(&desk, COUNTY, "");
        let places: Vec<_> = all.iter().map(|one| (one["space"].as_str().unwrap(), one["number"].as_str().unwrap())).collect();
        assert!(places.is_sorted() && places.len() > 30, "{places:?}");
        let village = list(&desk, VILLAGE, "");
        assert_eq!(village.len(), all.iter().filter(|one| one["space"] == VILLAGE).count());
        let some = &village[0];
        let (number, head) = (some["number"].as_str().unwrap(), some["head"].as_str().unwrap());
        for typed in [number, head] {
            assert!(numbers(&list(&desk, VILLAGE, &format!("&text={typed}"))).contains(&number), "{typed}");
        }
        // 柯明礼 of the fixtures' first row.
        assert_eq!(numbers(&list(&desk, COUNTY, "&text=kml")), ["h001"]);
        assert_eq!(numbers(&list(&desk, COUNTY, "&text=keming")), ["h001"]);
        assert!(list(&desk, COUNTY, "&text=kml%20zzz").is_empty());
        let town = world.desk("lin", Role::TownOffice, TOWN);
        assert!(list(&town, TOWN, "&text=kml").is_empty(), "of another town");
    }
);

story!(
    /// Who was not visited is seen, by number and by name; what a visit says counts once it was recognised.
    who_was_not_visited_is_seen,
    |world| {
        let chen = world.phone("c0017");
        world.settle();
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        world.office.look_after();
        let coverage = || desk.get(&format!("/console/v1/divisions/{TOWN}/households/coverage?days=3"));
        let before = coverage();
        assert_eq!((&before["whole"]["never"], &before["whole"]["long_ago"]), (&before["whole"]["households"], &0.into()));
        chen.visit("2017-09-01", "h031", "看了圈舍。");
        let village = list(&desk, VILLAGE, "");
        let other = village.iter().find(|one| one["number"] != "h031").unwrap();
        let (number, head) = (other["number"].as_str().unwrap(), other["head"].as_str().unwrap());
        let mut met = visit_on(a_day("2017-09-01"));
        met.household_name = Some(head.to_owned());
        met.findings = Prose("在路上碰见。".to_owned());
        chen.with(|phone| phone.add(&met, &Beside::default())).unwrap();
        chen.sync();
        world.office.look_after();
        let village = list(&desk, VILLAGE, "");
        assert_eq!((&of(&village, "h031")["last_visit"], &of(&village, "h031")["visits"]), (&"2017-09-01".into(), &1.into()));
        assert!(of(&village, number)["last_visit"].is_null());

        let unlisted = desk.get(&format!("/console/v1/divisions/{TOWN}/households/unlisted"));
        let one = &unlisted["households"][0];
        assert_eq!((&one["name"], &one["visits"]), (&head.into(), &1.into()), "{unlisted}");
        assert_eq!(one["likely"][0]["number"], number);
        let matches = format!("/console/v1/divisions/{TOWN}/households/matches");
        let said = |number: &str| json!({ "village": VILLAGE, "name": head, "group": one["group"], "number": number });
        assert_eq!(desk.refused(Method::POST, &matches, Some(said("h999"))), "household.unknown");
        desk.post(&matches, said(number));
        world.office.look_after();
        assert!(desk.get(&format!("/console/v1/divisions/{TOWN}/households/unlisted"))["households"].as_array().unwrap().is_empty());
        assert_eq!(of(&list(&desk, VILLAGE, ""), number)["last_visit"], "2017-09-01");
        chen.sync();
        let heads = chen.with(|phone| phone.likely_households(head, "", None)).unwrap();
        assert_eq!(heads[0].number.as_deref(), Some(number));

        world.pass_days(4);
        desk.sign_in("lin", cunji_tests::world::PASSWORD);
        let after = coverage();
        let sum = |what: &str| after["whole"][what].as_u64().unwrap();
        assert_eq!((sum("long_ago"), sum("never")), (2, sum("households") - 2), "{after}");
        let long = list(&desk, VILLAGE, &format!("&not_since={}", a_day("2017-09-02")));
        assert!(numbers(&long).contains(&"h031"));
        let recent = list(&desk, VILLAGE, "&not_since=2017-09-01");
        assert!(!numbers(&recent).contains(&"h031"));
    }
);

story!(
    /// To whom visits fall is said at a desk and comes to the team; two desks don't undo each other, and nobody of elsewhere is named.
    visits_fall_to_somebody,
    |world| {
        let chen = world.phone("c0017");
        world.settle();
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        world.office.look_after();
        let path = format!("/console/v1/divisions/{TOWN}/households/assignments");
        let give = |to: &str| json!({ "village": VILLAGE, "numbers": ["h031"], "add_visitors": [to] });
        assert_eq!(desk.post(&path, give("c0017"))["changed"], 1);
        assert_eq!(desk.post(&path, give("c0018"))["changed"], 1);
        assert_eq!(desk.post(&path, give("c0018"))["changed"], 0, "twice is once");
        assert_eq!(desk.refused(Method::POST, &path, Some(give("c0011"))), "household.person_elsewhere");
        let elsewhere = json!({ "village": "610926100201", "numbers": ["h001"], "add_visitors": ["c0011"] });
        let (_, refused) = desk.call(Method::POST, &path, Some(elsewhere));
        assert_eq!(refused["code"], "right.not_here");
        let unlisted = json!({ "village": VILLAGE, "numbers": ["h999"], "add_visitors": ["c0017"] });
        let (_, unknown) = desk.call(Method::POST, &path, Some(unlisted));
        assert_eq!(unknown["code"], "household.unknown");
        // In words: nobody knows a place by its digits.
        for said in [&refused, &unknown] {
            assert!(!said["zh"].as_str().unwrap().contains("6109261"), "{said}");
            assert!(!said["en"].as_str().unwrap().contains("6109261"), "{said}");
        }
        world.office.look_after();
        let own = list(&desk, TOWN, "&person=c0017");
        assert!(numbers(&own).contains(&"h031"));
        let names: Vec<_> = of(&own, "h031")["visitors"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert!(names.contains(&"c0017") && names.contains(&"c0018"), "{names:?}");
        assert!(!numbers(&list(&desk, VILLAGE, "&unassigned=true")).contains(&"h031"));
        chen.sync();
        assert!(on_phone(world, "h031").visitors.0.contains(&"c0018".parse().unwrap()));
        let back = json!({ "village": VILLAGE, "numbers": ["h031"], "remove_visitors": ["c0018"] });
        assert_eq!(desk.post(&path, back)["changed"], 1);
        chen.sync();
        let visitors = on_phone(world, "h031").visitors.0;
        assert!(!visitors.contains(&"c0018".parse().unwrap()) && visitors.contains(&"c0017".parse().unwrap()));
    }
);
