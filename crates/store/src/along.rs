//! What goes with a saved edit, in its transaction: the draft it was written in, what of it has to wait, what it settles.
//!
//! A phone writes no newer schema than its server announced. What such a server does not take yet waits beside the edit that it
//! takes, as a draft of the record upon that edit, and is written once a server announces it.

use cunji_domain::record::{Fields, RecordId};
use cunji_history::EditId;
use rusqlite::Connection;

use crate::drafts::{self, Draft, DraftId};
use crate::error::{Result, StoreError};
use crate::save::{NewEdit, Saved, save_within};
use crate::{Store, setting};

/// What goes with a saved edit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Along {
    /// The draft that it was written in, to be thrown away.
    pub draft: Option<DraftId>,
    /// All fields as the person left them, where the server does not take some of them yet.
    pub waiting: Option<Fields>,
    /// Rejected edits that need no mend any more.
    pub settled: Vec<EditId>,
}

impl Draft {
    /// Whether it waits for a server that takes its fields, and not for its writer. A record has one such draft at most, under the
    /// record's id, which no draft of a person has.
    pub fn is_waiting(&self) -> bool {
        self.record.is_some_and(|record| record.0 == self.id.0)
    }
}

impl Store {
    /// What of a record waits for a server that takes it.
    ///
    /// # Errors
    /// The database fails.
    pub fn waiting(&self, record: RecordId) -> Result<Option<Draft>> {
        match self.draft(DraftId(record.0)) {
            Err(StoreError::UnknownDraft) => Ok(None),
            found => found.map(Some),
        }
    }

    /// Saves edits with what goes along, all or none.
    ///
    /// # Errors
    /// As [`Store::save`], for any of them; then every draft stays.
    pub fn save_along(&mut self, all: &[(NewEdit, Along)]) -> Result<Vec<Saved>> {
        let tx = self.begin()?;
        let saved: Vec<Saved> = all.iter().map(|one| save_one(&tx, one)).collect::<Result<_>>()?;
        if !saved.iter().any(|saved| crate::save::forgets_to_commit(saved.number)) {
            tx.commit()?;
        }
        Ok(saved)
    }

    /// Saves an edit and others that name it (a reason that names its request), all or none.
    ///
    /// # Errors
    /// As [`Store::save`], for any of them.
    pub fn save_then(
        &mut self,
        first: &(NewEdit, Along),
        then: impl FnOnce(&Saved) -> Vec<(NewEdit, Along)>,
    ) -> Result<Vec<Saved>> {
        let tx = self.begin()?;
        let mut saved = vec![save_one(&tx, first)?];
        for next in saved.first().map(then).unwrap_or_default() {
            saved.push(save_one(&tx, &next)?);
        }
        tx.commit()?;
        Ok(saved)
    }

    /// Notes that rejected edits need no mend any more. What they say stays here.
    ///
    /// # Errors
    /// The database fails.
    pub fn settle(&mut self, rejected: &[EditId]) -> Result<()> {
        let tx = self.begin()?;
        settle(&tx, rejected)?;
        tx.commit()?;
        Ok(())
    }
}

fn save_one(conn: &Connection, (new, along): &(NewEdit, Along)) -> Result<Saved> {
    let saved = save_within(conn, new)?;
    if let Some(draft) = along.draft {
        drafts::discard(conn, draft)?;
    }
    if let Some(fields) = &along.waiting {
        let waiting = Draft {
            id: DraftId(saved.record.0),
            space: new.edit.space.clone(),
            kind: new.edit.kind,
            record: Some(saved.record),
            key: new.edit.key.clone().unwrap_or_default(),
            parents: vec![saved.edit],
            fields: fields.clone(),
            opened: None,
            saved_at: new.written_at,
        };
        drafts::put(conn, &waiting)?;
    }
    settle(conn, &along.settled)?;
    Ok(saved)
}

fn settle(conn: &Connection, rejected: &[EditId]) -> Result<()> {
    rejected.iter().try_for_each(|edit| setting::put(conn, &format!("{SETTLED}{edit}"), &[1]))
}

/// Whether a rejected edit needs no mend any more.
pub(crate) fn is_settled(conn: &Connection, rejected: EditId) -> Result<bool> {
    Ok(setting::get(conn, &format!("{SETTLED}{rejected}"))?.is_some())
}

/// Takes the notes on a space's edits off, before the edits go.
pub(crate) fn forget_settled(conn: &Connection, space: &str) -> Result<()> {
    let sql = format!(
        "DELETE FROM setting WHERE name IN (SELECT '{SETTLED}' || lower(hex(edit_id)) FROM edit WHERE space = ?1)"
    );
    conn.prepare_cached(&sql)?.execute([space])?;
    Ok(())
}

/// What the names of such notes begin with; the edit's id in hex follows.
const SETTLED: &str = "settled ";
