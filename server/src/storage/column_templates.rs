//! Forms of other bodies as offices keep them, to be filled in from the records.

use cunji_domain::division::DivisionCode;

use super::{Cell, Result, Transaction, statements};

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

/// Keeps a template in the place of the one of its name that was kept at `seen`, or of none; whether that was still so: who looked before
/// somebody else wrote is told, whichever transaction began first.
///
/// # Errors
/// What the database says.
pub fn put(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    template: &KeptTemplate,
    bytes: &[u8],
    seen: Option<i64>,
) -> Result<bool> {
    let mut parameters = vec![
        division.into(),
        template.name.as_str().into(),
        template.form.as_str().into(),
        bytes.into(),
        template.kept_by.as_str().into(),
        template.kept_at.into(),
    ];
    parameters.extend(seen.map(Cell::from));
    let sql = if seen.is_some() { statements::REPLACE_COLUMN_TEMPLATE } else { statements::ADD_COLUMN_TEMPLATE };
    Ok(tx.execute(sql, &parameters)? > 0)
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

/// Forgets the template that was kept at `seen`; whether it was still there.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, division: &DivisionCode, name: &str, seen: i64) -> Result<bool> {
    Ok(tx.execute(statements::REMOVE_COLUMN_TEMPLATE, &[division.into(), name.into(), seen.into()])? > 0)
}
