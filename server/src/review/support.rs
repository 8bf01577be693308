//! 佐证 beside a diary as a desk reads it: grade, reasons, hints, and the diary that a hint names.

use cunji_domain::diary::DiaryEntry;
use cunji_domain::hint::{Hint, near_equal_of};
use cunji_domain::record::{Code, RecordKind};
use cunji_domain::words::Words;
use data_encoding::HEXLOWER;

use super::show::Gathering;
use super::view::{GradeShown, RemarkShown};
use crate::error::ServerError;
use crate::grading::grade_of;
use crate::storage::read_model::RecordRow;

impl Gathering<'_> {
    /// The grade with its reasons and hints; none: not graded yet.
    pub(super) fn graded(&mut self, row: &RecordRow, diary: &DiaryEntry) -> Result<Option<GradeShown>, ServerError> {
        let Some(grade) = grade_of(self.tx, self.registrar, self.space, diary, row)? else { return Ok(None) };
        let reasons = grade.known_reasons().into_iter();
        let mut hints = Vec::new();
        for hint in grade.known_hints() {
            let named = self.named_by(&hint, diary)?;
            hints.push(RemarkShown { diary: named, ..remark(hint.code(), hint.words(), Some(hint.innocent())) });
        }
        Ok(Some(GradeShown {
            grade: grade.grade.code().to_owned(),
            zh: grade.grade.zh().to_owned(),
            reasons: reasons.map(|it| remark(it.code(), it.words(), it.innocent())).collect(),
            hints,
        }))
    }

    /// The other diary that a hint names.
    fn named_by(&mut self, hint: &Hint, diary: &DiaryEntry) -> Result<Option<String>, ServerError> {
        let Hint::NearEqualText { percent, day } = *hint else { return Ok(None) };
        let rows = self.registrar.tables.records_of_days(self.tx, DiaryEntry::DECL.number, self.space, &(day..=day))?;
        let others = rows.into_iter().filter(|row| !row.withdrawn);
        let others = others.filter_map(|row| Some((row.id, DiaryEntry::from_parts(&row.key, &row.fields).ok()?)));
        let mut others: Vec<_> = others.collect();
        others.sort_by_key(|(_, other)| other.cadre != diary.cadre);
        let texts = others.iter().map(|(record, other)| (*record, other.text.0.as_str()));
        Ok(near_equal_of(&diary.text.0, percent, texts).map(|record| HEXLOWER.encode(&record.0)))
    }
}

fn remark(code: &str, words: Words, innocent: Option<Words>) -> RemarkShown {
    let (innocent_zh, innocent_en) = innocent.map(|words| (words.zh, words.en)).unzip();
    RemarkShown { code: code.to_owned(), zh: words.zh, en: words.en, innocent_zh, innocent_en, diary: None }
}
