use super::LeaveDecision;
use crate::judgement::{granted_days, of_first_secretary};
use crate::leave_request::LeaveRequest;
use crate::record::{CheckContext, RecordKind, Rules, points_at};
use crate::violation::Violation;

impl Rules for LeaveDecision {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = of_first_secretary(&self.subject, self.level, &self.judged.0, context);
        violations.extend(points_at(&self.subject, LeaveRequest::DECL, context));
        violations.extend(granted_days(self.granted, self.first_day, self.last_day));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::JudgeLevel;
    use crate::record::testing::{Known, codes, codes_knowing, day};
    use crate::record::{Edit, Prose, RecordId, Set};

    fn decision() -> LeaveDecision {
        LeaveDecision {
            subject: RecordId([1; 16]),
            level: JudgeLevel::Village,
            judged: Set::from_iter([Edit([7; 32])]),
            granted: true,
            first_day: Some(day("2017-09-20")),
            last_day: Some(day("2017-09-22")),
            note: Prose::default(),
        }
    }

    #[test]
    fn a_teammates_leave_is_decided_and_never_ones_own() {
        let known = |author| Known { kind: Some(10), author: Some(author), ..Known::default() };
        assert!(codes(&decision()).is_empty());
        assert!(codes_knowing(&decision(), &known("c0018")).is_empty());
        assert_eq!(codes_knowing(&decision(), &known("c0017")), ["judgement.of_ones_own"]);
    }

    #[test]
    fn it_names_what_it_judged_and_which_days() {
        assert_eq!(codes(&LeaveDecision { judged: Set::default(), ..decision() }), ["judgement.heads_missing"]);
        assert_eq!(codes(&LeaveDecision { level: JudgeLevel::Town, ..decision() }), ["judgement.level"]);
        assert_eq!(codes(&LeaveDecision { last_day: None, ..decision() }), ["leave_decision.days_missing"]);
        let known = Known { kind: Some(1), ..Known::default() };
        assert_eq!(codes_knowing(&decision(), &known), ["record.points_at_another_kind"]);
    }
}
