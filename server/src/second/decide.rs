//! The second person's word, and doing what both agree to.

use chrono::{Days, NaiveDate};
use cunji_domain::day_correction::{CorrectedTo, DayCorrection};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Prose, RecordKind};
use cunji_domain::time::local_day;
use cunji_history::derived_record_id;

use super::ask::of;
use super::wanted::Wanted;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::months::type_in_agreed;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::audit as stored_audit;
use crate::storage::second::{self as stored, SecondState, SecondWanted};
use crate::storage::{self, Transaction, log, roster};

/// A second person is none whose account, role or password the first one gave within so many days.
const INDEPENDENT_AFTER_DAYS: u64 = 30;

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
        let since = local_day(now).unwrap_or_default() - Days::new(INDEPENDENT_AFTER_DAYS);
        if stored_audit::gave_access(tx, &row.asked_by, &seat.login, since)? {
            return Err(ServerError::refused(
                "second.not_independent",
                format!("你的账号或密码 {INDEPENDENT_AFTER_DAYS} 天内由提的人给过,这一条要另一个人来定。"),
                format!(
                    "Whoever asked gave you your account, role or password within {INDEPENDENT_AFTER_DAYS} days; somebody else decides."
                ),
            ));
        }
        let state = match (row.state, word.agree) {
            (SecondState::Waiting, true) => SecondState::Agreed,
            (SecondState::Waiting, false) => SecondState::Refused,
            (SecondState::Emergency, true) => SecondState::FoundRight,
            (SecondState::Emergency, false) => SecondState::FoundWrong,
            _ => return Err(decided_meanwhile()),
        };
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

/// Does what is wanted, as far as it is done by a record: a day is corrected, a sheet on paper typed in. What is only shown is shown by
/// its own call.
pub(super) fn carry_out(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &SecondWanted,
    second: Option<&str>,
    now: i64,
) -> Result<(), ServerError> {
    let (village, cadre, day, to) = match Wanted::of(row)? {
        Wanted::CorrectDay { village, cadre, day, to } => (village, cadre, day, to),
        Wanted::TypePaper { village, sheet, seen, .. } => {
            return type_in_agreed(tx, registrar, &village, (&sheet, seen.as_deref()), now);
        }
        Wanted::ShowRecoveryCode { .. } => return Ok(()),
    };
    let on_team = roster::memberships_of_person(tx, &cadre)?;
    if !on_team.iter().any(|term| term.space == village && term.role.in_team() && term.holds_on(day)) {
        return Err(ServerError::refused(
            "day_correction.not_in_term",
            format!("{cadre} {day} 不在这个村的工作队,没有可更正的。"),
            format!("{cadre} was not on this village's team on {day}; there is nothing to correct."),
        ));
    }
    let correction = wished(row, (cadre, day, to), second);
    write(tx, registrar, &village, &correction, now)
}

/// The correction as it was asked for.
fn wished(
    row: &SecondWanted,
    (cadre, day, to): (PersonId, NaiveDate, CorrectedTo),
    second: Option<&str>,
) -> DayCorrection {
    DayCorrection {
        cadre,
        day,
        to,
        reason: Prose(row.reason.clone()),
        asked_by: row.asked_name.clone(),
        seconded_by: second.map(str::to_owned),
    }
}

/// Whether the day is as an emergency left it: another correction may have been agreed on since.
fn still_stands(tx: &mut dyn Transaction, registrar: &Registrar, row: &SecondWanted) -> Result<bool, ServerError> {
    let Wanted::CorrectDay { village, cadre, day, to } = Wanted::of(row)? else { return Ok(true) };
    log::open_space(tx, &village)?;
    log::lock_space(tx, &village)?;
    let done = wished(row, (cadre, day, to), None);
    let kind = DayCorrection::DECL.number;
    let id = derived_record_id(kind, &village, &done.key());
    let present = registrar.tables.record(tx, kind, &village, id)?.filter(|row| !row.withdrawn);
    Ok(present.is_some_and(|present| present.fields == done.fields()))
}

/// Takes back what was done in an emergency and found wrong: the records decide on the day again.
fn undo(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &SecondWanted,
    (by, why): (&str, &str),
    now: i64,
) -> Result<(), ServerError> {
    let Wanted::CorrectDay { village, cadre, day, .. } = Wanted::of(row)? else { return Ok(()) };
    let correction = DayCorrection {
        cadre,
        day,
        to: CorrectedTo::AsRecorded,
        reason: Prose(why.to_owned()),
        asked_by: row.asked_name.clone(),
        seconded_by: Some(by.to_owned()),
    };
    write(tx, registrar, &village, &correction, now)
}

fn write(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    correction: &DayCorrection,
    now: i64,
) -> Result<(), ServerError> {
    log::open_space(tx, village)?;
    log::lock_space(tx, village)?;
    check_of_office(tx, registrar, village, correction, now)?;
    publish(tx, registrar, village, correction, now)?;
    Ok(())
}

fn unknown() -> ServerError {
    ServerError::refused(
        "second.unknown",
        "没有这一条,或不归你管。",
        "There is no such thing, or it is not yours to see.",
    )
}

fn decided_meanwhile() -> ServerError {
    ServerError::refused(
        "second.changed_meanwhile",
        "刚才有人定过了,没有照办。",
        "Somebody decided just now; nothing was done.",
    )
}
