//! 出勤表: the team's month as the sheet that offices file, from what the phone holds. A filed month says what was filed, as the office's own
//! print of it does, whatever came since; what came goes on a later sheet as a correction, and stands on that one here, too.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayState, YearAttendance};
use cunji_domain::division::DivisionCode;
use cunji_domain::month_acknowledgement::{days_of_month, month_as_seen, month_end};
use cunji_domain::month_filing::{MonthFiling, Remark, never_heard};
use cunji_domain::organisation::Role;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_domain::time::local_day;
use cunji_domain::words::Words;
use cunji_reports::{MonthMember, MonthSheet, Sign, month_sheet};
use cunji_store::Filter;

use super::month::first_of_month;
use super::report::{ReportFile, of_report};
use crate::error::Result;
use crate::language::Language;
use crate::phone::Phone;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A person's line on the sheet.
struct Line {
    role: Role,
    days: Vec<Sign>,
    year_resident: i64,
    year_target: i64,
    acknowledged: Option<NaiveDate>,
    remark: Words,
}

impl Phone {
    /// The team's month as the sheet that offices file; a month that is not over has empty days. On it are those whose month stands in the
    /// village by their terms and those whose month was filed there.
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
        let team = self.team_attendance(month.year(), None, village)?;
        let space = self.village(village, Some(today))?;
        let (known, calendar) = (self.known()?, self.calendar()?);
        let filings: Vec<MonthFiling> =
            self.records(&Filter::of(&space))?.into_iter().map(|filing| filing.value).collect();
        let mut years: BTreeMap<PersonId, YearAttendance> = BTreeMap::new();
        for of_member in team {
            if let Ok(cadre) = of_member.year.cadre.parse() {
                years.insert(cadre, of_member.year);
            }
        }
        // Whoever was filed here stays on the sheet, whatever the roster says by now.
        for filing in filings.iter().filter(|filing| filing.month == month) {
            if !years.contains_key(&filing.cadre) {
                years.insert(filing.cadre.clone(), self.attendance_of(&filing.cadre, month.year(), None)?);
            }
        }
        let mut lines = Vec::new();
        for (cadre, year) in &years {
            let of_month = filings.iter().filter(|filing| filing.month == month && filing.cadre == *cadre);
            let line = match of_month.min_by_key(|filing| filing.number) {
                Some(first) => Some(self.filed_line(first, (&space, cadre), year)?),
                None => self.open_line((&space, cadre), year, month)?,
            };
            lines.extend(line.map(|line| (known.person(cadre).name, line)));
        }
        lines.sort_by_key(|(_, line)| line.role != Role::FirstSecretary);
        // Shaded as it was when it was closed.
        let mut shaded = filings.iter().filter(|filing| filing.month == month && filing.sheet == month);
        let shaded = shaded.find_map(MonthFiling::rest_days);
        let mut earlier: Vec<&MonthFiling> =
            filings.iter().filter(|filing| filing.sheet == month && filing.month < month).collect();
        earlier.sort_by_key(|filing| (filing.month, &filing.cadre));
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
            year_until: month_end(month).min(today),
            rest_days: shaded.unwrap_or_else(|| days_of_month(month).filter(|day| calendar.is_rest(*day)).collect()),
            members: lines.into_iter().map(|(name, line)| line.member(name, language)).collect(),
            earlier: earlier
                .into_iter()
                .map(|filing| said(filing.line(&known.person(&filing.cadre).name), language))
                .collect(),
            policies: known.policies().on(month).map(|policy| policy.id()).into_iter().collect(),
            language: of_report(language),
        })?;
        Ok(ReportFile { name, media_type: XLSX, bytes })
    }

    /// A month as it was filed; what a filing of before did not keep yet, as it is now.
    fn filed_line(
        &mut self,
        first: &MonthFiling,
        (space, cadre): (&DivisionCode, &PersonId),
        year: &YearAttendance,
    ) -> Result<Line> {
        let month = first.month;
        let on_paper = self.said_of_month(cadre, month, year)?.paper.is_some();
        let silent = first.never_heard(year.month(month.month()));
        let until = month_end(month).min(self.today());
        Ok(Line {
            role: first.role.unwrap_or(self.known()?.role_of_month(space, cadre, month)),
            days: first.filed.chars().filter_map(DayState::of_sign).map(|state| Sign::of(state.code())).collect(),
            year_resident: first.year_resident.unwrap_or_else(|| year.resident_until(until)),
            year_target: first.target.unwrap_or(year.target),
            // Whether the month is acknowledged as it is now says nothing of what was filed.
            acknowledged: None,
            remark: first.remark(on_paper, silent).words(),
        })
    }

    /// A month that is not filed, as it is now; none where it is another village's, or nobody's.
    fn open_line(
        &mut self,
        (space, cadre): (&DivisionCode, &PersonId),
        year: &YearAttendance,
        month: NaiveDate,
    ) -> Result<Option<Line>> {
        let (known, today) = (self.known()?, self.today());
        let Some((until, signs)) = month_as_seen(year, month) else { return Ok(None) };
        if known.village_of_month(cadre, month).as_ref() != Some(space) {
            return Ok(None);
        }
        let said = self.said_of_month(cadre, month, year)?;
        let acknowledged = match said.acknowledged.filter(|one| one.changed.is_empty()) {
            Some(one) => self.written_on(&one.acknowledgement.record.heads)?,
            None => None,
        };
        let not_filed = if until >= today {
            Words::new("本月还没过完", "the month is not over")
        } else {
            Words::new("未归档", "not filed")
        };
        let remark = Remark {
            on_paper: said.paper.is_some(),
            not_filed: Some(not_filed),
            never_heard: never_heard(year.month(month.month()), &signs),
            ..Remark::default()
        };
        Ok(Some(Line {
            role: known.role_of_month(space, cadre, month),
            days: year.month(month.month()).map(|day| Sign::of(day.state.code())).collect(),
            year_resident: year.resident_until(month_end(month).min(today)),
            year_target: year.target,
            acknowledged,
            remark: remark.words(),
        }))
    }

    /// The local day on which the last of these edits was written.
    fn written_on(&self, heads: &[cunji_history::EditId]) -> Result<Option<NaiveDate>> {
        let written = heads.iter().map(|head| self.store.written_at(*head)).collect::<Result<Vec<_>, _>>()?;
        Ok(written.into_iter().flatten().max().and_then(local_day))
    }
}

impl Line {
    fn member(self, name: String, language: Language) -> MonthMember {
        let role = match self.role {
            Role::FirstSecretary => language.pick(Role::FirstSecretary.zh(), "first secretary"),
            _ => language.pick(Role::Resident.zh(), "member"),
        };
        MonthMember {
            name,
            role: role.to_owned(),
            days: self.days,
            year_resident: self.year_resident,
            year_target: self.year_target,
            acknowledged: self.acknowledged,
            note: said(self.remark, language),
        }
    }
}

fn said(words: Words, language: Language) -> String {
    language.pick(words.zh, words.en)
}
