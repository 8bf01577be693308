//! What a person is, where, from when to when: the one thing that rights are checked against.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::Role;
use crate::division::DivisionCode;
use crate::month_acknowledgement::month_end;
use crate::person::PersonId;
use crate::record::Code;
use crate::violation::Violation;

/// A role of a person in a space, in local days (Asia/Shanghai).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Membership {
    /// The division.
    pub space: DivisionCode,
    /// The person.
    pub person: PersonId,
    /// The role.
    pub role: Role,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while it is open.
    pub to: Option<NaiveDate>,
}

impl Membership {
    /// Whether the role is held on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether the role is held on a day of a month (any day of it names it).
    pub fn touches_month(&self, month: NaiveDate) -> bool {
        self.from <= month_end(month) && self.to.is_none_or(|to| month.with_day(1).is_none_or(|first| first <= to))
    }

    /// Whether its last day is before a day. What begins later is not over.
    pub fn is_over(&self, day: NaiveDate) -> bool {
        self.to.is_some_and(|to| to < day)
    }

    /// Whether the role counts in a space: in its own, and for an office in every division below.
    pub fn reaches(&self, space: &DivisionCode) -> bool {
        self.space == *space || (self.role.reaches_below() && self.space.contains(space))
    }

    /// Every broken rule: the role fits the level of its division, and the last day is not before the first.
    pub fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        if !self.role.levels().contains(&self.space.level()) {
            let levels: Vec<_> = self.role.levels().iter().map(|level| (level.zh(), level.name())).collect();
            violations.push(Violation::new(
                "membership.level",
                format!(
                    "{}只设在{},{} 不是。",
                    self.role.zh(),
                    levels.iter().map(|l| l.0).collect::<Vec<_>>().join("、"),
                    self.space
                ),
                format!(
                    "The role {} belongs to a {}, which {} is not.",
                    self.role.code(),
                    levels.iter().map(|l| l.1).collect::<Vec<_>>().join(" or "),
                    self.space
                ),
            ));
        }
        if let Some(to) = self.to.filter(|to| *to < self.from) {
            violations.push(Violation::new(
                "membership.backwards",
                format!("结束日期 {to} 早于起始日期 {}。", self.from),
                format!("The last day {to} is before the first, {}.", self.from),
            ));
        }
        violations
    }
}

/// Every role that a person holds in exactly this space on a day.
pub fn roles_on(memberships: &[Membership], person: &PersonId, space: &DivisionCode, day: NaiveDate) -> BTreeSet<Role> {
    memberships
        .iter()
        .filter(|membership| membership.person == *person && membership.space == *space && membership.holds_on(day))
        .map(|membership| membership.role)
        .collect()
}

/// The role of a person in exactly this space on a day. Who holds several is the first secretary before a member of
/// the team, and either before anything else.
pub fn role_on(memberships: &[Membership], person: &PersonId, space: &DivisionCode, day: NaiveDate) -> Option<Role> {
    let roles = roles_on(memberships, person, space, day);
    if roles.contains(&Role::FirstSecretary) { Some(Role::FirstSecretary) } else { roles.first().copied() }
}

/// The term that a person's month belongs to: of those on a team which touch it the one that holds on the month's last day on any team,
/// and of several the one that began last; of two villages on one day that of the higher code, of two roles the first secretary's. On
/// its village's sheet the month stands, and what is said of it is read there alone, so phone and server both ask here.
///
/// What is said of a month tells of its days up to that last one, and is a right of that day's: in a village that was left before,
/// nobody could say it, nor would their phone still read what is said there.
pub fn term_of_month<'m>(
    memberships: impl IntoIterator<Item = &'m Membership>,
    person: &PersonId,
    month: NaiveDate,
) -> Option<&'m Membership> {
    let of_person = memberships.into_iter().filter(|term| term.person == *person && term.role.in_team());
    let touching = of_person.filter(|term| term.touches_month(month));
    let until = |term: &Membership| term.to.unwrap_or(NaiveDate::MAX).min(month_end(month));
    touching.max_by_key(|term| (until(term), term.from, &term.space, term.role == Role::FirstSecretary))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn membership(space: &str, role: Role, from: &str, to: Option<&str>) -> Membership {
        Membership {
            space: space.parse().unwrap(),
            person: "c0017".parse().unwrap(),
            role,
            from: from.parse().unwrap(),
            to: to.map(|to| to.parse().unwrap()),
        }
    }

    #[test]
    fn the_role_is_that_of_the_day() {
        let memberships = [
            membership("610926101205", Role::Resident, "2016-01-01", Some("2017-06-30")),
            membership("610926101205", Role::FirstSecretary, "2017-06-30", None),
            membership("610926110221", Role::PairedHelper, "2017-01-01", None),
        ];
        let on = |space: &str, day: &str| {
            role_on(&memberships, &"c0017".parse().unwrap(), &space.parse().unwrap(), day.parse().unwrap())
        };
        assert_eq!(on("610926101205", "2015-12-31"), None);
        assert_eq!(on("610926101205", "2017-06-29"), Some(Role::Resident));
        assert_eq!(on("610926101205", "2017-06-30"), Some(Role::FirstSecretary), "both on the day of the change");
        assert_eq!(on("610926101205", "2017-07-01"), Some(Role::FirstSecretary));
        assert_eq!(on("610926110221", "2017-07-01"), Some(Role::PairedHelper));
        assert_eq!(on("610926101", "2017-07-01"), None);
        assert_eq!(role_on(&memberships, &"c0018".parse().unwrap(), &memberships[0].space, memberships[0].from), None);
    }

    #[test]
    fn a_month_belongs_to_the_term_of_its_last_day_on_a_team_and_of_several_to_the_one_that_began_last() {
        let (earlier, later) = ("610926101205", "610926101206");
        let of = |terms: &[Membership], month: &str| {
            let (person, month) = ("c0017".parse().unwrap(), month.parse().unwrap());
            term_of_month(terms, &person, month).map(|term| (term.space.to_string(), term.role))
        };
        let here = |village: &str, role| Some((village.to_owned(), role));
        let moved = [
            membership(later, Role::Resident, "2017-09-15", None),
            membership(earlier, Role::Resident, "2017-01-01", Some("2017-09-14")),
            membership(later, Role::PairedHelper, "2017-09-20", None),
        ];
        assert_eq!(of(&moved, "2016-12-01"), None);
        assert_eq!(of(&moved, "2017-08-01"), here(earlier, Role::Resident));
        assert_eq!(of(&moved, "2017-09-01"), here(later, Role::Resident), "not that of the month's first day");
        assert_eq!(of(&moved, "2017-10-31"), here(later, Role::Resident), "the earlier one is over");
        let both = [
            membership(later, Role::FirstSecretary, "2017-08-01", None),
            membership(later, Role::Resident, "2017-08-01", None),
            membership(earlier, Role::Resident, "2017-08-01", None),
        ];
        assert_eq!(of(&both, "2017-08-01"), here(later, Role::FirstSecretary), "begun on one day");
        let helped_out = [
            membership(earlier, Role::Resident, "2017-01-01", None),
            membership(later, Role::Resident, "2017-09-10", Some("2017-10-05")),
        ];
        assert_eq!(of(&helped_out, "2017-09-01"), here(later, Role::Resident), "on both teams at its end: begun last");
        assert_eq!(of(&helped_out, "2017-10-01"), here(earlier, Role::Resident), "begun later, and over before it");
        let left_both = [membership(earlier, Role::Resident, "2017-01-01", Some("2017-10-20")), helped_out[1].clone()];
        assert_eq!(of(&left_both, "2017-10-01"), here(earlier, Role::Resident), "it was left last");
        let others = Membership { person: "c0018".parse().unwrap(), ..both[0].clone() };
        assert_eq!(of(&[others], "2017-08-01"), None);
    }

    #[test]
    fn a_term_is_over_from_the_day_after_its_last() {
        let until = |to: Option<&str>| membership("610926101205", Role::Resident, "2017-06-01", to);
        let over = |to: Option<&str>, day: &str| until(to).is_over(day.parse().unwrap());
        assert!(!over(Some("2017-06-30"), "2017-06-30") && over(Some("2017-06-30"), "2017-07-01"));
        assert!(!over(Some("2017-06-30"), "2017-05-01"), "it has not begun");
        assert!(!over(None, "2027-01-01"));
    }

    #[test]
    fn an_office_reaches_its_subtree_and_nobody_else_does() {
        let village = "610926101205".parse().unwrap();
        assert!(membership("610926", Role::CountyOffice, "2017-01-01", None).reaches(&village));
        assert!(!membership("610925", Role::CountyOffice, "2017-01-01", None).reaches(&village));
        assert!(!membership("610926", Role::LeadUnit, "2017-01-01", None).reaches(&village));
        assert!(!membership("6109", Role::Administrator, "2017-01-01", None).reaches(&village));
        assert!(membership("610926101205", Role::Resident, "2017-01-01", None).reaches(&village));
    }

    #[test]
    fn every_role_fits_its_levels_only() {
        let spaces = ["61", "6109", "610926", "610926101", "610926101205"];
        for role in Role::ALL {
            for space in spaces {
                let membership = membership(space, *role, "2017-01-01", None);
                let fits = role.levels().contains(&membership.space.level());
                assert_eq!(membership.violations().is_empty(), fits, "{role:?} in {space}");
            }
        }
        let backwards = membership("6109", Role::CityOffice, "2017-01-02", Some("2017-01-01"));
        assert_eq!(backwards.violations()[0].code, "membership.backwards");
    }
}
