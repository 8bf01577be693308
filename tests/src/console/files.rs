//! Files as offices have them, written for a test that brings them.

use std::path::Path;

use anyhow::Context;
use rust_xlsxwriter::{Format, Workbook};
use serde::Deserialize;

/// Cells that lie in one.
#[derive(Debug, Clone, Deserialize)]
pub struct Merged {
    /// The first row and column, and the last ones, from 0.
    pub cells: (u32, u16, u32, u16),
    /// What stands there.
    pub text: String,
}

/// Writes a workbook of one sheet.
///
/// # Errors
/// The cells do not fit into a sheet; the file can't be written.
pub fn workbook(into: &Path, rows: &[Vec<String>], merged: &[Merged]) -> anyhow::Result<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in rows.iter().enumerate() {
        sheet.write_row(u32::try_from(at)?, 0, row)?;
    }
    for Merged { cells: (row, column, last_row, last_column), text } in merged {
        sheet.merge_range(*row, *column, *last_row, *last_column, text, &Format::new())?;
    }
    Ok(book.save(into)?)
}

/// Writes a text in GBK, as older spreadsheets save a CSV.
///
/// # Errors
/// GBK lacks one of its characters; the file can't be written.
pub fn in_gbk(into: &Path, text: &str) -> anyhow::Result<()> {
    let (bytes, _, lacking) = encoding_rs::GBK.encode(text);
    anyhow::ensure!(!lacking, "GBK lacks a character of the text");
    std::fs::write(into, bytes).with_context(|| into.display().to_string())
}
