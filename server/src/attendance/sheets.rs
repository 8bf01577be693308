//! The tables of the overview as files. What only support needs, such as when phones were last heard of, stands in none of them.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayState, Heard};
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_reports::{TableBook, TableCell, TableSheet, table_sheet};
use serde::{Deserialize, Serialize};

use super::figures::Figures;
use super::overview::{Asked, MOST, Overview, YearShown, days_of, overview, years};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::attendance::{Wanted, YearInVillage};

/// The heads of an overview's figures, but for the last two: what waits.
const FIGURES: [&str; 13] = [
    "在队人数",
    "住村",
    "休息",
    "请假",
    "公务",
    "缺勤",
    "存疑",
    "待确认",
    "未到",
    "还没有消息",
    "期内住村天数",
    "今年够不着目标的",
    "要靠待确认的天才够的",
];

/// The overview as a spreadsheet: the divisions below, or a village's people. It is made while its reader waits: it has a row for each
/// division right below (no division has a hundred) or each person of one village, read from sums that are kept.
///
/// # Errors
/// As the overview, or the sheet can't be made.
pub fn overview_sheet(server: &Server, asked: &Asked, today: NaiveDate) -> Result<Vec<u8>, ServerError> {
    let shown = overview(server, asked)?;
    let names: Vec<&str> =
        shown.path.iter().map(|(_, name)| name.as_str()).chain([shown.place.name.as_str()]).collect();
    let note = format!("{}　{} 至 {},状态为 {} 当天;制表 {today}", names.concat(), asked.from, asked.to, asked.to);
    let title = format!("{}驻村情况汇总", shown.place.name);
    let table = if shown.people.is_empty() { places(&shown, asked.level) } else { people(&shown) };
    Ok(table_sheet(&TableSheet { title, note, ..table })?)
}

fn places(shown: &Overview, level: JudgeLevel) -> TableSheet {
    let mut columns = vec![("单位".to_owned(), 16), ("区划代码".to_owned(), 14)];
    columns.extend(FIGURES.iter().map(|name| ((*name).to_owned(), 10)));
    // Each level has its own to review: a file goes from hand to hand and must say whose number this is.
    columns.push((format!("待{}审核", level.zh()), 10));
    columns.push(("待答复问题".to_owned(), 10));
    let mut rows: Vec<Vec<TableCell>> =
        shown.below.iter().map(|place| place_row(&place.name, &place.code, &place.figures)).collect();
    rows.push(place_row("合计", &shown.place.code, &shown.place.figures));
    TableSheet { title: String::new(), note: String::new(), columns, rows }
}

fn place_row(name: &str, code: &DivisionCode, figures: &Figures) -> Vec<TableCell> {
    let day = &figures.day;
    let counts = [
        figures.people,
        day.resident,
        day.rest,
        day.leave,
        day.business,
        day.absent,
        day.contradicted,
        day.unconfirmed,
        day.not_yet_due,
        figures.not_heard.total(),
        u64::try_from(figures.resident_days).unwrap_or_default(),
        figures.will_miss,
        figures.if_confirmed,
        figures.reviews_waiting,
        figures.problems_waiting,
    ];
    let mut row = vec![text(name), text(code.as_str())];
    row.extend(counts.into_iter().map(|count| TableCell::Number(i64::try_from(count).unwrap_or(i64::MAX))));
    row
}

fn people(shown: &Overview) -> TableSheet {
    let names = ["姓名", "编号", "当天", "期内住村天数", "全年住村", "全年目标", "还差", "还能住", "最晚哪天起天天住"];
    let rows = shown.people.iter().map(|person| {
        let state = if person.heard == Heard::Nothing { "还没有消息" } else { person.state.zh() };
        let year = &person.year;
        vec![
            text(&person.name),
            text(person.cadre.as_str()),
            text(state),
            TableCell::Number(i64::try_from(person.resident_days).unwrap_or(i64::MAX)),
            TableCell::Number(year.resident),
            TableCell::Number(year.target),
            TableCell::Number(year.needed),
            TableCell::Number(year.possible),
            year.latest_start.map_or(TableCell::Empty, TableCell::Day),
        ]
    });
    TableSheet {
        title: String::new(),
        note: String::new(),
        columns: names.iter().map(|name| ((*name).to_owned(), 12)).collect(),
        rows: rows.collect(),
    }
}

/// Whose days of which month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthAsked {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// Only people whose year stands so, by code.
    pub reach: Option<String>,
}

/// Everybody's days of a month as a spreadsheet, whose rows lie in `folder` until it is saved; tells how far it is after each page.
///
/// # Errors
/// There is no such month; the sheet can't be made; what `at` says, or what the database says.
pub fn month_book<E: From<ServerError>>(
    server: &Server,
    division: &DivisionCode,
    asked: &MonthAsked,
    (folder, today): (&Path, NaiveDate),
    mut at: impl FnMut(usize, usize) -> Result<(), E>,
) -> Result<TableBook, E> {
    let MonthAsked { year, month, reach } = asked;
    let wanted = Wanted { reach: reach.clone(), ..Wanted::default() };
    let days = days_of(*year, Some(*month))?;
    let last_day = *days.end();
    let days: Vec<NaiveDate> = days.start().iter_days().take_while(|day| day <= days.end()).collect();
    let mut columns = vec![("村".to_owned(), 14), ("姓名".to_owned(), 10), ("编号".to_owned(), 10)];
    columns.extend(days.iter().map(|day| (day.day().to_string(), 5)));
    columns.extend(["本月住村", "全年住村", "全年目标", "还差"].map(|name| (name.to_owned(), 9)));
    let title = format!("{year} 年 {month} 月出勤");
    let note = format!("制表 {today}。— 表示这天还没有消息;空白表示不在队或还没到这天");
    let mut book = TableBook::begin(folder, &title, &note, &columns).map_err(ServerError::from)?;
    let (mut after, mut done): (Option<(DivisionCode, PersonId)>, usize) = (None, 0);
    loop {
        let place = after.as_ref().map(|(space, cadre)| (space, cadre));
        let page = years(server, division, last_day, &wanted, place, MOST)?;
        for YearShown { village, named, .. } in &page.years {
            let person = named.name.clone().unwrap_or_else(|| named.year.cadre.to_string());
            if let Some(row) = month_row(village, &person, &named.year, &days) {
                book.add(&row).map_err(ServerError::from)?;
            }
        }
        done += page.years.len();
        at(done, usize::try_from(page.count).unwrap_or(done).max(done))?;
        after = page.years.last().map(|last| (last.named.year.space.clone(), last.named.year.cadre.clone()));
        if !page.more {
            return Ok(book);
        }
    }
}

/// A person's month; nothing for somebody who was not on the team in it.
fn month_row(village: &str, person: &str, year: &YearInVillage, days: &[NaiveDate]) -> Option<Vec<TableCell>> {
    let states: Vec<(DayState, Option<Heard>)> = days
        .iter()
        .map(|day| {
            let at = day.ordinal0() as usize;
            let state = year.signs.chars().nth(at).and_then(DayState::of_sign).unwrap_or(DayState::NotInTerm);
            (state, year.said.chars().nth(at).and_then(Heard::of_sign))
        })
        .collect();
    if states.iter().all(|(state, _)| *state == DayState::NotInTerm) {
        return None;
    }
    let mut row = vec![text(village), text(person), text(year.cadre.as_str())];
    row.extend(states.iter().map(|(state, heard)| match state {
        DayState::NotInTerm | DayState::NotYetDue => TableCell::Empty,
        _ if *heard == Some(Heard::Nothing) => text("—"),
        state => text(state.zh()),
    }));
    let resident = states.iter().filter(|(state, _)| *state == DayState::Resident).count();
    row.push(TableCell::Number(i64::try_from(resident).unwrap_or_default()));
    row.extend([year.resident, year.target, year.needed].map(TableCell::Number));
    Some(row)
}

fn text(text: &str) -> TableCell {
    TableCell::Text(text.to_owned())
}
