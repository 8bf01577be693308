use super::*;
use crate::imports::parse_divisions;

fn ankang() -> Divisions {
    parse_divisions(include_bytes!("../../../../fixtures/ankang-divisions.csv"), "ankang-divisions.csv").unwrap()
}

fn parse(file: &str) -> Result<Households, ImportFaults> {
    parse_households(file.as_bytes(), "households.csv", &ankang())
}

fn faults(file: &str) -> Vec<(Option<u32>, &'static str)> {
    parse(file).unwrap_err().faults.iter().map(|fault| (fault.row, fault.violation.code)).collect()
}

const HEAD: &str = "县区,镇,村,户编号,户主,组,人口,成员,住址\n";

#[test]
fn a_household_keeps_what_the_work_needs() {
    let rows = "平利县,兴隆镇,马鞍桥村,h031,李某,第3组,4人,\"王某(妻)、李小某\u{ff08}长子\u{ff09},老母\",老屋场\n\
                平利县,兴隆镇,马鞍桥村,h002,张 某,二,,,\n";
    let households = parse(&format!("{HEAD}{rows}")).unwrap();
    assert_eq!(households.rows.iter().map(|row| row.number.as_str()).collect::<Vec<_>>(), ["h002", "h031"]);
    let household = &households.rows[1];
    assert_eq!(household.village.as_str(), "610926101205");
    assert_eq!(
        (household.head.as_str(), household.group.as_deref(), household.persons),
        ("李某", Some("三组"), Some(4))
    );
    let members: Vec<_> = household.members.iter().map(|m| (m.name.as_str(), m.relation.as_deref())).collect();
    assert_eq!(members, [("王某", Some("妻")), ("李小某", Some("长子")), ("老母", None)]);
    assert_eq!(household.address.as_deref(), Some("老屋场"));
    assert_eq!(households.rows[0].head, "张某");
    assert_eq!(parse(&format!("{HEAD}{rows}")).unwrap(), households);
}

#[test]
fn one_row_a_member_gives_the_same_households() {
    let wide = parse(&format!("{HEAD}平利县,兴隆镇,马鞍桥村,h031,李某,三组,3,王某(妻)、李小某(长子),\n")).unwrap();
    let long = parse(
        "县区,镇,村,户编号,组,人口,姓名,与户主关系\n\
         平利县,兴隆镇,马鞍桥村,h031,三组,3,李某,户主\n\
         平利县,兴隆镇,马鞍桥村,h031,3,3,王某,妻\n\
         平利县,兴隆镇,马鞍桥村,h031,,,李小某,长子\n",
    )
    .unwrap();
    assert_eq!(long.rows, wide.rows);
}

#[test]
fn id_and_bank_numbers_are_never_kept() {
    let households = parse(
        "县区,镇,村,户编号,户主,身份证号码,一卡通账号,联系电话\n\
         平利县,兴隆镇,马鞍桥村,h031,李某,610926199001011234,6222021234567890128,13800000000\n",
    )
    .unwrap();
    let all = format!("{households:?}");
    assert!(!all.contains("61092619") && !all.contains("6222") && !all.contains("138"), "{all}");
    assert_eq!(households.notes[0].violation.code, "import.columns_never_kept");

    let in_a_cell = format!("{HEAD}平利县,兴隆镇,马鞍桥村,h031,李某,,,王某 61092619900101123X,\n");
    assert_eq!(faults(&in_a_cell)[0], (Some(2), "import.id_number"));
    assert!(!parse(&in_a_cell).unwrap_err().to_string().contains("6109261990"), "nor in a message");
}

#[test]
fn every_bad_row_is_named() {
    let rows = "平利县,兴隆镇,马鞍桥村,h001,李某,,,,\n\
                平利县,兴隆镇,马鞍桥村,h001,张某,,,,\n\
                平利县,兴隆镇,磨沟,h002,张某,,,,\n\
                平利县,兴隆镇,马鞍桥村,,张某,,,,\n\
                平利县,兴隆镇,马鞍桥村,h004,,,,,\n\
                平利县,兴隆镇,马鞍桥村,h005,张某,,一百,,\n\
                平利县,兴隆镇,马鞍桥村,h006,张某123,,,,\n\
                平利县,西河镇,磨沟,h001,张某,,,,\n";
    assert_eq!(
        faults(&format!("{HEAD}{rows}")),
        [
            (Some(3), "household.twice"),
            (Some(4), "division.not_found"),
            (Some(5), "household.number_missing"),
            (Some(6), "household.no_head"),
            (Some(7), "household.persons"),
            (Some(8), "household.name"),
        ]
    );
    let two = "县区,镇,村,户编号,户主,姓名,与户主关系\n\
               平利县,兴隆镇,马鞍桥村,h001,李某,李某,户主\n\
               平利县,兴隆镇,马鞍桥村,h001,张某,王某,妻\n";
    assert_eq!(faults(two), [(Some(3), "household.rows_differ")]);
    assert_eq!(faults("县区,镇,村,户编号\n平利县,兴隆镇,马鞍桥村,h001\n")[0].1, "import.column_missing");
}

#[test]
fn a_doubled_number_and_a_row_of_elsewhere_are_told_along_with_every_other_fault() {
    let rows = "平利县,兴隆镇,马鞍桥村,h001,李某,,一百,,\n\
                平利县,兴隆镇,马鞍桥村,h001,张某,,,,\n\
                平利县,兴隆镇,马鞍桥村,h001,张某123,,,,\n\
                平利县,西河镇,磨沟,h001,张某,,,,\n";
    let reading = Reading { within: Some("610926101".parse().unwrap()), ..Reading::default() };
    let told = parse_households_reading(format!("{HEAD}{rows}").as_bytes(), "households.csv", &ankang(), &reading);
    let told = told.unwrap_err().faults;
    let codes: Vec<_> = told.iter().map(|fault| (fault.row, fault.violation.code)).collect();
    assert_eq!(
        codes,
        [
            (Some(2), "household.persons"),
            (Some(3), "household.twice"),
            (Some(4), "household.name"),
            (Some(4), "household.twice"),
            (Some(5), "import.elsewhere"),
        ]
    );
    assert!(told[4].violation.zh.contains("不在平利县兴隆镇之内"), "{}", told[4].violation.zh);
}

#[test]
fn the_fixtures_are_one_list_in_both_formats() {
    let csv = include_bytes!("../../../../fixtures/households.csv");
    let xlsx = include_bytes!("../../../../fixtures/households.xlsx");
    // Where a row stands is the file's own affair.
    let told = |mut list: Households| {
        list.rows.iter_mut().for_each(|row| row.place = (None, 0));
        list.rows
    };
    let households = parse_households(csv, "households.csv", &ankang()).unwrap();
    let from_xlsx = parse_households(xlsx, "households.xlsx", &ankang()).unwrap();
    assert_eq!(told(from_xlsx), told(households.clone()));
    let (gbk, _, lossy) = encoding_rs::GBK.encode(std::str::from_utf8(csv).unwrap().trim_start_matches('\u{feff}'));
    assert!(!lossy);
    assert_eq!(parse_households(&gbk, "households.csv", &ankang()).unwrap().rows, households.rows);
    let here = households.rows.iter().filter(|row| row.village.as_str() == "610926101205");
    assert!(here.clone().count() >= 48);
    assert!(here.clone().any(|row| row.number == "h031"));
    assert!(here.clone().all(|row| row.group.is_some() && !row.members.is_empty()));
}
