//! Erasure by law: an edit's text, salts and evidence go, its place in log and chain stays.

use cunji_domain::division::DivisionCode;
use cunji_history::{DeviceId, EditId, Seed};

use super::{Result, Transaction, statements};

/// An erased edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The edit.
    pub edit: EditId,
    /// Unix seconds, UTC.
    pub erased_at: i64,
    /// The ground, in words (without U+0000).
    pub reason: String,
}

/// Erases an edit wherever the space holds it and leaves `stub` (its place among the other edits, see `log::stub`) instead;
/// the seeds that would give its salts back go, too. Remembers that for ever: it holds for an edit that is not there yet.
/// Frames that wait for their predecessors are not read; whoever takes one in asks [`is_erased`]. Gives the number of links
/// that lost their edit.
///
/// # Errors
/// What the database says.
pub fn erase(tx: &mut dyn Transaction, space: &DivisionCode, erasure: &Erasure, stub: Option<&[u8]>) -> Result<usize> {
    let Erasure { edit, erased_at, reason } = erasure;
    tx.execute(statements::PUT_ERASURE, &[space.into(), (*edit).into(), (*erased_at).into(), reason.as_str().into()])?;
    let mut links = tx.query(statements::ERASE_ENTRY, &[space.into(), (*edit).into(), stub.into()])?;
    links.extend(tx.query(statements::ERASE_KEPT, &[space.into(), (*edit).into(), stub.into()])?);
    for link in &links {
        let (device, number): (DeviceId, u64) = (link.get("device")?, link.get("chain_number")?);
        tx.execute(statements::REMOVE_SEED, &[space.into(), device.into(), Seed::block_of(number).into()])?;
    }
    Ok(links.len())
}

/// Whether an edit was erased, here or before it came.
///
/// # Errors
/// What the database says.
pub fn is_erased(tx: &mut dyn Transaction, space: &DivisionCode, edit: EditId) -> Result<bool> {
    if tx.memory().lacks_erasure(space, edit) {
        return Ok(false);
    }
    Ok(!tx.query(statements::IS_ERASED, &[space.into(), edit.into()])?.is_empty())
}

/// The erasure of an edit, if it was erased.
///
/// # Errors
/// What the database says.
pub fn erasure(tx: &mut dyn Transaction, space: &DivisionCode, edit: EditId) -> Result<Option<Erasure>> {
    if tx.memory().lacks_erasure(space, edit) {
        return Ok(None);
    }
    let row = tx.query_first(statements::IS_ERASED, &[space.into(), edit.into()])?;
    let erasure = |row: super::Row| Ok(Erasure { edit, erased_at: row.get("erased_at")?, reason: row.get("reason")? });
    row.map(erasure).transpose()
}

/// All erasures of a space, by edit.
///
/// # Errors
/// What the database says.
pub fn erasures(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Vec<Erasure>> {
    let rows = tx.query(statements::ERASURES, &[space.into()])?;
    let erasure = |row: &super::Row| {
        Ok(Erasure { edit: row.get("edit_id")?, erased_at: row.get("erased_at")?, reason: row.get("reason")? })
    };
    rows.iter().map(erasure).collect()
}
