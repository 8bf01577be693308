//! What is held for a person: entries of a revoked phone, of a role that has ended, of a kind that this version does not know.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use cunji_history::DeviceId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{device_id, division as division_code, fixed, malformed};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::office::{self, Does, HeldShown};
use crate::storage::chains::KeptPlace;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::KeepPeople) => held_list,
        Needs::There(Act::KeepPeople) => settle_held_entry,
    }
}

/// Whose.
#[derive(Debug, Deserialize, IntoParams)]
struct HeldPart {
    /// Only what this person wrote.
    person: Option<String>,
    /// Where to go on, as the page before said.
    after: Option<String>,
}

/// Which entry; its village is the path's division.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichHeld {
    /// The device in whose chain it stands.
    device: String,
    /// Its number there.
    number: u64,
}

/// What is held in some villages.
#[derive(Debug, Serialize, ToSchema)]
struct HeldPage {
    /// By village and chain, at most 50.
    items: Vec<HeldView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// An entry that waits for a decision.
#[derive(Debug, Serialize, ToSchema)]
struct HeldView {
    /// The village.
    space: String,
    /// The village's name.
    village: String,
    /// The device in whose chain it stands.
    device: String,
    /// Its number there.
    number: u64,
    /// Its author, by id.
    author: Option<String>,
    /// By name.
    author_name: Option<String>,
    /// The kind's name in Chinese, if this version knows it.
    kind_zh: Option<String>,
    /// In English.
    kind_en: Option<String>,
    /// What it does to its record; none where that can't be read.
    does: Option<HeldDoes>,
    /// The day that it tells of, as far as that can be told.
    day: Option<NaiveDate>,
    /// How what it tells begins; none where nothing is written, or where this seat may not read it.
    gist: Option<String>,
    /// Why it is held, by code.
    code: String,
    /// When it arrived: Unix seconds, UTC.
    received_at: i64,
}

/// What an entry does to its record.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HeldDoes {
    /// It begins the record.
    Begins,
    /// It changes what stands.
    Changes,
    /// It takes the record back.
    Withdraws,
}

/// What is decided about an entry.
#[derive(Debug, Deserialize, ToSchema)]
struct HeldBody {
    /// Whether it is taken in.
    accept: bool,
    /// Why not; its author reads it.
    #[serde(default)]
    reason: String,
}

/// What is held for a person in a division and below it.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/held", tag = "people",
    params(("division" = String, Path, description = "The division's code"), HeldPart),
    responses((status = 200, body = HeldPage), (status = "4XX", body = Refusal)))]
async fn held_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<HeldPart>,
) -> Answer<HeldPage> {
    let person: Option<PersonId> = part.person.map(|id| id.parse().map_err(|_| malformed("person"))).transpose()?;
    let after = part.after.as_deref().map(place).transpose()?;
    let held = move || office::held_seen(&shared.server, &seat, &division, person.as_ref(), after.as_ref());
    let (items, next) = blocking(held).await?;
    let next = next.map(|KeptPlace { space, device, number }| format!("{space}.{device}.{number}"));
    Ok(Json(HeldPage { items: items.into_iter().map(view).collect(), next }))
}

/// Takes a held entry in, or rejects it with a reason that its author will read.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/held/{device}/{number}", tag = "people", request_body = HeldBody,
    params(("division" = String, Path, description = "The village's code"), WhichHeld),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn settle_held_entry(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<WhichHeld>,
    Json(body): Json<HeldBody>,
) -> Result<StatusCode, No> {
    let device = device_id(&which.device)?;
    if !body.accept && body.reason.trim().is_empty() {
        let missing = ServerError::refused(
            "held.reason_missing",
            "不收的,写一句为什么,写的人看得到。",
            "Where it is not taken in, say why; its author reads it.",
        );
        return Err(missing.into());
    }
    let reason = (!body.accept).then(|| body.reason.trim().to_owned());
    blocking(move || office::settle(&shared.server, &seat, &village, device, which.number, reason.as_deref())).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn place(written: &str) -> Result<KeptPlace, ServerError> {
    let parts: Vec<&str> = written.split('.').collect();
    let [space, device, number] = parts.as_slice() else { return Err(malformed("after")) };
    Ok(KeptPlace {
        space: division_code(space, "after")?,
        device: fixed(device).map(DeviceId).ok_or_else(|| malformed("after"))?,
        number: number.parse().map_err(|_| malformed("after"))?,
    })
}

fn view(held: HeldShown) -> HeldView {
    let kind = held.entry.kind.and_then(cunji_domain::kinds::by_name);
    HeldView {
        space: held.entry.space,
        village: held.village,
        device: held.entry.device,
        number: held.entry.number,
        author: held.entry.author,
        author_name: held.author_name,
        kind_zh: kind.map(|kind| kind.zh.to_owned()),
        kind_en: kind.map(|kind| kind.en.to_owned()),
        does: held.glimpse.does.map(|does| match does {
            Does::Begins => HeldDoes::Begins,
            Does::Changes => HeldDoes::Changes,
            Does::Withdraws => HeldDoes::Withdraws,
        }),
        day: held.glimpse.day,
        gist: held.glimpse.gist,
        code: held.entry.code,
        received_at: held.entry.received_at,
    }
}
