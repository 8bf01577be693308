//! 退回、存疑: what somebody said against own days, with the command that mends each.

use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::record::Code;
use cunji_domain::review::{ReturnCause, ReviewState};
use serde::Serialize;

use super::output::Output;
use crate::error::Result;
use crate::phone::Phone;
use crate::views::me::{JudgedDay, SaidOfDay};
use crate::views::{RecordView, record_id};

/// Own days with a word against them, the newest first; beside each the village that its command has to name.
#[derive(Default)]
pub struct Judged {
    days: Vec<JudgedDay>,
    villages: Vec<Option<DivisionCode>>,
}

/// A record with what was said against it.
#[derive(Serialize)]
pub struct JudgedView<'v> {
    #[serde(flatten)]
    record: &'v RecordView,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    judgements: Vec<&'v JudgedDay>,
}

impl Judged {
    /// As this phone has heard of them.
    pub fn of(phone: &mut Phone) -> Result<Self> {
        let (days, has_several) = (phone.judged_days()?, phone.villages()?.len() > 1);
        let village = |day: &JudgedDay| -> Result<Option<DivisionCode>> {
            Ok(if has_several { Some(phone.record(record_id(&day.diary)?)?.space) } else { None })
        };
        let villages = days.iter().map(village).collect::<Result<_>>()?;
        Ok(Self { days, villages })
    }

    /// All of them.
    pub fn days(&self) -> &[JudgedDay] {
        &self.days
    }

    /// What was said against a diary.
    pub fn about<'d>(&'d self, diary: &str) -> impl Iterator<Item = &'d JudgedDay> {
        self.days.iter().filter(move |day| day.diary == diary)
    }

    /// A record with what was said against it.
    pub fn beside<'v>(&'v self, record: &'v RecordView) -> JudgedView<'v> {
        JudgedView { record, judgements: self.about(&record.id).collect() }
    }

    /// Says of those that are wanted: what, by whom, why, until when, and what to type.
    pub fn tell(&self, out: Output, is_wanted: impl Fn(&JudgedDay) -> bool) {
        for (day, village) in self.days.iter().zip(&self.villages).filter(|(day, _)| is_wanted(day)) {
            let (said, who, why) = (said(out, day), who(out, day), why(out, day));
            out.say(out.pick(
                format!("{said} {} 的日志 · {who}:{why}", day.day),
                format!("{said}: the diary of {} · {who}: {why}", day.day),
            ));
            out.say(format!("  {}{}", until(out, day), how(out, day, village.as_ref())));
        }
    }
}

/// What was said, in a word.
pub fn said(out: Output, day: &JudgedDay) -> &'static str {
    match day.said {
        SaidOfDay::Returned => out.pick(ReviewState::Returned.zh(), "returned"),
        SaidOfDay::Flagged => out.pick(ReviewState::Flagged.zh(), "in doubt"),
        SaidOfDay::Questioned => out.pick(ConfirmationResult::Questioned.zh(), "in question"),
    }
}

fn who(out: Output, day: &JudgedDay) -> String {
    let level = match JudgeLevel::of(&day.level) {
        Some(JudgeLevel::Village) => out.pick(JudgeLevel::Village.zh(), "first secretary").to_owned(),
        Some(level) => out.pick(level.zh().to_owned(), format!("{} office", level.code())),
        None => day.level.clone(),
    };
    day.by.as_ref().map_or_else(|| level.clone(), |by| format!("{level} {}", by.name))
}

/// The closed reason's words, then their own.
fn why(out: Output, day: &JudgedDay) -> String {
    let cause = day.cause.as_ref().map(|cause| out.pick(&cause.zh, &cause.en).clone());
    let parts = cause.into_iter().chain([day.reason.trim().to_owned()]).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(out.pick("。", ". "))
}

fn until(out: Output, day: &JudgedDay) -> String {
    let Some(last) = day.until else { return String::new() };
    if day.until_is_told {
        return out.pick(
            format!("{last} 以前改好就行,过了这天由办公室按现有的定。"),
            format!("Mend it by {last}; after that the office decides by what there is. "),
        );
    }
    out.pick(
        format!("约 {last} 以前改好就行,准日子再同步一次就有;过了那天由办公室按现有的定。"),
        format!("Mend it by about {last}; the next sync brings the day itself. After that the office decides by what there is. "),
    )
}

fn how(out: Output, day: &JudgedDay, village: Option<&DivisionCode>) -> String {
    let village = village.map(|village| format!(" --village {village}")).unwrap_or_default();
    let (date, diary) = (day.day, &day.diary);
    let is_for = |cause: ReturnCause| day.cause.as_ref().is_some_and(|said| said.code == cause.code());
    if is_for(ReturnCause::WrongHousehold) {
        return out.pick(
            format!("改:走访里写错的,撤回那次走访(cunji record withdraw 编号)再记一次(cunji visit add --date {date}{village}),日志不用动;写在日志里的:cunji diary write --date {date}{village}"),
            format!("To mend: where a visit has it wrong, take that visit back (cunji record withdraw ID) and note it again (cunji visit add --date {date}{village}); the diary may stay as it is. Where the diary itself has it: cunji diary write --date {date}{village}"),
        );
    }
    if is_for(ReturnCause::WrongDay) {
        return out.pick(
            format!("改:cunji diary write --date 对的日子{village} 写到那天,再 cunji record withdraw {diary} 撤回这篇;这天没写错就接着写:cunji diary write --date {date}{village}"),
            format!("To mend: cunji diary write --date YYYY-MM-DD{village} writes it on the right day, then cunji record withdraw {diary} takes this one back; if the day is right, write on: cunji diary write --date {date}{village}"),
        );
    }
    out.pick(
        format!("改:cunji diary write --date {date}{village}(后面写要改的,如 --stay、--text;没写到的不动)。看全文:cunji mend show {diary}"),
        format!("To mend: cunji diary write --date {date}{village} (then what changes, as --stay or --text; what is left out stays); to read it: cunji mend show {diary}"),
    )
}
