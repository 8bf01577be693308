//! The overview, everybody's attendance, and both as files.

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayState, Heard, Reach, Silence};
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::jobs::{JobView, view};
use super::read::{division as division_code, malformed};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::attendance::{self, Asked, Figures, Footing, MonthAsked, PersonFigures, Place, YearShown};
use crate::error::ServerError;
use crate::http::Shared;
use crate::jobs::{self, Export};
use crate::storage::attendance::{Wanted, YearInVillage};

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::SeeFigures) => overview,
        Needs::There(Act::SeeFigures) => overview_file,
        Needs::There(Act::SeeFigures) => attendance,
        Needs::There(Act::SeeFigures) => export_attendance,
        Needs::There(Act::ReadRecords) => day_of_person,
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
    /// The day that `state` means, in the year; today where none is given and it is this year, else the year's last.
    day: Option<NaiveDate>,
    /// Only people whose day is this: a state's code, of whose day something was heard; `away`; or, where nothing was heard,
    /// `no_line`, `not_synced`, `no_diary`, `no_phone`, `not_over`.
    state: Option<String>,
    /// Only people on a team that day whose year stands so: `impossible` or `if_confirmed`.
    reach: Option<String>,
    /// Only this person.
    cadre: Option<String>,
}

/// Which month is exported.
#[derive(Debug, Deserialize, ToSchema)]
struct MonthExportBody {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Only people whose year stands so: `impossible` or `if_confirmed`.
    reach: Option<String>,
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
    /// What the figures stand on.
    footing: Footing,
    /// The problems that the division's own office sees to now, whatever the period: what it owes, and what came before it since those
    /// below are late.
    problems: ProblemsOfOffice,
}

/// What an office has to see to of problems.
#[derive(Debug, Serialize, ToSchema)]
struct ProblemsOfOffice {
    /// It owes an answer.
    owed: u64,
    /// …and is late.
    owed_late: u64,
    /// An office below owes one and is late.
    late_below: u64,
}

/// A division by name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DivisionName {
    /// Its code.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
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
    /// What was heard of it: `something`, `away` (the person was), or nothing: `no_line`, `not_synced`, `no_diary`, `no_phone`,
    /// `not_over`.
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
    /// The day that `state` means.
    day: NaiveDate,
    /// The people, by village.
    people: Vec<AttendanceRow>,
    /// How many there are on all pages.
    count: u64,
    /// Where to go on; none: that is all.
    next: Option<String>,
    /// What the figures stand on.
    footing: Footing,
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
    /// What the day is that `state` means, by code.
    state: String,
    /// What was heard of it: `something`, `away`, or nothing: `no_line`, `not_synced`, `no_diary`, `no_phone`, `not_over`.
    heard: String,
    /// The year, wherever it was spent.
    year: YearView,
}

/// Which day of whose.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichDay {
    /// Whose.
    person: String,
    /// The day.
    day: NaiveDate,
}

/// What a day of a person's is.
#[derive(Debug, Serialize, ToSchema)]
struct DayOfPerson {
    /// Whose.
    cadre: String,
    /// By name.
    name: String,
    /// The day.
    day: NaiveDate,
    /// What it is, by code.
    state: String,
    /// What was heard of it: `something`, `away`, or nothing: `no_line`, `not_synced`, `no_diary`, `no_phone`, `not_over`; `nothing`
    /// where it is not known yet why.
    heard: String,
    /// Why it is what it is, by code.
    code: String,
    /// In Chinese.
    zh: String,
    /// In English.
    en: String,
    /// The diary of the day, if there is one.
    diary: Option<String>,
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
    let (shown, footing) = blocking(move || {
        let shown = attendance::overview(&shared.server, &asked)?;
        Ok((shown, attendance::footing(&shared.server, &asked.division, asked.from, asked.to)?))
    })
    .await?;
    Ok(Json(OverviewView {
        path: shown.path.into_iter().map(|(code, name)| DivisionName { code: code.to_string(), name }).collect(),
        place: place(shown.place),
        from,
        to,
        below: shown.below.into_iter().map(place).collect(),
        people: shown.people.into_iter().map(person).collect(),
        footing,
        problems: ProblemsOfOffice {
            owed: shown.problems.owed,
            owed_late: shown.problems.owed_late,
            late_below: shown.problems.late_below,
        },
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
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<YearPart>,
) -> Answer<AttendancePage> {
    let days = attendance::days_of(part.year, part.month)?;
    let after = part.after.as_deref().map(after).transpose()?;
    let limit = part.limit.unwrap_or(100);
    let day = day_of(&part, seat.today)?;
    let mut wanted = wanted(&part)?;
    wanted.within = part.month.map(|_| (days.start().ordinal(), days.end().ordinal() - days.start().ordinal0()));
    let (from, to) = (*days.start(), *days.end());
    let (page, footing) = blocking(move || {
        let after = after.as_ref().map(|(space, cadre)| (space, cadre));
        let page = attendance::years(&shared.server, &division, day, &wanted, after, limit)?;
        Ok((page, attendance::footing(&shared.server, &division, from, to)?))
    })
    .await?;
    let last = page.years.last().map(|last| &last.named.year);
    let next = last.filter(|_| page.more).map(|last| format!("{}.{}", last.space, last.cadre));
    let count = page.count;
    let people = page.years.into_iter().map(|shown| row(shown, &days)).collect();
    Ok(Json(AttendancePage { from, day, people, count, next, footing }))
}

/// Asks for a month of everybody's days as a spreadsheet: a job, whose file is whose who asked.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/attendance/export", tag = "overview", request_body = MonthExportBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = JobView), (status = "4XX", body = Refusal)))]
async fn export_attendance(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(body): Json<MonthExportBody>,
) -> Answer<JobView> {
    let MonthExportBody { year, month, reach: only } = body;
    let only = only.as_deref().map(reach).transpose()?;
    let wish = Export::Attendance(MonthAsked { year, month, reach: only });
    let bell = shared.jobs.clone();
    let job = blocking(move || jobs::ask_export(&shared.server, &seat, &division, &wish)).await?;
    bell.ring();
    Ok(Json(view(job)))
}

/// What a day of a person's is, and why. The division is the village.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/attendance/{person}/{day}", tag = "overview",
    params(("division" = String, Path, description = "The village's code"), WhichDay),
    responses((status = 200, body = DayOfPerson), (status = "4XX", body = Refusal)))]
async fn day_of_person(
    State(shared): State<Shared>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<WhichDay>,
) -> Answer<DayOfPerson> {
    let cadre: PersonId = which.person.parse().map_err(|_| malformed("person"))?;
    let day = which.day;
    let shown = blocking(move || attendance::day_of(&shared.server, &village, &cadre, day)).await?;
    Ok(Json(DayOfPerson {
        cadre: which.person,
        name: shown.name,
        day,
        state: shown.why.state().code().to_owned(),
        heard: heard_code(shown.why.heard(), shown.silence).to_owned(),
        code: shown.why.code().to_owned(),
        zh: shown.why.zh().to_owned(),
        en: shown.why.en().to_owned(),
        diary: shown.diary.map(|diary| HEXLOWER.encode(&diary.0)),
    }))
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

/// The day that a filter means.
fn day_of(part: &YearPart, today: NaiveDate) -> Result<NaiveDate, ServerError> {
    match part.day {
        Some(day) if day.year() == part.year => Ok(day),
        Some(_) => Err(malformed("day")),
        None if today.year() == part.year => Ok(today),
        None => NaiveDate::from_ymd_opt(part.year, 12, 31).ok_or_else(|| malformed("year")),
    }
}

fn wanted(part: &YearPart) -> Result<Wanted, ServerError> {
    let mut wanted = Wanted {
        cadre: part.cadre.as_deref().map(|cadre| cadre.parse().map_err(|_| malformed("cadre"))).transpose()?,
        reach: part.reach.as_deref().map(reach).transpose()?,
        ..Wanted::default()
    };
    match part.state.as_deref() {
        None => {}
        Some("away") => wanted.heard = Some(Heard::Away),
        Some(code) if let Some(silence) = Silence::ALL.into_iter().find(|silence| silence.code() == code) => {
            wanted.silence = Some(silence);
        }
        Some(code) => {
            let state = DayState::ALL.iter().find(|state| state.code() == code && **state != DayState::NotInTerm);
            wanted.sign = Some(state.ok_or_else(unknown_state)?.sign());
        }
    }
    Ok(wanted)
}

fn unknown_state() -> ServerError {
    ServerError::refused("attendance.state", "没有这一种状态,请重新选。", "There is no such state; choose another.")
}

fn reach(code: &str) -> Result<String, ServerError> {
    let known = [Reach::Impossible, Reach::IfConfirmed].into_iter().find(|reach| reach.code() == code);
    known.map(|reach| reach.code().to_owned()).ok_or_else(|| {
        ServerError::refused(
            "attendance.reach",
            "没有这一种情况,请重新选。",
            "There is no such outlook; choose another.",
        )
    })
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
    let heard = heard_code(person.heard, person.silence);
    PersonInVillage {
        cadre: person.cadre.to_string(),
        name: person.name,
        state: person.state.code().to_owned(),
        heard: heard.to_owned(),
        resident_days: person.resident_days,
        year: year(&person.year),
    }
}

fn heard_code(heard: Heard, silence: Option<Silence>) -> &'static str {
    match (heard, silence) {
        (_, Some(silence)) => silence.code(),
        (Heard::Away, None) => "away",
        (Heard::Something, None) => "something",
        (Heard::Nothing, None) => "nothing",
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

fn row(shown: YearShown, days: &std::ops::RangeInclusive<NaiveDate>) -> AttendanceRow {
    let YearShown { village, named, state, heard, silence } = shown;
    let in_days = days.start().iter_days().take_while(|day| day <= days.end());
    let sign = |day: NaiveDate| {
        if named.year.is_silent_on(day) { Heard::Nothing.sign() } else { named.year.state_on(day).sign() }
    };
    AttendanceRow {
        days: in_days.map(sign).collect(),
        state: state.code().to_owned(),
        heard: heard_code(heard, silence).to_owned(),
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
