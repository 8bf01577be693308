//! Edits as they are kept: each once, whichever chains and frames carry it.

use std::collections::BTreeSet;

use cunji_documents::Known;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{KindNumber, RecordId};
use cunji_history::{Edit, EditId, Salt};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::{Result, StoreError};
use crate::sql::{blob, blob_or_null, space_of};

/// An edit as this store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEdit {
    /// Its id.
    pub id: EditId,
    /// The record it belongs to; not known while the creation of its record is missing.
    pub record: Option<RecordId>,
    /// Its content; without key and operations if it was erased.
    pub edit: Edit,
    /// Its salt; none if it was erased.
    pub salt: Option<Salt>,
}

impl KeptEdit {
    /// Whether it was erased by law.
    pub fn is_erased(&self) -> bool {
        self.salt.is_none()
    }

    /// As replay takes it.
    pub(crate) fn known(&self) -> Known<'_> {
        if self.is_erased() { Known::erased(self.id, &self.edit.parents) } else { Known::whole(self.id, &self.edit) }
    }
}

/// What is left of an erased edit: who changed which kind of record, upon which edits.
pub(crate) fn stub(edit: &Edit) -> Edit {
    Edit { key: None, ops: Vec::new(), ..edit.clone() }
}

/// What inserting an edit came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Inserted {
    /// It is new and its record is known.
    New(RecordId),
    /// It is new and waits for parents.
    Waits,
    /// It was there.
    Known(Option<RecordId>),
}

/// Keeps an edit unless it is kept already.
pub(crate) fn insert(
    conn: &Connection,
    id: EditId,
    salt: Option<Salt>,
    edit: &Edit,
    record: Option<RecordId>,
) -> Result<Inserted> {
    if let Some((record, _)) = record_and_kind_of_edit(conn, id)? {
        return Ok(Inserted::Known(record));
    }
    let (missing, parent_record) = look_up_parents(conn, edit)?;
    let waits = !missing.is_empty();
    let record = record.or_else(|| edit.own_record_id(id)).or(parent_record);
    if record.is_none() && !waits {
        return Err(StoreError::Misfit("its parents are of no record"));
    }
    conn.prepare_cached(
        "INSERT INTO edit (edit_id, space, kind, record, salt, body, erased, waiting) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((
        id.0,
        space_of(&edit.space),
        edit.kind,
        record.map(|record| record.0),
        salt.map(|salt| salt.0),
        edit.to_bytes(),
        salt.is_none(),
        waits,
    ))?;
    note_missing(conn, id, &missing)?;
    Ok(match record {
        Some(record) if !waits => Inserted::New(record),
        _ => Inserted::Waits,
    })
}

/// Whether an edit is kept without what it says.
pub(crate) fn is_without_body(conn: &Connection, id: EditId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM edit WHERE edit_id = ?1 AND erased = 1")?.exists([id.0])?)
}

/// Puts a whole edit in the place of its stub. Answers the record that the stub was said to be of, and what the edit came to.
pub(crate) fn complete(conn: &Connection, id: EditId, salt: Salt, edit: &Edit) -> Result<(Option<RecordId>, Inserted)> {
    let before = record_and_kind_of_edit(conn, id)?.and_then(|(record, _)| record);
    let (missing, parent_record) = look_up_parents(conn, edit)?;
    let record = edit.own_record_id(id).or(parent_record);
    if record.is_none() && missing.is_empty() {
        return Err(StoreError::Misfit("its parents are of no record"));
    }
    conn.prepare_cached("DELETE FROM missing_parent WHERE edit_id = ?1")?.execute([id.0])?;
    conn.prepare_cached(
        "UPDATE edit SET kind = ?2, record = ?3, salt = ?4, body = ?5, erased = 0, waiting = ?6 WHERE edit_id = ?1",
    )?
    .execute((id.0, edit.kind, record.map(|record| record.0), salt.0, edit.to_bytes(), !missing.is_empty()))?;
    note_missing(conn, id, &missing)?;
    Ok((
        before,
        match record {
            Some(record) if missing.is_empty() => Inserted::New(record),
            _ => Inserted::Waits,
        },
    ))
}

fn note_missing(conn: &Connection, id: EditId, missing: &[EditId]) -> Result<()> {
    for parent in missing {
        conn.prepare_cached("INSERT OR IGNORE INTO missing_parent (parent, edit_id) VALUES (?1, ?2)")?
            .execute((parent.0, id.0))?;
    }
    Ok(())
}

/// Which parents are missing (or wait themselves), and the record of those that are there.
fn look_up_parents(conn: &Connection, edit: &Edit) -> Result<(Vec<EditId>, Option<RecordId>)> {
    let mut missing = Vec::new();
    let mut record = None;
    for parent in &edit.parents {
        let found = conn
            .prepare_cached("SELECT record, waiting FROM edit WHERE edit_id = ?1")?
            .query_row([parent.0], |row| Ok((blob_or_null(row, 0)?.map(RecordId), row.get::<_, bool>(1)?)))
            .optional()?;
        match found {
            Some((of, false)) => record = record.or(of),
            _ => missing.push(*parent),
        }
    }
    Ok((missing, record))
}

/// After an edit took its place: those that waited for it alone take theirs. Answers the records that changed by it.
pub(crate) fn release_waiting(conn: &Connection, arrived: EditId) -> Result<BTreeSet<RecordId>> {
    let mut records = BTreeSet::new();
    let mut open = vec![arrived];
    while let Some(parent) = open.pop() {
        let children: Vec<EditId> = {
            let mut statement = conn.prepare_cached("SELECT edit_id FROM missing_parent WHERE parent = ?1")?;
            let rows = statement.query_map([parent.0], |row| blob(row, 0).map(EditId))?;
            rows.collect::<rusqlite::Result<_>>()?
        };
        if children.is_empty() {
            continue;
        }
        conn.prepare_cached("DELETE FROM missing_parent WHERE parent = ?1")?.execute([parent.0])?;
        for child in children {
            let Some(kept) = load(conn, child)? else { continue };
            let (missing, parent_record) = look_up_parents(conn, &kept.edit)?;
            let record = kept.record.or_else(|| kept.edit.own_record_id(child)).or(parent_record);
            let (true, Some(record)) = (missing.is_empty(), record) else { continue };
            conn.prepare_cached("UPDATE edit SET waiting = 0, record = ?2 WHERE edit_id = ?1")?
                .execute((child.0, record.0))?;
            records.insert(record);
            open.push(child);
        }
    }
    Ok(records)
}

/// Whether an edit waits that names this one as a parent.
pub(crate) fn is_awaited(conn: &Connection, id: EditId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM missing_parent WHERE parent = ?1 LIMIT 1")?.exists([id.0])?)
}

/// Takes an edit's content away: id, parents and record stay.
pub(crate) fn erase(conn: &Connection, id: EditId) -> Result<()> {
    let Some(kept) = load(conn, id)? else { return Ok(()) };
    conn.prepare_cached("UPDATE edit SET body = ?2, salt = NULL, erased = 1 WHERE edit_id = ?1")?
        .execute((id.0, stub(&kept.edit).to_bytes()))?;
    Ok(())
}

/// One edit.
pub(crate) fn load(conn: &Connection, id: EditId) -> Result<Option<KeptEdit>> {
    let mut statement = conn.prepare_cached("SELECT edit_id, record, salt, body FROM edit WHERE edit_id = ?1")?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(kept).transpose()
}

/// Every edit of a record that does not wait.
pub(crate) fn of_record(conn: &Connection, record: RecordId) -> Result<Vec<KeptEdit>> {
    let mut statement = conn.prepare_cached(
        "SELECT edit_id, record, salt, body FROM edit WHERE record = ?1 AND waiting = 0 ORDER BY seq",
    )?;
    statement.query_and_then([record.0], kept)?.collect()
}

/// Whether the record has another edit than this one.
pub(crate) fn has_others(conn: &Connection, record: RecordId, id: EditId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM edit WHERE record = ?1 AND edit_id <> ?2 AND waiting = 0 LIMIT 1")?
        .exists((record.0, id.0))?)
}

/// The kind and the space of a record.
pub(crate) fn kind_of(conn: &Connection, record: RecordId) -> Result<Option<(KindNumber, DivisionCode)>> {
    Ok(conn
        .prepare_cached("SELECT kind, space FROM edit WHERE record = ?1 AND waiting = 0 ORDER BY seq LIMIT 1")?
        .query_row([record.0], |row| Ok((row.get(0)?, crate::sql::column(row, 1)?)))
        .optional()?)
}

/// The record and the kind of an edit.
pub(crate) fn record_and_kind_of_edit(conn: &Connection, id: EditId) -> Result<Option<(Option<RecordId>, KindNumber)>> {
    Ok(conn
        .prepare_cached("SELECT record, kind FROM edit WHERE edit_id = ?1")?
        .query_row([id.0], |row| Ok((blob_or_null(row, 0)?.map(RecordId), row.get(1)?)))
        .optional()?)
}

/// From a row of `edit_id, record, salt, body`.
pub(crate) fn kept(row: &Row<'_>) -> Result<KeptEdit> {
    let body = row.get_ref(3)?.as_blob().map_err(|_| StoreError::Unverified("an edit's body is none"))?;
    Ok(KeptEdit {
        id: EditId(blob(row, 0)?),
        record: blob_or_null(row, 1)?.map(RecordId),
        salt: blob_or_null(row, 2)?.map(Salt),
        edit: Edit::from_bytes(body).map_err(|_| StoreError::Unverified("an edit's body is not canonical"))?,
    })
}
