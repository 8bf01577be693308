//! What leaves the phone as a file: the team's month for the office, days of one's own for the unit.

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::DayState;
use cunji_domain::division::DivisionCode;
use cunji_domain::month_acknowledgement::{days_of_month, month_end};
use cunji_domain::organisation::{Role, roles_on};
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_domain::time::local_day;
use cunji_reports::{DiaryDay, DiaryReport, MonthMember, MonthSheet, Sign, diary_document, diary_text, month_sheet};

use super::month::first_of_month;
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

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

impl Phone {
    /// The team's month as the sheet that offices file; a month that is not over has empty days.
    ///
    /// # Errors
    /// The person is not the first secretary; the village has to be named; the sheet can't be made.
    pub fn team_month_sheet(
        &mut self,
        month: NaiveDate,
        village: Option<&DivisionCode>,
        language: Language,
    ) -> Result<ReportFile> {
        let (month, today) = (first_of_month(month), self.today());
        let years = self.team_attendance(month.year(), None, village)?;
        let space = self.village(village, Some(today))?;
        let (known, calendar) = (self.known()?, self.calendar()?);
        let last = month_end(month);
        let year_until = last.min(today);
        let mut members = Vec::new();
        let mut policies = Vec::new();
        for of_member in &years {
            let Ok(cadre) = of_member.year.cadre.parse::<PersonId>() else { continue };
            let days: Vec<Sign> = of_member.year.month(month.month()).map(|day| Sign::of(day.state.code())).collect();
            if of_member.year.month(month.month()).all(|day| day.state == DayState::NotInTerm) {
                continue;
            }
            let acknowledged = self.acknowledged(&cadre, month, &of_member.year)?.filter(|one| one.changed.is_empty());
            let acknowledged = match acknowledged {
                Some(one) => self.written_on(&one.acknowledgement.record.heads)?,
                None => None,
            };
            let roles = roles_on(&known.members, &cadre, &space, year_until);
            let role = if roles.contains(&Role::FirstSecretary) { Role::FirstSecretary } else { Role::Resident };
            let role = language.pick(role.zh(), if role == Role::Resident { "member" } else { "first secretary" });
            policies.extend(of_member.year.policies.iter().cloned());
            members.push((
                role != language.pick(Role::FirstSecretary.zh(), "first secretary"),
                MonthMember {
                    name: of_member.name.clone(),
                    role: role.to_owned(),
                    days,
                    year_resident: of_member.year.resident_until(year_until),
                    year_target: of_member.year.target,
                    acknowledged,
                    note: String::new(),
                },
            ));
        }
        members.sort_by_key(|(is_member, _)| *is_member);
        policies.sort();
        policies.dedup();
        let village = self.village_name(&space, today)?.unwrap_or_else(|| space.to_string());
        let name = match language {
            Language::Zh => format!("{village}出勤表{}.xlsx", month.format("%Y-%m")),
            Language::En => format!("attendance-{}.xlsx", month.format("%Y-%m")),
        };
        let bytes = month_sheet(&MonthSheet {
            village,
            unit: None,
            month,
            made_on: today,
            year_until,
            rest_days: days_of_month(month).filter(|day| calendar.is_rest(*day)).collect(),
            members: members.into_iter().map(|(_, member)| member).collect(),
            earlier: Vec::new(),
            policies,
            language: of_report(language),
        })?;
        Ok(ReportFile { name, media_type: XLSX, bytes })
    }

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

    /// The local day on which the last of these edits was written.
    fn written_on(&self, heads: &[cunji_history::EditId]) -> Result<Option<NaiveDate>> {
        let written = heads.iter().map(|head| self.store.written_at(*head)).collect::<Result<Vec<_>, _>>()?;
        Ok(written.into_iter().flatten().max().and_then(local_day))
    }
}

fn line(whom: &str, what: &str) -> String {
    gist([[whom, what].iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ").as_str()])
}

fn of_report(language: Language) -> cunji_reports::Language {
    match language {
        Language::Zh => cunji_reports::Language::Zh,
        Language::En => cunji_reports::Language::En,
    }
}
