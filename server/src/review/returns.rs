//! 退回: a diary that was given back has days to be mended, counted from the day on which its writer has the return on a phone. The last
//! of them is written for the writer's phones, so that none of them goes by its own clock. When they are over and nothing was written, it
//! is the office's again: it decides by what there is.

use chrono::{Days, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{RecordId, RecordKind};
use cunji_domain::server_facts::mending_end::MendingEnd;
use cunji_domain::time::local_day;
use cunji_history::derived_record_id;
use cunji_protocol::message::Cursor;

use super::items::keep;
use crate::error::ServerError;
use crate::in_parts::{self, PART};
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::returns::{self, Return};
use crate::storage::reviews::ReviewItem;
use crate::storage::{self, StorageError, Transaction, devices, log, roster};
use crate::sync::A_PERSONS;

const SECONDS_A_DAY: i64 = 86_400;

/// Notes that an item's diary was given back by a word that stands in its village's log by now; one that is noted already stays.
pub(super) fn note(tx: &mut dyn Transaction, item: &ReviewItem, review: RecordId) -> Result<(), StorageError> {
    let number = log::last_number(tx, &item.space)?;
    let given = Return {
        space: item.space.clone(),
        review,
        diary: item.record,
        cadre: item.cadre.clone(),
        day: item.day,
        arrived_at: None,
        over: false,
        over_at: None,
    };
    returns::put(tx, &given, number)
}

/// The returns that a phone of somebody's with the logs up to these cursors has, and of which that was not known yet: the village, and
/// the word.
///
/// # Errors
/// What the database says.
pub fn arrived(
    tx: &mut dyn Transaction,
    person: &PersonId,
    cursors: &[Cursor],
    epoch: u32,
) -> Result<Vec<(DivisionCode, RecordId)>, StorageError> {
    let mut open = returns::not_arrived(tx, person)?;
    open.retain(|(space, _, number)| {
        cursors.iter().any(|cursor| {
            cursor.space == *space && cursor.audience == A_PERSONS && cursor.epoch == epoch && cursor.number >= *number
        })
    });
    Ok(open.into_iter().map(|(space, review, _)| (space, review)).collect())
}

/// The days for mending what this word gave back begin: its writer has it since now, and is told the last of them.
///
/// # Errors
/// What the database says.
pub fn begin_mending(server: &Server, space: &DivisionCode, review: RecordId, now: i64) -> Result<(), ServerError> {
    let registrar = server.registrar();
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, space)?;
        log::lock_space(tx, space)?;
        returns::set_arrived(tx, space, review, now)?;
        // As it was noted: another phone of the writer's may have been first.
        let Some(given) = returns::of_review(tx, space, review)? else { return Ok(()) };
        let Some(last_day) = reckoned(&registrar, &given) else { return Ok(()) };
        let end = MendingEnd { cadre: given.cadre.clone(), review, last_day };
        publish(tx, &registrar, space, &end, now)?;
        keep(tx, &registrar, space, given.diary)
    })
}

/// The last day for mending what was given back, as its writer was told; none as long as the writer has not got the return.
pub(super) fn last_day(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    given: &Return,
) -> Result<Option<NaiveDate>, StorageError> {
    let end = MendingEnd { cadre: given.cadre.clone(), review: given.review, last_day: given.day };
    let kind = MendingEnd::DECL.number;
    let told = registrar.tables.record(tx, kind, &given.space, derived_record_id(kind, &given.space, &end.key()))?;
    let told = told.and_then(|row| MendingEnd::from_parts(&row.key, &row.fields).ok());
    // Nothing was told of what arrived before there was such a record.
    Ok(told.map_or_else(|| reckoned(registrar, given), |end| Some(end.last_day)))
}

fn reckoned(registrar: &Registrar, given: &Return) -> Option<NaiveDate> {
    let days = registrar.policies.on(given.day)?.review.return_deadline_days.get();
    local_day(given.arrived_at?)?.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

/// Puts before offices again what was given back and not mended in its days, and what its writer can't mend any more; gives how many
/// it were.
///
/// # Errors
/// What the database says.
pub fn end(server: &Server) -> Result<u64, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let Some(today) = local_day(now) else { return Ok(0) };
    let arrived_before = now - SECONDS_A_DAY;
    let running = end_each(
        server,
        |tx, after| returns::running(tx, arrived_before, after, PART),
        |tx, given| Ok(last_day(tx, &registrar, given)?.is_some_and(|last| last < today)),
    )?;
    let beyond_reach = end_each(
        server,
        |tx, after| returns::not_arrived_anywhere(tx, after, PART),
        |tx, given| Ok(given.arrived_at.is_none() && !can_still_come(tx, given, today)?),
    )?;
    Ok(running + beyond_reach)
}

/// Ends those returns that are over.
fn end_each(
    server: &Server,
    page: impl Fn(&mut dyn Transaction, Option<&Return>) -> Result<Vec<Return>, StorageError>,
    is_over: impl Fn(&mut dyn Transaction, &Return) -> Result<bool, StorageError>,
) -> Result<u64, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let end = |given: &Return| {
        if !storage::read(&*server.storage, |tx| is_over(tx, given))? {
            return Ok(false);
        }
        storage::write(&*server.storage, |tx| {
            log::open_space(tx, &given.space)?;
            log::lock_space(tx, &given.space)?;
            // A phone may have come with it meanwhile.
            let Some(present) = returns::of_review(tx, &given.space, given.review)? else { return Ok(false) };
            if !is_over(tx, &present)? {
                return Ok(false);
            }
            returns::set_over(tx, &given.space, given.review, now)?;
            keep(tx, &registrar, &given.space, given.diary)?;
            Ok(true)
        })
    };
    in_parts::each(
        server,
        |tx, after| Ok(page(tx, after)?),
        end,
        |_, error| {
            tracing::error!(code = error.code(), %error, "the days of a return could not be ended");
            Ok(())
        },
    )
}

/// Whether a return can still reach its writer: they have a term in the village that is not over, and a phone that is not revoked.
fn can_still_come(tx: &mut dyn Transaction, given: &Return, today: NaiveDate) -> Result<bool, StorageError> {
    let terms = roster::memberships_of_person(tx, &given.cadre)?;
    let is_there = terms.iter().any(|term| term.space == given.space && !term.is_over(today));
    let phones = devices::of_person(tx, &given.cadre)?;
    Ok(is_there && phones.iter().any(|phone| phone.revoked_at.is_none()))
}
