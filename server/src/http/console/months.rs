//! Months on their way to the file: who has signed, what an office checks, the close, sheets on paper.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::month_acknowledgement::month_end;
use cunji_domain::office::Act;
use cunji_domain::organisation::UnitName;
use cunji_domain::person::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Query};
use super::month_views::{LeftView, VillageMonthsView, left_view, village_view};
use super::overview::{XLSX, file};
use super::read::{division as division_code, malformed};
use super::second::{SecondView, view as second_view};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::attendance::{self, Footing};
use crate::error::ServerError;
use crate::http::Shared;
use crate::months::{self, Checked, Close, Closed, Counts, Paper, Whose, first_of_month};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::SeeFigures) => month_list,
        Needs::There(Act::SeeFigures) => month_counts,
        Needs::There(Act::SeeFigures) => months_left,
        Needs::There(Act::SeeFigures) => month_file,
        Needs::There(Act::SeeFigures) => month_units,
        Needs::There(Act::KeepAttendance) => check_months,
        Needs::There(Act::KeepAttendance) => close_month,
        Needs::There(Act::KeepAttendance) => type_in_paper,
    }
}

/// The most villages of a page.
const MOST: u32 = 50;
/// The most units of a page.
const MOST_UNITS: u32 = 200;

/// Which month, and where to go on.
#[derive(Debug, Deserialize, IntoParams)]
struct MonthsPart {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Of which unit's people alone, by the name that the roster has of it; none: of all.
    unit: Option<String>,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many villages, at most 50.
    limit: Option<u32>,
}

/// Of which month a file is, and whose.
#[derive(Debug, Deserialize, IntoParams)]
struct MonthFile {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Of which unit's people alone, by the name that the roster has of it; none: of all.
    unit: Option<String>,
}

/// Of which month, and where to go on.
#[derive(Debug, Deserialize, IntoParams)]
struct UnitsPart {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many units, at most 200.
    limit: Option<u32>,
}

/// Which month.
#[derive(Debug, Deserialize, IntoParams)]
struct WhichMonth {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
}

/// A page of villages with their people's months.
#[derive(Debug, Serialize, ToSchema)]
struct MonthsPage {
    /// The villages with teams, by code.
    villages: Vec<VillageMonthsView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// A page of units that sent people.
#[derive(Debug, Serialize, ToSchema)]
struct MonthUnits {
    /// By name.
    units: Vec<String>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// How far the months of a division's people are.
#[derive(Debug, Serialize, ToSchema)]
struct MonthCounts {
    /// The divisions right below, by code; a village itself.
    below: Vec<MonthCountsOf>,
    /// What they stand on.
    footing: Footing,
}

/// How far the months of a division's people are: records of each step, whether or not a day has changed since.
#[derive(Debug, Serialize, ToSchema)]
struct MonthCountsOf {
    /// The division.
    division: String,
    /// Its name.
    name: String,
    /// People on a team in the month.
    people: u64,
    /// Of them those who acknowledged it.
    acknowledged: u64,
    /// Those whose month the first secretary signed.
    signed: u64,
    /// Those whose month an office checked.
    checked: u64,
    /// Those whose month is filed.
    filed: u64,
    /// Corrections of earlier months on this month's sheet.
    corrections: u64,
    /// People whose month is not filed though their town's sheet was closed.
    left: u64,
}

/// Months that an office stands for, as they were shown.
#[derive(Debug, Deserialize, ToSchema)]
struct ChecksBody {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Whose months.
    months: Vec<CheckBody>,
}

/// A month that an office stands for.
#[derive(Debug, Deserialize, ToSchema)]
struct CheckBody {
    /// Whose.
    cadre: String,
    /// The signs that were shown.
    seen: String,
    /// Why, where the person or the first secretary has not signed.
    #[serde(default)]
    note: String,
}

/// The month to be closed.
#[derive(Debug, Deserialize, ToSchema)]
struct CloseBody {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Whether whoever closes it knows that the year's holidays are not declared, and files it all the same.
    #[serde(default)]
    without_calendar: bool,
}

/// What a close came to.
#[derive(Debug, Serialize, ToSchema)]
struct ClosedView {
    /// How many months were filed.
    filed: u64,
    /// How many of them are of earlier months, whose sheets were closed without them.
    late: u64,
    /// How many corrections of earlier months were.
    corrections: u64,
    /// Whose month was left out, since it is not checked.
    left: Vec<LeftView>,
}

/// Whose months are on no sheet.
#[derive(Debug, Serialize, ToSchema)]
struct MonthsLeft {
    /// By village and month.
    left: Vec<LeftView>,
}

/// A month sheet on paper, as it was typed in.
#[derive(Debug, Deserialize, ToSchema)]
struct PaperBody {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Whose.
    cadre: String,
    /// A sign a day: R in the village, L on leave, B on business, A elsewhere, S at rest, - nothing.
    days: String,
    /// Whether the first secretary signed it.
    signed: bool,
    /// A word on it, such as where the sheet is kept.
    #[serde(default)]
    note: String,
    /// The sheet that was shown before, by its `seen`; none where there was none.
    seen: Option<String>,
    /// Why, where it takes a second person.
    #[serde(default)]
    reason: String,
}

/// What came of a sheet that was typed in.
#[derive(Debug, Serialize, ToSchema)]
struct PaperTyped {
    /// Where it takes a second person: what waits for one. Else the sheet counts.
    waits: Option<SecondView>,
}

/// The months of a division's people, village by village: of all, or of those whom one unit sent.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/months", tag = "attendance",
    params(("division" = String, Path, description = "The division's code"), MonthsPart),
    responses((status = 200, body = MonthsPage), (status = "4XX", body = Refusal)))]
async fn month_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<MonthsPart>,
) -> Answer<MonthsPage> {
    let month = first_of_month(part.year, part.month)?;
    let after = part.after.as_deref().map(|code| division_code(code, "after")).transpose()?;
    let limit = part.limit.unwrap_or(10).clamp(1, MOST) as usize;
    let whose = Whose { division, unit: unit(part.unit.as_deref())? };
    let today = seat.today;
    let (villages, more) =
        blocking(move || months::list(&shared.server, &whose, month, today, (after.as_ref(), limit))).await?;
    let next = villages.last().filter(|_| more).map(|last| last.village.to_string());
    Ok(Json(MonthsPage { villages: villages.into_iter().map(village_view).collect(), next }))
}

/// How far the months of a division's people are.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/months/counts", tag = "attendance",
    params(("division" = String, Path, description = "The division's code"), WhichMonth),
    responses((status = 200, body = MonthCounts), (status = "4XX", body = Refusal)))]
async fn month_counts(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Query(which): Query<WhichMonth>,
) -> Answer<MonthCounts> {
    let month = first_of_month(which.year, which.month)?;
    let (counts, footing) = blocking(move || {
        let counts = months::counts(&shared.server, &division, month)?;
        Ok((counts, attendance::footing(&shared.server, &division, month, month_end(month))?))
    })
    .await?;
    Ok(Json(MonthCounts { below: counts.into_iter().map(counts_view).collect(), footing }))
}

/// Whose months are not filed though their sheets were closed, up to a month's: they are on no sheet until they are checked and the
/// next one is closed.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/months/left", tag = "attendance",
    params(("division" = String, Path, description = "The division's code"), WhichMonth),
    responses((status = 200, body = MonthsLeft), (status = "4XX", body = Refusal)))]
async fn months_left(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(which): Query<WhichMonth>,
) -> Answer<MonthsLeft> {
    no_more_than_a_town(&division)?;
    let until = first_of_month(which.year, which.month)?;
    let left = blocking(move || months::left(&shared.server, &division, until, seat.today)).await?;
    Ok(Json(MonthsLeft { left: left.into_iter().map(left_view).collect() }))
}

/// The units whose people are on the sheets of a division's month, by name.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/months/units", tag = "attendance",
    params(("division" = String, Path, description = "The division's code"), UnitsPart),
    responses((status = 200, body = MonthUnits), (status = "4XX", body = Refusal)))]
async fn month_units(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<UnitsPart>,
) -> Answer<MonthUnits> {
    let month = first_of_month(part.year, part.month)?;
    let after = part.after.unwrap_or_default();
    let limit = part.limit.unwrap_or(MOST_UNITS).clamp(1, MOST_UNITS) as usize;
    let (units, more) = blocking(move || months::units(&shared.server, &division, month, (&after, limit))).await?;
    let next = units.last().filter(|_| more).cloned();
    Ok(Json(MonthUnits { units, next }))
}

/// The sheet of a month as offices file it: a page a village. Of one unit's people it is a county's too.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/months.xlsx", tag = "attendance",
    params(("division" = String, Path, description = "The division's code"), MonthFile),
    responses((status = 200, content_type = XLSX, body = Vec<u8>), (status = "4XX", body = Refusal)))]
async fn month_file(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(which): Query<MonthFile>,
) -> Result<Response, No> {
    let unit = unit(which.unit.as_deref())?;
    // A unit has people in a few villages of a county: its sheet of them is no longer than a town's.
    if unit.is_none() || division.level() != Level::County {
        no_more_than_a_town(&division)?;
    }
    let month = first_of_month(which.year, which.month)?;
    let of_unit = if unit.is_some() { "-unit" } else { "" };
    let name = format!("month-{division}-{}{of_unit}.xlsx", month.format("%Y-%m"));
    let whose = Whose { division, unit };
    let bytes = blocking(move || months::month_sheet_file(&shared.server, &whose, month, seat.today)).await?;
    Ok(file(&name, bytes))
}

/// Stands for months of a village's people as they were shown: all of them, or, if one is not as it was shown, none.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/months/checks", tag = "attendance", request_body = ChecksBody,
    params(("division" = String, Path, description = "The village's code")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn check_months(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Json(body): Json<ChecksBody>,
) -> Result<StatusCode, No> {
    let month = first_of_month(body.year, body.month)?;
    let months: Vec<Checked> = body
        .months
        .into_iter()
        .map(|one| Ok(Checked { cadre: person(&one.cadre)?, seen: one.seen, note: one.note }))
        .collect::<Result<_, ServerError>>()?;
    blocking(move || months::check(&shared.server, &seat, &village, month, &months)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes a town's or a village's sheet of a month: what is checked is filed, with it what was left out of sheets that were closed
/// before, and what became another since it was filed is corrected.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/months/close", tag = "attendance", request_body = CloseBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = ClosedView), (status = "4XX", body = Refusal)))]
async fn close_month(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(body): Json<CloseBody>,
) -> Answer<ClosedView> {
    no_more_than_a_town(&division)?;
    let sheet = first_of_month(body.year, body.month)?;
    let close = Close { sheet, without_calendar: body.without_calendar };
    let closed = blocking(move || months::close(&shared.server, &seat, &division, close)).await?;
    let Closed { filed, late, corrections, left } = closed;
    Ok(Json(ClosedView { filed, late, corrections, left: left.into_iter().map(left_view).collect() }))
}

/// Types in a month sheet on paper of somebody of a village's team; a second time replaces the first. Where the person has a phone, or
/// the month is filed, it waits for a second person.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/months/paper", tag = "attendance", request_body = PaperBody,
    params(("division" = String, Path, description = "The village's code")),
    responses((status = 200, body = PaperTyped), (status = "4XX", body = Refusal)))]
async fn type_in_paper(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Json(body): Json<PaperBody>,
) -> Answer<PaperTyped> {
    let month = first_of_month(body.year, body.month)?;
    let PaperBody { days, signed, note, seen, reason, .. } = body;
    let paper = Paper { cadre: person(&body.cadre)?, days, signed, note, seen, reason };
    let by = seat.clone();
    let waits = blocking(move || months::type_in(&shared.server, &seat, &village, month, &paper)).await?;
    Ok(Json(PaperTyped { waits: waits.map(|named| second_view(named, &by)) }))
}

fn person(id: &str) -> Result<PersonId, ServerError> {
    id.parse().map_err(|_| malformed("cadre"))
}

fn unit(name: Option<&str>) -> Result<Option<UnitName>, ServerError> {
    let said = name.filter(|name| !name.trim().is_empty());
    said.map(|name| name.parse().map_err(|_| malformed("unit"))).transpose()
}

/// A county's sheets are its towns': one call makes no more than a town's.
fn no_more_than_a_town(division: &DivisionCode) -> Result<(), ServerError> {
    if matches!(division.level(), Level::Town | Level::Village) {
        return Ok(());
    }
    Err(ServerError::refused(
        "month.town_by_town",
        "月度表一个镇一份,请先选到镇或村。",
        "A month's sheet is a town's; choose a town or a village first.",
    ))
}

fn counts_view(counts: Counts) -> MonthCountsOf {
    MonthCountsOf {
        division: counts.division.to_string(),
        name: counts.name,
        people: counts.people,
        acknowledged: counts.acknowledged,
        signed: counts.signed,
        checked: counts.checked,
        filed: counts.filed,
        corrections: counts.corrections,
        left: counts.left,
    }
}
