//! When diaries first said of the night what they say now: kept beside the tables, so that a village can be counted without its log.

use chrono::NaiveDate;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordId, RecordKind};
use cunji_domain::time::local_day;
use cunji_history::Edit;

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::log::{self, LogEntry};
use crate::storage::{Transaction, attendance};

/// Notes it of a diary.
pub(super) fn note(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
) -> Result<(), ServerError> {
    let row = registrar.tables.record(tx, DiaryEntry::DECL.number, space, record)?;
    let diary = row.and_then(|row| DiaryEntry::from_parts(&row.key, &row.fields).ok());
    let said = match diary {
        Some(diary) => first_said(&log::entries_of_record(tx, space, record)?, &diary)?,
        None => None,
    };
    Ok(attendance::put_said(tx, space, record, said)?)
}

/// The local day on which a diary first said of the night what it says now, by the clock of the phone; none where it says nothing.
pub(crate) fn first_said(entries: &[LogEntry], diary: &DiaryEntry) -> Result<Option<NaiveDate>, ServerError> {
    let Some((field, stay)) = diary.word_of_stay() else { return Ok(None) };
    let mut first: Option<i64> = None;
    for entry in entries.iter().filter(|entry| !entry.link.erased) {
        let bytes = entry.link.edit.as_deref().unwrap_or_default();
        let edit = Edit::from_bytes(bytes).map_err(|fault| ServerError::Damaged { what: "edit", fault })?;
        if edit.puts(field, &stay) {
            let at = entry.link.written_at;
            first = Some(first.map_or(at, |first| first.min(at)));
        }
    }
    Ok(first.and_then(local_day))
}
