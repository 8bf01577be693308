//! The second person's word.

use super::ask::of;
use super::correction::{carry_out, is_as_seen, still_stands, undo};
use super::independent::{INDEPENDENT_AFTER_DAYS, are_independent, one_giver};
use super::wanted::Wanted;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage;
use crate::storage::second::{self as stored, SecondState};

/// What a second person says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Whether it is right.
    pub agree: bool,
    /// What is said to it; owed where it is not.
    pub word: String,
}

/// Agrees or refuses; of what was done in an emergency, finds it right or wrong.
///
/// # Errors
/// There is no such thing, it was decided meanwhile, or whoever decides asked for it; the reason for a no is missing; it breaks a
/// rule by now; or what the database says.
pub fn decide(server: &Server, seat: &Seat, id: &[u8; 16], word: &Word) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let said = word.word.trim();
    if !word.agree && said.is_empty() {
        return Err(ServerError::refused(
            "second.word_missing",
            "不同意的,写一句为什么。",
            "Where you don't agree, say why.",
        ));
    }
    storage::write(&*server.storage, |tx| {
        let row = stored::by_id(tx, id)?.ok_or_else(unknown)?;
        let wanted = Wanted::of(&row)?;
        if !seat.may(wanted.act(), &row.division) {
            return Err(unknown());
        }
        if row.asked_by == seat.login {
            return Err(ServerError::refused(
                "second.same_person",
                "这是你自己提的,要另一个人来定。",
                "You asked for this yourself; somebody else decides.",
            ));
        }
        if !are_independent(tx, &row.asked_by, &seat.login, now)? {
            return Err(ServerError::refused(
                "second.not_independent",
                format!(
                    "你和提的人,{INDEPENDENT_AFTER_DAYS} 天内有一个给过另一个账号、职务或密码,这一条要第三个人来定。"
                ),
                format!(
                    "One of you and whoever asked gave the other an account, role or password within {INDEPENDENT_AFTER_DAYS} days; \
                     somebody else decides."
                ),
            ));
        }
        if let Some(giver) = one_giver(tx, &row.asked_by, &seat.login, now)? {
            return Err(one_persons(&giver));
        }
        let state = match (row.state, word.agree) {
            (SecondState::Waiting, true) => SecondState::Agreed,
            (SecondState::Waiting, false) => SecondState::Refused,
            (SecondState::Emergency, true) => SecondState::FoundRight,
            (SecondState::Emergency, false) => SecondState::FoundWrong,
            _ => return Err(decided_meanwhile()),
        };
        if state == SecondState::Agreed {
            is_as_seen(tx, &registrar, &row, &wanted)?;
        }
        let decision = stored::Decision { by: (&seat.login, &seat.name), at: now, state, word: said };
        if !stored::decide(tx, id, row.state, decision)? {
            return Err(decided_meanwhile());
        }
        match state {
            SecondState::Agreed => carry_out(tx, &registrar, &row, Some(&seat.name), now)?,
            // What was agreed on since goes before an emergency of before.
            SecondState::FoundRight | SecondState::FoundWrong if !still_stands(tx, &registrar, &row)? => {}
            SecondState::FoundRight => carry_out(tx, &registrar, &row, Some(&seat.name), now)?,
            SecondState::FoundWrong => undo(tx, &registrar, &row, (&seat.name, said), now)?,
            SecondState::Waiting | SecondState::Refused | SecondState::Emergency => {}
        }
        let action = if word.agree { AuditAction::SecondAgreed } else { AuditAction::SecondRefused };
        audit::note(tx, now, &seat.login, action, of(&row))
    })
}

fn one_persons(giver: &str) -> ServerError {
    ServerError::refused(
        "second.one_giver",
        format!(
            "你和提的人,账号或密码 {INDEPENDENT_AFTER_DAYS} 天内都是从 {giver} 那里来的,不能算两个人。请账号不是这样来的同事定,别的级别的也行;等不及的更正和恢复码,让提的人选紧急办理,事后复核。"
        ),
        format!(
            "You and whoever asked both have your account or password from {giver}, within {INDEPENDENT_AFTER_DAYS} days, so you don't count \
             as two. Somebody whose account came otherwise decides, of another level too; a correction or a recovery code that can't wait \
             is done as an emergency by whoever asked, and looked at afterwards."
        ),
    )
}

fn unknown() -> ServerError {
    ServerError::refused(
        "second.unknown",
        "没有这一条,或不归你管。请刷新看等你定的。",
        "There is no such thing, or it is not yours to see. Reload to see what waits for you.",
    )
}

fn decided_meanwhile() -> ServerError {
    ServerError::refused(
        "second.changed_meanwhile",
        "刚才有人定过了,没有照办。请刷新看他怎么定的。",
        "Somebody decided just now; nothing was done. Reload to see what they said.",
    )
}
