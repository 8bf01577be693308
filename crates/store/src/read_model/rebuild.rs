//! Rebuilding the read model from the edits, and comparing the two.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cunji_documents::{Record, replay};
use cunji_domain::record::RecordId;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;

use super::table::{Table, fingerprint};
use super::write;
use crate::edits::{self, KeptEdit};
use crate::error::Result;
use crate::sql::blob;
use crate::{Store, effects, setting};

/// Where the read model says something else than the edits.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The kind's name.
    pub kind: &'static str,
    /// The record.
    pub record: RecordId,
    /// The first column that differs; none if the row is missing or should not be there.
    pub column: Option<&'static str>,
    /// What the read model says, as SQL values.
    pub found: String,
    /// What the edits say.
    pub expected: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind)?;
        self.record.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        let column = self.column.unwrap_or("the row");
        write!(f, ": {column} is {}, the edits give {}", self.found, self.expected)
    }
}

impl Store {
    /// Drops the read model and makes it anew from the edits.
    ///
    /// # Errors
    /// The database fails; then the read model is as it was.
    pub fn rebuild(&mut self) -> Result<()> {
        rebuild(self)
    }

    /// Replays every edit and compares with the read model: the first difference, if there is one.
    ///
    /// # Errors
    /// The database fails.
    pub fn compare(&self) -> Result<Option<Difference>> {
        compare(&self.conn)
    }
}

/// Rebuilds the read model if the declarations are not those it was generated from. Answers whether it did.
pub(crate) fn rebuild_if_declared_otherwise(store: &mut Store) -> Result<bool> {
    if setting::get(&store.conn, setting::READ_MODEL)?.as_deref() == Some(fingerprint().as_slice()) {
        return Ok(false);
    }
    rebuild(store)?;
    Ok(true)
}

/// Drops the read model and makes it anew.
pub(crate) fn rebuild(store: &mut Store) -> Result<()> {
    // The old tables hold nothing that the edits don't: to wipe them page by page is wasted.
    store.conn.pragma_update(None, "secure_delete", false)?;
    let done = rebuild_within(store);
    store.conn.pragma_update(None, "secure_delete", true)?;
    done
}

fn rebuild_within(store: &mut Store) -> Result<()> {
    let tx = store.begin()?;
    let old: Vec<String> = {
        let mut statement =
            tx.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'record\\_%' ESCAPE '\\'")?;
        let names = statement.query_map([], |row| row.get(0))?;
        names.collect::<rusqlite::Result<_>>()?
    };
    for name in old {
        tx.execute_batch(&format!("DROP TABLE \"{name}\";"))?;
    }
    for table in Table::all() {
        tx.execute_batch(&table.create)?;
    }
    each_record(&tx, |_, record| write(&tx, &record))?;
    setting::put(&tx, setting::READ_MODEL, &fingerprint())?;
    tx.commit()?;
    Ok(())
}

/// Replays every record and compares it with its row.
pub(crate) fn compare(conn: &Connection) -> Result<Option<Difference>> {
    let mut seen: BTreeMap<&'static str, BTreeSet<RecordId>> = BTreeMap::new();
    let mut first = None;
    each_record(conn, |id, record| {
        let Some(table) = Table::of(record.kind) else { return Ok(()) };
        seen.entry(table.decl.name).or_default().insert(id);
        if first.is_none() {
            first = difference(conn, table, &record)?;
        }
        Ok(())
    })?;
    if first.is_some() {
        return Ok(first);
    }
    for table in Table::all() {
        let expected = seen.remove(table.decl.name).unwrap_or_default();
        let mut statement = conn.prepare_cached(&format!("SELECT _id FROM {} ORDER BY _id", table.name))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let record = RecordId(blob(row, 0)?);
            if !expected.contains(&record) {
                let (found, expected) = ("there".to_owned(), "none".to_owned());
                return Ok(Some(Difference { kind: table.decl.name, record, column: None, found, expected }));
            }
        }
    }
    Ok(None)
}

fn difference(conn: &Connection, table: &Table, record: &Record) -> Result<Option<Difference>> {
    let expected = table.row(record);
    let mut statement = conn.prepare_cached(&format!("{} WHERE _id = ?1", table.select))?;
    let mut rows = statement.query([record.id.0])?;
    let of = |column, found: String, expected: String| {
        Some(Difference { kind: table.decl.name, record: record.id, column, found, expected })
    };
    let Some(row) = rows.next()? else { return Ok(of(None, "missing".to_owned(), "there".to_owned())) };
    for (place, expected) in expected.iter().enumerate() {
        let found: Cell = row.get(place)?;
        if found != *expected {
            return Ok(of(Some(table.column(place)), format!("{found:?}"), format!("{expected:?}")));
        }
    }
    Ok(None)
}

/// Replays every record of the store, each once, in the order of their ids.
fn each_record(conn: &Connection, mut take: impl FnMut(RecordId, Record) -> Result<()>) -> Result<()> {
    let rejected = effects::all_rejected(conn)?;
    let mut by_record: Vec<(RecordId, KeptEdit)> = Vec::new();
    let mut statement = conn.prepare("SELECT edit_id, record, salt, body FROM edit WHERE waiting = 0 ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let kept = edits::kept(row)?;
        if let Some(record) = kept.record {
            by_record.push((record, kept));
        }
    }
    // A stable sort: within a record, edits stay in the order they came.
    by_record.sort_by_key(|(record, _)| *record);
    for of_one in by_record.chunk_by(|(one, _), (other, _)| one == other) {
        let Some((id, _)) = of_one.first() else { continue };
        let known = of_one.iter().map(|(_, kept)| kept.known());
        if let Some(record) = replay(*id, known, &|id| rejected.contains(id)) {
            take(*id, record)?;
        }
    }
    Ok(())
}
