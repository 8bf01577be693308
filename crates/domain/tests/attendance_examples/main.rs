//! The worked examples of attendance: every row of `tests/attendance_examples.csv`, which a spreadsheet opens.

mod policies;
mod table;

use cunji_domain::attendance::{Reach, Why, YearAttendance, attendance};
use table::Example;

const TABLE: &str = include_str!("../attendance_examples.csv");

#[test]
fn every_worked_example_holds() {
    let examples = table::examples(TABLE);
    assert!(examples.len() >= 40, "{} examples", examples.len());
    let failures: Vec<String> = examples.iter().filter_map(|example| failure(example).err()).collect();
    assert!(failures.is_empty(), "{} of {} examples:\n{}", failures.len(), examples.len(), failures.join("\n"));
}

/// A reason that no example has may be one that nobody can reach.
#[test]
fn every_reason_has_a_worked_example() {
    let shown: Vec<String> = table::examples(TABLE).into_iter().map(|example| example.why).collect();
    let without: Vec<_> =
        Why::ALL.iter().map(|why| why.code()).filter(|code| !shown.iter().any(|why| why == code)).collect();
    assert!(without.is_empty(), "no example of {without:?}");
}

fn failure(example: &Example) -> Result<(), String> {
    let year = attendance(&example.facts, &example.policies, &example.calendar, example.as_of);
    let mut faults = Vec::new();
    for day in &example.days {
        let found = year.days.iter().find(|found| found.day == *day).expect("a day of the year");
        expect(&mut faults, &format!("{day} 那天是"), &example.state, found.state.zh());
        expect(&mut faults, &format!("{day} 原因"), &example.why, found.why.code());
    }
    for (column, expected) in &example.figures {
        let expected = match (*column, expected.as_str()) {
            ("最迟", "" | "无") => expected.clone(),
            ("最迟", day) => example.dates.day(day).to_string(),
            _ => expected.clone(),
        };
        expect(&mut faults, column, &expected, &figure(&year, column));
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(format!("  {} {}: {}", example.number, example.told, faults.join(";")))
}

fn figure(year: &YearAttendance, column: &str) -> String {
    match column {
        "应住" => year.target.to_string(),
        "住村" => year.resident.to_string(),
        "还差" => year.needed.to_string(),
        "还能" => year.possible.to_string(),
        "最迟" => year.latest_start.map_or("无".to_owned(), |day| day.to_string()),
        "缺勤" => year.totals.absent.to_string(),
        "休息" => year.totals.rest.to_string(),
        "够不够" => match year.reach {
            Reach::NothingOwed => "不欠",
            Reach::Reached => "已够",
            Reach::Possible => "能够",
            Reach::IfConfirmed => "要确认",
            Reach::Impossible => "够不着",
        }
        .to_owned(),
        other => panic!("no such column: {other}"),
    }
}

fn expect(faults: &mut Vec<String>, what: &str, expected: &str, found: &str) {
    if !expected.is_empty() && expected != found {
        faults.push(format!("{what} 应为 {expected},算出 {found}"));
    }
}
