//! An office grants or refuses a leave, or upholds an objection or not.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::objection::Objection;
use cunji_domain::office_leave_decision::OfficeLeaveDecision;
use cunji_domain::office_objection_decision::OfficeObjectionDecision;
use cunji_domain::record::{Code, Edit, Prose, RecordId, RecordKind, Set};
use cunji_domain::time::local_day;
use cunji_history::EditId;
use data_encoding::HEXLOWER;

use super::item::item_of;
use super::own_word;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::review::on_level;
use crate::server::Server;
use crate::storage::decisions::{self, DecisionOf};
use crate::storage::read_model::RecordRow;
use crate::storage::{self, log};

/// What an office decides.
#[derive(Debug, Clone)]
pub struct Decision {
    /// On which level.
    pub level: JudgeLevel,
    /// The heads that were looked at.
    pub heads: Vec<EditId>,
    /// Whether it is granted, or upheld.
    pub granted: bool,
    /// The first and the last granted day of a leave; all that was asked for where none are given.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// A word on it; owed where an objection is not upheld.
    pub reason: String,
}

/// Decides on a leave or an objection as it was shown. It comes down to the team's phones at their next sync.
///
/// # Errors
/// It was changed meanwhile, this level may not decide on it, or a reason is owed; or what the database says.
pub fn decide(
    server: &Server,
    seat: &Seat,
    space: &DivisionCode,
    record: RecordId,
    decision: &Decision,
) -> Result<(), ServerError> {
    on_level(seat, decision.level, space)?;
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, space)?;
        log::lock_space(tx, space)?;
        let item = item_of(tx, &registrar, space, record, now)?.ok_or_else(gone)?;
        if item.settled {
            return Err(ServerError::refused(
                "decision.changed_meanwhile",
                "刚才有人定过了,没有照办。请看他怎么定的。",
                "Somebody decided on this just now, so nothing was done. Look at what they said.",
            ));
        }
        let today = local_day(now).unwrap_or_default();
        if decision.level != item.level && today <= item.due {
            return Err(ServerError::refused(
                "decision.not_yet",
                format!("这一件归{}定,{} 以后还没定的再由上面定。", item.level.zh(), item.due),
                format!(
                    "This is decided on the level {} until {}; after that by those above.",
                    item.level.code(),
                    item.due
                ),
            ));
        }
        let kind = match item.what {
            DecisionOf::Leave => LeaveRequest::DECL.number,
            DecisionOf::Objection => Objection::DECL.number,
        };
        let row = registrar.tables.record(tx, kind, space, record)?.ok_or_else(gone)?;
        as_shown(&row, &decision.heads)?;
        let judged = Set::from_iter(row.heads.iter().map(|head| Edit(head.0)));
        let reason = Prose(decision.reason.trim().to_owned());
        match item.what {
            DecisionOf::Leave => {
                let request = LeaveRequest::from_parts(&row.key, &row.fields).map_err(|_| gone())?;
                let days = decision.days.unwrap_or((request.first_day, request.last_day));
                let said = OfficeLeaveDecision {
                    subject: record,
                    level: decision.level,
                    judged,
                    granted: decision.granted,
                    first_day: decision.granted.then_some(days.0),
                    last_day: decision.granted.then_some(days.1),
                    note: reason,
                };
                check_of_office(tx, &registrar, space, &said, now)?;
                publish(tx, &registrar, space, &said, now)?;
            }
            DecisionOf::Objection => {
                let objection = Objection::from_parts(&row.key, &row.fields).map_err(|_| gone())?;
                let said = OfficeObjectionDecision {
                    subject: record,
                    level: decision.level,
                    judged,
                    upheld: decision.granted,
                    reason,
                };
                check_of_office(tx, &registrar, space, &said, now)?;
                own_word::is_none(tx, &registrar, seat, space, &objection, now)?;
                publish(tx, &registrar, space, &said, now)?;
            }
        }
        if let Some(item) = item_of(tx, &registrar, space, record, now)? {
            decisions::put(tx, &item)?;
        }
        let word = if decision.granted { "同意" } else { "不同意" };
        let of = audit::Of {
            division: Some(space.clone()),
            subject: Some(HEXLOWER.encode(&record.0)),
            detail: Some(word.to_owned()),
        };
        let action = match item.what {
            DecisionOf::Leave => AuditAction::LeaveDecided,
            DecisionOf::Objection => AuditAction::ObjectionDecided,
        };
        audit::note(tx, now, &seat.login, action, of)
    })
}

fn as_shown(row: &RecordRow, shown: &[EditId]) -> Result<(), ServerError> {
    let (shown, present): (BTreeSet<_>, BTreeSet<_>) = (shown.iter().collect(), row.heads.iter().collect());
    if shown == present && !row.withdrawn {
        return Ok(());
    }
    Err(ServerError::refused(
        "decision.changed_meanwhile",
        "本人刚才又改过,没有照办。请看现在的再定。",
        "It was changed just now, so nothing was done. Look at it as it is and decide again.",
    ))
}

fn gone() -> ServerError {
    ServerError::refused(
        "decision.unknown",
        "这一条不在了:本人已撤回,或者还没传到。请刷新看现在有哪些。",
        "This is not there: whoever wrote it took it back, or it has not arrived. Reload to see which there are.",
    )
}
