use super::Member;
use crate::record::{CheckContext, Rules};
use crate::violation::Violation;

impl Rules for Member {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = self.membership(context.space).violations();
        // Terms are a matter of village teams; an office's people come and go as the office decides.
        if violations.is_empty() && self.role.in_team() {
            violations.extend(self.term().violations());
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::{CutShortBy, Role};
    use crate::record::testing::{codes, day, person};

    fn member(role: Role, last_day: Option<&str>) -> Member {
        Member {
            person: person("c0018"),
            role,
            first_day: day("2017-01-01"),
            name: "陈玉华".to_owned(),
            unit: Some("市示范林业站".to_owned()),
            last_day: last_day.map(day),
            cut_short_by: None,
            cut_short_why: None,
        }
    }

    #[test]
    fn a_term_is_a_year_unless_a_recall_or_an_order_says_why() {
        assert!(codes(&member(Role::Resident, None)).is_empty());
        assert!(codes(&member(Role::Resident, Some("2017-12-31"))).is_empty());
        let short = member(Role::FirstSecretary, Some("2017-06-30"));
        assert_eq!(codes(&short), ["term.too_short"]);
        let recalled = Member { cut_short_by: Some(CutShortBy::Recall), ..short };
        assert_eq!(codes(&recalled), ["term.reason_missing"]);
        assert!(codes(&Member { cut_short_why: Some("不在岗".to_owned()), ..recalled }).is_empty());
    }

    #[test]
    fn a_role_fits_the_division_and_ends_after_it_begins() {
        assert_eq!(codes(&member(Role::CityOffice, None)), ["membership.level"]);
        assert_eq!(codes(&member(Role::PairedHelper, Some("2016-12-31"))), ["membership.backwards"]);
        assert!(codes(&member(Role::PairedHelper, Some("2017-02-01"))).is_empty(), "no team, no term");
    }
}
