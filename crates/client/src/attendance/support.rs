//! 佐证: how one's own day is supported, as the server found and as desks read it. Nobody but the person has it on a phone.

use chrono::NaiveDate;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::hint::{Hint, near_equal_of};
use cunji_domain::record::Code;
use cunji_domain::server_facts::day_grade::DayGrade;
use cunji_domain::words::Words;
use cunji_store::{Filter, Typed};

use super::records::judges_present;
use crate::error::Result;
use crate::phone::Phone;
use crate::views::SentenceView;
use crate::views::attendance::{RemarkView, SupportView};

impl Phone {
    /// The grades of these diaries as they stand now.
    pub(super) fn support_of(&self, diaries: &[Typed<DiaryEntry>]) -> Result<Vec<SupportView>> {
        let mut support = Vec::new();
        if diaries.is_empty() {
            return Ok(support);
        }
        for grade in self.records::<DayGrade>(&Filter::default())? {
            let of = |diary: &&Typed<DiaryEntry>| {
                diary.record.id == grade.value.subject && judges_present(&grade.value.judged, &diary.record)
            };
            let Some(diary) = diaries.iter().find(of) else { continue };
            let reasons = grade.value.known_reasons();
            let mut hints = Vec::new();
            for hint in grade.value.known_hints() {
                let day = self.own_day_named(&hint, diary)?;
                hints.push(RemarkView { day, ..remark(hint.code(), hint.words(), Some(hint.innocent())) });
            }
            support.push(SupportView {
                grade: grade.value.grade.code().to_owned(),
                reasons: reasons.iter().map(|it| remark(it.code(), it.words(), it.innocent())).collect(),
                hints,
            });
        }
        Ok(support)
    }

    /// The day that a hint names, if what it means is the same person's diary; a teammate's is not opened from here.
    fn own_day_named(&self, hint: &Hint, diary: &Typed<DiaryEntry>) -> Result<Option<NaiveDate>> {
        let Hint::NearEqualText { percent, day } = *hint else { return Ok(None) };
        let mut others = self.records::<DiaryEntry>(&Filter::default().on(day..=day))?;
        others.retain(|other| other.record.space == diary.record.space);
        others.sort_by_key(|other| other.value.cadre != diary.value.cadre);
        let texts = others.iter().map(|other| (&other.value.cadre, other.value.text.0.as_str()));
        let meant = near_equal_of(&diary.value.text.0, percent, texts);
        Ok(meant.filter(|cadre| **cadre == diary.value.cadre).map(|_| day))
    }
}

fn remark(code: &str, words: Words, innocent: Option<Words>) -> RemarkView {
    let sentence = |words: Words| SentenceView { code: code.to_owned(), zh: words.zh, en: words.en, villages: None };
    RemarkView { said: sentence(words), innocent: innocent.map(sentence), day: None }
}
