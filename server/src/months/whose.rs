//! Whose months are looked at: those of a division's people, or of them only those whom one unit sent. A unit is a view of the division's
//! own sheets: what is filed, checked and closed is a division's.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::organisation::UnitName;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordKind;

use super::village_months::{VillageMonths, villages_of};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, months};

/// A division's people, or of them those whom one unit sent, by the unit that the roster names for them now: filings keep none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// The division.
    pub division: DivisionCode,
    /// The unit; none: whoever sent them.
    pub unit: Option<UnitName>,
}

/// Who of a village's people are looked at.
pub(super) enum Who {
    All,
    These(BTreeSet<PersonId>),
}

impl Whose {
    /// The villages in which there may be somebody, by code, each with whom to look at there.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn villages(
        &self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
    ) -> Result<Vec<(DivisionCode, Who)>, ServerError> {
        let villages = villages_of(tx, &self.division)?;
        let Some(unit) = &self.unit else {
            return Ok(villages.into_iter().map(|village| (village, Who::All)).collect());
        };
        let filings = registrar.tables.table_name(MonthFiling::DECL.number).unwrap_or_default();
        let mut sent = months::sent_by(tx, filings, &self.division, unit)?;
        let there = villages.into_iter().filter_map(|village| {
            let these = sent.remove(&village)?;
            Some((village, Who::These(these)))
        });
        Ok(there.collect())
    }
}

impl Who {
    /// What of a village's page is theirs; none where nothing is.
    pub(super) fn of(&self, mut page: VillageMonths) -> Option<VillageMonths> {
        let Self::These(these) = self else { return Some(page) };
        page.people.retain(|person| these.contains(&person.cadre));
        page.earlier.retain(|earlier| these.contains(&earlier.filing.cadre));
        (!page.people.is_empty() || !page.earlier.is_empty()).then_some(page)
    }
}

/// The units whose people may be on a division's sheets of a month, by name, after one; and whether there are more.
///
/// # Errors
/// What the database says.
pub fn units(
    server: &Server,
    division: &DivisionCode,
    month: NaiveDate,
    (after, limit): (&str, usize),
) -> Result<(Vec<String>, bool), ServerError> {
    let registrar = server.registrar();
    let filings = registrar.tables.table_name(MonthFiling::DECL.number).unwrap_or_default();
    let mut units =
        storage::read(&*server.storage, |tx| months::units(tx, filings, division, month, (after, limit + 1)))?;
    let more = units.len() > limit;
    units.truncate(limit);
    Ok((units, more))
}
