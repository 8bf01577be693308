//! What the console answers where a call can't be read: always a code with a sentence in Chinese and one in English.

use cunji_domain::office::Act;
use cunji_domain::organisation::Role;
use cunji_domain::record::Code;
use cunji_tests::story;
use cunji_tests::world::{Desk, World};
use reqwest::{Method, StatusCode};
use serde_json::Value;

const VILLAGE: &str = "610926101205";
const JSON: &str = "application/json";
/// More than the body of a call may have.
const TOO_MUCH: usize = 300 * 1024;
/// Two that may do everything between them.
const DESKS: [(Role, &str); 2] = [(Role::CountyOffice, "610926"), (Role::Administrator, "6109")];

/// A call as the document of the calls has it.
struct Told {
    method: Method,
    path: String,
    /// An act; nothing where a seat is enough.
    act: Option<Act>,
    /// What the query may have, and whether it must.
    asked: Vec<(String, bool)>,
    /// The parts of the path that are numbers, and those that are words.
    numbers: Vec<String>,
    words: Vec<String>,
    /// Whether the body is JSON.
    json: bool,
}

impl Told {
    /// The path with a part of its own for each name.
    fn filled(&self, named: &str, with: &str) -> String {
        let mut filled = self.path.replace(&format!("{{{named}}}"), with).replace("{division}", VILLAGE);
        while let Some((before, rest)) = filled.split_once('{') {
            let (_, after) = rest.split_once('}').unwrap();
            filled = format!("{before}0{after}");
        }
        filled
    }

    fn whole(&self) -> String {
        self.filled("division", VILLAGE)
    }

    fn may(&self, desks: &[(Role, Desk)]) -> usize {
        desks.iter().position(|(role, _)| self.act.is_none_or(|act| act.is_for(*role))).unwrap()
    }
}

/// Every call that carries anything.
fn told(desk: &Desk) -> Vec<Told> {
    let document = desk.get("/openapi.json");
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(_, operation)| operation.is_object()) {
            let (path, act) = match &operation["x-needs"] {
                Value::Object(acts) => {
                    let (work, act) = acts.iter().next().unwrap();
                    (path.replace("{work}", work), act.as_str().and_then(Act::of))
                }
                needs => (path.clone(), needs.as_str().and_then(Act::of)),
            };
            let of = |place: &'static str| {
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                parameters.filter(move |parameter| parameter["in"] == place)
            };
            let name = |parameter: &Value| parameter["name"].as_str().unwrap().to_owned();
            let (numbers, words) = of("path").partition::<Vec<_>, _>(|part| part["schema"]["type"] == "integer");
            all.push(Told {
                method: method.to_uppercase().parse().unwrap(),
                path,
                act,
                asked: of("query").map(|asked| (name(asked), asked["required"] == true)).collect(),
                numbers: numbers.into_iter().map(name).collect(),
                words: words.into_iter().map(name).filter(|part| part != "division" && part != "work").collect(),
                json: !operation["requestBody"]["content"][JSON].is_null(),
            });
        }
    }
    all
}

/// The code of a refusal that a page can show to whoever sits before it.
fn shown(told: &Told, how: &str, (status, said): (StatusCode, Value)) -> String {
    let call = format!("{} {} {how}: {status} {said}", told.method, told.path);
    assert!(status.is_client_error(), "{call}");
    let zh = said["zh"].as_str().unwrap_or_default();
    assert!(zh.chars().any(|letter| ('一'..='龥').contains(&letter)), "{call}");
    assert!(!said["en"].as_str().unwrap_or_default().is_empty(), "{call}");
    said["code"].as_str().unwrap_or_default().to_owned()
}

fn desks(world: &World) -> Vec<(Role, Desk)> {
    DESKS.iter().map(|(role, division)| (*role, world.desk(role.code(), *role, division))).collect()
}

story!(
    /// A query with a part twice, or without one that must be there.
    a_query_that_cant_be_read_is_refused_in_words,
    |world| {
        let desks = desks(world);
        let mut asked = 0;
        for told in told(&desks[0].1) {
            let desk = &desks[told.may(&desks)].1;
            let mut queries: Vec<String> = told.asked.iter().map(|(name, _)| format!("?{name}=1&{name}=1")).collect();
            if told.asked.iter().any(|(_, must)| *must) {
                queries.push(String::new());
            }
            for query in queries {
                let answer = desk.call(told.method.clone(), &format!("{}{query}", told.whole()), None);
                assert_eq!(shown(&told, &query, answer), "call.malformed", "{} {query}", told.path);
                asked += 1;
            }
        }
        assert!(asked > 50, "{asked}");
    }
);

story!(
    /// A word where the path has a number, and bytes that are no text.
    a_path_that_cant_be_read_is_refused_in_words,
    |world| {
        let desks = desks(world);
        let mut asked = 0;
        for told in told(&desks[0].1) {
            let desk = &desks[told.may(&desks)].1;
            let body = told.json.then(|| Value::Object(serde_json::Map::new()));
            for part in &told.numbers {
                let answer = desk.call(told.method.clone(), &told.filled(part, "x"), body.clone());
                assert_eq!(shown(&told, part, answer), "call.malformed", "{} {part}", told.path);
                asked += 1;
            }
            for part in &told.words {
                let answer = desk.call(told.method.clone(), &told.filled(part, "%FF"), body.clone());
                assert_ne!(shown(&told, part, answer), "", "{} {part}", told.path);
                asked += 1;
            }
        }
        assert!(asked > 30, "{asked}");
    }
);

story!(
    /// A body that breaks off, that is of another form, or that is longer than a call may be.
    a_body_that_cant_be_read_is_refused_in_words,
    |world| {
        let desks = desks(world);
        let mut asked = 0;
        for told in told(&desks[0].1).into_iter().filter(|told| told.json) {
            let desk = &desks[told.may(&desks)].1;
            let say = |form: &str, body: &[u8]| desk.say(told.method.clone(), &told.whole(), form, body);
            for (how, form, body) in [("broken off", JSON, "{"), ("a number", JSON, "1"), ("no JSON", "text/plain", "{}")] {
                assert_eq!(shown(&told, how, say(form, body.as_bytes())), "call.malformed", "{} {how}", told.path);
            }
            let long = say(JSON, &[b' '; TOO_MUCH]);
            assert_eq!(shown(&told, "too long", long), "call.too_large", "{}", told.path);
            asked += 1;
        }
        assert!(asked > 20, "{asked}");
    }
);

story!(
    /// An address that there is not, and one that is not used so: whoever sits there is told in words, with the status that it has.
    an_address_that_is_none_is_refused_in_words,
    |world| {
        let desks = desks(world);
        let asks = |desk: &Desk, method: &Method, path: &str| {
            let (status, said) = desk.call(method.clone(), path, None);
            let told = Told { method: method.clone(), path: path.to_owned(), act: None, asked: vec![], numbers: vec![], words: vec![], json: false };
            (status.as_u16(), shown(&told, "", (status, said)))
        };
        let nowhere = (404, "call.no_such_path".to_owned());
        for path in ["/console/v1", "/console/v1/", "/console/v1/nothing", "/console/v1/divisions/610926101/nothing/at/all"] {
            for method in [Method::GET, Method::POST, Method::DELETE] {
                assert_eq!(asks(&desks[0].1, &method, path), nowhere, "{method} {path}");
                assert_eq!(asks(&world.empty_desk(), &method, path), nowhere, "{method} {path}, signed out");
            }
        }
        let (told, mut asked) = (told(&desks[0].1), 0);
        for one in &told {
            let known = |method: &Method| told.iter().any(|other| other.path == one.path && other.method == *method);
            for method in [Method::PUT, Method::PATCH, Method::DELETE].iter().filter(|method| !known(method)) {
                let desk = &desks[one.may(&desks)].1;
                let said = asks(desk, method, &one.whole());
                assert_eq!(said, (405, "call.no_such_method".to_owned()), "{method} {}", one.path);
                asked += 1;
            }
        }
        assert!(asked > 100, "{asked}");
    }
);
