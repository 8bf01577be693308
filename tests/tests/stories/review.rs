//! The office's review: from a diary on a phone to a clerk's word and back, on both databases.

use cunji_client::{DiaryChange, PhotoFrom, Shrunk, draft_id, shrink_photo};
use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::organisation::Role;
use cunji_domain::record::{KindDecl, RecordId, RecordKind};
use cunji_domain::review::{Review, ReviewState};
use cunji_domain::server_facts::day_grade::DayGrade;
use cunji_domain::visit::HouseholdVisit;
use cunji_tests::fixtures_roster::{MAANQIAO, MOGOU};
use cunji_tests::pictures;
use cunji_tests::story;
use cunji_tests::world::{Desk, Handset, PASSWORD, World, a_day, village};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";

fn stayed(phone: &Handset, day: &str, text: &str) {
    let change = DiaryChange { stay: Some(Stay::Village), text: Some(text.to_owned()), ..DiaryChange::default() };
    phone.try_diary(day, change).unwrap_or_else(|error| panic!("{day}: {error}"));
}

fn queue(desk: &Desk, division: &str, level: &str) -> Value {
    desk.get(&format!("/console/v1/divisions/{division}/reviews?level={level}"))
}

fn waiting(desk: &Desk) -> u64 {
    queue(desk, TOWN, "town")["totals"]["waiting"].as_u64().unwrap()
}

/// The waiting diary of a day, by its address, with the heads that a judgement names.
fn of_day(desk: &Desk, day: &str) -> (String, Value) {
    let page = queue(desk, TOWN, "town");
    let item = page["items"].as_array().unwrap().iter().find(|item| item["day"] == day).expect("it waits").clone();
    (format!("/console/v1/divisions/{MAANQIAO}/reviews/{}", item["record"].as_str().unwrap()), item["heads"].clone())
}

fn word(heads: &Value, state: &str, reason: &str) -> Value {
    json!({ "level": "town", "heads": heads, "state": state, "reason": reason })
}

fn returned(heads: &Value, cause: &str, reason: &str) -> Value {
    json!({ "level": "town", "heads": heads, "state": "returned", "cause": cause, "reason": reason })
}

/// What the offices say of a day, as the cadre's phone has it.
fn told(phone: &Handset, world: &World) -> Vec<(ReviewState, String)> {
    phone.sync();
    let mut reviews = world.office.records::<Review>(&village());
    reviews.sort_by_key(|review| review.subject);
    assert_eq!(phone.digest(&village()).unwrap(), world.office.digest(&village()));
    reviews.into_iter().map(|review| (review.state, review.reason.0)).collect()
}

story!(
    /// A diary is returned with a reason, mended on the phone, and accepted; it is returned no second time.
    a_diary_is_returned_once_mended_and_accepted,
    |world| {
        let chen = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        stayed(&chen, "2017-09-01", "上午到三组看通组路。");
        chen.visit("2017-09-01", "h003", "茶园两亩挂果,愁销路。");
        chen.sync();
        world.office.look_after();

        let (place, heads) = of_day(&desk, "2017-09-01");
        let shown = desk.get(&place);
        assert_eq!(shown["text"], "上午到三组看通组路。");
        assert_eq!(shown["stay"]["code"], "village");
        assert_eq!(shown["visits"][0]["findings"], "茶园两亩挂果,愁销路。");
        assert_eq!(shown["heads"], heads);

        let causes = desk.get(&format!("/console/v1/divisions/{TOWN}/reviews/causes"));
        assert!(causes.as_array().unwrap().iter().any(|cause| cause["code"] == "stay_differs"), "{causes}");
        let refused = |body: Value| desk.refused(Method::POST, &place, Some(body));
        assert_eq!(refused(word(&heads, "returned", "写得太短。")), "review.cause_missing");
        assert_eq!(refused(returned(&heads, "too_short", "")), "call.malformed", "the list is closed");
        assert_eq!(refused(word(&heads, "flagged", " ")), "record.text_missing");
        desk.post(&place, returned(&heads, "stay_differs", "住在哪里和走访的村对不上,请说明。"));
        assert_eq!(waiting(&desk), 0);
        assert_eq!(told(&chen, world), [(ReviewState::Returned, "住在哪里和走访的村对不上,请说明。".to_owned())]);

        world.pass_days(1);
        desk.sign_in("lin", PASSWORD);
        chen.diary("2017-09-01", "上午到三组看通组路。晚上回村部住。");
        chen.sync();
        world.office.look_after();
        let (_, mended) = of_day(&desk, "2017-09-01");
        assert_ne!(mended, heads);
        // What was shown before is not what stands now.
        assert_eq!(desk.refused(Method::POST, &place, Some(word(&heads, "accepted", ""))), "review.changed_meanwhile");
        assert_eq!(desk.refused(Method::POST, &place, Some(returned(&mended, "wrong_day", ""))), "review.returned_before");
        desk.post(&place, word(&mended, "accepted", ""));
        assert_eq!(told(&chen, world)[0].0, ReviewState::Accepted);
        let said = desk.get(&place)["said"].clone();
        let states: Vec<_> = said.as_array().unwrap().iter().map(|said| said["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["returned", "accepted"], "the history stays");
        let year = chen.with(|phone| phone.attendance(2017, Some(a_day("2017-09-02")))).unwrap();
        assert_eq!(year.resident, 1);
    }
);

story!(
    /// The days for mending begin on the phone, not at the desk; once they are over the diary is the office's again, and nobody accepts it
    /// unread.
    the_days_for_mending_count_from_the_phone_and_then_the_office_decides,
    |world| {
        let chen = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        stayed(&chen, "2017-09-01", "上午到三组看通组路。");
        chen.sync();
        world.office.look_after();
        let (place, heads) = of_day(&desk, "2017-09-01");
        desk.post(&place, returned(&heads, "wrong_day", ""));
        let until = |desk: &Desk| desk.get(&place)["said"][0]["until"].clone();

        // No line for twelve days: nothing runs out.
        world.pass_days(12);
        desk.sign_in("lin", PASSWORD);
        world.office.look_after();
        assert_eq!((waiting(&desk), until(&desk)), (0, Value::Null));
        chen.sync();
        let shown = chen.with(|phone| phone.judged_days()).unwrap();
        assert_eq!(shown[0].cause.as_ref().map(|cause| cause.code.as_str()), Some("wrong_day"));
        let last = shown[0].until.expect("the policy says how many days there are");
        assert_eq!(last, a_day("2017-09-20"));
        chen.sync();
        assert_eq!(until(&desk), json!("2017-09-20"), "the desk knows the same day");

        world.pass_days(7);
        desk.sign_in("lin", PASSWORD);
        world.office.look_after();
        assert_eq!(waiting(&desk), 0, "the last day is not over");
        world.pass_days(1);
        desk.sign_in("lin", PASSWORD);
        world.office.look_after();
        assert_eq!(waiting(&desk), 1);
        let (_, unchanged) = of_day(&desk, "2017-09-01");
        assert_eq!(unchanged, heads);
        let item = json!({ "space": MAANQIAO, "record": place.rsplit_once('/').unwrap().1, "heads": heads });
        let pile = json!({ "level": "town", "items": [item] });
        let bulk = desk.post(&format!("/console/v1/divisions/{TOWN}/reviews/unread"), pile);
        assert_eq!((bulk["accepted"].as_u64(), bulk["left"].as_u64()), (Some(0), Some(1)), "somebody has to look at it");
        let seen = |state: &str, reason: &str| {
            let mut said = word(&heads, state, reason);
            said["seen"] = json!("returned");
            said
        };
        desk.post(&place, seen("flagged", "没有改,先存疑。"));
        assert_eq!(told(&chen, world), [(ReviewState::Flagged, "没有改,先存疑。".to_owned())]);
        assert_eq!(waiting(&desk), 0);
    }
);

/// A diary with a photo, as its form writes it.
fn with_photo(phone: &Handset, day: &str, text: &str, photo: &Shrunk) {
    let cadre = phone.with(|phone| phone.person().unwrap().as_str().to_owned());
    shown_in(phone, DiaryEntry::DECL, &json!({ "day": day, "cadre": cadre, "text": text }), photo);
}

/// A visit with a photo.
fn visit_with_photo(phone: &Handset, day: &str, household: &str, photo: &Shrunk) -> RecordId {
    let said = json!({ "day": day, "household_name": household, "findings": "茶园挂果。" });
    shown_in(phone, HouseholdVisit::DECL, &said, photo)
}

fn shown_in(phone: &Handset, decl: &KindDecl, said: &Value, photo: &Shrunk) -> RecordId {
    phone.with(|phone| {
        let form = phone.open_form(decl.name, None, said.as_object().unwrap()).unwrap();
        let id = draft_id(&form.id).unwrap();
        phone.keep_photo(id, photo, PhotoFrom::default()).unwrap();
        let form = phone.form_of(id).unwrap();
        phone.write_form(id, &form.fields, None).unwrap().record
    })
}

story!(
    /// One photo for two days in two villages: the later day is hinted at, whichever village the server looked at first.
    a_photo_that_was_shown_elsewhere_before_is_noticed_in_whatever_order_villages_are_looked_at,
    |world| {
        let photo = shrink_photo(&pictures::camera(5, 1_600, 1_200)).unwrap();
        let (chen, peng) = (world.phone("c0017"), world.phone("c0032"));
        with_photo(&chen, "2017-08-31", "看三组的水渠。", &photo);
        with_photo(&peng, "2017-08-30", "看村口的水渠。", &photo);
        assert!(MAANQIAO < MOGOU, "what is looked at first");
        chen.sync();
        peng.sync();
        world.office.look_after();
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let (place, _) = of_day(&desk, "2017-08-31");
        let shown = desk.get(&place);
        let hints: Vec<_> = shown["grade"]["hints"].as_array().unwrap().iter().map(|hint| &hint["code"]).collect();
        assert_eq!(hints, ["photo_seen_before"]);
        assert_eq!(queue(&desk, TOWN, "town")["items"][0]["odd"], 1);
    }
);

/// The hints of the diary of a day in a village, as sentences.
fn hinted(desk: &Desk, village: &str, day: &str) -> Vec<String> {
    let town = &village[..TOWN.len()];
    let page = queue(desk, town, "town");
    let items = page["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["day"] == day && item["space"] == village).expect("it waits");
    let shown = desk.get(&format!("/console/v1/divisions/{village}/reviews/{}", item["record"].as_str().unwrap()));
    shown["grade"]["hints"].as_array().unwrap().iter().map(|hint| hint["zh"].as_str().unwrap().to_owned()).collect()
}

story!(
    /// One picture beside the visits of several days: each day but the first is hinted at, though no diary shows it. Beside all visits of
    /// one day, and in the diary of that day, it is one occasion.
    a_photo_beside_visits_of_several_days_is_noticed,
    |world| {
        let photo = shrink_photo(&pictures::camera(5, 1_600, 1_200)).unwrap();
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        for day in ["2017-08-29", "2017-08-30", "2017-08-31"] {
            stayed(&chen, day, &format!("{day} 入户。"));
            visit_with_photo(&chen, day, "胡文治", &photo);
        }
        visit_with_photo(&chen, "2017-08-29", "张守福", &photo);
        with_photo(&wang, "2017-08-29", "一起入户。", &photo);
        chen.sync();
        wang.sync();
        world.office.look_after();
        assert!(hinted(&desk, MAANQIAO, "2017-08-29").is_empty());
        for later in ["2017-08-30", "2017-08-31"] {
            assert_eq!(hinted(&desk, MAANQIAO, later), ["这天有一张照片 2017年8月29日 用过。"], "{later}");
        }
    }
);

story!(
    /// A visit was put on the wrong day, another one was taken back: what was hinted at because of them is hinted at no more.
    a_hint_at_a_photo_ends_with_what_it_was_for,
    |world| {
        let photo = shrink_photo(&pictures::camera(5, 1_600, 1_200)).unwrap();
        let chen = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        for day in ["2017-08-29", "2017-08-30", "2017-08-31"] {
            stayed(&chen, day, &format!("{day} 入户。"));
        }
        let first = visit_with_photo(&chen, "2017-08-29", "胡文治", &photo);
        let moved = visit_with_photo(&chen, "2017-08-31", "张守福", &photo);
        let hinted_days = || {
            chen.sync();
            world.office.look_after();
            let days = ["2017-08-29", "2017-08-30", "2017-08-31"];
            days.into_iter().filter(|day| !hinted(&desk, MAANQIAO, day).is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(hinted_days(), ["2017-08-31"]);
        chen.with(|phone| {
            let form = phone.open_form_of(moved).unwrap();
            let mut fields = form.fields;
            fields.insert("day".to_owned(), json!("2017-08-30"));
            phone.write_form(draft_id(&form.id).unwrap(), &fields, None).unwrap();
        });
        assert_eq!(hinted_days(), ["2017-08-30"]);
        chen.with(|phone| phone.withdraw(first, "记重了").unwrap());
        assert!(hinted_days().is_empty());
    }
);

story!(
    /// One photo on one day in two villages: one of the two is hinted at and names the other, the same one whichever arrived first.
    a_photo_of_one_day_in_two_villages_is_noticed_in_one_of_them,
    |world| {
        let photo = |number| shrink_photo(&pictures::camera(number, 1_600, 1_200)).unwrap();
        let (chen, peng) = (world.phone("c0017"), world.phone("c0032"));
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let elsewhere = world.desk("tan", Role::TownOffice, &MOGOU[..TOWN.len()]);
        assert!(MAANQIAO < MOGOU);
        let (first, second) = (photo(5), photo(6));
        for day in ["2017-08-30", "2017-08-31"] {
            stayed(&chen, day, &format!("{day} 看水渠。"));
            stayed(&peng, day, &format!("{day} 修水渠。"));
        }
        visit_with_photo(&peng, "2017-08-30", "彭家院子", &first);
        visit_with_photo(&chen, "2017-08-31", "胡文治", &second);
        peng.sync();
        chen.sync();
        world.office.look_after();
        assert!(hinted(&elsewhere, MOGOU, "2017-08-30").is_empty());
        visit_with_photo(&chen, "2017-08-30", "胡文治", &first);
        visit_with_photo(&peng, "2017-08-31", "彭家院子", &second);
        chen.sync();
        peng.sync();
        world.office.look_after();
        for day in ["2017-08-30", "2017-08-31"] {
            assert!(hinted(&desk, MAANQIAO, day).is_empty(), "{day}");
            let said = hinted(&elsewhere, MOGOU, day);
            assert!(said.len() == 1 && said[0].contains("马鞍桥村"), "{day}: {said:?}");
        }
    }
);

story!(
    /// A diary is given back for a household that is wrong: it comes before the office again once the visit was put right, though no word of
    /// the diary changed; nobody accepts it unread, and it is not given back twice.
    what_is_put_right_beside_a_returned_diary_brings_it_back,
    |world| {
        let chen = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        stayed(&chen, "2017-09-01", "入户两家。");
        let photo = shrink_photo(&pictures::camera(5, 1_600, 1_200)).unwrap();
        let visit = visit_with_photo(&chen, "2017-09-01", "胡文治", &photo);
        chen.sync();
        world.office.look_after();
        let (place, heads) = of_day(&desk, "2017-09-01");
        let returned = |seen: Value| json!({ "level": "town", "heads": heads, "seen": seen, "state": "returned", "cause": "wrong_household", "reason": "是另一户。" });
        desk.post(&place, returned(Value::Null));
        world.office.look_after();
        chen.sync();
        world.office.look_after();
        assert_eq!(waiting(&desk), 0);
        chen.with(|phone| {
            let form = phone.open_form_of(visit).unwrap();
            let mut fields = form.fields;
            fields.insert("household_name".to_owned(), json!("胡文志"));
            phone.write_form(draft_id(&form.id).unwrap(), &fields, None).unwrap();
        });
        chen.sync();
        world.office.look_after();
        assert_eq!((waiting(&desk), of_day(&desk, "2017-09-01").1), (1, heads.clone()));
        let item = json!({ "space": MAANQIAO, "record": place.rsplit_once('/').unwrap().1, "heads": heads });
        let bulk = desk.post(&format!("/console/v1/divisions/{TOWN}/reviews/unread"), json!({ "level": "town", "items": [item] }));
        assert_eq!((bulk["accepted"].as_u64(), bulk["left"].as_u64()), (Some(0), Some(1)));
        let mut twice = returned(json!("returned"));
        twice["reason"] = json!("还是不对。");
        assert_eq!(desk.refused(Method::POST, &place, Some(twice)), "review.returned_before");
        let accepted = json!({ "level": "town", "heads": heads, "seen": "returned", "state": "accepted", "cause": null, "reason": "" });
        desk.post(&place, accepted);
        world.office.look_after();
        assert_eq!(waiting(&desk), 0);
    }
);

story!(
    /// Two clerks open the same diary: the second is told by name, and what one of them said first stands.
    two_clerks_never_review_one_diary_at_once,
    |world| {
        let chen = world.phone("c0017");
        let (lin, he) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("he", Role::TownOffice, TOWN));
        stayed(&chen, "2017-09-01", "开会。");
        chen.sync();
        world.office.look_after();
        let (place, heads) = of_day(&lin, "2017-09-01");
        let lease = format!("{place}/lease");
        assert_eq!(lin.call(Method::PUT, &lease, None).0, StatusCode::NO_CONTENT);
        let (status, said) = he.call(Method::PUT, &lease, None);
        assert_eq!((status, said["code"].as_str().unwrap()), (StatusCode::CONFLICT, "review.taken"));
        assert!(said["zh"].as_str().unwrap().contains("lin办事员"), "{said}");
        assert_eq!(queue(&he, TOWN, "town")["items"][0]["open_at"], "lin");
        assert_eq!(he.refused(Method::POST, &place, Some(word(&heads, "accepted", ""))), "review.taken");
        // Who walks away from the desk keeps nobody waiting for long.
        world.pass(5 * 60);
        assert_eq!(he.call(Method::PUT, &lease, None).0, StatusCode::NO_CONTENT);
        he.post(&place, word(&heads, "flagged", "和邻村同一天的日志一字不差,待核实。"));
        // What the other had on the screen meanwhile is not said over it; who has seen it may.
        let late = word(&heads, "accepted", "");
        assert_eq!(lin.refused(Method::POST, &place, Some(late.clone())), "review.judged.changed_meanwhile");
        let mut seen = late;
        seen["seen"] = json!("flagged");
        lin.post(&place, seen.clone());
        // The same word once more is no harm; another's words are not replaced unseen, though the word is the same.
        lin.post(&place, seen);
        let other = word(&heads, "accepted", "看得细。");
        assert_eq!(he.refused(Method::POST, &place, Some(other)), "review.judged.changed_meanwhile");
        assert_eq!(lin.refused(Method::PUT, &format!("{place}0/lease"), None), "call.malformed");
        assert_eq!(waiting(&lin), 0);
    }
);

story!(
    /// What looks plain can be accepted together, and stays told apart from what was read; what chance picked is left.
    a_pile_is_accepted_unread_and_says_so,
    |world| {
        let chen = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        world.pass_days(29);
        desk.sign_in("lin", PASSWORD);
        for day in 1..=30 {
            stayed(&chen, &format!("2017-09-{day:02}"), &format!("第{day}天,走访。"));
        }
        chen.sync();
        world.office.look_after();
        let page = desk.get(&format!("/console/v1/divisions/{TOWN}/reviews?level=town&limit=200"));
        let items = page["items"].as_array().unwrap();
        assert_eq!((items.len(), waiting(&desk)), (30, 30));
        let sampled = items.iter().filter(|item| item["must_be_read"] == true).count() as u64;
        let pile: Vec<Value> = items
            .iter()
            .map(|item| json!({ "space": item["space"], "record": item["record"], "heads": item["heads"] }))
            .collect();
        let unread = format!("/console/v1/divisions/{TOWN}/reviews/unread");
        let done = desk.post(&unread, json!({ "level": "town", "items": pile }));
        assert_eq!((done["accepted"].as_u64().unwrap(), done["left"].as_u64().unwrap()), (30 - sampled, sampled));
        let totals = queue(&desk, TOWN, "town")["totals"].clone();
        assert_eq!((totals["waiting"].as_u64().unwrap(), totals["accepted_unread"].as_u64().unwrap()), (sampled, 30 - sampled));
        // A double click does nothing twice.
        assert_eq!(desk.post(&unread, json!({ "level": "town", "items": pile }))["accepted"], 0);
        chen.sync();
        assert_eq!(chen.digest(&village()).unwrap(), world.office.digest(&village()));

        // Page by page it is the same as at once.
        let (mut pages, mut next) = (Vec::new(), None::<String>);
        loop {
            let after = next.map_or_else(String::new, |next| format!("&after={next}"));
            let page = desk.get(&format!("/console/v1/divisions/{TOWN}/reviews?level=town&limit=1{after}"));
            pages.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(more) => next = Some(more.to_owned()),
                None => break,
            }
        }
        assert_eq!(pages, queue(&desk, TOWN, "town")["items"].as_array().unwrap().clone());
    }
);

story!(
    /// The county sees what the town left in doubt, and what chance picked of what the town accepted; never before the town spoke.
    the_county_sees_what_the_town_flagged,
    |world| {
        let chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        stayed(&chen, "2017-09-01", "开会。");
        chen.sync();
        world.office.look_after();
        assert_eq!(queue(&county, COUNTY, "county")["totals"]["waiting"], 0);
        let (place, heads) = of_day(&town, "2017-09-01");
        town.post(&place, word(&heads, "flagged", "待核实。"));
        let page = queue(&county, COUNTY, "county");
        assert_eq!(page["totals"]["waiting"], 1);
        let on_town = |desk: &Desk| desk.refused(Method::POST, &place, Some(word(&heads, "accepted", "")));
        assert_eq!(on_town(&county), "right.not_this_level", "each level speaks for itself");
        county.post(&place, json!({ "level": "county", "heads": heads, "state": "accepted" }));
        assert_eq!(queue(&county, COUNTY, "county")["totals"]["waiting"], 0);
        let year = chen.with(|phone| {
            drop(phone.attendance(2017, None));
            phone.attendance(2017, Some(a_day("2017-09-02")))
        });
        assert_eq!(year.unwrap().resident, 1);
    }
);

story!(
    /// What the town left in doubt waits for the county for that alone: it is to be read, and no pile takes it along.
    what_the_town_left_in_doubt_is_in_no_pile_of_the_county,
    |world| {
        let chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        for day in ["2017-09-01", "2017-09-02", "2017-09-03", "2017-09-04"] {
            // So many that chance does not pick them all.
            stayed(&chen, day, &format!("{day} 开会。"));
            world.pass_days(1);
        }
        chen.sync();
        world.office.look_after();
        for desk in [&town, &county] {
            desk.sign_in(if std::ptr::eq(desk, &town) { "lin" } else { "zhou" }, PASSWORD);
        }
        for day in ["2017-09-01", "2017-09-02", "2017-09-03", "2017-09-04"] {
            let (place, heads) = of_day(&town, day);
            town.post(&place, word(&heads, "flagged", "待核实。"));
        }
        let page = queue(&county, COUNTY, "county");
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), 4);
        for item in items {
            assert_eq!((&item["must_be_read"], &item["in_doubt_below"]), (&json!(true), &json!("town")), "{item}");
        }
        let pile: Vec<_> = items.iter().map(|item| json!({ "space": item["space"], "record": item["record"], "heads": item["heads"] })).collect();
        let unread = format!("/console/v1/divisions/{COUNTY}/reviews/unread");
        let done = county.post(&unread, json!({ "level": "county", "items": pile }));
        assert_eq!((&done["accepted"], &done["left"]), (&json!(0), &json!(4)));
    }
);

story!(
    /// A day that the first secretary questioned stands before whatever else looks odd, with a mark of its own, on every page, and isn't
    /// accepted unread.
    what_somebody_contradicts_stands_before_whatever_looks_odd,
    |world| {
        let (chen, liu) = (world.phone("c0017"), world.phone("c0016"));
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        const TEXT: &str = "上午同村支书到三组看通组路,塌方两处,约二十米,已请镇里派铲车。下午入户四家,讲合作医疗怎么报。";
        stayed(&chen, "2017-08-28", "在村委会整理台账,晚上同会计对低保名册,有三户人口变了。");
        stayed(&chen, "2017-08-30", TEXT);
        stayed(&chen, "2017-09-01", &TEXT.replace("四家", "五家"));
        chen.sync();
        liu.sync();
        world.office.look_after();
        let days = |page: &Value| {
            let items = page["items"].as_array().unwrap().iter();
            items.map(|item| (item["day"].as_str().unwrap().to_owned(), item["contradicted"] == true)).collect::<Vec<_>>()
        };
        assert!(days(&queue(&desk, TOWN, "town")).iter().all(|(_, contradicted)| !contradicted));

        let cadre = "c0017".parse().unwrap();
        let why = "那天晚上没看到人。".to_owned();
        liu.with(|phone| phone.judge_day(&cadre, a_day("2017-08-28"), ConfirmationResult::Questioned, why, None)).unwrap();
        liu.sync();
        world.office.look_after();
        let page = queue(&desk, TOWN, "town");
        let first = &page["items"][0];
        assert_eq!(days(&page)[0], ("2017-08-28".to_owned(), true));
        assert_eq!((&first["must_be_read"], days(&page).len()), (&json!(true), 3));
        let stands_out = |item: &&Value| item["contradicted"] == true || item["odd"] != 0;
        assert_eq!(page["totals"]["odd"], page["items"].as_array().unwrap().iter().filter(stands_out).count());

        let mut by_pages = Vec::new();
        let mut after = String::new();
        loop {
            let page = desk.get(&format!("/console/v1/divisions/{TOWN}/reviews?level=town&limit=1{after}"));
            by_pages.extend(days(&page));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(by_pages, days(&page), "page by page it is the same order");

        let pile = json!([{ "space": MAANQIAO, "record": first["record"], "heads": first["heads"] }]);
        let unread = format!("/console/v1/divisions/{TOWN}/reviews/unread");
        assert_eq!(desk.post(&unread, json!({ "level": "town", "items": pile }))["left"], 1, "it has to be read");
    }
);

story!(
    /// What looks odd stands first and says why, with an innocent reading; whose day it is reads the same on the phone, teammates don't.
    what_looks_odd_stands_first_and_is_told_to_whom_it_is_of,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        const TEXT: &str = "上午同村支书到三组看通组路,塌方两处,约二十米,已请镇里派铲车。下午入户四家,讲合作医疗怎么报。";
        stayed(&wang, "2017-09-01", "在村委会整理台账,晚上同会计对低保名册,有三户人口变了。");
        stayed(&chen, "2017-09-01", TEXT);
        world.pass_days(3);
        desk.sign_in("lin", PASSWORD);
        stayed(&chen, "2017-09-04", &TEXT.replace("四家", "五家"));
        wang.sync();
        chen.sync();
        world.office.look_after();

        let first = queue(&desk, TOWN, "town")["items"][0].clone();
        assert_eq!((&first["day"], &first["odd"], &first["must_be_read"]), (&json!("2017-09-04"), &json!(1), &json!(true)));
        assert_eq!(first["hints"], json!(["near_equal_text"]), "the list names them");
        let (place, heads) = of_day(&desk, "2017-09-04");
        let shown = desk.get(&place);
        let hint = &shown["grade"]["hints"][0];
        assert_eq!(hint["code"], "near_equal_text");
        assert!(hint["zh"].as_str().unwrap().contains("9月1日") && hint["innocent_zh"].is_string(), "{hint}");
        let like_it = hint["diary"].as_str().expect("the other diary is named");
        let other = desk.get(&format!("/console/v1/divisions/{MAANQIAO}/reviews/{like_it}"));
        assert_eq!((&other["day"], &other["text"]), (&json!("2017-09-01"), &json!(TEXT)));
        let pile = json!([{ "space": MAANQIAO, "record": first["record"], "heads": heads }]);
        let unread = format!("/console/v1/divisions/{TOWN}/reviews/unread");
        assert_eq!(desk.post(&unread, json!({ "level": "town", "items": pile }))["left"], 1, "it has to be read");

        let of_chen = |phone: &Handset| {
            phone.sync();
            let grades = phone.with(|phone| phone.records::<DayGrade>(&cunji_store::Filter::default())).unwrap();
            grades.into_iter().filter(|grade| grade.value.cadre.as_str() == "c0017").map(|grade| grade.value).collect::<Vec<_>>()
        };
        let mut grades = of_chen(&chen);
        grades.retain(|grade| !grade.known_hints().is_empty());
        assert_eq!(grades.len(), 1);
        assert_eq!(grades[0].known_hints()[0].words().zh, hint["zh"].as_str().unwrap());
        assert!(of_chen(&wang).is_empty(), "what was noted of somebody goes to nobody else");
        let sheet = |phone: &Handset, cadre: &str| {
            let cadre = cadre.parse().unwrap();
            phone.with(|phone| phone.day_sheet(Some(&cadre), a_day("2017-09-04"))).unwrap()
        };
        let shown = sheet(&chen, "c0017").support;
        assert_eq!(shown[0].hints[0].said.zh, hint["zh"].as_str().unwrap());
        assert_eq!(shown[0].hints[0].day, Some(a_day("2017-09-01")), "one's own day is a tap away");
        assert!(sheet(&wang, "c0017").support.is_empty());
        // Looked at again, nothing new comes of it.
        let number = world.office.last_number(&village());
        world.office.look_after();
        assert_eq!(world.office.last_number(&village()), number);
    }
);

story!(
    /// What is derived from the logs can be lost and is made anew.
    the_queue_is_made_anew_from_the_logs,
    |world| {
        let chen = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        stayed(&chen, "2017-09-01", "开会。");
        chen.sync();
        world.office.look_after();
        let before = queue(&desk, TOWN, "town");
        cunji_server::storage::write(&*world.office.server().storage, |tx| {
            tx.execute("DELETE FROM review_item", &[])?;
            tx.execute("UPDATE followed SET form = 0", &[])
        })
        .unwrap();
        assert_eq!(waiting(&desk), 0);
        world.office.look_after();
        assert_eq!(queue(&desk, TOWN, "town"), before);
    }
);
