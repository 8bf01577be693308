//! The overview, everybody's attendance, and both as files.

use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayState, Heard};
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::read::{division as division_code, malformed};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::attendance::{self, Asked, Figures, PersonFigures, Place};
use crate::error::ServerError;
use crate::http::Shared;
use crate::storage::attendance::{NamedYear, YearInVillage};

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::SeeFigures) => overview,
        Needs::There(Act::SeeFigures) => overview_file,
        Needs::There(Act::SeeFigures) => attendance,
        Needs::There(Act::SeeFigures) => attendance_file,
    }
}

/// Which days; both in one year.
#[derive(Debug, Deserialize, IntoParams)]
struct Days {
    /// The first day; the year's first where none is given.
    from: Option<NaiveDate>,
    /// The last day, whose state is shown; today where none is given.
    to: Option<NaiveDate>,
}

/// Which years, and where to go on.
#[derive(Debug, Deserialize, IntoParams)]
struct YearPart {
    /// The year.
    year: i32,
    /// The month (1 to 12) whose days are shown; all of the year where none is given.
    month: Option<u32>,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many people, at most 500.
    limit: Option<u32>,
}

/// Which month.
#[derive(Debug, Deserialize, IntoParams)]
struct MonthPart {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
}

/// A division with its figures and those below it.
#[derive(Debug, Serialize, ToSchema)]
struct OverviewView {
    /// The divisions above, from the province down.
    path: Vec<DivisionName>,
    /// The division; its figures are the sum of those below.
    place: PlaceView,
    /// The first day.
    from: NaiveDate,
    /// The last day, whose state is shown.
    to: NaiveDate,
    /// The divisions right below, by code; none in a village.
    below: Vec<PlaceView>,
    /// A village's people.
    people: Vec<PersonInVillage>,
}

/// A division by name.
#[derive(Debug, Serialize, ToSchema)]
struct DivisionName {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
}

/// A division with its figures.
#[derive(Debug, Serialize, ToSchema)]
struct PlaceView {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// `province`, `city`, `county`, `town` or `village`.
    level: String,
    /// Its figures.
    figures: Figures,
}

/// A person in a village.
#[derive(Debug, Serialize, ToSchema)]
struct PersonInVillage {
    /// Who.
    cadre: String,
    /// By name.
    name: String,
    /// What the last day is, by code.
    state: String,
    /// What was heard of it: `something`, `away` (the person was), or nothing: `no_line`, `not_synced`, `no_diary`.
    heard: String,
    /// Resident days in the period, in this village.
    resident_days: u64,
    /// The year, wherever it was spent.
    year: YearView,
}

/// A person's year as of the day on which it was counted.
#[derive(Debug, Serialize, ToSchema)]
struct YearView {
    /// Resident days so far.
    resident: i64,
    /// Resident days owed.
    target: i64,
    /// Still missing.
    needed: i64,
    /// Days on which the night can still be spent in a village.
    possible: i64,
    /// The last day from which on every possible day is needed.
    latest_start: Option<NaiveDate>,
    /// `nothing_owed`, `reached`, `possible`, `if_confirmed` or `impossible`.
    reach: String,
    /// The day on which it was counted.
    computed_on: NaiveDate,
}

/// A page of people with their days.
#[derive(Debug, Serialize, ToSchema)]
struct AttendancePage {
    /// The first day that is shown.
    from: NaiveDate,
    /// The people, by village.
    people: Vec<AttendanceRow>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// A person's days in a village.
#[derive(Debug, Serialize, ToSchema)]
struct AttendanceRow {
    /// The village.
    space: String,
    /// The village's name.
    village: String,
    /// Who.
    cadre: String,
    /// By name.
    name: String,
    /// A sign a day: R resident, S rest, L leave, B business, A absent, C contradicted, U unconfirmed, N not yet due, O not on the team;
    /// - nothing was heard of a day on which a word is awaited.
    days: String,
    /// The year, wherever it was spent.
    year: YearView,
}

/// The overview of a division: its figures, those of the divisions right below, and in a village its people.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/overview", tag = "overview",
    params(("division" = String, Path, description = "The division's code"), Days),
    responses((status = 200, body = OverviewView), (status = "4XX", body = Refusal)))]
async fn overview(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(days): Query<Days>,
) -> Answer<OverviewView> {
    let asked = asked(&seat, division, &days);
    let (from, to) = (asked.from, asked.to);
    let shown = blocking(move || attendance::overview(&shared.server, &asked)).await?;
    Ok(Json(OverviewView {
        path: shown.path.into_iter().map(|(code, name)| DivisionName { code: code.to_string(), name }).collect(),
        place: place(shown.place),
        from,
        to,
        below: shown.below.into_iter().map(place).collect(),
        people: shown.people.into_iter().map(person).collect(),
    }))
}

/// The same as a spreadsheet.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/overview.xlsx", tag = "overview",
    params(("division" = String, Path, description = "The division's code"), Days),
    responses((status = 200, content_type = XLSX, body = Vec<u8>), (status = "4XX", body = Refusal)))]
async fn overview_file(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(days): Query<Days>,
) -> Result<Response, No> {
    let asked = asked(&seat, division, &days);
    let name = format!("overview-{}-{}.xlsx", asked.division, asked.to);
    let today = seat.today;
    let bytes = blocking(move || attendance::overview_sheet(&shared.server, &asked, today)).await?;
    Ok(file(&name, bytes))
}

/// Everybody's days in a division, by village and person.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/attendance", tag = "overview",
    params(("division" = String, Path, description = "The division's code"), YearPart),
    responses((status = 200, body = AttendancePage), (status = "4XX", body = Refusal)))]
async fn attendance(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<YearPart>,
) -> Answer<AttendancePage> {
    let days = attendance::days_of(part.year, part.month)?;
    let after = part.after.as_deref().map(after).transpose()?;
    let limit = part.limit.unwrap_or(100);
    let year = part.year;
    let page = blocking(move || {
        let after = after.as_ref().map(|(space, cadre)| (space, cadre));
        attendance::years(&shared.server, &division, year, after, limit)
    })
    .await?;
    let last = page.years.last().map(|(_, last)| &last.year);
    let next = last.filter(|_| page.more).map(|last| format!("{}.{}", last.space, last.cadre));
    let from = *days.start();
    let people = page.years.into_iter().map(|(village, named)| row(village, named, &days)).collect();
    Ok(Json(AttendancePage { from, people, next }))
}

/// A month of everybody's days as a spreadsheet.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/attendance.xlsx", tag = "overview",
    params(("division" = String, Path, description = "The division's code"), MonthPart),
    responses((status = 200, content_type = XLSX, body = Vec<u8>), (status = "4XX", body = Refusal)))]
async fn attendance_file(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<MonthPart>,
) -> Result<Response, No> {
    let (month, today) = ((part.year, part.month), seat.today);
    let name = format!("attendance-{division}-{}-{:02}.xlsx", part.year, part.month);
    let bytes = blocking(move || attendance::attendance_sheet(&shared.server, &division, month, today)).await?;
    Ok(file(&name, bytes))
}

fn asked(seat: &Seat, division: DivisionCode, days: &Days) -> Asked {
    let to = days.to.unwrap_or(seat.today);
    let from = days.from.or_else(|| to.with_ordinal(1)).unwrap_or(to);
    Asked { level: level(seat, &division), division, from, to }
}

/// The level that the seat reviews on there; who reviews nothing sees what waits for the town.
fn level(seat: &Seat, division: &DivisionCode) -> JudgeLevel {
    let there = seat.appointments.iter().filter(|one| one.allows(Act::Review, division, seat.today));
    there.filter_map(|one| JudgeLevel::of_office(one.role)).max().unwrap_or(JudgeLevel::Town)
}

fn after(written: &str) -> Result<(DivisionCode, PersonId), ServerError> {
    let (space, cadre) = written.split_once('.').ok_or_else(|| malformed("after"))?;
    Ok((division_code(space, "after")?, cadre.parse().map_err(|_| malformed("after"))?))
}

fn place(place: Place) -> PlaceView {
    PlaceView {
        level: place.code.level().name().to_owned(),
        code: place.code.to_string(),
        name: place.name,
        figures: place.figures,
    }
}

fn person(person: PersonFigures) -> PersonInVillage {
    let heard = match (person.heard, person.silence) {
        (_, Some(silence)) => silence.code(),
        (Heard::Away, None) => "away",
        (_, None) => "something",
    };
    PersonInVillage {
        cadre: person.cadre.to_string(),
        name: person.name,
        state: person.state.code().to_owned(),
        heard: heard.to_owned(),
        resident_days: person.resident_days,
        year: year(&person.year),
    }
}

fn year(year: &YearInVillage) -> YearView {
    YearView {
        resident: year.resident,
        target: year.target,
        needed: year.needed,
        possible: year.possible,
        latest_start: year.latest_start,
        reach: year.reach.clone(),
        computed_on: year.computed_on,
    }
}

fn row(village: String, named: NamedYear, days: &std::ops::RangeInclusive<NaiveDate>) -> AttendanceRow {
    let signs = named.year.signs.chars().zip(named.year.said.chars());
    let shown = signs
        .skip(days.start().ordinal0() as usize)
        .take(days.end().ordinal() as usize - days.start().ordinal0() as usize);
    let silent = |sign: char, said: char| said == Heard::Nothing.sign() && sign != DayState::NotInTerm.sign();
    AttendanceRow {
        days: shown.map(|(sign, said)| if silent(sign, said) { said } else { sign }).collect(),
        year: year(&named.year),
        space: named.year.space.to_string(),
        village,
        name: named.name.unwrap_or_else(|| named.year.cadre.to_string()),
        cadre: named.year.cadre.to_string(),
    }
}

pub(super) fn file(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, XLSX.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
