//! Records of every kind: one by its id, and taking one back.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use cunji_documents::Record;
use cunji_domain::record::{KindDecl, LONGEST_SHORT, RecordId};
use cunji_domain::violation::Violation;
use cunji_history::{Edit, Op};
use cunji_store::{Along, Filter, NewEdit};

use crate::error::{ClientError, Result, no_such_record};
use crate::phone::Phone;
use crate::phone::write::Written;
use crate::views::{RecordView, hex};

impl Phone {
    /// One record.
    ///
    /// # Errors
    /// It is not here.
    pub fn record(&self, id: RecordId) -> Result<Record> {
        let there = self.store.record(id)?.ok_or_else(|| no_such_record(&hex(&id.0)))?;
        self.with_waiting(there)
    }

    /// One record for a screen.
    ///
    /// # Errors
    /// It is not here.
    pub fn show(&self, id: RecordId) -> Result<RecordView> {
        self.view(&self.record(id)?)
    }

    /// The records of a kind for a screen, by the day they tell of.
    ///
    /// # Errors
    /// The database fails.
    pub fn list(&self, decl: &KindDecl, days: Option<RangeInclusive<NaiveDate>>) -> Result<Vec<RecordView>> {
        let records = self.store.records_of(decl, &Filter { days, ..Filter::default() })?;
        records.iter().map(|record| self.view(record)).collect()
    }

    /// A record as a screen shows it.
    ///
    /// # Errors
    /// The database fails.
    pub fn view(&self, record: &Record) -> Result<RecordView> {
        let waiting = self.waiting_fields(record)?;
        let sent = waiting.is_empty() && self.store.unsent_of(record.id)? == 0;
        let mut record = record.clone();
        record.fields.extend(waiting);
        Ok(RecordView::of(&record, sent))
    }

    /// Takes a record back. It is hidden while nobody writes on; a later edit brings it back whole.
    ///
    /// # Errors
    /// It is another's, or not here, or was rejected (then there is nothing to take back); the reason is too long.
    pub fn withdraw(&mut self, id: RecordId, reason: &str) -> Result<Written> {
        let seen = match self.record(id) {
            Err(_) if self.store.rejected()?.iter().any(|rejected| rejected.record == id) => return Err(rejected()),
            found => found?,
        };
        if seen.withdrawn.is_some() {
            return self.unchanged(Some(id));
        }
        let length = reason.chars().count();
        if length > LONGEST_SHORT {
            return Err(Violation::new(
                "record.text_too_long",
                format!("撤回的理由有 {length} 字,最多 {LONGEST_SHORT} 字。"),
                format!("The reason has {length} characters; at most {LONGEST_SHORT} fit."),
            )
            .into());
        }
        self.save_upon(&seen, vec![Op::Withdraw(reason.to_owned())])
    }

    /// Saves operations upon everything that is there of a record.
    pub(crate) fn save_upon(&mut self, seen: &Record, ops: Vec<Op>) -> Result<Written> {
        let decl = seen.decl().ok_or(cunji_store::StoreError::Misfit("its kind is not known"))?;
        let edit = Edit {
            kind: seen.kind,
            space: seen.space.clone(),
            author: self.person()?,
            key: (decl.id == cunji_domain::record::IdRule::Derived).then(|| seen.key.clone()),
            schema: self.schema_of(decl)?,
            parents: seen.heads.clone(),
            ops,
        };
        self.refuse_broken(&edit)?;
        let (evidence, written_at) = (Some(self.evidence(None)?), self.clock.now());
        self.save_ready((NewEdit { edit, evidence, written_at }, Along::default()))
    }
}

fn rejected() -> ClientError {
    ClientError::told(
        "record.rejected",
        "这条被退回了,没有记进去,不用撤回:改好再交,或者就不要了。",
        "This record was rejected and stands nowhere, so there is nothing to take back: mend it and hand it in again, or let it go.",
    )
}
