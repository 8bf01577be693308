//! What an office does with months on their way to the file: it checks them, closes their sheet, types in sheets on paper.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::Json;
use super::month_views::{LeftView, left_view};
use super::read::malformed;
use super::second::{SecondView, view as second_view};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::months::{self, Checked, Close, Closed, Paper, first_of_month};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::KeepAttendance) => check_months,
        Needs::There(Act::KeepAttendance) => close_month,
        Needs::There(Act::KeepAttendance) => type_in_paper,
    }
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

/// A county's sheets are its towns': one call makes no more than a town's.
pub(super) fn no_more_than_a_town(division: &DivisionCode) -> Result<(), ServerError> {
    if matches!(division.level(), Level::Town | Level::Village) {
        return Ok(());
    }
    Err(ServerError::refused(
        "month.town_by_town",
        "月度表一个镇一份,请先选到镇或村。",
        "A month's sheet is a town's; choose a town or a village first.",
    ))
}
