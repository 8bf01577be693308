use super::VoiceLeaveWord;
use crate::record::{CheckContext, RecordKind, Rules, heads_named, not_of_others, points_at};
use crate::violation::Violation;
use crate::voice_leave::VoiceLeave;

impl Rules for VoiceLeaveWord {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = points_at(&self.leave, VoiceLeave::DECL, context).into_iter().collect();
        // The leave's author is the first secretary; whose leave it is stands in it.
        let cadre = context.facts.voice_leave_of(context.space, &self.leave);
        violations.extend(cadre.iter().flat_map(|cadre| not_of_others(cadre, context)));
        violations.extend(heads_named(&self.seen.0));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Known, codes, codes_knowing};
    use crate::record::{Edit, RecordId, Set};

    #[test]
    fn one_speaks_of_ones_own_leave_as_it_stood() {
        let word = VoiceLeaveWord {
            leave: RecordId([1; 16]),
            so: false,
            seen: Set::from_iter([Edit([7; 32])]),
            note: Some("那几天我在村里。".to_owned()),
        };
        let of = |cadre| Known { kind: Some(12), voice_leave: Some(cadre), ..Known::default() };
        assert!(codes_knowing(&word, &of("c0017")).is_empty());
        assert_eq!(codes_knowing(&word, &of("c0018")), ["record.of_another_person"]);
        let request = Known { kind: Some(10), ..Known::default() };
        assert_eq!(codes_knowing(&word, &request), ["record.points_at_another_kind"]);
        assert_eq!(codes(&VoiceLeaveWord { seen: Set::default(), ..word }), ["judgement.heads_missing"]);
    }
}
