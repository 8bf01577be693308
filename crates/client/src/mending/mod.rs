//! 退回: what the server rejected, and writing it anew.

pub(crate) mod conflict;
pub(crate) mod held;
pub(crate) mod settling;
pub(crate) mod waiting;

use std::collections::BTreeSet;

use cunji_domain::record::RecordKind;
use cunji_domain::record::json::{fields_from_json, record_to_json};
use cunji_domain::record::{Fields, KindDecl, RecordId, Value};
use cunji_domain::server_facts::private_verdict::PrivateVerdict;
use cunji_domain::server_facts::verdict::Verdict;
use cunji_history::EditId;
use cunji_store::{Draft, RejectedEdit, StoreError};
use serde_json::{Map, Value as Json};

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::write::Written;
use crate::views::{RejectedView, fixed, hex, kind_name};

/// What was rejected, and what its writer wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Mendable {
    /// The verdict.
    pub rejected: RejectedView,
    /// Key and fields as they were written, by the names of their declaration.
    pub written: Map<String, Json>,
}

impl Phone {
    /// What still asks its writer for a mend, the newest first; of several rejected edits of one record the last, which tells what
    /// is to be mended.
    ///
    /// # Errors
    /// The database fails.
    pub fn to_mend(&self) -> Result<Vec<RejectedView>> {
        let mut seen = BTreeSet::new();
        let newest_first = self.rejected_open()?.into_iter().rev();
        Ok(newest_first.filter(|one| seen.insert(one.record.clone())).collect())
    }

    /// Rejected edits of which neither was their record written anew nor were they let go, the oldest first.
    pub(crate) fn rejected_open(&self) -> Result<Vec<RejectedView>> {
        Ok(self.store.rejected()?.iter().filter(|one| one.is_open()).map(rejected_view).collect())
    }

    /// A rejected edit (its id, or its record's) with what was written.
    ///
    /// # Errors
    /// Nothing of this id was rejected.
    pub fn mendable(&self, typed: &str) -> Result<Mendable> {
        let rejected = self.rejected_as_typed(typed)?;
        let draft = self.store.begin_mend(rejected.edit, self.clock.now())?;
        let written = record_to_json(decl_of(&draft)?, &draft.key, &draft.fields);
        Ok(Mendable { rejected: rejected_view(&rejected), written })
    }

    /// Begins a mend: a draft of what was written, upon what is accepted of the record. Saved by [`Phone::save_draft`]'s
    /// counterpart [`Phone::write_draft`], it keeps the record's id.
    ///
    /// # Errors
    /// The edit is not here.
    pub fn begin_mend(&self, edit: EditId) -> Result<Draft> {
        Ok(self.store.begin_mend(edit, self.clock.now())?)
    }

    /// Writes a rejected record anew with these fields changed (null empties one), and so has it sent again. With another part
    /// of its key (a diary of another day) it becomes the record of that key, and what was rejected needs no mend any more;
    /// where that record is there already, both are merged.
    ///
    /// # Errors
    /// A field does not fit; a rule is still broken; then nothing was saved.
    pub fn mend(&mut self, typed: &str, changes: &Map<String, Json>) -> Result<Written> {
        let rejected = self.rejected_as_typed(typed)?;
        let mut draft = self.store.begin_mend(rejected.edit, self.clock.now())?;
        let decl = decl_of(&draft)?;
        let (key, fields) = changed(decl, &draft, changes)?;
        if key == draft.key {
            draft.fields = fields;
            return self.write_draft(&draft, None);
        }
        let mut other = self.store.begin_draft(decl, &draft.space, key, self.clock.now())?;
        let there = other.record.map(|record| self.store.record(record)).transpose()?.flatten();
        if there.is_some_and(|there| there.withdrawn.is_none()) {
            // A beginning of its own takes nothing off what is there, as if two phones had written the day.
            other.parents.clear();
        }
        other.fields = fields;
        let settled = self.rejected_of(draft.record)?;
        self.write_settling(&other, None, &settled)
    }

    /// Lets a rejected record go: it is not sent again and asks for no mend, and a mend that was begun goes with it. What was
    /// written and rejected stays on this phone, and can still be mended. Answers what of it was rejected.
    ///
    /// # Errors
    /// Nothing of this id was rejected; the database fails.
    pub fn drop_rejected(&mut self, typed: &str) -> Result<RejectedView> {
        let dropped = self.rejected_as_typed(typed)?;
        let rejected = self.rejected_of(Some(dropped.record))?;
        self.store.settle(&rejected)?;
        // Not what was begun upon what is accepted of the record: that is a draft of its own.
        let mend = self.begin_mend(dropped.edit)?.opens();
        for draft in self.drafts()?.into_iter().filter(|draft| draft.record == Some(dropped.record)) {
            if draft.opened == mend.opened {
                self.discard_draft(draft.id)?;
            }
        }
        Ok(rejected_view(&self.rejected_as_typed(typed)?))
    }

    /// Every rejected edit of a record.
    fn rejected_of(&self, record: Option<RecordId>) -> Result<Vec<EditId>> {
        let rejected = self.store.rejected()?.into_iter();
        Ok(rejected.filter(|rejected| Some(rejected.record) == record).map(|rejected| rejected.edit).collect())
    }

    fn rejected_as_typed(&self, typed: &str) -> Result<RejectedEdit> {
        let edit = fixed::<32>(typed);
        let record = fixed::<16>(typed);
        let mut found = self
            .store
            .rejected()?
            .into_iter()
            .filter(|rejected| Some(rejected.edit.0) == edit || Some(rejected.record.0) == record);
        // Of several rejected edits of one record the last one tells what is to be mended.
        found.next_back().ok_or_else(|| {
            ClientError::told(
                "mend.not_rejected",
                format!("{typed} 没有被退回。"),
                format!("Nothing of {typed} was rejected."),
            )
        })
    }
}

/// Key and fields of a draft with some of them changed, by the names of their declaration.
fn changed(decl: &'static KindDecl, draft: &Draft, changes: &Map<String, Json>) -> Result<(Vec<Value>, Fields)> {
    let mut object = record_to_json(decl, &draft.key, &draft.fields);
    for (name, value) in changes {
        if decl.field_named(name).is_none() && !decl.key.iter().any(|part| part.name == name) {
            return Err(ClientError::told(
                "record.unknown_field",
                format!("「{}」没有「{name}」这一项。有哪些,看 cunji mend show。", decl.zh),
                format!("A {} has no field {name}; cunji mend show lists them.", decl.en),
            ));
        }
        object.insert(name.clone(), value.clone());
    }
    let read = fields_from_json(decl, &object)?;
    let mut fields = read.fields;
    // What this version does not know stays as it was.
    let unknown = draft.fields.iter().filter(|(number, _)| decl.field(**number).is_none());
    fields.extend(unknown.map(|(number, state)| (*number, state.clone())));
    Ok((read.key, fields))
}

fn decl_of(draft: &Draft) -> Result<&'static KindDecl> {
    Ok(cunji_domain::kinds::by_number(draft.kind).ok_or(StoreError::Misfit("its kind is not known"))?)
}

fn rejected_view(rejected: &RejectedEdit) -> RejectedView {
    let verdict = rejected.verdict.as_ref();
    let text = |number: u16| {
        use cunji_domain::record::{FieldState, Value};
        match verdict.and_then(|verdict| verdict.fields.get(&number)) {
            Some(FieldState::Scalar(Value::Text(text)) | FieldState::Prose(text)) => text.clone(),
            _ => String::new(),
        }
    };
    // Both kinds of verdict declare the same fields.
    let named = |name: &str| {
        let field = Verdict::DECL.field_named(name).or_else(|| PrivateVerdict::DECL.field_named(name));
        field.map(|field| text(field.number)).unwrap_or_default()
    };
    RejectedView {
        edit: rejected.edit.to_string(),
        record: hex(&rejected.record.0),
        kind: kind_name(rejected.kind),
        village: rejected.space.to_string(),
        code: named("code"),
        zh: named("zh"),
        en: named("en"),
        mend_zh: named("mend_zh"),
        mend_en: named("mend_en"),
        mended: rejected.mended,
        settled: rejected.settled,
    }
}
