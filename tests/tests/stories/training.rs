//! A training day: cards by the sheet, who is in, and two hundred people in a hall with one line.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use cunji_domain::organisation::Role;
use cunji_domain::person::PersonId;
use cunji_protocol::calls::server_fingerprint;
use cunji_server::storage::devices;
use cunji_store::failing_vfs;
use cunji_tests::story;
use cunji_tests::training_day::{BITS_PER_SECOND, Day, Fault, made_up_teams};
use cunji_tests::world::{Company, Desk, PASSWORD, village};
use reqwest::Method;
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";

fn training(division: &str, rest: &str) -> String {
    format!("/console/v1/divisions/{division}/training{rest}")
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

fn figures(counts: &Value) -> (u64, u64, u64) {
    let of = |name: &str| counts[name].as_u64().unwrap();
    (of("people"), of("enrolled"), of("invited"))
}

/// How often the audit of the town notes an invitation, by person.
fn invitations(desk: &Desk) -> Vec<String> {
    let page = desk.get(&format!("/console/v1/divisions/{TOWN}/audit?action=phone_invited"));
    page["rows"].as_array().unwrap().iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect()
}

story!(
    /// A sheet of cards is made for those who have no phone; a phone enrols by its card, and the list says so. What a phone runs or
    /// when it was heard of stands nowhere in it.
    cards_are_made_by_the_sheet_and_the_list_says_who_is_in,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let all = town.get(&training(TOWN, "/people"));
        let people = ids(&all);
        assert!(people.contains(&"c0017") && !people.contains(&"c0020"), "who was recalled does not come: {people:?}");
        assert!(!people.iter().any(|id| id.starts_with('u')), "heads of units are on no team: {people:?}");
        assert_eq!(figures(&town.get(&training(TOWN, ""))["whole"]), (people.len() as u64, 0, 0));

        let sheet = town.post(&training(TOWN, "/cards"), json!({ "people": ["c0018", "c0017", "c0018"] }));
        let cards = sheet["cards"].as_array().unwrap();
        let names: Vec<_> = cards.iter().map(|card| card["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["王启山", "陈玉华"], "in the order in which they were asked for, each once");
        assert_eq!(cards[0]["place"], "兴隆镇 马鞍桥村");
        assert!(cards.iter().all(|card| card["picture"].as_str().unwrap().contains("<svg")), "{cards:?}");
        let key = world.office.server().key().signing.public();
        assert_eq!(sheet["fingerprint"], server_fingerprint(&key));
        assert_eq!((&sheet["server"], &sheet["program"]), (&Value::from(town.address()), &Value::Null));
        assert_eq!(sheet["install"], format!("{}/install", town.address()));
        let admin = world.desk("root", Role::Administrator, "6109");
        let mut noted = invitations(&admin);
        noted.sort();
        assert_eq!(noted, ["c0017", "c0018"], "each is noted once");

        assert_eq!(ids(&town.get(&training(TOWN, "/people?state=invited"))), ["c0017", "c0018"]);
        let phone = world.phone_not_enrolled("c0017");
        phone.try_enrol(cards[1]["code"].as_str().unwrap()).unwrap();
        phone.sync();
        let now = town.get(&training(TOWN, ""));
        assert_eq!(figures(&now["whole"]), (people.len() as u64, 1, 1));
        let of_village = now["below"].as_array().unwrap().iter().find(|one| one["division"] == village().as_str()).unwrap();
        assert_eq!((figures(of_village).1, figures(of_village).2), (1, 1));
        let enrolled = town.get(&training(TOWN, "/people?state=enrolled"));
        let row = enrolled["items"][0].as_object().unwrap();
        assert_eq!(row["enrolled_at"], world.now());
        let known: Vec<_> = row.keys().map(String::as_str).collect();
        assert_eq!(known, ["enrolled_at", "id", "invited_until", "name", "village"], "nothing else is told of a phone");
        assert!(!ids(&town.get(&training(TOWN, "/people?state=none"))).contains(&"c0017"));

        world.office.revoke(phone.device());
        assert_eq!(figures(&town.get(&training(TOWN, ""))["whole"]), (people.len() as u64, 0, 1), "a revoked phone is none");
        world.pass_days(4);
        let town = world.desk("lin2", Role::TownOffice, TOWN);
        assert_eq!(figures(&town.get(&training(TOWN, ""))["whole"]), (people.len() as u64, 0, 0), "the codes expired");
    }
);

story!(
    /// Sheets are made whole or not at all, in the office's own subtree, and for so many as paper takes.
    a_sheet_that_names_somebody_else_is_not_made,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let refused = |people: Vec<&str>| {
            town.refused(Method::POST, &training(TOWN, "/cards"), Some(json!({ "people": people })))
        };
        assert_eq!(refused(vec!["c0017", "c0011"]), "person.unknown", "somebody of another town");
        assert_eq!(refused(vec![]), "cards.how_many");
        assert_eq!(refused(vec!["c0017"; 61]), "cards.how_many");
        assert_eq!(refused(vec!["c0017", ""]), "call.malformed");
        let (people, _, invited) = figures(&town.get(&training(TOWN, ""))["whole"]);
        assert_eq!(invited, 0, "no code was made");
        let elsewhere = town.refused(Method::POST, &training(COUNTY, "/cards"), Some(json!({ "people": ["c0017"] })));
        assert_eq!(elsewhere, "right.not_here");

        // By pages, each behind the last of the one before.
        let (mut met, mut after) = (Vec::new(), String::new());
        loop {
            let page = town.get(&training(TOWN, &format!("/people?limit=2{after}")));
            met.extend(ids(&page).into_iter().map(str::to_owned));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(met.len() as u64, people);
        assert_eq!(town.refused(Method::GET, &training(TOWN, "/people?after=nonsense"), None), "call.malformed");
        let county = world.desk("zhou", Role::CountyOffice, COUNTY);
        let progress = county.get(&training(COUNTY, ""));
        let below: Vec<_> = progress["below"].as_array().unwrap().iter().map(|one| figures(one).0).collect();
        assert!(below.len() > 1 && below.iter().sum::<u64>() == figures(&progress["whole"]).0, "{progress}");
    }
);

/// How many come.
const PEOPLE: usize = 200;
/// How long it may take.
const HALF_AN_HOUR: Duration = Duration::from_secs(1_800);
/// As large as a package of this program may well be.
const PACKAGE_BYTES: u64 = 30_000_000;

/// Everybody's code, by the sheet.
fn cards(desk: &Desk, people: &[String]) -> Vec<(PersonId, String)> {
    let of_sheet = |sheet: &[String]| {
        let made = desk.post(&training(COUNTY, "/cards"), json!({ "people": sheet }));
        let text = |card: &Value, name: &str| card[name].as_str().unwrap().to_owned();
        let cards = made["cards"].as_array().unwrap();
        cards.iter().map(|card| (text(card, "person").parse().unwrap(), text(card, "code"))).collect::<Vec<_>>()
    };
    people.chunks(60).flat_map(of_sheet).collect()
}

story!(
    /// Two hundred people enrol and sync through one line of 2 Mbit/s, with ten things wrong: each is told what is wrong in the right
    /// words, all are in within half an hour of simulated time, each as themselves and nobody twice.
    two_hundred_people_come_in_through_one_line,
    Company::Alone,
    |world| {
        failing_vfs::put_in_use(true);
        let county = world.desk("zhou", Role::CountyOffice, COUNTY);
        let list = training(COUNTY, "/people?limit=500");
        let there = ids(&county.get(&list)).len();
        let made_up = made_up_teams(world, COUNTY, PEOPLE - there);
        world.office.import_roster_rows(&made_up.iter().map(|one| one.row.as_str()).collect::<String>());
        let mut people: Vec<String> = ids(&county.get(&list)).into_iter().map(str::to_owned).collect();
        assert_eq!(people.len(), PEOPLE);

        // One card lay in a drawer for four days; the others are printed for the day.
        let id = |number: usize| made_up[number * 9].person.clone();
        let expired = world.office.invite(&id(2));
        world.pass_days(4);
        county.sign_in("zhou", PASSWORD);
        people.retain(|one| one != id(2).as_str());
        let day = Day::begin(world);
        // Before the cards are printed: a later code would end this one's.
        let revoked = day.revoked_before(&id(10));
        let mut cards = cards(&county, &people);
        cards.push((id(2), expired));
        let code_of: BTreeMap<_, _> = cards.iter().cloned().collect();
        assert_eq!(code_of.len(), PEOPLE);

        let faults = vec![
            (id(0), Fault::LineCut),
            (id(1), Fault::Typo),
            (id(2), Fault::Expired),
            (id(3), Fault::UsedTwice),
            (id(4), Fault::Killed),
            (id(5), Fault::Restart),
            (id(6), Fault::WrongClock),
            (id(7), Fault::SomebodyElses(code_of[&id(8)].clone())),
            (id(8), Fault::Taken),
            (id(9), Fault::DiskFull),
            (id(10), Fault::Revoked),
        ];
        let mut attendees = day.attendees(cards, faults);
        for who in attendees.iter_mut().filter(|who| who.fault == Some(Fault::Revoked)) {
            who.folder.clone_from(&revoked);
        }
        let (came, last) = day.go(&attendees);
        let carried = day.hall().carried();
        drop((day, attendees));
        failing_vfs::put_in_use(false);

        assert_eq!(came.len(), PEOPLE);
        for one in &came {
            assert_eq!(one.is, one.person, "{one:?}");
            let told: &[&str] = match &one.fault {
                None | Some(Fault::Restart | Fault::Killed | Fault::WrongClock) => &[],
                Some(Fault::LineCut) => &["sync.cut"],
                Some(Fault::Typo) => &["enrol.code_typo"],
                Some(Fault::Expired) => &["enrol.code_expired"],
                Some(Fault::UsedTwice | Fault::Taken) => &["enrol.code_used"],
                Some(Fault::SomebodyElses(_)) => &["enrol.already"],
                Some(Fault::DiskFull) => &["store.disk_full"],
                Some(Fault::Revoked) => &["device.revoked"],
            };
            assert_eq!(one.told, told, "{one:?}");
            assert!(one.fault != Some(Fault::Restart) || one.waited > 0, "the server was there: {one:?}");
        }
        let devices: BTreeSet<_> = came.iter().map(|one| one.device).collect();
        assert_eq!(devices.len(), PEOPLE);
        let in_use = world.office.read(devices::all).into_iter().filter(|device| device.revoked_at.is_none());
        let in_use: BTreeMap<_, _> = in_use.map(|device| (device.id, device.person)).collect();
        let expected: BTreeMap<_, _> = came.iter().map(|one| (one.device, one.person.clone())).collect();
        assert_eq!(in_use, expected, "each has one phone, and it is theirs");

        let county = world.empty_desk();
        county.sign_in("zhou", PASSWORD);
        let progress = county.get(&training(COUNTY, ""));
        assert_eq!(figures(&progress["whole"]), (PEOPLE as u64, PEOPLE as u64, 0), "{progress}");
        for state in ["invited", "none"] {
            assert!(ids(&county.get(&training(COUNTY, &format!("/people?state={state}")))).is_empty(), "{state}");
        }
        assert!(last < HALF_AN_HOUR, "the last one was in after {last:?}");
        let package = PACKAGE_BYTES * PEOPLE as u64 * 8 / BITS_PER_SECOND / 60;
        eprintln!(
            "all in after {:.1} min of simulated time; {carried} bytes on the line, {} a person; a package of {PACKAGE_BYTES} bytes for each would take it {package} min",
            last.as_secs_f64() / 60.0,
            carried / PEOPLE as u64,
        );
    }
);
