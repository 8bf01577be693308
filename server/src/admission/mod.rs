//! Whether an entry that arrived may stand in the log: known kind, own hand, right for the day told of, parents, rules.
//!
//! Nothing here writes. A rule refuses an edit only by the record at its parents and by facts that its writer could know.

mod lineage;
mod own_hand;
mod standing;

use cunji_documents::Record;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::record::{CheckContext, FieldType, IdRule, KindDecl, RecordId, Scalar, Value};
use cunji_domain::time::local_day;
use cunji_domain::violation::Violation;
use cunji_history::{Edit, EditId};

use crate::error::ServerError;
use crate::facts::ServerFacts;
use crate::log::History;
use crate::registrar::Registrar;
use crate::sabotage::{Fault, armed};
use crate::storage::Transaction;
use crate::storage::devices::Device;
use crate::storage::log::entries_of_record;
use lineage::Lineage;
use standing::Standing;

/// An entry that asks to be taken in.
pub struct Candidate<'a> {
    /// The space.
    pub space: &'a DivisionCode,
    /// The device in whose chain it stands.
    pub device: &'a Device,
    /// The edit's id.
    pub id: EditId,
    /// The edit.
    pub edit: &'a Edit,
    /// When it arrived: Unix seconds, UTC.
    pub arrived_at: i64,
    /// When the device's entry before it in this space arrived; the device's enrolment if there is none.
    pub previous_arrival: i64,
    /// Whether a person answers for it although its device is revoked or its author's role has ended.
    pub answered_for: bool,
}

/// What becomes of an entry.
pub enum Admission {
    /// It gets the next number of the space's log.
    Accepted {
        /// Its kind.
        decl: &'static KindDecl,
        /// Its record.
        record: RecordId,
        /// The merged record with it.
        merged: Option<Record>,
    },
    /// It is kept, not given out, and looked at again.
    Held(&'static str),
    /// It is kept and answered by a verdict.
    Rejected(Vec<Violation>),
}

/// Looks at one entry. The space must be locked, so that what is read is the newest.
///
/// # Errors
/// What the database says.
pub fn admit(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    candidate: &Candidate<'_>,
) -> Result<Admission, ServerError> {
    let edit = candidate.edit;
    let Some(decl) = kinds::by_number(edit.kind) else { return Ok(Admission::Held("kind.unknown")) };
    if edit.schema > decl.schema {
        return Ok(Admission::Held("kind.newer_schema"));
    }
    if candidate.device.revoked_at.is_some() && !candidate.answered_for {
        return Ok(Admission::Held("device.revoked"));
    }
    if edit.author != candidate.device.person {
        return Ok(reject(
            "rights.another_author",
            "这条记录署的是别人的名字,只能写自己的。",
            "This entry names another author than the owner of the phone.",
        ));
    }
    if !key_fits(decl, edit) {
        return Ok(reject(
            "edit.key",
            "这条记录缺少它是谁、哪天的标识,请升级手机上的程序。",
            "The entry's key does not fit its kind; please update the program on the phone.",
        ));
    }
    let record = match lineage::of(tx, candidate, decl)? {
        Lineage::Record(record) => record,
        Lineage::Held(code) => return Ok(Admission::Held(code)),
        Lineage::Rejected(violation) => return Ok(Admission::Rejected(vec![violation])),
    };
    Ok(spoiled(candidate, judge(tx, registrar, candidate, decl, record)?))
}

/// Only under sabotage: one good entry in ten is not taken in.
fn spoiled(candidate: &Candidate<'_>, admission: Admission) -> Admission {
    let unlucky = candidate.id.0[0] < 26 && matches!(admission, Admission::Accepted { .. });
    if unlucky && armed(Fault::RejectOneInTen) {
        return reject("edit.can_not_apply", "没有收下。", "It was not taken in.");
    }
    if unlucky && armed(Fault::HoldAsRoleEnded) && !candidate.answered_for {
        return Admission::Held("role.ended");
    }
    admission
}

fn judge(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    candidate: &Candidate<'_>,
    decl: &'static KindDecl,
    record: RecordId,
) -> Result<Admission, ServerError> {
    let history = History::of(tx, candidate.space, record)?;
    if subject_is_missing(tx, candidate, decl)? {
        return Ok(Admission::Held("subject.missing"));
    }
    if let Some(violation) = own_hand::violation(decl, candidate.edit, &history) {
        return Ok(Admission::Rejected(vec![violation]));
    }
    let state = history.replay_upon(record, candidate.id, candidate.edit);
    // Left out by replay (another kind or record than its parents'), it would be left out on every replica.
    let Some(state) = state.filter(|state| state.heads == [candidate.id]) else {
        return Ok(reject(
            "edit.of_another_record",
            "这条修改对不上它要改的记录,请升级手机上的程序。",
            "The edit does not belong to the record that its parents name; please update the program on the phone.",
        ));
    };
    if !history.lets(record, candidate.edit) {
        return Ok(reject(
            "edit.can_not_apply",
            "这条修改和它要改的内容对不上,没有收下。请升级手机上的程序,再改一次。",
            "The edit does not fit what it changes and was not taken in. Please update the program on the phone and make the change again.",
        ));
    }
    match standing::of(tx, candidate, decl, decl.day_told(&state.key, &state.fields))? {
        Standing::Holds => {}
        Standing::Ended if candidate.answered_for => {}
        Standing::Ended => return Ok(Admission::Held("role.ended")),
        Standing::Lacks(violation) => return Ok(Admission::Rejected(vec![violation])),
    }
    if !candidate.edit.is_withdrawal() {
        let facts = ServerFacts::new(tx, registrar, candidate.previous_arrival);
        let today = local_day(candidate.arrived_at).unwrap_or_default();
        let context = CheckContext { space: candidate.space, author: &candidate.edit.author, today, facts: &facts };
        let violations = (decl.check)(&state.view(), &context);
        facts.finish()?;
        if !violations.is_empty() {
            return Ok(Admission::Rejected(violations));
        }
    }
    let merged = history.merged_with(record, candidate.id, candidate.edit, state);
    // Beyond a limit replay would leave the edit out on every replica: better to say so.
    if merged.as_ref().is_none_or(|merged| merged.left_out > 0) {
        return Ok(reject(
            "record.too_many_edits",
            "这条记录改得太多次了,请另写一条。",
            "This record has been edited too often; please write a new one.",
        ));
    }
    Ok(Admission::Accepted { decl, record, merged })
}

/// Whether the key names a record that is not here yet (what a judgement judges, whose reason it is). Who writes about what
/// is not here can't be told from who writes about another's.
fn subject_is_missing(
    tx: &mut dyn Transaction,
    candidate: &Candidate<'_>,
    decl: &KindDecl,
) -> Result<bool, ServerError> {
    for (part, value) in decl.key.iter().zip(candidate.edit.key.iter().flatten()) {
        if part.ty == FieldType::Record
            && let Some(subject) = RecordId::from_value(value)
            && entries_of_record(tx, candidate.space, subject)?.is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A derived kind has its declared key. A created one has none, but for a creation that mends a rejected one: that names the
/// record it mends.
fn key_fits(decl: &KindDecl, edit: &Edit) -> bool {
    match (decl.id, edit.key.as_deref()) {
        (IdRule::Derived, Some(key)) => decl.key_fits(key),
        (IdRule::Creation, None) => true,
        (IdRule::Creation, Some([Value::Bytes(id)])) => id.len() == 16 && edit.parents.is_empty(),
        _ => false,
    }
}

fn reject(code: &'static str, zh: &str, en: &str) -> Admission {
    Admission::Rejected(vec![Violation::new(code, zh, en)])
}
