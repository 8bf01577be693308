//! Edits that nothing carries: a salvage saved what they say, and neither the entry nor the frame that brought them.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, Row};

use crate::edits::{self, KeptEdit};
use crate::error::Result;
use crate::sql::space_of;
use crate::{identity, setting};

/// Which edits are asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Among<'a> {
    /// All.
    All,
    /// Those of a space.
    Space(&'a DivisionCode),
    /// Those of a record.
    Record(RecordId),
}

/// True of an edit that no own entry and no frame names.
pub(crate) const NOTHING_CARRIES: &str = "NOT EXISTS (SELECT 1 FROM own_entry WHERE own_entry.edit_id = edit.edit_id)
     AND NOT EXISTS (SELECT 1 FROM delivered WHERE delivered.edit_id = edit.edit_id)";

/// This person's edits that nothing carries, each behind its place in the order in which edits came here. Until they are issued again
/// ([`crate::Store::reissue`]) no server has heard of them, as far as can be told.
pub(crate) fn own(conn: &Connection, among: Among<'_>) -> Result<Vec<(i64, KeptEdit)>> {
    let (Some(last), Some(enrolment)) = (last_salvaged(conn)?, identity::enrolment(conn)?) else {
        return Ok(Vec::new());
    };
    let (condition, value) = match among {
        Among::All => ("?2 IS NULL", Cell::Null),
        Among::Space(space) => ("space = ?2", Cell::Text(space_of(space).to_owned())),
        Among::Record(record) => ("record = ?2", Cell::Blob(record.0.to_vec())),
    };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT edit_id, record, salt, body, seq FROM edit
         WHERE seq <= ?1 AND {condition} AND record IS NOT NULL AND {NOTHING_CARRIES} ORDER BY seq"
    ))?;
    let read = |row: &Row<'_>| Ok((row.get(4)?, edits::kept(row)?));
    let all: Vec<(i64, KeptEdit)> = statement.query_and_then((last, value), read)?.collect::<Result<_>>()?;
    Ok(all.into_iter().filter(|(_, kept)| kept.edit.author == enrolment.person).collect())
}

/// Up to which place edits were here when the file was last salvaged; none if it never was. What came later is always carried.
pub(crate) fn last_salvaged(conn: &Connection) -> Result<Option<i64>> {
    let kept = setting::get(conn, setting::SALVAGED)?;
    Ok(kept.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes))
}

/// Notes that all edits that are here now were salvaged.
pub(crate) fn note_salvage(conn: &Connection) -> Result<()> {
    let last: i64 = conn.query_row("SELECT coalesce(max(seq), 0) FROM edit", [], |row| row.get(0))?;
    setting::put(conn, setting::SALVAGED, &last.to_be_bytes())
}
