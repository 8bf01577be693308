//! The households of a village as they are searched: read once, kept until the office's list comes down anew.

use std::collections::BTreeMap;

use cunji_domain::division::{DivisionCode, group_name};
use cunji_domain::household::{Household, HouseholdStatus};
use cunji_domain::person::PersonId;
use cunji_domain::record::{Code, RecordId};
use cunji_domain::spelling::{self, Spelling};
use cunji_store::{Filter, Store};

use crate::error::Result;

/// The households of one village, by number.
#[derive(Debug, Default)]
pub(crate) struct HouseholdIndex {
    pub households: Vec<IndexedHousehold>,
    /// The names of the groups that there are.
    pub groups: Vec<(String, Spelling)>,
    by_number: BTreeMap<String, usize>,
}

/// A household as a list shows and a search finds it.
#[derive(Debug)]
pub(crate) struct IndexedHousehold {
    pub record: RecordId,
    pub number: String,
    /// In small letters.
    pub number_typed: String,
    pub head: String,
    pub spelling: Spelling,
    /// The place of its group in the index.
    pub group: Option<usize>,
    /// Its other members.
    pub members: Vec<(String, Spelling)>,
    pub persons: u32,
    pub causes: Vec<&'static str>,
    pub status: Option<HouseholdStatus>,
    /// Whether its visits fall to the person, or the person helps it from afar.
    pub assigned: bool,
}

impl IndexedHousehold {
    /// Whether it still lives in the village and is on the list.
    pub fn is_there(&self) -> bool {
        !matches!(self.status, Some(HouseholdStatus::Moved | HouseholdStatus::Removed))
    }
}

impl HouseholdIndex {
    /// The index of a village for a person.
    pub fn of(store: &Store, village: &DivisionCode, person: &PersonId) -> Result<Self> {
        let mut index = Self::default();
        let mut listed = store.records::<Household>(&Filter::of(village))?;
        listed.sort_by(|a, b| a.value.number.cmp(&b.value.number));
        for there in listed {
            let place = index.households.len();
            index.by_number.insert(there.value.number.clone(), place);
            let group = there.value.group.as_deref().map(|group| index.group(group));
            index.households.push(indexed(there.record.id, there.value, group, person));
        }
        Ok(index)
    }

    /// The place of a household.
    pub fn place(&self, number: &str) -> Option<usize> {
        self.by_number.get(number).copied()
    }

    /// The name of a household's group.
    pub fn group_of(&self, household: &IndexedHousehold) -> Option<&str> {
        Some(self.groups.get(household.group?)?.0.as_str())
    }

    fn group(&mut self, written: &str) -> usize {
        let name = group_name(written);
        self.groups.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            let spelling = Spelling::of(&name);
            self.groups.push((name, spelling));
            self.groups.len() - 1
        })
    }
}

fn indexed(record: RecordId, household: Household, group: Option<usize>, person: &PersonId) -> IndexedHousehold {
    let others = household.members.0.iter().map(|member| &member.name).filter(|name| **name != household.head);
    let members: Vec<_> = others.map(|name| (name.clone(), Spelling::of(name))).collect();
    let named = u32::try_from(household.members.0.len()).unwrap_or(u32::MAX);
    IndexedHousehold {
        record,
        number_typed: spelling::typed(&household.number),
        spelling: Spelling::of(&household.head),
        group,
        members,
        persons: household.persons.map_or(named, |persons| u32::from(persons).max(named)),
        causes: household.causes.0.iter().map(|cause| cause.code()).collect(),
        status: household.status,
        assigned: household.visitors.0.contains(person) || household.helpers.0.contains(person),
        number: household.number,
        head: household.head,
    }
}
