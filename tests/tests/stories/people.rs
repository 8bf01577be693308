//! People at an office's desk: somebody new is taken in, codes end, and what is held can be decided on by what it tells of.

use cunji_client::{Beside, ClientError, Reason};
use cunji_domain::complaint::ComplaintAbout;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::organisation::Role;
use cunji_domain::record::ListedCode;
use cunji_domain::server_facts::member::Member;
use cunji_domain::server_facts::team::Team;
use cunji_server::accounts::{self, Seat};
use cunji_server::office::{self, Does, HeldShown};
use cunji_tests::story;
use cunji_tests::world::{Desk, World, a_day, village};
use data_encoding::BASE64URL_NOPAD;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";
const CITY: &str = "6109";
const VILLAGE: &str = "610926101205";

fn people(rest: &str) -> String {
    format!("/console/v1/divisions/{TOWN}/people{rest}")
}

/// How often the audit notes something, by its subject.
fn noted(desk: &Desk, action: &str) -> Vec<String> {
    let page = desk.get(&format!("/console/v1/divisions/{CITY}/audit?action={action}"));
    page["rows"].as_array().unwrap().iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect()
}

fn code_of(told: Result<(), ClientError>) -> String {
    told.unwrap_err().sentences().remove(0).code
}

/// Who sits at a desk, as the server knows them.
fn seat(world: &World, desk: &Desk) -> Seat {
    let cookie = desk.cookie().unwrap();
    let token = BASE64URL_NOPAD.decode(cookie.split_once('=').unwrap().1.as_bytes()).unwrap();
    accounts::seat(world.office.server(), &token.try_into().unwrap()).unwrap()
}

/// The gists of what is held, as somebody's seat sees them.
fn gists(world: &World, desk: &Desk) -> Vec<(Option<&'static str>, Option<String>)> {
    let (held, next) =
        office::held_in(world.office.server(), &seat(world, desk), &TOWN.parse().unwrap(), None, None).unwrap();
    assert_eq!(next, None);
    held.into_iter().map(|HeldShown { entry, glimpse, .. }| (entry.kind, glimpse.gist)).collect()
}

story!(
    /// What a revoked phone brings is decided on by its day and how it begins: to a seat that reads the village's records no more than
    /// those, and to one that reads none no word. What a complaint says is for the office that it was written to.
    what_is_held_is_known_by_its_day_and_how_it_begins,
    |world| {
        let chen = world.phone("c0017");
        chen.sync();
        world.office.revoke(chen.device());
        chen.diary("2017-09-01", "到磨沟看水渠。");
        let long = "到磨沟看水渠,下午在村委会开会,商量秋季产业路怎么修、钱从哪里来,晚上走访了三户人家。";
        chen.diary("2017-09-01", long);
        let leave = LeaveRequest {
            first_day: a_day("2017-09-04"),
            last_day: a_day("2017-09-05"),
            leave: ListedCode("personal".to_owned()),
            place: None,
            contact: None,
        };
        let reason = Reason { text: "孩子住院。".to_owned(), medical: false };
        chen.with(|phone| phone.request_leave(&leave, Some(reason), &Beside::default())).unwrap();
        chen.with(|phone| phone.complain(ComplaintAbout::Work, "会太多。".to_owned(), &Beside::default())).unwrap();
        assert_eq!(chen.sync().held, 5);

        let town = world.desk("lin", Role::TownOffice, TOWN);
        let page = town.get(&format!("/console/v1/divisions/{TOWN}/held"));
        let shown = |kind: &str| -> Vec<(Value, Value, Value)> {
            let of_kind = page["items"].as_array().unwrap().iter().filter(|held| held["kind_zh"] == kind);
            of_kind.map(|held| (held["does"].clone(), held["day"].clone(), held["gist"].clone())).collect()
        };
        let begins: String = long.chars().take(40).chain(['…']).collect();
        let day = json!("2017-09-01");
        let diary = [
            (json!("begins"), day.clone(), json!("到磨沟看水渠。")),
            (json!("changes"), day.clone(), json!(begins)),
        ];
        assert_eq!(shown("驻村日志"), diary, "{page}");
        assert_eq!(shown("请假")[0].1, "2017-09-04", "{page}");
        assert_eq!(shown("请假事由")[0].2, Value::Null, "why is read where the leave is decided on");
        assert_eq!(shown("投诉建议"), [(json!("begins"), day, Value::Null)], "its words are for another office");

        let unit = world.desk("qin", Role::UnitHead, VILLAGE);
        let town_seen = gists(world, &town);
        let says = |seen: &[(Option<&str>, Option<String>)], kind: &str| {
            seen.iter().any(|(of, gist)| *of == Some(kind) && gist.is_some())
        };
        assert!(says(&town_seen, "diary") && !says(&town_seen, "leave_reason"), "{town_seen:?}");
        let unit_seen = gists(world, &unit);
        assert!(says(&unit_seen, "diary") && !says(&unit_seen, "leave_reason"), "{unit_seen:?}");
        let admin_seen = gists(world, &world.desk("root", Role::Administrator, CITY));
        assert_eq!(admin_seen.len(), 5);
        assert!(admin_seen.iter().all(|(_, gist)| gist.is_none()), "an administrator reads nothing: {admin_seen:?}");
        let county = gists(world, &world.desk("zhou", Role::CountyOffice, COUNTY));
        assert!(!says(&county, "complaint"), "{county:?}");
    }
);

story!(
    /// An entry that stands upon another that was taken in is shown as the record that its writer saw; one that takes a record back
    /// says so.
    a_held_change_is_shown_as_its_writer_saw_the_record,
    |world| {
        let chen = world.phone("c0017");
        let written = chen.visit("2017-09-01", "h031", "圈舍漏雨,等着修。");
        chen.diary("2017-09-01", "住村。");
        world.settle();
        world.office.revoke(chen.device());
        chen.diary("2017-09-01", "住村,晚上开了院坝会。");
        chen.with(|phone| phone.withdraw(written.record, "写错了户")).unwrap();
        assert_eq!(chen.sync().held, 2);
        let town = seat(world, &world.desk("lin", Role::TownOffice, TOWN));
        let (held, _) = office::held_in(world.office.server(), &town, &TOWN.parse().unwrap(), Some(&"c0017".parse().unwrap()), None).unwrap();
        let seen: Vec<_> = held.iter().map(|held| (held.entry.kind, held.glimpse.does, held.glimpse.day, held.glimpse.gist.as_deref())).collect();
        let day = Some(a_day("2017-09-01"));
        let expected = [
            (Some("diary"), Some(Does::Changes), day, Some("住村,晚上开了院坝会。")),
            (Some("visit"), Some(Does::Withdraws), day, Some("圈舍漏雨,等着修。")),
        ];
        assert_eq!(seen, expected);
    }
);

story!(
    /// However much a revoked phone brings, a desk gets it page by page, each entry once; of a long chain of changes of one record each
    /// is known by its day as far as it is looked at.
    much_that_is_held_comes_page_by_page,
    |world| {
        let chen = world.phone("c0017");
        chen.sync();
        world.office.revoke(chen.device());
        for nth in 1..=70 {
            chen.diary("2017-09-01", &format!("第 {nth} 稿。"));
        }
        chen.visit("2017-09-01", "h031", "圈舍漏雨。");
        assert_eq!(chen.sync().held, 71);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let (mut pages, mut after) = (Vec::new(), String::new());
        loop {
            let page = town.get(&format!("/console/v1/divisions/{TOWN}/held?person=c0017{after}"));
            pages.push(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 21]);
        let all = pages.concat();
        let numbers: Vec<_> = all.iter().map(|held| held["number"].as_u64().unwrap()).collect();
        assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
        assert_eq!((&all[49]["gist"], &all[49]["day"]), (&json!("第 50 稿。"), &json!("2017-09-01")));
        assert_eq!((&all[69]["does"], &all[69]["gist"]), (&json!("changes"), &Value::Null), "too much stands below it for a list");
        assert_eq!(all[70]["gist"], "圈舍漏雨。");
        let nobody = town.get(&format!("/console/v1/divisions/{TOWN}/held?person=c0018"));
        assert_eq!((&nobody["items"], &nobody["next"]), (&json!([]), &Value::Null));
        let nowhere = town.refused(Method::GET, &format!("/console/v1/divisions/{TOWN}/held?after=here"), None);
        assert_eq!(nowhere, "call.malformed");
    }
);

story!(
    /// Somebody whom no list has brought is taken in by the rules of a list, gets a card at once, and writes; a list that brings the
    /// same words later finds the same person.
    somebody_new_is_taken_in_and_writes,
    |world| {
        let (town, city) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("he", Role::CityOffice, CITY));
        let new = |more: Value| {
            let mut body = json!({ "name": "周 明", "unit": "", "village": VILLAGE, "role": "resident", "first_day": "2017-09-01" });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        let refused = |more: Value| town.refused(Method::POST, &people(""), Some(new(more)));
        assert_eq!(refused(json!({ "name": " " })), "roster.name_missing");
        assert_eq!(refused(json!({ "name": "周明13" })), "roster.name");
        assert_eq!(refused(json!({ "id": ".server" })), "roster.id");
        assert_eq!(refused(json!({ "unit": "工行6222021234567890128" })), "import.id_number");
        assert_eq!(refused(json!({ "role": "town_office", "village": TOWN })), "terms.role");
        assert_eq!(refused(json!({ "village": "610926110221" })), "right.not_here", "another town's village");
        assert_eq!(refused(json!({ "name": "陈玉华" })), "person.taken", "somebody of that name is there");
        assert_eq!(refused(json!({ "id": "c0018" })), "person_id.taken");
        let members = || world.office.records::<Member>(&village()).len();
        let before = members();
        assert_eq!(noted(&city, "person_added"), Vec::<String>::new(), "nothing was done");

        let id = town.post(&people(""), new(json!({})))["id"].as_str().unwrap().to_owned();
        assert_eq!(members(), before + 1);
        assert_eq!(refused(json!({})), "person.taken", "twice is once");
        assert_eq!(noted(&city, "person_added"), [id.as_str()]);
        let team = world.office.records::<Team>(&village());
        assert_eq!((team.len(), team[0].since, team[0].until), (1, Some(a_day("2017-01-01")), None), "the team goes on: {team:?}");
        let found = town.get(&people(&format!("/{id}")));
        assert_eq!((&found["name"], &found["roles"][0]["from"]), (&json!("周明"), &json!("2017-09-01")));

        let card = town.post(&people(&format!("/{id}/invitation")), json!({}));
        let phone = world.phone_not_enrolled(&id);
        phone.try_enrol(card["code"].as_str().unwrap()).unwrap();
        phone.sync();
        phone.diary("2017-09-01", "到村第一天。");
        let sync = phone.sync();
        assert_eq!((sync.accepted, sync.rejected), (1, 0), "{sync:?}");

        let row = format!("平利县,兴隆镇,马鞍桥村,,周明,,,{},驻村队员,2017-09-01,,\n", team[0].unit);
        world.office.import_roster_rows(&row);
        assert_eq!(members(), before + 1, "a list gives the same person the same id");
        assert_eq!(refused(json!({ "name": "陈玉华", "another": true })), "person.taken", "nothing tells the two apart");
        let with_id = |another: bool| json!({ "name": "陈玉华", "id": "c9001", "role": "paired_helper", "another": another });
        assert_eq!(refused(with_id(false)), "person.namesake", "an id is no word on who it is");
        let other = town.post(&people(""), new(with_id(true)));
        assert_eq!(other["id"], "c9001", "with an id of their own, somebody of the same name is somebody else");
        let admin = world.desk("root", Role::Administrator, CITY);
        let by_admin = admin.refused(Method::POST, &format!("/console/v1/divisions/{CITY}/people"), Some(new(json!({ "name": "吴非" }))));
        assert_eq!(by_admin, "right.not_here", "who imports no lists takes nobody in");
    }
);

story!(
    /// Whoever has the name in another village is told of where the desk keeps people, and elsewhere no more than that there is one; known
    /// to be another, somebody of the same name is taken in.
    a_namesake_is_told_of_before_one_person_becomes_two,
    |world| {
        let county = world.desk("zhou", Role::CountyOffice, COUNTY);
        let (town, other) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("ma", Role::TownOffice, "610926110"));
        let add = |desk: &Desk, division: &str, village: &str, more: Value| {
            let mut body = json!({ "name": "周明", "village": village, "role": "resident", "first_day": "2017-09-01" });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            desk.call(Method::POST, &format!("/console/v1/divisions/{division}/people"), Some(body))
        };
        let (status, first) = add(&town, TOWN, VILLAGE, json!({}));
        assert_eq!(status, StatusCode::OK, "{first}");
        let far = "610926110221";
        let (_, unseen) = add(&other, "610926110", far, json!({}));
        assert_eq!(unseen["code"], "person.namesake");
        let told = unseen["zh"].as_str().unwrap();
        assert!(!told.contains("马鞍桥") && !told.contains(first["id"].as_str().unwrap()), "not where, not who: {told}");
        let (_, seen) = add(&county, COUNTY, far, json!({}));
        assert_eq!(seen["code"], "person.namesake");
        let told = seen["zh"].as_str().unwrap();
        assert!(told.contains("马鞍桥村") && told.contains(first["id"].as_str().unwrap()), "{told}");
        let (_, with_id) = add(&other, "610926110", far, json!({ "id": "c9001" }));
        assert_eq!(with_id["code"], "person.namesake", "an id is no word on who it is");
        let (status, second) = add(&other, "610926110", far, json!({ "another": true }));
        assert_eq!(status, StatusCode::OK, "{second}");
        assert_ne!(second["id"], first["id"]);
        // 马小军 was recalled from the same village in June.
        let (_, left) = add(&town, TOWN, VILLAGE, json!({ "name": "马小军" }));
        assert_eq!(left["code"], "person.namesake");
        assert!(left["zh"].as_str().unwrap().contains("c0020"), "{left}");
        let (status, third) = add(&town, TOWN, VILLAGE, json!({ "name": "马小军", "another": true }));
        assert_eq!(status, StatusCode::OK, "{third}");
        assert_ne!(third["id"], "c0020");
    }
);

story!(
    /// A new code ends the one before; what waits is listed and can be ended; a lost phone takes them along where the desk says so.
    a_code_ends_with_the_next_one_by_hand_or_with_a_lost_phone,
    |world| {
        let (town, city) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("he", Role::CityOffice, CITY));
        let invite = || town.post(&people("/c0017/invitation"), json!({}))["code"].as_str().unwrap().to_owned();
        let codes = || town.get(&people("/c0017"))["codes"].as_array().unwrap().clone();
        let tries = |code: &str| world.phone_not_enrolled("c0017").try_enrol(code);
        let (first, second) = (invite(), invite());
        assert_eq!(code_of(tries(&first)), "enrol.code_expired");
        let open = codes();
        assert_eq!(open.len(), 1, "{open:?}");
        assert_eq!((&open[0]["made_at"], &open[0]["good_until"]), (&json!(world.now()), &json!(world.now() + 3 * 86_400)));

        let one = people(&format!("/c0017/codes/{}", open[0]["id"].as_str().unwrap()));
        let elsewhere = one.replace("c0017", "c0011");
        assert_eq!(town.refused(Method::DELETE, &elsewhere, None), "person.unknown", "somebody of another town");
        assert_eq!(town.refused(Method::DELETE, &one.replace("c0017", "c0018"), None), "code.changed_meanwhile");
        assert_eq!(town.call(Method::DELETE, &one, None).0, StatusCode::NO_CONTENT);
        assert_eq!(code_of(tries(&second)), "enrol.code_expired");
        assert_eq!((codes(), noted(&city, "code_ended")), (vec![], vec!["c0017".to_owned()]));
        assert_eq!(town.refused(Method::DELETE, &one, None), "code.changed_meanwhile");

        let chen = world.phone("c0017");
        let stop = |device: String, codes: bool| {
            let path = format!("/console/v1/divisions/{TOWN}/devices/{device}/revocation");
            let body = json!({ "reason": "丢了", "codes": codes });
            assert_eq!(town.call(Method::POST, &path, Some(body)).0, StatusCode::NO_CONTENT);
        };
        let kept = invite();
        stop(chen.device().to_string(), false);
        let fresh = world.phone_not_enrolled("c0017");
        fresh.try_enrol(&kept).unwrap();
        let lost = invite();
        stop(fresh.device().to_string(), true);
        assert_eq!(code_of(tries(&lost)), "enrol.code_expired", "it lay beside the phone");
        assert_eq!(noted(&city, "code_ended").len(), 2);
        tries(&invite()).unwrap();
    }
);

story!(
    /// A sheet that is printed again on the same day spoils no card of the first; whichever is used ends the others, and the next day's
    /// sheet ends them all. What goes with a recovery code is nobody's card and stays.
    a_sheet_printed_again_spoils_no_card_of_the_day,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let sheet = |desk: &Desk, people: &[&str]| -> Vec<String> {
            let made = desk.post(&format!("/console/v1/divisions/{TOWN}/training/cards"), json!({ "people": people }));
            made["cards"].as_array().unwrap().iter().map(|card| card["code"].as_str().unwrap().to_owned()).collect()
        };
        let (jammed, again) = (sheet(&town, &["c0017", "c0018"]), sheet(&town, &["c0017", "c0018"]));
        let tries = |person: &str, code: &str| world.phone_not_enrolled(person).try_enrol(code);
        tries("c0017", &jammed[0]).unwrap();
        assert_eq!(code_of(tries("c0017", &again[0])), "enrol.code_expired", "one of the two is enough");
        world.pass_days(1);
        let town_next = world.desk("lin2", Role::TownOffice, TOWN);
        let next = sheet(&town_next, &["c0018"]);
        assert_eq!(code_of(tries("c0018", &jammed[1])), "enrol.code_expired");
        tries("c0018", &next[0]).unwrap();
    }
);
