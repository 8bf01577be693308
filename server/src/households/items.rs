//! Households as offices look through them: kept up to date by following the villages' logs.

use std::collections::BTreeSet;

use cunji_domain::division::{DivisionCode, group_name};
use cunji_domain::household::{Household, HouseholdStatus};
use cunji_domain::household_match::HouseholdMatch;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Code, RecordId, RecordKind, Value};
use cunji_domain::visit::HouseholdVisit;
use cunji_history::derived_record_id;

use crate::error::ServerError;
use crate::follow::Following;
use crate::registrar::Registrar;
use crate::storage::households::{self, HouseholdItem, HouseholdVisited, UnlistedHousehold};
use crate::storage::log::LogEntry;
use crate::storage::{self, Transaction};

/// A name and a group as they were written.
type Written = (String, String);

/// What was heard of a village's households.
#[derive(Debug, Default)]
pub struct Items {
    households: BTreeSet<RecordId>,
    visits: BTreeSet<RecordId>,
    matches: BTreeSet<RecordId>,
}

/// What has to be looked at again.
#[derive(Debug, Default)]
struct Touched {
    numbers: BTreeSet<String>,
    written: BTreeSet<Written>,
}

impl Following for Items {
    fn clear(&self, tx: &mut dyn Transaction, space: &DivisionCode) -> Result<(), ServerError> {
        Ok(households::remove_all(tx, space)?)
    }

    fn hear(&mut self, _: &mut dyn Transaction, _: &Registrar, entry: &LogEntry) -> Result<(), ServerError> {
        let heard = [
            (Household::DECL.number, &mut self.households),
            (HouseholdVisit::DECL.number, &mut self.visits),
            (HouseholdMatch::DECL.number, &mut self.matches),
        ];
        for (kind, records) in heard {
            if kind == entry.kind {
                records.insert(entry.record);
            }
        }
        Ok(())
    }

    fn write(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
        _: i64,
    ) -> Result<(), ServerError> {
        let heard = std::mem::take(self);
        let mut touched = Touched::default();
        for record in heard.matches {
            rematch(tx, registrar, space, record, &mut touched)?;
        }
        for record in heard.visits {
            let before = households::visit(tx, space, record)?;
            before.iter().for_each(|visit| touched.by(visit));
            match visit_of(tx, registrar, space, record)? {
                Some(visit) => {
                    touched.by(&visit);
                    households::put_visit(tx, &visit)?;
                }
                None => households::remove_visit(tx, space, record)?,
            }
        }
        for record in heard.households {
            match registrar.tables.record(tx, Household::DECL.number, space, record)? {
                Some(row) => touched.numbers.extend(row.key.first().and_then(Value::as_text).map(str::to_owned)),
                // Erased: nothing tells its number any more.
                None => households::remove(tx, space, record)?,
            }
        }
        for number in touched.numbers {
            let id = household_id(space, &number);
            match item_of(tx, registrar, space, id)? {
                Some(item) => households::put(tx, &item)?,
                None => households::remove(tx, space, id)?,
            }
        }
        for (name, group) in touched.written {
            let written = (name.as_str(), group.as_str());
            match households::visited_unlisted(tx, space, written)? {
                (Some(last_visit), visits) => {
                    let (name, group) = (name.clone(), group.clone());
                    let one = UnlistedHousehold { space: space.clone(), name, group, last_visit, visits };
                    households::put_unlisted(tx, &one)?;
                }
                (None, _) => households::remove_unlisted(tx, space, written)?,
            }
        }
        Ok(())
    }
}

impl Touched {
    fn by(&mut self, visit: &HouseholdVisited) {
        self.numbers.extend(visit.number.clone());
        self.written.extend(visit.name.clone().map(|name| (name, visit.group.clone())));
    }
}

/// The record of a village's household.
pub(super) fn household_id(space: &DivisionCode, number: &str) -> RecordId {
    derived_record_id(Household::DECL.number, space, &[Value::Text(number.to_owned())])
}

/// Where visits by a name and a group go after a match was made, changed or taken back.
fn rematch(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
    touched: &mut Touched,
) -> Result<(), ServerError> {
    let row = registrar.tables.record(tx, HouseholdMatch::DECL.number, space, record)?;
    let Some(Ok(matched)) = row.as_ref().map(|row| HouseholdMatch::from_parts(&row.key, &row.fields)) else {
        return Ok(());
    };
    let number = row.filter(|row| !row.withdrawn).map(|_| matched.household.clone());
    touched.numbers.extend(number.clone());
    for mut visit in households::visits_written(tx, space, (&matched.name, &matched.group))? {
        touched.by(&visit);
        visit.number.clone_from(&number);
        households::put_visit(tx, &visit)?;
    }
    touched.written.insert((matched.name, matched.group));
    Ok(())
}

fn visit_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
) -> Result<Option<HouseholdVisited>, ServerError> {
    let row = registrar.tables.record(tx, HouseholdVisit::DECL.number, space, record)?;
    let Some(row) = row.filter(|row| !row.withdrawn) else { return Ok(None) };
    let Ok(visit) = HouseholdVisit::from_parts(&row.key, &row.fields) else { return Ok(None) };
    let group = visit.group.unwrap_or_default();
    let number = match (&visit.household, &visit.household_name) {
        (Some(number), _) => Some(number.clone()),
        (None, Some(name)) => match_of(tx, registrar, space, name, &group)?,
        (None, None) => None,
    };
    let name = visit.household_name.filter(|_| visit.household.is_none());
    Ok(Some(HouseholdVisited { space: space.clone(), record, number, name, group, day: visit.day }))
}

/// The number that a name and a group stand for.
fn match_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    name: &str,
    group: &str,
) -> Result<Option<String>, ServerError> {
    let kind = HouseholdMatch::DECL.number;
    let id = derived_record_id(kind, space, &[Value::Text(name.to_owned()), Value::Text(group.to_owned())]);
    let row = registrar.tables.record(tx, kind, space, id)?.filter(|row| !row.withdrawn);
    Ok(row.and_then(|row| HouseholdMatch::from_parts(&row.key, &row.fields).ok()).map(|matched| matched.household))
}

fn item_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
) -> storage::Result<Option<HouseholdItem>, ServerError> {
    let row = registrar.tables.record(tx, Household::DECL.number, space, record)?;
    let Some(row) = row.filter(|row| !row.withdrawn) else { return Ok(None) };
    let Ok(household) = Household::from_parts(&row.key, &row.fields) else { return Ok(None) };
    let (last_visit, visits) = households::visited(tx, space, &household.number)?;
    let members: Vec<&str> =
        household.members.0.iter().map(|member| member.name.as_str()).filter(|name| *name != household.head).collect();
    let named = u32::try_from(household.members.0.len()).unwrap_or(u32::MAX);
    let ids = |people: &BTreeSet<PersonId>| json(&people.iter().map(PersonId::as_str).collect::<Vec<_>>());
    Ok(Some(HouseholdItem {
        space: space.clone(),
        record,
        group: household.group.as_deref().map(group_name).unwrap_or_default(),
        persons: household.persons.map_or(named, |persons| u32::from(persons).max(named)),
        status: household.status.map(|status| status.code().to_owned()),
        is_there: !matches!(household.status, Some(HouseholdStatus::Moved | HouseholdStatus::Removed)),
        members: json(&members),
        visitors: ids(&household.visitors.0),
        helpers: ids(&household.helpers.0),
        last_visit,
        visits,
        number: household.number,
        head: household.head,
    }))
}

fn json(names: &[&str]) -> String {
    serde_json::to_string(names).unwrap_or_else(|_| "[]".to_owned())
}
