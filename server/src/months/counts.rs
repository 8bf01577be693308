//! How many months of a division's people were acknowledged, signed, checked and filed, by the divisions right below.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::month_acknowledgement::MonthAcknowledgement;
use cunji_domain::month_check::MonthCheck;
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::month_signature::MonthSignature;
use cunji_domain::record::RecordKind;

use crate::error::ServerError;
use crate::server::Server;
use crate::storage::overview::divisions_within;
use crate::storage::{self, months};

/// The months of a division's people: how many records there are of each step, whether or not a day has changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// The division.
    pub division: DivisionCode,
    /// Its name.
    pub name: String,
    /// People on a team in the month.
    pub people: u64,
    /// Of them those who acknowledged it.
    pub acknowledged: u64,
    /// Those whose month the first secretary signed.
    pub signed: u64,
    /// Those whose month an office checked.
    pub checked: u64,
    /// Those whose month is filed.
    pub filed: u64,
    /// Corrections of earlier months on this month's sheet.
    pub corrections: u64,
    /// People whose month is theirs and not filed, though their town's sheet was closed.
    pub left: u64,
}

/// The counts of the divisions right below one, by code; of a village its own.
///
/// # Errors
/// What the database says.
pub fn counts(server: &Server, division: &DivisionCode, month: NaiveDate) -> Result<Vec<Counts>, ServerError> {
    let registrar = server.registrar();
    let table = |kind| registrar.tables.table_name(kind).unwrap_or_default();
    storage::read(&*server.storage, |tx| {
        let mut below = divisions_within(tx, division)?;
        if division.level() == Level::Village {
            below = vec![(division.clone(), storage::roster::division_called(tx, division)?)];
        }
        let Some(digits) = below.first().map(|(code, _)| code.as_str().len()) else { return Ok(Vec::new()) };
        let people = months::people(tx, table(MonthFiling::DECL.number), division, digits, month)?;
        let acknowledged = months::said(tx, table(MonthAcknowledgement::DECL.number), division, digits, month)?;
        let signed = months::said(tx, table(MonthSignature::DECL.number), division, digits, month)?;
        let checked = months::said(tx, table(MonthCheck::DECL.number), division, digits, month)?;
        let filed = months::said(tx, table(MonthFiling::DECL.number), division, digits, month)?;
        let corrections = months::corrections(tx, table(MonthFiling::DECL.number), division, digits, month)?;
        let mut left: BTreeMap<String, u64> = BTreeMap::new();
        for village in months::left_out(tx, table(MonthFiling::DECL.number), division, month)? {
            *left.entry(village.as_str().chars().take(digits).collect()).or_default() += 1;
        }
        let counts = below.into_iter().map(|(code, name)| {
            let of = |counted: &BTreeMap<String, u64>| counted.get(code.as_str()).copied().unwrap_or_default();
            Counts {
                people: of(&people),
                acknowledged: of(&acknowledged),
                signed: of(&signed),
                checked: of(&checked),
                filed: of(&filed),
                corrections: of(&corrections),
                left: of(&left),
                division: code,
                name,
            }
        });
        Ok(counts.collect())
    })
}
