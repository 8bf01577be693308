//! A list's households, village by village.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::person::PersonId;
use cunji_domain::record::Set;

use super::Imported;
use super::change::{Change, Wanted};
use crate::error::ServerError;
use crate::households::known;
use crate::imports::{HouseholdRow, Households, Remark};
use crate::registrar::Registrar;
use crate::storage::{Transaction, households, roster};

/// The villages of a list, in the order in which their logs are locked.
pub(super) fn spaces(list: &Households) -> BTreeSet<DivisionCode> {
    list.rows.iter().map(|row| row.village.clone()).collect()
}

/// What a list would change in a village.
pub(super) fn plan(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    list: &Households,
    village: &DivisionCode,
) -> Result<Vec<Change>, ServerError> {
    let mut changes = Vec::new();
    for row in rows(list, village) {
        changes.extend(wanted(tx, registrar, row)?.change(tx, registrar, village)?);
    }
    Ok(changes)
}

/// Tells of ID-card numbers that are those of people of other households. Who brings the list for a division is told of households within
/// it by place and number; of those elsewhere, that there are any: the level above, which sees both, looks into it.
pub(super) fn known_ids(
    tx: &mut dyn Transaction,
    list: &Households,
    division: &DivisionCode,
) -> Result<Vec<Remark>, ServerError> {
    let mut notes = Vec::new();
    for (row, id) in list.rows.iter().flat_map(|row| row.ids.iter().map(move |id| (row, id))) {
        let mut known = households::of_id_number(tx, id.hash)?;
        known.retain(|(space, number, name)| (space, number, name) != (&row.village, &row.number, &id.of));
        let (here, elsewhere): (Vec<_>, Vec<_>) = known.into_iter().partition(|(space, ..)| division.contains(space));
        let tail = &id.last_four;
        for (space, number, _) in here {
            let place = roster::division_called(tx, &space)?;
            notes.push(Remark::of_row(
                &row.place,
                "household.id_known",
                format!("{} {}的身份证号(尾号 {tail})在{place} {number} 已经有了,请核对是不是一个人。", row.number, id.of),
                format!("The ID-card number of {} {} (…{tail}) is known from {place} {number}; please check whether it is one person.", row.number, id.of),
            ));
        }
        if !elsewhere.is_empty() {
            notes.push(Remark::of_row(
                &row.place,
                "household.id_elsewhere",
                format!("{} {}的身份证号(尾号 {tail})在别处已登记,请上一级核对是不是一个人。", row.number, id.of),
                format!("The ID-card number of {} {} (…{tail}) is registered elsewhere; ask the level above whether it is one person.", row.number, id.of),
            ));
        }
    }
    Ok(notes)
}

/// Takes in what a list says of a village.
pub(super) fn apply(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    list: &Households,
    village: &DivisionCode,
    now: i64,
) -> Result<Imported, ServerError> {
    let mut imported = Imported::default();
    for row in rows(list, village) {
        imported.rows += 1;
        for id in &row.ids {
            let kept = (id.of.as_str(), id.hash, id.last_four.as_str());
            households::put_id_number(tx, village, &row.number, kept)?;
        }
        imported.changed += usize::from(wanted(tx, registrar, row)?.publish(tx, registrar, village, now)?);
    }
    Ok(imported)
}

/// The rows of a village: a list is in order of village and number.
fn rows<'l>(list: &'l Households, village: &'l DivisionCode) -> &'l [HouseholdRow] {
    let first = list.rows.partition_point(|row| row.village < *village);
    let end = list.rows.partition_point(|row| row.village <= *village);
    &list.rows[first..end]
}

/// A household as the list wants it: what the list does not tell stays as another list or the console has set it.
fn wanted(tx: &mut dyn Transaction, registrar: &Registrar, row: &HouseholdRow) -> Result<Wanted, ServerError> {
    let present = known(tx, registrar, &row.village, &row.number)?;
    let told = Household {
        number: row.number.clone(),
        head: row.head.clone(),
        group: row.group.clone().or_else(|| present.as_ref().and_then(|h| h.group.clone())),
        persons: row.persons.or_else(|| present.as_ref().and_then(|h| h.persons)),
        members: if row.members.is_empty() {
            present.as_ref().map(|h| h.members.clone()).unwrap_or_default()
        } else {
            row.members.iter().cloned().collect::<Set<_>>()
        },
        address: row.address.clone().or_else(|| present.as_ref().and_then(|h| h.address.clone())),
        ..present.unwrap_or_else(|| empty(&row.number, &row.head))
    };
    Ok(Wanted::keyed(&told, format!("{} {}", told.number, told.head), Some(row.place.clone())))
}

fn empty(number: &str, head: &str) -> Household {
    Household {
        number: number.to_owned(),
        head: head.to_owned(),
        group: None,
        members: Set::default(),
        address: None,
        causes: Set::default(),
        registered: None,
        status: None,
        status_since: None,
        category: None,
        helpers: Set::<PersonId>::default(),
        visitors: Set::<PersonId>::default(),
        persons: None,
    }
}
