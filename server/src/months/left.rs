//! 没归的: people whose month belongs to a village by the terms as they are known now, and is not on its sheet, though that was closed.
//!
//! Somebody was not checked when it was closed, or was moved there afterwards, from a day before. Either month is filed once it is
//! checked: with the next sheet.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordKind;

use super::person_month::{PersonMonth, Step};
use super::village_months::months_of_village;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, months, roster};

/// A month that is on no sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The village.
    pub village: DivisionCode,
    /// Its name.
    pub village_name: String,
    /// Whose.
    pub cadre: PersonId,
    /// By name.
    pub name: String,
    /// The first day of the month.
    pub month: NaiveDate,
    /// How far it is.
    pub step: Step,
}

impl Left {
    /// A person's month in a village.
    pub(super) fn of((village, village_name): (&DivisionCode, &str), month: NaiveDate, person: PersonMonth) -> Self {
        Self {
            village: village.clone(),
            village_name: village_name.to_owned(),
            cadre: person.cadre,
            name: person.name,
            month,
            step: person.step,
        }
    }
}

/// Who is left of a town's or a village's sheets that were closed, up to a month's: by village and month.
///
/// # Errors
/// What the database says.
pub fn left(
    server: &Server,
    division: &DivisionCode,
    until: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Left>, ServerError> {
    let registrar = server.registrar();
    storage::read(&*server.storage, |tx| {
        let mut left = Vec::new();
        for (village, months) in months_left(tx, &registrar, division, until)? {
            let name = roster::division_called(tx, &village)?;
            for (month, people) in months_of_village(tx, &registrar, &village, &months, today)? {
                let unfiled = people.into_iter().filter(|person| person.here && person.filed.is_empty());
                left.extend(unfiled.map(|person| Left::of((&village, &name), month, person)));
            }
        }
        Ok(left)
    })
}

/// Which months somebody is left of in which village, up to a month's sheet.
///
/// # Errors
/// What the database says.
pub(super) fn months_left(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    division: &DivisionCode,
    until: NaiveDate,
) -> Result<BTreeMap<DivisionCode, BTreeSet<NaiveDate>>, ServerError> {
    let filings = registrar.tables.table_name(MonthFiling::DECL.number).unwrap_or_default();
    let mut of_villages: BTreeMap<DivisionCode, BTreeSet<NaiveDate>> = BTreeMap::new();
    for month in closed_sheets(tx, registrar, division)?.into_iter().filter(|month| *month <= until) {
        for village in months::left_out(tx, filings, division, month)? {
            of_villages.entry(village).or_default().insert(month);
        }
    }
    Ok(of_villages)
}

/// The months whose sheets were closed in a division's villages.
///
/// # Errors
/// What the database says.
pub(super) fn closed_sheets(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    division: &DivisionCode,
) -> Result<BTreeSet<NaiveDate>, ServerError> {
    let filings = registrar.tables.table_name(MonthFiling::DECL.number).unwrap_or_default();
    Ok(months::closed_sheets(tx, filings, division)?)
}
