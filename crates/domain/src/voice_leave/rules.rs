use super::VoiceLeave;
use crate::record::{CheckContext, Rules, all_listed, not_in_future, not_oneself, span_of_days};
use crate::violation::Violation;

impl Rules for VoiceLeave {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_oneself(&self.cadre, context).into_iter().collect();
        violations.extend(span_of_days(self.first_day, self.last_day));
        violations.extend(all_listed("leave", [&self.leave], self.first_day, context));
        violations.extend(self.given.and_then(|day| not_in_future(day, context)));
        if context.facts.has_role(context.space, &self.cadre, self.first_day) == Some(false) {
            violations.push(Violation::new(
                "voice_leave.not_in_team",
                format!("{} 那天不在这个队里。", self.cadre),
                format!("{} is not in this team on {}.", self.cadre, self.first_day),
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Known, codes, codes_knowing, codes_of, day, person};
    use crate::record::{ListedCode, Prose};

    fn leave() -> VoiceLeave {
        VoiceLeave {
            cadre: person("c0018"),
            first_day: day("2017-09-20"),
            last_day: day("2017-09-22"),
            leave: ListedCode("personal".to_owned()),
            given: Some(day("2017-09-14")),
            note: Prose::default(),
        }
    }

    #[test]
    fn it_is_given_to_a_member_of_the_team_and_not_to_oneself() {
        assert!(codes(&leave()).is_empty());
        assert_eq!(codes_of(&leave(), "c0018", &Known::default()), ["judgement.of_ones_own"]);
        let known = Known { team: Some(&["c0017"]), ..Known::default() };
        assert_eq!(codes_knowing(&leave(), &known), ["voice_leave.not_in_team"]);
    }

    #[test]
    fn days_and_kind_hold() {
        assert_eq!(codes(&VoiceLeave { last_day: day("2017-09-19"), ..leave() }), ["record.days_backwards"]);
        assert_eq!(codes(&VoiceLeave { given: Some(day("2017-09-16")), ..leave() }), ["record.future_day"]);
        let known = Known { listed: Some(&["sick"]), ..Known::default() };
        assert_eq!(codes_knowing(&leave(), &known), ["record.unlisted_code"]);
    }
}
