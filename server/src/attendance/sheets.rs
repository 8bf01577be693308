//! The tables of the overview as files. What only support needs, such as when phones were last heard of, stands in none of them.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayState, Heard};
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::month_acknowledgement::days_of_month;
use cunji_domain::record::Code;
use cunji_reports::{TableBook, TableCell, TableSheet, table_sheet};
use serde::{Deserialize, Serialize};

use super::figures::Figures;
use super::overview::{Asked, Overview, days_of, overview};
use super::residents::residents_until;
use crate::error::ServerError;
use crate::follow;
use crate::months::{PersonTold, people_told, told_until, villages_of};
use crate::server::Server;
use crate::storage::attendance::YearInVillage;
use crate::storage::{self, roster};

/// The heads of an overview's figures of the period.
const FIGURES: [&str; 11] =
    ["在队人数", "住村", "休息", "请假", "公务", "缺勤", "存疑", "待确认", "未到", "还没有消息", "期内住村天数"];

/// The overview as a spreadsheet: the divisions below, or a village's people. It is made while its reader waits: it has a row for each
/// division right below (no division has a hundred) or each person of one village, read from sums that are kept.
///
/// # Errors
/// Logs are followed anew; as the overview, or the sheet can't be made.
pub fn overview_sheet(server: &Server, asked: &Asked, today: NaiveDate) -> Result<Vec<u8>, ServerError> {
    follow::ensure_whole(server, &asked.division)?;
    let shown = overview(server, asked)?;
    let names: Vec<&str> =
        shown.path.iter().map(|(_, name)| name.as_str()).chain([shown.place.name.as_str()]).collect();
    let (from, to) = (asked.from, asked.to);
    let note = format!("{}　{from} 至 {to},状态为 {to} 当天,按现在的记录;制表 {today}", names.concat());
    let title = format!("{}驻村情况汇总", shown.place.name);
    let table = if shown.people.is_empty() {
        places(&shown, asked.level, today)
    } else {
        people(server, asked, &shown, today)?
    };
    Ok(table_sheet(&TableSheet { title, note, ..table })?)
}

fn places(shown: &Overview, level: JudgeLevel, today: NaiveDate) -> TableSheet {
    let mut columns = vec![("单位".to_owned(), 16), ("区划代码".to_owned(), 14)];
    columns.extend(FIGURES.iter().map(|name| ((*name).to_owned(), 10)));
    // Each level has its own to review: a file goes from hand to hand and must say whose number this is.
    let reviews = format!("待{}审核", level.zh());
    // These are of no period: they say how it stands when the sheet is made.
    let standing = ["今年够不着目标的", "要靠待确认的天才够的", &reviews, "待答复问题"];
    columns.extend(standing.map(|name| (format!("{name}\n截至 {today}"), 12)));
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

fn people(server: &Server, asked: &Asked, shown: &Overview, today: NaiveDate) -> Result<TableSheet, ServerError> {
    let until = told_until(&(asked.from..=asked.to), today);
    let villages: Vec<&YearInVillage> = shown.people.iter().map(|person| &person.year).collect();
    let resident = storage::read(&*server.storage, |tx| residents_until(tx, &villages, until))?;
    let of_year = |name: &str, day: NaiveDate| (format!("{name}\n截至 {day}"), 14);
    let columns = ["姓名", "编号", "当天", "期内住村天数"].map(|name| (name.to_owned(), 12));
    let of_until = ["全年住村", "还差"].map(|name| of_year(name, until));
    let of_today = ["还能住", "最晚哪天起天天住"].map(|name| of_year(name, today));
    let columns = columns.into_iter().chain([("全年目标".to_owned(), 12)]).chain(of_until).chain(of_today);
    let rows = shown.people.iter().zip(resident).map(|(person, resident)| {
        let state = if person.heard == Heard::Nothing { "还没有消息" } else { person.state.zh() };
        let year = &person.year;
        vec![
            text(&person.name),
            text(person.cadre.as_str()),
            text(state),
            TableCell::Number(i64::try_from(person.resident_days).unwrap_or(i64::MAX)),
            TableCell::Number(year.target),
            TableCell::Number(resident),
            TableCell::Number((year.target - resident).max(0)),
            TableCell::Number(year.possible),
            year.latest_start.map_or(TableCell::Empty, TableCell::Day),
        ]
    });
    Ok(TableSheet { title: String::new(), note: String::new(), columns: columns.collect(), rows: rows.collect() })
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

/// Everybody's days of a month as a spreadsheet, whose rows lie in `folder` until it is saved; tells how far it is after each village.
/// A month that is filed is told as it was filed.
///
/// # Errors
/// Logs are followed anew; there is no such month; the sheet can't be made; what `at` says, or what the database says.
pub fn month_book<E: From<ServerError>>(
    server: &Server,
    division: &DivisionCode,
    asked: &MonthAsked,
    (folder, today): (&Path, NaiveDate),
    mut at: impl FnMut(usize, usize) -> Result<(), E>,
) -> Result<TableBook, E> {
    follow::ensure_whole(server, division)?;
    let MonthAsked { year, month, reach } = asked;
    let (registrar, days) = (server.registrar(), days_of(*year, Some(*month))?);
    let mut columns = vec![("村".to_owned(), 14), ("姓名".to_owned(), 10), ("编号".to_owned(), 10)];
    columns.extend(days_of_month(*days.start()).map(|day| (day.day().to_string(), 5)));
    columns.push(("本月住村".to_owned(), 9));
    let until = told_until(&days, today);
    columns.extend(["全年住村", "还差"].map(|name| (format!("{name}\n截至 {until}"), 14)));
    columns.extend(["全年目标", "按归档"].map(|name| (name.to_owned(), 9)));
    let title = format!("{year} 年 {month} 月出勤");
    let note = format!(
        "制表 {today}。— 表示这天还没有消息;空白表示不在队或还没到这天。已归档的按归档(连同以后表上的更正),归档以后又变了的,见月度"
    );
    let mut book = TableBook::begin(folder, &title, &note, &columns).map_err(ServerError::from)?;
    let villages = storage::read(&*server.storage, |tx| villages_of(tx, division))?;
    for (done, village) in villages.iter().enumerate() {
        at(done, villages.len())?;
        let (name, people) = storage::read(&*server.storage, |tx| {
            let people = people_told(tx, &registrar.tables, village, &days, today)?;
            Ok::<_, ServerError>((roster::division_called(tx, village)?, people))
        })?;
        let wanted = |person: &&PersonTold| reach.as_ref().is_none_or(|reach| stands_so(person, reach));
        for person in people.iter().filter(wanted) {
            book.add(&month_row(&name, person)).map_err(ServerError::from)?;
        }
    }
    at(villages.len(), villages.len())?;
    Ok(book)
}

/// Whether the year of somebody who is on the team on the last day stands so.
fn stands_so(person: &PersonTold, reach: &str) -> bool {
    person.reach.as_deref() == Some(reach) && person.days.last().is_some_and(|day| day.state != DayState::NotInTerm)
}

/// A person's month.
fn month_row(village: &str, person: &PersonTold) -> Vec<TableCell> {
    let mut row = vec![text(village), text(&person.name), text(person.cadre.as_str())];
    row.extend(person.days.iter().map(|day| match day.state {
        DayState::NotInTerm | DayState::NotYetDue => TableCell::Empty,
        _ if day.unheard => text("—"),
        state => text(state.zh()),
    }));
    let year = [person.year_resident, person.year_needed(), person.year_target];
    row.push(TableCell::Number(person.count(DayState::Resident)));
    row.extend(year.map(TableCell::Number));
    row.push(if person.filed.is_empty() { TableCell::Empty } else { text("按归档") });
    row
}

fn text(text: &str) -> TableCell {
    TableCell::Text(text.to_owned())
}
