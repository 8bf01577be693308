//! An office takes a problem, hands it over, answers or declines it.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::problem_answer::{AnswerState, ProblemAnswer};
use cunji_domain::record::{Code, Prose, RecordId};
use cunji_domain::time::local_day;
use data_encoding::HEXLOWER;

use super::item::{answer_to, item_of, seen_of};
use super::promise::{last_day, offices_of};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::server::Server;
use crate::storage::problems::{self, ProblemItem};
use crate::storage::{self, log};

/// What an office says of a problem.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The problem and its answer as they were shown, as [`Shown::seen`](super::Shown::seen) names them: who answers later than somebody
    /// else is told.
    pub seen: String,
    /// How far it is now.
    pub state: AnswerState,
    /// The office that owes the answer, by its division; where none is named, the one that owes it already.
    pub office: Option<DivisionCode>,
    /// Who sees to it, by name.
    pub taken_by: Option<String>,
    /// The last day for an answer; none: as before, and by the rules where another office owes it from now on.
    pub deadline: Option<NaiveDate>,
    /// The answer, or why not; a word on the way, where it is taken or handed over: none leaves the former one.
    pub answer: String,
}

/// Says it. It comes down to the team's phones at their next sync.
///
/// # Errors
/// Somebody else answered meanwhile, the problem was changed, the deadline is past or beyond what this office may promise, or something is
/// missing; or what the database says.
pub fn answer(
    server: &Server,
    seat: &Seat,
    space: &DivisionCode,
    record: RecordId,
    reply: &Reply,
) -> Result<ProblemItem, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let today = local_day(now).unwrap_or_default();
    if let Some(office) = &reply.office
        && !offices_of(space).contains(office)
    {
        return Err(ServerError::refused(
            "problem.office_elsewhere",
            "这个办公室不管这个村,换一个。",
            "That office has nothing to do with this village; take another.",
        ));
    }
    if reply.deadline.is_some_and(|deadline| deadline < today) {
        return Err(ServerError::refused(
            "problem.deadline_past",
            "答复的期限已经过了,写今天或以后的日子。",
            "That deadline is past; take today or a later day.",
        ));
    }
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, space)?;
        log::lock_space(tx, space)?;
        let item = item_of(tx, &registrar, space, record)?.ok_or_else(gone)?;
        if seen_of(tx, &registrar, space, record)? != reply.seen {
            return Err(ServerError::refused(
                "problem.changed_meanwhile",
                "刚才有人办过这条,或者本人改过,没有照办。请看现在的情况再定。",
                "Somebody saw to this one just now, or its writer changed it, so nothing was done. Look at it as it is and decide again.",
            ));
        }
        let before = answer_to(tx, &registrar, space, record)?;
        let settled = matches!(reply.state, AnswerState::Answered | AnswerState::Declined);
        let owing = reply.office.as_ref().unwrap_or(&item.owing);
        let last = last_day(tx, &registrar, seat, &item, owing)?;
        if let Some(last) = last
            && reply.deadline.is_some_and(|deadline| deadline > last)
        {
            return Err(beyond(last, today));
        }
        // A promise that one office made or was given is none for the next: of what is handed on, the rules' days are left. Nor does
        // whoever saw to it here see to it there: whoever takes it does, and of what is handed on that office says who.
        let stays = *owing == item.owing;
        let promised = before.as_ref().filter(|_| stays).and_then(|answer| answer.deadline);
        let takes = before.as_ref().filter(|_| stays).and_then(|answer| answer.taken_by.clone());
        let takes = takes.or_else(|| (stays || reply.state != AnswerState::HandedOver).then(|| seat.name.clone()));
        let typed = reply.answer.trim();
        let former = before.as_ref().map(|answer| answer.answer.0.as_str()).filter(|_| !settled && typed.is_empty());
        let said = ProblemAnswer {
            problem: record,
            state: reply.state,
            office: reply.office.clone().or_else(|| before.as_ref().and_then(|answer| answer.office.clone())),
            taken_by: reply.taken_by.clone().or(takes),
            deadline: reply.deadline.or(promised),
            answer: Prose(former.unwrap_or(typed).to_owned()),
            answered: settled.then_some(today),
        };
        check_of_office(tx, &registrar, space, &said, now)?;
        publish(tx, &registrar, space, &said, now)?;
        let item = item_of(tx, &registrar, space, record)?.ok_or_else(gone)?;
        problems::put(tx, &item)?;
        let of = audit::Of {
            division: Some(space.clone()),
            subject: Some(HEXLOWER.encode(&record.0)),
            detail: Some(reply.state.zh().to_owned()),
        };
        audit::note(tx, now, &seat.login, AuditAction::ProblemAnswered, of)?;
        Ok(item)
    })
}

fn beyond(last: NaiveDate, today: NaiveDate) -> ServerError {
    if last < today {
        return ServerError::refused(
            "problem.deadline_over",
            format!("规定的日子 {last} 已经过了,不能自己往后改。日子空着照旧能办;要往后改,请上一级来定。"),
            format!(
                "The last day by the rules, {last}, is past, so it can't be put off from here. Leave the day empty and it is done as before; for a later one ask the office above."
            ),
        );
    }
    ServerError::refused(
        "problem.deadline_beyond",
        format!("按规定最迟只能定到 {last}。改早一点;要再晚,请上一级来定。"),
        format!(
            "By the rules {last} is the last day that can be set here. Take an earlier one, or ask the office above for a later."
        ),
    )
}

pub(super) fn gone() -> ServerError {
    ServerError::refused(
        "problem.unknown",
        "这个问题不在了:本人已撤回,或者还没传到。请刷新看现在有哪些。",
        "This problem is not there: whoever raised it took it back, or it has not arrived. Reload to see which there are.",
    )
}
