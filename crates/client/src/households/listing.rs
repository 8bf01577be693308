//! 户: matching what was written by name to the list, and the team's note on a household.

use cunji_domain::division::DivisionCode;
use cunji_domain::household_match::HouseholdMatch;
use cunji_domain::household_note::HouseholdNote;
use cunji_domain::record::{Prose, RecordKind, Set};
use cunji_history::derived_record_id;

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written, put};

impl Phone {
    /// Says which listed household a name and a group stand for; whatever was written by them counts for it.
    ///
    /// # Errors
    /// The number is not in the village's list; the store fails.
    pub fn match_household(&mut self, name: &str, group: &str, household: &str, beside: &Beside) -> Result<Written> {
        let value = HouseholdMatch { name: name.to_owned(), group: group.to_owned(), household: household.to_owned() };
        self.add(&value, beside)
    }

    /// Writes the team's note on a household; what is left out stays as it was.
    ///
    /// # Errors
    /// A rule is broken; the store fails.
    pub fn note_household(
        &mut self,
        household: &str,
        note: Option<String>,
        plan: Option<String>,
        beside: &Beside,
    ) -> Result<Written> {
        let space = self.village(beside.village.as_ref(), None)?;
        let mut value = self.household_note(&space, household)?;
        put(&mut value.note, note.map(Prose));
        put(&mut value.plan, plan.map(Prose));
        self.add_in(space, &value, beside)
    }

    fn household_note(&self, space: &DivisionCode, household: &str) -> Result<HouseholdNote> {
        let blank = HouseholdNote {
            household: household.to_owned(),
            note: Prose::default(),
            plan: Prose::default(),
            photos: Set::default(),
        };
        let id = derived_record_id(HouseholdNote::DECL.number, space, &blank.key());
        let there = self.store.typed::<HouseholdNote>(id)?.filter(|note| note.record.withdrawn.is_none());
        Ok(there.map_or(blank, |note| note.value))
    }
}
