use super::OfficeObjectionDecision;
use crate::judgement::{of_office, of_somebody_else};
use crate::objection::Objection;
use crate::record::{CheckContext, RecordKind, Rules, points_at, text_given};
use crate::violation::Violation;

impl Rules for OfficeObjectionDecision {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = of_office(self.level, &self.judged.0);
        violations.extend(points_at(&self.subject, Objection::DECL, context));
        violations.extend(of_somebody_else(&self.subject, self.level, context));
        if !self.upheld {
            violations.extend(text_given(&self.reason, "理由", "the reason"));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::JudgeLevel;
    use crate::record::testing::{Known, codes, codes_of};
    use crate::record::{Edit, Prose, RecordId, Set};

    #[test]
    fn an_office_decides_on_another_level_than_that_which_is_objected_to() {
        let decision = |level| OfficeObjectionDecision {
            subject: RecordId([1; 16]),
            level,
            judged: Set::from_iter([Edit([7; 32])]),
            upheld: true,
            reason: Prose::default(),
        };
        let town_returned = Known {
            kind: Some(20),
            author: Some("c0018"),
            objected_words: Some(vec![("server", Some(JudgeLevel::Town))]),
            ..Known::default()
        };
        let told = |level| codes_of(&decision(level), "server", &town_returned);
        assert_eq!(told(JudgeLevel::Town), ["objection.of_ones_own_word"]);
        assert!(told(JudgeLevel::County).is_empty());
        assert_eq!(codes(&decision(JudgeLevel::Village)), ["judgement.level"]);
        assert_eq!(
            codes(&OfficeObjectionDecision { upheld: false, ..decision(JudgeLevel::City) }),
            ["record.text_missing"]
        );
    }
}
