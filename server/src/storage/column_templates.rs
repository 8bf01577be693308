//! Forms of other bodies as offices keep them, to be filled in from the records.

use cunji_domain::division::DivisionCode;

use super::{Result, Transaction, statements};

/// A template without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTemplate {
    /// What it is called.
    pub name: String,
    /// What it is, by code.
    pub form: String,
    /// Who kept it, by login.
    pub kept_by: String,
    /// When: Unix seconds, UTC.
    pub kept_at: i64,
}

/// Keeps a template; one of the same name is replaced.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, division: &DivisionCode, template: &KeptTemplate, bytes: &[u8]) -> Result<()> {
    let parameters = [
        division.into(),
        template.name.as_str().into(),
        template.form.as_str().into(),
        bytes.into(),
        template.kept_by.as_str().into(),
        template.kept_at.into(),
    ];
    tx.execute(statements::PUT_COLUMN_TEMPLATE, &parameters).map(drop)
}

/// The templates of a division, by name, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn of(tx: &mut dyn Transaction, division: &DivisionCode, limit: u32) -> Result<Vec<KeptTemplate>> {
    let rows = tx.query(statements::COLUMN_TEMPLATES, &[division.into(), limit.into()])?;
    let read = rows.into_iter().map(|mut row| {
        Ok(KeptTemplate {
            name: row.take("name")?,
            form: row.take("form")?,
            kept_by: row.take("kept_by")?,
            kept_at: row.get("kept_at")?,
        })
    });
    read.collect()
}

/// What a template is, and its bytes.
///
/// # Errors
/// What the database says.
pub fn bytes(tx: &mut dyn Transaction, division: &DivisionCode, name: &str) -> Result<Option<(String, Vec<u8>)>> {
    let row = tx.query_first(statements::COLUMN_TEMPLATE, &[division.into(), name.into()])?;
    row.map(|mut row| Ok((row.take("form")?, row.take("bytes")?))).transpose()
}

/// Forgets a template.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, division: &DivisionCode, name: &str) -> Result<()> {
    tx.execute(statements::REMOVE_COLUMN_TEMPLATE, &[division.into(), name.into()]).map(drop)
}
