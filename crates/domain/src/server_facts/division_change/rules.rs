use super::DivisionChange;
use crate::record::{CheckContext, Rules};
use crate::violation::Violation;

impl Rules for DivisionChange {
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.name.is_none() && self.successor.is_none() {
            violations.push(Violation::new(
                "division.nothing_changed",
                "还差:新名称,或者并入哪里。",
                "Still missing: the new name, or what it was merged into.",
            ));
        }
        if let Some(successor) = &self.successor
            && (*successor == self.code || successor.level() != self.code.level())
        {
            violations.push(Violation::new(
                "division.successor",
                format!("{} 不能由 {successor} 接替:要同级的另一个区划。", self.code),
                format!("{successor} can't succeed {}: it takes another division of the same level.", self.code),
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{codes, day};

    fn change(name: Option<&str>, successor: Option<&str>) -> DivisionChange {
        DivisionChange {
            code: "610926101200".parse().unwrap(),
            since: day("2017-01-01"),
            name: name.map(str::to_owned),
            successor: successor.map(|code| code.parse().unwrap()),
            source: None,
        }
    }

    #[test]
    fn a_change_renames_or_is_succeeded_by_another_of_its_level() {
        assert!(codes(&change(Some("新村"), None)).is_empty());
        assert!(codes(&change(None, Some("610926101205"))).is_empty());
        assert_eq!(codes(&change(None, None)), ["division.nothing_changed"]);
        for other in ["610926101", "610926101200"] {
            assert_eq!(codes(&change(None, Some(other))), ["division.successor"], "{other}");
        }
    }
}
