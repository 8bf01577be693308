//! 驻村日志: writing a day, and writing it again.

pub(crate) mod day;
pub(crate) mod today;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{ListedCode, Prose, RecordId, RecordKind, Set};
use cunji_domain::violation::Violation;
use cunji_history::derived_record_id;
use cunji_store::{Filter, Typed};

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written, put};

/// What a person says of a day. What is left out stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiaryChange {
    /// Where the night was spent.
    pub stay: Option<Stay>,
    /// Kinds of work, codes of the policy's list `work`.
    pub work: Option<BTreeSet<String>>,
    /// What the person wrote, whole.
    pub text: Option<String>,
    /// Cadres who were along.
    pub companions: Option<BTreeSet<PersonId>>,
    /// Villagers met, by name.
    pub met: Option<BTreeSet<String>>,
    /// Problems raised that day.
    pub problems: Option<BTreeSet<RecordId>>,
    /// The day's visits and contacts.
    pub records: Option<BTreeSet<RecordId>>,
}

impl Phone {
    /// Writes the person's day: for the first time, or again, upon what is there now.
    ///
    /// # Errors
    /// A rule is broken, or the store fails; nothing was saved.
    pub fn write_diary(&mut self, day: NaiveDate, change: DiaryChange, beside: &Beside) -> Result<Written> {
        let cadre = self.person()?;
        let space = self.village(beside.village.as_ref(), Some(day))?;
        let seen = self.diary_in(&space, &cadre, day)?.filter(|seen| seen.record.withdrawn.is_none());
        let mut diary = seen.map_or_else(|| blank(cadre, day), |seen| seen.value);
        change.apply(&mut diary);
        if diary.fields().is_empty() {
            return Err(Violation::new(
                "diary.nothing_said",
                "还差:写点什么,或者今晚住在哪。",
                "Still missing: a word on the day, or where the night was spent.",
            )
            .into());
        }
        self.add_in(space, &diary, beside)
    }

    /// The person's own day, if it was written and not withdrawn.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn diary_of(&mut self, day: NaiveDate, village: Option<&DivisionCode>) -> Result<Option<Typed<DiaryEntry>>> {
        let (cadre, space) = (self.person()?, self.village(village, Some(day))?);
        Ok(self.diary_in(&space, &cadre, day)?.filter(|diary| diary.record.withdrawn.is_none()))
    }

    /// Diaries by day: of the person, or of everybody whose diaries came down.
    ///
    /// # Errors
    /// The database fails.
    pub fn diaries(
        &self,
        of: Option<&PersonId>,
        days: Option<RangeInclusive<NaiveDate>>,
    ) -> Result<Vec<Typed<DiaryEntry>>> {
        let mut diaries = self.records::<DiaryEntry>(&Filter { days, ..Filter::default() })?;
        diaries.retain(|diary| of.is_none_or(|person| diary.value.cadre == *person));
        Ok(diaries)
    }

    /// A cadre's day in a space, withdrawn or not.
    pub(crate) fn diary_in(
        &self,
        space: &DivisionCode,
        cadre: &PersonId,
        day: NaiveDate,
    ) -> Result<Option<Typed<DiaryEntry>>> {
        let key = blank(cadre.clone(), day).key();
        let there = self.store.record(derived_record_id(DiaryEntry::DECL.number, space, &key))?;
        Ok(there.map(|record| self.typed(record)).transpose()?.flatten())
    }
}

impl DiaryChange {
    fn apply(self, diary: &mut DiaryEntry) {
        if self.stay.is_some() {
            diary.stay = self.stay;
        }
        put(&mut diary.work, self.work.map(|work| work.into_iter().map(ListedCode).collect()));
        put(&mut diary.text, self.text.map(Prose));
        put(&mut diary.companions, self.companions.map(Set));
        put(&mut diary.met, self.met.map(Set));
        put(&mut diary.problems, self.problems.map(Set));
        put(&mut diary.records, self.records.map(Set));
    }
}

fn blank(cadre: PersonId, day: NaiveDate) -> DiaryEntry {
    DiaryEntry {
        cadre,
        day,
        stay: None,
        work: Set::default(),
        text: Prose::default(),
        companions: Set::default(),
        met: Set::default(),
        problems: Set::default(),
        photos: Set::default(),
        records: Set::default(),
    }
}
