//! 入户走访: adding and changing visits, and sharing a companion's.

pub(crate) mod form;

use chrono::NaiveDate;
use cunji_domain::record::{Prose, RecordId, Set};
use cunji_domain::shared_visit::SharedVisit;
use cunji_domain::visit::HouseholdVisit;

use crate::attendance::as_shown;
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};

/// A visit of a day of which nothing is said yet: set what there is to say and [`Phone::add`] it; change it by
/// [`Phone::change`].
pub fn visit_on(day: NaiveDate) -> HouseholdVisit {
    HouseholdVisit {
        day,
        household: None,
        household_name: None,
        group: None,
        purpose: None,
        findings: Prose::default(),
        needs: Prose::default(),
        explained: Set::default(),
        companions: Set::default(),
        met: Set::default(),
        quiz: None,
        satisfaction: None,
        photos: Set::default(),
        next_step: Prose::default(),
    }
}

impl Phone {
    /// A companion's word on a visit that somebody else wrote: one tap instead of writing it again.
    ///
    /// # Errors
    /// The visit is not here, or is one's own; the store fails.
    pub fn share_visit(&mut self, visit: RecordId, was_along: bool, note: Option<String>) -> Result<Written> {
        let space = self.record_of::<HouseholdVisit>(visit)?.record.space;
        let shared = SharedVisit { visit, cadre: self.person()?, was_along, note };
        self.add_in(space, &shared, &Beside::default())
    }

    /// The same on the visit as it was shown: with these heads.
    ///
    /// # Errors
    /// As [`Phone::share_visit`]; it has changed since it was shown.
    pub fn share_shown_visit(&mut self, visit: RecordId, was_along: bool, shown: &[String]) -> Result<Written> {
        as_shown(&self.record(visit)?, shown)?;
        self.share_visit(visit, was_along, None)
    }
}
