//! What falls to one cadre is handed over to another.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{division as division_code, fixed, malformed};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::households::{self, Handover, Part};
use crate::http::Shared;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::KeepHouseholds) => households_in_hand,
        Needs::There(Act::KeepHouseholds) => hand_over,
        Needs::There(Act::KeepHouseholds) => call_off_handover,
    }
}

/// Whose households, and where.
#[derive(Debug, Deserialize, IntoParams)]
struct InHandPart {
    /// The village's code.
    village: String,
    /// The person's id.
    person: String,
}

/// What falls to somebody in a village, and who can take it over.
#[derive(Debug, Serialize, ToSchema)]
struct InHandView {
    /// The households, by number.
    households: Vec<InHandHousehold>,
    /// Those whose role in the village has not ended.
    takers: Vec<TakerView>,
    /// What was set for a day to come, by day; one of a day that is over could not be done.
    coming: Vec<ComingView>,
}

/// A handover that was set for a day.
#[derive(Debug, Serialize, ToSchema)]
struct ComingView {
    /// Names it.
    id: String,
    /// In what, by code.
    part: String,
    /// To whom: the person's id.
    to: String,
    /// By name.
    to_name: String,
    /// On which day.
    day: NaiveDate,
    /// The households' numbers.
    numbers: Vec<String>,
}

/// Which handover.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichHandover {
    /// Names it.
    handover: String,
}

/// A household that falls to somebody.
#[derive(Debug, Serialize, ToSchema)]
struct InHandHousehold {
    /// Its number.
    number: String,
    /// The head's name.
    head: String,
    /// The villagers' group; empty where none is said.
    group: String,
    /// In what, by code: `visits`, `helps`.
    parts: Vec<String>,
}

/// Somebody who can take households over.
#[derive(Debug, Serialize, ToSchema)]
struct TakerView {
    /// The person's id.
    id: String,
    /// The name.
    name: String,
    /// The role, by code.
    role: String,
    /// Its first day.
    from: NaiveDate,
    /// What they can take over, by code.
    part: String,
}

/// What is handed over.
#[derive(Debug, Deserialize, ToSchema)]
struct HandoverBody {
    /// The village's code.
    village: String,
    /// In what, by code: `visits`, `helps`.
    part: String,
    /// From whom: the person's id.
    from: String,
    /// To whom.
    to: String,
    /// The households' numbers, at most 500.
    numbers: Vec<String>,
    /// From which day on; none: today.
    day: Option<NaiveDate>,
}

/// What a handover did.
#[derive(Debug, Serialize, ToSchema)]
struct HandedOver {
    /// Households that changed hands.
    changed: u64,
    /// The day on which they will; none: they did.
    on: Option<NaiveDate>,
}

/// What falls to somebody in a village, and who can take it over: to be looked at before anything is handed over.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/households/in-hand", tag = "households",
    params(("division" = String, Path, description = "The division's code"), InHandPart),
    responses((status = 200, body = InHandView), (status = "4XX", body = Refusal)))]
async fn households_in_hand(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<InHandPart>,
) -> Answer<InHandView> {
    let village = division_code(&part.village, "village")?;
    let person = part.person.parse().map_err(|_| malformed("person"))?;
    let shown = blocking(move || households::in_hand(&shared.server, &seat, &division, &village, &person)).await?;
    let households = shown.households.into_iter().map(|one| InHandHousehold {
        number: one.number,
        head: one.head,
        group: one.group,
        parts: one.parts.iter().map(|part| part.code().to_owned()).collect(),
    });
    let takers = shown.takers.into_iter().map(|taker| TakerView {
        id: taker.held.person.to_string(),
        name: taker.name,
        role: taker.held.role.code().to_owned(),
        from: taker.held.from,
        part: taker.part.code().to_owned(),
    });
    let coming = shown.coming.into_iter().map(|coming| ComingView {
        id: HEXLOWER.encode(&coming.set.id),
        part: coming.set.part,
        to: coming.set.taker.to_string(),
        to_name: coming.taker_name,
        day: coming.set.day,
        numbers: coming.set.numbers,
    });
    Ok(Json(InHandView { households: households.collect(), takers: takers.collect(), coming: coming.collect() }))
}

/// Hands households over from one cadre to another, today or on a day to come: all that are named, or none.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/households/handovers", tag = "households", request_body = HandoverBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = HandedOver), (status = "4XX", body = Refusal)))]
async fn hand_over(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(body): Json<HandoverBody>,
) -> Answer<HandedOver> {
    let person = |id: &str| id.parse().map_err(|_| malformed("person"));
    let wish = Handover {
        village: division_code(&body.village, "village")?,
        part: Part::of(&body.part).ok_or_else(|| malformed("part"))?,
        from: person(&body.from)?,
        to: person(&body.to)?,
        numbers: body.numbers,
        day: body.day,
    };
    let arrived = shared.arrived.clone();
    let handed = blocking(move || households::hand_over(&shared.server, &seat, &division, &wish)).await?;
    arrived.notify_one();
    Ok(Json(match handed {
        households::HandedOver::Now(changed) => HandedOver { changed, on: None },
        households::HandedOver::On(day) => HandedOver { changed: 0, on: Some(day) },
    }))
}

/// Calls off a handover that was set for a day.
#[utoipa::path(delete, path = "/console/v1/divisions/{division}/households/handovers/{handover}", tag = "households",
    params(("division" = String, Path, description = "The division's code"), WhichHandover),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn call_off_handover(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichHandover>,
) -> Result<StatusCode, No> {
    let id = fixed(&which.handover).ok_or_else(|| malformed("handover"))?;
    blocking(move || households::call_off(&shared.server, &seat, &division, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
