//! The sheet of a month as offices file it: a page a village, the days as they were filed, the corrections of earlier months.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::DayState;
use cunji_domain::calendar::Calendar;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::month_acknowledgement::month_end;
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_reports::{Language, MonthMember, MonthSheet, Sign, month_sheets};

use super::filings::{filings_of, last_of_each};
use super::person_month::{PersonMonth, Step};
use super::village_months::{of_village, villages_of};
use crate::attendance::calendar;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, roster};

/// A town's or a village's sheet of a month as an xlsx. It is made while its reader waits: a town has some thirty villages at most, a
/// village a team of a few, and each person's year is gathered once.
///
/// # Errors
/// Nobody was on a team there in the month; the sheet can't be made; or what the database says.
pub fn month_sheet_file(
    server: &Server,
    division: &DivisionCode,
    month: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<u8>, ServerError> {
    let registrar = server.registrar();
    let sheets = storage::read(&*server.storage, |tx| {
        let calendar = calendar(tx, &registrar)?;
        let (mut sheets, mut filings) = (Vec::new(), Filings::default());
        for village in villages_of(tx, division)? {
            sheets.extend(sheet_of(tx, &registrar, &village, (month, today), &calendar, &mut filings)?);
        }
        Ok::<_, ServerError>(sheets)
    })?;
    if sheets.is_empty() {
        return Err(ServerError::refused(
            "month.nobody",
            "这个月这里没有驻村工作队,没有表可出。换个月份或地方;名册不对的,先改名册。",
            "There was no village team here in this month, so there is no sheet. Choose another month or place; if the roster is wrong, change it first.",
        ));
    }
    Ok(month_sheets(&sheets)?)
}

fn sheet_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    (month, today): (NaiveDate, NaiveDate),
    calendar: &Calendar,
    filings: &mut Filings,
) -> Result<Option<MonthSheet>, ServerError> {
    let people = of_village(tx, registrar, village, month, today)?;
    if people.is_empty() {
        return Ok(None);
    }
    let mut members = Vec::new();
    for person in &people {
        let resident = filings.resident_in_year(tx, registrar, (&person.cadre, village), month)?;
        members.push(member(person, resident));
    }
    let mut corrections = Vec::new();
    let on_sheet = filings.of(tx, registrar, village)?.iter().filter(|one| one.number > 0 && one.sheet == month);
    for filing in on_sheet {
        let name = roster::person_called(tx, &filing.cadre)?;
        corrections.push(correction(&name, filing));
    }
    let policy = registrar.policies.on(month);
    Ok(Some(MonthSheet {
        village: roster::division_called(tx, village)?,
        month,
        made_on: today,
        rest_days: days_of(month).filter(|day| calendar.is_rest(*day)).collect(),
        members,
        corrections,
        policies: policy.map(|policy| policy.id()).into_iter().collect(),
        language: Language::Zh,
    }))
}

fn member(person: &PersonMonth, filed_in_year: i64) -> MonthMember {
    let first = person.filed.first().map(|filed| &filed.filing);
    let states: Vec<DayState> = match first {
        Some(filing) => filing.filed.chars().filter_map(DayState::of_sign).collect(),
        None => person.signs.chars().filter_map(DayState::of_sign).collect(),
    };
    MonthMember {
        name: person.name.clone(),
        role: person.role.zh().to_owned(),
        days: states.iter().map(|state| Sign::of(state.code())).collect(),
        year_resident: filed_in_year,
        year_target: person.year_target,
        acknowledged: None,
        note: note(person),
    }
}

fn note(person: &PersonMonth) -> String {
    let step = match person.step {
        Step::Filed | Step::FiledAndChanged => "",
        Step::Checked => "未归档",
        Step::Signed => "未归档:等镇核定",
        Step::Acknowledged => "未归档:等第一书记签字",
        Step::Unacknowledged => "未归档:等本人确认",
        Step::Running => "本月还没过完",
    };
    let paper = if person.paper.is_some() { "纸质代录" } else { "" };
    [paper, step].iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

fn correction(name: &str, filing: &MonthFiling) -> String {
    let month = format!("{}年{}月", filing.month.year(), filing.month.month());
    format!("{name} {month} {}号更正:{}({})", filing.number, filing.note.0, filing.cause.zh())
}

/// What villages filed, each read once however many people are asked for.
#[derive(Default)]
struct Filings(BTreeMap<DivisionCode, Vec<MonthFiling>>);

impl Filings {
    fn of(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        village: &DivisionCode,
    ) -> Result<&[MonthFiling], ServerError> {
        if !self.0.contains_key(village) {
            self.0.insert(village.clone(), filings_of(tx, registrar, village)?);
        }
        Ok(self.0.get(village).map(Vec::as_slice).unwrap_or_default())
    }

    /// The resident days of a person's year as they were filed until a month's sheet, wherever: what arrives later changes no sheet.
    /// A day that two villages filed is one day.
    fn resident_in_year(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        (cadre, here): (&PersonId, &DivisionCode),
        month: NaiveDate,
    ) -> Result<i64, ServerError> {
        let terms = roster::memberships_of_person(tx, cadre)?.into_iter().map(|term| term.space);
        let villages: BTreeSet<DivisionCode> =
            terms.filter(|space| space.level() == Level::Village).chain([here.clone()]).collect();
        let mut resident = BTreeSet::new();
        for village in villages {
            let filings = self.of(tx, registrar, &village)?.iter();
            let of_year =
                filings.filter(|one| one.cadre == *cadre && one.sheet <= month && one.month.year() == month.year());
            resident.extend(last_of_each(of_year).into_values().flat_map(MonthFiling::resident_days));
        }
        Ok(i64::try_from(resident.len()).unwrap_or(i64::MAX))
    }
}

fn days_of(month: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let last = month_end(month);
    month.iter_days().take_while(move |day| *day <= last)
}
