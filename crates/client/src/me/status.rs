//! 还有几条没传、有没有要改的: how things stand.

use cunji_domain::record::Code;

use crate::error::Result;
use crate::mending::held::held;
use crate::phone::Phone;
use crate::views::{HeldView, RefusedView, StatusView, WhoView};

/// When the last sync was done, by the phone's clock.
pub(crate) const LAST_SYNC: &str = "last sync";

impl Phone {
    /// Whose phone it is.
    ///
    /// # Errors
    /// Nobody's yet.
    pub fn who(&mut self) -> Result<WhoView> {
        let enrolment = self.enrolment()?;
        let device = self.store.device()?;
        let villages = self.villages()?;
        let (known, today) = (self.known()?, self.today());
        let own: Vec<_> = known.members.iter().filter(|member| member.person == enrolment.person).collect();
        let mut roles: Vec<String> =
            own.iter().filter(|member| member.holds_on(today)).map(|member| member.role.code().to_owned()).collect();
        roles.sort();
        roles.dedup();
        Ok(WhoView {
            keeps_attendance: own.is_empty() || own.iter().any(|member| member.role.in_team()),
            roles,
            person: enrolment.person.to_string(),
            name: enrolment.person_name,
            device: device.id.to_string(),
            introduced: device.introduced,
            server: enrolment.server,
            villages: villages.iter().map(ToString::to_string).collect(),
        })
    }

    /// How things stand.
    ///
    /// # Errors
    /// The database fails.
    pub fn status(&self) -> Result<StatusView> {
        let status = self.store.status()?;
        let rejected = self.rejected_open()?;
        let refused_frames: Vec<_> = status
            .refused
            .into_iter()
            .map(|refused| RefusedView {
                village: refused.space.to_string(),
                number: refused.number,
                code: refused.code,
                zh: refused.zh,
                en: refused.en,
            })
            .collect();
        let held_entries: Vec<_> = status
            .held
            .into_iter()
            .map(|entry| {
                let told = held(&entry.code);
                HeldView {
                    village: entry.space.to_string(),
                    device: entry.device.to_string(),
                    number: entry.number,
                    code: entry.code,
                    zh: told.zh,
                    en: told.en,
                }
            })
            .collect();
        Ok(StatusView {
            device: self.store.device()?.id.to_string(),
            unsent: status.unsent,
            held: held_entries.len() as u64,
            rejected: rejected.len() as u64,
            conflicts: status.conflicts,
            refused: self.refused_entries()?,
            drafts: status.drafts,
            last_sync: self.last_sync()?,
            clock_doubtful: self.clock_is_behind(),
            needs_new_device: self.store.needs_new_device()?,
            digests: self.store.digests()?.into_iter().map(|(space, digest)| (space.to_string(), digest)).collect(),
            held_entries,
            rejected_edits: rejected,
            refused_frames,
        })
    }

    /// When the last sync was done: Unix seconds by the phone's clock.
    ///
    /// # Errors
    /// The database fails.
    pub fn last_sync(&self) -> Result<Option<i64>> {
        let kept = self.store.kept(LAST_SYNC)?;
        Ok(kept.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes))
    }

    /// Unsent entries that stand in or behind a refused frame.
    pub(crate) fn refused_entries(&self) -> Result<u64> {
        let refused = self.store.refused()?;
        let mut count = 0;
        for run in self.store.outbox()? {
            let first =
                refused.iter().filter(|r| r.space == run.space && r.device == run.device).map(|r| r.number).min();
            count += first.map_or(0, |first| run.entries.iter().filter(|entry| entry.number >= first).count());
        }
        Ok(count as u64)
    }
}
