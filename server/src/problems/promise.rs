//! How far an office may promise by its own word. What it owes comes before the office above once its days are over, so that office alone
//! gives it more of them.

use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::office::Act;
use cunji_domain::problem_answer::ProblemAnswer;
use cunji_domain::record::{RecordId, RecordKind, Scalar};
use cunji_domain::time::local_day;
use cunji_history::{Edit, Op};

use super::item::{answer_id, due_by_policy};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::problems::ProblemItem;
use crate::storage::{Transaction, log};

/// The offices that can owe a village an answer, the nearest first: its town's, its county's, its city's.
pub(super) fn offices_of(village: &DivisionCode) -> Vec<DivisionCode> {
    let above = std::iter::successors(village.parent(), DivisionCode::parent);
    above.take_while(|office| office.level() != Level::Province).collect()
}

/// The last day that a seat may promise for an office's answer; none: any, since it sits above that office, or at the city's own, which
/// has none above it here.
///
/// # Errors
/// What the database says.
pub(super) fn last_day(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    seat: &Seat,
    item: &ProblemItem,
    office: &DivisionCode,
) -> Result<Option<NaiveDate>, ServerError> {
    let above = office.parent().filter(|above| above.level() != Level::Province);
    if seat.may(Act::AnswerProblems, above.as_ref().unwrap_or(office)) {
        return Ok(None);
    }
    let arrived = local_day(item.arrived_at).unwrap_or(seat.today);
    let since = owed_since(tx, (&item.space, item.record), office, arrived)?.unwrap_or(seat.today);
    Ok(Some(due_by_policy(registrar, since)))
}

/// The day since which an office has had a problem: that of its arrival for the town's, for another one the first on which it was handed
/// to it, so that handing it to and fro gains nobody a day.
///
/// # Errors
/// What the database says.
pub(super) fn owed_since(
    tx: &mut dyn Transaction,
    (space, problem): (&DivisionCode, RecordId),
    office: &DivisionCode,
    arrived: NaiveDate,
) -> Result<Option<NaiveDate>, ServerError> {
    if space.parent().as_ref() == Some(office) {
        return Ok(Some(arrived));
    }
    let Some(field) = ProblemAnswer::DECL.field_named("office") else { return Ok(None) };
    let named = office.to_value();
    for entry in log::entries_of_record(tx, space, answer_id(space, problem))? {
        let Some(bytes) = entry.link.edit.as_deref() else { continue };
        let edit = Edit::from_bytes(bytes).map_err(|fault| ServerError::Damaged { what: "edit", fault })?;
        let names_it = |op: &Op| matches!(op, Op::Put(number, value) if *number == field.number && *value == named);
        if edit.ops.iter().any(names_it) {
            return Ok(local_day(entry.link.received_at));
        }
    }
    Ok(None)
}
