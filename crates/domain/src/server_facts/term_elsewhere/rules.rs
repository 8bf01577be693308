use super::TermElsewhere;
use crate::record::{CheckContext, Rules};
use crate::violation::Violation;

impl Rules for TermElsewhere {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = self.membership().violations();
        if self.elsewhere == *context.space || !self.role.in_team() {
            violations.push(Violation::new(
                "term_elsewhere.elsewhere",
                "在别村的任期,说的是别的村工作队里的任期。",
                "A term elsewhere is one on another village's team.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::Role;
    use crate::record::testing::{codes, day, person};

    #[test]
    fn it_is_of_another_villages_team() {
        let there = TermElsewhere {
            person: person("c0017"),
            elsewhere: "610926100201".parse().unwrap(),
            role: Role::Resident,
            first_day: day("2017-09-15"),
            name: "药妇沟村".to_owned(),
            last_day: None,
        };
        assert!(codes(&there).is_empty());
        assert_eq!(codes(&TermElsewhere { role: Role::PairedHelper, ..there.clone() }), ["term_elsewhere.elsewhere"]);
        let backwards = TermElsewhere { last_day: Some(day("2017-09-14")), ..there.clone() };
        assert_eq!(codes(&backwards), ["membership.backwards"]);
        assert_eq!(codes(&TermElsewhere { elsewhere: "610926".parse().unwrap(), ..there }), ["membership.level"]);
    }
}
