//! 退回: until when a diary is to be mended, said once and to all.

use chrono::NaiveDate;
use cunji_client::DiaryChange;
use cunji_domain::diary::Stay;
use cunji_domain::organisation::Role;
use cunji_domain::server_facts::mending_end::MendingEnd;
use cunji_domain::time::start_of_day;
use cunji_server::custody;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::{Desk, Handset, PASSWORD, a_day, village};
use serde_json::{Value, json};

const TOWN: &str = "610926101";

/// Returns the only diary that waits; gives its address.
fn return_the_diary(desk: &Desk) -> String {
    let page = desk.get(&format!("/console/v1/divisions/{TOWN}/reviews?level=town"));
    let item = page["items"][0].clone();
    let place = format!("/console/v1/divisions/{MAANQIAO}/reviews/{}", item["record"].as_str().unwrap());
    let word =
        json!({ "level": "town", "heads": item["heads"], "state": "returned", "cause": "wrong_day", "reason": "" });
    desk.post(&place, word);
    place
}

/// The last day for mending as a phone shows it, and whether that is the server's word.
fn until(phone: &Handset) -> (NaiveDate, bool) {
    let shown = phone.with(|phone| phone.judged_days()).unwrap();
    (shown[0].until.unwrap(), shown[0].until_is_told)
}

story!(
    /// Two phones of one person, one of them with a clock that is weeks ahead, and the desk: one day, which the server says as soon as it
    /// knows that a phone has the return. Until then each phone reckons and says so. Nobody else's phone is told.
    one_last_day_for_mending_on_every_phone_and_at_the_desk_whatever_their_clocks_say,
    |world| {
        let (first, second, wang) = (world.phone("c0017"), world.phone("c0017"), world.phone("c0018"));
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let change = DiaryChange { stay: Some(Stay::Village), text: Some("上午到三组看通组路。".to_owned()), ..DiaryChange::default() };
        first.try_diary("2017-09-01", change).unwrap();
        world.settle();
        world.office.look_after();
        let place = return_the_diary(&desk);
        let at_desk = || desk.get(&place)["said"][0]["until"].clone();

        world.pass_days(2);
        desk.sign_in("lin", PASSWORD);
        second.clock().set(start_of_day(a_day("2017-10-20")) + 50_000);
        second.sync();
        assert_eq!(until(&second), (a_day("2017-10-27"), false), "by a clock that is wrong, and said to be about");
        assert_eq!(at_desk(), Value::Null);
        second.sync();
        let last = a_day("2017-09-10");
        assert_eq!(until(&second), (last, true), "seven days from the one on which the server knew, in that very answer");
        assert_eq!(at_desk(), json!("2017-09-10"));

        // The other phone gets it days later: it is the same day.
        world.pass_days(3);
        desk.sign_in("lin", PASSWORD);
        first.sync();
        first.sync();
        assert_eq!(until(&first), (last, true));
        second.sync();
        assert_eq!((until(&second), at_desk()), ((last, true), json!("2017-09-10")));
        let ends = world.office.records::<MendingEnd>(&village());
        assert_eq!(ends.len(), 1);
        assert_eq!((ends[0].cadre.as_str(), ends[0].last_day), ("c0017", last));
        wang.sync();
        let of_others = wang.with(|phone| phone.records::<MendingEnd>(&cunji_store::Filter::default())).unwrap();
        assert!(of_others.is_empty(), "when somebody's phone was in touch is nobody else's matter");
        let mut lines = Vec::new();
        custody::export(world.office.server(), &mut lines).unwrap();
        let lines = String::from_utf8(lines).unwrap();
        assert!(lines.contains("\"review\"") && !lines.contains("mending_end"), "nor an export's");

        // Mended, it is no reviewer's either.
        first.diary("2017-09-01", "上午到三组看通组路,是九月一日。");
        first.sync();
        world.office.look_after();
        assert_eq!(at_desk(), Value::Null);
        let item = desk.get(&place);
        let word = json!({ "level": "town", "heads": item["heads"], "state": "accepted", "reason": "" });
        desk.post(&place, word);
        let said = desk.get(&place)["said"].as_array().unwrap().clone();
        let states: Vec<_> = said.iter().map(|said| (said["state"].as_str().unwrap(), &said["until"])).collect();
        assert_eq!(states, [("returned", &Value::Null), ("accepted", &Value::Null)]);
    }
);

story!(
    /// A phone is lost with a return on its way. It waits for the office, as nobody can mend it; with the next phone its days begin.
    what_a_lost_phone_never_got_is_to_be_mended_on_the_next_one,
    |world| {
        let lost = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let change = DiaryChange { stay: Some(Stay::Village), text: Some("上午到三组看通组路。".to_owned()), ..DiaryChange::default() };
        lost.try_diary("2017-09-01", change).unwrap();
        world.settle();
        world.office.look_after();
        let place = return_the_diary(&desk);
        let waiting = || {
            world.office.look_after();
            let page = desk.get(&format!("/console/v1/divisions/{TOWN}/reviews?level=town"));
            page["items"].as_array().unwrap().len()
        };
        assert_eq!(waiting(), 0);
        let device = lost.device();
        desk.post(&format!("/console/v1/divisions/{TOWN}/devices/{device}/revocation"), json!({ "reason": "丢了" }));
        assert_eq!(waiting(), 1, "nobody can mend it");

        let next = world.phone("c0017");
        next.sync();
        next.sync();
        assert_eq!(waiting(), 0, "its days for mending run");
        let (last, is_told) = until(&next);
        assert!(is_told);
        assert_eq!(desk.get(&place)["said"][0]["until"], json!(last.to_string()));
    }
);
