//! Who was visited when: kept until something is written or comes down.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::household_match::HouseholdMatch;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;
use cunji_domain::spelling::Spelling;
use cunji_store::{Filter, Store};

use super::index::HouseholdIndex;
use crate::error::Result;

/// The visits of a village's households, in the places of their index, and the order in which a list shows them.
#[derive(Debug, Default)]
pub(crate) struct VisitsSeen {
    pub seen: Vec<Seen>,
    /// Households that were written by name and are not matched yet, the latest visit first.
    pub unlisted: Vec<Unlisted>,
    /// The places: whose visits fall to the person first, those who have waited longest first among them.
    pub order: Vec<usize>,
}

/// The visits of one household.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The person's last one.
    pub own: Option<NaiveDate>,
    /// The last one of anybody, and which it is.
    pub team: Option<(NaiveDate, RecordId)>,
    /// How many there are.
    pub visits: u32,
}

/// A household that was written by name.
#[derive(Debug)]
pub(crate) struct Unlisted {
    pub name: String,
    /// As it was written; empty where none was.
    pub group: String,
    pub spelling: Spelling,
    pub seen: Seen,
}

impl VisitsSeen {
    /// The visits of a village.
    pub fn of(store: &Store, village: &DivisionCode, person: &PersonId, index: &HouseholdIndex) -> Result<Self> {
        let matches = matches(store, village)?;
        let mut seen = vec![Seen::default(); index.households.len()];
        let mut unlisted: BTreeMap<(String, String), Seen> = BTreeMap::new();
        for visited in store.visited(village, person)? {
            let written = visited.household_name.map(|name| (name, visited.group.unwrap_or_default()));
            let matched = written.as_ref().and_then(|written| matches.get(written));
            let place = visited.household.as_ref().or(matched).and_then(|number| index.place(number));
            let of_household = match (place, written) {
                (Some(place), _) => seen.get_mut(place),
                (None, Some(written)) => Some(unlisted.entry(written).or_default()),
                // Its number is in no list here: the list is another's to mend, the visit stays in its day.
                (None, None) => None,
            };
            if let Some(household) = of_household {
                household.add(visited.own, (visited.last, visited.visit), visited.visits);
            }
        }
        let mut unlisted: Vec<Unlisted> =
            unlisted.into_iter().map(|((name, group), seen)| Unlisted::of(name, group, seen)).collect();
        unlisted.sort_by_key(|one| std::cmp::Reverse(one.seen.team));
        let order = order(index, &seen);
        Ok(Self { seen, unlisted, order })
    }
}

impl Seen {
    fn add(&mut self, own: bool, last: (NaiveDate, RecordId), visits: u32) {
        if own {
            self.own = self.own.max(Some(last.0));
        }
        self.team = self.team.max(Some(last));
        self.visits += visits;
    }
}

impl Unlisted {
    fn of(name: String, group: String, seen: Seen) -> Self {
        let spelling = Spelling::of(&name);
        Self { name, group, spelling, seen }
    }
}

/// The numbers that names and groups were matched to.
pub(crate) fn matches(store: &Store, village: &DivisionCode) -> Result<BTreeMap<(String, String), String>> {
    let matches = store.records::<HouseholdMatch>(&Filter::of(village))?.into_iter().map(|matched| matched.value);
    Ok(matches.map(|matched| ((matched.name, matched.group), matched.household)).collect())
}

fn order(index: &HouseholdIndex, seen: &[Seen]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..seen.len()).collect();
    order.sort_by_key(|&place| {
        let (household, seen) = (&index.households[place], &seen[place]);
        // The person's own overdue ones by the person's visits, the others by anybody's. Never comes before any day.
        let last = if household.assigned { seen.own } else { seen.team.map(|(day, _)| day) };
        (!household.assigned, last, place)
    });
    order
}
