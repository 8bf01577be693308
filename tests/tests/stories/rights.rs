//! Who may do what at the console: every call, asked as every role, inside and outside of its subtree.

use std::collections::BTreeMap;

use cunji_domain::office::Act;
use cunji_domain::organisation::Role;
use cunji_domain::record::Code;
use cunji_tests::story;
use cunji_tests::world::{Desk, World};
use reqwest::{Method, StatusCode};
use serde_json::Value;

const VILLAGE: &str = "610926101205";
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
