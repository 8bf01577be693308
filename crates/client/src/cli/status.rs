//! How things stand, with the command for each thing that waits.

use chrono::{Months, NaiveDate};
use cunji_domain::time::local_day;
use serde::Serialize;

use super::judged::Judged;
use super::output::Output;
use super::words::{self, Words};
use crate::attendance::MonthToSign;
use crate::error::Result;
use crate::phone::Phone;
use crate::views::StatusView;
use crate::views::me::JudgedDay;

/// How things stand, with what was said against own days.
#[derive(Serialize)]
struct StandingView<'d> {
    #[serde(flatten)]
    status: StatusView,
    judged: &'d [JudgedDay],
}

pub fn status(phone: &mut Phone, out: Output) -> Result<()> {
    let status = phone.status()?;
    let last = status
        .last_sync
        .and_then(local_day)
        .map_or_else(|| out.pick("还没有", "never").to_owned(), |day| day.to_string());
    out.say(out.pick(
        format!("没传 {} 条 · 上次同步 {last}", status.unsent),
        format!("{} unsent · last sync {last}", status.unsent),
    ));
    if status.drafts > 0 {
        out.say(out.pick(format!("草稿 {} 份", status.drafts), format!("{} drafts", status.drafts)));
    }
    if status.conflicts > 0 {
        out.say(out.pick(
            format!("{} 条两人同时改了,要定一下:cunji conflict list", status.conflicts),
            format!("{} records were changed by two people at once: cunji conflict list", status.conflicts),
        ));
    }
    for held in &status.held_entries {
        let village = words::village(phone, out, &held.village)?;
        out.say(out.pick(
            format!("待处理 {village} 第 {} 条:{} ({})", held.number, held.zh, held.code),
            format!("held: {village} number {}: {} ({})", held.number, held.en, held.code),
        ));
    }
    for rejected in &status.rejected_edits {
        out.say(out.pick(
            format!("退回 {} {}{} ({})", rejected.record, rejected.zh, rejected.mend_zh, rejected.code),
            format!("rejected: {} {} {} ({})", rejected.record, rejected.en, rejected.mend_en, rejected.code),
        ));
    }
    let judged = if phone.store().enrolment()?.is_some() { Judged::of(phone)? } else { Judged::default() };
    judged.tell(out, |_| true);
    if !status.rejected_edits.is_empty() {
        out.say(out.pick(
            "改退回的:cunji mend show 编号 看原文和项名,cunji mend save 编号 --set 项=内容 改好再交(几个代码写成 '项=[\"代码\",\"代码\"]',日子是 --set day=对的日子);不要了就 cunji mend drop 编号。",
            "To mend: cunji mend show ID has the text and the names of the fields, cunji mend save ID --set NAME=VALUE hands it in again (several codes as 'NAME=[\"CODE\",\"CODE\"]', a day as --set day=YYYY-MM-DD); cunji mend drop ID lets it go.",
        ));
    }
    for refused in &status.refused_frames {
        out.say(format!("{} ({})", out.pick(&refused.zh, &refused.en), refused.code));
    }
    if status.needs_new_device {
        out.say(out.pick("下次同步时换一个设备号。", "The phone takes a new device id with the next sync."));
    }
    if status.clock_doubtful {
        out.say(out.pick("手机的时间像是不对,请调准。", "The phone's clock seems wrong; please set it."));
    }
    // What a program reads is one document that says nothing of months: they are in `month list --json`.
    if !out.json && phone.store().enrolment()?.is_some() {
        months(phone, out)?;
    }
    out.document(&StandingView { status, judged: judged.days() })
}

/// The months that wait for the person's word, each run of them with its command.
fn months(phone: &mut Phone, out: Output) -> Result<()> {
    let own = phone.months_to_acknowledge()?.into_iter().map(|month| (month, ()));
    for (first, last, ()) in runs(own) {
        let (run, month) = (run_of(out, first, last), shown(first));
        out.say(out.pick(
            format!("{run} 等你确认,看过没错就:cunji month acknowledge {month}"),
            format!("{run} waits for your own word; if it is right: cunji month acknowledge {month}"),
        ));
    }
    let waiting = phone.months_to_sign()?;
    let names = Words::of(phone, out)?;
    let has_several = waiting.iter().any(|other| other.village != waiting[0].village);
    let of_people = |one: MonthToSign| {
        let people: Vec<_> = one.people.iter().map(|person| names.person(&person.id)).collect();
        (one.month, (one.village, people))
    };
    for (first, last, (village, people)) in runs(waiting.into_iter().map(of_people)) {
        let (run, month, people) = (run_of(out, first, last), shown(last), people.join(out.pick("、", ", ")));
        let named = if has_several { format!(" --village {village}") } else { String::new() };
        out.say(out.pick(
            format!("{run} 等你签字:{people}。看:cunji month list --team --month {month}{named}"),
            format!("{run} waits for your signature: {people}. See: cunji month list --team --month {month}{named}"),
        ));
    }
    Ok(())
}

/// Months one after the other of which the same is to be said, by the first and the last of them.
fn runs<Of: PartialEq>(months: impl Iterator<Item = (NaiveDate, Of)>) -> Vec<(NaiveDate, NaiveDate, Of)> {
    let mut runs: Vec<(NaiveDate, NaiveDate, Of)> = Vec::new();
    for (month, of) in months {
        match runs.last_mut() {
            Some((_, last, same)) if *same == of && last.checked_add_months(Months::new(1)) == Some(month) => {
                *last = month;
            }
            _ => runs.push((month, month, of)),
        }
    }
    runs
}

fn run_of(out: Output, first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        return shown(first);
    }
    out.pick(format!("{} 到 {}", shown(first), shown(last)), format!("{} to {}", shown(first), shown(last)))
}

/// A month as commands take it.
fn shown(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_a_row_of_which_the_same_is_to_be_said_are_one_run() {
        let month = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        let said = [(month(2016, 12), "a"), (month(2017, 1), "a"), (month(2017, 2), "b"), (month(2017, 4), "b")];
        let expected = [
            (month(2016, 12), month(2017, 1), "a"),
            (month(2017, 2), month(2017, 2), "b"),
            (month(2017, 4), month(2017, 4), "b"),
        ];
        assert_eq!(runs(said.into_iter()), expected);
    }
}
