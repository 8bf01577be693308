use super::{Review, ReviewState};
use crate::diary::DiaryEntry;
use crate::judgement::of_office;
use crate::record::{CheckContext, RecordKind, Rules, points_at, text_given};
use crate::violation::Violation;

impl Rules for Review {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = of_office(self.level, &self.judged.0);
        violations.extend(points_at(&self.subject, DiaryEntry::DECL, context));
        if self.state == ReviewState::Flagged {
            violations.extend(text_given(&self.reason, "理由", "the reason"));
        }
        violations.extend(self.cause_fits());
        if self.read == Some(false) && self.state != ReviewState::Accepted {
            violations.push(Violation::new(
                "review.not_read",
                "没有细看的只能通过。要退回或存疑,请先打开看一遍。",
                "What was not read can only be accepted. Open it before you return or flag it.",
            ));
        }
        violations
    }
}

impl Review {
    /// What is returned has a cause. A review of before there were causes gives its reason in words, and that is enough of it.
    fn cause_fits(&self) -> Option<Violation> {
        let is_of_before = self.read.is_none() && !self.reason.0.trim().is_empty();
        match (self.state, self.cause) {
            (ReviewState::Returned, None) if !is_of_before => Some(Violation::new(
                "review.cause_missing",
                "还差:退回的原因,从单子里选一个。",
                "Still missing: what is to be mended; choose a cause from the list.",
            )),
            (ReviewState::Accepted | ReviewState::Flagged, Some(_)) => Some(Violation::new(
                "review.cause_of_no_return",
                "只有退回才选退回的原因。存疑的,把理由写出来。",
                "Only what is returned has a cause from the list. If it is in doubt, write the reason.",
            )),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::JudgeLevel;
    use crate::record::testing::{Known, codes, codes_knowing};
    use crate::record::{Code, Edit, Prose, RecordId, Set};
    use crate::review::ReturnCause;

    fn review(state: ReviewState) -> Review {
        Review {
            subject: RecordId([1; 16]),
            level: JudgeLevel::Town,
            judged: Set::from_iter([Edit([7; 32])]),
            state,
            reason: Prose::default(),
            read: Some(true),
            cause: None,
        }
    }

    fn reason() -> Prose {
        Prose("和值班表对不上。".to_owned())
    }

    #[test]
    fn who_is_doubted_is_told_why() {
        assert!(codes(&review(ReviewState::Accepted)).is_empty());
        assert_eq!(codes(&review(ReviewState::Flagged)), ["record.text_missing"]);
        assert!(codes(&Review { reason: reason(), ..review(ReviewState::Flagged) }).is_empty());
    }

    #[test]
    fn what_is_returned_has_a_cause_from_the_list_and_needs_no_words_beside_it() {
        let returned = || review(ReviewState::Returned);
        assert_eq!(codes(&returned()), ["review.cause_missing"]);
        assert_eq!(codes(&Review { reason: reason(), ..returned() }), ["review.cause_missing"]);
        for cause in ReturnCause::ALL {
            assert!(codes(&Review { cause: Some(*cause), ..returned() }).is_empty(), "{cause:?}");
        }
        for state in [ReviewState::Accepted, ReviewState::Flagged] {
            let review = Review { cause: Some(ReturnCause::WrongDay), reason: reason(), ..review(state) };
            assert_eq!(codes(&review), ["review.cause_of_no_return"], "{state:?}");
        }
    }

    /// Whoever adds a cause is asked whether it is a fact: nothing on style or length is.
    #[test]
    fn the_causes_are_facts() {
        let all: Vec<_> = ReturnCause::ALL.iter().map(|cause| cause.code()).collect();
        let known = [
            "wrong_day",
            "stay_missing",
            "stay_differs",
            "wrong_person",
            "wrong_household",
            "same_as_another_day",
            "wrong_photo",
            "private_details",
        ];
        assert_eq!(all, known);
        assert!(ReturnCause::ALL.iter().all(|cause| !cause.en().is_empty()));
    }

    #[test]
    fn what_was_not_read_can_only_be_accepted() {
        let unread = |state, cause| Review { read: Some(false), cause, reason: reason(), ..review(state) };
        assert!(codes(&unread(ReviewState::Accepted, None)).is_empty());
        assert_eq!(codes(&unread(ReviewState::Returned, Some(ReturnCause::WrongDay))), ["review.not_read"]);
        assert_eq!(codes(&unread(ReviewState::Flagged, None)), ["review.not_read"]);
    }

    /// As schema 1 wrote it: neither `read` nor `cause`.
    #[test]
    fn a_review_of_the_first_schema_is_read_as_it_was_written() {
        for state in ReviewState::ALL {
            let old = Review { read: None, reason: reason(), ..review(*state) };
            assert!(old.fields().keys().all(|number| *number <= 3), "{:?}", old.fields());
            assert_eq!(Review::from_parts(&old.key(), &old.fields()), Ok(old.clone()));
            assert!(codes(&old).is_empty(), "{state:?}");
        }
        let said_nothing = Review { read: None, ..review(ReviewState::Returned) };
        assert_eq!(codes(&said_nothing), ["review.cause_missing"]);
    }

    #[test]
    fn an_office_reviews_a_diary_on_its_level() {
        let known = Known { kind: Some(2), ..Known::default() };
        assert_eq!(codes_knowing(&review(ReviewState::Accepted), &known), ["record.points_at_another_kind"]);
        let village = Review { level: JudgeLevel::Village, ..review(ReviewState::Accepted) };
        assert_eq!(codes(&village), ["judgement.level"]);
    }
}
