//! Anchors: proposals that wait, anchors that stand.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::place::MeasuredPlace;
use cunji_domain::record::RecordId;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{division as division_code, malformed, record_id};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::anchors::{self, Anchor, Proposed, Standing};
use crate::error::ServerError;
use crate::http::Shared;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::KeepPeople) => proposal_list,
        Needs::There(Act::KeepPeople) => anchor_list,
        Needs::There(Act::KeepPeople) => decide_proposal,
        Needs::There(Act::KeepPeople) => set_anchor,
        Needs::There(Act::KeepPeople) => end_anchor,
    }
}

/// The most of a page.
const MOST: u32 = 200;

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
struct AnchorPart {
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// Which anchor or proposal; its village is the path's division.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichAnchor {
    /// Its id.
    record: String,
}

/// A page of proposals that wait.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalPage {
    /// By village.
    items: Vec<ProposalView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// A proposed anchor.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalView {
    /// The village.
    space: String,
    /// Its name.
    village: String,
    /// The proposal.
    record: String,
    /// Who made it, by name.
    by: String,
    /// On which day.
    day: NaiveDate,
    /// What it is called.
    name: String,
    /// Latitude in millionths of a degree.
    lat: i64,
    /// Longitude in millionths of a degree.
    lon: i64,
    /// How exactly it was measured, metres.
    accuracy: Option<i64>,
    /// Within so many metres one is at it.
    radius: i64,
    /// A word on it.
    note: String,
    /// How far it is from the nearest anchor that stands, metres.
    from_nearest: Option<u32>,
}

/// A page of anchors.
#[derive(Debug, Serialize, ToSchema)]
struct AnchorPage {
    /// By village.
    items: Vec<AnchorView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// An anchor that stands.
#[derive(Debug, Serialize, ToSchema)]
struct AnchorView {
    /// The village.
    space: String,
    /// Its name.
    village: String,
    /// The anchor.
    record: String,
    /// What it is called.
    name: String,
    /// Latitude in millionths of a degree.
    lat: i64,
    /// Longitude in millionths of a degree.
    lon: i64,
    /// Within so many metres one is at it.
    radius: i64,
    /// The first day on which it holds.
    from_day: NaiveDate,
    /// The last one.
    to_day: Option<NaiveDate>,
    /// Whether a first secretary proposed it on the spot.
    proposed: bool,
}

/// A word on a proposal.
#[derive(Debug, Deserialize, ToSchema)]
struct ProposalBody {
    /// Whether it is approved.
    approve: bool,
    /// Why not; owed where it is not.
    #[serde(default)]
    reason: String,
}

/// An anchor that an office sets.
#[derive(Debug, Deserialize, ToSchema)]
struct AnchorBody {
    /// What it is called, e.g. 村部 or 三组.
    name: String,
    /// Latitude in degrees, WGS 84.
    lat: f64,
    /// Longitude in degrees, WGS 84.
    lon: f64,
    /// Within so many metres one is at it.
    radius: i64,
    /// The first day on which it holds.
    from_day: NaiveDate,
}

/// When an anchor ends.
#[derive(Debug, Deserialize, ToSchema)]
struct AnchorEndBody {
    /// The last day on which it holds.
    to_day: NaiveDate,
}

/// Anchors that first secretaries proposed on the spot and nobody has decided on.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/anchors/proposals", tag = "anchors",
    params(("division" = String, Path, description = "The division's code"), AnchorPart),
    responses((status = 200, body = ProposalPage), (status = "4XX", body = Refusal)))]
async fn proposal_list(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<AnchorPart>,
) -> Answer<ProposalPage> {
    let after = part.after.as_deref().map(place).transpose()?;
    let limit = part.limit.unwrap_or(50).clamp(1, MOST) as usize;
    let (found, more) = blocking(move || anchors::proposed(&shared.server, &division, after.as_ref(), limit)).await?;
    let next = found.last().filter(|_| more).map(|last| written(&last.space, last.record));
    Ok(Json(ProposalPage { items: found.into_iter().map(proposal_view).collect(), next }))
}

/// Anchors that stand today or will.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/anchors", tag = "anchors",
    params(("division" = String, Path, description = "The division's code"), AnchorPart),
    responses((status = 200, body = AnchorPage), (status = "4XX", body = Refusal)))]
async fn anchor_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<AnchorPart>,
) -> Answer<AnchorPage> {
    let after = part.after.as_deref().map(place).transpose()?;
    let limit = part.limit.unwrap_or(50).clamp(1, MOST) as usize;
    let found =
        blocking(move || anchors::standing(&shared.server, &division, seat.today, after.as_ref(), limit)).await?;
    let (found, more) = found;
    let next = found.last().filter(|_| more).map(|last| written(&last.space, last.record));
    Ok(Json(AnchorPage { items: found.into_iter().map(anchor_view).collect(), next }))
}

/// Approves a proposal, or says why not. The division is its village.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/anchors/proposals/{record}", tag = "anchors", request_body = ProposalBody,
    params(("division" = String, Path, description = "The village's code"), WhichAnchor),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn decide_proposal(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<WhichAnchor>,
    Json(body): Json<ProposalBody>,
) -> Result<StatusCode, No> {
    let record = record_id(&which.record)?;
    blocking(move || anchors::approve(&shared.server, &seat, &village, record, (body.approve, &body.reason))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets an anchor. The division is its village.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/anchors", tag = "anchors", request_body = AnchorBody,
    params(("division" = String, Path, description = "The village's code")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn set_anchor(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Json(body): Json<AnchorBody>,
) -> Result<StatusCode, No> {
    let place = degrees(body.lat, body.lon)?;
    let anchor = Anchor { name: body.name, place, radius: body.radius, from_day: body.from_day };
    blocking(move || anchors::set(&shared.server, &seat, &village, &anchor)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends an anchor. The division is its village.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/anchors/{record}/end", tag = "anchors", request_body = AnchorEndBody,
    params(("division" = String, Path, description = "The village's code"), WhichAnchor),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn end_anchor(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<WhichAnchor>,
    Json(body): Json<AnchorEndBody>,
) -> Result<StatusCode, No> {
    let record = record_id(&which.record)?;
    blocking(move || anchors::end(&shared.server, &seat, &village, record, body.to_day)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn degrees(lat: f64, lon: f64) -> Result<MeasuredPlace, ServerError> {
    if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
        return Err(ServerError::refused(
            "anchor.outside",
            "经纬度不在地球上,请核对:先纬度(约 32),后经度(约 109)。",
            "This is no place on the globe; check latitude (about 32 here) and longitude (about 109).",
        ));
    }
    // Within the globe a millionth of a degree always fits.
    let micro = |degrees: f64| (degrees * 1e6).round() as i64;
    Ok(MeasuredPlace { lat: micro(lat), lon: micro(lon), accuracy: None })
}

fn proposal_view(proposed: Proposed) -> ProposalView {
    let proposal = proposed.proposal;
    ProposalView {
        space: proposed.space.to_string(),
        village: proposed.village,
        record: HEXLOWER.encode(&proposed.record.0),
        by: proposed.by,
        day: proposal.day,
        name: proposal.name,
        lat: proposal.place.lat,
        lon: proposal.place.lon,
        accuracy: proposal.place.accuracy,
        radius: proposal.radius,
        note: proposal.note.0,
        from_nearest: proposed.from_nearest,
    }
}

fn anchor_view(standing: Standing) -> AnchorView {
    let anchor = standing.anchor;
    AnchorView {
        space: standing.space.to_string(),
        village: standing.village,
        record: HEXLOWER.encode(&standing.record.0),
        name: anchor.name,
        lat: anchor.place.lat,
        lon: anchor.place.lon,
        radius: anchor.radius,
        from_day: anchor.from_day,
        to_day: anchor.to_day,
        proposed: anchor.proposal.is_some(),
    }
}

fn written(space: &DivisionCode, record: RecordId) -> String {
    format!("{space}.{}", HEXLOWER.encode(&record.0))
}

fn place(written: &str) -> Result<(DivisionCode, RecordId), ServerError> {
    let (space, record) = written.split_once('.').ok_or_else(|| malformed("after"))?;
    Ok((division_code(space, "after")?, record_id(record)?))
}
