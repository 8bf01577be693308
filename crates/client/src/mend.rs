//! 退回: what the server rejected, and writing it anew.

use cunji_domain::record::RecordKind;
use cunji_domain::record::json::{fields_from_json, record_to_json};
use cunji_domain::record::{Fields, KindDecl};
use cunji_domain::server_facts::private_verdict::PrivateVerdict;
use cunji_domain::server_facts::verdict::Verdict;
use cunji_history::EditId;
use cunji_store::{Draft, RejectedEdit, StoreError};
use serde_json::{Map, Value as Json};

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::views::{RejectedView, fixed, hex, kind_name};
use crate::write::Written;

/// What was rejected, and what its writer wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Mendable {
    /// The verdict.
    pub rejected: RejectedView,
    /// Key and fields as they were written, by the names of their declaration.
    pub written: Map<String, Json>,
}

impl Phone {
    /// Own edits that were rejected, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn rejected(&self) -> Result<Vec<RejectedView>> {
        Ok(self.store.rejected()?.iter().map(rejected_view).collect())
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

    /// Writes a rejected record anew with these fields changed (null empties one), and so has it sent again.
    ///
    /// # Errors
    /// A field does not fit; a rule is still broken; then nothing was saved.
    pub fn mend(&mut self, typed: &str, changes: &Map<String, Json>) -> Result<Written> {
        let rejected = self.rejected_as_typed(typed)?;
        let mut draft = self.store.begin_mend(rejected.edit, self.clock.now())?;
        let decl = decl_of(&draft)?;
        draft.fields = changed(decl, &draft, changes)?;
        self.write_draft(&draft, None)
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

/// The fields of a draft with some of them changed, by the names of their declaration.
fn changed(decl: &'static KindDecl, draft: &Draft, changes: &Map<String, Json>) -> Result<Fields> {
    let mut object = record_to_json(decl, &draft.key, &draft.fields);
    for (name, value) in changes {
        if decl.field_named(name).is_none() {
            return Err(ClientError::told(
                "record.unknown_field",
                format!("「{}」没有「{name}」这一项,或者它不能改。", decl.zh),
                format!("A {} has no field {name} that can be changed.", decl.en),
            ));
        }
        object.insert(name.clone(), value.clone());
    }
    let mut fields = fields_from_json(decl, &object)?.fields;
    // What this version does not know stays as it was.
    let unknown = draft.fields.iter().filter(|(number, _)| decl.field(**number).is_none());
    fields.extend(unknown.map(|(number, state)| (*number, state.clone())));
    Ok(fields)
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
    }
}
