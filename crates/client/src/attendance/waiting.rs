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
use cunji_domain::organisation::{Membership, Role, roles_on, term_of_month};
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
use crate::views::waiting::MonthsWaiting;

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
        let years = self.years_with_records()?;
        self.unacknowledged_in(&years)
    }

    /// The months of teammates that wait for one's signature, by village and month: those of years with records.
    ///
    /// # Errors
    /// The database fails.
    pub fn months_to_sign(&mut self) -> Result<Vec<MonthToSign>> {
        let years = self.years_with_records()?;
        self.unsigned_in(&years)
    }

    /// What waits for the person's word as 今日 tells of it: one's own months, then teammates' by village. It is asked often, so of
    /// this year and the last alone, from the first month on of which something is recorded here: what was before the program was in
    /// use would stand there for good. Of the villages alone whose team can be opened today.
    ///
    /// # Errors
    /// The database fails.
    pub fn months_waiting(&mut self) -> Result<Vec<MonthsWaiting>> {
        let (known, today) = (self.known()?, self.today());
        let Some(from) = self.first_month_told_of(today)? else { return Ok(Vec::new()) };
        let years: BTreeSet<i32> = (from.year()..=today.year()).collect();
        let mut own = self.unacknowledged_in(&years)?;
        own.retain(|month| *month >= from);
        let mut waiting = Vec::new();
        if let Some(last) = own.last().copied() {
            let closes_on = known.closes_on(last, today);
            waiting.push(MonthsWaiting { months: own, closes_on, village: None, people: Vec::new() });
        }
        let (team, open) = (self.unsigned_in(&years)?, self.villages_open_on(today)?);
        for village in self.villages_named(&open, today)? {
            let of_village = team.iter().filter(|one| one.village.as_str() == village.code);
            let there: Vec<_> = of_village.filter(|one| one.month >= from).collect();
            let Some(last) = there.last() else { continue };
            let mut people: Vec<PersonName> = there.iter().flat_map(|one| one.people.iter().cloned()).collect();
            people.sort_by(|a, b| a.id.cmp(&b.id));
            people.dedup();
            waiting.push(MonthsWaiting {
                closes_on: known.closes_on(last.month, today),
                months: there.iter().map(|one| one.month).collect(),
                village: Some(village),
                people,
            });
        }
        Ok(waiting)
    }

    /// The first month of this year and the last of which there are records on this phone.
    fn first_month_told_of(&self, today: NaiveDate) -> Result<Option<NaiveDate>> {
        let months = months_of(today.year() - 1).chain(months_of(today.year()));
        for month in months.take_while(|month| *month <= today) {
            let of_month = Filter::default().on(month..=month_end(month));
            for decl in TELL_OF_WORK {
                if !self.store.records_of(decl, &of_month)?.is_empty() {
                    return Ok(Some(month));
                }
            }
        }
        Ok(None)
    }

    fn unacknowledged_in(&mut self, years: &BTreeSet<i32>) -> Result<Vec<NaiveDate>> {
        let (person, known, today) = (self.person()?, self.known()?, self.today());
        // Who leaves a team today may have nothing of its village on the phone from tomorrow on.
        let leaves_today =
            known.members.iter().any(|term| term.person == person && term.role.in_team() && term.to == Some(today));
        let mut waiting = Vec::new();
        for year in years.iter().copied() {
            let of_year = self.attendance_of(&person, year, None)?;
            for month in months_of(year) {
                let Some((until, _)) = month_as_seen(&of_year, month) else { continue };
                // A month's last evening is still to be told of, which would ask for the word once more.
                if until > today || (until == today && !leaves_today) {
                    continue;
                }
                let said = self.said_of_month(&person, month, &of_year)?;
                if can_acknowledge(&of_year, month, &said, today) {
                    waiting.push(month);
                }
            }
        }
        Ok(waiting)
    }

    fn unsigned_in(&mut self, years: &BTreeSet<i32>) -> Result<Vec<MonthToSign>> {
        let (me, known, today) = (self.person()?, self.known()?, self.today());
        let mut waiting = Vec::new();
        for village in self.villages()? {
            for year in years.iter().copied().filter(|year| known.leads_in(&village, &me, *year)) {
                let team = self.team_attendance(year, None, Some(&village))?;
                for month in months_of(year) {
                    let mut people = Vec::new();
                    for of_member in &team {
                        let Ok(cadre) = of_member.year.cadre.parse::<PersonId>() else { continue };
                        if !known.signs((&village, &me), &cadre, &of_member.year, month, today) {
                            continue;
                        }
                        if lacks_signature(&self.said_of_month(&cadre, month, &of_member.year)?) {
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

    /// Whether the signature under a cadre's month in a village is a person's to give now. The month is over and stands on the village's
    /// sheet; the person led the team on the last day that is signed, which is the day whose right the server asks for, and still has a
    /// role there; it is somebody else's, and stands there as no first secretary's: theirs goes from their own word to the town.
    pub(super) fn signs(
        &self,
        (village, person): (&DivisionCode, &PersonId),
        cadre: &PersonId,
        year: &YearAttendance,
        month: NaiveDate,
        today: NaiveDate,
    ) -> bool {
        // Who holds no role here any more is no believed writer: the server would keep the signature until an office decides on it.
        let still = |term: &Membership| term.person == *person && term.reaches(village) && term.holds_on(today);
        cadre != person
            && self.members.iter().any(still)
            && self.village_of_month(cadre, month).as_ref() == Some(village)
            && self.role_of_month(village, cadre, month) != Role::FirstSecretary
            && month_as_seen(year, month).is_some_and(|(until, _)| {
                until < today && roles_on(&self.members, person, village, until).contains(&Role::FirstSecretary)
            })
    }

    /// The day on which the policy has a month closed (月结), while it is not past.
    fn closes_on(&self, month: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
        let last = month_end(month);
        let day = u32::try_from(self.policies().on(last)?.deadlines.month_close_day.get()).ok()?;
        last.succ_opt()?.with_day(day).filter(|closes| today <= *closes)
    }

    /// In which role a cadre's month stands in a village: that of the term which it belongs to there, as the server takes it. Who led the
    /// team until the middle of a month goes on the sheet as its first secretary, and nobody signs the month.
    pub(super) fn role_of_month(&self, village: &DivisionCode, cadre: &PersonId, month: NaiveDate) -> Role {
        let here = self.members.iter().filter(|term| term.space == *village);
        term_of_month(here, cadre, month).map_or(Role::Resident, |term| term.role)
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

/// Whether a month has no signature that stands: not signed as it is, nor on paper, and not filed yet. Whose it would be:
/// [`Known::signs`].
pub(super) fn lacks_signature(said: &SaidOfMonth) -> bool {
    said.signed.as_ref().is_none_or(|signed| !signed.changed.is_empty())
        && !said.paper.as_ref().is_some_and(|paper| paper.signed)
        && said.filed.is_none()
}

fn months_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    (1..=12).filter_map(move |month| NaiveDate::from_ymd_opt(year, month, 1))
}
