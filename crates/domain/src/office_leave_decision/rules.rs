use super::OfficeLeaveDecision;
use crate::judgement::{granted_days, of_office};
use crate::leave_request::LeaveRequest;
use crate::record::{CheckContext, RecordKind, Rules, points_at};
use crate::violation::Violation;

impl Rules for OfficeLeaveDecision {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = of_office(self.level, &self.judged.0);
        violations.extend(points_at(&self.subject, LeaveRequest::DECL, context));
        violations.extend(granted_days(self.granted, self.first_day, self.last_day));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::JudgeLevel;
    use crate::record::testing::{Known, codes, codes_knowing};
    use crate::record::{Edit, Prose, RecordId, Set};

    #[test]
    fn an_office_decides_on_its_own_level() {
        let decision = OfficeLeaveDecision {
            subject: RecordId([1; 16]),
            level: JudgeLevel::Town,
            judged: Set::from_iter([Edit([7; 32])]),
            granted: false,
            first_day: None,
            last_day: None,
            note: Prose("月底检查,过后再请。".to_owned()),
        };
        assert!(codes(&decision).is_empty());
        let known = Known { kind: Some(1), ..Known::default() };
        assert_eq!(codes_knowing(&decision, &known), ["record.points_at_another_kind"]);
        assert_eq!(
            codes(&OfficeLeaveDecision { level: JudgeLevel::Village, granted: true, ..decision }),
            ["judgement.level", "leave_decision.days_missing"]
        );
    }
}
