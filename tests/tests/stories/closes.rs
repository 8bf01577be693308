//! What the audit has of closes.

use cunji_domain::organisation::Role;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::Desk;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::months::{SEPTEMBER, TOWN, check, close, month_of, october};

const COUNTY: &str = "610926";
const OTHER_TOWN: &str = "610926100";

story!(
    /// Of a close the audit says what it did: a line for each village of which something was filed, one for all others whose pages it
    /// closed, and none where nothing happened. A page that was closed with nothing on it names who is left out all the same.
    a_close_is_noted_where_it_did_something,
    |world| {
        october(world);
        let (town, other) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("ma", Role::TownOffice, OTHER_TOWN));
        let county = world.desk("zhou", Role::CountyOffice, COUNTY);
        let closes = || {
            let rows = county.get(&format!("/console/v1/divisions/{COUNTY}/audit?action=month_closed"))["rows"].clone();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let mut closes: Vec<(String, String)> =
                rows.as_array().unwrap().iter().map(|row| (text(&row["division"]), text(&row["detail"]))).collect();
            closes.sort();
            closes
        };
        let villages = |desk: &Desk, town: &str| {
            let counts = desk.get(&format!("/console/v1/divisions/{town}/months/counts?{SEPTEMBER}"));
            let codes = counts["below"].as_array().unwrap().iter().map(|below| below["division"].as_str().unwrap().to_owned());
            let mut codes: Vec<String> = codes.filter(|code| code != MAANQIAO).collect();
            codes.sort();
            codes.join(" ")
        };
        let line = |division: &str, detail: String| (division.to_owned(), detail);
        assert_eq!(check(&town, "c0017", &month_of(&town, SEPTEMBER, "c0017")["signs"], "").0, StatusCode::NO_CONTENT);
        assert_eq!(close(&town, 9)["filed"], 1);
        let empty = line(TOWN, format!("2017-09:nothing on {}", villages(&town, TOWN)));
        let filed = line(MAANQIAO, "2017-09:1 + 0".to_owned());
        assert_eq!(closes(), [empty.clone(), filed.clone()]);
        assert_eq!(close(&town, 9)["filed"], 0);
        assert_eq!(closes(), [empty.clone(), filed.clone()], "nothing happened");
        let silent = month_of(&town, SEPTEMBER, "c0018")["signs"].clone();
        assert_eq!(check(&town, "c0018", &silent, "没信号,先按现有的核定").0, StatusCode::NO_CONTENT);
        assert_eq!(close(&town, 9)["filed"], 1);
        assert_eq!(closes(), [empty.clone(), filed.clone(), filed.clone()]);

        let body = json!({ "year": 2017, "month": 9, "without_calendar": true });
        let closed = other.post(&format!("/console/v1/divisions/{OTHER_TOWN}/months/close"), body);
        assert_eq!(closed["filed"], 0);
        let left = other.get(&format!("/console/v1/divisions/{OTHER_TOWN}/months/left?{SEPTEMBER}"));
        assert!(left["left"].as_array().unwrap().iter().any(|one| one["cadre"] == "c0012"), "{left}");
        let pages = villages(&other, OTHER_TOWN);
        let there = line(OTHER_TOWN, format!("2017-09:nothing on {pages} without_calendar"));
        assert_eq!(closes(), [there, empty, filed.clone(), filed], "whoever closes knowingly stands for it");
    }
);
