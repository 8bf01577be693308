//! Who may do what at the console: every call, asked as every role, inside and outside of its subtree.

use std::collections::BTreeMap;

use cunji_domain::office::{Act, Appointment};
use cunji_domain::organisation::Role;
use cunji_domain::record::Code;
use cunji_domain::server_facts::team::Team;
use cunji_tests::fixtures_roster::LEAD;
use cunji_tests::story;
use cunji_tests::world::{Desk, PASSWORD, World};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const VILLAGE: &str = "610926101205";
/// A village of the same town, which another unit leads.
const OF_ANOTHER: &str = "610926101207";
/// Where each role is held, and a village that it does not reach.
const DESKS: [(Role, &str, &str); 7] = [
    (Role::TownOffice, "610926101", "610926110221"),
    (Role::CountyOffice, "610926", "610925101201"),
    (Role::CityOffice, "6109", "610125101201"),
    (Role::UnitHead, VILLAGE, "610926101206"),
    (Role::LeadUnit, "610926", "610925101201"),
    (Role::Inspector, "610926", "610925101201"),
    (Role::Administrator, "6109", "610125101201"),
];

/// Every call: its method, its path with this village and made-up parts, and what it needs.
fn calls(desk: &Desk, division: &str) -> Vec<(Method, String, String)> {
    let document = desk.get("/openapi.json");
    let mut calls = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(_, operation)| operation.is_object()) {
            // A call for every kind of work is asked as each of them.
            let works: Vec<(Option<&String>, &str)> = match &operation["x-needs"] {
                Value::String(needs) => vec![(None, needs.as_str())],
                Value::Object(acts) => acts.iter().map(|(work, act)| (Some(work), act.as_str().unwrap())).collect(),
                _ => panic!("{path} does not say what it needs"),
            };
            for (work, needs) in works {
                let mut filled = path.replace("{division}", division);
                if let Some(work) = work {
                    filled = filled.replace("{work}", work);
                }
                while let Some((before, rest)) = filled.split_once('{') {
                    let (_, after) = rest.split_once('}').unwrap();
                    filled = format!("{before}0{after}");
                }
                calls.push((method.to_uppercase().parse().unwrap(), filled, needs.to_owned()));
            }
        }
    }
    assert!(calls.len() >= 15, "{calls:?}");
    calls
}

/// Whether a call got past the guard: what it is refused for then is its own affair.
fn passes(desk: &Desk, method: &Method, path: &str) -> bool {
    let (status, said) = desk.call(method.clone(), path, Some(Value::Object(serde_json::Map::new())));
    let code = said["code"].as_str().unwrap_or_default();
    assert!(!status.is_server_error(), "{method} {path}: {status} {said}");
    !(status == StatusCode::UNAUTHORIZED || code == "right.not_here" || code == "right.password_first")
}

fn desks(world: &World) -> BTreeMap<Role, Desk> {
    DESKS.iter().map(|(role, division, _)| (*role, world.desk(role.code(), *role, division))).collect()
}

story!(
    /// Each call that needs an act is open to the roles of that act, in their own subtree alone.
    every_call_is_for_the_roles_of_its_act_and_in_their_subtree,
    |world| {
        let desks = desks(world);
        for (role, _, outside) in DESKS {
            let desk = &desks[&role];
            for (division, inside) in [(VILLAGE, true), (outside, false)] {
                for (method, path, needs) in calls(desk, division) {
                    let Some(act) = Act::of(&needs) else { continue };
                    let expected = inside && act.is_for(role);
                    assert_eq!(passes(desk, &method, &path), expected, "{method} {path} as {role:?}");
                }
            }
        }
    }
);

story!(
    /// Two units lead in one county: who speaks for one reads its villages by every call that the role has, and the other's by none.
    every_call_of_a_lead_unit_is_for_its_own_villages,
    |world| {
        world.office.import_roster_rows(
            "平利县,兴隆镇,蒙溪街村,c0061,彭小川,市示范粮站,市示范粮食局,市示范粮站,驻村队员,2017-01-01,,\n",
        );
        let (own, another) = (of_unit(world, "yan", LEAD), of_unit(world, "pu", "市示范粮食局"));
        for (desk, inside, outside) in [(&own, VILLAGE, OF_ANOTHER), (&another, OF_ANOTHER, VILLAGE)] {
            for (division, reached) in [(inside, true), (outside, false), ("610926101", false), ("610926", false)] {
                for (method, path, needs) in calls(desk, division) {
                    let Some(act) = Act::of(&needs) else { continue };
                    let expected = reached && act.is_for(Role::LeadUnit);
                    assert_eq!(passes(desk, &method, &path), expected, "{method} {path} of {division}");
                }
            }
        }
        let me = another.get("/console/v1/session");
        assert_eq!(me["appointments"][0]["unit"], "市示范粮食局");
        assert_eq!(me["acts"][0]["divisions"], Value::from(vec![OF_ANOTHER]));
        // Held for the county, done in the village: both are called by name.
        let named = json!([{ "code": "610926", "name": "平利县" }, { "code": OF_ANOTHER, "name": "蒙溪街村委会" }]);
        assert_eq!(me["divisions"], named);
    }
);

/// Who speaks for a unit in the county.
fn of_unit(world: &World, login: &str, unit: &str) -> Desk {
    let (role, division) = (Role::LeadUnit, "610926".parse().unwrap());
    let (from, unit) = ("2017-01-01".parse().unwrap(), Some(unit.parse().unwrap()));
    world.desk_with(login, Appointment { role, division, from, to: None, deputy_for: None, unit })
}

/// Whether a desk, signed in anew, reads the records of the village that another unit leads.
fn reads(desk: &Desk, login: &str) -> bool {
    desk.sign_in(login, PASSWORD);
    let may = passes(desk, &Method::GET, &format!("/console/v1/divisions/{OF_ANOTHER}/search"));
    let acts = desk.get("/console/v1/session")["acts"].clone();
    let listed =
        acts.as_array().unwrap().iter().any(|act| act["divisions"].as_array().unwrap().contains(&json!(OF_ANOTHER)));
    assert_eq!(may, listed, "what is offered is what may be done: {acts}");
    may
}

/// The teams of the village that another unit leads: unit, first day, last day.
fn teams(world: &World) -> Vec<(String, String, Option<String>)> {
    let teams = world.office.records::<Team>(&OF_ANOTHER.parse().unwrap()).into_iter();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let mut teams: Vec<_> = teams.map(|team| (team.unit, day(team.since).unwrap(), day(team.until))).collect();
    teams.sort();
    teams
}

/// Ends a term in the village that another unit leads.
fn ends(town: &Desk, person: &str, from: &str, more: Value) {
    let mut ends = json!({ "village": OF_ANOTHER, "role": "resident", "from": from, "seen": null });
    ends.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    town.post(&format!("/console/v1/divisions/610926101/people/{person}/terms"), json!({ "ends": ends }));
}

story!(
    /// A village is handed to another unit, whose lead unit reads it from its team's first day on, and the one before up to then, though
    /// nobody has ended the first team's terms yet. Once they are ended, it is the first team that ends, and the second begins no earlier.
    a_village_that_was_handed_over_is_read_by_the_unit_that_leads_it_now,
    |world| {
        const CAME: &str = "平利县,兴隆镇,蒙溪街村,c0061,彭小川,市示范粮站,市示范粮食局,市示范粮站,驻村队员,2016-08-01,,\n";
        const COMES: &str = "平利县,兴隆镇,蒙溪街村,c0062,江大山,市示范林业站,市示范农业局,市示范林业站,驻村队员,2017-09-04,,\n";
        world.office.import_roster_rows(CAME);
        world.office.import_roster_rows(COMES);
        let (before, after) = (of_unit(world, "pu", "市示范粮食局"), of_unit(world, "yan", LEAD));
        let read = || (reads(&before, "pu"), reads(&after, "yan"));
        let open = |unit: &str, since: &str| (unit.to_owned(), since.to_owned(), None);
        let (old, new) = (open("市示范粮站", "2016-08-01"), open("市示范林业站", "2017-09-04"));
        assert_eq!((read(), teams(world)), ((true, false), vec![new.clone(), old.clone()]));
        world.pass_days(2);
        assert_eq!(read(), (true, false), "on the last day");
        world.pass_days(1);
        assert_eq!(read(), (false, true), "though the first team is still said to be there");

        let town = world.desk("lin", Role::TownOffice, "610926101");
        ends(&town, "c0061", "2016-08-01", json!({ "last_day": "2017-09-03" }));
        let over = (old.0, old.1, Some("2017-09-03".to_owned()));
        assert_eq!((read(), teams(world)), ((false, true), vec![new.clone(), over.clone()]));

        // Somebody of before who stays on in the new team does not make it older, however often the list is brought.
        let stays = COMES.replace("c0062,江大山", "c0061,彭小川").replace("2017-09-04,,", "2016-08-01,2017-09-03,");
        for _ in 0..2 {
            world.office.import_roster_rows(&format!("{COMES}{stays}"));
            assert_eq!((read(), teams(world)), ((false, true), vec![new.clone(), over.clone()]));
        }
    }
);

story!(
    /// The unit of a list was mistyped and put right: it stays so when the term of somebody is ended whom a third unit sent, whichever of the
    /// two was the wrong one.
    a_unit_that_was_put_right_does_not_come_back_by_another_deed,
    |world| {
        let rows = |(lead, unit): (&str, &str), people: &[&str]| {
            let row = |person: &&str| {
                format!("平利县,兴隆镇,蒙溪街村,{person},市示范电站,{lead},{unit},驻村队员,2016-08-01,,\n")
            };
            people.iter().map(row).collect::<String>()
        };
        let (grain, forest) = (("市示范粮食局", "市示范粮站"), (LEAD, "市示范林业站"));
        let town = world.desk("lin", Role::TownOffice, "610926101");
        let all = ["c0061,彭小川", "c0062,江大山", "c0063,石有田"];
        world.office.import_roster_rows(&rows(grain, &all));
        world.office.import_roster_rows(&rows(forest, &all));
        let (of_grain, of_forest) = (of_unit(world, "pu", grain.0), of_unit(world, "yan", forest.0));
        let read = || (reads(&of_grain, "pu"), reads(&of_forest, "yan"));
        assert_eq!(read(), (false, true));
        ends(&town, "c0061", "2016-08-01", json!({ "last_day": "2017-08-31" }));
        assert_eq!(read(), (false, true));
        world.office.import_roster_rows(&rows(grain, &all[1..]));
        assert_eq!(read(), (true, false));
        ends(&town, "c0062", "2016-08-01", json!({ "last_day": "2017-08-31" }));
        assert_eq!(read(), (true, false));
    }
);

story!(
    /// A unit's lists name who is there each year, and no others: its team has been there since its first member came, and goes with its last.
    a_team_of_several_lists_ends_with_its_last_member,
    |world| {
        let row = |person: &str, from: &str| {
            format!("平利县,兴隆镇,蒙溪街村,{person},市示范粮站,市示范粮食局,市示范粮站,驻村队员,{from},,\n")
        };
        world.office.import_roster_rows(&row("c0061,彭小川", "2016-08-01"));
        world.office.import_roster_rows(&row("c0062,江大山", "2017-08-01"));
        let open = ("市示范粮站".to_owned(), "2016-08-01".to_owned(), None);
        assert_eq!(teams(world), std::slice::from_ref(&open));
        let lead = of_unit(world, "pu", "市示范粮食局");
        let town = world.desk("lin", Role::TownOffice, "610926101");
        ends(&town, "c0061", "2016-08-01", json!({ "last_day": "2017-09-01" }));
        assert_eq!(teams(world), std::slice::from_ref(&open), "one of them is there");
        world.pass_days(1);
        assert!(reads(&lead, "pu"));
        town.sign_in("lin", PASSWORD);
        let recalled = json!({ "last_day": "2017-09-02", "cut_short_by": "recall", "reason": "不在岗" });
        ends(&town, "c0062", "2017-08-01", recalled);
        assert_eq!(teams(world), [(open.0, open.1, Some("2017-09-02".to_owned()))]);
        assert!(reads(&lead, "pu"), "on the last day");
        world.pass_days(1);
        assert!(!reads(&lead, "pu"));
    }
);

story!(
    /// Without a session nothing but the sign-in answers; with a given password nothing but one's own account.
    nobody_gets_anywhere_before_signing_in,
    |world| {
        let nobody = world.empty_desk();
        let all = calls(&nobody, VILLAGE);
        assert!(all.iter().any(|(_, _, needs)| needs == "nobody") && all.iter().any(|(_, _, needs)| needs == "seat"));
        for (method, path, needs) in all {
            if needs != "nobody" {
                assert_eq!(nobody.refused(method.clone(), &path, Some(Value::Null)), "session.none", "{method} {path}");
            }
        }
    }
);

story!(
    /// A page of somebody else's can't make a signed-in browser write.
    what_another_origin_asks_for_is_not_done,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, "610926101");
        for (method, path, _) in calls(&desk, VILLAGE).into_iter().filter(|(method, _, _)| *method != Method::GET) {
            let (status, said) = desk.call_from("http://evil.example", method.clone(), &path, Some(Value::Null));
            assert_eq!((status, &said["code"]), (StatusCode::FORBIDDEN, &Value::from("origin.other")), "{method} {path}");
        }
        assert_eq!(desk.get("/console/v1/session")["login"], "lin");
    }
);
