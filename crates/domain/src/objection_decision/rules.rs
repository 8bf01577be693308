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
    fn a_first_secretary_decides_on_nobody_s_word_and_not_in_one_s_own_cause() {
        let against = |who, level| Known {
            kind: Some(20),
            author: Some("c0018"),
            objected_words: Some(vec![(who, level)]),
            ..Known::default()
        };
        let own = against("c0017", Some(JudgeLevel::Village));
        assert_eq!(codes_knowing(&decision(), &own), ["objection.of_ones_own_word"]);
        let another_level = ["objection.of_another_level"];
        assert_eq!(codes_knowing(&decision(), &against("c0016", Some(JudgeLevel::Village))), another_level);
        assert_eq!(codes_knowing(&decision(), &against("server", Some(JudgeLevel::Town))), another_level);
        let nobodys = || Known { objected_words: Some(Vec::new()), ..against("server", None) };
        assert!(codes_knowing(&decision(), &nobodys()).is_empty());
        let of_first_secretary = Known { own_day_of_first_secretary: true, ..nobodys() };
        assert_eq!(codes_knowing(&decision(), &of_first_secretary), another_level);
        let of_oneself = Known { author: Some("c0017"), ..nobodys() };
        assert_eq!(codes_knowing(&decision(), &of_oneself), ["judgement.of_ones_own"]);
        let diary = Known { kind: Some(1), author: Some("c0018"), ..Known::default() };
        assert_eq!(codes_knowing(&decision(), &diary), ["record.points_at_another_kind"]);
    }
}
