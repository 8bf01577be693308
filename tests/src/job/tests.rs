use std::collections::HashSet;

use super::stock::Stock;
use super::*;

const PRIMER: &str = include_str!("../../../crates/protocol/primer/zh-v1.txt");

fn first(month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2017, month, 1).unwrap()
}

fn month(cadre: &str, month: u32) -> Vec<JobLine> {
    generate(1, cadre, "610926101205", first(month), 30)
}

fn text(lines: &[JobLine]) -> String {
    lines.iter().map(JobLine::prose).collect()
}

fn zstd_bytes(bytes: &[u8]) -> usize {
    zstd::bulk::compress(bytes, 19).unwrap().len()
}

/// Runs of `length` characters that are nothing but letters: no run over a comma.
fn runs(text: &str, length: usize) -> HashSet<Vec<char>> {
    text.split(|character: char| !character.is_alphanumeric())
        .flat_map(|clause| clause.chars().collect::<Vec<_>>().windows(length).map(<[char]>::to_vec).collect::<Vec<_>>())
        .collect()
}

/// Whole sentences of twelve characters and more.
fn sentences(text: &str) -> HashSet<&str> {
    text.split(['。', ';', '\u{ff1b}']).filter(|sentence| sentence.chars().count() >= 12).collect()
}

#[test]
fn a_month_has_the_shape_and_the_size_of_a_real_one() {
    for cadre in ["c0017", "c0018", "c0021", "c0033"] {
        let lines = month(cadre, 9);
        let visits = lines.iter().filter(|line| matches!(line, JobLine::Visit(_))).count();
        assert_eq!((lines.len(), visits), (150, 120));
        let text = text(&lines);
        let characters = text.chars().count();
        assert!((15_000..=20_000).contains(&characters), "{cadre}: {characters} characters");
        let share = zstd_bytes(text.as_bytes()) as f64 / reference_bytes(&lines).unwrap() as f64;
        println!("{cadre}: {characters} characters, bare text {share:.3} of the reference");
        assert!((0.75..=0.85).contains(&share), "{cadre}: the bare text is {share:.3} of the reference");
    }
}

#[test]
fn the_same_arguments_give_the_same_month() {
    assert_eq!(month("c0017", 9), month("c0017", 9));
    assert_ne!(text(&month("c0017", 9)), text(&month("c0018", 9)));
}

#[test]
fn lines_are_in_order_and_survive_their_own_json() {
    let lines = month("c0017", 9);
    assert!(lines.windows(2).all(|pair| pair[0].written_at() <= pair[1].written_at()));
    for line in &lines {
        let json = serde_json::to_string(line).unwrap();
        assert_eq!(&serde_json::from_str::<JobLine>(&json).unwrap(), line);
    }
}

#[test]
fn the_given_example_is_such_a_line() {
    let json = r#"{"kind":"visit","cadre":"c0017","village":"610926101205","household":"h031","day":"2017-09-01","purpose":"policy","findings":"户主在家。","quiz":[true,true,false],"satisfaction":92,"lat":32.212345,"lon":109.301876,"written_at":1504254600}"#;
    let line: JobLine = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&line).unwrap(), json);
}

#[test]
fn nothing_is_left_unfilled() {
    let text = text(&month("c0017", 9)) + &text(&month("c0021", 10));
    for mark in ["{", "}", "(", ")", "|", "别家"] {
        assert!(!text.contains(mark), "{mark} in the text");
    }
}

#[test]
fn a_persons_next_month_is_in_other_sentences_about_the_same_people() {
    let (september, october) = (month("c0017", 9), month("c0017", 10));
    let (before, after) = (text(&september), text(&october));
    let common: Vec<&str> = sentences(&before).intersection(&sentences(&after)).copied().collect();
    println!("{} sentences in both of {}: {common:?}", common.len(), sentences(&after).len());
    assert!(common.len() * 100 <= sentences(&after).len(), "sentences in both months: {common:?}");
    let families = |lines: &[JobLine]| -> HashSet<String> {
        lines
            .iter()
            .filter_map(|line| match line {
                JobLine::Visit(visit) => Some(visit.household.clone()),
                JobLine::Diary(_) => None,
            })
            .collect()
    };
    assert!(families(&september).intersection(&families(&october)).count() > 20);
}

#[test]
fn the_job_shares_no_sentence_with_the_shipped_primer() {
    let primer = runs(PRIMER, 9);
    let stocks = [include_str!("visit.txt"), include_str!("diary.txt"), include_str!("free.txt")];
    for stock in stocks.map(Stock::read) {
        for line in stock.lines() {
            let common = runs(line, 9).into_iter().find(|run| primer.contains(run));
            assert!(common.is_none(), "{line} shares {common:?} with the primer");
        }
    }
    let told = text(&month("c0017", 9)) + &text(&month("c0021", 10));
    let common: Vec<String> =
        runs(&told, 9).into_iter().filter(|r| primer.contains(r)).map(String::from_iter).collect();
    assert!(common.is_empty(), "runs of nine characters in both: {common:?}");
}

#[test]
fn days_away_have_no_visits_and_no_days_means_nothing() {
    let lines = month("c0017", 9);
    let away: HashSet<NaiveDate> = lines
        .iter()
        .filter_map(|line| match line {
            JobLine::Diary(diary) if diary.stay != "village" => Some(diary.day),
            _ => None,
        })
        .collect();
    assert!(!away.is_empty());
    assert!(lines.iter().all(|line| !matches!(line, JobLine::Visit(visit) if away.contains(&visit.day))));
    assert!(generate(1, "c0017", "610926101205", first(9), 0).is_empty());
}
