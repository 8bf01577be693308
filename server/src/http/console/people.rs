//! People with their phones.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_history::DeviceId;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::card::{Address, picture};
use super::carried::{Json, Path, Query};
use super::read::{device_id, fixed, malformed};
use super::terms::beginning;
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::enrolment::{self, CodeName};
use crate::http::Shared;
use crate::office::people::{self, Known};
use crate::office::{self, Newcomer};
use crate::storage::devices::Succeeded;

/// How wide the picture on a single card is.
const PIXELS: u32 = 240;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::KeepDevices) => people_list,
        Needs::There(Act::KeepDevices) => person,
        Needs::There(Act::KeepPeople) => add_person,
        Needs::There(Act::KeepDevices) => invite,
        Needs::There(Act::KeepDevices) => end_code,
        Needs::There(Act::KeepDevices) => revoke_device,
        Needs::There(Act::KeepDevices) => recovery_code,
    }
}

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
struct PeoplePart {
    /// A part of a name, or the beginning of an id; everybody where nothing is given.
    q: Option<String>,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
struct PeoplePage {
    /// The people, by id.
    items: Vec<PersonKnown>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// A person with roles and phones.
#[derive(Debug, Serialize, ToSchema)]
struct PersonKnown {
    /// The id.
    id: String,
    /// The name.
    name: String,
    /// The unit that sent them.
    unit: Option<String>,
    /// The roles, past and coming ones too.
    roles: Vec<RoleHeld>,
    /// The phones.
    devices: Vec<DeviceKnown>,
    /// The codes that were given out and wait to be used, the oldest first.
    codes: Vec<CodeOpen>,
}

/// A code that waits to be used; what it says, only its card knows.
#[derive(Debug, Serialize, ToSchema)]
struct CodeOpen {
    /// What it is called here.
    id: String,
    /// When it was made: Unix seconds, UTC.
    made_at: i64,
    /// When it stops being good: Unix seconds, UTC.
    good_until: i64,
}

/// Somebody whom no list has brought yet.
#[derive(Debug, Deserialize, ToSchema)]
struct NewPersonBody {
    /// The name.
    name: String,
    /// The id, where the office gives one; none: it is made of village and name, as a list's is.
    #[serde(default)]
    id: String,
    /// The unit that sends them.
    #[serde(default)]
    unit: String,
    /// The village's code.
    village: String,
    /// The role there, by code.
    role: String,
    /// The first day.
    first_day: NaiveDate,
    /// Whether who has the name elsewhere is known to be somebody else.
    #[serde(default)]
    another: bool,
}

/// Whoever was taken in.
#[derive(Debug, Serialize, ToSchema)]
struct PersonAdded {
    /// The id.
    id: String,
}

/// A role with its days.
#[derive(Debug, Serialize, ToSchema)]
struct RoleHeld {
    /// The role, by code.
    role: String,
    /// The division.
    division: String,
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: Option<NaiveDate>,
}

/// A phone. When it was heard of and what it runs serve support alone: no figure uses them.
#[derive(Debug, Serialize, ToSchema)]
struct DeviceKnown {
    /// Its id.
    id: String,
    /// What its owner calls it.
    name: String,
    /// The version of its program.
    program: String,
    /// Since when: Unix seconds, UTC.
    enrolled_at: i64,
    /// When it was last heard of: Unix seconds, UTC.
    seen_at: Option<i64>,
    /// Since when it is revoked: Unix seconds, UTC.
    revoked_at: Option<i64>,
    /// Why.
    revoked_reason: Option<String>,
    /// The device that it follows.
    follows: Option<String>,
    /// The devices that follow it: the same phone under another id, or a copy of it.
    followed_by: Vec<String>,
    /// Whether it is a phone in use: neither revoked nor the former id of one that goes on under another.
    in_use: bool,
}

/// A code for one phone.
#[derive(Debug, Serialize, ToSchema)]
struct Invitation {
    /// The code.
    code: String,
    /// The address that the phone uses; behind `#` the only certificate that it accepts there, if the server made it itself.
    server: String,
    /// The picture for its camera, as SVG.
    picture: String,
    /// When it stops being good: Unix seconds, UTC.
    expires_at: i64,
}

/// Why a phone is revoked.
#[derive(Debug, Deserialize, ToSchema)]
struct RevocationBody {
    /// The reason.
    #[serde(default)]
    reason: String,
    /// Whether the owner's codes that nobody used end with it, as where a phone is lost.
    #[serde(default)]
    codes: bool,
}

/// A recovery code, to be dictated.
#[derive(Debug, Serialize, ToSchema)]
struct RecoveryCodeShown {
    /// The code, in groups.
    code: String,
    /// Whose phone it opens.
    person: String,
    /// Until when the phone enrols by itself afterwards: Unix seconds, UTC; none: it was revoked and needs a code.
    enrols_until: Option<i64>,
    /// Devices that followed this one: the phone at hand may be one of them.
    followed_by: Vec<String>,
}

/// Which person.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichPerson {
    /// The person's id.
    person: String,
}

/// Which code.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichCode {
    /// The person's id.
    person: String,
    /// What the code is called.
    code: String,
}

/// Which phone.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichDevice {
    /// The device's id.
    device: String,
}

/// People of a division and below it, with their phones.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/people", tag = "people",
    params(("division" = String, Path, description = "The division's code"), PeoplePart),
    responses((status = 200, body = PeoplePage), (status = "4XX", body = Refusal)))]
async fn people_list(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<PeoplePart>,
) -> Answer<PeoplePage> {
    let (sought, after, limit) = (part.q.unwrap_or_default(), part.after.unwrap_or_default(), part.limit.unwrap_or(50));
    let (known, more) =
        blocking(move || people::people(&shared.server, &division, sought.trim(), &after, limit)).await?;
    let next = known.last().filter(|_| more).map(|last| last.person.id.to_string());
    Ok(Json(PeoplePage { items: known.into_iter().map(view).collect(), next }))
}

/// One person with roles and phones.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/people/{person}", tag = "people",
    params(("division" = String, Path, description = "The division's code"), WhichPerson),
    responses((status = 200, body = PersonKnown), (status = "4XX", body = Refusal)))]
async fn person(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichPerson>,
) -> Answer<PersonKnown> {
    let id: PersonId = which.person.parse().map_err(|_| malformed("person"))?;
    Ok(Json(view(blocking(move || people::person(&shared.server, &division, &id)).await?)))
}

/// Takes somebody in whom no list has brought, with a role in a village, by the rules of every list.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/people", tag = "people", request_body = NewPersonBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = PersonAdded), (status = "4XX", body = Refusal)))]
async fn add_person(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(body): Json<NewPersonBody>,
) -> Answer<PersonAdded> {
    let newcomer = Newcomer {
        name: body.name,
        id: body.id.trim().to_owned(),
        unit: body.unit.trim().to_owned(),
        begins: beginning(&body.village, &body.role, body.first_day)?,
        another: body.another,
    };
    let arrived = shared.arrived.clone();
    let id = blocking(move || office::add_person(&shared.server, &seat, &division, &newcomer)).await?;
    arrived.notify_one();
    Ok(Json(PersonAdded { id: id.to_string() }))
}

/// Makes a code for one phone of a person; older ones that nobody used end.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/people/{person}/invitation", tag = "people",
    params(("division" = String, Path, description = "The division's code"), WhichPerson),
    responses((status = 200, body = Invitation), (status = "4XX", body = Refusal)))]
async fn invite(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichPerson>,
    headers: HeaderMap,
) -> Answer<Invitation> {
    let person: PersonId = which.person.parse().map_err(|_| malformed("person"))?;
    let address = Address::of(&headers, &shared.facing);
    let (code, expires_at) = blocking(move || people::invite(&shared.server, &seat, &division, &person)).await?;
    let shown = code.to_string();
    let link = address.link(code)?;
    let picture = picture(&link.to_string(), PIXELS)?;
    Ok(Json(Invitation { code: shown, server: link.address().to_string(), picture, expires_at }))
}

/// Ends a code that nobody used.
#[utoipa::path(delete, path = "/console/v1/divisions/{division}/people/{person}/codes/{code}", tag = "people",
    params(("division" = String, Path, description = "The division's code"), WhichCode),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn end_code(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichCode>,
) -> Result<StatusCode, No> {
    let person: PersonId = which.person.parse().map_err(|_| malformed("person"))?;
    let code: CodeName = fixed(&which.code).ok_or_else(|| malformed("code"))?;
    blocking(move || people::end_code(&shared.server, &seat, &division, &person, code)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes a phone: it receives nothing any more; what it still delivers is held.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/devices/{device}/revocation", tag = "people", request_body = RevocationBody,
    params(("division" = String, Path, description = "The division's code"), WhichDevice),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn revoke_device(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichDevice>,
    Json(body): Json<RevocationBody>,
) -> Result<StatusCode, No> {
    let device = device_id(&which.device)?;
    let RevocationBody { reason, codes } = body;
    blocking(move || people::revoke(&shared.server, &seat, &division, device, reason.trim(), codes)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows a phone's recovery code; that it was shown is noted.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/devices/{device}/recovery-code", tag = "people",
    params(("division" = String, Path, description = "The division's code"), WhichDevice),
    responses((status = 200, body = RecoveryCodeShown), (status = "4XX", body = Refusal)))]
async fn recovery_code(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichDevice>,
) -> Answer<RecoveryCodeShown> {
    let device = device_id(&which.device)?;
    let shown = blocking(move || people::recovery_code(&shared.server, &seat, &division, device)).await?;
    Ok(Json(RecoveryCodeShown {
        code: shown.code.to_string(),
        person: shown.person.to_string(),
        enrols_until: shown.enrols_until,
        followed_by: shown.followed_by.iter().map(DeviceId::to_string).collect(),
    }))
}

fn view(known: Known) -> PersonKnown {
    let roles = known.memberships.into_iter().map(|held| RoleHeld {
        role: held.role.code().to_owned(),
        division: held.space.to_string(),
        from: held.from,
        to: held.to,
    });
    let devices = known.devices.into_iter().map(device_view);
    let codes = known.codes.iter().map(|open| CodeOpen {
        id: HEXLOWER.encode(&enrolment::code_name(open)),
        made_at: open.created_at,
        good_until: open.expires_at,
    });
    PersonKnown {
        id: known.person.id.to_string(),
        name: known.person.name,
        unit: known.person.unit,
        roles: roles.collect(),
        devices: devices.collect(),
        codes: codes.collect(),
    }
}

fn device_view(known: Succeeded) -> DeviceKnown {
    let in_use = known.in_use();
    let Succeeded { device, followed_by, .. } = known;
    DeviceKnown {
        id: device.id.to_string(),
        name: device.name,
        program: device.client_version,
        enrolled_at: device.enrolled_at,
        seen_at: device.seen_at,
        revoked_at: device.revoked_at,
        revoked_reason: device.revoked_reason,
        follows: device.introduced_by.map(|by| by.to_string()),
        followed_by: followed_by.iter().map(DeviceId::to_string).collect(),
        in_use,
    }
}
