//! Commands that write. Each answers with the record's id and whether it is sent.

use chrono::NaiveDate;
use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::observation::SeenAbsent;
use cunji_domain::person::PersonId;
use cunji_domain::record::{ListedCode, Prose};
use cunji_domain::voice_leave::VoiceLeave;
use serde::Serialize;

use super::args::{BesideArgs, Diary, Friend, HouseholdArgs, Leave, Problem, ProblemAdd, Visit, VisitAdd};
use super::output::Output;
use super::{day_or_today, read, text_of};
use crate::attendance::leave::{Decision, Reason};
use crate::attendance::observe::Seen;
use crate::diary::DiaryChange;
use crate::error::{ClientError, Result};
use crate::friends::friendship::{contact_on, friendship_since};
use crate::phone::Phone;
use crate::phone::write::{Beside, Place, Written};
use crate::problems::raising::problem_on;
use crate::views::{WrittenView, record_id};
use crate::visits::visit_on;

/// A place that somebody typed was measured by something else than this program.
const GIVEN: u8 = 3;

/// Tells what came of writing.
pub fn wrote(phone: &Phone, out: Output, written: &Written) -> Result<()> {
    wrote_with(phone, out, written, &WrittenView::from(written))
}

fn wrote_with<V: Serialize>(phone: &Phone, out: Output, written: &Written, view: &V) -> Result<()> {
    let id = crate::views::hex(&written.record.0);
    let sent = if written.sent { out.pick("已传", "sent") } else { out.pick("还没传", "not sent yet") };
    out.say(match written.edit {
        Some(_) => out.pick(format!("已存在手机里 · {sent} · {id}"), format!("Saved on this phone · {sent} · {id}")),
        None => out.pick(format!("没有变化 · {sent} · {id}"), format!("Nothing changed · {sent} · {id}")),
    });
    if written.waits {
        out.note(out.pick(
            "服务器的版本旧一些,有的内容它还不认识,先留在手机里;等它升级了,同步时自动上传。(schema.waits)",
            "The server's version is older and does not know some of this yet. It waits on this phone and travels with a sync once the server is updated. (schema.waits)",
        ));
    }
    if written.clock_doubtful {
        out.note(out.pick(
            format!("手机的时间像是不对,今天按 {} 算。请调准。(clock.doubtful)", phone.today()),
            format!(
                "The phone's clock seems wrong; today counts as {}. Please set it. (clock.doubtful)",
                phone.today()
            ),
        ));
    }
    out.document(view)
}

pub fn beside(args: &BesideArgs) -> Result<Beside> {
    let place = match args.lat.zip(args.lon) {
        Some((lat, lon)) => Some(Place::of_degrees(lat, lon, args.accuracy, GIVEN).ok_or_else(|| {
            ClientError::told(
                "client.place",
                "位置不对:纬度在 -90 到 90 之间,经度在 -180 到 180 之间。",
                "No such place: latitude lies between -90 and 90, longitude between -180 and 180.",
            )
        })?),
        None => None,
    };
    Ok(Beside { village: args.village.clone(), place })
}

fn people(phone: &mut Phone, typed: Vec<String>) -> Result<Vec<PersonId>> {
    typed.iter().filter(|one| !one.is_empty()).map(|one| phone.person_meant(one)).collect()
}

/// Members that were typed; an empty word empties the set.
fn members(typed: Vec<String>) -> impl Iterator<Item = String> {
    typed.into_iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty())
}

pub fn diary(phone: &mut Phone, out: Output, command: Diary) -> Result<()> {
    match command {
        Diary::Write { date, stay, text, text_file, work, companions, met, beside: args } => {
            let text = match text_file {
                Some(file) => Some(text_of(&file)?),
                None => text,
            };
            let companions = companions.map(|typed| people(phone, typed)).transpose()?;
            let change = DiaryChange {
                stay,
                work: work.map(|work| members(work).collect()),
                text,
                companions: companions.map(|people| people.into_iter().collect()),
                met: met.map(|met| members(met).collect()),
                ..DiaryChange::default()
            };
            let written = phone.write_diary(day_or_today(phone, date), change, &beside(&args)?)?;
            wrote(phone, out, &written)
        }
        Diary::List { days, all } => read::diaries(phone, out, &days, all),
        Diary::Show { id, date, village } => read::diary(phone, out, id.as_deref(), date, village.as_ref()),
        Diary::Confirm(judged) => {
            let cadre = phone.person_meant(&judged.cadre)?;
            let confirmed = ConfirmationResult::Confirmed;
            let village = judged.village.as_ref();
            let written = phone.judge_day(&cadre, judged.date, confirmed, String::new(), village)?;
            wrote(phone, out, &written)
        }
        Diary::Question { judged, reason } => {
            let cadre = phone.person_meant(&judged.cadre)?;
            let questioned = ConfirmationResult::Questioned;
            let written = phone.judge_day(&cadre, judged.date, questioned, reason, judged.village.as_ref())?;
            wrote(phone, out, &written)
        }
    }
}

pub fn visit(phone: &mut Phone, out: Output, command: Visit) -> Result<()> {
    match command {
        Visit::Add(typed) => {
            let VisitAdd {
                date,
                household,
                purpose,
                findings,
                findings_file,
                needs,
                explained,
                companions,
                met,
                quiz,
                satisfaction,
                next_step,
                beside: args,
            } = *typed;
            let findings = match findings_file {
                Some(file) => text_of(&file)?,
                None => findings.unwrap_or_default(),
            };
            let mut visit = visit_on(day_or_today(phone, date));
            (visit.household, visit.household_name, visit.group) = parts(household);
            visit.purpose = purpose.map(ListedCode);
            visit.findings = Prose(findings);
            visit.needs = Prose(needs);
            visit.explained = members(explained).collect();
            visit.companions = people(phone, companions)?.into_iter().collect();
            visit.met = members(met).collect();
            visit.quiz = quiz;
            visit.satisfaction = satisfaction;
            visit.next_step = Prose(next_step);
            let written = phone.add(&visit, &beside(&args)?)?;
            wrote(phone, out, &written)
        }
        Visit::List { days } => read::visits(phone, out, &days),
        Visit::Share { id, not_along, note } => {
            let written = phone.share_visit(record_id(&id)?, !not_along, note)?;
            wrote(phone, out, &written)
        }
    }
}

fn parts(args: HouseholdArgs) -> (Option<String>, Option<String>, Option<String>) {
    (args.household, args.name, args.group)
}

pub fn friend(phone: &mut Phone, out: Output, command: Friend) -> Result<()> {
    match command {
        Friend::Add { household, since, why, beside: args } => {
            let mut friendship = friendship_since(day_or_today(phone, since));
            (friendship.household, friendship.name, friendship.group) = parts(household);
            friendship.why = Prose(why);
            let written = phone.add(&friendship, &beside(&args)?)?;
            wrote(phone, out, &written)
        }
        Friend::Contact { friend, date, how, text, visit, beside: args } => {
            let mut contact = contact_on(record_id(&friend)?, day_or_today(phone, date), how);
            contact.text = Prose(text);
            contact.visit = visit.map(|visit| record_id(&visit)).transpose()?;
            let written = phone.contact_friend(&contact, &beside(&args)?)?;
            wrote(phone, out, &written)
        }
        Friend::List => read::friends(phone, out),
    }
}

pub fn problem(phone: &mut Phone, out: Output, command: Problem) -> Result<()> {
    match command {
        Problem::Add(typed) => {
            let ProblemAdd { date, text, category, urgency, household, raised_in, beside: args } = *typed;
            let mut problem = problem_on(day_or_today(phone, date));
            (problem.household, problem.household_name, problem.group) = parts(household);
            problem.text = Prose(text);
            problem.category = category.map(ListedCode);
            problem.urgency = urgency;
            problem.raised_in = raised_in.map(|record| record_id(&record)).transpose()?;
            let written = phone.add(&problem, &beside(&args)?)?;
            wrote(phone, out, &written)
        }
        Problem::List { days } => read::problems(phone, out, &days),
    }
}

/// A request, and the reason that teammates don't get.
#[derive(Serialize)]
struct RequestedView {
    #[serde(flatten)]
    request: WrittenView,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub fn leave(phone: &mut Phone, out: Output, command: Leave) -> Result<()> {
    let written = match command {
        Leave::Request { from, to, kind, place, contact, reason, medical, village } => {
            let request = LeaveRequest { first_day: from, last_day: to, leave: ListedCode(kind), place, contact };
            let reason = reason.map(|text| Reason { text, medical });
            let (asked, reason) = phone.request_leave(&request, reason, &Beside { village, place: None })?;
            let reason = reason.map(|reason| crate::views::hex(&reason.record.0));
            let view = RequestedView { request: WrittenView::from(&asked), reason };
            return wrote_with(phone, out, &asked, &view);
        }
        Leave::List => return read::leaves(phone, out),
        Leave::Decide { id, refuse, from, to, note } => {
            phone.decide_leave(record_id(&id)?, Decision { granted: !refuse, days: from.zip(to), note })?
        }
        Leave::Voice { cadre, from, to, kind, given, note, village } => {
            let leave = VoiceLeave {
                cadre: phone.person_meant(&cadre)?,
                first_day: from,
                last_day: to,
                leave: ListedCode(kind),
                given,
                note: Prose(note),
            };
            phone.add(&leave, &Beside { village, place: None })?
        }
        Leave::End { id, returned, note } => {
            let returned = day_or_today(phone, returned);
            phone.end_leave(record_id(&id)?, returned, note)?
        }
    };
    wrote(phone, out, &written)
}

pub fn observe(
    phone: &mut Phone,
    out: Output,
    date: Option<NaiveDate>,
    named: (Vec<String>, Vec<String>),
    note: String,
    args: &BesideArgs,
) -> Result<()> {
    let (absent, present) = named;
    let mut seen = Seen { note, ..Seen::default() };
    for one in &absent {
        let (name, why) = one.split_once('=').map_or((one.as_str(), None), |(name, why)| (name, Some(why.to_owned())));
        seen.absent.insert(SeenAbsent { person: phone.person_meant(name)?, why });
    }
    if !present.is_empty() {
        seen.present = Some(people(phone, present)?.into_iter().collect());
    }
    let written = phone.observe(day_or_today(phone, date), seen, &beside(args)?)?;
    wrote(phone, out, &written)
}

pub fn checkin(phone: &mut Phone, out: Output, note: Option<String>, args: &BesideArgs) -> Result<()> {
    let written = phone.check_in(note, &beside(args)?)?;
    wrote(phone, out, &written)
}
