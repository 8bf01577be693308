//! Months on their way to the file as they are looked at: how far each is, who is left out, the sheets. What an office does with them
//! is in `month_steps`.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::month_acknowledgement::month_end;
use cunji_domain::office::Act;
use cunji_domain::organisation::UnitName;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Query};
use super::month_steps::no_more_than_a_town;
use super::month_views::{LeftView, VillageMonthsView, left_view, village_view};
use super::overview::{XLSX, file};
use super::read::{division as division_code, malformed};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::attendance::{self, Footing};
use crate::error::ServerError;
use crate::http::Shared;
use crate::months::{self, Counts, Whose, first_of_month};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::SeeFigures) => month_list,
        Needs::There(Act::SeeFigures) => month_counts,
        Needs::There(Act::SeeFigures) => months_left,
        Needs::There(Act::SeeFigures) => month_file,
        Needs::There(Act::SeeFigures) => month_units,
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

/// Whose months are on no sheet.
#[derive(Debug, Serialize, ToSchema)]
struct MonthsLeft {
    /// By village and month.
    left: Vec<LeftView>,
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

fn unit(name: Option<&str>) -> Result<Option<UnitName>, ServerError> {
    let said = name.filter(|name| !name.trim().is_empty());
    said.map(|name| name.parse().map_err(|_| malformed("unit"))).transpose()
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
