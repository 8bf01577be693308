//! Which record an edit belongs to, by its key or by its parents.

use cunji_domain::record::{IdRule, KindDecl, RecordId};
use cunji_domain::violation::Violation;
use cunji_history::{EditId, creation_record_id};

use super::Candidate;
use crate::error::ServerError;
use crate::storage::chains::{KeptState, kept_of_edit, kept_of_record};
use crate::storage::log::entry_of_edit;
use crate::storage::{Result as StorageResult, Transaction};

/// Where an edit belongs, or why that can't be said.
pub enum Lineage {
    /// It belongs to this record, and all its parents are in the log.
    Record(RecordId),
    /// A parent is not in the log yet.
    Held(&'static str),
    /// It can never stand in the log.
    Rejected(Violation),
}

/// Follows an edit to its record.
///
/// # Errors
/// What the database says.
pub fn of(tx: &mut dyn Transaction, candidate: &Candidate<'_>, decl: &KindDecl) -> Result<Lineage, ServerError> {
    let edit = candidate.edit;
    let mut record = edit.own_record_id(candidate.id);
    if let (IdRule::Creation, Some(_), Some(mended)) = (decl.id, &edit.key, record)
        && !mends_own_rejected(tx, candidate, mended)?
    {
        return Ok(Lineage::Rejected(Violation::new(
            "edit.mends_nothing",
            "这条记录要替换的那条没有被退回过,请升级手机上的程序。",
            "The entry claims to mend a rejected creation that there is none of.",
        )));
    }
    for parent in &edit.parents {
        match parent_record(tx, candidate, *parent)? {
            Lineage::Record(of_parent) if record.is_none_or(|record| record == of_parent) => record = Some(of_parent),
            Lineage::Record(_) => {
                return Ok(Lineage::Rejected(Violation::new(
                    "edit.of_another_record",
                    "这条修改对不上它要改的记录,请升级手机上的程序。",
                    "The entry names parents of another record.",
                )));
            }
            other => return Ok(other),
        }
    }
    Ok(record.map_or(Lineage::Held("parent.missing"), Lineage::Record))
}

fn parent_record(tx: &mut dyn Transaction, candidate: &Candidate<'_>, parent: EditId) -> StorageResult<Lineage> {
    if let Some(entry) = entry_of_edit(tx, candidate.space, parent)? {
        return Ok(Lineage::Record(entry.record));
    }
    let rejected = kept_of_edit(tx, candidate.space, parent)?.iter().any(|kept| kept.state == KeptState::Rejected);
    Ok(if rejected {
        Lineage::Rejected(Violation::new(
            "edit.follows_rejected",
            "这条修改写在一条没有收下的记录之上。改好那一条,这条就一起交上去。",
            "This change was made upon an entry that was rejected. Mend that one; this goes with it.",
        ))
    } else {
        Lineage::Held("parent.missing")
    })
}

fn mends_own_rejected(tx: &mut dyn Transaction, candidate: &Candidate<'_>, record: RecordId) -> StorageResult<bool> {
    let kept = kept_of_record(tx, candidate.space, record)?;
    let author = Some(&candidate.edit.author);
    // The rejected one must itself be a creation: its own id gives the record's, not a key that it claims.
    Ok(kept.iter().any(|kept| {
        kept.state == KeptState::Rejected
            && kept.author.as_ref() == author
            && kept.kind == Some(candidate.edit.kind)
            && creation_record_id(kept.link.edit_id) == record
    }))
}
