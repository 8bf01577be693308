use super::LeaveReason;
use crate::leave_request::LeaveRequest;
use crate::record::{CheckContext, RecordKind, Rules, points_at, points_at_own};
use crate::violation::Violation;

impl Rules for LeaveReason {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        match points_at(&self.request, LeaveRequest::DECL, context) {
            Some(violation) => vec![violation],
            None => points_at_own(&self.request, context),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Known, codes_knowing};
    use crate::record::{Prose, RecordId};

    #[test]
    fn a_reason_is_given_for_ones_own_request() {
        let reason =
            LeaveReason { request: RecordId([1; 16]), reason: Prose("去市里复查。".to_owned()), medical: true };
        let known = |kind, author| Known { kind: Some(kind), author: Some(author), ..Known::default() };
        assert!(codes_knowing(&reason, &known(10, "c0017")).is_empty());
        assert_eq!(codes_knowing(&reason, &known(10, "c0018")), ["record.of_another_person"]);
        assert_eq!(codes_knowing(&reason, &known(1, "c0017")), ["record.points_at_another_kind"]);
    }
}
