//! What the server's version does not take yet: it waits on the phone, is shown with the record, and is written once a server
//! announces it.

use cunji_documents::Record;
use cunji_domain::kinds;
use cunji_domain::record::{Fields, KindDecl, RecordKind};
use cunji_history::{Edit, Evidence, Op};
use cunji_store::{Along, Draft, NewEdit, StoreError, Typed};

use crate::error::{ClientError, Result};
use crate::phone::Phone;

impl Phone {
    /// What may be saved of an edit that leads to these fields, checked as the server will: what it takes, and beside it what
    /// waits.
    ///
    /// # Errors
    /// Every rule that is broken.
    pub(crate) fn ready(
        &mut self,
        whole: Edit,
        after: &Fields,
        evidence: Option<Evidence>,
        written_at: i64,
    ) -> Result<(NewEdit, Along)> {
        self.refuse_broken(&whole)?;
        let (edit, waiting) = self.as_announced(whole, after)?;
        if waiting.is_some() {
            self.refuse_broken(&edit)?;
        }
        Ok((NewEdit { edit, evidence, written_at }, Along { waiting, ..Along::default() }))
    }

    /// Refuses an edit that breaks a rule.
    pub(crate) fn refuse_broken(&mut self, edit: &Edit) -> Result<()> {
        let violations = self.violations(edit)?;
        if violations.is_empty() { Ok(()) } else { Err(violations.into()) }
    }

    /// The edit without what the server does not take yet; and the fields that it leads to with that, if there is any.
    fn as_announced(&self, whole: Edit, after: &Fields) -> Result<(Edit, Option<Fields>)> {
        let decl = decl_of(whole.kind)?;
        let schema = self.schema_of(decl)?;
        if schema >= whole.schema {
            return Ok((whole, None));
        }
        let former = self.former(&whole)?;
        let (newer, ops): (Vec<Op>, Vec<Op>) =
            whole.ops.into_iter().partition(|op| field_of(op).is_some_and(|field| is_newer(decl, field, schema)));
        let mut waiting = after.clone();
        // What this edit does not speak of waits on as it was.
        for (field, state) in former.iter().flat_map(|former| &former.fields) {
            if is_newer(decl, *field, schema) && !newer.iter().any(|op| field_of(op) == Some(*field)) {
                waiting.insert(*field, state.clone());
            }
        }
        let waits = former.is_some() || !newer.is_empty();
        Ok((Edit { schema, ops, ..whole }, waits.then_some(waiting)))
    }

    /// What waits already of the record that an edit changes; nothing of what was withdrawn.
    fn former(&self, edit: &Edit) -> Result<Option<Draft>> {
        let Some(record) = self.store.preview(edit)?.map(|record| record.id) else { return Ok(None) };
        let is_there = self.store.record(record)?.is_some_and(|record| record.withdrawn.is_none());
        if is_there { Ok(self.store.waiting(record)?) } else { Ok(None) }
    }

    /// A record as its writer left it: with what waits.
    pub(crate) fn with_waiting(&self, mut record: Record) -> Result<Record> {
        record.fields.extend(self.waiting_fields(&record)?);
        Ok(record)
    }

    /// The fields of a record that wait.
    pub(crate) fn waiting_fields(&self, record: &Record) -> Result<Fields> {
        let Some(decl) = record.decl().filter(|_| record.withdrawn.is_none()) else { return Ok(Fields::new()) };
        let schema = self.schema_of(decl)?;
        if schema >= decl.schema {
            return Ok(Fields::new());
        }
        let fields = self.store.waiting(record.id)?.map(|draft| draft.fields).unwrap_or_default();
        Ok(fields.into_iter().filter(|(field, _)| is_newer(decl, *field, schema)).collect())
    }

    /// A record as its kind, with what waits; none if it is of another.
    pub(crate) fn typed<K: RecordKind>(&self, record: Record) -> Result<Option<Typed<K>>> {
        if record.kind != K::DECL.number {
            return Ok(None);
        }
        let record = self.with_waiting(record)?;
        Ok(K::from_parts(&record.key, &record.fields).ok().map(|value| Typed { record, value }))
    }

    /// Writes what waited for what the server has announced; answers of how many records. What a rule refuses by now, and what
    /// was withdrawn since, stays a draft.
    pub(crate) fn write_what_waited(&mut self) -> Result<u64> {
        let mut written = 0;
        for draft in self.store.drafts()?.into_iter().filter(Draft::is_waiting) {
            if !self.is_due(&draft)? {
                continue;
            }
            match self.write_draft(&draft, None) {
                Ok(done) => written += u64::from(done.edit.is_some()),
                Err(ClientError::Violations(_) | ClientError::Store(StoreError::Misfit(_))) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(written)
    }

    /// Whether the server takes something by now that waits.
    fn is_due(&self, draft: &Draft) -> Result<bool> {
        let there = draft.record.map(|record| self.store.record(record)).transpose()?.flatten();
        if there.is_none_or(|record| record.withdrawn.is_some()) {
            return Ok(false);
        }
        let edit = match self.store.edit_of_draft(draft, &self.person()?) {
            Err(StoreError::Misfit(_)) => return Ok(false),
            edit => edit?,
        };
        // Where nothing is left to write, the draft has had its day.
        let Some(edit) = edit else { return Ok(true) };
        let decl = decl_of(draft.kind)?;
        let schema = self.schema_of(decl)?;
        Ok(edit.ops.iter().filter_map(field_of).any(|field| !is_newer(decl, field, schema)))
    }
}

fn decl_of(kind: u16) -> Result<&'static KindDecl> {
    Ok(kinds::by_number(kind).ok_or(StoreError::Misfit("its kind is not known"))?)
}

fn is_newer(decl: &KindDecl, field: u16, schema: u16) -> bool {
    decl.field(field).is_some_and(|field| field.since > schema)
}

fn field_of(op: &Op) -> Option<u16> {
    match op {
        Op::Put(field, _) | Op::Splice { field, .. } | Op::Add(field, ..) | Op::Remove(field, _) => Some(*field),
        Op::Withdraw(_) => None,
    }
}
