//! A list's anchors, village by village. An anchor of a list is known by its village and its name.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::record::{Prose, RecordId, RecordKind};
use cunji_domain::server_facts::village_anchor::VillageAnchor;

use super::Imported;
use super::change::{Change, Wanted};
use crate::error::ServerError;
use crate::facts::violations_of_office;
use crate::imports::{AnchorRow, Anchors, Remark};
use crate::log::Named;
use crate::registrar::Registrar;
use crate::storage::Transaction;

/// The villages of a list, in the order in which their logs are locked.
pub(super) fn spaces(list: &Anchors) -> BTreeSet<DivisionCode> {
    list.rows.iter().map(|row| row.village.clone()).collect()
}

/// What a list would change in a village.
pub(super) fn plan(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    list: &Anchors,
    village: &DivisionCode,
) -> Result<Vec<Change>, ServerError> {
    let mut changes = Vec::new();
    for row in rows(list, village) {
        changes.extend(wanted(tx, registrar, row)?.change(tx, registrar, village)?);
    }
    Ok(changes)
}

/// What the rules of anchors say of a list.
pub(super) fn faults(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    list: &Anchors,
    now: i64,
) -> Result<Vec<Remark>, ServerError> {
    let mut faults = Vec::new();
    for row in &list.rows {
        let broken = violations_of_office(tx, registrar, &row.village, &anchor(row, None), now)?;
        faults.extend(broken.into_iter().map(|rule| Remark::of_row(&row.row, rule.code, rule.zh, rule.en)));
    }
    Ok(faults)
}

/// Takes in what a list says of a village.
pub(super) fn apply(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    list: &Anchors,
    village: &DivisionCode,
    now: i64,
) -> Result<Imported, ServerError> {
    let mut imported = Imported::default();
    for row in rows(list, village) {
        imported.rows += 1;
        imported.changed += usize::from(wanted(tx, registrar, row)?.publish(tx, registrar, village, now)?);
    }
    Ok(imported)
}

fn rows<'l>(list: &'l Anchors, village: &'l DivisionCode) -> impl Iterator<Item = &'l AnchorRow> {
    list.rows.iter().filter(move |row| row.village == *village)
}

fn wanted(tx: &mut dyn Transaction, registrar: &Registrar, row: &AnchorRow) -> Result<Wanted, ServerError> {
    let present = present(tx, registrar, row)?;
    let record = anchor(row, present.as_ref().map(|(_, anchor)| anchor));
    let named = present.map_or(Named::New, |(id, _)| Named::Id(id));
    Ok(Wanted::named(&record, named, row.name.clone(), Some(row.row.clone())))
}

/// The anchor of this name that the office stands by; of several the first by id.
fn present(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &AnchorRow,
) -> Result<Option<(RecordId, VillageAnchor)>, ServerError> {
    let rows = registrar.tables.records(tx, VillageAnchor::DECL.number, &row.village)?;
    let standing = rows.into_iter().filter(|row| !row.withdrawn);
    let mut anchors = standing.filter_map(|row| Some((row.id, VillageAnchor::from_parts(&row.key, &row.fields).ok()?)));
    Ok(anchors.find(|(_, anchor)| anchor.approved && anchor.name == row.name))
}

fn anchor(row: &AnchorRow, present: Option<&VillageAnchor>) -> VillageAnchor {
    // How exactly it was measured on the spot stays known as long as the place is the same.
    let same_place = present.filter(|known| known.place.place() == row.place.place());
    VillageAnchor {
        name: row.name.clone(),
        place: same_place.map_or_else(|| row.place.clone(), |known| known.place.clone()),
        radius: row.radius,
        from_day: row.from_day,
        to_day: row.to_day,
        approved: true,
        proposal: present.and_then(|known| known.proposal),
        reason: present.map_or_else(Prose::default, |known| known.reason.clone()),
    }
}
