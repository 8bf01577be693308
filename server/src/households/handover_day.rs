//! A handover on a day to come: kept until that day, shown with what it will take, and called off by whoever keeps the village's
//! households.

use chrono::{Days, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::organisation::Membership;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_domain::time::local_day;

use super::handover::{Handover, Part, can_take, give, of_theirs};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::in_parts::{self, PART};
use crate::server::Server;
use crate::storage::handovers::{self, SetHandover};
use crate::storage::{self, Transaction, log, roster};

/// A day is at most so many days ahead: a quarter.
const AHEAD_DAYS: u64 = 92;
/// One that can't be done is tried for so many days after its day, and seen at the desk; later it would surprise everybody.
const TRIED_DAYS: u64 = 7;

/// A handover that was set for a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingHandover {
    /// As it is kept.
    pub set: SetHandover,
    /// To whom, by name.
    pub taker_name: String,
}

/// What was set to be taken from somebody in a village.
///
/// # Errors
/// What the database says.
pub(super) fn coming(
    tx: &mut dyn Transaction,
    village: &DivisionCode,
    giver: &PersonId,
) -> Result<Vec<ComingHandover>, ServerError> {
    let all = handovers::of_giver(tx, village, giver)?;
    let named = all.into_iter().map(|set| {
        let taker_name = roster::person_called(tx, &set.taker)?;
        Ok(ComingHandover { set, taker_name })
    });
    named.collect()
}

/// Sets a handover that was looked at for a day.
///
/// # Errors
/// The day is past or far, whoever takes over is not there yet, or one of the households was set to go before; or what the database says.
pub(super) fn set(
    tx: &mut dyn Transaction,
    seat: &Seat,
    wish: &Handover,
    day: NaiveDate,
    now: i64,
) -> Result<(), ServerError> {
    fits(tx, wish, day, local_day(now).unwrap_or_default())?;
    let before = handovers::of_giver(tx, &wish.village, &wish.from)?;
    let same_part = before.iter().filter(|before| before.part == wish.part.code());
    for before in same_part {
        if let Some(number) = before.numbers.iter().find(|number| wish.numbers.contains(number)) {
            return Err(set_before(tx, number, before)?);
        }
    }
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|_| ServerError::Randomness)?;
    let row = SetHandover {
        id,
        village: wish.village.clone(),
        part: wish.part.code().to_owned(),
        giver: wish.from.clone(),
        taker: wish.to.clone(),
        numbers: wish.numbers.clone(),
        day,
        login: seat.login.clone(),
        at: now,
    };
    handovers::put(tx, &row)?;
    audit::note(tx, now, &seat.login, AuditAction::HandoverSet, of(&row, &day.to_string()))
}

/// Calls a handover off before its day, or one that could not be done on it.
///
/// # Errors
/// There is none any more; or what the database says.
pub fn call_off(server: &Server, seat: &Seat, division: &DivisionCode, id: &[u8; 16]) -> Result<(), ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let row = handovers::by_id(tx, id)?.filter(|row| division.contains(&row.village)).ok_or_else(gone)?;
        log::open_space(tx, &row.village)?;
        log::lock_space(tx, &row.village)?;
        // It may have been done meanwhile.
        let row = handovers::by_id(tx, id)?.ok_or_else(gone)?;
        handovers::remove(tx, id)?;
        audit::note(tx, now, &seat.login, AuditAction::HandoverCalledOff, of(&row, &row.day.to_string()))
    })
}

/// Does the handovers whose day has come; gives how many. One that can't be done stays for some days, to be seen and called off, and is
/// then dropped.
///
/// # Errors
/// What the database says.
pub fn hand_over_due(server: &Server) -> Result<u64, ServerError> {
    let Some(today) = local_day(server.clock.now()) else { return Ok(0) };
    in_parts::each(
        server,
        |tx, after| Ok(handovers::due(tx, today, after, PART)?),
        |row| storage::write(&*server.storage, |tx| do_one(tx, server, &row.id, today)),
        |row: &SetHandover, error| {
            if is_over(row.day, today) {
                return storage::write(&*server.storage, |tx| drop_one(tx, server, &row.id, error.code()));
            }
            // It stands at the desk as not done.
            tracing::debug!(code = error.code(), %error, "a handover whose day has come can't be done");
            Ok(())
        },
    )
}

fn do_one(tx: &mut dyn Transaction, server: &Server, id: &[u8; 16], today: NaiveDate) -> Result<bool, ServerError> {
    let Some(row) = handovers::by_id(tx, id)? else { return Ok(false) };
    log::open_space(tx, &row.village)?;
    log::lock_space(tx, &row.village)?;
    // It may have been called off meanwhile.
    let (Some(row), Some(part)) = (handovers::by_id(tx, id)?, Part::of(&row.part)) else { return Ok(false) };
    let (registrar, now) = (server.registrar(), server.clock.now());
    let wish = Handover {
        village: row.village.clone(),
        part,
        from: row.giver.clone(),
        to: row.taker.clone(),
        numbers: row.numbers.clone(),
        day: None,
    };
    can_take(tx, &wish, today)?;
    in_term(tx, &wish, today, today)?;
    let mut households = Vec::new();
    for number in &wish.numbers {
        match of_theirs(tx, &registrar, &wish, number) {
            Ok(household) => households.push(household),
            // Somebody gave it to another since, or took it off the list: that goes before.
            Err(ServerError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let changed = give(tx, &registrar, &wish, households, now)?;
    handovers::remove(tx, id)?;
    // Who set it may have no account any more.
    let detail = format!("{} {changed}/{} 到期系统代办", row.day, row.numbers.len());
    audit::note(tx, now, &row.login, AuditAction::HouseholdsHandedOver, of(&row, &detail))?;
    Ok(true)
}

fn is_over(day: NaiveDate, today: NaiveDate) -> bool {
    day.checked_add_days(Days::new(TRIED_DAYS)).is_some_and(|last| last < today)
}

/// Drops one that could not be done on its day nor soon after, and says why.
fn drop_one(tx: &mut dyn Transaction, server: &Server, id: &[u8; 16], why: &str) -> Result<(), ServerError> {
    let Some(row) = handovers::by_id(tx, id)? else { return Ok(()) };
    log::open_space(tx, &row.village)?;
    log::lock_space(tx, &row.village)?;
    // It may have been called off meanwhile.
    let Some(row) = handovers::by_id(tx, id)? else { return Ok(()) };
    handovers::remove(tx, id)?;
    let detail = format!("{} 过了 {TRIED_DAYS} 天没办成,系统代为取消({why})", row.day);
    audit::note(tx, server.clock.now(), &row.login, AuditAction::HandoverCalledOff, of(&row, &detail))
}

/// Not before today, not before whoever takes over is there, and not in a time of which nobody knows who will be where.
fn fits(tx: &mut dyn Transaction, wish: &Handover, day: NaiveDate, today: NaiveDate) -> Result<(), ServerError> {
    let last = today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(today);
    if !(today..=last).contains(&day) {
        return Err(ServerError::refused(
            "handover.day",
            format!("移交的日子选今天到 {last} 之间的一天。"),
            format!("Choose a day from today to {last}."),
        ));
    }
    in_term(tx, wish, day, today)
}

/// Whoever takes over is there on that day.
pub(super) fn in_term(
    tx: &mut dyn Transaction,
    wish: &Handover,
    day: NaiveDate,
    today: NaiveDate,
) -> Result<(), ServerError> {
    let is_such = |held: &Membership| held.space == wish.village && wish.part.is_for(held.role) && !held.is_over(today);
    let terms: Vec<_> = roster::memberships_of_person(tx, &wish.to)?.into_iter().filter(is_such).collect();
    if terms.iter().any(|term| term.holds_on(day)) {
        return Ok(());
    }
    let name = roster::person_called(tx, &wish.to)?;
    let days = terms.iter().map(|term| {
        let to = term.to.map_or_else(|| "…".to_owned(), |to| to.to_string());
        format!("{} – {to}", term.from)
    });
    let days = days.collect::<Vec<_>>().join("、");
    Err(ServerError::refused(
        "handover.not_in_term",
        format!("{day} {name}不在这个村任职(任期:{days})。选任期里的一天。"),
        format!("{name} holds no role in the village on {day} (term: {days}). Choose a day within it."),
    ))
}

fn of(row: &SetHandover, when: &str) -> Of {
    let part = Part::of(&row.part).map_or("", |part| part.zh());
    Of {
        division: Some(row.village.clone()),
        subject: Some(row.numbers.join(" ")),
        detail: Some(format!("{part} {} → {} {when}", row.giver, row.taker)),
    }
}

fn set_before(tx: &mut dyn Transaction, number: &str, before: &SetHandover) -> Result<ServerError, ServerError> {
    let (name, day) = (roster::person_called(tx, &before.taker)?, before.day);
    Ok(ServerError::refused(
        "handover.set_before",
        format!("「{number}」这一户已经定了 {day} 移交给{name}。要改,先取消那一次。"),
        format!("Household {number:?} is set to go to {name} on {day}. To change that, call it off first."),
    ))
}

fn gone() -> ServerError {
    ServerError::refused(
        "handover.changed_meanwhile",
        "这一次移交已经办了,或者取消了。请刷新看看。",
        "This handover was done or called off meanwhile. Reload and look again.",
    )
}
