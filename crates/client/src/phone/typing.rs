//! 写到一半: drafts as forms open, keep, write and close them. A form holds key and fields by name, as the record's JSON has them.

use chrono::NaiveDate;
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::record::json::{fields_from_json, record_to_json};
use cunji_domain::record::{Code, Fields, IdRule, KindDecl, RecordId, RecordKind, Value};
use cunji_store::{Draft, DraftId};
use serde_json::{Map, Value as Json};

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::write::{Place, Written};
use crate::views::{DraftView, fixed, hex, kind_name};

/// How long a form is remembered that was opened and in which nothing was said.
const FORGOTTEN_AFTER: i64 = 86_400;

impl Phone {
    /// Opens a form: the draft of this record that was left unfinished, else a new one, with these fields said already. For a
    /// kind with a key the key's parts are among `said`.
    ///
    /// # Errors
    /// The kind is not known; a part of the key is missing or of another type; the village has to be named.
    pub fn open_form(
        &mut self,
        kind: &str,
        village: Option<&DivisionCode>,
        said: &Map<String, Json>,
    ) -> Result<DraftView> {
        let decl = kinds::by_name(kind).ok_or_else(|| no_such_kind(kind))?;
        let read = fields_from_json(decl, said)?;
        let space = self.village(village, decl.day_told(&read.key, &read.fields))?;
        let mut draft = self.begin_draft(decl, Some(&space), read.key)?;
        // What is there was said by the person; what a form brings along is only a beginning.
        for (number, state) in read.fields {
            draft.fields.entry(number).or_insert(state);
        }
        let draft = self.go_on_from(draft)?;
        self.form(&draft)
    }

    /// Opens the form of a day's diary.
    ///
    /// # Errors
    /// As [`Phone::open_form`].
    pub fn open_day_form(&mut self, day: NaiveDate, village: Option<&DivisionCode>) -> Result<DraftView> {
        let key = [("cadre", self.person()?.to_string()), ("day", day.to_string())];
        let said = key.map(|(name, value)| (name.to_owned(), Json::from(value))).into_iter().collect();
        self.open_form(DiaryEntry::DECL.name, village, &said)
    }

    /// Opens a form on a record that is there: the draft that was left unfinished, else a new one.
    ///
    /// # Errors
    /// It is not here.
    pub fn open_form_of(&mut self, record: RecordId) -> Result<DraftView> {
        let draft = self.begin_draft_of(record)?;
        let draft = self.go_on_from(draft)?;
        self.form(&draft)
    }

    /// A form that was left.
    ///
    /// # Errors
    /// There is none of this id.
    pub fn form_of(&self, id: DraftId) -> Result<DraftView> {
        self.form(&self.draft(id)?)
    }

    /// Keeps what a form holds now. When this returns, the program may be killed.
    ///
    /// # Errors
    /// There is no such draft; a value is of another type; the disk is full or read-only.
    pub fn keep_form(&mut self, id: DraftId, fields: &Map<String, Json>) -> Result<()> {
        let draft = self.with_fields(id, fields)?;
        self.save_draft(&draft)
    }

    /// Writes what a form holds, and closes it.
    ///
    /// # Errors
    /// A rule is broken, or the store fails; then the draft stays, with all that was typed.
    pub fn write_form(&mut self, id: DraftId, fields: &Map<String, Json>, place: Option<Place>) -> Result<Written> {
        let draft = self.with_fields(id, fields)?;
        self.save_draft(&draft)?;
        if draft.kind == DiaryEntry::DECL.number {
            self.write_day(&draft, place)
        } else {
            self.write_draft(&draft, place)
        }
    }

    /// Leaves a form: what was typed stays as a draft, a form in which nothing was typed is forgotten.
    ///
    /// # Errors
    /// The database fails.
    pub fn leave_form(&mut self, id: DraftId) -> Result<()> {
        match self.draft(id) {
            Ok(draft) if !self.says_anything(&draft)? => self.discard_draft(id),
            _ => Ok(()),
        }
    }

    /// Forms that were left with something in them, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn forms(&self) -> Result<Vec<DraftView>> {
        let drafts = self.drafts()?.into_iter().filter(|draft| !draft.is_waiting());
        let forms = drafts.map(|draft| self.form(&draft)).collect::<Result<Vec<_>>>()?;
        Ok(forms.into_iter().filter(|form| form.changed).collect())
    }

    /// The draft that a form goes on with: one of the same record on which somebody wrote, or that was opened from the very same
    /// state; else the fresh one, which is kept. One opened from an older state in which nothing was said goes after a day: until
    /// then a form that could not keep what was typed may still come back to it.
    pub(crate) fn go_on_from(&mut self, fresh: Draft) -> Result<Draft> {
        let fresh = fresh.opens();
        let (mut touched, mut same) = (None, None);
        let left = self.drafts()?.into_iter().filter(|draft| draft.record.is_some() && draft.record == fresh.record);
        for draft in left.filter(|draft| !draft.is_waiting()) {
            if self.says_anything(&draft)? {
                touched = touched.or(Some(draft));
            } else if draft.opened == fresh.opened && draft.parents == fresh.parents {
                same = same.or(Some(draft));
            } else if draft.saved_at < self.clock.now().saturating_sub(FORGOTTEN_AFTER) {
                self.discard_draft(draft.id)?;
            }
        }
        // Nothing is written where a form is only opened again: it opens on a full disk, too.
        if let Some(left) = touched.or(same) {
            return Ok(left);
        }
        self.save_draft(&fresh)?;
        Ok(fresh)
    }

    /// Whether anything was said in a draft; where no form was opened on it, whether it would change anything.
    pub(crate) fn says_anything(&self, draft: &Draft) -> Result<bool> {
        if draft.opened.is_some() {
            return Ok(!draft.is_untouched());
        }
        let edit = self.store.edit_of_draft(draft, &self.person()?)?;
        Ok(edit.is_some_and(|edit| !edit.ops.is_empty()))
    }

    fn form(&self, draft: &Draft) -> Result<DraftView> {
        let decl = kind_of(draft)?;
        Ok(DraftView {
            id: hex(&draft.id.0),
            kind: kind_name(draft.kind),
            village: draft.space.to_string(),
            record: draft.record.map(|record| hex(&record.0)),
            is_change: !draft.parents.is_empty(),
            fields: record_to_json(decl, &draft.key, &draft.fields),
            changed: self.says_anything(draft)?,
            saved_at: draft.saved_at,
        })
    }

    fn with_fields(&self, id: DraftId, said: &Map<String, Json>) -> Result<Draft> {
        let draft = self.draft(id)?;
        let decl = kind_of(&draft)?;
        let mut whole = said.clone();
        // The key of a record is not the form's to change.
        whole.extend(record_to_json(decl, &draft.key, &Fields::new()));
        let read = fields_from_json(decl, &whole)?;
        let mut fields = read.fields;
        // Fields of a newer schema, which no form knows.
        fields.extend(
            draft.fields.iter().filter(|(number, _)| decl.field(**number).is_none()).map(|(n, s)| (*n, s.clone())),
        );
        let key = if decl.id == IdRule::Derived { draft.key.clone() } else { Vec::<Value>::new() };
        Ok(Draft { key, fields, ..draft })
    }
}

/// A draft's id as a form carries it.
///
/// # Errors
/// It is none.
pub fn draft_id(typed: &str) -> Result<DraftId> {
    fixed(typed).map(DraftId).ok_or_else(|| cunji_store::StoreError::UnknownDraft.into())
}

/// A village's code as a screen names it.
///
/// # Errors
/// It is none.
pub fn village_code(typed: Option<&str>) -> Result<Option<DivisionCode>> {
    let read = |code: &str| code.parse().map_err(|_| no_such_village(code));
    typed.map(read).transpose()
}

/// Where a night was spent, by its code.
///
/// # Errors
/// There is no such code.
pub fn stay_of(code: &str) -> Result<Stay> {
    Stay::of(code).ok_or_else(|| {
        ClientError::told(
            "diary.no_such_stay",
            format!("没有「{code}」这种住处。"),
            format!("There is no stay called {code}."),
        )
    })
}

fn no_such_village(code: &str) -> ClientError {
    ClientError::told(
        "client.no_such_village",
        format!("「{code}」不是行政区划代码。"),
        format!("{code} is no code of a division."),
    )
}

fn kind_of(draft: &Draft) -> Result<&'static KindDecl> {
    kinds::by_number(draft.kind).ok_or_else(|| no_such_kind(&draft.kind.to_string()))
}

fn no_such_kind(kind: &str) -> ClientError {
    ClientError::told(
        "record.no_such_kind",
        format!("没有「{kind}」这种记录。"),
        format!("There is no kind of record called {kind}."),
    )
}
