//! Reads the table of examples: one row, one day of one cadre.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::diary::Stay;
use cunji_domain::grade::{Anchor, DayFacts, Fix, Provider, Save, WritingTime};
use cunji_domain::place::Place;
use cunji_domain::policy::{ANKANG_2017, Policy};
use cunji_domain::record::Code;
use cunji_domain::time::start_of_day;

pub struct Example {
    pub number: String,
    pub told: String,
    pub facts: DayFacts,
    pub policy: Policy,
    pub grade: String,
    pub reasons: Vec<String>,
}

/// The made-up village's office, from which the table measures.
const ORIGIN: Place = Place { lat: 32_684_900, lon: 109_029_300 };

pub fn examples(text: &str) -> Vec<Example> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(|cell| cell.trim().to_owned()).collect()).collect();
    let mut rows = rows.into_iter().filter(|row: &Vec<String>| !row[0].is_empty() && !row[0].starts_with('#'));
    let head = rows.next().expect("a head line");
    rows.map(|row| example(&head.iter().map(String::as_str).zip(row).collect())).collect()
}

fn example(row: &BTreeMap<&str, String>) -> Example {
    let cell = |column: &str| row.get(column).unwrap_or_else(|| panic!("{column}: {row:?}")).as_str();
    let stay = (!cell("住处").is_empty())
        .then(|| Stay::ALL.iter().copied().find(|stay| stay.zh() == cell("住处")).expect("a stay"));
    let mut facts = DayFacts::new(NaiveDate::from_ymd_opt(2017, 9, 12).unwrap(), stay);
    facts.written_after = (!cell("写于").is_empty()).then(|| cell("写于").parse().unwrap());
    facts.anchors = items(cell("定位点")).map(anchor).collect();
    facts.saves = items(cell("保存")).map(|item| save(item, facts.day)).collect();
    for item in items(cell("第一书记")) {
        match item {
            "看到在" => facts.seen_there = true,
            "看到不在" => facts.seen_away = true,
            "确认" => facts.first_secretary = Some(ConfirmationResult::Confirmed),
            "疑问" => facts.first_secretary = Some(ConfirmationResult::Questioned),
            other => panic!("第一书记: {other}"),
        }
    }
    for item in items(cell("队友")) {
        match item {
            "一起" => facts.teammate_along = true,
            "没一起" => facts.teammate_denies = true,
            other => panic!("队友: {other}"),
        }
    }
    Example {
        number: cell("编号").to_owned(),
        told: cell("说明").to_owned(),
        facts,
        policy: policy(cell("规则")),
        grade: cell("佐证").to_owned(),
        reasons: cell("原因").split_whitespace().map(str::to_owned).collect(),
    }
}

fn items(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', ';']).map(str::trim).filter(|item| !item.is_empty())
}

/// The shipped policy with figures changed: `place_far_m=5000`.
fn policy(cell: &str) -> Policy {
    let mut text = ANKANG_2017.to_owned();
    for item in items(cell) {
        let (key, value) = item.split_once('=').expect("项=数");
        let line = ANKANG_2017.lines().find(|line| line.starts_with(&format!("{key} = "))).expect("a figure");
        let (_, rest) = line.split_once(',').unwrap();
        text = text.replace(line, &format!("{key} = {{ value = {value},{rest}"));
    }
    Policy::parse(&text).unwrap()
}

fn anchor(item: &str) -> Anchor {
    let words: Vec<_> = item.split_whitespace().collect();
    let place = words.get(2).map_or(ORIGIN, |way| offset(way).expect("方位和距离"));
    Anchor { name: words[0].to_owned(), place, radius: words[1].parse().unwrap() }
}

fn save(item: &str, day: NaiveDate) -> Save {
    let mut words = item.split_whitespace();
    let clock = instant(words.next().expect("a time"), day);
    let (mut place, mut accuracy, mut mock, mut provider) = (None, None, false, Some(Provider::Satellite));
    let (mut earliest, mut latest) = (None, clock);
    for word in words {
        if let Some(metres) = word.strip_prefix("误差") {
            accuracy = Some(metres.parse().unwrap());
        } else if let Some(time) = word.strip_prefix("传到") {
            latest = instant(time, day);
        } else if let Some(time) = word.strip_prefix("不早于") {
            earliest = Some(instant(time, day));
        } else if word == "虚拟" {
            mock = true;
        } else if word == "补填" {
            provider = Some(Provider::Entered);
        } else {
            place = Some(offset(word).unwrap_or_else(|| panic!("保存: {word}")));
        }
    }
    let fix = place.map(|place| Fix { place, accuracy, provider, mock });
    Save { written: WritingTime { clock, earliest, latest }, fix }
}

/// `20:41` on the day, `+3T20:41` three days later.
fn instant(text: &str, day: NaiveDate) -> i64 {
    let (days, time) = match text.split_once('T') {
        Some((days, time)) => (days.parse::<i64>().unwrap(), time),
        None => (0, text),
    };
    let (hour, minute) = time.split_once(':').unwrap_or_else(|| panic!("time: {text}"));
    start_of_day(day) + days * 86_400 + hour.parse::<i64>().unwrap() * 3_600 + minute.parse::<i64>().unwrap() * 60
}

/// `东北14000`: so many metres from the origin.
fn offset(text: &str) -> Option<Place> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let (way, metres) = (&text[..at], text[at..].parse::<f64>().ok()?);
    let (north, east) = match way {
        "北" => (1.0, 0.0),
        "东" => (0.0, 1.0),
        "南" => (-1.0, 0.0),
        "西" => (0.0, -1.0),
        "东北" => (0.5_f64.sqrt(), 0.5_f64.sqrt()),
        _ => return None,
    };
    let millionths = |metres: f64| metres / 111_195.08 * 1e6;
    let shrink = (ORIGIN.lat as f64 / 1e6).to_radians().cos();
    Some(Place {
        lat: ORIGIN.lat + millionths(north * metres).round() as i64,
        lon: ORIGIN.lon + (millionths(east * metres) / shrink).round() as i64,
    })
}
