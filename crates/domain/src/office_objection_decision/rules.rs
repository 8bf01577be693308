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
    fn an_office_decides_above_the_level_that_is_objected_to_and_the_city_on_its_own() {
        let decision = |level| OfficeObjectionDecision {
            subject: RecordId([1; 16]),
            level,
            judged: Set::from_iter([Edit([7; 32])]),
            upheld: true,
            reason: Prose::default(),
        };
        let told = |said, level| {
            let words = Some(vec![("server", Some(said))]);
            let known = Known { kind: Some(20), author: Some("c0018"), objected_words: words, ..Known::default() };
            codes_of(&decision(level), "server", &known)
        };
        assert_eq!(told(JudgeLevel::Town, JudgeLevel::Town), ["objection.of_ones_own_word"]);
        assert!(told(JudgeLevel::Town, JudgeLevel::County).is_empty());
        assert!(told(JudgeLevel::Town, JudgeLevel::City).is_empty(), "the county is late");
        assert_eq!(told(JudgeLevel::County, JudgeLevel::Town), ["objection.of_another_level"]);
        assert!(told(JudgeLevel::City, JudgeLevel::City).is_empty(), "above it there is nobody");
        assert_eq!(codes(&decision(JudgeLevel::Village)), ["judgement.level"]);
        assert_eq!(
            codes(&OfficeObjectionDecision { upheld: false, ..decision(JudgeLevel::City) }),
            ["record.text_missing"]
        );
    }
}
