//! Months on their way to the file: own word, first secretary, town, close; what comes later is a numbered correction.

use calamine::Reader as _;
use cunji_client::{Beside, DiaryChange};
use cunji_domain::diary::Stay;
use cunji_domain::organisation::Role;
use cunji_tests::fixtures_roster::{LEAD, MAANQIAO, YAOFUGOU};
use cunji_tests::story;
use cunji_tests::world::{Desk, Handset, PASSWORD, World, a_day};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

pub const TOWN: &str = "610926101";
const COUNTY: &str = "610926";
pub const SEPTEMBER: &str = "year=2017&month=9";

fn stays(phone: &Handset, day: &str) {
    let change = DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() };
    phone.try_diary(day, change).unwrap_or_else(|error| panic!("{day}: {error}"));
}

/// A person's month as the desk shows it.
pub fn month_of(desk: &Desk, month: &str, cadre: &str) -> Value {
    let page = desk.get(&format!("/console/v1/divisions/{TOWN}/months?{month}"));
    let villages = page["villages"].as_array().unwrap();
    let mut people = villages.iter().flat_map(|village| village["people"].as_array().unwrap());
    people.find(|one| one["cadre"] == cadre).cloned().unwrap_or_else(|| panic!("{cadre}: {page}"))
}

/// Stands for a September as a town does.
pub fn check(desk: &Desk, cadre: &str, seen: &Value, note: &str) -> (StatusCode, Value) {
    let months = json!([{ "cadre": cadre, "seen": seen, "note": note }]);
    let body = json!({ "year": 2017, "month": 9, "months": months });
    desk.call(Method::POST, &format!("/console/v1/divisions/{MAANQIAO}/months/checks"), Some(body))
}

/// Closes the town's sheet of a month.
pub fn close(desk: &Desk, month: u32) -> Value {
    desk.post(&format!("/console/v1/divisions/{TOWN}/months/close"), json!({ "year": 2017, "month": month }))
}

fn sync_all(world: &World, phones: &[&Handset]) {
    for _ in 0..2 {
        phones.iter().for_each(|phone| drop(phone.sync()));
    }
    world.office.look_after();
}

/// September is over: one was in the village and acknowledged it, one wrote a day that has not arrived.
pub fn october(world: &World) -> [Handset; 3] {
    let [liu, chen, wang] = ["c0016", "c0017", "c0018"].map(|person| world.phone(person));
    sync_all(world, &[&liu, &chen, &wang]);
    stays(&chen, "2017-09-01");
    world.pass_days(4);
    stays(&wang, "2017-09-05");
    world.pass_days(28);
    let september = a_day("2017-09-01");
    chen.with(|phone| phone.acknowledge_month(september, None)).unwrap();
    sync_all(world, &[&chen, &liu]);
    let team = liu.with(|phone| phone.team_view(Some(september), None)).unwrap();
    let member = team.members.iter().find(|member| member.person.id == "c0017").unwrap();
    assert!(member.can_sign && member.acknowledgement.is_some());
    liu.with(|phone| phone.sign_shown_month("c0017", september, &member.signs, &Beside::default())).unwrap();
    let own = team.members.iter().find(|member| member.person.id == "c0016").unwrap();
    assert!(!own.can_sign, "nobody signs the own month");
    sync_all(world, &[&liu]);
    [liu, chen, wang]
}

story!(
    /// Acknowledged, signed, checked, filed; a late arrival leaves the filed month as it is and becomes correction 1 on the next sheet.
    a_filed_month_never_changes_and_what_comes_later_is_a_numbered_correction,
    |world| {
        let [liu, chen, wang] = october(world);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let [own, silent] = ["c0017", "c0018"].map(|cadre| month_of(&town, SEPTEMBER, cadre));
        assert_eq!((&own["step"], &silent["step"]), (&json!("signed"), &json!("unacknowledged")));
        let heard = |month: &Value, day: &str| !month["silent"].as_array().unwrap().contains(&json!(day));
        assert!(heard(&own, "2017-09-01") && !heard(&silent, "2017-09-05"), "not heard is not absent: {own} {silent}");
        assert_eq!(check(&town, "c0017", &own["signs"], "").0, StatusCode::NO_CONTENT);
        assert_eq!(check(&town, "c0018", &silent["signs"], "").1["code"], "month.note_missing");
        assert_eq!(check(&town, "c0018", &json!("R".repeat(30)), "人在外地").1["code"], "month.changed_meanwhile");
        assert_eq!(check(&town, "c0018", &silent["signs"], "没信号,先按现有的核定").0, StatusCode::NO_CONTENT);

        let closed = close(&town, 9);
        assert_eq!((&closed["filed"], &closed["corrections"]), (&json!(2), &json!(0)));
        assert!(closed["left"].as_array().unwrap().iter().any(|left| left["cadre"] == "c0016"), "{closed}");
        let refused = town.refused(Method::POST, &format!("/console/v1/divisions/{TOWN}/months/close"), Some(json!({ "year": 2017, "month": 10 })));
        assert_eq!(refused, "month.not_over");

        // The day that was written in the village on the fifth arrives now.
        sync_all(world, &[&wang]);
        let late = month_of(&town, SEPTEMBER, "c0018");
        assert_eq!(late["step"], "filed_and_changed");
        assert_eq!((&late["filed"][0]["signs"], &late["filed"][0]["resident"]), (&silent["signs"], &json!(0)));
        assert_eq!(late["filed"][0]["changed"], json!([{ "day": "2017-09-05", "was": "unconfirmed", "is": "resident" }]));
        assert_eq!(check(&town, "c0018", &late["signs"], "").1["code"], "month.filed");
        assert_eq!(close(&town, 9)["corrections"], 0, "its own sheet is filed and takes none");

        world.pass_days(30);
        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        assert!(close(&town, 10)["corrections"].as_u64().unwrap() >= 1);
        let corrected = month_of(&town, SEPTEMBER, "c0018");
        let filed = corrected["filed"].as_array().unwrap();
        assert_eq!(filed[0]["signs"], silent["signs"], "the filed month is as it was filed");
        assert_eq!((&filed[1]["number"], &filed[1]["sheet"], &filed[1]["cause"]), (&json!(1), &json!("2017-10-01"), &json!("late_arrival")));
        assert!(filed[1]["note"].as_str().unwrap().contains("09-05 待确认→住村"), "{}", filed[1]);
        assert_eq!(close(&town, 10)["corrections"], 0, "once");

        // It comes down to the people that it is of.
        sync_all(world, &[&wang, &chen, &liu]);
        let shown = wang.with(|phone| phone.month_view(Some(a_day("2017-09-01")))).unwrap().filed.unwrap();
        assert_eq!((shown.number, shown.resident, shown.changed.len()), (1, 1, 0));
        let sheet = town.file(&format!("/console/v1/divisions/{TOWN}/months.xlsx?year=2017&month=10"));
        assert!(sheet.starts_with(b"PK"));
        let counts = town.get(&format!("/console/v1/divisions/{TOWN}/months/counts?{SEPTEMBER}"));
        let below = counts["below"].as_array().unwrap();
        let village = below.iter().find(|one| one["division"] == MAANQIAO).unwrap();
        assert_eq!((&village["acknowledged"], &village["signed"], &village["filed"]), (&json!(1), &json!(1), &json!(2)));
    }
);

story!(
    /// Who moves to another team within a month gives the word on it once, and the town on whose sheet the month stands reads it.
    a_month_in_which_somebody_moved_is_acknowledged_where_it_is_filed,
    |world| {
        let (chen, liu) = (world.phone("c0017"), world.phone("c0016"));
        sync_all(world, &[&chen, &liu]);
        stays(&chen, "2017-09-01");
        sync_all(world, &[&chen, &liu]);
        let county = world.desk("tian", Role::CountyOffice, "610926");
        let ends = json!({ "village": MAANQIAO, "role": "resident", "from": "2017-01-01", "seen": null, "cut_short_by": "order", "reason": "调到药妇沟" });
        let begins = json!({ "village": YAOFUGOU, "role": "resident", "first_day": "2017-09-15" });
        county.post("/console/v1/divisions/610926/people/c0017/terms", json!({ "ends": ends, "begins": begins }));
        world.pass_days(14);
        sync_all(world, &[&chen]);
        stays(&chen, "2017-09-15");
        world.pass_days(18);
        sync_all(world, &[&chen]);
        let september = a_day("2017-09-01");
        chen.with(|phone| phone.acknowledge_month(september, None)).unwrap();
        assert!(!chen.with(|phone| phone.month_view(Some(september))).unwrap().can_acknowledge);
        sync_all(world, &[&chen]);

        let (old, new) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("ma", Role::TownOffice, "610926100"));
        let people = |desk: &Desk, town: &str| -> Vec<Value> {
            let page = desk.get(&format!("/console/v1/divisions/{town}/months?{SEPTEMBER}"));
            let villages = page["villages"].as_array().unwrap().iter();
            let people = villages.flat_map(|village| village["people"].as_array().unwrap().clone());
            people.filter(|one| one["cadre"] == "c0017").collect()
        };
        assert!(people(&old, TOWN).is_empty(), "it is on one sheet");
        let there = people(&new, "610926100");
        assert_eq!((there.len(), &there[0]["step"]), (1, &json!("acknowledged")), "{there:?}");

        // The former first secretary, whose phone knows one village alone, is asked for the others' months and not for this one.
        sync_all(world, &[&liu]);
        let waits = liu.with(|phone| phone.months_to_sign()).unwrap();
        let waits = waits.iter().find(|one| one.month == september).unwrap();
        let of: Vec<&str> = waits.people.iter().map(|person| person.id.as_str()).collect();
        assert!(of.contains(&"c0018") && !of.contains(&"c0017"), "{of:?}");
        let team = liu.with(|phone| phone.team_view(Some(september), None)).unwrap();
        let moved = team.members.iter().find(|member| member.person.id == "c0017").unwrap();
        assert!(!moved.can_sign);
        let signed = liu.with(|phone| phone.sign_shown_month("c0017", september, &moved.signs, &Beside::default()));
        let refused = signed.unwrap_err();
        assert_eq!(refused.code(), "month_signature.other_village");
        assert!(refused.sentences().remove(0).zh.contains("药妇沟"), "it says which");
    }
);

story!(
    /// Who helps out on another team for a week stays on the own one's sheet: the term that began later ended earlier. The person
    /// acknowledges the month there, the first secretary signs it, and the other sheet has nothing of it.
    a_month_with_a_week_on_another_team_is_acknowledged_where_it_is_filed,
    |world| {
        let (chen, liu) = (world.phone("c0017"), world.phone("c0016"));
        sync_all(world, &[&chen, &liu]);
        stays(&chen, "2017-09-01");
        sync_all(world, &[&chen, &liu]);
        world.office.import_roster_rows(
            "平利县,城关镇,药妇沟村,c0017,陈玉华,市示范林业站,,,驻村队员,2017-09-05,2017-09-12,调令:防汛帮一周\n",
        );
        world.office.look_after();
        world.pass_days(7);
        sync_all(world, &[&chen, &liu]);
        world.pass_days(25);
        sync_all(world, &[&chen, &liu]);
        let september = a_day("2017-09-01");
        chen.with(|phone| phone.acknowledge_month(september, None)).unwrap();
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.held, sync.rejected), (1, 0, 0), "{sync:?}");
        sync_all(world, &[&chen, &liu]);
        let team = liu.with(|phone| phone.team_view(Some(september), None)).unwrap();
        let member = team.members.iter().find(|member| member.person.id == "c0017").unwrap();
        assert!(member.can_sign && member.acknowledgement.is_some());
        liu.with(|phone| phone.sign_shown_month("c0017", september, &member.signs, &Beside::default())).unwrap();
        sync_all(world, &[&liu]);

        let (own, other) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("ma", Role::TownOffice, "610926100"));
        assert_eq!(month_of(&own, SEPTEMBER, "c0017")["step"], "signed");
        let there = other.get(&format!("/console/v1/divisions/{YAOFUGOU}/months?{SEPTEMBER}"));
        let people = there["villages"][0]["people"].as_array().unwrap();
        assert!(people.iter().all(|one| one["cadre"] != "c0017") && !people.is_empty(), "{there}");
    }
);

story!(
    /// Who has no phone hands in a sheet on paper: typed in by the town it counts as if written, and needs nobody's tap.
    a_sheet_on_paper_counts,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let sheet = |cadre: &str, days: &str, signed: bool| {
            let body = json!({ "year": 2017, "month": 8, "cadre": cadre, "days": days, "signed": signed, "seen": null });
            town.call(Method::POST, &format!("/console/v1/divisions/{MAANQIAO}/months/paper"), Some(body))
        };
        let august = "year=2017&month=8";
        let blank = month_of(&town, august, "c0019");
        assert_eq!(blank["paper"], Value::Null);
        let days = "RRRRSSL".to_owned() + &"R".repeat(24);
        assert_eq!(sheet("c0019", &days[1..], true).1["code"], "paper_month.days");
        assert_eq!(sheet("c0031", &days, true).1["code"], "month.unknown", "of another village");
        assert_eq!(sheet("c0019", &days, true).1, json!({ "waits": null }));
        let typed = month_of(&town, august, "c0019");
        assert_eq!((&typed["paper"]["signed"], &typed["step"]), (&json!(true), &json!("signed")));
        assert_eq!(typed["signs"], "RRRRSSL".to_owned() + &"R".repeat(24));
        world.office.look_after();
        let year = town.get(&format!("/console/v1/divisions/{MAANQIAO}/attendance?year=2017&month=8"));
        let row = year["people"].as_array().unwrap().iter().find(|row| row["cadre"] == "c0019").unwrap();
        assert_eq!(row["year"]["resident"], 28);
    }
);

story!(
    /// A day is corrected by two people, with a reason; in an emergency by one, and another looks at it afterwards.
    a_day_is_corrected_by_two_people,
    |world| {
        let chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, "610926"));
        let corrections = format!("/console/v1/divisions/{MAANQIAO}/corrections");
        let correction = |day: &str, to: &str, emergency: bool| {
            json!({ "cadre": "c0017", "day": day, "to": to, "reason": "防汛值守,镇里有名单", "emergency": emergency })
        };
        let state = |day: &str| {
            let year = town.get(&format!("/console/v1/divisions/{MAANQIAO}/attendance?year=2017&month=8"));
            let row = year["people"].as_array().unwrap().iter().find(|row| row["cadre"] == "c0017").unwrap().clone();
            let at = day[8..].parse::<usize>().unwrap() - 1;
            row["days"].as_str().unwrap().chars().nth(at).unwrap()
        };
        let no_reason = json!({ "cadre": "c0017", "day": "2017-08-09", "to": "resident", "reason": " " });
        assert_eq!(town.refused(Method::POST, &corrections, Some(no_reason)), "second.reason_missing");
        let asked = town.post(&corrections, correction("2017-08-09", "resident", false));
        world.office.look_after();
        assert_ne!(state("2017-08-09"), 'R', "one person alone changes nothing");
        let second = |id: &Value| format!("/console/v1/divisions/610926/seconds/{}", id.as_str().unwrap());
        let waiting = county.get("/console/v1/divisions/610926/seconds?which=waiting");
        assert_eq!((&waiting["items"][0]["id"], &waiting["items"][0]["mine"]), (&asked["id"], &json!(false)));
        county.call(Method::POST, &second(&asked["id"]), Some(json!({ "agree": true })));
        world.office.look_after();
        assert_eq!(state("2017-08-09"), 'R');
        chen.sync();
        chen.sync();
        let year = chen.with(|phone| phone.attendance(2017, None)).unwrap();
        let day = year.days.iter().find(|day| day.day == a_day("2017-08-09")).unwrap();
        assert_eq!(day.why.code(), "resident.corrected", "the phone counts as the office does");

        world.pass(60);
        let emergency = town.post(&corrections, correction("2017-08-10", "resident", true));
        world.office.look_after();
        assert_eq!((&emergency["state"], state("2017-08-10")), (&json!("emergency"), 'R'));
        let wrong = json!({ "agree": false, "word": "那天人在县里开会" });
        county.call(Method::POST, &second(&emergency["id"]), Some(wrong));
        world.office.look_after();
        assert_ne!(state("2017-08-10"), 'R', "found wrong, the records decide again");
        let decided = county.get("/console/v1/divisions/610926/seconds?which=decided");
        let states: Vec<_> = decided["items"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["found_wrong", "agreed"]);
    }
);

/// The pages of a month's file: each page's name, its title, and the rows of its people.
fn pages(xlsx: Vec<u8>) -> Vec<(String, String, Vec<Vec<String>>)> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(xlsx)).unwrap();
    let pages = book.sheet_names().into_iter().map(|name| {
        let range = book.worksheet_range(&name).unwrap();
        let cells: Vec<Vec<String>> =
            range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>()).collect();
        let people = cells.iter().skip(4).take_while(|row| !row[0].is_empty()).cloned().collect();
        (name, cells[0][0].clone(), people)
    });
    pages.collect()
}

story!(
    /// A unit has people in two villages of a county: one sheet holds exactly them, with the figures of the villages' own sheets, filed or
    /// not.
    a_units_people_in_several_villages_are_one_sheet,
    |world| {
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let units = |desk: &Desk, division: &str, part: &str| {
            let said = desk.get(&format!("/console/v1/divisions/{division}/months/units?{SEPTEMBER}{part}"));
            (said["units"].clone(), said["next"].clone())
        };
        assert_eq!(units(&town, TOWN, ""), (json!(["市示范林业站"]), Value::Null), "whoever is on no team is on no sheet");
        let add = |name: &str, village: &str| {
            let body = json!({ "name": name, "unit": LEAD, "village": village, "role": "resident", "first_day": "2017-09-01" });
            county.post(&format!("/console/v1/divisions/{COUNTY}/people"), body)["id"].as_str().unwrap().to_owned()
        };
        let (zhou, _) = (add("周明", MAANQIAO), add("吴非", YAOFUGOU));
        assert_eq!(units(&town, TOWN, "").0, json!([LEAD, "市示范林业站"]));
        assert_eq!(units(&county, COUNTY, "&limit=2"), (json!(["市示范供销社", LEAD]), json!(LEAD)));
        let rest = units(&county, COUNTY, &format!("&limit=2&after={LEAD}"));
        assert_eq!(rest, (json!(["市示范林业站", "市示范水利站"]), Value::Null));

        world.pass_days(32);
        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        county.sign_in("zhou", PASSWORD);
        let sheet = json!({ "year": 2017, "month": 9, "cadre": &zhou, "days": "R".repeat(22) + &"S".repeat(8), "signed": true });
        town.post(&format!("/console/v1/divisions/{MAANQIAO}/months/paper"), sheet);
        assert_eq!(check(&town, &zhou, &month_of(&town, SEPTEMBER, &zhou)["signs"], "").0, StatusCode::NO_CONTENT);
        assert_eq!(close(&town, 9)["filed"], 1);

        let file = |division: &str, unit: &str| {
            county.file(&format!("/console/v1/divisions/{division}/months.xlsx?{SEPTEMBER}{unit}"))
        };
        let of_unit = format!("&unit={LEAD}");
        let sent = pages(file(COUNTY, &of_unit));
        let titles: Vec<&str> = sent.iter().map(|(_, title, _)| title.as_str()).collect();
        assert_eq!(titles, [
            format!("药妇沟村驻村工作队 · {LEAD} · 2017年9月出勤表"),
            format!("马鞍桥村驻村工作队 · {LEAD} · 2017年9月出勤表"),
        ]);
        for ((name, _, people), (village, who)) in sent.iter().zip([(YAOFUGOU, "吴非"), (MAANQIAO, "周明")]) {
            let own = pages(file(village, "")).remove(0);
            assert!(own.2.len() > 1 && own.0 == *name, "{own:?}");
            let theirs: Vec<Vec<String>> = own.2.into_iter().filter(|row| row[0] == who).collect();
            assert_eq!((theirs.len(), people), (1, &theirs), "exactly theirs, as the village's own sheet tells them");
        }
        assert_eq!(pages(file(TOWN, &of_unit)).len(), 1, "of a town those of its villages");

        let list = |part: &str| county.get(&format!("/console/v1/divisions/{COUNTY}/months?{SEPTEMBER}{of_unit}&limit=1{part}"));
        let first = list("");
        assert_eq!((&first["villages"][0]["people"][0]["name"], &first["next"]), (&json!("吴非"), &json!(YAOFUGOU)));
        let second = list(&format!("&after={YAOFUGOU}"));
        assert_eq!((&second["villages"][0]["people"], &second["next"]), (&json!([month_of(&town, SEPTEMBER, &zhou)]), &Value::Null));
        let refused = |desk: &Desk, path: &str| desk.refused(Method::GET, &format!("/console/v1/divisions/{path}"), None);
        assert_eq!(refused(&county, &format!("{COUNTY}/months.xlsx?{SEPTEMBER}")), "month.town_by_town");
        assert_eq!(refused(&county, &format!("{COUNTY}/months.xlsx?{SEPTEMBER}&unit=市示范档案局")), "month.nobody_of_unit");
        assert_eq!(refused(&town, &format!("{COUNTY}/months.xlsx?{SEPTEMBER}{of_unit}")), "right.not_here");
        assert_eq!(refused(&town, &format!("{COUNTY}/months/units?{SEPTEMBER}")), "right.not_here");
    }
);
