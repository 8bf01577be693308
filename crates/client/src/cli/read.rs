//! Commands that show.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::friendship::Friendship;
use cunji_domain::friendship_contact::FriendshipContact;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::problem::Problem;
use cunji_domain::record::{Code, RecordKind};
use cunji_domain::visit::HouseholdVisit;
use cunji_store::Filter;
use serde::Serialize;
use serde_json::Value as Json;

use super::args::Days;
use super::judged::{self, Judged};
use super::output::Output;
use super::words::{self, Words};
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::views::{RecordView, record_id};

pub fn whoami(phone: &mut Phone, out: Output) -> Result<()> {
    let who = phone.who()?;
    out.say(out.pick(format!("{}({})", who.name, who.person), format!("{} ({})", who.name, who.person)));
    let villages = who.villages.iter().map(|code| words::village(phone, out, code)).collect::<Result<Vec<_>>>()?;
    out.say(out.pick(format!("村 {}", villages.join("、")), format!("villages {}", villages.join(", "))));
    out.say(out.pick(format!("设备 {}", who.device), format!("device {}", who.device)));
    out.say(out.pick(format!("服务器 {}", who.server), format!("server {}", who.server)));
    out.document(&who)
}

pub fn range(days: &Days) -> Option<RangeInclusive<NaiveDate>> {
    if days.from.is_none() && days.to.is_none() {
        return None;
    }
    Some(days.from.unwrap_or(NaiveDate::MIN.max(first_day()))..=days.to.unwrap_or(last_day()))
}

fn first_day() -> NaiveDate {
    NaiveDate::default()
}

fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// A field of a view as it stands.
fn cell(view: &RecordView, name: &str) -> String {
    match view.fields.get(name) {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Array(members)) => members
            .iter()
            .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(" "),
        Some(other) => other.to_string(),
    }
}

fn sent(out: Output, view: &RecordView) -> String {
    if view.sent { String::new() } else { out.pick("没传", "unsent").to_owned() }
}

pub fn diaries(phone: &mut Phone, out: Output, days: &Days, all: bool) -> Result<()> {
    let own = phone.person()?.to_string();
    let mut views = phone.list(DiaryEntry::DECL, range(days))?;
    views.retain(|view| all || cell(view, "cadre") == own);
    let (words, judged) = (Words::of(phone, out)?, Judged::of(phone)?);
    let rows: Vec<_> = views
        .iter()
        .map(|view| {
            let said = ["day", "cadre", "stay", "work", "text"].map(|field| words.cell(view, field));
            let against = judged.about(&view.id).map(|day| judged::said(out, day).to_owned());
            let last: Vec<_> = [sent(out, view)].into_iter().chain(against).filter(|word| !word.is_empty()).collect();
            said.into_iter().chain([last.join(" ")]).collect()
        })
        .collect();
    let head = out.pick(["日期", "谁", "住", "做了什么", "正文", ""], ["day", "who", "stay", "work", "text", ""]);
    out.table(&head, &rows);
    judged.tell(out, |day| views.iter().any(|view| view.id == day.diary));
    out.document(&views.iter().map(|view| judged.beside(view)).collect::<Vec<_>>())
}

pub fn diary(
    phone: &mut Phone,
    out: Output,
    id: Option<&str>,
    date: Option<NaiveDate>,
    village: Option<&DivisionCode>,
) -> Result<()> {
    // A day may be typed in the id's place.
    let day = date.or_else(|| id.and_then(|typed| typed.parse().ok()));
    let id = match (id, day) {
        (Some(typed), None) => record_id(typed)?,
        _ => {
            let day = day.unwrap_or_else(|| phone.today());
            let diary = phone.diary_of(day, village)?.ok_or_else(|| {
                ClientError::told(
                    "diary.not_written",
                    format!("{day} 还没写日志。"),
                    format!("Nothing is written for {day} yet."),
                )
            })?;
            diary.record.id
        }
    };
    let view = phone.show(id)?;
    show(phone, out, &view)
}

/// One record, a field a line.
pub fn show(phone: &mut Phone, out: Output, view: &RecordView) -> Result<()> {
    let words = Words::of(phone, out)?;
    out.say(format!("{} {}", words::kind(out, &view.kind), view.id));
    for name in view.fields.keys() {
        out.say(format!("{}: {}", words::label(out, &view.kind, name), words.cell(view, name)));
    }
    if let Some(reason) = &view.withdrawn {
        out.say(out.pick(format!("已撤回:{reason}"), format!("withdrawn: {reason}")));
    }
    if !view.conflicts.is_empty() {
        out.say(
            out.pick("两人同时改了,要定一下:cunji conflict list", "Two people changed it at once: cunji conflict list"),
        );
    }
    out.say(if view.sent { out.pick("已传", "sent") } else { out.pick("还没传", "not sent yet") });
    let judged = Judged::of(phone)?;
    judged.tell(out, |day| day.diary == view.id);
    out.document(&judged.beside(view))
}

pub fn visits(phone: &mut Phone, out: Output, days: &Days) -> Result<()> {
    let views = phone.list(HouseholdVisit::DECL, range(days))?;
    let words = Words::of(phone, out)?;
    let rows: Vec<_> = views
        .iter()
        .map(|view| {
            vec![
                cell(view, "day"),
                words.person(&view.author),
                words.household(view),
                words.cell(view, "purpose"),
                cell(view, "findings"),
                cell(view, "satisfaction"),
                view.id.clone(),
                sent(out, view),
            ]
        })
        .collect();
    let head = out.pick(
        ["日期", "谁", "户", "为什么去", "看到听到的", "满意度", "编号", ""],
        ["day", "who", "household", "purpose", "findings", "satisfaction", "id", ""],
    );
    out.table(&head, &rows);
    out.document(&views)
}

/// A friend with the contacts.
#[derive(Serialize)]
struct FriendView {
    #[serde(flatten)]
    friend: RecordView,
    contacts: Vec<RecordView>,
}

pub fn friends(phone: &mut Phone, out: Output) -> Result<()> {
    let contacts = phone.list(FriendshipContact::DECL, None)?;
    let of =
        |id: &str| contacts.iter().filter(|contact| cell(contact, "friendship") == id).cloned().collect::<Vec<_>>();
    let friends: Vec<FriendView> = phone
        .list(Friendship::DECL, None)?
        .into_iter()
        .map(|friend| FriendView { contacts: of(&friend.id), friend })
        .collect();
    let words = Words::of(phone, out)?;
    let rows: Vec<_> = friends
        .iter()
        .map(|view| {
            let friend = &view.friend;
            let last = view.contacts.iter().map(|contact| cell(contact, "day")).max().unwrap_or_default();
            let count = view.contacts.len().to_string();
            vec![
                words.person(&friend.author),
                words.household(friend),
                cell(friend, "since"),
                count,
                last,
                friend.id.clone(),
                sent(out, friend),
            ]
        })
        .collect();
    let head = out.pick(
        ["谁", "朋友", "结交", "联系次数", "上次", "编号", ""],
        ["who", "friend", "since", "contacts", "last", "id", ""],
    );
    out.table(&head, &rows);
    out.document(&friends)
}

/// A problem with its answer.
#[derive(Serialize)]
struct ProblemView {
    #[serde(flatten)]
    problem: RecordView,
    answer: Option<RecordView>,
}

pub fn problems(phone: &mut Phone, out: Output, days: &Days) -> Result<()> {
    let raised = phone.problems(&Filter { days: range(days), ..Filter::default() })?;
    let mut views = Vec::new();
    for one in &raised {
        let answer = one.answer.as_ref().map(|answer| phone.view(&answer.record)).transpose()?;
        views.push(ProblemView { problem: phone.view(&one.problem.record)?, answer });
    }
    let words = Words::of(phone, out)?;
    let rows: Vec<_> = views
        .iter()
        .map(|view| {
            let state = view.answer.as_ref().map_or_else(
                || out.pick("还没人接", "nobody took it yet").to_owned(),
                |answer| words.cell(answer, "state"),
            );
            let answer = view.answer.as_ref().map(|answer| cell(answer, "answer")).unwrap_or_default();
            let problem = &view.problem;
            vec![
                cell(problem, "day"),
                words.household(problem),
                cell(problem, "text"),
                state,
                answer,
                problem.id.clone(),
                sent(out, problem),
            ]
        })
        .collect();
    let name = |field: &str| Problem::DECL.field_named(field).map_or("", |field| field.zh);
    let head = out.pick(
        [name("day"), "户", name("text"), "办理", "答复", "编号", ""],
        ["day", "household", "problem", "state", "answer", "id", ""],
    );
    out.table(&head, &rows);
    out.document(&views)
}

/// A leave with what was decided.
#[derive(Serialize)]
struct LeaveView {
    #[serde(flatten)]
    request: RecordView,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    granted: Option<[NaiveDate; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<NaiveDate>,
}

pub fn leaves(phone: &mut Phone, out: Output) -> Result<()> {
    let mut views = Vec::new();
    for leave in phone.leaves(&Filter::default())? {
        let state = match leave.decision {
            None => "undecided",
            Some(decided) if !decided.judged_present => "changed_since",
            Some(decided) if decided.granted.is_some() => "granted",
            Some(_) => "refused",
        };
        views.push(LeaveView {
            request: phone.view(&leave.request.record)?,
            state,
            granted: leave.decision.and_then(|decided| decided.granted).map(|(first, last)| [first, last]),
            level: leave.decision.map(|decided| decided.level.code()),
            returned: leave.returned,
        });
    }
    for given in phone.voice_leaves(&Filter::default())? {
        let (first, last) = (given.leave.value.first_day, given.leave.value.last_day);
        let request = phone.view(&given.leave.record)?;
        views.push(LeaveView {
            request,
            state: "granted",
            granted: Some([first, last]),
            level: Some("village"),
            returned: given.returned,
        });
    }
    let words = Words::of(phone, out)?;
    let rows: Vec<_> = views
        .iter()
        .map(|view| {
            let request = &view.request;
            let asked = request.kind == LeaveRequest::DECL.name;
            let whose = if asked { words.person(&request.author) } else { words.cell(request, "cadre") };
            let state = match view.state {
                "undecided" => out.pick("还没批", "undecided"),
                "changed_since" => out.pick("批后改了,要重批", "changed since it was decided"),
                "granted" => out.pick("准了", "granted"),
                _ => out.pick("没准", "refused"),
            };
            let granted = view.granted.map(|[first, last]| format!("{first} – {last}")).unwrap_or_default();
            let asked = format!("{} – {}", cell(request, "first_day"), cell(request, "last_day"));
            vec![
                whose,
                asked,
                words.cell(request, "leave"),
                state.to_owned(),
                granted,
                view.returned.map(|day| day.to_string()).unwrap_or_default(),
                request.id.clone(),
                sent(out, request),
            ]
        })
        .collect();
    let head = out.pick(
        ["谁", "请", "什么假", "批", "准的日子", "销假", "编号", ""],
        ["who", "asked", "leave", "state", "granted", "back", "id", ""],
    );
    out.table(&head, &rows);
    out.document(&views)
}
