use super::Team;
use crate::organisation::UnitName;
use crate::record::{CheckContext, Rules};
use crate::violation::Violation;

impl Rules for Team {
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = Vec::new();
        if let Some(name) = [Some(&self.unit), self.lead_unit.as_ref()]
            .into_iter()
            .flatten()
            .find(|name| name.parse::<UnitName>().is_err())
        {
            violations.push(Violation::new(
                "team.unit_name",
                format!("「{name}」不是单位名称。"),
                format!("{name:?} is no unit's name."),
            ));
        }
        if self.until.zip(self.since).is_some_and(|(until, since)| until < since) {
            violations.push(Violation::new("team.backwards", "结束日期早于起始日期。", "It ends before it begins."));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{codes, day};

    #[test]
    fn a_team_is_a_units_and_ends_after_it_begins() {
        let team = Team {
            unit: "市示范林业站".to_owned(),
            name: None,
            lead_unit: Some("市示范大学".to_owned()),
            since: Some(day("2017-01-01")),
            until: None,
        };
        assert!(codes(&team).is_empty());
        assert_eq!(codes(&Team { unit: String::new(), ..team.clone() }), ["team.unit_name"]);
        assert_eq!(codes(&Team { until: Some(day("2016-12-31")), ..team }), ["team.backwards"]);
    }
}
