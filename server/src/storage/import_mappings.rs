//! Which heads of offices' own lists are which columns.

use cunji_domain::division::DivisionCode;

use super::{Result, Transaction, statements};

/// A mapping that an office kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMapping {
    /// What the office calls it.
    pub name: String,
    /// Heads and the keys of their columns: JSON.
    pub heads: String,
    /// Who kept it.
    pub kept_by: String,
    /// When: Unix seconds, UTC.
    pub kept_at: i64,
}

/// Keeps a mapping; one of the same name is replaced.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, division: &DivisionCode, work: &str, mapping: &KeptMapping) -> Result<()> {
    let parameters = [
        division.into(),
        work.into(),
        mapping.name.as_str().into(),
        mapping.heads.as_str().into(),
        mapping.kept_by.as_str().into(),
        mapping.kept_at.into(),
    ];
    tx.execute(statements::PUT_IMPORT_MAPPING, &parameters).map(drop)
}

/// The mappings of a division for a kind of work, by name, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn of(tx: &mut dyn Transaction, division: &DivisionCode, work: &str, limit: u32) -> Result<Vec<KeptMapping>> {
    let rows = tx.query(statements::IMPORT_MAPPINGS, &[division.into(), work.into(), limit.into()])?;
    let read = rows.into_iter().map(|mut row| {
        Ok(KeptMapping {
            name: row.take("name")?,
            heads: row.take("heads")?,
            kept_by: row.take("kept_by")?,
            kept_at: row.get("kept_at")?,
        })
    });
    read.collect()
}

/// Forgets a mapping; false if there was none.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, division: &DivisionCode, work: &str, name: &str) -> Result<bool> {
    Ok(tx.execute(statements::REMOVE_IMPORT_MAPPING, &[division.into(), work.into(), name.into()])? > 0)
}
