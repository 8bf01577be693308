//! What figures stand on: whether their year has a calendar and a policy of its own, and whether anything came of their days at all.

use chrono::{Datelike, NaiveDate};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::policy::PolicySet;
use cunji_domain::record::RecordKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::calendar;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, attendance::DaysTold};

/// What must be known of some days of a year before their figures are believed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Footing {
    /// Whether nobody declared the year's holidays: they all count as workdays.
    pub without_calendar: bool,
    /// The earlier year whose policy counts, where none was given for this one.
    pub policy_of_year: Option<i32>,
    /// Whether nothing came of these days from the division: no diary, no attendance as seen, no month on paper.
    pub nothing_told: bool,
    /// The last day of which something came, where nothing did of these; none: nothing ever came.
    pub last_told: Option<NaiveDate>,
}

/// What the figures of a division's days stand on.
///
/// # Errors
/// What the database says.
pub fn footing(
    server: &Server,
    division: &DivisionCode,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Footing, ServerError> {
    let registrar = server.registrar();
    let tables = told_by(&registrar);
    storage::read(&*server.storage, |tx| {
        let nothing_told = !tables.any_within(tx, division, from, to)?;
        Ok(Footing {
            without_calendar: !calendar(tx, &registrar)?.declares(to.year()),
            policy_of_year: policy_of_year(&registrar.policies, to),
            nothing_told,
            last_told: if nothing_told { tables.last(tx, division)? } else { None },
        })
    })
}

/// The records that tell of people's days.
fn told_by(registrar: &Registrar) -> DaysTold<'_> {
    let table = |kind| registrar.tables.table_name(kind).unwrap_or_default();
    DaysTold([
        (table(DiaryEntry::DECL.number), "day"),
        (table(AttendanceObservation::DECL.number), "day"),
        (table(PaperMonth::DECL.number), "month"),
    ])
}

/// Of which earlier year the policy of a day is, where nobody said that it holds for this one, too: a policy that says how long it
/// holds is meant for all of that time.
fn policy_of_year(policies: &PolicySet, day: NaiveDate) -> Option<i32> {
    let policy = policies.on(day).filter(|policy| policy.valid_to.is_none())?;
    Some(policy.valid_from.year()).filter(|year| *year < day.year())
}

#[cfg(test)]
mod tests {
    use cunji_domain::policy::{ANKANG_2017, Policy};

    use super::*;

    fn end_of(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 12, 31).unwrap()
    }

    #[test]
    fn a_policy_without_an_end_is_its_own_years_alone() {
        let shipped = PolicySet::shipped();
        assert_eq!(
            [2016, 2017, 2018, 2026].map(|year| policy_of_year(&shipped, end_of(year))),
            [None, None, Some(2017), Some(2017)]
        );
    }

    #[test]
    fn a_policy_that_says_how_long_it_holds_is_meant_for_that_time() {
        let text = ANKANG_2017.replacen("valid_from = 2017-01-01", "valid_from = 2017-01-01\nvalid_to = 2018-12-31", 1);
        let policies = PolicySet::new(vec![Policy::parse(&text).unwrap()]).unwrap();
        assert_eq!(policy_of_year(&policies, end_of(2018)), None);
    }
}
