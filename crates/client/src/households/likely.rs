//! Which listed household one may be that was written by name and group.

use cunji_domain::division::{DivisionCode, group_name};
use cunji_domain::spelling::Spelling;

use super::index::{HouseholdIndex, IndexedHousehold};
use crate::error::Result;
use crate::phone::Phone;
use crate::views::named::HouseholdName;

/// How many are suggested.
const SUGGESTED: usize = 5;

impl Phone {
    /// The listed households that a name and a group may stand for, the likeliest first.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn likely_households(
        &mut self,
        name: &str,
        group: &str,
        village: Option<&DivisionCode>,
    ) -> Result<Vec<HouseholdName>> {
        let space = self.village(village, None)?;
        Ok(likely(&*self.household_index(&space)?, &Spelling::of(name), group))
    }
}

/// Whose head has the name, then whose head's name sounds like it, then those with a member of it; of each the own group first.
pub(super) fn likely(index: &HouseholdIndex, name: &Spelling, group: &str) -> Vec<HouseholdName> {
    let group = group_name(group);
    let alike = |household: &IndexedHousehold| {
        if household.spelling == *name {
            return Some(0);
        }
        if household.spelling.sounds_like(name) {
            return Some(1);
        }
        household.members.iter().any(|(_, member)| member == name).then_some(2)
    };
    let there = index.households.iter().filter(|household| household.is_there());
    let mut found: Vec<_> = there
        .filter_map(|household| {
            let elsewhere = group.is_empty() || index.group_of(household) != Some(group.as_str());
            Some(((alike(household)?, elsewhere), household))
        })
        .collect();
    found.sort_by_key(|(likeness, _)| *likeness);
    let named = found.into_iter().take(SUGGESTED).map(|(_, household)| HouseholdName {
        number: Some(household.number.clone()),
        head: household.head.clone(),
        group: index.group_of(household).map(str::to_owned),
    });
    named.collect()
}
