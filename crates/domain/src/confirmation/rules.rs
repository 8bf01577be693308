use super::{Confirmation, ConfirmationResult};
use crate::diary::DiaryEntry;
use crate::judgement::of_first_secretary;
use crate::record::{CheckContext, RecordKind, Rules, points_at, text_given};
use crate::violation::Violation;

impl Rules for Confirmation {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = of_first_secretary(&self.subject, self.level, &self.judged.0, context);
        violations.extend(points_at(&self.subject, DiaryEntry::DECL, context));
        if self.result == ConfirmationResult::Questioned {
            violations.extend(text_given(&self.reason, "为什么存疑", "why it is questioned"));
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

    fn confirmation(result: ConfirmationResult) -> Confirmation {
        Confirmation {
            subject: RecordId([1; 16]),
            level: JudgeLevel::Village,
            judged: Set::from_iter([Edit([7; 32])]),
            result,
            reason: Prose::default(),
        }
    }

    #[test]
    fn a_doubt_has_a_reason_and_a_confirmation_needs_none() {
        assert!(codes(&confirmation(ConfirmationResult::Confirmed)).is_empty());
        let questioned = confirmation(ConfirmationResult::Questioned);
        assert_eq!(codes(&questioned), ["record.text_missing"]);
        assert!(codes(&Confirmation { reason: Prose("那天在县里看到他。".to_owned()), ..questioned }).is_empty());
    }

    #[test]
    fn it_is_on_a_teammates_diary_and_on_named_heads() {
        let confirmed = confirmation(ConfirmationResult::Confirmed);
        let known = |kind, author| Known { kind: Some(kind), author: Some(author), ..Known::default() };
        assert!(codes_knowing(&confirmed, &known(1, "c0018")).is_empty());
        assert_eq!(codes_knowing(&confirmed, &known(1, "c0017")), ["judgement.of_ones_own"]);
        assert_eq!(codes_knowing(&confirmed, &known(2, "c0018")), ["record.points_at_another_kind"]);
        assert_eq!(
            codes(&Confirmation { judged: Set::default(), level: JudgeLevel::City, ..confirmed }),
            ["judgement.heads_missing", "judgement.level"]
        );
    }
}
