use super::VillageAnchor;
use crate::anchor_proposal::{AnchorProposal, anchor_stands};
use crate::record::{CheckContext, RecordKind, Rules, points_at, text_given};
use crate::violation::Violation;

impl Rules for VillageAnchor {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = anchor_stands(&self.name, &self.place, self.radius);
        violations.extend(self.proposal.as_ref().and_then(|it| points_at(it, AnchorProposal::DECL, context)));
        if self.to_day.is_some_and(|last| last < self.from_day) {
            violations.push(Violation::new(
                "anchor.days_backwards",
                "定位点停用的日子早于启用的日子,请改过来。",
                "The anchor ends before it begins; correct the days.",
            ));
        }
        if !self.approved {
            violations.extend(text_given(&self.reason, "不同意的理由", "why it is not approved"));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::MeasuredPlace;
    use crate::record::testing::{Known, codes, codes_knowing, day};
    use crate::record::{Prose, RecordId};

    fn anchor() -> VillageAnchor {
        VillageAnchor {
            name: "村部".to_owned(),
            place: MeasuredPlace { lat: 32_684_900, lon: 109_029_300, accuracy: Some(12) },
            radius: 3_000,
            from_day: day("2017-03-01"),
            to_day: Some(day("2017-09-30")),
            approved: true,
            proposal: Some(RecordId([1; 16])),
            reason: Prose::default(),
        }
    }

    #[test]
    fn it_holds_from_its_first_day_to_its_last_and_only_if_approved() {
        let held = |days: [&str; 4]| days.map(|at| anchor().holds_on(day(at)));
        assert_eq!(held(["2017-02-28", "2017-03-01", "2017-09-30", "2017-10-01"]), [false, true, true, false]);
        assert!(VillageAnchor { to_day: None, ..anchor() }.holds_on(day("2027-01-01")));
        assert!(!VillageAnchor { approved: false, ..anchor() }.holds_on(day("2017-03-01")));
    }

    #[test]
    fn whose_proposal_is_not_approved_is_told_why() {
        assert!(codes(&anchor()).is_empty());
        let refused = VillageAnchor { approved: false, ..anchor() };
        assert_eq!(codes(&refused), ["record.text_missing"]);
        assert!(codes(&VillageAnchor { reason: Prose("这里是镇上。".to_owned()), ..refused }).is_empty());
    }

    #[test]
    fn it_is_of_a_proposal_and_of_days_in_order() {
        assert!(codes_knowing(&anchor(), &Known { kind: Some(25), ..Known::default() }).is_empty());
        let diary = Known { kind: Some(1), ..Known::default() };
        assert_eq!(codes_knowing(&anchor(), &diary), ["record.points_at_another_kind"]);
        let backwards = VillageAnchor { to_day: Some(day("2017-02-28")), ..anchor() };
        assert_eq!(codes(&backwards), ["anchor.days_backwards"]);
        assert_eq!(codes(&VillageAnchor { radius: 20_000, ..anchor() }), ["anchor.radius"]);
    }
}
