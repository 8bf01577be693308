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
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::returns::{self, Return};
use crate::storage::reviews::{self, LEVELS, ReviewItem, Standing};
use crate::storage::{self, Transaction, log};

/// So many are looked at in one go.
const PART: u32 = 200;
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
        |tx, item| accept_waiting(tx, &registrar, item, now),
    )?;
    let given_back = each(
        server,
        |tx, after| Ok(returns::hanging(tx, before, after, PART)?),
        |tx, given| accept_given_back(tx, &registrar, given, now),
    )?;
    Ok(waited + given_back)
}

/// Goes through all of them page by page: what a longer policy leaves waiting keeps nobody behind it.
fn each<T>(
    server: &Server,
    page: impl Fn(&mut dyn Transaction, Option<&T>) -> Result<Vec<T>, ServerError>,
    accept: impl Fn(&mut dyn Transaction, &T) -> Result<bool, ServerError>,
) -> Result<u64, ServerError> {
    let (mut accepted, mut after) = (0, None::<T>);
    loop {
        let some = storage::read(&*server.storage, |tx| page(tx, after.as_ref()))?;
        for one in &some {
            match storage::write(&*server.storage, |tx| accept(tx, one)) {
                Ok(was) => accepted += u64::from(was),
                // It is tried again the next time; what is behind it does not wait for that.
                Err(error @ ServerError::Refused { .. }) => {
                    tracing::error!(code = error.code(), %error, "a diary could not be accepted by silence");
                }
                Err(error) => return Err(error),
            }
            storage::give_way();
        }
        if some.len() < PART as usize {
            return Ok(accepted);
        }
        after = some.into_iter().next_back();
    }
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
