//! How one leave or objection stands, and who is to decide on it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use cunji_domain::attendance::{SaidOfLeaves, SaidOfObjections};
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::{JudgeLevel, has_judge};
use cunji_domain::leave_decision::LeaveDecision;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::objection::Objection;
use cunji_domain::objection_decision::ObjectionDecision;
use cunji_domain::office_leave_decision::OfficeLeaveDecision;
use cunji_domain::office_objection_decision::OfficeObjectionDecision;
use cunji_domain::policy::Policy;
use cunji_domain::record::{Edit, Facts, KindNumber, RecordId, RecordKind};
use cunji_domain::time::local_day;

use crate::attendance::InVillages;
use crate::error::ServerError;
use crate::facts::ServerFacts;
use crate::follow::Following;
use crate::registrar::Registrar;
use crate::storage::decisions::{self, DecisionItem, DecisionOf};
use crate::storage::log::{self, LogEntry};
use crate::storage::read_model::RecordRow;
use crate::storage::{Transaction, roster};

/// The kinds whose records say what became of a leave or an objection.
const DECISIONS: [KindNumber; 4] = [
    LeaveDecision::DECL.number,
    OfficeLeaveDecision::DECL.number,
    ObjectionDecision::DECL.number,
    OfficeObjectionDecision::DECL.number,
];

/// The leaves and objections whose items have to be looked at.
#[derive(Debug, Default)]
pub struct Items(BTreeSet<RecordId>);

impl Following for Items {
    fn clear(&self, tx: &mut dyn Transaction, space: &DivisionCode) -> Result<(), ServerError> {
        Ok(decisions::remove_all(tx, space)?)
    }

    fn hear(&mut self, tx: &mut dyn Transaction, registrar: &Registrar, entry: &LogEntry) -> Result<(), ServerError> {
        if [LeaveRequest::DECL.number, Objection::DECL.number].contains(&entry.kind) {
            self.0.insert(entry.record);
        } else if DECISIONS.contains(&entry.kind) {
            let row = registrar.tables.record(tx, entry.kind, &entry.space, entry.record)?;
            let decl = cunji_domain::kinds::by_number(entry.kind);
            self.0.extend(row.zip(decl).and_then(|(row, decl)| decl.subject_of(&row.key)));
        }
        Ok(())
    }

    fn write(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
        now: i64,
    ) -> Result<(), ServerError> {
        for record in std::mem::take(&mut self.0) {
            match item_of(tx, registrar, space, record, now)? {
                Some(item) => decisions::put(tx, &item)?,
                None => decisions::remove(tx, space, record)?,
            }
        }
        Ok(())
    }
}

/// The leave or objection as it waits now; nothing where there is none, or it was taken back.
pub(super) fn item_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
    now: i64,
) -> Result<Option<DecisionItem>, ServerError> {
    if let Some(row) = standing(tx, registrar, LeaveRequest::DECL.number, space, record)? {
        return leave(tx, registrar, &row);
    }
    let Some(row) = standing(tx, registrar, Objection::DECL.number, space, record)? else { return Ok(None) };
    objection(tx, registrar, &row, now)
}

fn standing(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    kind: KindNumber,
    space: &DivisionCode,
    record: RecordId,
) -> Result<Option<RecordRow>, ServerError> {
    Ok(registrar.tables.record(tx, kind, space, record)?.filter(|row| !row.withdrawn))
}

fn leave(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &RecordRow,
) -> Result<Option<DecisionItem>, ServerError> {
    let Ok(request) = LeaveRequest::from_parts(&row.key, &row.fields) else { return Ok(None) };
    let decided = {
        let mut records = InVillages::new(tx, registrar);
        records.ask([row.space.clone()]);
        SaidOfLeaves::read(&mut records)?.decision(row.id, &heads(row), &BTreeSet::new())
    };
    let members = roster::memberships_of_space(tx, &row.space)?;
    let at_the_village = has_judge(&members, &row.author, &row.space, request.first_day);
    let level = if at_the_village { JudgeLevel::Village } else { JudgeLevel::Town };
    let due = due(tx, registrar, row, |policy| policy.deadlines.leave_decision_days.get())?;
    Ok(Some(DecisionItem {
        space: row.space.clone(),
        record: row.id,
        what: DecisionOf::Leave,
        author: row.author.clone(),
        day: request.first_day,
        level,
        due,
        settled: decided.is_some_and(|decided| decided.judged_present),
    }))
}

fn objection(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &RecordRow,
    now: i64,
) -> Result<Option<DecisionItem>, ServerError> {
    let Ok(value) = Objection::from_parts(&row.key, &row.fields) else { return Ok(None) };
    let decided = {
        let mut records = InVillages::new(tx, registrar);
        records.ask([row.space.clone()]);
        SaidOfObjections::read(&mut records)?.decision(row.id, &heads(row)).cloned()
    };
    let disputed = {
        let facts = ServerFacts::new(tx, registrar, now);
        let disputed = facts.disputed(&row.space, &row.id);
        facts.finish()?;
        disputed
    };
    let level = disputed.map_or(JudgeLevel::Town, |disputed| disputed.decided_on());
    let due = due(tx, registrar, row, |policy| policy.deadlines.objection_days.get())?;
    Ok(Some(DecisionItem {
        space: row.space.clone(),
        record: row.id,
        what: DecisionOf::Objection,
        author: value.cadre,
        day: value.day,
        level,
        due,
        settled: decided.is_some(),
    }))
}

/// The last day for a decision, counted from the day on which the record last changed here.
fn due(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &RecordRow,
    days: impl Fn(&Policy) -> i64,
) -> Result<NaiveDate, ServerError> {
    let entries = log::entries_of_record(tx, &row.space, row.id)?;
    let arrived = entries.iter().map(|entry| entry.link.received_at).max().and_then(local_day).unwrap_or_default();
    let days = registrar.policies.on(arrived).map_or(0, days);
    Ok(arrived.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(arrived))
}

fn heads(row: &RecordRow) -> BTreeSet<Edit> {
    row.heads.iter().map(|head| Edit(head.0)).collect()
}
