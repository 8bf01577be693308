use super::LeaveEnd;
use crate::leave_request::LeaveRequest;
use crate::record::{CheckContext, RecordKind, Rules, not_in_future, not_of_others, points_at, points_at_own};
use crate::violation::Violation;
use crate::voice_leave::VoiceLeave;

impl Rules for LeaveEnd {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.returned, context).into_iter().collect();
        // A leave by voice was recorded by the first secretary, so its author tells nothing of whose leave it is.
        if context.facts.kind_of(context.space, &self.leave) == Some(VoiceLeave::DECL.number) {
            let cadre = context.facts.voice_leave_of(context.space, &self.leave);
            violations.extend(cadre.iter().flat_map(|cadre| not_of_others(cadre, context)));
        } else {
            match points_at(&self.leave, LeaveRequest::DECL, context) {
                Some(violation) => violations.push(violation),
                None => violations.extend(points_at_own(&self.leave, context)),
            }
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RecordId;
    use crate::record::testing::{Known, TODAY, codes, codes_knowing, day};

    fn back(on: &str) -> LeaveEnd {
        LeaveEnd { leave: RecordId([1; 16]), returned: day(on), note: None }
    }

    #[test]
    fn one_is_back_once_one_is_back() {
        assert!(codes(&back(TODAY)).is_empty());
        assert_eq!(codes(&back("2017-09-16")), ["record.future_day"]);
    }

    #[test]
    fn one_ends_ones_own_leave() {
        let known = |kind, author| Known { kind: Some(kind), author: Some(author), ..Known::default() };
        assert!(codes_knowing(&back(TODAY), &known(10, "c0017")).is_empty());
        let by_voice = |cadre| Known { voice_leave: Some(cadre), ..known(12, "c0018") };
        assert!(codes_knowing(&back(TODAY), &by_voice("c0017")).is_empty());
        assert_eq!(codes_knowing(&back(TODAY), &by_voice("c0019")), ["record.of_another_person"]);
        assert_eq!(codes_knowing(&back(TODAY), &known(10, "c0018")), ["record.of_another_person"]);
        assert_eq!(codes_knowing(&back(TODAY), &known(1, "c0017")), ["record.points_at_another_kind"]);
    }
}
