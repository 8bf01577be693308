//! What an office decides beside diaries: a first secretary's own leave, objections, anchors, and what nobody has reviewed for too long.

use std::collections::BTreeSet;

use cunji_client::{Answer, Beside, DiaryChange, Place, Seen};
use cunji_domain::attendance::Why;
use cunji_domain::diary::Stay;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::objection::ObjectedTo;
use cunji_domain::observation::SeenAbsent;
use cunji_domain::organisation::Role;
use cunji_domain::record::{ListedCode, RecordId};
use cunji_domain::review::Review;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::{Desk, Handset, PASSWORD, World, a_day, village};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";

fn ask_leave(phone: &Handset, first: &str, last: &str) -> RecordId {
    let request = LeaveRequest {
        first_day: a_day(first),
        last_day: a_day(last),
        leave: ListedCode("personal".to_owned()),
        place: None,
        contact: None,
    };
    phone.with(|phone| phone.request_leave(&request, None, &Beside::default())).unwrap().0.record
}

fn arrived(world: &World, phones: &[&Handset]) {
    phones.iter().for_each(|phone| drop(phone.sync()));
    world.office.look_after();
}

fn waiting(desk: &Desk) -> Vec<Value> {
    let page = desk.get(&format!("/console/v1/divisions/{TOWN}/decisions?which=waiting&level=town"));
    page["items"].as_array().unwrap().clone()
}

fn decide(desk: &Desk, item: &Value, body: Value) -> (StatusCode, Value) {
    let mut said = json!({ "level": "town", "heads": item["heads"] });
    said.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    let place = format!("/console/v1/divisions/{MAANQIAO}/decisions/{}", item["record"].as_str().unwrap());
    desk.call(Method::POST, &place, Some(said))
}

fn why(phone: &Handset, day: &str) -> Why {
    phone.sync();
    let year = phone.with(|phone| phone.attendance(2017, None)).unwrap();
    year.days.iter().find(|one| one.day == a_day(day)).unwrap().why
}

story!(
    /// A first secretary's own leave is the town's to decide at once; a member's only when the first secretary is late with it.
    leaves_that_are_an_offices_are_decided_at_its_desk,
    |world| {
        let [liu, chen] = ["c0016", "c0017"].map(|person| world.phone(person));
        ask_leave(&liu, "2017-09-04", "2017-09-06");
        ask_leave(&chen, "2017-09-11", "2017-09-12");
        arrived(world, &[&liu, &chen]);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let items = waiting(&town);
        assert_eq!(items.len(), 1, "{items:?}");
        assert_eq!((&items[0]["what"], &items[0]["cadre"], &items[0]["kind"]), (&json!("leave"), &json!("c0016"), &json!("事假")));
        let stale = json!({ "granted": true, "heads": ["00".repeat(32)] });
        assert_eq!(decide(&town, &items[0], stale).1["code"], "decision.changed_meanwhile");
        let county = json!({ "granted": true, "level": "county" });
        assert_eq!(decide(&town, &items[0], county).1["code"], "right.not_this_level");
        let part = json!({ "granted": true, "first_day": "2017-09-04", "last_day": "2017-09-05" });
        assert_eq!(decide(&town, &items[0], part).0, StatusCode::NO_CONTENT);
        assert!(waiting(&town).is_empty());

        world.pass_days(4);
        town.sign_in("lin", PASSWORD);
        let late = waiting(&town);
        assert_eq!((late.len(), &late[0]["cadre"], &late[0]["level"]), (1, &json!("c0017"), &json!("village")));
        assert!(late[0]["late_days"].as_i64().unwrap() > 0);
        assert_eq!((why(&liu, "2017-09-04"), why(&liu, "2017-09-05")), (Why::LeaveGranted, Why::LeaveGranted));
        let settled = town.get(&format!("/console/v1/divisions/{TOWN}/decisions?which=settled"));
        assert_eq!(settled["items"][0]["decided"]["last_day"], "2017-09-05");
    }
);

story!(
    /// What is said against the first secretary's own eyes is decided by the town; upheld, the word counts no more.
    an_objection_is_decided_by_somebody_else,
    |world| {
        let [liu, chen] = ["c0016", "c0017"].map(|person| world.phone(person));
        world.settle();
        world.pass_days(1);
        let stay = DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() };
        chen.try_diary("2017-09-01", stay).unwrap();
        let absent = BTreeSet::from([SeenAbsent { person: "c0017".parse().unwrap(), why: None }]);
        let seen = Seen { absent, ..Seen::default() };
        let saw = liu.with(|phone| phone.observe(a_day("2017-09-01"), seen, &Beside::default())).unwrap().record;
        arrived(world, &[&liu, &chen]);
        assert_eq!(why(&chen, "2017-09-01"), Why::WordAgainstSeen);
        let answer = Answer {
            day: a_day("2017-09-01"),
            to: ObjectedTo::Grade,
            against: BTreeSet::from([saw]),
            shown: None,
            text: "那晚去接药,十点回的村。".to_owned(),
        };
        chen.with(|phone| phone.object(answer, &Beside::default())).unwrap();
        arrived(world, &[&chen]);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let items = waiting(&town);
        assert_eq!((items.len(), &items[0]["what"], &items[0]["text"]), (1, &json!("objection"), &json!("那晚去接药,十点回的村。")));
        assert_eq!(decide(&town, &items[0], json!({ "granted": false })).1["code"], "record.text_missing");
        assert_eq!(decide(&town, &items[0], json!({ "granted": true })).0, StatusCode::NO_CONTENT);
        assert_eq!(why(&chen, "2017-09-01"), Why::OwnWord);
    }
);

story!(
    /// An anchor is proposed on the spot, approved once, and can be ended; an office sets one by coordinates.
    anchors_are_proposed_on_the_spot_and_approved_at_a_desk,
    |world| {
        let liu = world.phone("c0016");
        let here = Place { lat: 32_684_900, lon: 109_029_300, accuracy: Some(12), provider: 1, mock: false };
        liu.with(|phone| phone.propose_anchor("村部".to_owned(), 1_000, here, None)).unwrap();
        arrived(world, &[&liu]);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let anchors = format!("/console/v1/divisions/{MAANQIAO}/anchors");
        let proposed = town.get(&format!("/console/v1/divisions/{TOWN}/anchors/proposals"))["items"][0].clone();
        assert_eq!((&proposed["name"], &proposed["radius"], &proposed["from_nearest"]), (&json!("村部"), &json!(1_000), &Value::Null));
        let place = format!("{anchors}/proposals/{}", proposed["record"].as_str().unwrap());
        assert_eq!(town.refused(Method::POST, &place, Some(json!({ "approve": false }))), "record.text_missing");
        assert_eq!(town.call(Method::POST, &place, Some(json!({ "approve": true }))).0, StatusCode::NO_CONTENT);
        assert_eq!(town.refused(Method::POST, &place, Some(json!({ "approve": true }))), "anchor.changed_meanwhile");
        let own = |radius: i64, lat: f64| json!({ "name": "三组", "lat": lat, "lon": 109.05, "radius": radius, "from_day": "2017-09-01" });
        assert_eq!(town.refused(Method::POST, &anchors, Some(own(10, 32.7))), "anchor.radius");
        assert_eq!(town.refused(Method::POST, &anchors, Some(own(500, 132.7))), "anchor.outside");
        assert_eq!(town.call(Method::POST, &anchors, Some(own(500, 32.7))).0, StatusCode::NO_CONTENT);
        let standing = town.get(&anchors)["items"].as_array().unwrap().clone();
        assert_eq!(standing.iter().filter(|one| one["proposed"] == true).count(), 1);
        assert_eq!(standing.len(), 2);
        let end = format!("{anchors}/{}/end", standing[0]["record"].as_str().unwrap());
        assert_eq!(town.call(Method::POST, &end, Some(json!({ "to_day": "2017-09-01" }))).0, StatusCode::NO_CONTENT);
        assert!(town.get(&format!("/console/v1/divisions/{TOWN}/anchors/proposals"))["items"].as_array().unwrap().is_empty());
    }
);

story!(
    /// A person does not wait for an office for ever: what nobody reviewed is accepted, and the record says that nobody read it.
    what_nobody_reviewed_for_too_long_is_accepted_unread,
    |world| {
        let chen = world.phone("c0017");
        chen.diary("2017-09-01", "上午到三组看通组路。");
        arrived(world, &[&chen]);
        let reviews = || world.office.records::<Review>(&village());
        world.pass_days(15);
        world.office.look_after();
        assert!(reviews().is_empty(), "the fifteenth day is not over");
        world.pass_days(1);
        world.office.look_after();
        let said = reviews();
        assert_eq!((said.len(), said[0].read), (1, Some(false)));
        assert!(said[0].reason.0.contains("15 天"), "{}", said[0].reason.0);
    }
);
