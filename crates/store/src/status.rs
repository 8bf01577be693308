//! What a person is told of their own writing: unsent, held, refused, rejected, in conflict; and how to mend.

use std::collections::BTreeMap;

use cunji_documents::{Record, replay, space_digest};
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{Audience, Fields, KindNumber, RecordId};
use cunji_history::EditId;
use rusqlite::Connection;

use crate::cursors::{HeldEntry, RefusedRun};
use crate::drafts::{Draft, DraftId};
use crate::edits::KeptEdit;
use crate::error::{Result, StoreError};
use crate::read_model::{Filter, Table};
use crate::sql::{blob, blob_or_null, column, unsigned};
use crate::uncarried::{self, Among};
use crate::{Store, along, edits, effects, read_model};

/// How things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Own edits that the server does not hold.
    pub unsent: u64,
    /// Entries that it holds back.
    pub held: Vec<HeldEntry>,
    /// Frames that it refused.
    pub refused: Vec<RefusedRun>,
    /// Own edits that it rejected.
    pub rejected: Vec<RejectedEdit>,
    /// Records that two people changed at once.
    pub conflicts: u64,
    /// Drafts.
    pub drafts: u64,
    /// Edits whose parents have not come yet.
    pub waiting: u64,
}

/// Own edits that the server does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsent {
    /// How many.
    pub count: u64,
    /// When the oldest of them was written, by the clock of the device that wrote it (Unix seconds).
    pub since: Option<i64>,
    /// Their bytes before compression; what goes over a line is mostly less.
    pub bytes: u64,
}

/// An own edit that a verdict names. Its content stays here, and can be shown and mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedEdit {
    /// The edit.
    pub edit: EditId,
    /// Its record.
    pub record: RecordId,
    /// The record's kind.
    pub kind: KindNumber,
    /// The space.
    pub space: DivisionCode,
    /// The verdict, with code, reason and the way to mend.
    pub verdict: Option<Record>,
    /// Whether the record was written anew since.
    pub mended: bool,
    /// Whether its writer let it go, or wrote it anew as another record ([`Store::settle`]).
    pub settled: bool,
}

impl RejectedEdit {
    /// Whether its writer still has to do something about it.
    pub fn is_open(&self) -> bool {
        !self.mended && !self.settled
    }
}

impl Store {
    /// How things stand.
    ///
    /// # Errors
    /// The database fails.
    pub fn status(&self) -> Result<Status> {
        Ok(Status {
            unsent: unsent(&self.conn, None)?,
            held: self.held()?,
            refused: self.refused()?,
            rejected: self.rejected()?,
            conflicts: self.conflict_count()?,
            drafts: self.drafts()?.iter().filter(|draft| !draft.is_untouched()).count() as u64,
            waiting: count(&self.conn, "SELECT count(*) FROM edit WHERE waiting = 1")?,
        })
    }

    /// What the server does not hold, and since when.
    ///
    /// # Errors
    /// The database fails.
    pub fn unsent(&self) -> Result<Unsent> {
        let of_all = format!(
            "SELECT min(written_at), coalesce(sum(coalesce(length(evidence), 0)
               + (SELECT length(body) FROM edit WHERE edit.edit_id = own_entry.edit_id)), 0) {UNSENT}"
        );
        let (since, bytes) =
            self.conn.prepare_cached(&of_all)?.query_row([], |row| Ok((row.get(0)?, unsigned(row, 1)?)))?;
        Ok(Unsent { count: unsent(&self.conn, None)?, since, bytes })
    }

    /// How many own edits of a record the server does not hold.
    ///
    /// # Errors
    /// The database fails.
    pub fn unsent_of(&self, record: RecordId) -> Result<u64> {
        let entries: u64 = self
            .conn
            .prepare_cached(&format!(
                "SELECT count(*) {UNSENT} AND edit_id IN (SELECT edit_id FROM edit WHERE record = ?1)"
            ))?
            .query_row([record.0], |row| unsigned(row, 0))?;
        Ok(entries + uncarried::own(&self.conn, Among::Record(record))?.len() as u64)
    }

    /// Own edits that were rejected, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn rejected(&self) -> Result<Vec<RejectedEdit>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT edit_id, record, kind, space, seq FROM rejected JOIN edit USING (edit_id)
             WHERE edit_id IN (SELECT edit_id FROM own_entry) ORDER BY seq",
        )?;
        let rows = statement.query_map([], |row| {
            let record: Option<[u8; 16]> = blob_or_null(row, 1)?;
            Ok((EditId(blob(row, 0)?), record.map(RecordId), row.get(2)?, column(row, 3)?, row.get::<_, i64>(4)?))
        })?;
        let mut rejected = Vec::new();
        for row in rows {
            let (edit, record, kind, space, seq) = row?;
            let Some(record) = record else { continue };
            let verdict = match effects::verdict_on(&self.conn, edit)? {
                Some(verdict) => edits::record_and_kind_of_edit(&self.conn, verdict)?.and_then(|(record, _)| record),
                None => None,
            };
            let verdict = verdict.map(|verdict| self.record(verdict)).transpose()?.flatten();
            let mended = is_mended(&self.conn, record, seq)?;
            let settled = along::is_settled(&self.conn, edit)?;
            rejected.push(RejectedEdit { edit, record, kind, space, verdict, mended, settled });
        }
        Ok(rejected)
    }

    /// Begins a draft that mends a rejected edit: what the person wrote, upon what is accepted of the record. Saved, it keeps the
    /// record's id. Nothing is stored yet.
    ///
    /// # Errors
    /// The edit is not known.
    pub fn begin_mend(&self, edit: EditId, now: i64) -> Result<Draft> {
        let rejected = edits::load(&self.conn, edit)?.ok_or(StoreError::UnknownParent(edit))?;
        let record = rejected.record.ok_or(StoreError::Misfit("it is of no record"))?;
        let kept = edits::of_record(&self.conn, record)?;
        let written = replay(record, kept.iter().map(KeptEdit::known), &|_| false);
        let accepted = self.record(record)?;
        let (key, fields) =
            written.map_or_else(|| (Vec::new(), Fields::new()), |written| (written.key, written.fields));
        let mut id = [0; 16];
        getrandom::fill(&mut id)?;
        Ok(Draft {
            id: DraftId(id),
            space: rejected.edit.space.clone(),
            kind: rejected.edit.kind,
            record: Some(record),
            key,
            parents: accepted.map(|accepted| accepted.heads).unwrap_or_default(),
            fields,
            opened: None,
            saved_at: now,
        })
    }

    /// The digest of each space's records that its team reads, in hex: equal on every replica that holds the same.
    ///
    /// # Errors
    /// The database fails.
    pub fn digests(&self) -> Result<BTreeMap<DivisionCode, String>> {
        let spaces: Vec<DivisionCode> = {
            let mut statement = self.conn.prepare_cached("SELECT DISTINCT space FROM edit ORDER BY space")?;
            let rows = statement.query_map([], |row| column(row, 0))?;
            rows.collect::<rusqlite::Result<_>>()?
        };
        let mut digests = BTreeMap::new();
        for space in spaces {
            let filter = Filter { withdrawn: true, ..Filter::of(&space) };
            let mut records = Vec::new();
            for table in Table::all().iter().filter(|table| table.decl.audience == Audience::Team) {
                records.extend(self.records_of(table.decl, &filter)?.iter().map(Record::digest));
            }
            let digest = space_digest(records);
            digests.insert(space, digest.iter().map(|byte| format!("{byte:02x}")).collect());
        }
        Ok(digests)
    }
}

const UNSENT: &str = "FROM own_entry WHERE device = (SELECT device FROM device ORDER BY seq DESC LIMIT 1)
  AND number > coalesce((SELECT number FROM stated
                         WHERE stated.space = own_entry.space AND stated.device = own_entry.device), 0)";

/// Own edits that the server does not hold, in one space or in all: those in entries, and those that a salvage left without one.
pub(crate) fn unsent(conn: &Connection, space: Option<&DivisionCode>) -> Result<u64> {
    let entries: u64 = conn
        .prepare_cached(&format!("SELECT count(*) {UNSENT} AND (?1 IS NULL OR space = ?1)"))?
        .query_row([space.map(DivisionCode::as_str)], |row| unsigned(row, 0))?;
    Ok(entries + uncarried::own(conn, space.map_or(Among::All, Among::Space))?.len() as u64)
}

/// Whether an own edit of the record, written after the rejected one, takes part in replay.
fn is_mended(conn: &Connection, record: RecordId, rejected_seq: i64) -> Result<bool> {
    let Some(merged) = read_model::merged(conn, record)? else { return Ok(false) };
    let kept: BTreeMap<EditId, KeptEdit> =
        edits::of_record(conn, record)?.into_iter().map(|edit| (edit.id, edit)).collect();
    let mut open = merged.heads;
    // By the order of the edits, not of their entries: a reissue gives an old edit a new entry.
    let mut later = conn.prepare_cached(
        "SELECT 1 FROM edit WHERE edit_id = ?1 AND seq > ?2 AND edit_id IN (SELECT edit_id FROM own_entry)",
    )?;
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if later.exists((id.0, rejected_seq))? {
            return Ok(true);
        }
        open.extend(kept.get(&id).into_iter().flat_map(|kept| &kept.edit.parents));
    }
    Ok(false)
}

fn count(conn: &Connection, sql: &str) -> Result<u64> {
    Ok(conn.prepare_cached(sql)?.query_row([], |row| unsigned(row, 0))?)
}
