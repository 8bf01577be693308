//! What leaves the phone as a file: here days of one's own for the unit; the team's month for the office is a sheet of its own.

use chrono::NaiveDate;
use cunji_domain::record::Code;
use cunji_reports::{DiaryDay, DiaryReport, diary_document, diary_text};

use crate::error::Result;
use crate::language::Language;
use crate::phone::Phone;
use crate::phone::named::gist;
use crate::views::named::CodeName;

/// A file to be shared or saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// A name that tells what it is.
    pub name: String,
    /// What it is, for the system's share sheet.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// In which form days of a diary leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiaryForm {
    /// A document that a word processor opens.
    Document,
    /// Plain text.
    Text,
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

impl Phone {
    /// Days of the person's own diary, from the first to the last, as a file.
    ///
    /// # Errors
    /// The person has no village; the database fails; the document can't be made.
    pub fn diary_report(
        &mut self,
        from: NaiveDate,
        to: NaiveDate,
        form: DiaryForm,
        language: Language,
    ) -> Result<ReportFile> {
        let (person, known) = (self.person()?, self.known()?);
        let space = self.village(None, Some(to))?;
        let said = |code: CodeName| language.pick(code.zh, code.en);
        let mut days = Vec::new();
        for diary in self.diaries(Some(&person), Some(from..=to))? {
            let value = &diary.value;
            let view = self.today_view(Some(value.day), Some(&diary.record.space))?;
            let records = view.records.iter().map(|record| {
                let whom = record.household.as_ref().map(|house| house.head.clone()).or_else(|| record.friend.clone());
                line(&whom.unwrap_or_default(), &record.gist)
            });
            let problems = view
                .problems
                .iter()
                .map(|problem| line(&language.pick("问题".to_owned(), "Problem".to_owned()), &problem.gist));
            days.push(DiaryDay {
                day: value.day,
                stay: value.stay.map(|stay| said(known.code("stay", stay.code(), value.day))),
                work: value.work.0.iter().map(|work| said(known.code("work", &work.0, value.day))).collect(),
                companions: value.companions.0.iter().map(|person| known.person(person).name).collect(),
                text: value.text.0.clone(),
                records: records.chain(problems).collect(),
            });
        }
        days.sort_by_key(|day| day.day);
        let name = known.person(&person).name;
        let village = self.village_name(&space, to)?.unwrap_or_else(|| space.to_string());
        let report = DiaryReport { name: name.clone(), village, from, to, days, language: of_report(language) };
        let span = if from == to { from.to_string() } else { format!("{from}_{to}") };
        let title = language.pick(format!("{name}驻村日志{span}"), format!("diary-{span}"));
        Ok(match form {
            DiaryForm::Document => {
                ReportFile { name: format!("{title}.docx"), media_type: DOCX, bytes: diary_document(&report)? }
            }
            DiaryForm::Text => {
                let bytes = diary_text(&report).into_bytes();
                ReportFile { name: format!("{title}.txt"), media_type: "text/plain", bytes }
            }
        })
    }
}

fn line(whom: &str, what: &str) -> String {
    gist([[whom, what].iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ").as_str()])
}

/// The language as reports name it.
pub(super) fn of_report(language: Language) -> cunji_reports::Language {
    match language {
        Language::Zh => cunji_reports::Language::Zh,
        Language::En => cunji_reports::Language::En,
    }
}
