//! The year as a table: a month a line for one's own, a member a line for the team.

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayState, Reach, YearAttendance};
use cunji_domain::division::DivisionCode;
use cunji_terminal::table::padded;

use super::output::Output;
use crate::error::Result;
use crate::phone::Phone;

pub fn own(phone: &mut Phone, out: Output, year: i32, as_of: Option<NaiveDate>) -> Result<()> {
    let attendance = phone.attendance(year, as_of)?;
    for month in 1..=12 {
        let days: String = attendance.month(month).map(|day| padded(sign(out, day.state), 2)).collect();
        let totals = attendance.month_totals(month);
        let name = out.pick(format!("{month}月"), format!("{year}-{month:02}"));
        let count = out.pick(format!("住 {}", totals.resident), format!("resident {}", totals.resident));
        out.say(format!("{}{days}{count}", padded(&name, 9)));
    }
    out.say(legend(out));
    out.say(summary(out, &attendance));
    counted_by(phone, out, year)?;
    out.document(&attendance)
}

pub fn team(
    phone: &mut Phone,
    out: Output,
    year: i32,
    as_of: Option<NaiveDate>,
    village: Option<&DivisionCode>,
) -> Result<()> {
    let members = phone.team_attendance(year, as_of, village)?;
    let months: Vec<String> = (1..=12).map(|month| out.pick(format!("{month}月"), format!("{month:02}"))).collect();
    let mut head: Vec<&str> = vec![out.pick("姓名", "name")];
    head.extend(months.iter().map(String::as_str));
    head.extend(
        out.pick(["住村", "还差", "还能住", "最迟", ""], ["resident", "needed", "possible", "latest start", ""]),
    );
    let rows: Vec<_> = members
        .iter()
        .map(|member| {
            let year = &member.year;
            let mut row = vec![member.name.clone()];
            row.extend((1..=12).map(|month| year.month_totals(month).resident.to_string()));
            row.extend([year.resident.to_string(), year.needed.to_string(), year.possible.to_string()]);
            row.push(year.latest_start.map(|day| day.to_string()).unwrap_or_default());
            row.push(reach(out, year.reach).to_owned());
            row
        })
        .collect();
    out.table(&head, &rows);
    counted_by(phone, out, year)?;
    let years: Vec<_> = members.iter().map(|member| &member.year).collect();
    out.document(&years)
}

/// Says what a year is counted by that is not its own.
pub fn counted_by(phone: &mut Phone, out: Output, year: i32) -> Result<()> {
    if let Some(said) = phone.counted_by(year)? {
        out.say(out.pick(said.zh, said.en));
    }
    Ok(())
}

/// A day by the sign that records carry of it.
pub fn mark(out: Output, sign: char) -> &'static str {
    DayState::of_sign(sign).map_or(" ", |state| self::sign(out, state))
}

/// A state is a shape and a word.
fn sign(out: Output, state: DayState) -> &'static str {
    match state {
        DayState::Resident => "●",
        DayState::Rest => "○",
        DayState::Leave => out.pick("请", "L"),
        DayState::Business => out.pick("公", "B"),
        DayState::Absent => "✕",
        DayState::Contradicted => "!",
        DayState::Unconfirmed => "?",
        DayState::NotYetDue => "·",
        DayState::NotInTerm => " ",
    }
}

/// What the signs of days mean.
pub fn legend(out: Output) -> &'static str {
    out.pick(
        "● 住村 ○ 休息 请 请假 公 公务 ✕ 缺勤 ? 待确认 ! 存疑 · 未到",
        "● resident ○ rest L leave B business ✕ absent ? unconfirmed ! contradicted · ahead",
    )
}

fn summary(out: Output, year: &YearAttendance) -> String {
    let latest = year.latest_start.map(|day| {
        out.pick(
            format!(" · 最迟 {} 月 {} 日起要天天在村", day.month(), day.day()),
            format!(" · from {day} on at the latest every day in the village"),
        )
    });
    let projection = match year.reach {
        Reach::Possible => latest.unwrap_or_default(),
        other => format!(" · {}", reach(out, other)),
    };
    out.pick(
        format!("住村 {} 天,应住 {} 天,还差 {} 天{projection}", year.resident, year.target, year.needed),
        format!("{} resident days of {}, {} needed{projection}", year.resident, year.target, year.needed),
    )
}

fn reach(out: Output, reach: Reach) -> &'static str {
    match reach {
        Reach::NothingOwed => out.pick("这年没有应住的", "nothing owed"),
        Reach::Reached => out.pick("已够", "reached"),
        Reach::Possible => out.pick("还来得及", "possible"),
        Reach::IfConfirmed => out.pick("待确认的都算上才够", "only if unconfirmed days are confirmed"),
        Reach::Impossible => out.pick("不够了", "out of reach"),
    }
}
