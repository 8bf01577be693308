//! 草稿: kept while typing, compared with what their writer saw, whatever a pull brought meanwhile.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::{Fields, KindDecl, RecordId, Value};
use cunji_history::EditId;
use cunji_store::{Along, Draft, DraftId};

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Place, Written};

impl Phone {
    /// Begins a draft of a record that is known by its key (from what is there of it), or of a new one of a kind that has no
    /// key. Nothing is stored yet: set `fields` and [`Phone::save_draft`].
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn begin_draft(
        &mut self,
        decl: &'static KindDecl,
        village: Option<&DivisionCode>,
        key: Vec<Value>,
    ) -> Result<Draft> {
        let space = self.village(village, decl.day_told(&key, &Fields::new()))?;
        let mut draft = self.store.begin_draft(decl, &space, key, self.clock.now())?;
        if let Some(there) = draft.record.map(|record| self.store.record(record)).transpose()?.flatten() {
            draft.fields.extend(self.waiting_fields(&there)?);
        }
        Ok(draft)
    }

    /// Begins a draft of a change to a record that is there.
    ///
    /// # Errors
    /// It is not here.
    pub fn begin_draft_of(&self, record: RecordId) -> Result<Draft> {
        Ok(self.store.begin_draft_of(&self.record(record)?, self.clock.now())?)
    }

    /// Keeps a draft as it is now. When this returns, the program may be killed.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn save_draft(&mut self, draft: &Draft) -> Result<()> {
        let draft = Draft { saved_at: self.clock.now(), ..draft.clone() };
        Ok(self.store.save_draft(&draft)?)
    }

    /// All drafts, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        Ok(self.store.drafts()?)
    }

    /// One draft, to write on.
    ///
    /// # Errors
    /// There is none of this id.
    pub fn draft(&self, id: DraftId) -> Result<Draft> {
        Ok(self.store.draft(id)?)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// The database fails.
    pub fn discard_draft(&mut self, id: DraftId) -> Result<()> {
        Ok(self.store.discard_draft(id)?)
    }

    /// Writes what a draft comes to and throws it away, in one transaction.
    ///
    /// # Errors
    /// A rule is broken, or the store fails; then the draft stays.
    pub fn write_draft(&mut self, draft: &Draft, place: Option<Place>) -> Result<Written> {
        self.write_settling(draft, place, &[])
    }

    /// As [`Phone::write_draft`]; what was rejected and is written anew by it needs no mend any more.
    pub(crate) fn write_settling(
        &mut self,
        draft: &Draft,
        place: Option<Place>,
        settled: &[EditId],
    ) -> Result<Written> {
        let author = self.person()?;
        let Some(edit) = self.store.edit_of_draft(draft, &author)? else {
            self.store.discard_draft(draft.id)?;
            return self.unchanged(draft.record);
        };
        let (new, along) = self.checked(edit, &draft.fields, place)?;
        let written = self.save_ready((new, Along { draft: Some(draft.id), settled: settled.to_vec(), ..along }))?;
        // The record is saved, whatever becomes of this; the next look for photos to send makes it good.
        _ = self.photos_written(draft, written.record);
        Ok(written)
    }
}
