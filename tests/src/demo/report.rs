//! What came of it: what travelled, whether all replicas agree, and the first secretary's attendance tables.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use chrono::Datelike;
use cunji_client::MemberYear;
use cunji_documents::space_digest;
use cunji_domain::attendance::{DayState, Reach, YearAttendance};
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::record::Audience;
use cunji_server::server::Server;
use cunji_server::storage;
use data_encoding::HEXLOWER;

use super::show::{number, table};
use super::team::Team;

/// What every device sent and received: in the sync that carried thirty days, and in the two after it.
pub fn travelled(team: &Team) -> String {
    let mut rows = Vec::new();
    let mut sum = [0_u64; 6];
    for device in &team.devices {
        // The first sync was with a signal, before the thirty days; the second carries them.
        let mut cells = [0_u64; 6];
        for (place, (view, passed)) in device.syncs.iter().enumerate().skip(1) {
            let at = if place == 1 { 0 } else { 3 };
            cells[at] += passed.up;
            cells[at + 1] += passed.down;
            cells[at + 2] += u64::from(view.round_trips);
        }
        sum.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        let accepted: u64 = device.syncs.iter().skip(1).map(|(view, _)| view.accepted).sum();
        rows.push(row(&device.title, accepted, cells));
    }
    let accepted =
        team.devices.iter().flat_map(|device| device.syncs.iter().skip(1)).map(|(view, _)| view.accepted).sum();
    rows.push(row("合计 total", accepted, sum));
    table(&["设备", "写了(条)", "上行 B", "下行 B", "往返", "其后上行", "其后下行", "其后往返"], &rows)
}

fn row(title: &str, accepted: u64, cells: [u64; 6]) -> Vec<String> {
    [title.to_owned(), number(accepted)].into_iter().chain(cells.map(number)).collect()
}

/// Whether all replicas agree, and the table that shows it.
///
/// # Errors
/// A database fails.
pub fn agreement(team: &Team, server: &Server, village: &DivisionCode) -> anyhow::Result<(bool, String)> {
    let mut spaces: BTreeSet<DivisionCode> = BTreeSet::new();
    let mut of_phones = Vec::new();
    for device in &team.devices {
        let digests = device.phone.status()?.digests;
        for space in digests.keys() {
            spaces.insert(space.parse()?);
        }
        of_phones.push((device.title.clone(), digests));
    }
    let mut of_server = BTreeMap::new();
    for space in &spaces {
        of_server.insert(space.to_string(), server_digest(server, space)?);
    }
    let mut all_agree = of_server.contains_key(village.as_str());
    let mut rows = vec![vec!["服务器 server".to_owned(), short(&of_server, village), "—".to_owned()]];
    for (title, digests) in of_phones {
        let agrees = digests == of_server;
        all_agree &= agrees;
        rows.push(vec![
            title,
            short(&digests, village),
            if agrees { "一致 same" } else { "不一致 DIFFERENT" }.to_owned(),
        ]);
    }
    Ok((all_agree, table(&["副本", "马鞍桥的摘要", "全部空间"], &rows)))
}

fn short(digests: &BTreeMap<String, String>, space: &DivisionCode) -> String {
    digests.get(space.as_str()).map_or_else(|| "没有 none".to_owned(), |digest| digest.chars().take(32).collect())
}

/// The digest of what the team reads of a space, as the server holds it.
fn server_digest(server: &Server, space: &DivisionCode) -> anyhow::Result<String> {
    let tables = server.registrar().tables;
    let digests = storage::read(&*server.storage, |tx| tables.digests(tx, space))?;
    let of_team = digests
        .into_iter()
        .filter(|(kind, _, _)| kinds::by_number(*kind).is_some_and(|decl| decl.audience == Audience::Team));
    let digest = space_digest(of_team.map(|(_, _, digest)| digest).collect::<Vec<_>>());
    Ok(HEXLOWER.encode(&digest))
}

/// The month, a sign a day, and its totals.
pub fn month(members: &[MemberYear], month: u32) -> String {
    let first = members.first().map(|member| &member.year);
    let days: Vec<u32> = first.map(|year| year.month(month).map(|day| day.day.day()).collect()).unwrap_or_default();
    let tens: String =
        days.iter().map(|day| if day % 5 == 0 { format!("{day:<2}") } else { "  ".to_owned() }).collect();
    let mut rows = vec![vec![String::new(), tens]];
    for member in members {
        let signs: String = member.year.month(month).map(|day| sign(day.state)).collect();
        let totals = member.year.month_totals(month);
        let mut row = vec![member.name.clone(), signs];
        let counts = [
            totals.resident,
            totals.rest,
            totals.leave,
            totals.business,
            totals.absent,
            totals.contradicted,
            totals.unconfirmed,
        ];
        row.extend(counts.map(|count| count.to_string()));
        rows.push(row);
    }
    let calendar = format!("{month} 月");
    let head = ["姓名", calendar.as_str(), "住", "休", "假", "公", "缺", "疑", "待"];
    format!("{}\n  {LEGEND}", table(&head, &rows))
}

const LEGEND: &str =
    "● 住村 resident  ○ 休息 rest  请 请假 leave  公 公务 business  ✕ 缺勤 absent  ! 存疑 contradicted  ? 待确认 open";

/// A state is a shape and a word; each takes two columns.
fn sign(state: DayState) -> &'static str {
    match state {
        DayState::Resident => "● ",
        DayState::Rest => "○ ",
        DayState::Leave => "请",
        DayState::Business => "公",
        DayState::Absent => "✕ ",
        DayState::Contradicted => "! ",
        DayState::Unconfirmed => "? ",
        DayState::NotYetDue => "· ",
        DayState::NotInTerm => "  ",
    }
}

/// The year, with the projection to the target.
pub fn year(members: &[MemberYear]) -> String {
    let rows: Vec<Vec<String>> = members
        .iter()
        .map(|MemberYear { name, year }| {
            let mut row = vec![name.clone()];
            row.extend([year.target, year.resident, year.needed, year.possible].map(|days| days.to_string()));
            row.push(projection(year));
            row
        })
        .collect();
    table(&["姓名", "应住", "已住", "还差", "还能住", "照这样看"], &rows)
}

fn projection(year: &YearAttendance) -> String {
    match (year.reach, year.latest_start) {
        (Reach::NothingOwed, _) => "这年没有应住的".to_owned(),
        (Reach::Reached, _) => "已够".to_owned(),
        (Reach::Possible, Some(day)) => format!("来得及,最迟 {} 月 {} 日起要天天在村", day.month(), day.day()),
        (Reach::Possible, None) => "来得及".to_owned(),
        (Reach::IfConfirmed, _) => "待确认的都算上才够".to_owned(),
        (Reach::Impossible, _) if year.possible == 0 => "没住够,在队的日子已过完".to_owned(),
        (Reach::Impossible, _) => "天天在村也不够了".to_owned(),
    }
}

/// The text of the diary that was changed on two devices, as every device has it now.
///
/// # Errors
/// A device has it not, or another one.
pub fn edited_on_both(team: &mut Team, person: &str, day: chrono::NaiveDate) -> anyhow::Result<String> {
    let mut texts = BTreeSet::new();
    for device in team.devices.iter_mut().filter(|device| device.person == person) {
        texts.insert(device.phone.diary_of(day, None)?.context("a diary is missing")?.value.text.0);
    }
    anyhow::ensure!(texts.len() == 1, "two devices of one person have different texts");
    texts.into_iter().next().context("no device")
}
