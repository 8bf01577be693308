//! The files in `fixtures/` are what the code writes, and what the imports read.

use std::path::{Path, PathBuf};

use cunji_server::imports::{parse_divisions, parse_households, parse_roster};
use cunji_tests::fixtures_roster::{
    MAANQIAO, MAANQIAO_FIRST_SECRETARY, MAANQIAO_HOUSEHOLDS, MAANQIAO_RECALLED, MAANQIAO_RESIDENTS, MOGOU, YAOFUGOU,
    households_csv, households_workbook, roster_workbook,
};

fn fixture(file: &str) -> Vec<u8> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    std::fs::read(folder.join(file)).expect("a file of the fixtures")
}

#[test]
fn the_files_are_what_the_code_writes() {
    let divisions = parse_divisions(&fixture("ankang-divisions.csv"), "ankang-divisions.csv").unwrap();
    let how = "cargo run -p cunji-tests --example write_fixtures";
    assert!(fixture("households.csv") == households_csv().into_bytes(), "{how}");
    let households = |bytes: &[u8]| parse_households(bytes, "households.xlsx", &divisions).unwrap();
    assert_eq!(households(&fixture("households.xlsx")), households(&households_workbook().unwrap()), "{how}");
    let roster = |bytes: &[u8]| parse_roster(bytes, "roster.xlsx", &divisions).unwrap();
    assert_eq!(roster(&fixture("roster.xlsx")), roster(&roster_workbook().unwrap()), "{how}");
}

#[test]
fn the_demo_finds_its_people_and_households() {
    let divisions = parse_divisions(&fixture("ankang-divisions.csv"), "ankang-divisions.csv").unwrap();
    let roster = parse_roster(&fixture("roster.xlsx"), "roster.xlsx", &divisions).unwrap();
    let villages: Vec<_> = roster.teams.iter().map(|team| team.village.as_str()).collect();
    assert_eq!(villages, [YAOFUGOU, MAANQIAO, MOGOU]);
    let team: Vec<_> = roster.teams[1].members.iter().map(|member| member.person.as_str()).collect();
    let [first, second, third] = MAANQIAO_RESIDENTS;
    assert_eq!(team, [MAANQIAO_FIRST_SECRETARY, first, second, third, MAANQIAO_RECALLED]);
    let households = parse_households(&fixture("households.csv"), "households.csv", &divisions).unwrap();
    assert_eq!(households.rows.iter().filter(|row| row.village.as_str() == MAANQIAO).count(), MAANQIAO_HOUSEHOLDS);
}
