//! A small known world for the tests of rules.

use chrono::NaiveDate;

use super::{CheckContext, Facts, KindNumber, ObjectedWord, Prose, RecordId, RecordView, Rules, Set};
use crate::diary::{DiaryEntry, Stay};
use crate::division::DivisionCode;
use crate::judgement::{Disputed, JudgeLevel};
use crate::person::PersonId;

/// The day on which tests check.
pub const TODAY: &str = "2017-09-15";

/// What the writer of a test knows; `None` where nothing is known.
#[derive(Default)]
pub struct Known {
    pub households: Option<&'static [&'static str]>,
    pub listed: Option<&'static [&'static str]>,
    pub team: Option<&'static [&'static str]>,
    pub kind: Option<KindNumber>,
    pub author: Option<&'static str>,
    pub voice_leave: Option<&'static str>,
    pub objected_words: Option<Vec<(&'static str, Option<JudgeLevel>)>>,
    pub own_day_of_first_secretary: bool,
}

impl Facts for Known {
    fn has_household(&self, _: &DivisionCode, number: &str) -> Option<bool> {
        self.households.map(|known| known.contains(&number))
    }

    fn listed(&self, _: &str, code: &str, _: NaiveDate) -> Option<bool> {
        self.listed.map(|known| known.contains(&code))
    }

    fn has_role(&self, _: &DivisionCode, person: &PersonId, _: NaiveDate) -> Option<bool> {
        self.team.map(|known| known.contains(&person.as_str()))
    }

    fn kind_of(&self, _: &DivisionCode, _: &RecordId) -> Option<KindNumber> {
        self.kind
    }

    fn author_of(&self, _: &DivisionCode, _: &RecordId) -> Option<PersonId> {
        self.author.map(person)
    }

    fn voice_leave_of(&self, _: &DivisionCode, _: &RecordId) -> Option<PersonId> {
        self.voice_leave.map(person)
    }

    fn disputed(&self, _: &DivisionCode, _: &RecordId) -> Option<Disputed> {
        let words = self.objected_words.as_ref()?.iter();
        let words = words.map(|(author, level)| ObjectedWord { author: person(author), level: *level }).collect();
        Some(Disputed { words, has_first_secretary: !self.own_day_of_first_secretary })
    }
}

/// A person by id; `server` is the server, which writes for offices.
pub fn person(id: &str) -> PersonId {
    if id == "server" { PersonId::server() } else { id.parse().unwrap() }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The codes of what is wrong with a record that `c0017` writes and of which nothing else is known.
pub fn codes<K: Rules>(record: &K) -> Vec<&'static str> {
    codes_knowing(record, &Known::default())
}

/// The same of a writer who knows something.
pub fn codes_knowing<K: Rules>(record: &K, facts: &Known) -> Vec<&'static str> {
    codes_of(record, "c0017", facts)
}

/// The same of another writer.
pub fn codes_of<K: Rules>(record: &K, author: &str, facts: &Known) -> Vec<&'static str> {
    let (space, author) = ("610926101205".parse().unwrap(), person(author));
    let context = CheckContext { space: &space, author: &author, today: day(TODAY), facts };
    let (key, fields) = (record.key(), record.fields());
    let violations = (K::DECL.check)(&RecordView { key: &key, fields: &fields }, &context);
    assert!(violations.iter().all(|violation| !violation.zh.is_empty() && !violation.en.is_empty()));
    violations.into_iter().map(|violation| violation.code).collect()
}

/// A diary entry that breaks no rule.
pub fn diary() -> DiaryEntry {
    DiaryEntry {
        cadre: person("c0017"),
        day: day("2017-09-01"),
        stay: Some(Stay::Village),
        work: Set::default(),
        text: Prose("上午同村支书到三组看通组路。".to_owned()),
        companions: Set::default(),
        met: Set::default(),
        problems: Set::default(),
        photos: Set::default(),
        records: Set::default(),
    }
}
