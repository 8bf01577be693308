//! Who saw what is in the audit: a row for each record that was opened and each page of a list, however it was come by.

use cunji_client::{Beside, Reason};
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::organisation::Role;
use cunji_domain::photo::People;
use cunji_domain::record::ListedCode;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::{Desk, PASSWORD, World, a_day};
use data_encoding::HEXLOWER;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::photos::{photo, send, visit_with};

const TOWN: &str = "610926101";
const CITY: &str = "6109";

/// What the audit has of somebody's looks of one kind, the first one first: of what, and in words.
fn noted(city: &Desk, login: &str, action: &str) -> Vec<(String, String)> {
    let page = city.get(&format!("/console/v1/divisions/{CITY}/audit?limit=200&login={login}&action={action}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = page["rows"].as_array().unwrap().iter().rev();
    rows.map(|row| (text(&row["subject"]), text(&row["detail"]))).collect()
}

fn all(city: &Desk, login: &str) -> usize {
    city.get(&format!("/console/v1/divisions/{CITY}/audit?limit=200&login={login}"))["rows"].as_array().unwrap().len()
}

fn looked_after(world: &World) {
    world.settle();
    world.office.look_after();
}

story!(
    /// A diary that is read without being opened for review is noted as one that is, once an hour; one that is only fetched ahead is told
    /// apart; a queue's own pages are not noted.
    whoever_reads_a_diary_is_noted_with_a_lease_or_without,
    |world| {
        let chen = world.phone("c0017");
        let diary = crate::hex(chen.diary("2017-09-01", "上午到三组看通组路。").record);
        let visit = crate::hex(chen.visit("2017-09-01", "h003", "茶园两亩挂果。").record);
        looked_after(world);
        let (town, other) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("wang", Role::TownOffice, TOWN));
        let city = world.desk("he", Role::CityOffice, CITY);
        let place = format!("/console/v1/divisions/{MAANQIAO}/reviews/{diary}");
        let read = (diary.clone(), String::new());

        let before = all(&city, "lin");
        town.get(&format!("/console/v1/divisions/{TOWN}/reviews?level=town"));
        assert_eq!(all(&city, "lin"), before, "a page of the queue tells no diary");
        town.get(&format!("{place}?ahead=true"));
        assert_eq!((noted(&city, "lin", "diary_fetched"), noted(&city, "lin", "diary_seen")), (vec![read.clone()], Vec::new()));
        town.get(&place);
        town.get(&place);
        assert_eq!(town.call(Method::PUT, &format!("{place}/lease"), None).0, StatusCode::NO_CONTENT);
        assert_eq!(noted(&city, "lin", "diary_seen"), std::slice::from_ref(&read));
        // Who is told that somebody else has it has it before them all the same.
        assert_eq!(other.refused(Method::PUT, &format!("{place}/lease"), None), "review.taken");
        assert_eq!(noted(&city, "wang", "diary_seen"), std::slice::from_ref(&read));
        assert_eq!(town.refused(Method::GET, &place.replace(&diary, &"0".repeat(32)), None), "review.unknown");
        assert_eq!(noted(&city, "lin", "diary_seen").len(), 1, "what is not there was not seen");

        town.get(&format!("/console/v1/divisions/{MAANQIAO}/records/visit/{visit}"));
        assert_eq!(noted(&city, "lin", "record_seen"), [(visit, "入户走访".to_owned())]);
        world.pass(3_601);
        for (desk, login) in [(&town, "lin"), (&city, "he")] {
            desk.sign_in(login, PASSWORD);
        }
        town.get(&place);
        assert_eq!(noted(&city, "lin", "diary_seen"), [read.clone(), read]);
    }
);

story!(
    /// A photo in full size, a page of leaves with their reasons, and pages of households are noted, a row each.
    photos_reasons_and_households_that_are_looked_at_are_noted,
    |world| {
        let [liu, chen] = ["c0016", "c0017"].map(|person| world.phone(person));
        let roof = photo(6);
        let visit = crate::hex(visit_with(&chen, "h001", &[(&roof, Some(People::Agreed))]));
        let day = a_day("2017-09-04");
        let request = LeaveRequest {
            first_day: day,
            last_day: day,
            leave: ListedCode("personal".to_owned()),
            place: None,
            contact: None,
        };
        liu.with(|phone| phone.request_leave(&request, Some(Reason { text: "孩子住院。".to_owned(), medical: false }), &Beside::default())).unwrap();
        looked_after(world);
        send(world, &chen);
        let (town, city) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("he", Role::CityOffice, CITY));

        let digest = HEXLOWER.encode(&roof.digest);
        let file = |part: &str| town.file(&format!("/console/v1/divisions/{MAANQIAO}/photos/{visit}/{digest}?part={part}"));
        file("thumbnail");
        assert!(noted(&city, "lin", "photo_seen").is_empty(), "what stands beside the record is seen with it");
        file("picture");
        file("picture");
        assert_eq!(noted(&city, "lin", "photo_seen"), [(format!("{visit} {digest}"), String::new())]);

        let decisions = |which: &str| town.get(&format!("/console/v1/divisions/{TOWN}/decisions?which={which}&level=town"));
        assert_eq!(decisions("waiting")["items"][0]["text"], "孩子住院。");
        decisions("waiting");
        decisions("settled");
        assert_eq!(noted(&city, "lin", "decisions_seen"), [(String::new(), "c0016".to_owned())], "whose reasons, once");

        let households = format!("/console/v1/divisions/{TOWN}/households");
        let first = town.get(&format!("{households}?limit=2"));
        town.get(&format!("{households}?limit=2&after={}", first["next"].as_str().unwrap()));
        town.get(&format!("{households}?limit=2"));
        town.get(&format!("{households}?text=zzzz"));
        town.get(&format!("{households}/unlisted"));
        town.get(&format!("{households}/in-hand?village={MAANQIAO}&person=c0017"));
        let seen = noted(&city, "lin", "households_seen");
        let [one, two, in_hand] = seen.as_slice() else { panic!("{seen:?}") };
        assert_eq!((one.1.as_str(), in_hand), ("名单", &("c0017".to_owned(), "名下的农户".to_owned())));
        assert!(two.1.starts_with("名单 · 610926101"), "which page: {two:?}");
    }
);
