//! What nobody has reviewed for too long is accepted: a person does not wait for an office for ever. The record says that nobody read
//! it.

use chrono::NaiveDate;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::record::{Edit, Prose, Set};
use cunji_domain::review::{Review, ReviewState};
use cunji_domain::time::local_day;

use super::item::{item_of, review_id};
use super::items::keep;
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::in_parts::{PART, each};
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::returns::{self, Return};
use crate::storage::reviews::{self, LEVELS, ReviewItem, Standing};
use crate::storage::{self, Transaction, log};

const SECONDS_A_DAY: i64 = 86_400;

/// Accepts what has waited for the town longer than the policy of its day says, and what was given back, not mended, and then read by
/// nobody for as long; gives how many it were.
///
/// # Errors
/// What the database says.
pub fn accept_silently(server: &Server) -> Result<u64, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let days = registrar.policies.iter().map(|policy| policy.review.silent_acceptance_days.get()).min();
    let Some(days) = days else { return Ok(0) };
    let before = now - days * SECONDS_A_DAY;
    let waited = each(
        server,
        |tx, after| Ok(reviews::waiting_since(tx, before, after, PART)?),
        |item| storage::write(&*server.storage, |tx| accept_waiting(tx, &registrar, item, now)),
        |_, error| not_accepted(error),
    )?;
    let given_back = each(
        server,
        |tx, after| Ok(returns::hanging(tx, before, after, PART)?),
        |given| storage::write(&*server.storage, |tx| accept_given_back(tx, &registrar, given, now)),
        |_, error| not_accepted(error),
    )?;
    Ok(waited + given_back)
}

/// It is tried again the next time.
fn not_accepted(error: &ServerError) -> Result<(), ServerError> {
    tracing::error!(code = error.code(), %error, "a diary could not be accepted by silence");
    Ok(())
}

fn accept_waiting(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    item: &ReviewItem,
    now: i64,
) -> Result<bool, ServerError> {
    let (space, record) = (&item.space, item.record);
    log::open_space(tx, space)?;
    log::lock_space(tx, space)?;
    let Some(present) = item_of(tx, registrar, space, record)? else { return Ok(false) };
    let Some(days) = days_of_silence(registrar, present.day, present.arrived_at, now) else { return Ok(false) };
    if present.standing.town != Standing::Waiting {
        keep(tx, registrar, space, record)?;
        return Ok(false);
    }
    let why = format!("传到后 {days} 天没有人审,按规定算通过。");
    say(tx, registrar, &present, JudgeLevel::Town, why, now)
}

/// What was given back and not mended in its days waits for the office that gave it back, and not for ever either.
fn accept_given_back(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    given: &Return,
    now: i64,
) -> Result<bool, ServerError> {
    let (space, record) = (&given.space, given.diary);
    log::open_space(tx, space)?;
    log::lock_space(tx, space)?;
    let level = LEVELS.into_iter().find(|level| review_id(space, record, *level) == given.review);
    let present = item_of(tx, registrar, space, record)?;
    let hangs = level.zip(present).filter(|(level, item)| item.standing.at(*level) == Some(Standing::Overdue));
    let Some((level, item)) = hangs else {
        returns::set_done(tx, space, given.review)?;
        return Ok(false);
    };
    let since = given.over_at.unwrap_or(now);
    let Some(days) = days_of_silence(registrar, item.day, since, now) else { return Ok(false) };
    returns::set_done(tx, space, given.review)?;
    let why = format!("退回后到期没有改,又过 {days} 天没有人看,按规定算通过。");
    say(tx, registrar, &item, level, why, now)
}

/// The office's word that nobody said.
fn say(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    item: &ReviewItem,
    level: JudgeLevel,
    why: String,
    now: i64,
) -> Result<bool, ServerError> {
    let review = Review {
        subject: item.record,
        level,
        judged: Set::from_iter(item.heads.iter().map(|head| Edit(head.0))),
        state: ReviewState::Accepted,
        reason: Prose(why),
        read: Some(false),
        cause: None,
    };
    check_of_office(tx, registrar, &item.space, &review, now)?;
    publish(tx, registrar, &item.space, &review, now)?;
    keep(tx, registrar, &item.space, item.record)?;
    Ok(true)
}

/// How many days the policy of a diary's day waits, if so many are over since an instant.
fn days_of_silence(registrar: &Registrar, day: NaiveDate, since: i64, now: i64) -> Option<i64> {
    let days = registrar.policies.on(day)?.review.silent_acceptance_days.get();
    let waited = local_day(now)?.signed_duration_since(local_day(since)?).num_days();
    (waited > days).then_some(days)
}
