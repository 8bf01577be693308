//! 出勤表: a team's month as offices file it: names by days, marks, totals, lines to sign, landscape A4, one page wide.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use crate::error::ReportError;
use crate::fit::height_of;
use crate::words::Language;

/// The mark of a day. A shape, so that a copy in black and white says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// 住村.
    Resident,
    /// 休息.
    Rest,
    /// 请假.
    Leave,
    /// 公务.
    Business,
    /// 缺勤.
    Absent,
    /// 待确认.
    Unconfirmed,
    /// 存疑.
    Contradicted,
    /// Not on the team, or ahead: an empty cell.
    Blank,
}

impl Sign {
    /// The marks that are counted, in the order of the totals.
    const COUNTED: [Self; 7] =
        [Self::Resident, Self::Rest, Self::Leave, Self::Business, Self::Absent, Self::Unconfirmed, Self::Contradicted];

    /// The mark of a day by the code of its state; what has no mark (ahead, not on the team) is blank.
    pub fn of(state: &str) -> Self {
        match state {
            "resident" => Self::Resident,
            "rest" => Self::Rest,
            "leave" => Self::Leave,
            "business" => Self::Business,
            "absent" => Self::Absent,
            "unconfirmed" => Self::Unconfirmed,
            "contradicted" => Self::Contradicted,
            _ => Self::Blank,
        }
    }

    fn mark(self, language: Language) -> &'static str {
        match self {
            Self::Resident => "●",
            Self::Rest => "○",
            Self::Leave => language.pick("请", "L"),
            Self::Business => language.pick("公", "B"),
            Self::Absent => "✕",
            Self::Unconfirmed => "?",
            Self::Contradicted => "!",
            Self::Blank => "",
        }
    }

    fn name(self, language: Language) -> &'static str {
        match self {
            Self::Resident => language.pick("住村", "resident"),
            Self::Rest => language.pick("休息", "rest"),
            Self::Leave => language.pick("请假", "leave"),
            Self::Business => language.pick("公务", "business"),
            Self::Absent => language.pick("缺勤", "absent"),
            Self::Unconfirmed => language.pick("待确认", "unconfirmed"),
            Self::Contradicted => language.pick("存疑", "contradicted"),
            Self::Blank => "",
        }
    }
}

/// One line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthMember {
    /// The name.
    pub name: String,
    /// The role, in the sheet's language.
    pub role: String,
    /// A mark for each day of the month, from the first on.
    pub days: Vec<Sign>,
    /// Resident days of the year up to the sheet's [`MonthSheet::year_until`].
    pub year_resident: i64,
    /// Resident days owed in the year.
    pub year_target: i64,
    /// The day on which the member acknowledged the month as it stands here; none where nobody did.
    pub acknowledged: Option<NaiveDate>,
    /// A word on it, such as that the month is not filed yet.
    pub note: String,
}

/// A team's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthSheet {
    /// The village's name, or its code.
    pub village: String,
    /// The unit whose people alone are on it, by name; none: the whole team.
    pub unit: Option<String>,
    /// The first day of the month.
    pub month: NaiveDate,
    /// The day on which the sheet was made.
    pub made_on: NaiveDate,
    /// The day up to which the year is told.
    pub year_until: NaiveDate,
    /// The days of the month that are rest days by the calendar.
    pub rest_days: Vec<NaiveDate>,
    /// The team.
    pub members: Vec<MonthMember>,
    /// What of earlier months stands on this sheet, such as corrections, a line each.
    pub earlier: Vec<String>,
    /// The policies that the days were computed with.
    pub policies: Vec<String>,
    /// In which language.
    pub language: Language,
}

/// The first row of members: title, legend, days, weekdays stand above.
const FIRST_ROW: u32 = 4;
/// The width of the remarks, in characters.
const NOTE_WIDTH: u16 = 24;
const FIRST_DAY: u16 = 2;

struct Formats {
    title: Format,
    quiet: Format,
    head: Format,
    head_rest: Format,
    head_wide: Format,
    name: Format,
    note: Format,
    mark: Format,
    mark_rest: Format,
    number: Format,
    line: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let middle = cell.clone().set_align(FormatAlign::Center);
        let rest = |format: &Format| format.clone().set_background_color("EEEEEE");
        let head = middle.clone().set_bold();
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            quiet: Format::new().set_font_size(9).set_align(FormatAlign::Center),
            head_rest: rest(&head),
            head_wide: head.clone().set_text_wrap(),
            head,
            name: cell.clone(),
            note: cell.set_text_wrap(),
            mark_rest: rest(&middle),
            number: middle.clone(),
            mark: middle,
            line: Format::new().set_font_size(11),
        }
    }
}

/// The sheet as the bytes of an xlsx.
///
/// # Errors
/// The writer refuses, such as a name that is longer than a cell.
pub fn month_sheet(sheet: &MonthSheet) -> Result<Vec<u8>, ReportError> {
    let mut book = Workbook::new();
    draw(book.add_worksheet(), sheet, &sheet.month.format("%Y-%m").to_string())?;
    Ok(book.save_to_buffer()?)
}

/// Several villages' sheets in one book, each under its village's name.
///
/// # Errors
/// The writer refuses, such as a name that is longer than a cell; a book needs a sheet.
pub fn month_sheets(sheets: &[MonthSheet]) -> Result<Vec<u8>, ReportError> {
    let mut book = Workbook::new();
    let mut names = BTreeSet::new();
    for sheet in sheets {
        draw(book.add_worksheet(), sheet, &name_of_page(&sheet.village, &mut names))?;
    }
    Ok(book.save_to_buffer()?)
}

/// The most characters that spreadsheets take in the name of a page.
const LONGEST_NAME: usize = 31;

/// A name that no page has yet, without what spreadsheets don't take in one.
fn name_of_page(village: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = village.chars().filter(|c| !"[]:*?/\\'".contains(*c)).collect();
    let mut name: String = plain.chars().take(LONGEST_NAME).collect();
    let mut number = 2;
    while name.is_empty() || !taken.insert(name.clone()) {
        let mark = format!(" {number}");
        name = plain.chars().take(LONGEST_NAME - mark.len()).chain(mark.chars()).collect();
        number += 1;
    }
    name
}

fn draw(page: &mut Worksheet, sheet: &MonthSheet, name: &str) -> Result<(), ReportError> {
    let formats = Formats::new();
    let days: Vec<NaiveDate> = sheet.month.iter_days().take_while(|day| day.month() == sheet.month.month()).collect();
    page.set_name(name)?;
    set_up(page, sheet, days.len())?;
    head(page, sheet, &days, &formats)?;
    for (row, member) in (FIRST_ROW..).zip(&sheet.members) {
        member_row(page, sheet, row, member, &days, &formats)?;
    }
    foot(page, sheet, &formats)
}

fn totals_from(days: usize) -> u16 {
    FIRST_DAY + days as u16
}

fn last_column(days: usize) -> u16 {
    // Counted marks, the year, the member's word.
    totals_from(days) + Sign::COUNTED.len() as u16 + 1
}

fn set_up(page: &mut Worksheet, sheet: &MonthSheet, days: usize) -> Result<(), ReportError> {
    page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.3);
    page.set_print_center_horizontally(true);
    page.set_repeat_rows(2, 3)?;
    page.set_freeze_panes(FIRST_ROW, FIRST_DAY)?;
    page.set_footer(sheet.language.pick("&C第 &P 页,共 &N 页", "&CPage &P of &N"));
    page.set_column_width(0, 10)?.set_column_width(1, 9)?;
    page.set_column_range_width(FIRST_DAY, totals_from(days) - 1, 3.4)?;
    page.set_column_range_width(totals_from(days), last_column(days) - 2, 6)?;
    page.set_column_width(last_column(days) - 1, 16)?.set_column_width(last_column(days), 11)?;
    if has_notes(sheet) {
        page.set_column_width(last_column(days) + 1, f64::from(NOTE_WIDTH))?;
    }
    Ok(())
}

fn head(page: &mut Worksheet, sheet: &MonthSheet, days: &[NaiveDate], formats: &Formats) -> Result<(), ReportError> {
    let language = sheet.language;
    let last = last_column(days.len());
    let (village, month) = (&sheet.village, language.month(sheet.month));
    let title = match (language, &sheet.unit) {
        (Language::Zh, None) => format!("{village}驻村工作队{month}出勤表"),
        (Language::Zh, Some(unit)) => format!("{village}驻村工作队 · {unit} · {month}出勤表"),
        (Language::En, None) => format!("Village team of {village}: attendance, {month}"),
        (Language::En, Some(unit)) => format!("Village team of {village} · {unit} · attendance, {month}"),
    };
    page.merge_range(0, 0, 0, last, &title, &formats.title)?;
    page.set_row_height(0, 26)?;
    let legend: Vec<String> =
        Sign::COUNTED.iter().map(|sign| format!("{} {}", sign.mark(language), sign.name(language))).collect();
    page.merge_range(1, 0, 1, last, &legend.join("   "), &formats.quiet)?;
    page.merge_range(2, 0, 3, 0, language.pick("姓名", "Name"), &formats.head)?;
    page.merge_range(2, 1, 3, 1, language.pick("职务", "Role"), &formats.head)?;
    for (column, day) in (FIRST_DAY..).zip(days) {
        let format = if sheet.rest_days.contains(day) { &formats.head_rest } else { &formats.head };
        page.write_number_with_format(2, column, day.day(), format)?;
        page.write_string_with_format(3, column, language.weekday(*day), format)?;
    }
    for (column, sign) in (totals_from(days.len())..).zip(Sign::COUNTED) {
        page.merge_range(2, column, 3, column, sign.name(language), &formats.head)?;
    }
    let year = match language {
        Language::Zh => format!("全年住村\n截至 {}", sheet.year_until),
        Language::En => format!("Year\nuntil {}", sheet.year_until),
    };
    page.merge_range(2, last - 1, 3, last - 1, &year, &formats.head_wide)?;
    page.merge_range(2, last, 3, last, language.pick("本人确认", "Own word"), &formats.head)?;
    if has_notes(sheet) {
        page.merge_range(2, last + 1, 3, last + 1, language.pick("备注", "Note"), &formats.head)?;
    }
    Ok(())
}

fn member_row(
    page: &mut Worksheet,
    sheet: &MonthSheet,
    row: u32,
    member: &MonthMember,
    days: &[NaiveDate],
    formats: &Formats,
) -> Result<(), ReportError> {
    page.set_row_height(row, height_of([(member.note.as_str(), NOTE_WIDTH)]).max(22.0))?;
    page.write_string_with_format(row, 0, &member.name, &formats.name)?;
    page.write_string_with_format(row, 1, &member.role, &formats.name)?;
    for (offset, day) in days.iter().enumerate() {
        let format = if sheet.rest_days.contains(day) { &formats.mark_rest } else { &formats.mark };
        let sign = member.days.get(offset).copied().unwrap_or(Sign::Blank);
        page.write_string_with_format(row, FIRST_DAY + offset as u16, sign.mark(sheet.language), format)?;
    }
    for (column, sign) in (totals_from(days.len())..).zip(Sign::COUNTED) {
        let counted = member.days.iter().take(days.len()).filter(|one| **one == sign).count();
        page.write_number_with_format(row, column, counted as f64, &formats.number)?;
    }
    let last = last_column(days.len());
    let year = format!("{} / {}", member.year_resident, member.year_target);
    page.write_string_with_format(row, last - 1, &year, &formats.number)?;
    let acknowledged = match (member.acknowledged, sheet.language) {
        (Some(day), Language::Zh) => format!("{}月{}日", day.month(), day.day()),
        (Some(day), Language::En) => day.format("%-d %b").to_string(),
        (None, _) => String::new(),
    };
    page.write_string_with_format(row, last, &acknowledged, &formats.number)?;
    if has_notes(sheet) {
        page.write_string_with_format(row, last + 1, &member.note, &formats.note)?;
    }
    Ok(())
}

fn has_notes(sheet: &MonthSheet) -> bool {
    sheet.members.iter().any(|member| !member.note.is_empty())
}

fn foot(page: &mut Worksheet, sheet: &MonthSheet, formats: &Formats) -> Result<(), ReportError> {
    let mut row = FIRST_ROW + sheet.members.len() as u32 + 1;
    let language = sheet.language;
    if !sheet.earlier.is_empty() {
        page.write_string_with_format(
            row,
            0,
            language.pick("以前月份的更正和补归:", "Of earlier months, corrected or filed here:"),
            &formats.line,
        )?;
        for line in &sheet.earlier {
            row += 1;
            page.write_string_with_format(row, 0, line, &formats.line)?;
        }
        row += 2;
    }
    let signs = [
        (0, language.pick("第一书记(签字):", "First secretary:")),
        (12, language.pick("包抓单位(盖章):", "Support unit:")),
        (24, language.pick("镇办公室(盖章):", "Town office:")),
    ];
    for (column, line) in signs {
        page.write_string_with_format(row, column, line, &formats.line)?;
    }
    let made = match language {
        Language::Zh => format!("{}制表", language.day(sheet.made_on)),
        Language::En => format!("Made on {}", language.day(sheet.made_on)),
    };
    let by = format!("{made}   {} {}", language.pick("依据", "Policy:"), sheet.policies.join("、"));
    page.write_string_with_format(row + 2, 0, &by, &formats.line)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

    use std::io::{Cursor, Read};

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn september() -> MonthSheet {
        let mut days = vec![Sign::Resident; 30];
        days[4] = Sign::Rest;
        days[11] = Sign::Leave;
        days[12] = Sign::Absent;
        let member = |name: &str, acknowledged| MonthMember {
            name: name.to_owned(),
            role: "队员".to_owned(),
            days: days.clone(),
            year_resident: 158,
            year_target: 220,
            acknowledged,
            note: String::new(),
        };
        MonthSheet {
            village: "马鞍桥村".to_owned(),
            unit: None,
            month: day("2017-09-01"),
            made_on: day("2017-10-02"),
            year_until: day("2017-09-30"),
            rest_days: vec![day("2017-09-02"), day("2017-09-03")],
            members: vec![member("陈玉华", Some(day("2017-10-01"))), member("何志强", None)],
            earlier: Vec::new(),
            policies: vec!["ankang-2017/1".to_owned()],
            language: Language::Zh,
        }
    }

    fn cells(bytes: &[u8]) -> calamine::Range<Data> {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
        book.worksheet_range("2017-09").unwrap()
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn names_by_days_with_marks_and_totals() {
        let cells = cells(&month_sheet(&september()).unwrap());
        let text = |row, column| cells.get_value((row, column)).unwrap().to_string();
        assert_eq!(text(0, 0), "马鞍桥村驻村工作队2017年9月出勤表");
        assert_eq!((text(2, 2), text(3, 2)), ("1".to_owned(), "五".to_owned()));
        assert_eq!((text(4, 0), text(5, 0)), ("陈玉华".to_owned(), "何志强".to_owned()));
        assert_eq!([text(4, 2), text(4, 6), text(4, 13), text(4, 14)], ["●", "○", "请", "✕"]);
        // Resident, rest, leave, business, absent, unconfirmed, contradicted.
        let totals: Vec<String> = (32..39).map(|column| text(4, column)).collect();
        assert_eq!(totals, ["27", "1", "1", "0", "1", "0", "0"]);
        assert_eq!(text(2, 39), "全年住村\n截至 2017-09-30");
        assert_eq!((text(4, 39), text(4, 40)), ("158 / 220".to_owned(), "10月1日".to_owned()));
        assert_eq!(text(5, 40), "", "who did not acknowledge it has an empty cell to sign");
        assert!(text(7, 0).contains("签字") && text(7, 12).contains("盖章"));
        assert!(text(9, 0).contains("ankang-2017/1"));
    }

    #[test]
    fn a_sheet_of_one_units_people_says_so() {
        let sheet = MonthSheet { unit: Some("市示范农业局".to_owned()), ..september() };
        let cells = cells(&month_sheet(&sheet).unwrap());
        assert_eq!(cells.get_value((0, 0)).unwrap().to_string(), "马鞍桥村驻村工作队 · 市示范农业局 · 2017年9月出勤表");
    }

    #[test]
    fn corrections_and_notes_stand_where_a_reader_looks() {
        let line = "陈玉华 2017年8月 1号:08-09 缺勤→住村(迟到的记录)";
        let mut sheet = MonthSheet { earlier: vec![line.to_owned()], ..september() };
        sheet.members[1].note = "未归档:等本人确认".to_owned();
        let cells = cells(&month_sheet(&sheet).unwrap());
        let text = |row, column| cells.get_value((row, column)).unwrap().to_string();
        assert_eq!((text(2, 41), text(5, 41)), ("备注".to_owned(), "未归档:等本人确认".to_owned()));
        assert_eq!((text(7, 0), text(8, 0)), ("以前月份的更正和补归:".to_owned(), line.to_owned()));
        assert!(text(10, 0).contains("签字"));
    }

    #[test]
    fn villages_of_one_name_have_a_page_each() {
        let odd = MonthSheet { village: "红星[二]村".to_owned(), ..september() };
        let bytes = month_sheets(&[september(), september(), odd]).unwrap();
        let book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["马鞍桥村", "马鞍桥村 2", "红星二村"]);
    }

    #[test]
    fn it_prints_landscape_on_a4_one_page_wide_with_its_heads_on_each() {
        let bytes = month_sheet(&september()).unwrap();
        let page = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(page.contains("orientation=\"landscape\"") && page.contains("paperSize=\"9\""), "{page}");
        assert!(page.contains("fitToPage=\"1\"") && page.contains("fitToHeight=\"0\""));
        assert!(part(&bytes, "xl/workbook.xml").contains("Print_Titles"));
    }

    #[test]
    fn months_of_every_length_and_large_teams_fit() {
        for (month, days) in [("2016-02-01", 29), ("2017-02-01", 28), ("2017-10-01", 31)] {
            let members = vec![MonthMember { days: vec![Sign::Resident; days], ..september().members[0].clone() }; 40];
            let sheet = MonthSheet { month: day(month), members, language: Language::En, ..september() };
            let bytes = month_sheet(&sheet).unwrap();
            let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
            let cells = book.worksheet_range(&month[..7]).unwrap();
            assert_eq!(cells.get_value((43, 2 + days as u32)).unwrap().to_string(), days.to_string());
        }
    }
}
