//! What was written here, entry by entry: when, with which evidence, at which number; and saving what depends on an id.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_history::{DeviceId, EditId, Evidence};
use rusqlite::OptionalExtension;

use crate::Store;
use crate::error::{Result, StoreError};
use crate::sql::{int, space_of, unsigned};

/// An own entry, beside what its edit says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnEntry {
    /// Place and time, if any were taken and not erased.
    pub evidence: Option<Evidence>,
    /// The device's wall clock when it was written.
    pub written_at: i64,
}

impl Store {
    /// The entry that first carried an edit of one's own.
    ///
    /// # Errors
    /// The database fails.
    pub fn own_entry(&self, edit: EditId) -> Result<Option<OwnEntry>> {
        let row: Option<(Option<Vec<u8>>, i64)> = self
            .conn
            .prepare_cached("SELECT evidence, written_at FROM own_entry WHERE edit_id = ?1 ORDER BY seq LIMIT 1")?
            .query_row([edit.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((bytes, written_at)) = row else { return Ok(None) };
        let evidence = bytes.as_deref().map(Evidence::from_bytes).transpose();
        let evidence = evidence.map_err(|_| StoreError::Unverified("an evidence is not canonical"))?;
        Ok(Some(OwnEntry { evidence, written_at }))
    }

    /// When an edit was written, by the clock of the device that carried it: one's own, or as the server signed it.
    ///
    /// # Errors
    /// The database fails.
    pub fn written_at(&self, edit: EditId) -> Result<Option<i64>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT min(written_at) FROM (SELECT written_at FROM own_entry WHERE edit_id = ?1
                 UNION ALL SELECT written_at FROM delivered WHERE edit_id = ?1)",
            )?
            .query_row([edit.0], |row| row.get(0))?)
    }

    /// The numbers that edits have in the current device's chain of a space, where they have one.
    ///
    /// # Errors
    /// The database fails.
    pub fn numbers_of(&self, space: &DivisionCode, edits: &BTreeSet<EditId>) -> Result<BTreeMap<EditId, u64>> {
        let device = self.device()?.id;
        let mut statement = self
            .conn
            .prepare_cached("SELECT number FROM own_entry WHERE edit_id = ?1 AND space = ?2 AND device = ?3 LIMIT 1")?;
        let mut numbers = BTreeMap::new();
        for edit in edits {
            let number = statement.query_row((edit.0, space_of(space), device.0), |row| unsigned(row, 0)).optional()?;
            numbers.extend(number.map(|number| (*edit, number)));
        }
        Ok(numbers)
    }

    /// How many entries are kept of an own chain up to a number; fewer than the number after a purge.
    ///
    /// # Errors
    /// The database fails.
    pub fn kept_of_chain(&self, space: &DivisionCode, device: DeviceId, number: u64) -> Result<u64> {
        Ok(self
            .conn
            .prepare_cached("SELECT count(*) FROM own_entry WHERE space = ?1 AND device = ?2 AND number <= ?3")?
            .query_row((space_of(space), device.0, int(number)), |row| unsigned(row, 0))?)
    }

    /// Signs a message with the key of a device that this store is or was.
    ///
    /// # Errors
    /// The device is none of this store's.
    pub fn sign_as(&self, device: DeviceId, message: &[u8]) -> Result<[u8; 64]> {
        Ok(self.key_of(device)?.sign(message))
    }

    /// Keeps a new token of the device that the enrolment is of.
    ///
    /// # Errors
    /// The database fails.
    pub fn set_token(&mut self, token: [u8; 16]) -> Result<()> {
        self.conn.prepare_cached("UPDATE enrolment SET token = ?1")?.execute([token])?;
        Ok(())
    }
}
