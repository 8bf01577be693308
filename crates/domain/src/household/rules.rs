use chrono::Datelike;

use super::{Household, HouseholdMember};
use crate::record::{CheckContext, Rules, not_in_future};
use crate::violation::Violation;

impl Rules for Household {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.number.trim().is_empty() {
            violations.push(Violation::new(
                "household.number_missing",
                "还差:户编号。",
                "Still missing: the household's number.",
            ));
        }
        let days = [self.registered, self.status_since];
        violations.extend(days.into_iter().flatten().filter_map(|day| not_in_future(day, context)));
        violations.extend(self.members.0.iter().filter_map(|member| birth_year(member, context)));
        violations
    }
}

fn birth_year(member: &HouseholdMember, context: &CheckContext<'_>) -> Option<Violation> {
    let year = member.birth_year.filter(|year| !(1880..=context.today.year()).contains(&i32::from(*year)))?;
    Some(Violation::new(
        "household.birth_year",
        format!("{} 的出生年份 {year} 不对。", member.name),
        format!("{} can't be born in {year}.", member.name),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::household::{HouseholdStatus, PovertyCause};
    use crate::record::Set;
    use crate::record::testing::{codes, day};

    fn household() -> Household {
        Household {
            number: "h031".to_owned(),
            head: "张大爷".to_owned(),
            group: Some("三组".to_owned()),
            members: Set::from_iter([member(Some(1951))]),
            address: None,
            causes: Set::from_iter([PovertyCause::Illness]),
            registered: Some(day("2014-06-01")),
            status: Some(HouseholdStatus::Registered),
            status_since: None,
            category: None,
            helpers: Set::default(),
            visitors: Set::default(),
            persons: None,
        }
    }

    fn member(birth_year: Option<u16>) -> HouseholdMember {
        HouseholdMember { name: "张大爷".to_owned(), relation: Some("户主".to_owned()), birth_year, notes: None }
    }

    #[test]
    fn a_household_as_an_office_lists_it_is_fine() {
        assert!(codes(&household()).is_empty());
    }

    #[test]
    fn number_and_head_say_something() {
        assert_eq!(codes(&Household { number: String::new(), ..household() }), ["household.number_missing"]);
        assert_eq!(codes(&Household { head: " ".to_owned(), ..household() }), ["record.blank"]);
    }

    #[test]
    fn nobody_is_born_in_the_future_or_registered_there() {
        for year in [1879, 2018] {
            let members = Set::from_iter([member(Some(year))]);
            assert_eq!(codes(&Household { members, ..household() }), ["household.birth_year"], "{year}");
        }
        assert_eq!(codes(&Household { registered: Some(day("2018-01-01")), ..household() }), ["record.future_day"]);
    }

    #[test]
    fn a_member_never_comes_with_an_id_number() {
        let mut with_number = member(None);
        with_number.notes = Some("11010519491231002X".to_owned());
        let members = Set::from_iter([with_number]);
        assert_eq!(codes(&Household { members, ..household() }), ["record.id_number"]);
    }
}
