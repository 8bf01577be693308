//! Drafts: saved while typing, compared with what their writer saw.

use cunji_documents::{Record, edit_between, edit_bringing_back};
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::record::{FieldState, Fields, IdRule, KindDecl, KindNumber, RecordId, Value};
use cunji_history::canonical::{CanonicalError, Reader, Writer};
use cunji_history::{Edit, EditId, Salt, derived_record_id};
use rusqlite::{Connection, Row};

use crate::along::Along;
use crate::edits::KeptEdit;
use crate::error::{Result, StoreError};
use crate::save::{NewEdit, Saved};
use crate::sql::{blob, blob_or_null, column, space_of};
use crate::{Store, edits};

/// A draft's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftId(pub [u8; 16]);

/// What a person is writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The space.
    pub space: DivisionCode,
    /// The kind of the record.
    pub kind: KindNumber,
    /// The record, where it is known: it exists, or its id is derived.
    pub record: Option<RecordId>,
    /// The key of a derived id.
    pub key: Vec<Value>,
    /// The edits whose state the writer saw when the draft began; none for a new record.
    pub parents: Vec<EditId>,
    /// What the writer has left so far, whole.
    pub fields: Fields,
    /// What stood in its form when that was opened: what was there, and what the form brought along. None where no form was.
    pub opened: Option<Fields>,
    /// When it was last saved (Unix seconds, the device's clock).
    pub saved_at: i64,
}

impl Draft {
    /// Notes that a form opens on it as it is now.
    #[must_use]
    pub fn opens(self) -> Self {
        Self { opened: Some(self.fields.clone()), ..self }
    }

    /// Whether a form was opened on it in which nothing was said. An emptied field is as one that was never filled.
    pub fn is_untouched(&self) -> bool {
        let said = |fields: &Fields| -> Fields {
            fields.iter().filter(|(_, state)| !says_nothing(state)).map(|(n, state)| (*n, state.clone())).collect()
        };
        self.opened.as_ref().is_some_and(|opened| said(opened) == said(&self.fields))
    }
}

impl Store {
    /// Begins a draft of a record that is known by its key: from its state if it is there, else empty. Nothing is stored yet.
    ///
    /// # Errors
    /// The database fails.
    pub fn begin_draft(&self, decl: &KindDecl, space: &DivisionCode, key: Vec<Value>, now: i64) -> Result<Draft> {
        let record = (decl.id == IdRule::Derived).then(|| derived_record_id(decl.number, space, &key));
        let before = record.map(|record| self.record(record)).transpose()?.flatten();
        let mut draft = Draft {
            id: DraftId(random()?),
            space: space.clone(),
            kind: decl.number,
            record,
            key,
            parents: Vec::new(),
            fields: Fields::new(),
            opened: None,
            saved_at: now,
        };
        if let Some(before) = before {
            (draft.parents, draft.fields) = (before.heads, before.fields);
        }
        Ok(draft)
    }

    /// Begins a draft of a change to a record that is there. Nothing is stored yet.
    ///
    /// # Errors
    /// The database fails.
    pub fn begin_draft_of(&self, record: &Record, now: i64) -> Result<Draft> {
        Ok(Draft {
            id: DraftId(random()?),
            space: record.space.clone(),
            kind: record.kind,
            record: Some(record.id),
            key: record.key.clone(),
            parents: record.heads.clone(),
            fields: record.fields.clone(),
            opened: None,
            saved_at: now,
        })
    }

    /// Keeps a draft as it is now; when this returns, the process may be killed.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn save_draft(&mut self, draft: &Draft) -> Result<()> {
        put(&self.conn, draft)
    }

    /// All drafts, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT draft, space, kind, record, content, saved_at FROM draft ORDER BY saved_at DESC, draft",
        )?;
        statement.query_and_then([], draft)?.collect()
    }

    /// One draft.
    ///
    /// # Errors
    /// There is none with this id.
    pub fn draft(&self, id: DraftId) -> Result<Draft> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT draft, space, kind, record, content, saved_at FROM draft WHERE draft = ?1")?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(draft).transpose()?.ok_or(StoreError::UnknownDraft)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// The database fails.
    pub fn discard_draft(&mut self, id: DraftId) -> Result<()> {
        discard(&self.conn, id)
    }

    /// The edit that a draft comes to: the difference to what its writer saw when it began, whatever a pull brought since. None if
    /// nothing was changed.
    ///
    /// # Errors
    /// The kind is not known; a parent is gone.
    pub fn edit_of_draft(&self, draft: &Draft, author: &PersonId) -> Result<Option<Edit>> {
        let decl = kinds::by_number(draft.kind).ok_or(StoreError::Misfit("its kind is not known"))?;
        let (parents, before, withdrawn) = self.seen_by(draft)?;
        let between = if withdrawn { edit_bringing_back } else { edit_between };
        let ops = between(decl, decl.schema, &before, &draft.fields);
        if ops.is_empty() && !parents.is_empty() {
            return Ok(None);
        }
        Ok(Some(Edit {
            kind: draft.kind,
            space: draft.space.clone(),
            author: author.clone(),
            key: self.key_for(decl, draft, &parents),
            schema: decl.schema,
            parents,
            ops,
        }))
    }

    /// Saves an edit and throws its draft away, in one transaction.
    ///
    /// # Errors
    /// As [`Store::save`]; then the draft stays.
    pub fn save_from_draft(&mut self, id: DraftId, new: &NewEdit) -> Result<Saved> {
        let along = Along { draft: Some(id), ..Along::default() };
        self.save_along(&[(new.clone(), along)])?.pop().ok_or(StoreError::Misfit("nothing was saved"))
    }

    /// The record as it would be at an edit's parents with the edit: what the kind's rules are to be asked about. None if the edit
    /// can't be applied.
    ///
    /// # Errors
    /// The database fails.
    pub fn preview(&self, edit: &Edit) -> Result<Option<Record>> {
        let id = edit.id(Salt([0; 16]));
        let record = match edit.own_record_id(id) {
            Some(record) => Some(record),
            None => match edit.parents.first() {
                Some(parent) => edits::record_and_kind_of_edit(&self.conn, *parent)?.and_then(|(record, _)| record),
                None => None,
            },
        };
        let Some(record) = record else { return Ok(None) };
        let kept = edits::of_record(&self.conn, record)?;
        let known = kept.iter().map(KeptEdit::known).chain([cunji_documents::Known::whole(id, edit)]);
        Ok(cunji_documents::state_at(record, &[id], known))
    }

    /// The parents of a draft, the fields there, and whether the record was withdrawn there.
    fn seen_by(&self, draft: &Draft) -> Result<(Vec<EditId>, Fields, bool)> {
        #[cfg(feature = "sabotage")]
        if crate::sabotage::is_armed(crate::sabotage::Fault::DraftAgainstNewerText)
            && let Some(newer) = draft.record.map(|record| self.record(record)).transpose()?.flatten()
        {
            return Ok((newer.heads, newer.fields, newer.withdrawn.is_some()));
        }
        let Some(record) = draft.record.filter(|_| !draft.parents.is_empty()) else {
            return Ok((Vec::new(), Fields::new(), false));
        };
        if let Some(seen) = self.state_at(record, &draft.parents)? {
            return Ok((draft.parents.clone(), seen.fields, seen.withdrawn.is_some()));
        }
        for parent in &draft.parents {
            if !edits::is_without_body(&self.conn, *parent)? {
                return Err(StoreError::Misfit("what the draft began from is gone"));
            }
        }
        // All of it was erased by law; what the person writes now stands behind it.
        Ok((draft.parents.clone(), Fields::new(), false))
    }

    fn key_for(&self, decl: &KindDecl, draft: &Draft, parents: &[EditId]) -> Option<Vec<Value>> {
        match (decl.id, draft.record) {
            (IdRule::Derived, _) => Some(draft.key.clone()),
            // A record that is there, and nothing of it to build on: a mend of a rejected creation.
            (IdRule::Creation, Some(record)) if parents.is_empty() => Some(vec![Value::Bytes(record.0.to_vec())]),
            (IdRule::Creation, _) => None,
        }
    }
}

/// Keeps a draft as it is.
pub(crate) fn put(conn: &Connection, draft: &Draft) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO draft (draft, space, kind, record, content, saved_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        draft.id.0,
        space_of(&draft.space),
        draft.kind,
        draft.record.map(|record| record.0),
        content(draft),
        draft.saved_at,
    ))?;
    Ok(())
}

/// Throws a draft away.
pub(crate) fn discard(conn: &Connection, id: DraftId) -> Result<()> {
    conn.prepare_cached("DELETE FROM draft WHERE draft = ?1")?.execute([id.0])?;
    Ok(())
}

/// The drafts of a record that is known.
pub(crate) fn of_record(conn: &Connection, record: RecordId) -> Result<Vec<Draft>> {
    let mut statement =
        conn.prepare_cached("SELECT draft, space, kind, record, content, saved_at FROM draft WHERE record = ?1")?;
    statement.query_and_then([record.0], draft)?.collect()
}

fn random() -> Result<[u8; 16]> {
    let mut id = [0; 16];
    getrandom::fill(&mut id)?;
    Ok(id)
}

/// Whether a field is as good as left out.
pub(crate) fn says_nothing(state: &FieldState) -> bool {
    match state {
        FieldState::Prose(text) => text.is_empty(),
        FieldState::Set(members) => members.is_empty(),
        FieldState::Scalar(value) => *value == Value::Null,
    }
}

/// Three parts; four where a form was opened on it.
fn content(draft: &Draft) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(3 + usize::from(draft.opened.is_some())).array(draft.key.len());
    for part in &draft.key {
        w.value(part);
    }
    w.array(draft.parents.len());
    for parent in &draft.parents {
        w.bytes(&parent.0);
    }
    put_fields(&mut w, &draft.fields);
    if let Some(opened) = &draft.opened {
        put_fields(&mut w, opened);
    }
    w.into_bytes()
}

fn put_fields(w: &mut Writer, fields: &Fields) {
    w.map(fields.len());
    for (number, state) in fields {
        w.int(i64::from(*number));
        match state {
            FieldState::Scalar(value) => w.array(2).int(1).value(value),
            FieldState::Prose(text) => w.array(2).int(2).text(text),
            FieldState::Set(members) => {
                w.array(2).int(3).map(members.len());
                members.iter().fold(&mut *w, |w, (key, value)| w.value(key).value(value))
            }
        };
    }
}

fn draft(row: &Row<'_>) -> Result<Draft> {
    let mut draft = Draft {
        id: DraftId(blob(row, 0)?),
        space: column(row, 1)?,
        kind: row.get(2)?,
        record: blob_or_null(row, 3)?.map(RecordId),
        key: Vec::new(),
        parents: Vec::new(),
        fields: Fields::new(),
        opened: None,
        saved_at: row.get(5)?,
    };
    let bytes = row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?;
    read_content(bytes, &mut draft).map_err(|_| StoreError::Unverified("a draft can't be read"))?;
    Ok(draft)
}

fn read_content(bytes: &[u8], draft: &mut Draft) -> std::result::Result<(), CanonicalError> {
    let mut r = Reader::new(bytes);
    let parts = r.array()?;
    for _ in 0..r.array()? {
        draft.key.push(r.value()?);
    }
    for _ in 0..r.array()? {
        draft.parents.push(EditId(r.fixed()?));
    }
    draft.fields = read_fields(&mut r)?;
    if parts > 3 {
        draft.opened = Some(read_fields(&mut r)?);
    }
    r.end()
}

fn read_fields(r: &mut Reader<'_>) -> std::result::Result<Fields, CanonicalError> {
    let mut fields = Fields::new();
    for _ in 0..r.map()? {
        let number = r.narrow()?;
        r.array()?;
        let state = match r.int()? {
            1 => FieldState::Scalar(r.value()?),
            2 => FieldState::Prose(r.text()?.to_owned()),
            3 => {
                let members = (0..r.map()?).map(|_| Ok((r.value()?, r.value()?)));
                FieldState::Set(members.collect::<std::result::Result<_, CanonicalError>>()?)
            }
            _ => return Err(CanonicalError::Shape("a field of a draft")),
        };
        fields.insert(number, state);
    }
    Ok(fields)
}
