//! Months on their way to the file: how far they are, one's own word, the first secretary's signature.

use chrono::{Datelike, Months, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::month_acknowledgement::month_end;
use serde::Serialize;

use super::args::Month;
use super::attendance::{counted_by, legend, mark};
use super::judged::Judged;
use super::output::Output;
use super::words::Words;
use super::write::wrote;
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::typing::village_code;
use crate::phone::write::Beside;
use crate::views::attendance::{AcknowledgementView, FiledMonth, MonthView};
use crate::views::team::TeamMember;

pub fn month(phone: &mut Phone, out: Output, command: Month) -> Result<()> {
    match command {
        Month::List { team: true, month, village, .. } => team(phone, out, month, village.as_ref()),
        Month::List { year, .. } => own(phone, out, year),
        Month::Acknowledge { month, note } => {
            let shown = Line::of_own(phone.month_view(Some(month))?);
            out.say(shown.days(out));
            out.say(legend(out));
            Judged::of(phone)?.tell(out, |day| month <= day.day && day.day <= month_end(month));
            counted_by(phone, out, month.year())?;
            let written = phone.acknowledge_month(month, note)?;
            wrote(phone, out, &written)
        }
        Month::Sign { month, cadre, village } => {
            let cadre = phone.person_meant(&cadre)?;
            let team = phone.team_view(Some(month), village.as_ref())?;
            // It is signed where it is looked at.
            let beside = Beside { village: village_code(Some(&team.village))?, place: None };
            let member =
                team.members.into_iter().find(|member| member.person.id == cadre.as_str()).ok_or_else(not_here)?;
            let shown = Line::of_member(month, member);
            out.say(shown.days(out));
            counted_by(phone, out, month.year())?;
            let written = phone.sign_shown_month(cadre.as_str(), month, &shown.signs, &beside)?;
            wrote(phone, out, &written)
        }
    }
}

fn not_here() -> ClientError {
    ClientError::told(
        "month_signature.not_here",
        "这个月队里没有这个人,没有签。用 cunji month list --team 看队里有谁。",
        "They were not on your team in this month; nothing was signed. See who was: cunji month list --team.",
    )
}

/// A month of somebody, with how far it is.
#[derive(Debug, Serialize)]
struct Line {
    /// The first day of the month.
    month: NaiveDate,
    /// Whose, by id.
    cadre: String,
    /// By name.
    name: String,
    /// Resident days of the month.
    resident: i64,
    /// Its days, a sign each; empty: on no team in it.
    signs: String,
    /// The person's own word.
    acknowledged: Option<AcknowledgementView>,
    /// The first secretary's signature; nobody signs the own month.
    signed: Option<AcknowledgementView>,
    /// What offices filed of it last.
    filed: Option<FiledMonth>,
    /// Whether it waits for a word of this phone's person now.
    waits_for_me: bool,
}

impl Line {
    fn of_own(view: MonthView) -> Self {
        Self {
            month: view.month,
            cadre: view.cadre.id,
            name: view.cadre.name,
            resident: view.totals.resident,
            signs: view.signs,
            acknowledged: view.acknowledgement,
            signed: view.signature,
            filed: view.filed,
            waits_for_me: view.can_acknowledge,
        }
    }

    fn of_member(month: NaiveDate, member: TeamMember) -> Self {
        Self {
            month,
            cadre: member.person.id,
            name: member.person.name,
            resident: member.totals.resident,
            signs: member.signs,
            acknowledged: member.acknowledgement,
            signed: member.signature,
            filed: member.filed,
            waits_for_me: member.can_sign,
        }
    }

    /// The month as commands take it.
    fn shown(&self) -> String {
        self.month.format("%Y-%m").to_string()
    }

    /// What is acknowledged or signed, day by day.
    fn days(&self, out: Output) -> String {
        let marks: String = self.signs.chars().map(|sign| mark(out, sign)).collect();
        let (month, name, resident) = (self.shown(), &self.name, self.resident);
        out.pick(format!("{month} {name} {marks} 住 {resident}"), format!("{month} {name} {marks} resident {resident}"))
    }

    fn row(&self, out: Output, first: String) -> Vec<String> {
        let word = |said: Option<&AcknowledgementView>| match said {
            None => "—".to_owned(),
            Some(said) if said.changed.is_empty() => "●".to_owned(),
            Some(said) => changed(out, said.changed.len()),
        };
        let filed = self.filed.as_ref().map(|filed| {
            let number = match filed.number {
                0 => String::new(),
                number => out.pick(format!(",{number} 号更正"), format!(", correction {number}")),
            };
            let since = match filed.changed.len() {
                0 => String::new(),
                days => format!("({})", changed(out, days)),
            };
            out.pick(format!("住 {}{number}{since}", filed.resident), format!("{}{number} {since}", filed.resident))
        });
        let waits = if self.waits_for_me { out.pick("等你", "waits for you") } else { "" };
        vec![
            first,
            self.resident.to_string(),
            word(self.acknowledged.as_ref()),
            word(self.signed.as_ref()),
            filed.unwrap_or_else(|| "—".to_owned()),
            waits.to_owned(),
        ]
    }
}

fn changed(out: Output, days: usize) -> String {
    out.pick(format!("后来变了 {days} 天"), format!("{days} changed since"))
}

fn own(phone: &mut Phone, out: Output, year: Option<i32>) -> Result<()> {
    let today = phone.today();
    let year = match year {
        Some(year) => year,
        None => year_to_show(phone, out)?,
    };
    let mut lines = Vec::new();
    for first in (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1)).filter(|first| *first <= today) {
        let line = Line::of_own(phone.month_view(Some(first))?);
        if !line.signs.is_empty() {
            lines.push(line);
        }
    }
    let rows: Vec<_> = lines.iter().map(|line| line.row(out, line.shown())).collect();
    out.table(&head(out, out.pick("月份", "month")), &rows);
    if let Some(line) = lines.iter().find(|line| line.waits_for_me) {
        let month = line.shown();
        out.say(out.pick(
            format!("等你的,看过没错就确认:cunji month acknowledge {month}"),
            format!("What waits for you, once you have looked at it: cunji month acknowledge {month}"),
        ));
    }
    counted_by(phone, out, year)?;
    out.document(&lines)
}

/// The year that is opened where none is named: the present one, or the last one with records where the present one has none yet.
/// Says which one it is, and how to see another.
fn year_to_show(phone: &Phone, out: Output) -> Result<i32> {
    let (present, with_records) = (phone.today().year(), phone.years_with_records()?);
    let year = with_records.last().copied().unwrap_or(present);
    let others: Vec<String> = with_records.iter().filter(|other| **other != year).map(ToString::to_string).collect();
    let (zh, en) = match others.as_slice() {
        [] => (String::new(), String::new()),
        others => {
            (format!(";{} 年也有记录", others.join("、")), format!("; there are records of {}, too", others.join(", ")))
        }
    };
    // Never the present one that was just called empty.
    let example = with_records.iter().rev().find(|other| **other != year).copied().unwrap_or(year - 1);
    out.say(if year == present {
        out.pick(
            format!("{year} 年{zh}。看别的年份加 --year,比如 --year {example}。"),
            format!("{year}{en}. Another year: --year {example}."),
        )
    } else {
        out.pick(
            format!("{year} 年:{present} 年还没有记录{zh}。看别的年份加 --year,比如 --year {example}。"),
            format!("{year}: there are no records of {present} yet{en}. Another year: --year {example}."),
        )
    });
    Ok(year)
}

fn team(phone: &mut Phone, out: Output, month: Option<NaiveDate>, village: Option<&DivisionCode>) -> Result<()> {
    let today = phone.today();
    let last = today.with_day(1).and_then(|first| first.checked_sub_months(Months::new(1)));
    let month = month.or(last).unwrap_or(today);
    let members = phone.team_view(Some(month), village)?.members;
    let lines: Vec<_> = members.into_iter().map(|member| Line::of_member(month, member)).collect();
    out.say(out.pick(format!("{} 到 {}", month, month_end(month)), format!("{} to {}", month, month_end(month))));
    let names = Words::of(phone, out)?;
    let rows: Vec<_> = lines.iter().map(|line| line.row(out, names.person(&line.cadre))).collect();
    out.table(&head(out, out.pick("姓名", "name")), &rows);
    if let Some(line) = lines.iter().find(|line| line.waits_for_me) {
        let (month, cadre) = (line.shown(), names.typed(&line.cadre));
        let village = village.map(|village| format!(" --village {village}")).unwrap_or_default();
        out.say(out.pick(
            format!("等你的,看过没错就签字:cunji month sign {month} --cadre {cadre}{village}"),
            format!(
                "What waits for you, once you have looked at it: cunji month sign {month} --cadre {cadre}{village}"
            ),
        ));
    }
    counted_by(phone, out, month.year())?;
    out.document(&lines)
}

fn head(out: Output, first: &'static str) -> [&'static str; 6] {
    let [resident, own, signed, filed] =
        out.pick(["住村", "本人确认", "第一书记签字", "归档"], ["resident", "own word", "signed", "filed"]);
    [first, resident, own, signed, filed, ""]
}
