//! 等你: the months that wait for a word of this phone's person, their own and, of a first secretary's team, the others'. Every screen
//! and command asks here, so that none says of a month what another does not.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::YearAttendance;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::month_acknowledgement::{month_as_seen, month_end};
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::organisation::{Role, roles_on};
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;
use cunji_domain::record::{KindDecl, RecordKind};
use cunji_domain::visit::HouseholdVisit;
use cunji_domain::voice_leave::VoiceLeave;
use cunji_store::Filter;

use super::said_of_month::SaidOfMonth;
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::views::named::PersonName;

/// The kinds that tell of days on which somebody worked in a village, or did not.
const TELL_OF_WORK: [&KindDecl; 6] = [
    DiaryEntry::DECL,
    HouseholdVisit::DECL,
    AttendanceObservation::DECL,
    LeaveRequest::DECL,
    VoiceLeave::DECL,
    PaperMonth::DECL,
];

/// A team's month that waits for its first secretary's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthToSign {
    /// The village.
    pub village: DivisionCode,
    /// The first day of the month.
    pub month: NaiveDate,
    /// Whose.
    pub people: Vec<PersonName>,
}

impl Phone {
    /// The years up to the present one of which there are records on this phone.
    ///
    /// # Errors
    /// The database fails.
    pub fn years_with_records(&self) -> Result<BTreeSet<i32>> {
        let mut years = BTreeSet::new();
        for decl in TELL_OF_WORK {
            let records = self.store.records_of(decl, &Filter::default())?;
            let days = records.iter().filter_map(|record| decl.day_told(&record.key, &record.fields));
            years.extend(days.map(|day| day.year()));
        }
        let present = self.today().year();
        years.retain(|year| *year <= present);
        Ok(years)
    }

    /// The months of one's own that wait for one's word, the first of them first: those of years with records.
    ///
    /// # Errors
    /// The database fails.
    pub fn months_to_acknowledge(&mut self) -> Result<Vec<NaiveDate>> {
        let (person, today) = (self.person()?, self.today());
        let mut waiting = Vec::new();
        for year in self.years_with_records()? {
            let of_year = self.attendance_of(&person, year, None)?;
            for month in months_of(year) {
                let said = self.said_of_month(&person, month, &of_year)?;
                if can_acknowledge(&of_year, month, &said, today) {
                    waiting.push(month);
                }
            }
        }
        Ok(waiting)
    }

    /// The months of teammates that wait for one's signature, by village and month: those of years with records.
    ///
    /// # Errors
    /// The database fails.
    pub fn months_to_sign(&mut self) -> Result<Vec<MonthToSign>> {
        let (me, known, today) = (self.person()?, self.known()?, self.today());
        let years = self.years_with_records()?;
        let mut waiting = Vec::new();
        for village in self.villages()? {
            for year in years.iter().copied().filter(|year| known.leads_in(&village, &me, *year)) {
                let team = self.team_attendance(year, None, Some(&village))?;
                for month in months_of(year) {
                    let mut people = Vec::new();
                    for of_member in &team {
                        let Ok(cadre) = of_member.year.cadre.parse::<PersonId>() else { continue };
                        if known.village_of_month(&cadre, month).as_ref() != Some(&village) {
                            continue;
                        }
                        let is_first = known.is_first_in(&village, &cadre, month, today);
                        let said = self.said_of_month(&cadre, month, &of_member.year)?;
                        if can_sign(&of_member.year, month, is_first, &said, today) {
                            people.push(known.person(&cadre));
                        }
                    }
                    if !people.is_empty() {
                        waiting.push(MonthToSign { village: village.clone(), month, people });
                    }
                }
            }
        }
        Ok(waiting)
    }
}

impl Known {
    /// Whether somebody leads the village's team on a day of a year.
    pub(super) fn leads_in(&self, village: &DivisionCode, person: &PersonId, year: i32) -> bool {
        self.members.iter().any(|member| {
            member.space == *village
                && member.person == *person
                && member.role == Role::FirstSecretary
                && member.from.year() <= year
                && member.to.is_none_or(|to| to.year() >= year)
        })
    }

    /// Whether somebody leads the team at a month's end, or now in one that is not over.
    pub(super) fn is_first_in(
        &self,
        village: &DivisionCode,
        cadre: &PersonId,
        month: NaiveDate,
        today: NaiveDate,
    ) -> bool {
        roles_on(&self.members, cadre, village, today.min(month_end(month))).contains(&Role::FirstSecretary)
    }
}

/// Whether a month of one's own waits for one's word: it is over, or the term in it is, none was given that still holds, nor on paper,
/// and the month is not filed yet; afterwards nobody asks for it.
pub(super) fn can_acknowledge(year: &YearAttendance, month: NaiveDate, said: &SaidOfMonth, today: NaiveDate) -> bool {
    month_as_seen(year, month).is_some_and(|(until, _)| until <= today)
        && said.acknowledged.as_ref().is_none_or(|acknowledged| !acknowledged.changed.is_empty())
        && said.paper.is_none()
        && said.filed.is_none()
}

/// Whether a member's month waits for the first secretary's signature: it is over, somebody else's, not signed as it is, nor on paper,
/// and not filed yet.
pub(super) fn can_sign(
    year: &YearAttendance,
    month: NaiveDate,
    is_first: bool,
    said: &SaidOfMonth,
    today: NaiveDate,
) -> bool {
    !is_first
        && month_as_seen(year, month).is_some_and(|(until, _)| until < today)
        && said.signed.as_ref().is_none_or(|signed| !signed.changed.is_empty())
        && !said.paper.as_ref().is_some_and(|paper| paper.signed)
        && said.filed.is_none()
}

fn months_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    (1..=12).filter_map(move |month| NaiveDate::from_ymd_opt(year, month, 1))
}
