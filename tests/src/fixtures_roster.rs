//! The roster and the households of the fixtures, as an office keeps them. Every person, unit and household is made up.

use std::fmt::Write as _;
use std::path::Path;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// 马鞍桥 (平利县兴隆镇): the village that the demo lives in.
pub const MAANQIAO: &str = "610926101205";
/// 药妇沟 (平利县城关镇).
pub const YAOFUGOU: &str = "610926100201";
/// 磨沟 (平利县西河镇).
pub const MOGOU: &str = "610926110221";
/// The first secretary of 马鞍桥, since 2017-01-01.
pub const MAANQIAO_FIRST_SECRETARY: &str = "c0016";
/// The residents of 马鞍桥 who serve all of 2017.
pub const MAANQIAO_RESIDENTS: [&str; 3] = ["c0017", "c0018", "c0019"];
/// A resident of 马鞍桥 who was recalled on 2017-06-30.
pub const MAANQIAO_RECALLED: &str = "c0020";
/// How many households 马鞍桥 has: `h001` to `h056`.
pub const MAANQIAO_HOUSEHOLDS: usize = 56;

/// Writes `roster.xlsx`, `households.xlsx` and `households.csv` into a folder.
///
/// # Errors
/// What the file system or the workbook writer says.
pub fn write_fixtures(folder: &Path) -> Result<(), std::io::Error> {
    let workbook = |bytes: Result<Vec<u8>, XlsxError>| bytes.map_err(std::io::Error::other);
    std::fs::write(folder.join("roster.xlsx"), workbook(roster_workbook())?)?;
    std::fs::write(folder.join("households.xlsx"), workbook(households_workbook())?)?;
    std::fs::write(folder.join("households.csv"), households_csv())
}

struct Place {
    town: &'static str,
    village: &'static str,
    /// The unit that answers for it.
    support: &'static str,
    households: usize,
    groups: usize,
}

const COUNTY: &str = "平利县";
/// The unit that leads the county's work group.
pub const LEAD: &str = "市示范农业局";
const PLACES: [Place; 3] = [
    Place { town: "城关镇", village: "药妇沟村", support: "市示范水利站", households: 12, groups: 3 },
    Place {
        town: "兴隆镇", village: "马鞍桥村", support: "市示范林业站", households: MAANQIAO_HOUSEHOLDS, groups: 6
    },
    Place { town: "西河镇", village: "磨沟村", support: "市示范供销社", households: 12, groups: 3 },
];

/// One row of the roster. `from` and `to` are days like `2017-01-01`; `to` and `reason` may be empty.
struct Sent {
    id: &'static str,
    name: &'static str,
    role: &'static str,
    from: &'static str,
    to: &'static str,
    reason: &'static str,
}

const fn sent(id: &'static str, name: &'static str, role: &'static str, from: &'static str) -> Sent {
    Sent { id, name, role, from, to: "", reason: "" }
}

const TEAMS: [&[Sent]; 3] = [
    &[
        sent("c0011", "方文涛", "第一书记", "2017-01-01"),
        sent("c0012", "罗小琴", "驻村队员", "2017-01-01"),
        sent("c0013", "唐志远", "驻村队员", "2017-03-15"),
        sent("u0011", "谢国栋", "单位一把手", "2017-01-01"),
    ],
    &[
        sent("c0016", "刘明哲", "第一书记", "2017-01-01"),
        sent("c0017", "陈玉华", "驻村队员", "2017-01-01"),
        sent("c0018", "王启山", "驻村队员", "2017-01-01"),
        sent("c0019", "李秋月", "驻村队员", "2017-01-01"),
        Sent {
            to: "2017-06-30", reason: "召回:长期不在岗", ..sent("c0020", "马小军", "驻村队员", "2017-01-01")
        },
        sent("p0016", "周桂芳", "结对帮扶责任人", "2017-01-01"),
        sent("u0016", "贺建平", "单位一把手", "2017-01-01"),
    ],
    &[
        sent("c0031", "邓海燕", "第一书记", "2017-01-01"),
        Sent { to: "2018-12-31", ..sent("c0032", "彭立新", "驻村队员", "2017-01-01") },
        // Two people of one name in one team: their ids tell them apart.
        sent("c0033", "王启山", "驻村队员", "2017-02-01"),
        sent("c0034", "王启山", "驻村队员", "2017-02-01"),
        sent("u0031", "尹春生", "单位一把手", "2017-01-01"),
    ],
];

/// Offices, by what stands in the columns 县区, 镇 and 单位.
const OFFICES: [(&str, &str, &str, Sent); 6] = [
    ("", "", "市示范指挥部", sent("o0001", "高远", "市办公室", "2016-01-01")),
    ("", "", "市示范指挥部", sent("o0002", "秦怀安", "管理员", "2016-01-01")),
    (COUNTY, "", "县示范指挥部", sent("o0003", "田秀英", "县区办公室", "2016-01-01")),
    (COUNTY, "兴隆镇", "兴隆镇示范办公室", sent("o0004", "石磊", "镇办公室", "2016-01-01")),
    (COUNTY, "", LEAD, sent("l0001", "严正清", "牵头单位", "2016-01-01")),
    (COUNTY, "", "县示范督查组", sent("i0001", "范小川", "督查", "2017-01-01")),
];

const ROSTER_HEADS: [&str; 13] = [
    "序号",
    "县区",
    "镇",
    "村",
    "编号",
    "姓名",
    "单位",
    "牵头单位",
    "包抓单位",
    "角色",
    "起始日期",
    "结束日期",
    "提前结束原因",
];

/// The roster as a workbook: a title, a header, county, town, village and units merged downwards, offices, a signature.
///
/// # Errors
/// What the workbook writer says.
pub fn roster_workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook()?;
    let looks = Looks::new();
    let sheet = workbook.add_worksheet().set_name("花名册")?;
    begin(sheet, &looks, "2017 年联村包抓工作团及驻村工作队花名册(示例,人员和单位均为虚构)", &ROSTER_HEADS)?;
    let mut row = 2;
    let mut serial = 0;
    for (place, team) in PLACES.iter().zip(TEAMS) {
        let last = row + u32::try_from(team.len()).unwrap_or(1) - 1;
        let merged =
            [(1, COUNTY), (2, place.town), (3, place.village), (6, place.support), (7, LEAD), (8, place.support)];
        for (column, text) in merged {
            sheet.merge_range(row, column, last, column, text, &looks.cell)?;
        }
        for person in team {
            serial += 1;
            write_person(sheet, &looks, row, serial, person)?;
            row += 1;
        }
    }
    for (county, town, unit, person) in &OFFICES {
        serial += 1;
        write_person(sheet, &looks, row, serial, person)?;
        for (column, text) in [(1, *county), (2, *town), (3, ""), (6, *unit), (7, ""), (8, "")] {
            sheet.write_with_format(row, column, text, &looks.cell)?;
        }
        row += 1;
    }
    sheet.write(row, 0, "填表人:")?;
    sheet.write(row, 7, "审核人:")?;
    workbook.save_to_buffer()
}

fn write_person(sheet: &mut Worksheet, looks: &Looks, row: u32, serial: u32, person: &Sent) -> Result<(), XlsxError> {
    sheet.write_with_format(row, 0, serial, &looks.cell)?;
    for (column, text) in [(4, person.id), (5, person.name), (9, person.role), (12, person.reason)] {
        sheet.write_with_format(row, column, text, &looks.cell)?;
    }
    for (column, day) in [(10, person.from), (11, person.to)] {
        if day.is_empty() {
            sheet.write_with_format(row, column, "", &looks.cell)?;
        } else {
            sheet.write_with_format(row, column, &ExcelDateTime::parse_from_str(day)?, &looks.day)?;
        }
    }
    Ok(())
}

const HOUSEHOLD_HEADS: [&str; 9] = ["县区", "镇", "村", "户编号", "户主", "组", "人口", "成员", "住址"];
const SURNAMES: [&str; 12] = ["李", "张", "吴", "余", "胡", "柯", "汪", "龚", "詹", "程", "储", "桂"];
const GIVEN: [&str; 14] =
    ["大林", "守业", "德茂", "兴旺", "文治", "正堂", "远志", "春来", "有福", "明礼", "家和", "长青", "道生", "泽厚"];
const WIVES: [&str; 10] = ["桂兰", "秀珍", "玉莲", "春香", "翠英", "素芳", "冬梅", "银凤", "菊花", "彩云"];
const SONS: [&str; 7] = ["小川", "志强", "建国", "小龙", "阳阳", "思远", "立春"];
const DAUGHTERS: [&str; 7] = ["晓燕", "婷婷", "丽娟", "雪梅", "慧慧", "小芳", "秋菊"];
const HAMLETS: [&str; 6] = ["老屋场", "学堂坪", "茶园梁", "水磨湾", "高石坎", "新房子"];
const GROUPS: [&str; 6] = ["一组", "二组", "三组", "四组", "五组", "六组"];

/// The households, one row each, as text.
fn household_rows() -> Vec<[String; 9]> {
    let mut rows = Vec::new();
    for (at, place) in PLACES.iter().enumerate() {
        for number in 1..=place.households {
            // Strides that share no factor with the lists' lengths, so that names mix.
            let pick = |list: &'static [&'static str], stride: usize| list[(number * stride + at * 5) % list.len()];
            let surname = pick(&SURNAMES, 5);
            let mut members = Vec::new();
            if number % 7 != 0 {
                members.push(format!("{}{}(妻)", pick(&SURNAMES, 7), pick(&WIVES, 3)));
            }
            if number % 3 != 0 || members.is_empty() {
                members.push(format!("{surname}{}(长子)", pick(&SONS, 3)));
            }
            if number % 4 == 0 {
                members.push(format!("{surname}{}(长女)", pick(&DAUGHTERS, 3)));
            }
            let group = (number - 1) * place.groups / place.households;
            rows.push([
                COUNTY.to_owned(),
                place.town.to_owned(),
                place.village.to_owned(),
                format!("h{number:03}"),
                format!("{surname}{}", pick(&GIVEN, 9)),
                GROUPS[group].to_owned(),
                (members.len() + 1).to_string(),
                members.join("、"),
                format!("{}{}", place.village, HAMLETS[group]),
            ]);
        }
    }
    rows
}

/// The households as a workbook: a title, a header, one row a household.
///
/// # Errors
/// What the workbook writer says.
pub fn households_workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook()?;
    let looks = Looks::new();
    let sheet = workbook.add_worksheet().set_name("建档立卡户")?;
    begin(sheet, &looks, "建档立卡户名册(示例,户和人均为虚构)", &HOUSEHOLD_HEADS)?;
    for (row, cells) in (2..).zip(household_rows()) {
        for (column, cell) in (0..).zip(&cells) {
            match cell.parse::<u32>() {
                Ok(number) => sheet.write_with_format(row, column, number, &looks.cell)?,
                Err(_) => sheet.write_with_format(row, column, cell, &looks.cell)?,
            };
        }
    }
    workbook.save_to_buffer()
}

/// The households as CSV (UTF-8 with a mark, as a spreadsheet saves it).
pub fn households_csv() -> String {
    let mut csv = format!("\u{feff}{}\r\n", HOUSEHOLD_HEADS.join(","));
    for row in household_rows() {
        // Writing to a string can't fail; no cell holds a comma or a quotation mark.
        let _ = write!(csv, "{}\r\n", row.join(","));
    }
    csv
}

struct Looks {
    title: Format,
    head: Format,
    cell: Format,
    day: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            head: cell.clone().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            day: cell.clone().set_num_format("yyyy-mm-dd"),
            cell,
        }
    }
}

fn new_workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day, so that the same roster is the same file.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::parse_from_str("2017-08-25")?));
    Ok(workbook)
}

fn begin(sheet: &mut Worksheet, looks: &Looks, title: &str, heads: &[&str]) -> Result<(), XlsxError> {
    let last = u16::try_from(heads.len()).unwrap_or(1) - 1;
    sheet.merge_range(0, 0, 0, last, title, &looks.title)?;
    for (column, head) in (0..).zip(heads) {
        sheet.write_with_format(1, column, *head, &looks.head)?;
        sheet.set_column_width(column, if *head == "成员" || *head == "提前结束原因" { 28 } else { 13 })?;
    }
    sheet.set_freeze_panes(2, 0)?;
    Ok(())
}
