//! What nobody has reviewed for too long is accepted: a person does not wait for an office for ever. The record says that nobody read
//! it.

use chrono::NaiveDate;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::record::{Edit, Prose, RecordKind, Set};
use cunji_domain::review::{Review, ReviewState};
use cunji_domain::time::local_day;

use super::item::item_of;
use super::items::keep;
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::reviews::{ReviewItem, Standing};
use crate::storage::{self, Transaction, log, reviews};

/// So many are looked at in one go.
const PART: u32 = 200;
const SECONDS_A_DAY: i64 = 86_400;

/// Accepts what has waited for the town longer than the policy of its day says; gives how many it were.
///
/// # Errors
/// What the database says.
pub fn accept_silently(server: &Server) -> Result<u64, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let days = registrar.policies.iter().map(|policy| policy.review.silent_acceptance_days.get()).min();
    let Some(days) = days else { return Ok(0) };
    let before = now - days * SECONDS_A_DAY;
    let (mut accepted, mut after) = (0, None::<ReviewItem>);
    // Through all of them: what a longer policy leaves waiting keeps nobody behind it.
    loop {
        let waiting = storage::read(&*server.storage, |tx| reviews::waiting_since(tx, before, after.as_ref(), PART))?;
        for item in &waiting {
            accepted += u64::from(storage::write(&*server.storage, |tx| accept(tx, &registrar, item, now))?);
            storage::give_way();
        }
        if waiting.len() < PART as usize {
            return Ok(accepted);
        }
        after = waiting.into_iter().next_back();
    }
}

fn accept(tx: &mut dyn Transaction, registrar: &Registrar, item: &ReviewItem, now: i64) -> Result<bool, ServerError> {
    let (space, record) = (&item.space, item.record);
    log::open_space(tx, space)?;
    log::lock_space(tx, space)?;
    let Some(present) = item_of(tx, registrar, space, record)? else { return Ok(false) };
    let Some(days) = days_of_silence(registrar, &present, now) else { return Ok(false) };
    if present.standing.town != Standing::Waiting {
        keep(tx, registrar, space, record)?;
        return Ok(false);
    }
    let row = registrar.tables.record(tx, DiaryEntry::DECL.number, space, record)?;
    let Some(row) = row.filter(|row| !row.withdrawn) else { return Ok(false) };
    let review = Review {
        subject: record,
        level: JudgeLevel::Town,
        judged: Set::from_iter(row.heads.iter().map(|head| Edit(head.0))),
        state: ReviewState::Accepted,
        reason: Prose(format!("传到后 {days} 天没有人审,按规定算通过。")),
        read: Some(false),
        cause: None,
    };
    check_of_office(tx, registrar, space, &review, now)?;
    publish(tx, registrar, space, &review, now)?;
    keep(tx, registrar, space, record)?;
    Ok(true)
}

/// How many days the policy of the diary's day waits, if they are over.
fn days_of_silence(registrar: &Registrar, item: &ReviewItem, now: i64) -> Option<i64> {
    let days = registrar.policies.on(item.day)?.review.silent_acceptance_days.get();
    let arrived: NaiveDate = local_day(item.arrived_at)?;
    let waited = local_day(now)?.signed_duration_since(arrived).num_days();
    (waited > days).then_some(days)
}
