use super::{Review, ReviewState};
use crate::diary::DiaryEntry;
use crate::judgement::of_office;
use crate::record::{CheckContext, RecordKind, Rules, points_at, text_given};
use crate::violation::Violation;

impl Rules for Review {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = of_office(self.level, &self.judged.0);
        violations.extend(points_at(&self.subject, DiaryEntry::DECL, context));
        if self.state != ReviewState::Accepted {
            violations.extend(text_given(&self.reason, "理由", "the reason"));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::JudgeLevel;
    use crate::record::testing::{Known, codes, codes_knowing};
    use crate::record::{Edit, Prose, RecordId, Set};

    fn review(state: ReviewState) -> Review {
        Review {
            subject: RecordId([1; 16]),
            level: JudgeLevel::Town,
            judged: Set::from_iter([Edit([7; 32])]),
            state,
            reason: Prose::default(),
        }
    }

    #[test]
    fn what_is_not_accepted_is_told_why() {
        assert!(codes(&review(ReviewState::Accepted)).is_empty());
        for state in [ReviewState::Returned, ReviewState::Flagged] {
            assert_eq!(codes(&review(state)), ["record.text_missing"]);
            assert!(codes(&Review { reason: Prose("住宿没写。".to_owned()), ..review(state) }).is_empty());
        }
    }

    #[test]
    fn an_office_reviews_a_diary_on_its_level() {
        let known = Known { kind: Some(2), ..Known::default() };
        assert_eq!(codes_knowing(&review(ReviewState::Accepted), &known), ["record.points_at_another_kind"]);
        let village = Review { level: JudgeLevel::Village, ..review(ReviewState::Accepted) };
        assert_eq!(codes(&village), ["judgement.level"]);
    }
}
