//! The team as its first secretary sees it, without any line: the month, tonight, what to decide, and how what was seen agrees with
//! what came in since.

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::DayState;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::month_acknowledgement::{month_as_seen, month_end};
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::organisation::Role;
use cunji_domain::person::PersonId;
use cunji_domain::policy::CountsAs;
use cunji_domain::record::{Code, Facts};
use cunji_store::{Filter, Typed};

use super::MemberYear;
use super::day_sheet::waits_for_a_word;
use super::month::{filed_month, first_of_month, ring, totals};
use super::waiting::lacks_signature;
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::views::heads_shown;
use crate::views::hex;
use crate::views::named::PersonName;
use crate::views::team::{
    AbsentMember, Compared, Difference, Noted, StripDay, TeamMember, TeamView, ToDecide, Tonight,
};

impl Phone {
    /// The team's month (the present one, or the one that a day is in).
    ///
    /// # Errors
    /// The person is not the first secretary; the village has to be named; the database fails.
    pub fn team_view(&mut self, month: Option<NaiveDate>, village: Option<&DivisionCode>) -> Result<TeamView> {
        let (me, today) = (self.person()?, self.today());
        let month = first_of_month(month.unwrap_or(today));
        let years = self.team_attendance(month.year(), None, village)?;
        let (space, known) = (self.village(village, Some(today))?, self.known()?);
        let mut members = Vec::new();
        let mut to_decide = Vec::new();
        for of_member in &years {
            let cadre: PersonId = match of_member.year.cadre.parse() {
                Ok(cadre) => cadre,
                Err(_) => continue,
            };
            let member = self.team_member(&known, &space, &cadre, of_member, month)?;
            // Who left before the month began, or came after it, has no line in it.
            if member.days.iter().any(|day| day.state != DayState::NotInTerm.code()) || month > today {
                members.push(member);
            }
            if cadre != me {
                to_decide.extend(self.leaves_to_decide(&known, &cadre)?);
                to_decide.extend(self.objections_to_decide(&known, &cadre)?);
                to_decide.extend(self.days_to_decide(&known, &cadre, of_member, month)?);
            }
        }
        members.sort_by_key(|member| member.role != Role::FirstSecretary.code());
        to_decide.sort_by(|a, b| (a.day, &a.person.id, &a.what).cmp(&(b.day, &b.person.id, &b.what)));
        Ok(TeamView {
            village_name: self.village_name(&space, today)?,
            village: space.to_string(),
            month,
            today,
            counted_by: self.borrowed(&known, month.year())?,
            members,
            tonight: self.tonight(&known, &space, &me, today)?,
            to_decide,
            compared: self.compared(&known, &space, &me, month)?,
        })
    }

    fn team_member(
        &mut self,
        known: &Known,
        space: &DivisionCode,
        cadre: &PersonId,
        of_member: &MemberYear,
        month: NaiveDate,
    ) -> Result<TeamMember> {
        let year = &of_member.year;
        let last = self.today().min(month_end(month));
        let days = year.month(month.month()).filter(|day| day.day <= last);
        let said = self.said_of_month(cadre, month, year)?;
        let signs = month_as_seen(year, month).map(|(_, signs)| signs);
        let me = self.person()?;
        let can_sign = known.signs((space, &me), cadre, year, month, self.today()) && lacks_signature(&said);
        Ok(TeamMember {
            person: known.person(cadre),
            role: known.role_of_month(space, cadre, month).code().to_owned(),
            days: days.map(|day| StripDay { day: day.day, state: day.state.code().to_owned() }).collect(),
            totals: totals(&year.month_totals(month.month())),
            year: ring(year),
            acknowledgement: said.acknowledged.map(|one| self.acknowledgement_view(&one)).transpose()?,
            signature: said.signed.map(|one| self.signature_view(&one)).transpose()?,
            can_sign,
            on_paper: said.paper.is_some(),
            signs: signs.unwrap_or_default(),
            filed: said.filed.as_ref().map(filed_month),
            witnessed: self.witnessed(known, space, cadre, month)?,
        })
    }

    /// What was noted of an evening, and who there is to be seen.
    fn tonight(&self, known: &Known, space: &DivisionCode, me: &PersonId, day: NaiveDate) -> Result<Tonight> {
        let noted = self.observations_in(space, me, day, day)?.into_iter().next();
        let noted = noted.map(|seen| {
            let absent = seen.value.absent.0.iter();
            Ok::<_, crate::ClientError>(Noted {
                id: hex(&seen.record.id.0),
                absent: absent
                    .map(|one| AbsentMember { person: known.person(&one.person), why: one.why.clone() })
                    .collect(),
                note: seen.value.note.0.clone(),
                sent: self.is_sent(&seen.record)?,
            })
        });
        Ok(Tonight { day, team: known.teammates(space, day, me), noted: noted.transpose()? })
    }

    fn observations_in(
        &self,
        space: &DivisionCode,
        observer: &PersonId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Typed<AttendanceObservation>>> {
        let mut seen = self.records::<AttendanceObservation>(&Filter::of(space).on(from..=to))?;
        seen.retain(|seen| seen.value.observer == *observer);
        Ok(seen)
    }

    /// What one saw in a month against what diaries say of those nights.
    fn compared(&self, known: &Known, space: &DivisionCode, me: &PersonId, month: NaiveDate) -> Result<Compared> {
        let last = month_end(month);
        let diaries = self.records::<DiaryEntry>(&Filter::of(space).on(month..=last))?;
        let mut compared = Compared::default();
        for seen in self.observations_in(space, me, month, last)? {
            let day = seen.value.day;
            for member in known.teammates(space, day, me) {
                let Some(here) = saw(&seen.value, &member) else { continue };
                let of_member =
                    |diary: &&Typed<DiaryEntry>| diary.value.day == day && diary.value.cadre.as_str() == member.id;
                let Some(stay) = diaries.iter().find(of_member).and_then(|diary| diary.value.stay) else {
                    compared.silent += 1;
                    continue;
                };
                let policy = known.policies.as_ref().and_then(|policies| policies.on(day));
                let counts = policy.and_then(|policy| policy.stay_counts_as(stay.code()));
                if (counts == Some(CountsAs::Resident)) == here {
                    compared.agree += 1;
                } else {
                    let said = stay.code().to_owned();
                    compared.differ.push(Difference { person: member, day, seen_here: here, said });
                }
            }
        }
        compared.differ.sort_by(|a, b| (a.day, &a.person.id).cmp(&(b.day, &b.person.id)));
        Ok(compared)
    }

    /// A teammate's leaves that nobody has decided as they stand, and those by voice that the teammate denies.
    fn leaves_to_decide(&self, known: &Known, cadre: &PersonId) -> Result<Vec<ToDecide>> {
        let mut waiting = Vec::new();
        for asked in self.leaves(&Filter::default().by(cadre))? {
            if asked.decision.is_none_or(|decided| !decided.judged_present) {
                let leave = self.asked_view(known, &asked)?;
                let heads = heads_shown(&asked.request.record.heads);
                waiting.push(ToDecide {
                    leave: Some(leave),
                    heads,
                    ..of("leave", known, cadre, asked.request.value.first_day)
                });
            }
        }
        for given in self.voice_leaves(&Filter::default())? {
            if given.leave.value.cadre == *cadre && given.said == Some(false) {
                let view = self.given_view(known, &given)?;
                let (heads, leave) = (view.heads.clone(), Some(view));
                waiting.push(ToDecide { leave, heads, ..of("voice_leave", known, cadre, given.leave.value.first_day) });
            }
        }
        Ok(waiting)
    }

    fn objections_to_decide(&mut self, known: &Known, cadre: &PersonId) -> Result<Vec<ToDecide>> {
        let mut waiting = Vec::new();
        for objected in self.objections(Some(cadre))?.into_iter().filter(|one| one.decision.is_none()) {
            let record = &objected.objection.record;
            let disputed = self.facts()?.disputed(&record.space, &record.id);
            let for_the_office = disputed.is_some_and(|disputed| disputed.decided_on() != JudgeLevel::Village);
            let view = self.objection_view(&objected)?;
            waiting.push(ToDecide {
                heads: view.heads.clone(),
                objection: Some(view),
                for_the_office,
                ..of("objection", known, cadre, objected.objection.value.day)
            });
        }
        Ok(waiting)
    }

    /// Days of the month that wait for a confirmation or contradict what was seen.
    fn days_to_decide(
        &mut self,
        known: &Known,
        cadre: &PersonId,
        of_member: &MemberYear,
        month: NaiveDate,
    ) -> Result<Vec<ToDecide>> {
        let days = self.month_days(cadre, &of_member.year, month)?;
        let waiting = days.into_iter().filter(|day| waits_for_a_word(day) && !day.explained);
        Ok(waiting.map(|day| ToDecide { why: Some(day.why), ..of("day", known, cadre, day.day) }).collect())
    }
}

fn of(what: &str, known: &Known, cadre: &PersonId, day: NaiveDate) -> ToDecide {
    ToDecide {
        what: what.to_owned(),
        person: known.person(cadre),
        day,
        why: None,
        leave: None,
        heads: Vec::new(),
        objection: None,
        for_the_office: false,
    }
}

fn saw(seen: &AttendanceObservation, member: &PersonName) -> Option<bool> {
    if seen.absent.0.iter().any(|absent| absent.person.as_str() == member.id) {
        return Some(false);
    }
    let present = seen.everybody_here || seen.present.0.iter().any(|person| person.as_str() == member.id);
    present.then_some(true)
}
