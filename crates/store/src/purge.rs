//! When a term ends: the space goes, once nothing of it can be lost.

use cunji_domain::division::DivisionCode;

use crate::error::{Result, StoreError};
use crate::read_model::Table;
use crate::sql::space_of;
use crate::{Store, along, setting, status};

impl Store {
    /// Deletes what this device holds of a space: only once all is acknowledged and nothing is held, unsettled or drafted. A form that
    /// was opened and in which nothing was said is no draft. What the client kept of the space ([`Store::keep_of`]) goes along. The
    /// ends of the own chains stay, so that who comes back writes on; so does what was erased by law.
    ///
    /// # Errors
    /// [`StoreError::PurgeTooEarly`] with what is left to do.
    pub fn purge(&mut self, space: &DivisionCode) -> Result<()> {
        let code = space_of(space).to_owned();
        let here = self.drafts()?.into_iter().filter(|draft| draft.space == *space);
        let drafts = here.filter(|draft| !draft.is_untouched()).count() as u64;
        let held = self.held()?.iter().filter(|held| held.space == *space).count() as u64;
        let unmended = self.rejected()?.iter().filter(|edit| edit.space == *space && edit.is_open()).count() as u64;
        let unsent = status::unsent(&self.conn, Some(space))?;
        if unsent + held + unmended + drafts > 0 {
            return Err(StoreError::PurgeTooEarly { unsent, held, unmended, drafts });
        }
        let tx = self.begin()?;
        tx.execute("UPDATE chain SET base_number = number, base_hash = hash WHERE space = ?1", [&code])?;
        along::forget_settled(&tx, &code)?;
        for sql in [
            "DELETE FROM delivered WHERE frame IN (SELECT frame FROM frame WHERE space = ?1)",
            "DELETE FROM frame WHERE space = ?1",
            "DELETE FROM signed_head WHERE space = ?1",
            "DELETE FROM seed WHERE space = ?1",
            "DELETE FROM own_entry WHERE space = ?1",
            "DELETE FROM missing_parent WHERE edit_id IN (SELECT edit_id FROM edit WHERE space = ?1)",
            "DELETE FROM rejected WHERE verdict IN (SELECT edit_id FROM edit WHERE space = ?1)",
            "DELETE FROM edit WHERE space = ?1",
            "DELETE FROM cursor WHERE space = ?1",
            "DELETE FROM refused WHERE space = ?1",
            "DELETE FROM draft WHERE space = ?1",
        ] {
            tx.execute(sql, [&code])?;
        }
        for table in Table::all() {
            tx.execute(&format!("DELETE FROM {} WHERE _space = ?1", table.name), [&code])?;
        }
        setting::drop_of(&tx, &code)?;
        setting::put(&tx, setting::PURGED, &[1])?;
        tx.commit()?;
        Ok(())
    }
}
