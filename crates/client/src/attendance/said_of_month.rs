//! What is said of a person's month where the server reads it: in the village on whose sheet it stands.

use chrono::NaiveDate;
use cunji_domain::attendance::YearAttendance;
use cunji_domain::month_acknowledgement::month_end;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordKind;
use cunji_store::{Filter, Typed};

use super::acknowledge::Acknowledged;
use super::signing::{Filed, Signed};
use crate::error::Result;
use crate::phone::Phone;

/// What is said of a month.
#[derive(Debug)]
pub(super) struct SaidOfMonth {
    /// The person's own word.
    pub acknowledged: Option<Acknowledged>,
    /// The first secretary's signature.
    pub signed: Option<Signed>,
    /// What offices filed last.
    pub filed: Option<Filed>,
    /// The sheet on paper that stands for the person's word and, where it is signed, for the first secretary's.
    pub paper: Option<PaperMonth>,
}

impl Phone {
    /// What is said of a month. `year` is the person's as it is now.
    pub(super) fn said_of_month(
        &mut self,
        cadre: &PersonId,
        month: NaiveDate,
        year: &YearAttendance,
    ) -> Result<SaidOfMonth> {
        let papers = self.records_of_month::<PaperMonth>(cadre, month)?.into_iter().map(|one| one.value);
        Ok(SaidOfMonth {
            acknowledged: self.acknowledged(cadre, month, year)?,
            signed: self.signed(cadre, month, year)?,
            filed: self.filed(cadre, month, year)?,
            paper: papers.into_iter().find(|one| one.cadre == *cadre && one.month == month),
        })
    }

    /// The records of a kind that tell of a month's days in the village on whose sheet a person's month stands; of a month on no team
    /// any more, those of every village, since what was filed of it stays filed.
    pub(super) fn records_of_month<K: RecordKind>(
        &mut self,
        cadre: &PersonId,
        month: NaiveDate,
    ) -> Result<Vec<Typed<K>>> {
        let known = self.known()?;
        let there = known.village_of_month(cadre, month).map_or_else(Filter::default, |village| Filter::of(&village));
        self.records::<K>(&there.on(month..=month_end(month)))
    }
}
