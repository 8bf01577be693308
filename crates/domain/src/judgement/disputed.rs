//! Who decides on what somebody says to a day of theirs: one answer, for the phone, the desk and the rules.

use chrono::NaiveDate;

use super::JudgeLevel;
use crate::division::DivisionCode;
use crate::objection::Objection;
use crate::organisation::{Membership, Role, roles_on};
use crate::person::PersonId;
use crate::record::ObjectedWord;

/// What has to be known of an objection to say who decides on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disputed {
    /// The words that it is against, as far as they are here.
    pub words: Vec<ObjectedWord>,
    /// Whether the village has a first secretary for the day, who is somebody else than the person.
    pub has_first_secretary: bool,
}

impl Disputed {
    /// From what is known of an objection's village: the words that it is against, and the village's memberships. A place where none
    /// has come down knows of no reason to take it from the first secretary.
    pub fn of(
        words: Vec<ObjectedWord>,
        memberships: &[Membership],
        space: &DivisionCode,
        objection: &Objection,
    ) -> Self {
        let is_known = memberships.iter().any(|held| held.space == *space);
        let has_first_secretary = !is_known || has_judge(memberships, &objection.cadre, space, objection.day);
        Self { words, has_first_secretary }
    }

    /// The level that decides: the first secretary where there is one and no word is disputed, else the level above the highest that
    /// said one of the words. So nobody decides on the own word, and nobody on the word of those above. Above the city there is
    /// nobody: on the city's word the city's office decides, by another person than who said it.
    pub fn decided_on(&self) -> JudgeLevel {
        let lowest = if self.has_first_secretary { JudgeLevel::Village } else { JudgeLevel::Town };
        let highest_word = self.words.iter().map(ObjectedWord::said_on).max();
        highest_word.map_or(lowest, JudgeLevel::above)
    }
}

/// Whether a village has a first secretary to judge a person's day: somebody else than the person. A first secretary's own day is
/// offices' to judge, also where another came or left on it.
pub fn has_judge(memberships: &[Membership], person: &PersonId, space: &DivisionCode, day: NaiveDate) -> bool {
    let is_judge = |held: &Membership| {
        held.space == *space && held.role == Role::FirstSecretary && held.person != *person && held.holds_on(day)
    };
    !roles_on(memberships, person, space, day).contains(&Role::FirstSecretary) && memberships.iter().any(is_judge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objection::ObjectedTo;
    use crate::record::testing::{day, person};
    use crate::record::{Prose, Set};

    const VILLAGE: &str = "610926101205";

    fn word(author: &str, level: Option<JudgeLevel>) -> ObjectedWord {
        ObjectedWord { author: person(author), level }
    }

    fn decided(words: &[ObjectedWord], has_first_secretary: bool) -> JudgeLevel {
        Disputed { words: words.to_vec(), has_first_secretary }.decided_on()
    }

    #[test]
    fn nobody_decides_on_the_own_word_nor_on_the_word_of_those_above_and_somebody_always_does() {
        let [town, county, city] =
            [JudgeLevel::Town, JudgeLevel::County, JudgeLevel::City].map(|level| word("server", Some(level)));
        let (seen, confirmed) = (word("c0016", None), word("c0016", Some(JudgeLevel::Village)));
        assert_eq!(
            decided(&[], true),
            JudgeLevel::Village,
            "an absence by silence is the first secretary's to clear up"
        );
        assert_eq!(decided(&[], false), JudgeLevel::Town, "a first secretary's own day, or a village without one");
        for village in [&seen, &confirmed] {
            assert_eq!(decided(std::slice::from_ref(village), true), JudgeLevel::Town);
        }
        assert_eq!(decided(std::slice::from_ref(&town), true), JudgeLevel::County);
        assert_eq!(decided(&[town.clone(), seen.clone()], true), JudgeLevel::County);
        assert_eq!(
            decided(&[county.clone(), seen], true),
            JudgeLevel::City,
            "not the town's, which is below the county"
        );
        assert_eq!(decided(&[town.clone(), county.clone()], false), JudgeLevel::City);
        assert_eq!(decided(std::slice::from_ref(&city), true), JudgeLevel::City, "another person of the city's office");
        assert_eq!(decided(&[town, county, city], true), JudgeLevel::City, "all levels have spoken");
        assert_eq!(decided(&[word("server", None)], true), JudgeLevel::County, "an office's, whichever it was");
    }

    #[test]
    fn the_first_secretary_is_one_of_the_village_on_the_day_and_not_the_person() {
        let held = |who: &str, role, from: &str, to: Option<&str>| Membership {
            space: VILLAGE.parse().unwrap(),
            person: person(who),
            role,
            from: day(from),
            to: to.map(day),
        };
        let team = [
            held("c0016", Role::FirstSecretary, "2017-01-01", Some("2017-06-30")),
            held("c0017", Role::Resident, "2017-01-01", None),
            held("c0018", Role::FirstSecretary, "2017-06-30", Some("2017-08-31")),
        ];
        let space = VILLAGE.parse().unwrap();
        let judged = |who: &str, on: &str| has_judge(&team, &person(who), &space, day(on));
        assert!(judged("c0017", "2017-03-01") && judged("c0017", "2017-08-31"));
        assert!(!judged("c0017", "2017-09-01"), "nobody came after them");
        assert!(!judged("c0016", "2017-03-01"), "their own day");
        assert!(!judged("c0016", "2017-06-30"), "their own day, though another is there");
        assert!(judged("c0016", "2017-07-01"), "a person like any other by then");
        assert!(!has_judge(&team, &person("c0017"), &"610926101206".parse().unwrap(), day("2017-03-01")));
        let objection = |who: &str, on: &str| Objection {
            cadre: person(who),
            day: day(on),
            to: ObjectedTo::Absence,
            against: Set::default(),
            shown: None,
            text: Prose("那晚在村。".to_owned()),
        };
        let decided = |members: &[Membership], who, on| {
            Disputed::of(Vec::new(), members, &space, &objection(who, on)).decided_on()
        };
        assert_eq!(decided(&team, "c0017", "2017-03-01"), JudgeLevel::Village);
        assert_eq!(decided(&team, "c0016", "2017-03-01"), JudgeLevel::Town);
        assert_eq!(decided(&[], "c0017", "2017-03-01"), JudgeLevel::Village, "no roster has come down");
    }
}
