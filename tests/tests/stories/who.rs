//! Who decides, and who may keep whom: never who spoke, never nobody, never an office of elsewhere.

use std::collections::BTreeSet;

use cunji_client::{Answer, Beside};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::objection::ObjectedTo;
use cunji_domain::organisation::Role;
use cunji_domain::person::PersonId;
use cunji_domain::policy::{ANKANG_2017, Policy};
use cunji_domain::record::{RecordId, RecordKind, Scalar, Value as Part};
use cunji_domain::review::{Review, ReviewState};
use cunji_history::derived_record_id;
use cunji_server::office;
use cunji_server::storage;
use cunji_tests::fixtures_roster::{MAANQIAO, YAOFUGOU};
use cunji_tests::story;
use cunji_tests::world::{Desk, Handset, PASSWORD, World, a_day, village};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";
const CITY: &str = "6109";

fn arrived(world: &World, phones: &[&Handset]) {
    phones.iter().for_each(|phone| drop(phone.sync()));
    world.office.look_after();
}

fn reviewed(diary: RecordId) -> String {
    format!("/console/v1/divisions/{MAANQIAO}/reviews/{}", super::hex(diary))
}

/// What a level says of a diary as it stands, and what comes of it.
fn say(desk: &Desk, diary: RecordId, level: &str, state: &str) -> (StatusCode, Value) {
    let place = reviewed(diary);
    let heads = desk.get(&place)["heads"].clone();
    let cause = (state == "returned").then_some("stay_differs");
    let word = json!({ "level": level, "heads": heads, "state": state, "cause": cause, "reason": "和值班表对不上。" });
    desk.call(Method::POST, &place, Some(word))
}

/// The record of a level's word on a diary.
fn word_on(diary: RecordId, level: &str) -> RecordId {
    let key = [Part::Bytes(diary.0.to_vec()), Part::Text(level.to_owned())];
    derived_record_id(Review::DECL.number, &village(), &key)
}

fn object(phone: &Handset, day: &str, to: ObjectedTo, against: impl IntoIterator<Item = RecordId>) -> RecordId {
    let against: BTreeSet<_> = against.into_iter().collect();
    let answer =
        Answer { day: a_day(day), to, against, shown: None, text: "那晚去接药,十点回的村。".to_owned() };
    phone.with(|phone| phone.object(answer, &Beside::default())).unwrap().record
}

fn waiting(desk: &Desk, division: &str, level: &str) -> Vec<Value> {
    let page = desk.get(&format!("/console/v1/divisions/{division}/decisions?which=waiting&level={level}"));
    page["items"].as_array().unwrap().clone()
}

fn decide(desk: &Desk, item: &Value, level: &str) -> (StatusCode, Value) {
    let place = format!("/console/v1/divisions/{MAANQIAO}/decisions/{}", item["record"].as_str().unwrap());
    desk.call(Method::POST, &place, Some(json!({ "level": level, "heads": item["heads"], "granted": true })))
}

story!(
    /// On somebody's word the level above decides, the same on the phone and at the desk; on the city's another person of the city's
    /// office, and never who said it.
    an_objection_goes_to_the_level_above_and_never_to_nobody,
    |world| {
        let [liu, chen] = ["c0016", "c0017"].map(|person| world.phone(person));
        world.settle();
        let diary = chen.diary("2017-09-01", "上午到三组看通组路。").record;
        arrived(world, &[&chen]);
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let (city, other) = (world.desk("he", Role::CityOffice, CITY), world.desk("hu", Role::CityOffice, CITY));
        assert_eq!(say(&town, diary, "town", "flagged").0, StatusCode::NO_CONTENT);
        let [by_town, by_county, by_city] = ["town", "county", "city"].map(|level| word_on(diary, level));
        let said = object(&chen, "2017-09-01", ObjectedTo::Question, [by_town]);
        arrived(world, &[&chen, &liu]);

        // It is the county's: not the first secretary's, who is below the town, and not the town's own.
        let team = liu.with(|phone| phone.team_view(Some(a_day("2017-09-01")), None)).unwrap();
        assert!(team.to_decide.iter().any(|one| one.what == "objection" && one.for_the_office));
        let by_secretary = liu.with(|phone| phone.decide_objection(said, true, String::new())).unwrap_err();
        assert_eq!(by_secretary.code(), "objection.of_another_level");
        assert!(waiting(&town, TOWN, "town").is_empty());
        let item = waiting(&county, COUNTY, "county")[0].clone();
        assert_eq!(item["level"], "county");
        assert_eq!(decide(&town, &item, "town").1["code"], "decision.not_yet");
        world.pass_days(8);
        for (desk, login) in [(&town, "lin"), (&county, "zhou"), (&city, "he"), (&other, "hu")] {
            desk.sign_in(login, PASSWORD);
        }
        assert_eq!(decide(&town, &item, "town").1["code"], "objection.of_ones_own_word", "late or not");
        assert_eq!(waiting(&city, CITY, "city")[0]["level"], "county", "those above see that it is late");

        // Every level has spoken by now, the first secretary aside: the city's office decides, by somebody else.
        assert_eq!(say(&county, diary, "county", "flagged").0, StatusCode::NO_CONTENT);
        assert_eq!(say(&city, diary, "city", "flagged").0, StatusCode::NO_CONTENT);
        chen.sync();
        object(&chen, "2017-09-01", ObjectedTo::Question, [by_town, by_county, by_city]);
        arrived(world, &[&chen]);
        assert!(waiting(&county, COUNTY, "county").is_empty());
        let item = waiting(&city, CITY, "city")[0].clone();
        assert_eq!(item["level"], "city");
        let own = decide(&city, &item, "city").1;
        assert_eq!(own["code"], "decision.of_ones_own_word", "{own}");
        assert_eq!(decide(&other, &item, "city").0, StatusCode::NO_CONTENT);
        chen.sync();
        let sheet = chen.with(|phone| phone.day_sheet(None, a_day("2017-09-01"))).unwrap();
        let answered = sheet.objection.unwrap();
        assert_eq!((answered.upheld, answered.decided_by.as_deref()), (Some(true), Some("city")));
    }
);

story!(
    /// Whoever gave the speaker an account within thirty days could be the speaker: somebody else decides on the objection.
    who_gave_the_speaker_a_password_does_not_decide,
    |world| {
        let chen = world.phone("c0017");
        world.settle();
        let diary = chen.diary("2017-09-01", "上午到三组看通组路。").record;
        arrived(world, &[&chen]);
        let (city, other) = (world.desk("he", Role::CityOffice, CITY), world.desk("hu", Role::CityOffice, CITY));
        let county_office = json!({ "role": "county_office", "division": COUNTY, "from": "2017-09-01", "to": null });
        let new = json!({ "login": "made", "name": "新人", "appointment": county_office });
        let given = city.post(&format!("/console/v1/divisions/{CITY}/accounts"), new)["password"].as_str().unwrap().to_owned();
        let made = world.empty_desk();
        made.sign_in("made", &given);
        made.call(Method::PUT, "/console/v1/account/password", Some(json!({ "old": given, "new": PASSWORD })));
        assert_eq!(say(&made, diary, "county", "flagged").0, StatusCode::NO_CONTENT);
        object(&chen, "2017-09-01", ObjectedTo::Question, [word_on(diary, "county")]);
        arrived(world, &[&chen]);
        let item = waiting(&city, CITY, "city")[0].clone();
        assert_eq!(decide(&city, &item, "city").1["code"], "decision.not_independent");
        assert_eq!(waiting(&city, CITY, "city").len(), 1, "nothing was done");
        assert_eq!(decide(&other, &item, "city").0, StatusCode::NO_CONTENT);
    }
);

story!(
    /// A diary is reviewed on every level: who said another level's word is not the speaker of the one that is objected to.
    who_said_another_levels_word_decides_on_the_one_objected_to,
    |world| {
        let chen = world.phone("c0017");
        world.settle();
        let diary = chen.diary("2017-09-01", "上午到三组看通组路。").record;
        arrived(world, &[&chen]);
        let (county, city) = (world.desk("zhou", Role::CountyOffice, COUNTY), world.desk("he", Role::CityOffice, CITY));
        assert_eq!(say(&county, diary, "county", "flagged").0, StatusCode::NO_CONTENT);
        assert_eq!(say(&city, diary, "city", "flagged").0, StatusCode::NO_CONTENT);
        object(&chen, "2017-09-01", ObjectedTo::Question, [word_on(diary, "county")]);
        arrived(world, &[&chen]);
        let item = waiting(&city, CITY, "city")[0].clone();
        assert_eq!(item["level"], "city");
        let (status, decided) = decide(&city, &item, "city");
        assert_eq!(status, StatusCode::NO_CONTENT, "{decided}");
    }
);

story!(
    /// A first secretary's own day is the town's to decide, a member's is the first secretary's, on the phone as at the desk.
    a_first_secretarys_own_day_is_decided_by_the_town,
    |world| {
        let [liu, chen] = ["c0016", "c0017"].map(|person| world.phone(person));
        world.settle();
        object(&liu, "2017-07-04", ObjectedTo::Absence, []);
        let of_chen = object(&chen, "2017-07-04", ObjectedTo::Absence, []);
        arrived(world, &[&chen, &liu]);
        liu.sync();
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let items = waiting(&town, TOWN, "town");
        assert_eq!(items.iter().map(|item| &item["cadre"]).collect::<Vec<_>>(), ["c0016"], "{items:?}");
        let team = liu.with(|phone| phone.team_view(Some(a_day("2017-07-01")), None)).unwrap();
        let own: Vec<_> = team.to_decide.iter().filter(|one| one.what == "objection").collect();
        assert_eq!(own.iter().map(|one| (one.person.id.as_str(), one.for_the_office)).collect::<Vec<_>>(), [("c0017", false)]);
        liu.with(|phone| phone.decide_objection(of_chen, true, String::new())).unwrap();
        assert_eq!(decide(&town, &items[0], "town").0, StatusCode::NO_CONTENT);
        arrived(world, &[&liu]);
        assert!(waiting(&town, TOWN, "town").is_empty());
    }
);

story!(
    /// A diary goes back to its writer once, whoever sent it back.
    what_one_office_gave_back_another_does_not_give_back_again,
    |world| {
        let chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let diary = chen.diary("2017-09-01", "上午到三组看通组路。").record;
        arrived(world, &[&chen]);
        assert_eq!(say(&town, diary, "town", "returned").0, StatusCode::NO_CONTENT);
        world.pass(60);
        chen.sync();
        chen.diary("2017-09-01", "上午到三组看通组路。晚上回村部住。");
        arrived(world, &[&chen]);
        assert_eq!(say(&town, diary, "town", "flagged").0, StatusCode::NO_CONTENT);
        let (status, refused) = say(&county, diary, "county", "returned");
        assert_eq!((status, &refused["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("review.returned_before")));
        assert!(refused["zh"].as_str().unwrap().contains("镇办公室已经退回过一次"), "{refused}");
        assert!(refused["en"].as_str().unwrap().contains("by the town's office"), "{refused}");
        assert_eq!(say(&county, diary, "county", "accepted").0, StatusCode::NO_CONTENT);
    }
);

story!(
    /// What was given back and not mended waits for the office that gave it back, and not for ever either: after as many days of silence
    /// as any other it is accepted unread, on that office's level, and the record says so.
    what_hangs_after_its_days_for_mending_is_accepted_unread_at_last,
    |world| {
        let chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let by_town = chen.diary("2017-09-01", "上午到三组看通组路。").record;
        let by_county = chen.diary("2017-08-31", "下午到五组看水渠。").record;
        arrived(world, &[&chen]);
        assert_eq!(say(&town, by_town, "town", "returned").0, StatusCode::NO_CONTENT);
        assert_eq!(say(&town, by_county, "town", "accepted").0, StatusCode::NO_CONTENT);
        assert_eq!(say(&county, by_county, "county", "returned").0, StatusCode::NO_CONTENT);
        arrived(world, &[&chen, &chen]);
        let said = |record: RecordId| world.office.record::<Review>(&village(), record).unwrap();
        let both = [word_on(by_town, "town"), word_on(by_county, "county")];

        // Seven days to mend, then fifteen of silence; each is over the day after.
        world.pass_days(8);
        world.office.look_after();
        world.pass_days(15);
        world.office.look_after();
        assert_eq!(both.map(|word| said(word).state), [ReviewState::Returned; 2], "the fifteenth day is not over");
        world.pass_days(1);
        world.office.look_after();
        for word in both.map(said) {
            assert_eq!((word.state, word.read, word.cause), (ReviewState::Accepted, Some(false), None));
            assert!(word.reason.0.contains("又过 15 天"), "{}", word.reason.0);
        }
        town.sign_in("lin", PASSWORD);
        let totals = town.get(&format!("/console/v1/divisions/{TOWN}/reviews?level=town"))["totals"].clone();
        assert_eq!((&totals["waiting"], &totals["accepted_unread"]), (&json!(0), &json!(1)));
        chen.sync();
        assert_eq!(chen.digest(&village()).unwrap(), world.office.digest(&village()));
    }
);

story!(
    /// What a longer policy leaves waiting, however much it is, keeps nobody waiting behind it.
    silence_goes_through_all_that_waits,
    |world| {
        const PAGE: usize = 200;
        let chen = world.phone("c0017");
        let before = Policy::parse(ANKANG_2017).unwrap().id();
        let text = ANKANG_2017
            .replacen("version = 1", "version = 2", 1)
            .replacen("known_from = 2017-01-01", &format!("known_from = 2017-08-02\nreplaces = [\"{before}\"]"), 1)
            .replacen("silent_acceptance_days = { value = 15", "silent_acceptance_days = { value = 5", 1);
        office::import_policy(world.office.server(), &text, &Policy::parse(&text).unwrap()).unwrap();
        let id = |day: chrono::NaiveDate| {
            let key = ["c0017".parse::<PersonId>().unwrap().to_value(), day.to_value()];
            derived_record_id(DiaryEntry::DECL.number, &village(), &key)
        };
        // Of the days with the short silence the one that comes last in the order of pages, behind a page of those with the long one.
        let last = a_day("2017-08-02").iter_days().take(30).max_by_key(|day| id(*day)).unwrap();
        let before = a_day("2017-01-01").iter_days().take_while(|day| *day < a_day("2017-08-02"));
        let before: Vec<_> = before.filter(|day| id(*day) < id(last)).take(PAGE).collect();
        assert_eq!(before.len(), PAGE, "a whole page");
        for day in before.iter().chain([&last]) {
            assert_eq!(chen.diary(&day.to_string(), "到组里走访。").record, id(*day));
        }
        arrived(world, &[&chen]);
        world.pass_days(6);
        world.office.look_after();
        let said = world.office.records::<Review>(&village());
        assert_eq!(said.iter().map(|review| review.subject).collect::<Vec<_>>(), [id(last)]);
        assert!(said[0].reason.0.contains("5 天"), "{}", said[0].reason.0);
    }
);

fn role(division: &str, until: Option<&str>) -> Value {
    let role = if division == TOWN { "town_office" } else { "county_office" };
    json!({ "role": role, "division": division, "from": "2017-09-01", "to": until })
}

story!(
    /// An account whose terms are over stays with the county where the last of them stood: another neither resets its password nor takes
    /// it over by giving it a role. Nobody stands in for somebody who has no such role.
    an_account_is_kept_where_it_last_stood,
    |world| {
        let elsewhere = "610925";
        world.office.import_neighbour();
        let (own, other) = (world.desk("zhou", Role::CountyOffice, COUNTY), world.desk("qian", Role::CountyOffice, elsewhere));
        let city = world.desk("he", Role::CityOffice, CITY);
        let accounts = |county: &str| format!("/console/v1/divisions/{county}/accounts");
        own.post(&accounts(COUNTY), json!({ "login": "lin", "name": "林办事员", "appointment": role(TOWN, None) }));
        let roles = |county: &str| format!("{}/lin/roles", accounts(county));
        let appoint = |desk: &Desk, county: &str, to: Value| desk.call(Method::PUT, &roles(county), Some(to));
        let there = || role(elsewhere, Some("2017-12-31"));
        assert_eq!(appoint(&other, elsewhere, there()).1["code"], "right.not_this_role", "it is another's as long as it runs");
        assert_eq!(appoint(&own, COUNTY, role(TOWN, Some("2017-09-01"))).0, StatusCode::NO_CONTENT);
        world.pass_days(3);
        for (desk, login) in [(&own, "zhou"), (&other, "qian"), (&city, "he")] {
            desk.sign_in(login, PASSWORD);
        }
        let reset = |desk: &Desk, county: &str| desk.call(Method::POST, &format!("{}/lin/password", accounts(county)), None);
        let close = |desk: &Desk, county: &str| desk.call(Method::DELETE, &format!("{}/lin", accounts(county)), None);
        assert_eq!(reset(&other, elsewhere).1["code"], "right.not_this_role", "the terms are over, and stood elsewhere");
        assert_eq!(close(&other, elsewhere).1["code"], "right.not_this_role");
        assert_eq!(appoint(&other, elsewhere, there()).1["code"], "right.not_this_role");
        assert_eq!(reset(&own, COUNTY).0, StatusCode::OK);

        // Who is above both lets it move; then it is the other's.
        assert_eq!(appoint(&city, CITY, there()).0, StatusCode::NO_CONTENT);
        assert_eq!(reset(&own, COUNTY).1["code"], "right.not_this_role");
        let again = json!({ "role": "town_office", "division": TOWN, "from": "2017-09-01", "to": "2017-12-31" });
        assert_eq!(appoint(&own, COUNTY, again).1["code"], "right.not_this_role", "nor does the old office open its own term again");
        assert_eq!(reset(&other, elsewhere).0, StatusCode::OK);

        let deputy = |whom: &str| {
            let mut asked = there();
            asked["from"] = json!("2017-09-04");
            asked["deputy_for"] = json!(whom);
            appoint(&other, elsewhere, asked)
        };
        for nobody in ["nobody", "zhou", "lin"] {
            assert_eq!(deputy(nobody).1["code"], "appointment.nobody_stood_in_for", "{nobody}");
        }
        assert_eq!(deputy("qian").0, StatusCode::NO_CONTENT);
    }
);

/// Takes the audit's end away, so that nothing can be noted, or puts it back.
fn noting(world: &World, on: bool) {
    let sql =
        if on { "ALTER TABLE audit_away RENAME TO audit_end" } else { "ALTER TABLE audit_end RENAME TO audit_away" };
    storage::write(&*world.office.server().storage, |tx| tx.execute(sql, &[])).unwrap();
}

story!(
    /// A deed and the note of it are done together or not at all.
    nothing_is_done_that_is_not_noted,
    |world| {
        let chen = world.phone("c0017");
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let revoke = || {
            let device = format!("/console/v1/divisions/{TOWN}/devices/{}/revocation", chen.device());
            town.call(Method::POST, &device, Some(json!({ "reason": "丢了" }))).0
        };
        let revoked = || {
            let person = town.get(&format!("/console/v1/divisions/{TOWN}/people/c0017"));
            person["devices"][0]["revoked_reason"].clone()
        };
        noting(world, false);
        assert_eq!(revoke(), StatusCode::INTERNAL_SERVER_ERROR);
        noting(world, true);
        assert_eq!(revoked(), Value::Null);
        assert_eq!(revoke(), StatusCode::NO_CONTENT);
        assert_eq!(revoked(), "丢了");

        // What the revoked phone still delivers is held for a person.
        chen.diary("2017-09-01", "上午到三组看通组路。");
        drop(chen.try_sync());
        let held = world.office.held();
        assert_eq!(held.len(), 1, "{held:?}");
        let settle = || {
            let place = format!("/console/v1/divisions/{MAANQIAO}/held/{}/{}", held[0].device, held[0].number);
            town.call(Method::POST, &place, Some(json!({ "accept": true }))).0
        };
        noting(world, false);
        assert_eq!(settle(), StatusCode::INTERNAL_SERVER_ERROR);
        noting(world, true);
        assert_eq!(world.office.held().len(), 1, "nothing was settled");
        assert_eq!(settle(), StatusCode::NO_CONTENT);
        assert!(world.office.held().is_empty());
    }
);

fn moved(first_day: &str) -> Value {
    let ends = json!({
        "village": MAANQIAO, "role": "resident", "from": "2017-01-01", "seen": null, "cut_short_by": "order", "reason": "调到药妇沟",
    });
    json!({ "ends": ends, "begins": { "village": YAOFUGOU, "role": "resident", "first_day": first_day } })
}

story!(
    /// Desks that change one term at once: one of them does, the others are told that it changed.
    one_term_is_changed_by_one_desk,
    |world| {
        let desks: Vec<_> = (1..=4).map(|at| world.desk(&format!("zhou{at}"), Role::CountyOffice, COUNTY)).collect();
        let path = format!("/console/v1/divisions/{COUNTY}/people/c0017/terms");
        let answers: Vec<_> = std::thread::scope(|scope| {
            let all: Vec<_> = desks
                .into_iter()
                .enumerate()
                .map(|(at, desk)| {
                    let (path, wish) = (&path, moved(&format!("2017-09-{:02}", at + 4)));
                    scope.spawn(move || desk.call(Method::POST, path, Some(wish)))
                })
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let done = answers.iter().filter(|(status, _)| status.is_success()).count();
        let told = answers.iter().filter(|(status, said)| {
            (*status, &said["code"]) == (StatusCode::CONFLICT, &json!("terms.changed_meanwhile"))
        });
        assert_eq!((done, told.count()), (1, 3), "{answers:?}");
    }
);

story!(
    /// Where somebody moved to their phones are that office's: the former town makes no code for them, revokes none, dictates none.
    the_former_town_keeps_no_phones_of_who_moved,
    |world| {
        let chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let new_town = world.desk("wang", Role::TownOffice, "610926100");
        county.post(&format!("/console/v1/divisions/{COUNTY}/people/c0017/terms"), moved("2017-09-04"));
        world.pass_days(4);
        for (desk, login) in [(&town, "lin"), (&new_town, "wang")] {
            desk.sign_in(login, PASSWORD);
        }
        let calls = |desk: &Desk, division: &str| {
            let at = format!("/console/v1/divisions/{division}");
            let code = |path: String, body: Value| {
                let (status, said) = desk.call(Method::POST, &format!("{at}/{path}"), Some(body));
                if status.is_success() { "done".to_owned() } else { said["code"].as_str().unwrap().to_owned() }
            };
            let device = chen.device();
            [
                code("people/c0017/invitation".to_owned(), json!({})),
                code(format!("devices/{device}/recovery-code/request"), json!({ "reason": "忘了密码" })),
                code(format!("devices/{device}/revocation"), json!({ "reason": "丢了" })),
            ]
        };
        assert_eq!(calls(&town, TOWN), ["person.unknown", "device.unknown", "device.unknown"]);
        // Nor does it make them its own by a second term.
        let back = json!({ "begins": { "village": MAANQIAO, "role": "resident", "first_day": "2017-09-10" } });
        let path = format!("/console/v1/divisions/{TOWN}/people/c0017/terms");
        assert_eq!(town.call(Method::POST, &path, Some(back)).1["code"], "person.elsewhere");
        assert_eq!(calls(&town, TOWN)[0], "person.unknown");
        assert_eq!(calls(&new_town, "610926100"), ["done"; 3]);
    }
);

story!(
    /// Two accounts that one keeper of accounts made, by own hand or another's, could both be the keeper's: they are no two people. In an
    /// emergency it is done at once, and somebody whose account came otherwise, or who has had it for a month, looks at it.
    two_accounts_of_one_giver_are_no_two_people,
    |world| {
        let (root, other) = (world.desk("root", Role::Administrator, CITY), world.desk("wang", Role::TownOffice, TOWN));
        let seat = |login: &str, given: &str| {
            let desk = world.empty_desk();
            desk.sign_in(login, given);
            desk.call(Method::PUT, "/console/v1/account/password", Some(json!({ "old": given, "new": PASSWORD })));
            desk
        };
        let made = |by: &Desk, login: &str, role: &str, division: &str| {
            let appointment = json!({ "role": role, "division": division, "from": "2017-09-01", "to": null });
            let new = json!({ "login": login, "name": format!("{login}办事员"), "appointment": appointment });
            let given = by.post(&format!("/console/v1/divisions/{division}/accounts"), new)["password"].clone();
            seat(login, given.as_str().unwrap())
        };
        let (one, two) = (made(&root, "a1", "town_office", TOWN), made(&root, "a2", "town_office", TOWN));
        let county = made(&root, "k1", "county_office", COUNTY);
        let three = made(&county, "a3", "town_office", TOWN);
        let ask = |day: &str, emergency: bool| {
            let day = json!({ "cadre": "c0017", "day": day, "to": "resident", "reason": "镇里有名单", "emergency": emergency });
            one.post(&format!("/console/v1/divisions/{MAANQIAO}/corrections"), day)["id"].as_str().unwrap().to_owned()
        };
        let decide = |desk: &Desk, id: &str| {
            let place = format!("/console/v1/divisions/{MAANQIAO}/seconds/{id}");
            desk.call(Method::POST, &place, Some(json!({ "agree": true, "word": "看过" })))
        };
        let (asked, urgent) = (ask("2017-08-09", false), ask("2017-08-10", true));
        for desk in [&two, &county, &three] {
            let told = decide(desk, &asked).1;
            assert_eq!(told["code"], "second.one_giver", "{told}");
            assert_eq!(decide(desk, &urgent).1["code"], "second.one_giver", "nor do they look at it afterwards");
        }
        assert!(decide(&three, &asked).1["zh"].as_str().unwrap().contains("root"), "who it came from is said");
        assert_eq!(decide(&other, &asked).0, StatusCode::NO_CONTENT, "whose account came otherwise decides");
        // A month later nobody remembers a first password.
        world.pass_days(31);
        two.sign_in("a2", PASSWORD);
        assert_eq!(decide(&two, &urgent).0, StatusCode::NO_CONTENT);
    }
);

story!(
    /// What two people decide is decided once, by two people who are two, and on the day as it was when it was asked for.
    a_second_person_is_another_and_decides_once_on_what_was_seen,
    |world| {
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let second = world.desk("he", Role::CityOffice, CITY);
        let ask = |desk: &Desk, to: &str| {
            let day = json!({ "cadre": "c0017", "day": "2017-08-09", "to": to, "reason": "镇里有名单" });
            desk.post(&format!("/console/v1/divisions/{MAANQIAO}/corrections"), day)["id"].as_str().unwrap().to_owned()
        };
        let decide = |desk: &Desk, id: &str, agree: bool| {
            let place = format!("/console/v1/divisions/{MAANQIAO}/seconds/{id}");
            desk.call(Method::POST, &place, Some(json!({ "agree": agree, "word": "看过" })))
        };
        let signs = || {
            world.office.look_after();
            let year = second.get(&format!("/console/v1/divisions/{MAANQIAO}/attendance?year=2017&month=8"));
            let row = year["people"].as_array().unwrap().iter().find(|row| row["cadre"] == "c0017").unwrap().clone();
            row["days"].as_str().unwrap().chars().nth(8).unwrap()
        };
        let (first, later) = (ask(&town, "resident"), ask(&county, "leave"));
        assert_eq!(decide(&second, &later, true).0, StatusCode::NO_CONTENT);
        let leave = signs();
        let (status, told) = decide(&second, &first, true);
        assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("second.day.changed_meanwhile")));
        assert!(told["zh"].as_str().unwrap().contains("zhou办事员"), "{told}");
        assert_eq!(signs(), leave, "the later word stands");
        // It is refused, and asked for anew by who has seen how the day is.
        assert_eq!(decide(&second, &first, false).0, StatusCode::NO_CONTENT);
        for id in [&first, &later] {
            for agree in [true, false] {
                assert_eq!(decide(&second, id, agree).1["code"], "second.changed_meanwhile", "once is for good");
            }
        }
        let anew = ask(&town, "resident");
        assert_eq!(decide(&second, &anew, true).0, StatusCode::NO_CONTENT);
        assert_eq!(signs(), 'R');

        // A second person whom the first one made, or gave a role or a password to, is none.
        let accounts = format!("/console/v1/divisions/{COUNTY}/accounts");
        let of_county = |from: &str| json!({ "role": "town_office", "division": TOWN, "from": from, "to": null });
        let new = json!({ "login": "made", "name": "新人", "appointment": of_county("2017-09-01") });
        let given = county.post(&accounts, new)["password"].as_str().unwrap().to_owned();
        let made = world.empty_desk();
        made.sign_in("made", &given);
        made.call(Method::PUT, "/console/v1/account/password", Some(json!({ "old": given, "new": PASSWORD })));
        let by_county = ask(&county, "absent");
        assert_eq!(decide(&made, &by_county, true).1["code"], "second.not_independent");
        let appointed = json!({ "role": "town_office", "division": "610926100", "from": "2017-09-01", "to": null });
        assert_eq!(county.call(Method::PUT, &format!("{accounts}/lin/roles"), Some(appointed)).0, StatusCode::NO_CONTENT);
        assert_eq!(decide(&town, &by_county, true).1["code"], "second.not_independent");
        assert_eq!(signs(), 'R');
        // Nor does the first one agree to what was asked for under a password that they gave.
        let by_made = ask(&made, "absent");
        assert_eq!(decide(&county, &by_made, true).1["code"], "second.not_independent");
        assert_eq!(signs(), 'R');
        let by_town = ask(&town, "leave");
        assert_eq!(decide(&made, &by_town, true).0, StatusCode::NO_CONTENT, "who asked has given them nothing");
    }
);
