//! An office's desk beside review and problems: accounts of the offices below, people with their phones, complaints, the audit.

use cunji_client::Beside;
use cunji_domain::complaint::ComplaintAbout;
use cunji_domain::organisation::Role;
use cunji_tests::story;
use cunji_tests::world::Desk;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";
const CITY: &str = "6109";

fn appointment(role: &str, division: &str) -> Value {
    json!({ "role": role, "division": division, "from": "2017-09-01", "to": null, "deputy_for": null })
}

fn actions(desk: &Desk, filter: &str) -> Vec<String> {
    let page = desk.get(&format!("/console/v1/divisions/{CITY}/audit?{filter}"));
    page["rows"].as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
}

story!(
    /// A county's office makes an account for a town's; it gives no role outside of its subtree, none of an administrator, and none
    /// to itself.
    an_office_keeps_the_accounts_below_it,
    |world| {
        let county = world.desk("zhou", Role::CountyOffice, COUNTY);
        let accounts = format!("/console/v1/divisions/{COUNTY}/accounts");
        let new = |login: &str, appointment: Value| json!({ "login": login, "name": "林办事员", "appointment": appointment });
        let refused = |body: Value| county.refused(Method::POST, &accounts, Some(body));
        let given = county.post(&accounts, new("lin", appointment("town_office", TOWN)))["password"].as_str().unwrap().to_owned();
        assert_eq!(refused(new("lin", appointment("town_office", TOWN))), "account.taken");
        assert_eq!(refused(new("he", appointment("county_office", "610925"))), "call.malformed");
        assert_eq!(refused(new("he", appointment("town_office", "610926199"))), "division.unknown", "there is no such town");
        assert_eq!(refused(new("he", appointment("administrator", COUNTY))), "right.not_this_role");
        assert_eq!(refused(new("he", appointment("resident", "610926101205"))), "appointment.no_desk");
        let roles = |login: &str| format!("{accounts}/{login}/roles");
        let own = county.refused(Method::PUT, &roles("zhou"), Some(appointment("county_office", COUNTY)));
        assert_eq!(own, "right.ones_own_role");

        let town = world.empty_desk();
        town.sign_in("lin", &given);
        let first = town.refused(Method::GET, &format!("/console/v1/divisions/{TOWN}/reviews?level=town"), None);
        assert_eq!(first, "right.password_first");
        let logins = |asked: &str| {
            let page = county.get(&format!("{accounts}{asked}"));
            let items = page["items"].as_array().unwrap().clone();
            let logins = items.into_iter().map(|one| one["login"].as_str().unwrap().to_owned());
            (logins.collect::<Vec<_>>(), page["next"].clone())
        };
        let own = |logins: &[&str]| logins.iter().map(|login| (*login).to_owned()).collect::<Vec<_>>();
        assert_eq!(logins(""), (own(&["lin", "zhou"]), Value::Null));
        assert_eq!(logins("?limit=1"), (own(&["lin"]), json!("lin")));
        assert_eq!(logins("?limit=1&after=lin"), (own(&["zhou"]), Value::Null));
        assert_eq!(logins("?q=ZH"), (own(&["zhou"]), Value::Null));
        assert_eq!(logins("?q=%E6%9E%97%E5%8A%9E"), (own(&["lin"]), Value::Null), "by a part of a name");
        assert_eq!(logins("?q=%25"), (own(&["lin", "zhou"]), Value::Null));

        let (status, _) = county.call(Method::DELETE, &format!("{accounts}/lin"), None);
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert_eq!(town.refused(Method::GET, "/console/v1/session", None), "session.none");
        // Whoever is above is not the county's to keep.
        world.desk("root", Role::Administrator, CITY);
        let above = county.refused(Method::POST, &format!("{accounts}/root/password"), None);
        assert_eq!(above, "right.not_this_role");
    }
);

story!(
    /// A lost phone is revoked, another gets a code, and a forgotten PIN's code is dictated; each is noted before it is done.
    people_and_their_phones_are_looked_after,
    |world| {
        let chen = world.phone("c0017");
        let (town, city) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("he", Role::CityOffice, CITY));
        let people = town.get(&format!("/console/v1/divisions/{TOWN}/people"));
        let found = people["items"].as_array().unwrap().iter().find(|one| one["id"] == "c0017").unwrap().clone();
        assert_eq!(found["devices"][0]["id"], chen.device().to_string());
        assert_eq!(found["invited_until"], Value::Null);

        let code = town.post(&format!("/console/v1/divisions/{TOWN}/people/c0017/invitation"), json!({}));
        assert!(code["picture"].as_str().unwrap().contains("<svg"), "{code}");
        let other = world.phone_not_enrolled("c0017");
        other.try_enrol(code["code"].as_str().unwrap()).unwrap();
        let elsewhere = format!("/console/v1/divisions/{TOWN}/people/nobody/invitation");
        assert_eq!(town.refused(Method::POST, &elsewhere, Some(json!({}))), "person.unknown");

        let device = format!("/console/v1/divisions/{TOWN}/devices/{}", chen.device());
        let (status, _) = town.call(Method::POST, &format!("{device}/revocation"), Some(json!({ "reason": "丢了" })));
        assert_eq!(status, StatusCode::NO_CONTENT);
        let people = town.get(&format!("/console/v1/divisions/{TOWN}/people"));
        let found = people["items"].as_array().unwrap().iter().find(|one| one["id"] == "c0017").unwrap().clone();
        let revoked = found["devices"].as_array().unwrap().iter().find(|one| one["id"] == chen.device().to_string()).unwrap();
        assert_eq!(revoked["revoked_reason"], "丢了");
        // A recovery code takes two people, whatever office the second sits in.
        let shown = || town.refused(Method::POST, &format!("{device}/recovery-code"), None);
        assert_eq!(shown(), "second.not_agreed");
        let asked = town.post(&format!("{device}/recovery-code/request"), json!({ "reason": "本人打电话来,忘了密码" }));
        let second = format!("/console/v1/divisions/{TOWN}/seconds/{}", asked["id"].as_str().unwrap());
        let agree = json!({ "agree": true });
        assert_eq!(town.refused(Method::POST, &second, Some(agree.clone())), "second.same_person");
        assert_eq!(city.call(Method::POST, &second, Some(agree.clone())).0, StatusCode::NO_CONTENT);
        assert_eq!(city.refused(Method::POST, &second, Some(agree)), "second.changed_meanwhile");
        assert_eq!(shown(), "recovery.none", "this phone has deposited none");
        let done = ["recovery_code_shown", "second_asked", "phone_revoked", "phone_invited"];
        assert_eq!(actions(&city, "login=lin")[..4], done);
    }
);

story!(
    /// A complaint is read at the office that policy names and at no other, and that it was read is noted.
    a_complaint_is_read_at_one_office,
    |world| {
        let chen = world.phone("c0017");
        chen.with(|phone| phone.complain(ComplaintAbout::Living, "宿舍没有热水。".to_owned(), &Beside::default())).unwrap();
        chen.with(|phone| phone.complain(ComplaintAbout::Work, "会太多。".to_owned(), &Beside::default())).unwrap();
        chen.sync();
        let page = |desk: &Desk, division: &str, asked: &str| {
            desk.get(&format!("/console/v1/divisions/{division}/complaints{asked}"))
        };
        let read = |desk: &Desk, division: &str| page(desk, division, "")["items"].clone();
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let county = world.desk("zhou", Role::CountyOffice, COUNTY);
        let city = world.desk("he", Role::CityOffice, CITY);
        assert_eq!((read(&town, TOWN), read(&city, CITY)), (json!([]), json!([])));
        let all = read(&county, COUNTY);
        assert_eq!(page(&county, COUNTY, "")["next"], Value::Null);
        let first = page(&county, COUNTY, "?limit=1");
        let second = page(&county, COUNTY, &format!("?limit=1&after={}", first["next"].as_str().unwrap()));
        assert_eq!((&first["items"][0], &second["items"][0]), (&all[0], &all[1]));
        assert_eq!((&second["next"], &first["total"], &second["total"]), (&Value::Null, &json!(2), &json!(2)));
        assert_eq!(county.refused(Method::GET, &format!("/console/v1/divisions/{COUNTY}/complaints?after=x"), None), "call.malformed");
        let shown: Vec<_> = all.as_array().unwrap().iter().filter(|one| one["about"] == "living").collect();
        assert_eq!((&shown[0]["text"], &shown[0]["about"]), (&json!("宿舍没有热水。"), &json!("living")));
        let place = |village: &str| format!("/console/v1/divisions/{village}/complaints/{}", shown[0]["record"].as_str().unwrap());
        let village = shown[0]["space"].as_str().unwrap().to_owned();
        let words = |answer: &str| Some(json!({ "answer": answer }));
        assert_eq!(town.refused(Method::POST, &place(&village), words("知道了")), "complaint.unknown");
        assert_eq!(county.refused(Method::POST, &place(&village), words(" ")), "record.text_missing");
        assert_eq!(county.call(Method::POST, &place(&village), words("热水器下周装。")).0, StatusCode::NO_CONTENT);
        assert_eq!(county.refused(Method::POST, &place(&village), words("再说吧")), "complaint.changed_meanwhile");
        chen.sync();
        let told = chen.with(|phone| phone.complaints_view()).unwrap().written;
        let answers: Vec<_> = told.iter().filter_map(|one| one.answer.as_deref()).collect();
        assert_eq!(answers, ["热水器下周装。"]);
        assert_eq!(actions(&city, "action=complaints_seen"), ["complaints_seen"; 4], "each look is noted");
        assert_eq!(actions(&city, "action=complaints_seen&login=lin"), [""; 0]);
    }
);

story!(
    /// The audit is paged by its numbers, sealed each day, and proved with everything else.
    what_was_done_is_listed_sealed_and_proved,
    |world| {
        let city = world.desk("he", Role::CityOffice, CITY);
        for login in ["a", "b", "c"] {
            world.desk(login, Role::TownOffice, TOWN);
        }
        let whole = actions(&city, "limit=200");
        assert!(whole.len() >= 12, "{whole:?}");
        let (mut pages, mut after) = (Vec::new(), String::new());
        loop {
            let page = city.get(&format!("/console/v1/divisions/{CITY}/audit?limit=5{after}"));
            pages.extend(page["rows"].as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_u64() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(pages, whole);
        world.pass_days(1);
        world.office.look_after();
        city.sign_in("he", cunji_tests::world::PASSWORD);
        let page = city.get(&format!("/console/v1/divisions/{CITY}/audit"));
        assert_eq!(page["sealed_to"], "2017-09-01");
        let proof = world.office.verify().unwrap();
        assert_eq!((proof.audit_sealed, proof.audit_open), (whole.len() as u64, 1));
    }
);
