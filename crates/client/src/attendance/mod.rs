//! 出勤: the year of one's own, and of the team for its first secretary; from what the phone holds, without a signal.

pub(crate) mod acknowledge;
mod anchor;
pub(crate) mod checkin;
pub(crate) mod confirm;
mod day_sheet;
pub(crate) mod duty;
pub(crate) mod leave;
pub(crate) mod lunar;
mod month;
pub(crate) mod objection;
pub(crate) mod observe;
mod records;
mod report;
mod said_of_month;
mod signing;
mod support;
mod tapped;
mod team;
mod team_sheet;
mod waiting;
mod witness;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{Borrowed, YearAttendance, attendance, gather};
use cunji_domain::calendar::Calendar;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::server_facts::calendar_year::CalendarYear;
use cunji_store::Filter;

use crate::error::{ClientError, Result, Told};
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::views::SentenceView;

pub(crate) use records::{OnPhone, heads_of, judges_present};
pub use report::{DiaryForm, ReportFile};
pub(crate) use tapped::as_shown;
pub use waiting::MonthToSign;

/// What the office's calendar calls a day, where it has a name.
pub(crate) fn holiday(calendar: &Calendar, day: NaiveDate) -> Option<String> {
    calendar.name_of(day).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// A member's year, with the name for a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberYear {
    /// The name.
    pub name: String,
    /// The year.
    pub year: YearAttendance,
}

impl Phone {
    /// The person's own year as it is known on a day (today where none is given).
    ///
    /// # Errors
    /// The database fails.
    pub fn attendance(&mut self, year: i32, as_of: Option<NaiveDate>) -> Result<YearAttendance> {
        let person = self.person()?;
        self.attendance_of(&person, year, as_of)
    }

    /// The year of everybody who lived in the village with its team, by id; for its first secretary of that year.
    ///
    /// # Errors
    /// The person is not the first secretary; the village has to be named.
    pub fn team_attendance(
        &mut self,
        year: i32,
        as_of: Option<NaiveDate>,
        village: Option<&DivisionCode>,
    ) -> Result<Vec<MemberYear>> {
        let space = self.village(village, None)?;
        let (person, known) = (self.person()?, self.known()?);
        let in_year =
            |from: NaiveDate, to: Option<NaiveDate>| from.year() <= year && to.is_none_or(|to| to.year() >= year);
        let of_village: Vec<_> =
            known.members.iter().filter(|member| member.space == space && in_year(member.from, member.to)).collect();
        if !known.leads_in(&space, &person, year) {
            return Err(ClientError::told(
                "attendance.not_first_secretary",
                format!("{year} 年全队的出勤由第一书记看;你可以看自己的。"),
                format!("The team's attendance of {year} is for its first secretary; you can look at your own."),
            ));
        }
        let mut team: Vec<PersonId> =
            of_village.iter().filter(|member| member.role.in_team()).map(|member| member.person.clone()).collect();
        team.sort();
        team.dedup();
        let mut years = Vec::new();
        for cadre in team {
            let name = self.name_of(&cadre)?;
            years.push(MemberYear { name, year: self.attendance_of(&cadre, year, as_of)? });
        }
        Ok(years)
    }

    pub(crate) fn attendance_of(
        &mut self,
        cadre: &PersonId,
        year: i32,
        as_of: Option<NaiveDate>,
    ) -> Result<YearAttendance> {
        let as_of = as_of.unwrap_or_else(|| self.today());
        let (known, today) = (self.known()?, self.today());
        let facts = gather(&mut OnPhone(self), (cadre, year), &known.members, today)?;
        Ok(attendance(&facts, known.policies(), &self.calendar()?, as_of))
    }

    /// What a year is counted by that is not its own, in a sentence; none where nothing is.
    ///
    /// # Errors
    /// The database fails.
    pub fn counted_by(&mut self, year: i32) -> Result<Option<SentenceView>> {
        let known = self.known()?;
        self.borrowed(&known, year)
    }

    fn borrowed(&self, known: &Known, year: i32) -> Result<Option<SentenceView>> {
        let borrowed = Borrowed::of(year, known.policies(), &self.calendar()?);
        Ok(borrowed.map(|of| Told::new(of.code(), of.zh(), of.en()).into()))
    }

    /// The calendar as it came down; the years that did not come, as they shipped.
    pub(crate) fn calendar(&self) -> Result<Calendar> {
        let came = self.records::<CalendarYear>(&Filter::default())?;
        Ok(Calendar::of_years(&came.into_iter().map(|year| year.value).collect::<Vec<_>>()))
    }
}
