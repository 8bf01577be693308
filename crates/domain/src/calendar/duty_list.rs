//! 应到名单: who is due on which day, where the policy goes by lists.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::person::PersonId;

/// The persons and days that are due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DutyList(BTreeSet<(PersonId, NaiveDate)>);

impl DutyList {
    /// Whether the person is due on the day.
    pub fn is_due(&self, person: &PersonId, day: NaiveDate) -> bool {
        self.0.contains(&(person.clone(), day))
    }

    /// The days on which the person is due.
    pub fn days_of(&self, person: &PersonId) -> BTreeSet<NaiveDate> {
        self.0.iter().filter(|(due, _)| due == person).map(|(_, day)| *day).collect()
    }
}

impl FromIterator<(PersonId, NaiveDate)> for DutyList {
    fn from_iter<I: IntoIterator<Item = (PersonId, NaiveDate)>>(due: I) -> Self {
        Self(due.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_is_named_is_due_and_only_then() {
        let (one, other): (PersonId, PersonId) = ("c0001".parse().unwrap(), "c0002".parse().unwrap());
        let day: NaiveDate = "2017-09-01".parse().unwrap();
        let list: DutyList = [(one.clone(), day)].into_iter().collect();
        assert!(list.is_due(&one, day));
        assert!(!list.is_due(&other, day) && !list.is_due(&one, day.succ_opt().unwrap()));
        assert_eq!(list.days_of(&one).len(), 1);
    }
}
