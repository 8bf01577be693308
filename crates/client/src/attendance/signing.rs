//! 月度签字 and 归档: the first secretary signs a member's month as it was seen; what offices filed of a month comes down.

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::YearAttendance;
use cunji_domain::month_acknowledgement::{ChangedSince, changed_from, month_as_seen};
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::month_signature::MonthSignature;
use cunji_domain::person::PersonId;
use cunji_store::Typed;

use super::tapped::{changed_meanwhile, id_of};
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};

/// A month that the first secretary signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What was signed.
    pub signature: Typed<MonthSignature>,
    /// The days that have become others since; while there are any, the month is not signed.
    pub changed: Vec<ChangedSince>,
}

/// A month as offices filed it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The filing.
    pub filing: MonthFiling,
    /// The days that have become others since: they go on the next sheet as a correction.
    pub changed: Vec<ChangedSince>,
}

impl Phone {
    /// Signs a teammate's month as it was shown: with these signs of its days, in the village on whose sheet it stands.
    ///
    /// # Errors
    /// The month is not over, or a day of it has become another since it was shown; it stands on another village's sheet than the one
    /// that is named; the person is not the team's first secretary, or it is their own month; the store fails.
    pub fn sign_shown_month(&mut self, cadre: &str, month: NaiveDate, shown: &str, beside: &Beside) -> Result<Written> {
        let cadre = id_of(cadre)?;
        let first = month.with_day(1).unwrap_or(month);
        let year = self.attendance_of(&cadre, first.year(), None)?;
        let (until, seen) = month_as_seen(&year, first).ok_or_else(not_on_team)?;
        if until >= self.today() {
            return Err(not_over(until));
        }
        if seen != shown {
            return Err(changed_meanwhile());
        }
        let known = self.known()?;
        let village = known.village_of_month(&cadre, first).ok_or_else(not_on_team)?;
        let is_another = beside.village.as_ref().is_some_and(|named| *named != village);
        if is_another || !self.villages()?.contains(&village) {
            let name = self.village_name(&village, until)?;
            let name = name.or_else(|| known.called_elsewhere(&village).map(str::to_owned));
            return Err(on_another_sheet(&name.unwrap_or_else(|| village.to_string())));
        }
        let signature = MonthSignature { cadre, month: first, until, seen, note: None };
        self.add_in(village, &signature, beside)
    }

    /// Whether a cadre's month was signed, and what has changed since. `year` is the cadre's as it is now.
    pub(crate) fn signed(
        &mut self,
        cadre: &PersonId,
        month: NaiveDate,
        year: &YearAttendance,
    ) -> Result<Option<Signed>> {
        let of_month = self.records_of_month::<MonthSignature>(cadre, month)?;
        let mut of_cadre = of_month.into_iter().filter(|one| one.value.cadre == *cadre && one.value.month == month);
        Ok(of_cadre.next().map(|signature| {
            let changed = changed_from(month, &signature.value.seen, &year.days);
            Signed { signature, changed }
        }))
    }

    /// What was filed last of a cadre's month. `year` is the cadre's as it is now.
    pub(crate) fn filed(&mut self, cadre: &PersonId, month: NaiveDate, year: &YearAttendance) -> Result<Option<Filed>> {
        let of_month = self.records_of_month::<MonthFiling>(cadre, month)?;
        let of_cadre = of_month.into_iter().filter(|one| one.value.cadre == *cadre && one.value.month == month);
        let last = of_cadre.map(|one| one.value).max_by_key(|one| one.number);
        Ok(last.map(|filing| Filed { changed: changed_from(month, &filing.filed, &year.days), filing }))
    }
}

fn not_on_team() -> ClientError {
    ClientError::told(
        "month_signature.not_in_term",
        "这个月他不在驻村工作队,不用签字。",
        "They were not on a village team in this month; there is nothing to sign.",
    )
}

fn on_another_sheet(village: &str) -> ClientError {
    ClientError::told(
        "month_signature.other_village",
        format!("他这个月最后驻的是{village},记在那边的表上,由那边的第一书记签;这里没有签。"),
        format!(
            "They were with {village} last in this month; it stands on its sheet and is its first secretary's to sign. Nothing was signed here."
        ),
    )
}

fn not_over(until: NaiveDate) -> ClientError {
    ClientError::told(
        "month_signature.not_over",
        format!("这个月还没过完,过了 {until} 再签字。"),
        format!("The month is not over; sign it after {until}."),
    )
}
