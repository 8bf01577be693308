use cunji_domain::organisation::{CutShortBy, Role, role_on};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;
use crate::imports::parse_divisions;

const HEAD: &str = "县区,镇,村,编号,姓名,单位,牵头单位,包抓单位,角色,起始日期,结束日期,提前结束原因,手机\n";

fn ankang() -> Divisions {
    let file = include_bytes!("../../../../fixtures/ankang-divisions.csv");
    parse_divisions(file, "ankang-divisions.csv").unwrap()
}

fn parse(rows: &str) -> Result<Roster, ImportFaults> {
    parse_roster(format!("{HEAD}{rows}").as_bytes(), "roster.csv", &ankang())
}

fn faults(rows: &str) -> Vec<(Option<u32>, &'static str)> {
    parse(rows).unwrap_err().faults.iter().map(|fault| (fault.row, fault.violation.code)).collect()
}

const TEAM: &str = "平利县,兴隆镇,马鞍桥村,c0017,陈玉华,市林业站,市农业局,市林业站,驻村队员,2017-01-01,,,13800000000\n\
    平利县,兴隆镇,马鞍桥村,c0020,刘明,市林业站,市农业局,市林业站,第一书记,2017/1/1,2018年12月31日,,\n\
    平利,兴隆,马鞍桥,c0021,王伟,市林业站,,,队员,2017-01-01,2017-07-31,召回:不在岗,\n\
    平利县,兴隆镇,,o0003,李娜,兴隆镇政府,,,镇办公室,2016-01-01,,,\n\
    平利县,,,l0001,赵强,市农业局,,,牵头单位,2016-01-01,,,\n\
    ,,,o0001,周平,,,,市办公室,2016-01-01,,,\n\
    平利县,西河镇,磨沟,,,,市农业局,市供销社,,,,,\n";

#[test]
fn a_roster_gives_units_teams_people_and_memberships() {
    let roster = parse(TEAM).unwrap();
    let village = "610926101205".parse().unwrap();
    let county = "610926".parse().unwrap();
    assert_eq!(roster.people.len(), 6);
    assert_eq!(roster.memberships.len(), 6);
    let [team] = roster.teams.as_slice() else { panic!("{:?}", roster.teams) };
    assert_eq!((&team.village, team.unit.as_str(), team.members.len()), (&village, "市林业站", 3));
    assert!(team.violations().is_empty());
    let recalled = team.members.iter().find(|member| member.person.as_str() == "c0021").unwrap();
    assert_eq!(recalled.term.cut_short.as_ref().unwrap().by, CutShortBy::Recall);
    let [group] = roster.work_groups.as_slice() else { panic!("{:?}", roster.work_groups) };
    assert_eq!((group.lead.unit.as_str(), &group.lead.county), ("市农业局", &county));
    let support: Vec<_> = group.support.iter().map(|unit| (unit.village.as_str(), unit.unit.as_str())).collect();
    assert_eq!(support, [("610926101205", "市林业站"), ("610926110221", "市供销社")]);
    let units: Vec<_> = roster.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(units, ["兴隆镇政府", "市供销社", "市农业局", "市林业站"]);
    let memberships: Vec<_> = roster.memberships.iter().cloned().collect();
    let role = |person: &str, space: &str, day: &str| {
        role_on(&memberships, &person.parse().unwrap(), &space.parse().unwrap(), day.parse().unwrap())
    };
    assert_eq!(role("c0020", "610926101205", "2018-12-31"), Some(Role::FirstSecretary));
    assert_eq!(role("c0020", "610926101205", "2019-01-01"), None);
    assert_eq!(role("o0003", "610926101", "2017-01-01"), Some(Role::TownOffice));
    assert_eq!(role("l0001", "610926", "2017-01-01"), Some(Role::LeadUnit));
    assert_eq!(role("o0001", "6109", "2017-01-01"), Some(Role::CityOffice));
}

#[test]
fn telephones_are_left_out_with_a_note() {
    let roster = parse(TEAM).unwrap();
    assert!(!format!("{roster:?}").contains("138"));
    assert_eq!(roster.notes[0].violation.code, "import.columns_never_kept");
    assert!(roster.notes[0].violation.zh.contains("手机"));
}

#[test]
fn one_roster_is_one_value_in_every_encoding_format_and_order() {
    let roster = parse(TEAM).unwrap();
    assert_eq!(parse(TEAM).unwrap(), roster);
    // Where a row stands is the file's own affair.
    let told = |list: Roster| Roster { places: BTreeMap::new(), ..list };
    let text = format!("{HEAD}{TEAM}");
    let gbk = encoding_rs::GBK.encode(&text).0.into_owned();
    assert_eq!(parse_roster(&gbk, "花名册.csv", &ankang()).unwrap(), roster);
    let reversed: Vec<&str> = TEAM.lines().rev().collect();
    assert_eq!(told(parse(&reversed.join("\n")).unwrap()), told(roster.clone()));

    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            if cell.parse::<chrono::NaiveDate>().is_ok() {
                let date = ExcelDateTime::parse_from_str(cell).unwrap();
                sheet.write_with_format(row, column, &date, &day).unwrap();
            } else {
                sheet.write(row, column, cell).unwrap();
            }
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(told(parse_roster(&bytes, "roster.xlsx", &ankang()).unwrap()), told(roster));
}

#[test]
fn every_bad_row_is_named_and_nothing_is_given() {
    let rows = "平利县,兴隆镇,马鞍桥,c1,甲某,市林业站,,,驻村队员,2017-01-01,2017-06-30,,\n\
        平利县,西河镇,马鞍桥,c2,乙某,市林业站,,,驻村队员,2017-01-01,,,\n\
        平利县,城关镇,五峰,c3,丙某,市林业站,,,驻村队员,2017-01-01,,,\n\
        平利县,兴隆镇,马鞍桥,c4,丁某,市林业站,,,副主任,昨天,,,\n\
        平利县,兴隆镇,,c5,戊某,市林业站,,,驻村队员,2017-01-01,,,\n\
        平利县,兴隆镇,马鞍桥,610926199001011234,己某,市林业站,,,驻村队员,2017-01-01,,,\n\
        平利县,兴隆镇,马鞍桥,编号七,庚某,市林业站,,,驻村队员,2017-01-01,,,\n\
        平利县,兴隆镇,马鞍桥,c8,,市林业站,,,驻村队员,,,,\n\
        平利县,兴隆镇,马鞍桥,c9,辛某,市林业站,,,驻村队员,2017-01-01,2017-02-01,家里有事,\n\
        平利县,兴隆镇,马鞍桥,c10,壬某,市林业站,,,驻村队员,2017-01-01,,,\n\
        平利县,兴隆镇,,c11,癸某,镇政府,,,镇办公室,2017-01-02,2017-01-01,,\n";
    assert_eq!(
        faults(rows),
        [
            (Some(2), "term.too_short"),
            (Some(3), "division.not_found"),
            (Some(4), "division.ambiguous"),
            (Some(5), "import.date"),
            (Some(5), "roster.role"),
            (Some(6), "import.place_missing"),
            (Some(7), "import.id_number"),
            (Some(8), "roster.id"),
            (Some(9), "roster.name_missing"),
            (Some(9), "roster.from_missing"),
            (Some(10), "term.reason_unclear"),
            (Some(12), "membership.backwards"),
        ]
    );
    let faults = parse(rows).unwrap_err();
    assert!(
        !faults.zh().contains("199001011234") && !faults.en().contains("199001011234"),
        "an ID number is in no message"
    );
}

#[test]
fn one_name_in_a_team_needs_ids_and_with_them_is_two_people() {
    let row = |id: &str, place: &str| format!("平利县,{place},{id},陈玉华,市林业站,,,驻村队员,2017-01-01,,,\n");
    let here = "兴隆镇,马鞍桥";
    assert_eq!(faults(&(row("", here) + &row("", here))), [(Some(3), "roster.same_name")]);
    let two = parse(&(row("c1", here) + &row("c2", here))).unwrap();
    assert_eq!((two.people.len(), two.teams[0].members.len()), (2, 2));
    let elsewhere = parse(&(row("", here) + &row("", "西河镇,磨沟"))).unwrap();
    assert_eq!(elsewhere.people.len(), 2, "the same name in two villages is two people");
}

#[test]
fn a_derived_id_stays_when_the_roster_changes() {
    let before = parse("平利县,兴隆镇,马鞍桥,,陈玉华,市林业站,,,驻村队员,2017-01-01,,,\n").unwrap();
    let after = parse(
        "平利县,兴隆镇,马鞍桥村委会,,刘明,市林业站,,,第一书记,2017-01-01,,,\n\
         平利县,兴隆镇,马鞍桥村委会,,陈 玉华,市林业站,,,第一书记,2018-01-01,,,\n",
    )
    .unwrap();
    let (id, person) = before.people.first_key_value().unwrap();
    assert_eq!(after.people.get(id), Some(person));
}

#[test]
fn the_servers_own_name_is_nobodys_id() {
    assert_eq!(
        faults("平利县,兴隆镇,马鞍桥,.server,甲某,市林业站,,,驻村队员,2017-01-01,,,\n"),
        [(Some(2), "roster.id")]
    );
}

#[test]
fn one_id_is_one_person() {
    let row = |id: &str, rest: &str| format!("平利县,兴隆镇,马鞍桥,{id},{rest}\n");
    let first = row("c1", "甲某,市林业站,,,驻村队员,2016-01-01,2017-06-30,,");
    let later = row("c1", "甲某,市林业站,,,驻村队员,2017-07-01,,,");
    let risen = row("c1", "甲某,,,,第一书记,2017-01-01,,,");
    let roster = parse(&(first.clone() + &later + &risen)).unwrap();
    assert_eq!((roster.people.len(), roster.teams[0].members.len()), (1, 3));
    let renamed = row("c1", "乙某,市林业站,,,驻村队员,2017-07-01,,,");
    let moved = row("c1", "甲某,市水利站,,市林业站,驻村队员,2017-07-01,,,");
    let again = row("c1", "甲某,市林业站,,,驻村队员,2017-06-30,,,");
    for (row, code) in [(renamed, "roster.id_two_names"), (moved, "roster.id_two_units"), (again, "roster.row_twice")] {
        assert_eq!(faults(&(first.clone() + &row)), [(Some(3), code)]);
    }
}

#[test]
fn a_village_has_one_support_unit_and_one_lead() {
    let row = |unit: &str, lead: &str, support: &str, id: &str| {
        format!("平利县,兴隆镇,马鞍桥,{id},甲某,{unit},{lead},{support},驻村队员,2017-01-01,,,\n")
    };
    let two = |a: String, b: String| faults(&(a + &b));
    assert_eq!(two(row("甲", "", "甲", "c1"), row("甲", "", "乙", "c2")), [(Some(3), "roster.two_support_units")]);
    assert_eq!(two(row("甲", "子", "甲", "c1"), row("甲", "丑", "", "c2")), [(Some(3), "roster.two_lead_units")]);
    assert_eq!(two(row("甲", "", "", "c1"), row("乙", "", "", "c2")), [(Some(3), "roster.two_support_units")]);
    assert_eq!(faults(&row("", "", "", "c1")), [(Some(2), "roster.no_unit")]);
    let seconded = parse(&(row("甲", "", "", "c1") + &row("乙", "", "甲", "c2"))).unwrap();
    assert_eq!(seconded.teams[0].unit.as_str(), "甲");
}

#[test]
fn hostile_and_broken_files_are_answered() {
    let divisions = ankang();
    let code = |bytes: &[u8], name: &str| parse_roster(bytes, name, &divisions).unwrap_err().faults[0].violation.code;
    assert_eq!(code(b"", "r.csv"), "import.empty");
    assert_eq!(code(b"\0\0\0\0", "r.csv"), "import.not_text");
    assert_eq!(code("县区,\0姓名\n".as_bytes(), "r.csv"), "import.not_text");
    assert_eq!(code(b"PK\x03\x04garbage", "r.xlsx"), "import.damaged");
    assert_eq!(code(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "r.xls"), "import.format");
    assert_eq!(code("姓名,村\n".as_bytes(), "r.xlsx"), "import.damaged", "a text is no workbook");
    assert_eq!(code(HEAD.as_bytes(), "r.csv"), "import.no_rows");
    assert_eq!(code("甲,乙\n1,2\n".as_bytes(), "r.csv"), "import.no_header");
    assert_eq!(code("县区,镇,村,姓名\n".as_bytes(), "r.csv"), "import.column_missing");
}

#[test]
fn a_formula_error_refuses_its_row_only_in_a_column_that_counts() {
    let roster = |column: u16| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let heads = ["县区", "镇", "村", "编号", "姓名", "单位", "角色", "起始日期", "年龄"];
        let cells = ["平利县", "兴隆镇", "马鞍桥", "c1", "甲某", "市林业站", "驻村队员", "2017-01-01", "30"];
        for (at, (head, cell)) in (0..).zip(heads.iter().zip(cells)) {
            sheet.write(0, at, *head).unwrap();
            sheet.write(1, at, cell).unwrap();
        }
        sheet.write(1, column, rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A")).unwrap();
        parse_roster(&workbook.save_to_buffer().unwrap(), "r.xlsx", &ankang())
    };
    assert_eq!(roster(8).unwrap().people.len(), 1);
    let faults = roster(5).unwrap_err().faults;
    assert_eq!((faults.len(), faults[0].row, faults[0].violation.code), (1, Some(2), "import.cell_error"));
}

proptest::proptest! {
    #[test]
    fn whatever_bytes_come_an_answer_comes(bytes: Vec<u8>, cells in "[\\PC\n,\"]{0,200}") {
        let divisions = Divisions::default();
        for file in [bytes.clone(), [b"PK\x03\x04".as_slice(), &bytes].concat(), format!("{HEAD}{cells}").into_bytes()] {
            proptest::prop_assert!(parse_roster(&file, "r.csv", &divisions).is_err());
        }
    }
}

#[test]
fn the_fixture_is_a_roster_without_faults() {
    let roster = parse_roster(include_bytes!("../../../../fixtures/roster.xlsx"), "roster.xlsx", &ankang()).unwrap();
    let villages: Vec<_> = roster.teams.iter().map(|team| team.village.as_str()).collect();
    assert_eq!(villages, ["610926100201", "610926101205", "610926110221"]);
    assert!(roster.people.keys().any(|id| id.as_str() == "c0017"));
    assert_eq!(roster.work_groups.len(), 1);
    assert_eq!(roster.work_groups[0].support.len(), 3);
    assert!(roster.teams.iter().all(|team| team.members.iter().any(|member| member.role == Role::FirstSecretary)));
}
