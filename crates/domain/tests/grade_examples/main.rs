//! The worked examples of grades: every row of `tests/grade_examples.csv`, which a spreadsheet opens.

#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

mod table;

use std::collections::BTreeSet;

use cunji_domain::grade::{Grade, Leaning, Reason, grade};
use cunji_domain::record::Code;
use table::Example;

const TABLE: &str = include_str!("../grade_examples.csv");

#[test]
fn every_worked_example_holds() {
    let examples = table::examples(TABLE);
    assert!(examples.len() >= 25, "{} examples", examples.len());
    let failures: Vec<String> = examples.iter().filter_map(failure).collect();
    assert!(failures.is_empty(), "{} of {} examples:\n{}", failures.len(), examples.len(), failures.join("\n"));
}

#[test]
fn every_grade_and_every_reason_has_a_worked_example() {
    let examples = table::examples(TABLE);
    let grades: BTreeSet<_> = examples.iter().map(|example| example.grade.as_str()).collect();
    assert_eq!(grades, Grade::ALL.iter().map(|grade| grade.zh()).collect());
    let shown: BTreeSet<&str> = examples.iter().flat_map(|example| &example.reasons).map(String::as_str).collect();
    let without: Vec<_> = Reason::CODES.iter().filter(|code| !shown.contains(**code)).collect();
    assert!(without.is_empty(), "no example of {without:?}");
}

/// However the facts lie, taking away what a phone offered never makes a day look worse than "nothing was there".
#[test]
fn who_offers_nothing_is_never_contradicted_by_it() {
    for example in table::examples(TABLE) {
        let mut facts = example.facts.clone();
        facts.saves.clear();
        facts.anchors.clear();
        let bare = grade(&facts, &example.policy);
        let by_a_person = bare.reasons.iter().any(|reason| reason.leaning() == Leaning::PersonAgainst);
        assert!(by_a_person || bare.grade != Grade::Contradicted, "{} {}", example.number, example.told);
    }
}

/// Order and repetition of what was saved change nothing.
#[test]
fn order_changes_nothing() {
    for example in table::examples(TABLE) {
        let mut turned = example.facts.clone();
        turned.saves.reverse();
        turned.saves.extend(example.facts.saves.clone());
        turned.anchors.reverse();
        assert_eq!(grade(&turned, &example.policy), grade(&example.facts, &example.policy), "{}", example.number);
    }
}

fn failure(example: &Example) -> Option<String> {
    let graded = grade(&example.facts, &example.policy);
    let reasons: Vec<_> = graded.reasons.iter().map(Reason::code).collect();
    let found = (graded.grade.zh(), reasons.into_iter().collect::<BTreeSet<_>>());
    let expected = (example.grade.as_str(), example.reasons.iter().map(String::as_str).collect::<BTreeSet<_>>());
    let Example { number, told, .. } = example;
    (found != expected || graded.reasons.len() != found.1.len())
        .then(|| format!("  {number} {told}: 应为 {expected:?},得出 {found:?}"))
}
