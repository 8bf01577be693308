//! 驻村工作队: the team that a support unit stations in a village.

use super::{Membership, Role, Term, UnitName};
use crate::division::DivisionCode;
use crate::person::PersonId;
use crate::record::Code;
use crate::violation::Violation;

/// A person of the roster. Two people may have one name; their ids tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The unit that the person comes from, where the roster says it.
    pub unit: Option<UnitName>,
}

/// A person's time in a team.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TeamMember {
    /// The person.
    pub person: PersonId,
    /// [`Role::Resident`] or [`Role::FirstSecretary`].
    pub role: Role,
    /// From when to when.
    pub term: Term,
}

/// The team of a village.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VillageTeam {
    /// The village.
    pub village: DivisionCode,
    /// The support unit that stations it.
    pub unit: UnitName,
    /// Its members, past ones included, in order of id and term.
    pub members: Vec<TeamMember>,
}

impl VillageTeam {
    /// Every broken rule of its members' roles and terms.
    pub fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (at, member) in self.members.iter().enumerate() {
            violations.extend(member.term.violations());
            if !member.role.in_team() {
                violations.push(Violation::new(
                    "team.role",
                    format!("{}不是驻村工作队的角色。", member.role.zh()),
                    format!("The role {} is none of a village team.", member.role.code()),
                ));
            }
            if self.members[..at].iter().any(|earlier| earlier.clashes_with(member)) {
                violations.push(Violation::new(
                    "team.terms_overlap",
                    format!("{} 的两段任期重叠了。", member.person),
                    format!("Two terms of {} overlap.", member.person),
                ));
            }
        }
        violations
    }

    /// The memberships that follow from the members' terms.
    pub fn memberships(&self) -> impl Iterator<Item = Membership> {
        self.members.iter().map(|member| Membership {
            space: self.village.clone(),
            person: member.person.clone(),
            role: member.role,
            from: member.term.from,
            to: member.term.to,
        })
    }
}

impl TeamMember {
    /// Whether it is the same person in the same role on a day that both terms have.
    pub fn clashes_with(&self, other: &Self) -> bool {
        self.person == other.person && self.role == other.role && self.term.overlaps(&other.term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(person: &str, role: Role, from: &str, to: Option<&str>) -> TeamMember {
        let term = Term { from: from.parse().unwrap(), to: to.map(|to| to.parse().unwrap()), cut_short: None };
        TeamMember { person: person.parse().unwrap(), role, term }
    }

    fn team(members: Vec<TeamMember>) -> VillageTeam {
        VillageTeam { village: "610926101205".parse().unwrap(), unit: "市示范林业站".parse().unwrap(), members }
    }

    fn codes(members: Vec<TeamMember>) -> Vec<&'static str> {
        team(members).violations().into_iter().map(|violation| violation.code).collect()
    }

    #[test]
    fn a_team_keeps_the_rules_of_terms_and_roles() {
        assert_eq!(
            codes(vec![
                member("c0017", Role::Resident, "2017-01-01", Some("2017-06-30")),
                member("c0018", Role::TownOffice, "2017-01-01", None),
                member("c0019", Role::Resident, "2016-01-01", Some("2017-06-30")),
                member("c0019", Role::Resident, "2017-06-30", None),
            ]),
            ["term.too_short", "team.role", "team.terms_overlap"]
        );
    }

    #[test]
    fn who_comes_back_or_rises_serves_two_terms() {
        let members = vec![
            member("c0017", Role::Resident, "2015-01-01", Some("2015-12-31")),
            member("c0017", Role::Resident, "2017-01-01", None),
            member("c0017", Role::FirstSecretary, "2017-03-01", None),
        ];
        assert!(codes(members.clone()).is_empty());
        let memberships: Vec<_> = team(members).memberships().collect();
        assert_eq!(memberships.len(), 3);
        assert!(memberships.iter().all(|membership| membership.violations().is_empty()));
    }
}
