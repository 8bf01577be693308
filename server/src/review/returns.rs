//! 退回: a diary that was given back has days to be mended, counted from the day on which its writer has the return on a phone. When they
//! are over and nothing was written, it is the office's again: it decides by what there is.

use chrono::{Days, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;
use cunji_domain::time::local_day;
use cunji_protocol::message::Cursor;

use super::items::keep;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::returns::{self, Return};
use crate::storage::{self, StorageError, Transaction, log};
use crate::sync::A_PERSONS;

/// So many are looked at in one go.
const PART: u32 = 200;
const SECONDS_A_DAY: i64 = 86_400;

/// Notes a return that was just written, the last of its village's log.
pub(super) fn note(
    tx: &mut dyn Transaction,
    (space, review): (&DivisionCode, RecordId),
    (diary, cadre, day): (RecordId, &PersonId, NaiveDate),
) -> Result<(), StorageError> {
    let number = log::last_number(tx, space)?;
    let given = Return { space: space.clone(), review, diary, day, arrived_at: None, over: false };
    returns::put(tx, &given, cadre, number)
}

/// A phone of somebody's has the logs up to these cursors: the returns before them have arrived.
///
/// # Errors
/// What the database says.
pub fn arrived(
    tx: &mut dyn Transaction,
    person: &PersonId,
    (cursors, epoch): (&[Cursor], u32),
    now: i64,
) -> Result<(), StorageError> {
    for (space, review, number) in returns::not_arrived(tx, person)? {
        let has = |cursor: &&Cursor| {
            cursor.space == space && cursor.audience == A_PERSONS && cursor.epoch == epoch && cursor.number >= number
        };
        if cursors.iter().any(|cursor| has(&cursor)) {
            returns::set_arrived(tx, &space, review, now)?;
        }
    }
    Ok(())
}

/// The last day for mending what was given back; none as long as its writer has not got the return.
pub(super) fn last_day(registrar: &Registrar, given: &Return) -> Option<NaiveDate> {
    let days = registrar.policies.on(given.day)?.review.return_deadline_days.get();
    local_day(given.arrived_at?)?.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

/// Puts before offices again what was given back and not mended in its days; gives how many it were.
///
/// # Errors
/// What the database says.
pub fn end(server: &Server) -> Result<u64, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let (Some(today), mut after, mut ended) = (local_day(now), None::<Return>, 0) else { return Ok(0) };
    loop {
        let arrived_before = now - SECONDS_A_DAY;
        let page = storage::read(&*server.storage, |tx| returns::running(tx, arrived_before, after.as_ref(), PART))?;
        for given in &page {
            if last_day(&registrar, given).is_none_or(|last| today <= last) {
                continue;
            }
            storage::write(&*server.storage, |tx| {
                log::open_space(tx, &given.space)?;
                log::lock_space(tx, &given.space)?;
                returns::set_over(tx, &given.space, given.review)?;
                keep(tx, &registrar, &given.space, given.diary)
            })?;
            ended += 1;
        }
        storage::give_way();
        if page.len() < PART as usize {
            return Ok(ended);
        }
        after = page.into_iter().next_back();
    }
}
