use super::ObjectionDecision;
use crate::judgement::{of_first_secretary, of_somebody_else};
use crate::objection::Objection;
use crate::record::{CheckContext, RecordKind, Rules, points_at, text_given};
use crate::violation::Violation;

impl Rules for ObjectionDecision {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = of_first_secretary(&self.subject, self.level, &self.judged.0, context);
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
    use crate::record::testing::{Known, codes, codes_knowing};
    use crate::record::{Edit, Prose, RecordId, Set};

    fn decision() -> ObjectionDecision {
        ObjectionDecision {
            subject: RecordId([1; 16]),
            level: JudgeLevel::Village,
            judged: Set::from_iter([Edit([7; 32])]),
            upheld: true,
            reason: Prose::default(),
        }
    }

    #[test]
    fn who_is_not_believed_is_told_why() {
        assert!(codes(&decision()).is_empty());
        let refused = ObjectionDecision { upheld: false, ..decision() };
        assert_eq!(codes(&refused), ["record.text_missing"]);
        assert!(codes(&ObjectionDecision { reason: Prose("那天的班车停了。".to_owned()), ..refused }).is_empty());
        assert_eq!(codes(&ObjectionDecision { level: JudgeLevel::Town, ..decision() }), ["judgement.level"]);
    }

    #[test]
    fn whose_word_is_objected_to_does_not_decide_and_nobody_in_one_s_own_cause() {
        let against = |who, level| Known {
            kind: Some(20),
            author: Some("c0018"),
            objected_words: Some(vec![(who, level)]),
            ..Known::default()
        };
        let own = against("c0017", Some(JudgeLevel::Village));
        assert_eq!(codes_knowing(&decision(), &own), ["objection.of_ones_own_word"]);
        assert!(codes_knowing(&decision(), &against("c0016", Some(JudgeLevel::Village))).is_empty());
        assert!(codes_knowing(&decision(), &against("server", Some(JudgeLevel::Town))).is_empty());
        let of_oneself = Known { author: Some("c0017"), ..against("server", None) };
        assert_eq!(codes_knowing(&decision(), &of_oneself), ["judgement.of_ones_own"]);
        let diary = Known { kind: Some(1), author: Some("c0018"), ..Known::default() };
        assert_eq!(codes_knowing(&decision(), &diary), ["record.points_at_another_kind"]);
    }
}
