use super::Objection;
use crate::confirmation::Confirmation;
use crate::leave_decision::LeaveDecision;
use crate::observation::AttendanceObservation;
use crate::office_leave_decision::OfficeLeaveDecision;
use crate::record::{CheckContext, KindNumber, RecordKind, Rules, not_in_future, not_of_others, text_given};
use crate::review::Review;
use crate::violation::Violation;
use crate::voice_leave::VoiceLeave;

/// The kinds of words that can be said against somebody.
const WORDS: [KindNumber; 6] = [
    Confirmation::DECL.number,
    Review::DECL.number,
    LeaveDecision::DECL.number,
    OfficeLeaveDecision::DECL.number,
    AttendanceObservation::DECL.number,
    VoiceLeave::DECL.number,
];

impl Rules for Objection {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = not_of_others(&self.cadre, context);
        // A leave may be refused before its days come; everything else is about a day that was.
        if self.to != super::ObjectedTo::RefusedLeave {
            violations.extend(not_in_future(self.day, context));
        }
        violations.extend(text_given(&self.text, "你的说明", "what you have to say"));
        let kinds = self.against.0.iter().filter_map(|word| context.facts.kind_of(context.space, word));
        if kinds.into_iter().any(|kind| !WORDS.contains(&kind)) {
            violations.push(Violation::new(
                "objection.against_what",
                "说明要针对一条确认、审核、批假或现场考勤;别的就不用选。",
                "An objection is against a confirmation, a review, a decision or an observation; leave it out for anything else.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objection::ObjectedTo;
    use crate::record::testing::{Known, TODAY, codes, codes_knowing, codes_of, day, person};
    use crate::record::{Prose, RecordId, Set};

    fn objection() -> Objection {
        Objection {
            cadre: person("c0017"),
            day: day(TODAY),
            to: ObjectedTo::Question,
            against: Set::from_iter([RecordId([1; 16])]),
            shown: Some("unconfirmed.questioned".to_owned()),
            text: Prose("那晚在县医院陪老支书,第二天一早回的村。".to_owned()),
        }
    }

    #[test]
    fn one_speaks_for_oneself_and_says_something() {
        assert!(codes(&objection()).is_empty());
        assert_eq!(codes_of(&objection(), "c0018", &Known::default()), ["record.of_another_person"]);
        assert_eq!(codes(&Objection { text: Prose(" ".to_owned()), ..objection() }), ["record.text_missing"]);
    }

    #[test]
    fn a_day_that_has_not_come_can_have_nothing_against_it_but_a_refused_leave() {
        let ahead = Objection { day: day("2017-09-20"), ..objection() };
        assert_eq!(codes(&ahead), ["record.future_day"]);
        assert!(codes(&Objection { to: ObjectedTo::RefusedLeave, ..ahead }).is_empty());
    }

    #[test]
    fn it_is_against_somebody_s_word() {
        let known = |kind| Known { kind: Some(kind), author: Some("c0016"), ..Known::default() };
        for word in WORDS {
            assert!(codes_knowing(&objection(), &known(word)).is_empty(), "{word}");
        }
        assert_eq!(codes_knowing(&objection(), &known(2)), ["objection.against_what"]);
    }
}
