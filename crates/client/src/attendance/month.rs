//! A month of one person as a calendar shows it, with the year around it.

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayAttendance, Totals, YearAttendance};
use cunji_domain::calendar::Calendar;
use cunji_domain::division::DivisionCode;
use cunji_domain::month_acknowledgement::{ChangedSince, month_as_seen, month_end};
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_store::Filter;

use super::holiday;
use super::lunar::{lunar_day, solar_term};
use super::waiting::can_acknowledge;
use crate::attendance::acknowledge::Acknowledged;
use crate::attendance::leave::{AskedLeave, GivenByVoice};
use crate::attendance::objection::Objected;
use crate::attendance::signing::{Filed, Signed};
use crate::diary::day::weekday;
use crate::error::{Result, Told};
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::views::attendance::{
    AcknowledgementView, ChangedDay, DayTotals, FiledMonth, LeaveDecisionView, LeaveView, MonthDay, MonthView, YearRing,
};
use crate::views::heads_shown;
use crate::views::hex;

impl Phone {
    /// A month of the person's own: the present one, or the one that a day is in.
    ///
    /// # Errors
    /// The person has no village; the database fails.
    pub fn month_view(&mut self, month: Option<NaiveDate>) -> Result<MonthView> {
        let (person, known, today) = (self.person()?, self.known()?, self.today());
        let month = first_of_month(month.unwrap_or(today));
        let year = self.attendance_of(&person, month.year(), None)?;
        let said = self.said_of_month(&person, month, &year)?;
        let days: Vec<MonthDay> = self.month_days(&person, &year, month)?;
        let (until, signs) = month_as_seen(&year, month).unzip();
        Ok(MonthView {
            month,
            today,
            village: self.village_of_days(&person, month)?.to_string(),
            cadre: known.person(&person),
            year: ring(&year),
            days,
            totals: totals(&year.month_totals(month.month())),
            counted_by: self.borrowed(&known, month.year())?,
            can_acknowledge: can_acknowledge(&year, month, &said, today),
            until,
            on_paper: said.paper.is_some(),
            signs: signs.unwrap_or_default(),
            acknowledgement: said.acknowledged.map(|one| self.acknowledgement_view(&one)).transpose()?,
            signature: said.signed.map(|one| self.signature_view(&one)).transpose()?,
            filed: said.filed.as_ref().map(filed_month),
            leaves: self.leave_views(&known, &person, month, month_end(month))?,
            leave_kinds: known.codes("leave", today),
        })
    }

    /// The village whose team the person is on in a month, of several the chosen one, else the last one joined; for forms of days
    /// within it. What is said of the month as a whole is another's choice: [`Known::village_of_month`].
    pub(super) fn village_of_days(&mut self, person: &PersonId, month: NaiveDate) -> Result<DivisionCode> {
        let known = self.known()?;
        let in_month = known
            .members
            .iter()
            .filter(|member| member.person == *person && member.role.in_team() && member.touches_month(month));
        let mut joined: Vec<_> = in_month.map(|member| (member.from, member.space.clone())).collect();
        joined.sort();
        let villages: Vec<DivisionCode> = joined.into_iter().map(|(_, village)| village).collect();
        match (self.chosen_among(&villages, month), villages.last()) {
            (_, None) => self.village(None, Some(month)),
            (Ok(chosen), _) => Ok(chosen),
            (Err(_), Some(last)) => Ok(last.clone()),
        }
    }

    pub(super) fn month_days(
        &mut self,
        cadre: &PersonId,
        year: &YearAttendance,
        month: NaiveDate,
    ) -> Result<Vec<MonthDay>> {
        let calendar = self.calendar()?;
        let undecided = self.answers_of(cadre)?.undecided;
        let days = year.month(month.month()).map(|day| month_day(day, &calendar, undecided.contains(&day.day)));
        Ok(days.collect())
    }

    pub(super) fn acknowledgement_view(&self, acknowledged: &Acknowledged) -> Result<AcknowledgementView> {
        let Acknowledged { acknowledgement, changed } = acknowledged;
        Ok(AcknowledgementView {
            id: hex(&acknowledgement.record.id.0),
            until: acknowledgement.value.until,
            changed: changed_days(changed),
            sent: self.is_sent(&acknowledgement.record)?,
        })
    }

    pub(super) fn signature_view(&self, signed: &Signed) -> Result<AcknowledgementView> {
        let Signed { signature, changed } = signed;
        Ok(AcknowledgementView {
            id: hex(&signature.record.id.0),
            until: signature.value.until,
            changed: changed_days(changed),
            sent: self.is_sent(&signature.record)?,
        })
    }

    /// A cadre's leaves that touch these days, by first day.
    pub(super) fn leave_views(
        &self,
        known: &Known,
        cadre: &PersonId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<LeaveView>> {
        let touches = |first: NaiveDate, last: NaiveDate| first <= to && from <= last;
        let set_aside = self.answers_of(cadre)?.set_aside;
        let mut views = Vec::new();
        for asked in self.leaves_but(&Filter::default().by(cadre), &set_aside)? {
            if touches(asked.request.value.first_day, asked.request.value.last_day) {
                views.push(self.asked_view(known, &asked)?);
            }
        }
        for given in self.voice_leaves(&Filter::default())? {
            let value = &given.leave.value;
            if value.cadre == *cadre && touches(value.first_day, value.last_day) {
                views.push(self.given_view(known, &given)?);
            }
        }
        views.sort_by(|a, b| (a.first_day, &a.id).cmp(&(b.first_day, &b.id)));
        Ok(views)
    }

    pub(super) fn asked_view(&self, known: &Known, asked: &AskedLeave) -> Result<LeaveView> {
        let (record, value) = (&asked.request.record, &asked.request.value);
        let granted = asked.decision.filter(|decided| decided.judged_present).and_then(|decided| decided.granted);
        Ok(LeaveView {
            id: hex(&record.id.0),
            heads: heads_shown(&record.heads),
            cadre: known.person(&record.author),
            leave: known.code("leave", &value.leave.0, value.first_day),
            first_day: value.first_day,
            last_day: value.last_day,
            by_voice: false,
            said: None,
            decision: asked.decision.map(|decided| LeaveDecisionView {
                level: decided.level.code().to_owned(),
                granted_from: decided.granted.map(|(first, _)| first),
                granted_to: decided.granted.map(|(_, last)| last),
                is_present: decided.judged_present,
            }),
            returned: asked.returned,
            can_end: granted.is_some_and(|(first, _)| self.can_end(&record.author, first, asked.returned)),
            sent: self.is_sent(record)?,
        })
    }

    pub(super) fn given_view(&self, known: &Known, given: &GivenByVoice) -> Result<LeaveView> {
        let (record, value) = (&given.leave.record, &given.leave.value);
        Ok(LeaveView {
            id: hex(&record.id.0),
            heads: heads_shown(&record.heads),
            cadre: known.person(&value.cadre),
            leave: known.code("leave", &value.leave.0, value.first_day),
            first_day: value.first_day,
            last_day: value.last_day,
            by_voice: true,
            said: given.said,
            decision: None,
            returned: given.returned,
            can_end: given.said != Some(false) && self.can_end(&value.cadre, value.first_day, given.returned),
            sent: self.is_sent(record)?,
        })
    }

    /// Back from a leave of one's own that has begun and not been ended.
    fn can_end(&self, cadre: &PersonId, first: NaiveDate, returned: Option<NaiveDate>) -> bool {
        returned.is_none() && first <= self.today() && self.person().is_ok_and(|person| person == *cadre)
    }

    /// What a person said to a day, as a screen shows it.
    pub(super) fn objection_view(&self, objected: &Objected) -> Result<crate::views::attendance::ObjectionView> {
        let (record, value) = (&objected.objection.record, &objected.objection.value);
        let decision = objected.decision.as_ref();
        Ok(crate::views::attendance::ObjectionView {
            id: hex(&record.id.0),
            to: value.to.code().to_owned(),
            text: value.text.0.clone(),
            upheld: decision.map(|decided| decided.upheld),
            decided_by: decision.map(|decided| decided.level.code().to_owned()),
            reason: decision.map(|decided| decided.reason.clone()).unwrap_or_default(),
            heads: heads_shown(&record.heads),
            sent: self.is_sent(record)?,
        })
    }
}

/// A filing as a screen shows it.
pub(super) fn filed_month(filed: &Filed) -> FiledMonth {
    FiledMonth { number: filed.filing.number, resident: filed.filing.resident(), changed: changed_days(&filed.changed) }
}

fn changed_days(changed: &[ChangedSince]) -> Vec<ChangedDay> {
    let days = changed.iter();
    days.map(|day| ChangedDay { day: day.day, was: day.was.code().to_owned(), is: day.is.code().to_owned() }).collect()
}

/// The first day of the month that a day is in.
pub(super) fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn month_day(day: &DayAttendance, calendar: &Calendar, explained: bool) -> MonthDay {
    MonthDay {
        day: day.day,
        weekday: weekday(day.day),
        state: day.state.code().to_owned(),
        why: Told::new(day.why.code(), day.why.zh(), day.why.en()).into(),
        due: day.due,
        lunar: lunar_day(day.day),
        term: solar_term(day.day),
        holiday: holiday(calendar, day.day),
        is_rest: calendar.is_rest(day.day),
        explained,
    }
}

/// A year as a ring shows it.
pub(super) fn ring(year: &YearAttendance) -> YearRing {
    YearRing {
        year: year.year,
        resident: year.resident,
        target: year.target,
        needed: year.needed,
        possible: year.possible,
        days_left: year.days_left(),
        reach: year.reach.code().to_owned(),
        latest_start: year.latest_start,
        at_present_pace: year.reached_at_present_pace(),
        policies: year.policies.clone(),
    }
}

/// Days by state, without those that say nothing.
pub(super) fn totals(totals: &Totals) -> DayTotals {
    DayTotals {
        resident: totals.resident,
        rest: totals.rest,
        leave: totals.leave,
        business: totals.business,
        absent: totals.absent,
        contradicted: totals.contradicted,
        unconfirmed: totals.unconfirmed,
    }
}
