//! Asking for what takes two people, and what waits for the second.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::DeviceId;
use data_encoding::HEXLOWER;

use super::correction::{carry_out, seen_now};
use super::wanted::Wanted;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::second::{self as stored, SecondPlace, SecondState, SecondWanted};
use crate::storage::{self, Transaction, devices, roster};

/// How long what a second person agreed to may be done: an hour.
const AGREED_FOR_SECONDS: i64 = 3_600;
/// The most rows of a page.
const MOST: u32 = 200;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What.
    pub wanted: Wanted,
    /// Why.
    pub reason: String,
    /// Whether it can't wait: it is done at once, and somebody else looks at it afterwards.
    pub emergency: bool,
}

/// Asks for it; in an emergency it is done.
///
/// # Errors
/// No reason is given; it breaks a rule; or what the database says.
pub fn ask(server: &Server, seat: &Seat, division: &DivisionCode, asked: &Asked) -> Result<Named, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| ask_within(tx, &registrar, seat, division, asked, now))
}

/// As [`ask`], within a transaction that has looked at what it is about.
///
/// # Errors
/// As [`ask`].
pub fn ask_within(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    seat: &Seat,
    division: &DivisionCode,
    asked: &Asked,
    now: i64,
) -> Result<Named, ServerError> {
    let reason = asked.reason.trim();
    if reason.is_empty() {
        return Err(ServerError::refused(
            "second.reason_missing",
            "还差:理由。复核的人要看。",
            "Still missing: the reason. Whoever agrees reads it.",
        ));
    }
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|_| ServerError::Randomness)?;
    let mut row = SecondWanted {
        id,
        division: division.clone(),
        what: asked.wanted.what().to_owned(),
        subject: asked.wanted.subject(),
        wanted: String::new(),
        reason: reason.to_owned(),
        asked_by: seat.login.clone(),
        asked_name: seat.name.clone(),
        asked_at: now,
        state: if asked.emergency { SecondState::Emergency } else { SecondState::Waiting },
        decided_by: None,
        decided_name: None,
        decided_at: None,
        word: None,
    };
    row.wanted = asked.wanted.to_text(seen_now(tx, registrar, &asked.wanted)?);
    stored::put(tx, &row)?;
    if asked.emergency {
        carry_out(tx, registrar, &row, None, now)?;
    }
    let action = if asked.emergency { AuditAction::DoneInEmergency } else { AuditAction::SecondAsked };
    audit::note(tx, now, &seat.login, action, of(&row))?;
    named(tx, row)
}

pub(super) fn of(row: &SecondWanted) -> audit::Of {
    audit::Of {
        division: Some(row.division.clone()),
        subject: Some(row.subject.clone()),
        detail: Some(format!("{}:{}", row.what, row.reason)),
    }
}

/// A page of a division's: what waits (the oldest first), or what was decided (the newest first); and whether there is more.
///
/// # Errors
/// What the database says.
pub fn list(
    server: &Server,
    division: &DivisionCode,
    waiting: bool,
    after: Option<SecondPlace>,
    limit: u32,
) -> Result<(Vec<Named>, bool), ServerError> {
    let limit = limit.clamp(1, MOST);
    storage::read(&*server.storage, |tx| {
        let page = if waiting { stored::waiting } else { stored::decided };
        let mut found = page(tx, division, after, limit + 1)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let named = found.into_iter().map(|row| named(tx, row)).collect::<Result<_, _>>()?;
        Ok((named, more))
    })
}

/// What was asked for, with the names that a reader knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// As it is kept.
    pub row: SecondWanted,
    /// The division's name.
    pub division: String,
    /// Whose day or phone it is, by id and name.
    pub whose: Option<(PersonId, String)>,
}

fn device_of(hex: &str) -> Option<DeviceId> {
    Some(DeviceId(HEXLOWER.decode(hex.as_bytes()).ok()?.try_into().ok()?))
}

fn named(tx: &mut dyn Transaction, row: SecondWanted) -> Result<Named, ServerError> {
    let division = roster::division_called(tx, &row.division)?;
    let person = match Wanted::of(&row) {
        Ok(Wanted::CorrectDay { cadre, .. }) => Some(cadre),
        Ok(Wanted::TypePaper { sheet, .. }) => Some(sheet.cadre),
        Ok(Wanted::ShowRecoveryCode { device }) => match device_of(&device) {
            Some(device) => devices::by_id(tx, device)?.map(|device| device.person),
            None => None,
        },
        Err(_) => None,
    };
    let whose = match person {
        Some(person) => Some((person.clone(), roster::person_called(tx, &person)?)),
        None => None,
    };
    Ok(Named { row, division, whose })
}

/// Whether a seat may do now what it asked for: somebody agreed within the last hour, or it is an emergency of that hour.
///
/// # Errors
/// Nobody agreed yet; or what the database says.
pub fn may_now(server: &Server, seat: &Seat, wanted: &Wanted) -> Result<(), ServerError> {
    let now = server.clock.now();
    let last =
        storage::read(&*server.storage, |tx| stored::last_of(tx, wanted.what(), &wanted.subject(), &seat.login))?;
    let holds = last.is_some_and(|last| {
        let since = match last.state {
            SecondState::Agreed => last.decided_at,
            SecondState::Emergency | SecondState::FoundRight => Some(last.asked_at),
            SecondState::Waiting | SecondState::Refused | SecondState::FoundWrong => None,
        };
        since.is_some_and(|since| now - since <= AGREED_FOR_SECONDS)
    });
    if holds {
        return Ok(());
    }
    Err(ServerError::refused(
        "second.not_agreed",
        "这件事要第二个人同意,同意以后一小时内做。请先提出来,写上理由;等不及的,选紧急办理,事后有人复核。",
        "This takes a second person's agreement, and is done within an hour of it. Ask for it with a reason; where it can't wait, \
         choose the emergency, which somebody looks at afterwards.",
    ))
}
