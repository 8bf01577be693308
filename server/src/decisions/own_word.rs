//! Who said what is objected to does not decide, also where they sit on another level by now, or on the city's, above which there is
//! none; nor who could have said it: who gave its speaker a password knows it. An office's word is the server's in the log; whose it was
//! stands in the audit.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::kinds;
use cunji_domain::objection::Objection;
use cunji_domain::record::{Code, ObjectedWord, RecordId};
use data_encoding::HEXLOWER;

use crate::accounts::Seat;
use crate::audit::AuditAction;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::review::noted_level;
use crate::second::{INDEPENDENT_AFTER_DAYS, are_independent};
use crate::storage::{Transaction, audit, log};

/// Makes sure that none of the words that an objection is against was said by this account, or by one that may be the same person's.
///
/// # Errors
/// One was, or may have been; or what the database says.
pub(super) fn is_none(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    seat: &Seat,
    space: &DivisionCode,
    objection: &Objection,
    now: i64,
) -> Result<(), ServerError> {
    for word in &objection.against.0 {
        let Some(first) = log::entries_of_record(tx, space, *word)?.into_iter().next() else { continue };
        if !first.author.is_server() {
            continue;
        }
        let Some(row) = registrar.tables.record(tx, first.kind, space, *word)? else { continue };
        let subject = kinds::by_number(first.kind).and_then(|decl| decl.subject_of(&row.key));
        let Some(subject) = subject else { continue };
        let level = ObjectedWord::of(first.author, first.kind, &row.key).level;
        for login in speakers(tx, space, subject, level)? {
            if login == seat.login {
                return Err(own_word());
            }
            if !are_independent(tx, &login, &seat.login, now)? {
                return Err(not_independent());
            }
        }
    }
    Ok(())
}

/// Who said an office's word on a subject. A diary has a review of each level; of a leave's decision the audit names no level.
fn speakers(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    subject: RecordId,
    level: Option<JudgeLevel>,
) -> Result<BTreeSet<String>, ServerError> {
    let (subject, begins) = (HEXLOWER.encode(&subject.0), level.map(noted_level).unwrap_or_default());
    let mut did = audit::who_did(tx, AuditAction::Reviewed.code(), space, &subject)?;
    did.retain(|doer| doer.detail.as_ref().is_none_or(|detail| detail.starts_with(&begins)));
    did.extend(audit::who_did(tx, AuditAction::LeaveDecided.code(), space, &subject)?);
    Ok(did.into_iter().map(|doer| doer.login).collect())
}

fn own_word() -> ServerError {
    ServerError::refused(
        "decision.of_ones_own_word",
        "这条说明针对的就是你审的、批的,要由办公室另一位同事来定。没有别人,就请上级给办公室再设一个账号。",
        "This objection is against your own word, so another person of the office decides it. If there is none, ask for another account.",
    )
}

fn not_independent() -> ServerError {
    ServerError::refused(
        "decision.not_independent",
        format!(
            "你和说这句话的人,{INDEPENDENT_AFTER_DAYS} 天内有一个给过另一个账号、职务或密码,这条说明要由第三个人来定。没有别人,就请上级来定。"
        ),
        format!(
            "One of you and whoever spoke gave the other an account, role or password within {INDEPENDENT_AFTER_DAYS} days; a third person \
             decides on this objection. If there is none, ask the office above."
        ),
    )
}
