//! How one problem stands, and who owes its answer.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::problem::Problem;
use cunji_domain::problem_answer::ProblemAnswer;
use cunji_domain::record::{Code, RecordId, RecordKind, Value};
use cunji_domain::time::local_day;
use cunji_history::derived_record_id;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::promise::owed_since;
use crate::error::ServerError;
use crate::follow::Following;
use crate::registrar::Registrar;
use crate::storage::Transaction;
use crate::storage::log::{self, LogEntry};
use crate::storage::problems::{self, ProblemItem};

/// The problems whose items have to be looked at.
#[derive(Debug, Default)]
pub struct Items(BTreeSet<RecordId>);

impl Following for Items {
    fn clear(&self, tx: &mut dyn Transaction, space: &DivisionCode) -> Result<(), ServerError> {
        Ok(problems::remove_all(tx, space)?)
    }

    fn hear(&mut self, tx: &mut dyn Transaction, registrar: &Registrar, entry: &LogEntry) -> Result<(), ServerError> {
        if entry.kind == Problem::DECL.number {
            self.0.insert(entry.record);
        } else if entry.kind == ProblemAnswer::DECL.number {
            let row = registrar.tables.record(tx, entry.kind, &entry.space, entry.record)?;
            let answer = row.and_then(|row| ProblemAnswer::from_parts(&row.key, &row.fields).ok());
            self.0.extend(answer.map(|answer| answer.problem));
        }
        Ok(())
    }

    fn write(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
        _: i64,
    ) -> Result<(), ServerError> {
        for problem in std::mem::take(&mut self.0) {
            match item_of(tx, registrar, space, problem)? {
                Some(item) => problems::put(tx, &item)?,
                None => problems::remove(tx, space, problem)?,
            }
        }
        Ok(())
    }
}

/// The problem as it waits now; nothing where there is none, or it was taken back.
///
/// # Errors
/// What the database says.
pub(super) fn item_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
) -> Result<Option<ProblemItem>, ServerError> {
    let row = registrar.tables.record(tx, Problem::DECL.number, space, record)?;
    let Some(row) = row.filter(|row| !row.withdrawn) else { return Ok(None) };
    let Ok(problem) = Problem::from_parts(&row.key, &row.fields) else { return Ok(None) };
    let entries = log::entries_of_record(tx, space, record)?;
    let arrived_at = entries.iter().map(|entry| entry.link.received_at).min().unwrap_or_default();
    let answer = answer_to(tx, registrar, space, record)?;
    let arrived = local_day(arrived_at).unwrap_or(problem.day);
    // The town's, until somebody else takes it.
    let owing = answer.as_ref().and_then(|answer| answer.office.clone()).or_else(|| space.parent());
    let owing = owing.unwrap_or_else(|| space.clone());
    let due = match answer.as_ref().and_then(|answer| answer.deadline) {
        Some(promised) => promised,
        None => due_by_policy(registrar, owed_since(tx, (space, record), &owing, arrived)?.unwrap_or(arrived)),
    };
    Ok(Some(ProblemItem {
        space: space.clone(),
        record,
        author: row.author,
        day: problem.day,
        urgency: problem.urgency.map(|urgency| urgency.code().to_owned()),
        category: problem.category.map(|category| category.0),
        arrived_at,
        state: answer.as_ref().map(|answer| answer.state),
        owing,
        due,
    }))
}

/// What stands as the answer to a problem.
///
/// # Errors
/// What the database says.
pub(super) fn answer_to(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    problem: RecordId,
) -> Result<Option<ProblemAnswer>, ServerError> {
    let row = registrar.tables.record(tx, ProblemAnswer::DECL.number, space, answer_id(space, problem))?;
    Ok(row.filter(|row| !row.withdrawn).and_then(|row| ProblemAnswer::from_parts(&row.key, &row.fields).ok()))
}

/// The record of the answer to a problem.
pub(super) fn answer_id(space: &DivisionCode, problem: RecordId) -> RecordId {
    derived_record_id(ProblemAnswer::DECL.number, space, &[Value::Bytes(problem.0.to_vec())])
}

/// Names a problem and its answer as they stand, word for word: whoever answers says what was seen.
///
/// # Errors
/// What the database says.
pub(super) fn seen_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    problem: RecordId,
) -> Result<String, ServerError> {
    let mut hash = Sha256::new();
    for (kind, record) in [(Problem::DECL.number, problem), (ProblemAnswer::DECL.number, answer_id(space, problem))] {
        let row = registrar.tables.record(tx, kind, space, record)?;
        let mut heads = row.map(|row| row.heads).unwrap_or_default();
        heads.sort_unstable();
        hash.update(kind.to_be_bytes());
        for head in heads {
            hash.update(head.0);
        }
    }
    Ok(HEXLOWER.encode(&hash.finalize()))
}

/// The last day for an answer where none was promised: counted from the day since which the office has had it, and not from the day in
/// the village, since a cadre without a signal owes nobody a line.
pub(super) fn due_by_policy(registrar: &Registrar, arrived: NaiveDate) -> NaiveDate {
    let days = registrar.policies.on(arrived).map_or(0, |policy| policy.deadlines.problem_answer_days.get());
    arrived.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(arrived)
}
