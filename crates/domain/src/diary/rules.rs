use super::DiaryEntry;
use crate::record::{CheckContext, Rules, all_listed, not_in_future, not_of_others};
use crate::violation::Violation;

impl Rules for DiaryEntry {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = not_of_others(&self.cadre, context);
        violations.extend(not_in_future(self.day, context));
        violations.extend(all_listed("work", &self.work.0, self.day, context));
        if self.companions.0.contains(&self.cadre) {
            violations.push(Violation::new(
                "diary.companion_is_oneself",
                "同行的人里不用写自己。",
                "One is not one's own companion; take yourself off the list.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use crate::diary::DiaryEntry;
    use crate::record::testing::{Known, TODAY, codes, codes_knowing, codes_of, day, diary, person};
    use crate::record::{ListedCode, Prose, Set};

    #[test]
    fn a_day_is_told_by_the_person_and_not_before_it_comes() {
        assert!(codes(&diary()).is_empty());
        assert_eq!(codes_of(&diary(), "c0018", &Known::default()), ["record.of_another_person"]);
        assert!(codes(&DiaryEntry { day: day(TODAY), ..diary() }).is_empty());
        assert_eq!(codes(&DiaryEntry { day: day("2017-09-16"), ..diary() }), ["record.future_day"]);
    }

    #[test]
    fn nothing_is_owed_beyond_the_day_itself() {
        assert!(codes(&DiaryEntry { stay: None, text: Prose::default(), ..diary() }).is_empty());
    }

    #[test]
    fn work_is_from_the_list_of_the_policy() {
        let works = |code: &str| DiaryEntry { work: Set::from_iter([ListedCode(code.to_owned())]), ..diary() };
        let list = Known { listed: Some(&["policy_talk", "mediation"]), ..Known::default() };
        assert!(codes_knowing(&works("mediation"), &list).is_empty());
        assert_eq!(codes_knowing(&works("dancing"), &list), ["record.unlisted_code"]);
        assert!(codes(&works("dancing")).is_empty(), "no policy here yet: nothing to refuse it by");
    }

    #[test]
    fn nobody_is_their_own_companion() {
        let alone = DiaryEntry { companions: Set::from_iter([person("c0017")]), ..diary() };
        assert_eq!(codes(&alone), ["diary.companion_is_oneself"]);
    }
}
