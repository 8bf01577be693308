//! What figures stand on: whether their year has a calendar and a policy of its own, and whether anything came of their days at all.

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::Borrowed;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::record::RecordKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::calendar;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage;
use crate::storage::attendance::{DaysTold, Told};

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
        let borrowed = Borrowed::of(to.year(), &registrar.policies, &calendar(tx, &registrar)?);
        Ok(Footing {
            without_calendar: borrowed.is_some_and(Borrowed::without_calendar),
            policy_of_year: borrowed.and_then(Borrowed::policy_of),
            nothing_told,
            last_told: if nothing_told { tables.last(tx, division)? } else { None },
        })
    })
}

/// The records that tell of people's days.
fn told_by(registrar: &Registrar) -> DaysTold<'_> {
    let table = |kind| registrar.tables.table_name(kind).unwrap_or_default();
    DaysTold([
        (table(DiaryEntry::DECL.number), Told::Day),
        (table(AttendanceObservation::DECL.number), Told::Day),
        (table(PaperMonth::DECL.number), Told::Month),
    ])
}
