//! A verdict: why an entry was rejected and how to mend it, as a record with the audience of what it judges.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::record::{self, Audience, Bytes, FieldState, KindNumber, Prose, RecordKind, Value};
use cunji_domain::server_facts::private_verdict::PrivateVerdict;
use cunji_domain::server_facts::verdict::Verdict;
use cunji_domain::violation::Violation;
use cunji_history::{Edit, EditId, derived_record_id};

use super::way_to_mend::way_to_mend;
use crate::error::ServerError;
use crate::log;
use crate::registrar::Registrar;
use crate::sabotage::{Fault, armed};
use crate::storage::Transaction;
use crate::storage::chains::{self, KeptState};
use crate::storage::devices::{self, Device};
use crate::storage::log::{LogEntry, entries_of_record};

/// The field of both kinds of verdict that holds the code.
const CODE_FIELD: u16 = 1;

/// All sentences of the violations in one text, for the administrator.
pub fn reason(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The code of the verdict that stands on an edit, if there is one.
///
/// # Errors
/// What the database says.
pub fn standing(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    id: EditId,
    edit: &Edit,
) -> Result<Option<String>, ServerError> {
    for (kind, key) in keys(id, &edit.author) {
        // Nearly all villages have none.
        if registrar.tables.has_none(tx, kind, space)? {
            continue;
        }
        let record = derived_record_id(kind, space, &key);
        if let Some(row) = registrar.tables.record(tx, kind, space, record)?.filter(|row| !row.withdrawn) {
            let code = match row.fields.get(&CODE_FIELD) {
                Some(FieldState::Scalar(Value::Text(code))) => code.clone(),
                _ => "edit.rejected".to_owned(),
            };
            return Ok(Some(code));
        }
    }
    Ok(None)
}

/// The verdicts on what a person's devices brought into a space, in the order of its log.
///
/// # Errors
/// What the database says.
pub fn on_edits_of(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    person: &PersonId,
) -> Result<Vec<LogEntry>, ServerError> {
    let mut verdicts = BTreeMap::new();
    for device in devices::of_person(tx, person)? {
        for kept in chains::kept_of_device(tx, space, device.id)? {
            if kept.state != KeptState::Rejected {
                continue;
            }
            for (kind, key) in keys(kept.link.edit_id, person) {
                let record = derived_record_id(kind, space, &key);
                let entries = entries_of_record(tx, space, record)?;
                verdicts.extend(entries.into_iter().map(|entry| (entry.number, entry)));
            }
        }
    }
    Ok(verdicts.into_values().collect())
}

/// The kinds and keys under which a verdict on an edit may stand.
fn keys(id: EditId, author: &PersonId) -> [(KindNumber, Vec<Value>); 2] {
    let judged = Value::Bytes(id.0.to_vec());
    [
        (Verdict::DECL.number, vec![judged.clone()]),
        (PrivateVerdict::DECL.number, vec![Value::Text(author.as_str().to_owned()), judged]),
    ]
}

/// Publishes the verdict on an edit. None is published on another's edit that somebody carries: it says nothing of the edit,
/// and its author may still bring it.
///
/// # Errors
/// What the database says.
#[allow(clippy::too_many_arguments)] // what a verdict names
pub fn publish(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    device: &Device,
    number: u64,
    id: EditId,
    edit: &Edit,
    violations: &[Violation],
    now: i64,
) -> Result<(), ServerError> {
    if armed(Fault::VerdictNotPublished) {
        return Ok(());
    }
    if edit.author != device.person {
        return Ok(());
    }
    let code = violations.first().map_or("edit.rejected", |violation| violation.code).to_owned();
    let zh = Prose(violations.iter().map(|violation| violation.zh.as_str()).collect::<Vec<_>>().join(""));
    let en = Prose(violations.iter().map(|violation| violation.en.as_str()).collect::<Vec<_>>().join(" "));
    let way = way_to_mend(&code);
    let (mend_zh, mend_en) = (Prose(way.zh.to_owned()), Prose(way.en.to_owned()));
    let record = edit.own_record_id(id);
    let (device_id, number) = (Some(Bytes(device.id.0.to_vec())), i64::try_from(number).ok());
    let judged = record::Edit(id.0);
    let private = kinds::by_number(edit.kind).is_some_and(|decl| decl.audience != Audience::Team);
    if private {
        let verdict = PrivateVerdict {
            person: device.person.clone(),
            edit: judged,
            code,
            zh,
            en,
            mend_zh,
            mend_en,
            record,
            device: device_id,
            number,
        };
        log::publish(tx, registrar, &edit.space, &verdict, now)?;
    } else {
        let verdict = Verdict { edit: judged, code, zh, en, mend_zh, mend_en, record, device: device_id, number };
        log::publish(tx, registrar, &edit.space, &verdict, now)?;
    }
    Ok(())
}
