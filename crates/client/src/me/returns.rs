//! 退回: until when a diary that was given back is to be mended. The server says it once it knows that a phone of the person's has the return,
//! the same day to every phone. Until that is here this phone reckons by its own clock, from the day on which it had the return.

use chrono::{Days, NaiveDate};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::review::Review;
use cunji_domain::server_facts::mending_end::MendingEnd;
use cunji_store::{Filter, Typed};

use crate::error::Result;
use crate::phone::Phone;
use crate::views::hex;

/// Under which name it is kept since when this phone has which return.
const SINCE: &str = "returns since";
/// So many are remembered: more than stand open at once.
const REMEMBERED: usize = 200;

impl Phone {
    /// The last days for mending that the server said.
    ///
    /// # Errors
    /// The database fails.
    pub(super) fn mending_ends(&self) -> Result<Vec<MendingEnd>> {
        Ok(self.records::<MendingEnd>(&Filter::default())?.into_iter().map(|end| end.value).collect())
    }

    /// The last day for mending as this phone reckons it; none where no policy says how many days there are.
    ///
    /// # Errors
    /// The database fails; the disk is full or read-only.
    pub(super) fn reckoned_end(&mut self, returned: &Typed<Review>, diary: &DiaryEntry) -> Result<Option<NaiveDate>> {
        let since = self.has_return_since(&hex(&returned.record.id.0))?;
        let known = self.known()?;
        let policy = known.policies.as_ref().and_then(|policies| policies.on(diary.day));
        let days = policy.and_then(|policy| u64::try_from(policy.review.return_deadline_days.get()).ok());
        Ok(days.and_then(|days| since.checked_add_days(Days::new(days))))
    }

    fn has_return_since(&mut self, review: &str) -> Result<NaiveDate> {
        let kept = self.store.kept(SINCE)?.unwrap_or_default();
        let kept = String::from_utf8_lossy(&kept).into_owned();
        let mut all: Vec<&str> = kept.lines().collect();
        let known = all.iter().filter_map(|line| line.split_once(' ')).find(|(of, _)| *of == review);
        if let Some(since) = known.and_then(|(_, day)| day.parse().ok()) {
            return Ok(since);
        }
        let today = self.today();
        let line = format!("{review} {today}");
        all.push(&line);
        let forgotten = all.len().saturating_sub(REMEMBERED);
        self.store.keep(SINCE, all.split_off(forgotten).join("\n").as_bytes())?;
        Ok(today)
    }
}
