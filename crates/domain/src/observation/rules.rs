use std::collections::BTreeSet;

use super::AttendanceObservation;
use crate::record::{CheckContext, Rules, not_in_future, not_of_others, not_oneself};
use crate::violation::Violation;

impl Rules for AttendanceObservation {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = not_of_others(&self.observer, context);
        violations.extend(not_in_future(self.day, context));
        let absent: BTreeSet<_> = self.absent.0.iter().map(|seen| &seen.person).collect();
        if let Some(named) = self.present.0.iter().chain(absent.iter().copied()).find(|p| **p == self.observer) {
            violations.extend(not_oneself(named, context));
        }
        let twice = absent.len() < self.absent.0.len() || self.present.0.iter().any(|person| absent.contains(person));
        if twice {
            violations.push(Violation::new(
                "observation.named_twice",
                "同一个人写了两次。在就是在,不在就是不在。",
                "Somebody is named twice. Each is either there or not.",
            ));
        }
        if !self.everybody_here && self.present.0.is_empty() && absent.is_empty() {
            violations.push(Violation::new(
                "observation.nothing_seen",
                "还差:谁在,谁不在。",
                "Still missing: who was there and who was not.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::SeenAbsent;
    use crate::record::testing::{Known, codes, codes_of, day, person};
    use crate::record::{Prose, Set};

    fn all_here() -> AttendanceObservation {
        AttendanceObservation {
            observer: person("c0017"),
            day: day("2017-09-01"),
            everybody_here: true,
            present: Set::default(),
            absent: Set::default(),
            note: Prose::default(),
        }
    }

    fn absent(people: &[(&str, Option<&str>)]) -> Set<SeenAbsent> {
        let seen = |(id, why): &(&str, Option<&str>)| SeenAbsent { person: person(id), why: why.map(str::to_owned) };
        people.iter().map(seen).collect()
    }

    #[test]
    fn everybody_here_with_or_without_exceptions() {
        assert!(codes(&all_here()).is_empty());
        let one_missing = AttendanceObservation { absent: absent(&[("c0018", Some("县里开会"))]), ..all_here() };
        assert!(codes(&one_missing).is_empty());
        assert_eq!(codes(&AttendanceObservation { everybody_here: false, ..all_here() }), ["observation.nothing_seen"]);
    }

    #[test]
    fn nobody_is_both_there_and_not() {
        let present = Set::from_iter([person("c0018")]);
        let both = AttendanceObservation { present, absent: absent(&[("c0018", None)]), ..all_here() };
        assert_eq!(codes(&both), ["observation.named_twice"]);
        let twice = absent(&[("c0018", None), ("c0018", Some("回家"))]);
        assert_eq!(codes(&AttendanceObservation { absent: twice, ..all_here() }), ["observation.named_twice"]);
    }

    #[test]
    fn the_observer_sees_others_and_signs_for_nobody_else() {
        let own = AttendanceObservation { present: Set::from_iter([person("c0017")]), ..all_here() };
        assert_eq!(codes(&own), ["judgement.of_ones_own"]);
        assert_eq!(codes_of(&all_here(), "c0018", &Known::default()), ["record.of_another_person"]);
        assert_eq!(codes(&AttendanceObservation { day: day("2017-09-16"), ..all_here() }), ["record.future_day"]);
    }
}
