use super::ComplaintAnswer;
use crate::complaint::Complaint;
use crate::record::{CheckContext, RecordKind, Rules, not_in_future, points_at, text_given};
use crate::violation::Violation;

impl Rules for ComplaintAnswer {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = text_given(&self.answer, "答复", "the answer").into_iter().collect();
        violations.extend(points_at(&self.complaint, Complaint::DECL, context));
        violations.extend(not_in_future(self.answered, context));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Known, codes, codes_knowing, day, person};
    use crate::record::{Prose, RecordId};

    #[test]
    fn an_answer_says_something_to_a_complaint() {
        let answer = ComplaintAnswer {
            person: person("c0018"),
            complaint: RecordId([1; 16]),
            answer: Prose("热水器下周装。".to_owned()),
            answered: day("2017-09-14"),
        };
        assert!(codes(&answer).is_empty());
        assert_eq!(codes(&ComplaintAnswer { answer: Prose::default(), ..answer.clone() }), ["record.text_missing"]);
        let known = Known { kind: Some(1), ..Known::default() };
        assert_eq!(codes_knowing(&answer, &known), ["record.points_at_another_kind"]);
    }
}
