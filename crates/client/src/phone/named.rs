//! What people, households and codes are called on this phone.

use std::sync::OnceLock;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::household_match::HouseholdMatch;
use cunji_domain::person::PersonId;
use cunji_domain::policy::{Policy, PolicySet};
use cunji_domain::record::RecordKind;
use cunji_domain::server_facts::division_change::DivisionChange;
use cunji_history::derived_record_id;
use cunji_store::Filter;

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::views::named::{CodeName, HouseholdName, PersonName};

/// How many characters of a text a list shows.
const GIST: usize = 60;

impl Known {
    /// A person with the name that the roster has.
    pub(crate) fn person(&self, id: &PersonId) -> PersonName {
        PersonName { id: id.to_string(), name: self.names.get(id).cloned().unwrap_or_else(|| id.to_string()) }
    }

    /// A code with the names that a list has for it on a day.
    pub(crate) fn code(&self, list: &str, code: &str, day: NaiveDate) -> CodeName {
        let listed = self.lists(day).and_then(|policy| policy.list(list)?.entry(code));
        let (zh, en) = listed.map_or((code, code), |listed| (listed.zh.as_str(), listed.en.as_str()));
        CodeName { code: code.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
    }

    /// The policy whose lists a form offers on a day: the one in force; the shipped one where none has come down yet, so that
    /// nobody waits for a line before a first day can be written. The server's rules judge what was chosen.
    fn lists(&self, day: NaiveDate) -> Option<&Policy> {
        self.policies().on(day)
    }

    /// The policies as the office counts by them; where none has come down yet, the one that shipped.
    pub(crate) fn policies(&self) -> &PolicySet {
        static SHIPPED: OnceLock<PolicySet> = OnceLock::new();
        self.policies.as_ref().unwrap_or_else(|| SHIPPED.get_or_init(PolicySet::shipped))
    }

    /// All of a list on a day.
    pub(crate) fn codes(&self, list: &str, day: NaiveDate) -> Vec<CodeName> {
        let list = self.lists(day).and_then(|policy| policy.list(list));
        let entries = list.into_iter().flat_map(|list| list.entries());
        entries
            .map(|listed| CodeName { code: listed.code.clone(), zh: listed.zh.clone(), en: listed.en.clone() })
            .collect()
    }

    /// The members of a village's team on a day without one of them, by id.
    pub(crate) fn teammates(&self, village: &DivisionCode, day: NaiveDate, without: &PersonId) -> Vec<PersonName> {
        let of_team = self.members.iter().filter(|m| m.space == *village && m.role.in_team() && m.holds_on(day));
        let mut people: Vec<PersonName> =
            of_team.filter(|m| m.person != *without).map(|m| self.person(&m.person)).collect();
        people.sort_by(|a, b| a.id.cmp(&b.id));
        people.dedup();
        people
    }
}

impl Phone {
    /// A household as a record names it; by the village's list, if it is in it or was matched to it.
    pub(crate) fn household_named(
        &self,
        known: &Known,
        village: &DivisionCode,
        number: Option<&String>,
        name: Option<&String>,
        group: Option<&String>,
    ) -> Result<Option<HouseholdName>> {
        let matched = match (number, name) {
            (None, Some(name)) => self.household_matched(village, name, group.map_or("", String::as_str))?,
            _ => None,
        };
        let listed = number.cloned().or(matched);
        let head = listed.as_ref().and_then(|number| known.households.get(village)?.get(number)).or(name);
        let Some(head) = head.or(listed.as_ref()).cloned() else { return Ok(None) };
        Ok(Some(HouseholdName { number: listed, head, group: group.cloned() }))
    }

    /// The number that a name and a group were matched to.
    pub(crate) fn household_matched(&self, village: &DivisionCode, name: &str, group: &str) -> Result<Option<String>> {
        let key = HouseholdMatch { name: name.to_owned(), group: group.to_owned(), household: String::new() }.key();
        let id = derived_record_id(HouseholdMatch::DECL.number, village, &key);
        let there = self.store.typed::<HouseholdMatch>(id)?.filter(|matched| matched.record.withdrawn.is_none());
        Ok(there.map(|matched| matched.value.household))
    }

    /// What a village is called on a day, as far as it has come down.
    pub(crate) fn village_name(&self, village: &DivisionCode, day: NaiveDate) -> Result<Option<String>> {
        let changes = self.records::<DivisionChange>(&Filter::default())?;
        let of_village =
            changes.into_iter().filter(|change| change.value.code == *village && change.value.since <= day);
        let named = of_village.filter(|change| change.value.name.is_some());
        Ok(named.max_by_key(|change| change.value.since).and_then(|change| change.value.name))
    }
}

/// The beginning of the first text that says something, on one line.
pub(crate) fn gist<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let first = texts.into_iter().map(str::trim).find(|text| !text.is_empty()).unwrap_or_default();
    let mut words = first.split_whitespace();
    let line = words.next().map(|word| words.fold(word.to_owned(), |line, word| line + " " + word)).unwrap_or_default();
    match line.char_indices().nth(GIST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::gist;

    #[test]
    fn a_gist_is_one_line_of_the_first_text_that_says_something() {
        assert_eq!(gist(["  ", "修路\n 两处塌方", "别的"]), "修路 两处塌方");
        assert_eq!(gist([]), "");
        let long = "路".repeat(61);
        assert_eq!(gist([long.as_str()]), format!("{}…", "路".repeat(60)));
        assert_eq!(gist(["路".repeat(60).as_str()]).chars().count(), 60);
    }
}
