//! The overview: figures that open down to people, equal to what the teams' own phones show, on both databases.

use cunji_client::{DiaryChange, MemberYear};
use cunji_domain::attendance::DayState;
use cunji_domain::diary::Stay;
use cunji_domain::organisation::Role;
use cunji_tests::fixtures_roster::{MAANQIAO, MOGOU, YAOFUGOU};
use cunji_tests::story;
use cunji_tests::world::{Desk, Handset, PASSWORD, World, a_day};
use reqwest::Method;
use serde_json::{Value, json};

const COUNTY: &str = "610926";
const CITY: &str = "6109";
const DAY: &str = "2017-09-04";

fn overview(desk: &Desk, division: &str) -> Value {
    overview_of(desk, division, DAY)
}

fn overview_of(desk: &Desk, division: &str, day: &str) -> Value {
    desk.get(&format!("/console/v1/divisions/{division}/overview?from=2017-01-01&to={day}"))
}

/// What the first secretaries' phones show of their teams, with the village of each.
fn on_phones(secretaries: &[(&'static str, &Handset)]) -> Vec<(&'static str, MemberYear)> {
    let team = |(village, phone): &(&'static str, &Handset)| {
        let years = phone.with(|phone| phone.team_attendance(2017, None, None)).unwrap();
        years.into_iter().map(|year| (*village, year)).collect::<Vec<_>>()
    };
    secretaries.iter().flat_map(team).collect()
}

/// The figures of a division by counting the phones' tables, one person after another.
fn counted(tables: &[(&str, MemberYear)], division: &str) -> Value {
    let mut people = 0;
    let (mut resident, mut unconfirmed, mut silent, mut away) = (0, 0, 0, 0);
    let (mut resident_days, mut will_miss) = (0, 0);
    for (_, member) in tables.iter().filter(|(village, _)| village.starts_with(division)) {
        let days = &member.year.days;
        resident_days += days.iter().filter(|day| day.day <= a_day(DAY) && day.state == DayState::Resident).count();
        let day = days.iter().find(|day| day.day == a_day(DAY)).unwrap();
        if day.state == DayState::NotInTerm {
            continue;
        }
        people += 1;
        will_miss += usize::from(member.year.reach.code() == "impossible");
        match day.why.code() {
            "unconfirmed.no_word" | "unconfirmed.no_own_word" => silent += 1,
            "unconfirmed.away" => (unconfirmed, away) = (unconfirmed + 1, away + 1),
            "resident.word" => resident += 1,
            other => panic!("{other}"),
        }
    }
    serde_json::json!([people, resident, unconfirmed, silent, away, resident_days, will_miss])
}

fn shown(figures: &Value) -> Value {
    let silent: u64 = not_heard(figures).iter().sum();
    assert_eq!(figures["day"]["absent"], 0, "silence is no absence");
    serde_json::json!([
        figures["people"],
        figures["day"]["resident"],
        figures["day"]["unconfirmed"],
        silent,
        figures["away"],
        figures["resident_days"],
        figures["will_miss"]
    ])
}

const SILENCES: [&str; 5] = ["no_line", "not_synced", "no_diary", "no_phone", "not_over"];

fn not_heard(figures: &Value) -> [u64; 5] {
    SILENCES.map(|why| figures["not_heard"][why].as_u64().unwrap())
}

fn stays(phone: &Handset, day: &str, stay: Stay) {
    let change = DiaryChange { stay: Some(stay), ..DiaryChange::default() };
    phone.try_diary(day, change).unwrap_or_else(|error| panic!("{day}: {error}"));
}

/// Three villages four days later: one has synced, one has a line that not everybody used, one was not heard of. Of the last two some
/// have no phone.
fn three_villages(world: &World) -> [Handset; 3] {
    let [fang, liu, deng] = ["c0011", "c0016", "c0031"].map(|person| world.phone(person));
    world.phone("c0012");
    let [chen, wang, li] = ["c0017", "c0018", "c0019"].map(|person| world.phone(person));
    world.settle();
    world.pass_days(4);
    stays(&chen, "2017-09-01", Stay::Village);
    stays(&chen, "2017-09-04", Stay::Village);
    stays(&wang, "2017-09-04", Stay::Home);
    for phone in [&chen, &wang, &li, &liu, &fang] {
        phone.sync();
    }
    liu.sync();
    world.office.look_after();
    [fang, liu, deng]
}

story!(
    /// Every figure of county, towns and villages is what one counts over the phones' own tables, and opens down to people.
    figures_are_what_the_phones_own_tables_count,
    |world| {
        let [fang, liu, deng] = three_villages(world);
        let tables = on_phones(&[(YAOFUGOU, &fang), (MAANQIAO, &liu), (MOGOU, &deng)]);
        let city = world.desk("gao", Role::CityOffice, CITY);
        let whole = overview(&city, COUNTY);
        assert_eq!(shown(&whole["place"]["figures"]), counted(&tables, COUNTY));
        assert_eq!(whole["place"]["figures"]["people"], 11);
        let names: Vec<_> = whole["path"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(names, ["61", "6109"]);
        let towns = whole["below"].as_array().unwrap();
        assert!(towns.len() > 3, "towns without teams are there, too");
        for town in towns {
            let code = town["code"].as_str().unwrap();
            assert_eq!(shown(&town["figures"]), counted(&tables, code), "{code}");
            for village in overview(&city, code)["below"].as_array().unwrap() {
                let code = village["code"].as_str().unwrap();
                assert_eq!(shown(&village["figures"]), counted(&tables, code), "{code}");
            }
        }
        let village = overview(&city, MAANQIAO);
        assert_eq!(shown(&village["place"]["figures"]), counted(&tables, MAANQIAO));
        let reviews = &village["place"]["figures"]["reviews_waiting"];
        assert_eq!(reviews, &overview(&city, COUNTY)["place"]["figures"]["reviews_waiting"]);
        let people = village["people"].as_array().unwrap();
        let of = |cadre: &str| people.iter().find(|person| person["cadre"] == cadre).unwrap().clone();
        assert_eq!(people.len(), 5, "who was recalled in June is of the period, and not of its last day");
        assert_eq!((&of("c0017")["state"], &of("c0017")["resident_days"]), (&"resident".into(), &2.into()));
        assert_eq!((&of("c0018")["heard"], &of("c0018")["state"]), (&"away".into(), &"unconfirmed".into()));
        assert_eq!(of("c0019")["heard"], "no_diary");
        assert_eq!(of("c0020")["state"], "not_in_term");

        let crossing = format!("/console/v1/divisions/{COUNTY}/overview?from=2016-12-31&to={DAY}");
        assert_eq!(city.refused(Method::GET, &crossing, None), "overview.period");
    }
);

story!(
    /// No line, not synced, no diary, no phone, away: five different things on the screen, and nothing of phones in a file.
    not_heard_is_not_absent_and_told_apart,
    |world| {
        three_villages(world);
        let desk = world.desk("tian", Role::CountyOffice, COUNTY);
        let of = |division: &str| overview(&desk, division)["place"]["figures"].clone();
        assert_eq!(not_heard(&of(MOGOU)), [1, 0, 0, 3, 0], "who has a phone there was not heard of since the day began");
        assert_eq!(not_heard(&of(YAOFUGOU)), [0, 1, 1, 1, 0], "the first secretary has a line, and wrote nothing");
        assert_eq!(not_heard(&of(MAANQIAO)), [0, 0, 2, 0, 0]);
        assert_eq!((&of(MAANQIAO)["away"], not_heard(&of(COUNTY))), (&1.into(), [1, 1, 3, 4, 0]));
        let without = desk.get(&format!("/console/v1/divisions/{MOGOU}/attendance/c0032/{DAY}"));
        assert_eq!((&without["heard"], &without["code"]), (&"no_phone".into(), &"unconfirmed.no_word".into()));

        let files = [
            format!("/console/v1/divisions/{COUNTY}/overview.xlsx?from=2017-01-01&to={DAY}"),
            format!("/console/v1/divisions/{MAANQIAO}/overview.xlsx?from=2017-01-01&to={DAY}"),
            exported(world, &desk, COUNTY),
        ];
        for path in files {
            let text = cells(desk.file(&path));
            assert!(text.contains("还没有消息") && text.contains("2017-09-05"), "{path}: {text}");
            for word in ["信号", "同步", "没有日志", "手机"] {
                assert!(!text.contains(word), "{path}: {word}");
            }
        }
        // What waits for a review is each level's own: a file says whose.
        let city = world.desk("gao", Role::CityOffice, CITY);
        for (desk, head) in [(&desk, "待县区办公室审核"), (&city, "待市办公室审核")] {
            let text = cells(desk.file(&format!("/console/v1/divisions/{COUNTY}/overview.xlsx?from=2017-01-01&to={DAY}")));
            assert!(text.contains(head), "{text}");
        }
        // What a period that is over says of the year ends with it; what stands so today says so.
        world.pass_days(20);
        world.office.look_after();
        desk.sign_in("tian", PASSWORD);
        let file = |of: &str| cells(desk.file(&format!("/console/v1/divisions/{of}/overview.xlsx?from=2017-09-01&to=2017-09-02")));
        let village = file(MAANQIAO);
        assert!(village.contains("全年住村\n截至 2017-09-02") && village.contains("还能住\n截至 2017-09-25"), "{village}");
        assert!(file(COUNTY).contains("待县区办公室审核\n截至 2017-09-25"));
        let month = cells(desk.file(&exported(world, &desk, MAANQIAO)));
        assert!(month.contains("陈玉华") && month.contains("住村") && !month.contains("马小军"), "{month}");
    }
);

story!(
    /// Everybody's days come page by page; each page begins where the one before ended.
    attendance_comes_in_pages,
    |world| {
        three_villages(world);
        let desk = world.desk("tian", Role::CountyOffice, COUNTY);
        let page = |after: &str| {
            desk.get(&format!("/console/v1/divisions/{COUNTY}/attendance?year=2017&month=9&limit=5{after}"))
        };
        let (mut after, mut people) = (String::new(), Vec::new());
        loop {
            let page = page(&after);
            assert_eq!(page["from"], "2017-09-01");
            people.extend(page["people"].as_array().unwrap().iter().map(|row| (row["cadre"].clone(), row["days"].clone())));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(people.len(), 11, "who was recalled before the month has no line in it");
        let of = |cadre: &str| people.iter().find(|(id, _)| id == cadre).unwrap().1.as_str().unwrap().to_owned();
        assert_eq!(of("c0017").len(), 30);
        assert!(of("c0017").starts_with("RSSR"), "{}", of("c0017"));
        assert!(of("c0019").starts_with("-SS-"), "{}", of("c0019"));
        let of_year = desk.get(&format!("/console/v1/divisions/{COUNTY}/attendance?year=2017"));
        assert_eq!((&of_year["count"], of_year["people"].as_array().unwrap().len()), (&Value::from(12), 12));
        let sums = |filter: &str| desk.get(&format!("/console/v1/divisions/{COUNTY}/attendance?year=2017{filter}"))["count"].as_u64();
        let figures = overview(&desk, COUNTY)["place"]["figures"].clone();
        let day = "&day=2017-09-04";
        assert_eq!(sums(&format!("{day}&reach=impossible")), figures["will_miss"].as_u64());
        for silence in SILENCES {
            assert_eq!(sums(&format!("{day}&state={silence}")), figures["not_heard"][silence].as_u64(), "{silence}");
        }
        for state in ["resident", "unconfirmed", "absent", "rest"] {
            assert_eq!(sums(&format!("{day}&state={state}")), figures["day"][state].as_u64(), "{state}");
        }
        assert_eq!(sums(&format!("{day}&state=away")), figures["away"].as_u64());
        let no_month = format!("/console/v1/divisions/{COUNTY}/attendance?year=2017&month=13");
        assert_eq!(desk.refused(Method::GET, &no_month, None), "attendance.month");
    }
);

story!(
    /// Today is not over: whoever synced in the course of it lacks nothing yet. Whoever gets a phone had none before, and what comes on
    /// paper is heard of.
    a_day_is_not_missed_before_it_is_over_nor_by_who_has_no_phone,
    |world| {
        let [chen, wang] = ["c0017", "c0018"].map(|person| world.phone(person));
        world.settle();
        world.pass_days(3);
        chen.sync();
        world.office.look_after();
        let county = world.desk("tian", Role::CountyOffice, COUNTY);
        let figures = || not_heard(&overview(&county, MAANQIAO)["place"]["figures"]);
        let heard = |cadre: &str, day: &str| {
            let one = county.get(&format!("/console/v1/divisions/{MAANQIAO}/attendance/{cadre}/{day}"))["heard"].clone();
            let people = overview_of(&county, MAANQIAO, day)["people"].as_array().unwrap().clone();
            assert_eq!(people.iter().find(|person| person["cadre"] == cadre).unwrap()["heard"], one, "{cadre} {day}");
            one
        };
        assert_eq!(figures(), [0, 1, 0, 2, 1], "chen has synced today, wang not; two have no phone");
        assert_eq!((heard("c0017", DAY), heard("c0017", "2017-09-01")), ("not_over".into(), "no_diary".into()));
        let named = |state: &str| {
            let page = county.get(&format!("/console/v1/divisions/{MAANQIAO}/attendance?year=2017&day={DAY}&state={state}"));
            page["people"].as_array().unwrap().iter().map(|row| row["cadre"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(named("not_over"), ["c0017"]);
        assert_eq!(named("no_diary"), Vec::<Value>::new());
        assert_eq!(named("no_phone"), ["c0016", "c0019"]);

        // A phone that comes today tells of no day before it.
        let li = world.phone("c0019");
        li.sync();
        assert_eq!(figures(), [0, 1, 0, 1, 2]);
        assert_eq!((heard("c0019", DAY), heard("c0019", "2017-09-01")), ("not_over".into(), "no_phone".into()));

        world.pass_days(1);
        for phone in [&chen, &wang, &li] {
            phone.sync();
        }
        world.office.look_after();
        county.sign_in("tian", PASSWORD);
        assert_eq!(figures(), [0, 0, 3, 1, 0], "the day is over");

        // What the office types in from paper is said of the day as by a phone.
        let town = world.desk("lin", Role::TownOffice, "610926101");
        let days = "RSSR".to_owned() + &"-".repeat(26);
        let sheet = json!({ "year": 2017, "month": 9, "cadre": "c0016", "days": days, "signed": true, "seen": null });
        town.post(&format!("/console/v1/divisions/{MAANQIAO}/months/paper"), sheet);
        world.office.look_after();
        assert_eq!((figures(), heard("c0016", DAY)), ([0, 0, 3, 0, 0], "something".into()));
    }
);

story!(
    /// Who looks at days of which nothing came is told so, and of which day something did; and that a year is counted without its
    /// holidays, by the policy of another.
    days_without_a_record_are_said_to_be_so_wherever_figures_stand,
    |world| {
        let phone = world.phone("c0017");
        world.settle();
        let county = world.desk("tian", Role::CountyOffice, COUNTY);
        let of_calls = |division: &str, from: &str, to: &str| {
            let (year, month) = (&from[..4], from[5..7].trim_start_matches('0'));
            let asked = format!("/console/v1/divisions/{division}");
            [
                format!("{asked}/overview?from={from}&to={to}"),
                format!("{asked}/attendance?year={year}&month={month}"),
                format!("{asked}/months/counts?year={year}&month={month}"),
            ]
            .map(|call| county.get(&call)["footing"].clone())
        };
        let footing = |nothing_told: bool, last_told: Value| {
            json!({ "without_calendar": false, "policy_of_year": null, "nothing_told": nothing_told, "last_told": last_told })
        };
        let september = |division: &str| of_calls(division, "2017-09-01", "2017-09-30");
        for said in september(COUNTY) {
            assert_eq!(said, footing(true, Value::Null), "nothing ever came");
        }
        world.pass_days(3);
        county.sign_in("tian", PASSWORD);
        stays(&phone, "2017-09-01", Stay::Village);
        stays(&phone, "2017-09-02", Stay::Village);
        phone.sync();
        world.office.look_after();
        for said in september(COUNTY) {
            assert_eq!(said, footing(false, Value::Null));
        }
        for said in september(MOGOU) {
            assert_eq!(said, footing(true, Value::Null), "of another village nothing came");
        }
        for said in of_calls(MAANQIAO, "2017-08-01", "2017-08-31") {
            assert_eq!(said, footing(true, json!("2017-09-02")));
        }
        let later = json!({ "without_calendar": true, "policy_of_year": 2017, "nothing_told": true, "last_told": "2017-09-02" });
        for said in of_calls(COUNTY, "2026-09-01", "2026-09-30") {
            assert_eq!(said, later);
        }
        // A month that came on paper tells of its days, too.
        let town = world.desk("lin", Role::TownOffice, "610926101");
        let sheet = json!({ "year": 2017, "month": 8, "cadre": "c0018", "days": "R".repeat(31), "signed": true });
        town.post(&format!("/console/v1/divisions/{MAANQIAO}/months/paper"), sheet);
        for said in of_calls(MAANQIAO, "2017-08-01", "2017-08-31") {
            assert_eq!(said, footing(false, Value::Null));
        }
        // …of those in its middle, too; and of none of the next month.
        let overview = |from: &str, to: &str| {
            let asked = format!("/console/v1/divisions/{MAANQIAO}/overview?from={from}&to={to}");
            county.get(&asked)["footing"]["nothing_told"].clone()
        };
        assert_eq!(overview("2017-08-10", "2017-08-20"), false);
        assert_eq!(overview("2017-09-10", "2017-09-20"), true);
    }
);

/// Where September's attendance of a division lies as a file, once it is made.
fn exported(world: &World, desk: &Desk, division: &str) -> String {
    let job =
        desk.post(&format!("/console/v1/divisions/{division}/attendance/export"), json!({ "year": 2017, "month": 9 }));
    world.office.do_jobs();
    format!("/console/v1/divisions/{division}/work/attendance/jobs/{}/file", job["number"])
}

/// Everything that stands in a workbook's first sheet.
fn cells(xlsx: Vec<u8>) -> String {
    use calamine::Reader as _;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(xlsx)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.used_cells().map(|(_, _, cell)| cell.to_string() + "\n").collect()
}
