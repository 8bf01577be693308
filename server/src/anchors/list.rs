//! Proposals that wait, and the anchors that stand, of a division and below it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::anchor_proposal::AnchorProposal;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordId, RecordKind};
use cunji_domain::server_facts::village_anchor::VillageAnchor;

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::read_model::RecordRow;
use crate::storage::{self, Transaction, roster};

/// A proposal that nobody has decided on.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// The village.
    pub space: DivisionCode,
    /// Its name.
    pub village: String,
    /// The proposal.
    pub record: RecordId,
    /// Who made it, by name.
    pub by: String,
    /// What it says.
    pub proposal: AnchorProposal,
    /// How far it is from the nearest anchor that stands, metres; none where there is none.
    pub from_nearest: Option<u32>,
}

/// An anchor that an office approved.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The village.
    pub space: DivisionCode,
    /// Its name.
    pub village: String,
    /// The anchor.
    pub record: RecordId,
    /// What it says.
    pub anchor: VillageAnchor,
}

/// Where a reader is: after this record of this village.
pub type Place = (DivisionCode, RecordId);

/// The proposals that wait, by village.
///
/// # Errors
/// What the database says.
pub fn proposed(
    server: &Server,
    division: &DivisionCode,
    after: Option<&Place>,
    limit: usize,
) -> Result<(Vec<Proposed>, bool), ServerError> {
    let registrar = server.registrar();
    storage::read(&*server.storage, |tx| {
        let anchors = anchors(tx, &registrar, division)?;
        let decided: BTreeSet<RecordId> = anchors.iter().filter_map(|(_, _, anchor)| anchor.proposal).collect();
        let rows = standing_rows(tx, &registrar, AnchorProposal::DECL.number, division)?;
        let waiting: Vec<_> =
            rows.into_iter().filter(|row| !decided.contains(&row.id) && is_after(row, after)).collect();
        let mut found = Vec::new();
        for row in waiting.iter().take(limit) {
            let Ok(proposal) = AnchorProposal::from_parts(&row.key, &row.fields) else { continue };
            let of_village = anchors.iter().filter(|(space, _, anchor)| *space == row.space && anchor.approved);
            let from_nearest =
                of_village.map(|(_, _, anchor)| anchor.place.place().metres_to(proposal.place.place())).min();
            found.push(Proposed {
                village: roster::division_called(tx, &row.space)?,
                space: row.space.clone(),
                record: row.id,
                by: roster::person_called(tx, &row.author)?,
                proposal,
                from_nearest,
            });
        }
        Ok((found, waiting.len() > limit))
    })
}

/// The anchors that stand on a day, by village.
///
/// # Errors
/// What the database says.
pub fn standing(
    server: &Server,
    division: &DivisionCode,
    today: NaiveDate,
    after: Option<&Place>,
    limit: usize,
) -> Result<(Vec<Standing>, bool), ServerError> {
    let registrar = server.registrar();
    storage::read(&*server.storage, |tx| {
        let anchors = anchors(tx, &registrar, division)?.into_iter();
        let is_after = |space: &DivisionCode, record: RecordId| {
            after.is_none_or(|(last, last_record)| (space, record) > (last, *last_record))
        };
        let held: Vec<_> = anchors
            .filter(|(space, record, anchor)| anchor.approved && is_after(space, *record))
            .filter(|(_, _, anchor)| anchor.to_day.is_none_or(|last| today <= last))
            .collect();
        let more = held.len() > limit;
        let mut found = Vec::new();
        for (space, record, anchor) in held.into_iter().take(limit) {
            found.push(Standing { village: roster::division_called(tx, &space)?, space, record, anchor });
        }
        Ok((found, more))
    })
}

fn anchors(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    division: &DivisionCode,
) -> Result<Vec<(DivisionCode, RecordId, VillageAnchor)>, ServerError> {
    let rows = standing_rows(tx, registrar, VillageAnchor::DECL.number, division)?.into_iter();
    let read = |row: RecordRow| {
        let anchor = VillageAnchor::from_parts(&row.key, &row.fields).ok()?;
        Some((row.space, row.id, anchor))
    };
    Ok(rows.filter_map(read).collect())
}

fn standing_rows(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    kind: u16,
    division: &DivisionCode,
) -> Result<Vec<RecordRow>, ServerError> {
    let rows = registrar.tables.records_below(tx, kind, division)?.into_iter();
    Ok(rows.filter(|row| !row.withdrawn).collect())
}

fn is_after(row: &RecordRow, after: Option<&Place>) -> bool {
    after.is_none_or(|(space, record)| (&row.space, row.id) > (space, *record))
}
