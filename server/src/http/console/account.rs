//! One's own account: password, second factor, where one is signed in.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use data_encoding::HEXLOWER;
use qrcode::QrCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path};
use super::{Needs, Route, routes};
use crate::accounts::{self, Seat};
use crate::error::ServerError;
use crate::http::Shared;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::Seat => change_password,
        Needs::Seat => sessions,
        Needs::Seat => end_session,
        Needs::Seat => end_other_sessions,
        Needs::Seat => begin_second_factor,
        Needs::Seat => confirm_second_factor,
        Needs::Seat => end_second_factor,
    }
}

/// The old password and the new one.
#[derive(Debug, Deserialize, ToSchema)]
struct PasswordChange {
    /// The one of now.
    old: String,
    /// The one to come.
    new: String,
}

/// A browser that is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct SessionView {
    /// Names it.
    id: String,
    /// Since when: Unix seconds, UTC.
    since: i64,
    /// When it was last used, to a minute: Unix seconds, UTC.
    seen: i64,
    /// Where from.
    address: String,
    /// What the browser calls itself.
    agent: String,
    /// Whether it is this one.
    this: bool,
}

/// A second factor to be set up.
#[derive(Debug, Serialize, ToSchema)]
struct SecondFactorView {
    /// The secret, to be typed where the picture can't be scanned.
    secret: String,
    /// The picture to be scanned, as SVG.
    picture: String,
}

/// A code made with the new secret, under the password.
#[derive(Debug, Deserialize, ToSchema)]
struct SecondFactorConfirmation {
    /// The password.
    password: String,
    /// The secret that was shown.
    secret: String,
    /// The code that the authenticator shows.
    code: String,
}

/// The password alone.
#[derive(Debug, Deserialize, ToSchema)]
struct PasswordOnly {
    /// The password.
    password: String,
}

/// Changes the password; other sessions end.
#[utoipa::path(put, path = "/console/v1/account/password", request_body = PasswordChange, tag = "account",
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn change_password(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Json(change): Json<PasswordChange>,
) -> Result<StatusCode, No> {
    blocking(move || accounts::change_password(&shared.server, &seat, &change.old, &change.new)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where one is signed in.
#[utoipa::path(get, path = "/console/v1/account/sessions", tag = "account",
    responses((status = 200, body = Vec<SessionView>), (status = "4XX", body = Refusal)))]
async fn sessions(State(shared): State<Shared>, Extension(seat): Extension<Seat>) -> Answer<Vec<SessionView>> {
    let seated = blocking(move || accounts::seated(&shared.server, &seat)).await?;
    let shown = seated.into_iter().map(|session| SessionView {
        id: HEXLOWER.encode(&session.id),
        since: session.created_at,
        seen: session.seen_at,
        address: session.address,
        agent: session.agent,
        this: session.this,
    });
    Ok(Json(shown.collect()))
}

/// Ends one.
#[utoipa::path(delete, path = "/console/v1/account/sessions/{id}", tag = "account",
    params(("id" = String, Path, description = "Names the session")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn end_session(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Path(id): Path<String>,
) -> Result<StatusCode, No> {
    let id = HEXLOWER.decode(id.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    if let Some(id) = id {
        blocking(move || accounts::end_session(&shared.server, &seat, id)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all but this one.
#[utoipa::path(delete, path = "/console/v1/account/sessions", tag = "account",
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn end_other_sessions(State(shared): State<Shared>, Extension(seat): Extension<Seat>) -> Result<StatusCode, No> {
    blocking(move || accounts::end_others(&shared.server, &seat)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a secret for an authenticator; nothing changes until it is confirmed.
#[utoipa::path(post, path = "/console/v1/account/second-factor", tag = "account",
    responses((status = 200, body = SecondFactorView), (status = "4XX", body = Refusal)))]
async fn begin_second_factor(Extension(seat): Extension<Seat>) -> Answer<SecondFactorView> {
    let begun = accounts::begin_second_factor(&seat)?;
    let picture = QrCode::new(begun.link.as_bytes()).map_err(|fault| {
        ServerError::refused("second_factor.picture", format!("二维码画不出来:{fault}。"), fault.to_string())
    })?;
    let picture = picture.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build();
    Ok(Json(SecondFactorView { secret: begun.secret, picture }))
}

/// Turns the second factor on; gives the spare codes, once.
#[utoipa::path(put, path = "/console/v1/account/second-factor", request_body = SecondFactorConfirmation, tag = "account",
    responses((status = 200, body = Vec<String>), (status = "4XX", body = Refusal)))]
async fn confirm_second_factor(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Json(typed): Json<SecondFactorConfirmation>,
) -> Answer<Vec<String>> {
    let codes = blocking(move || {
        accounts::confirm_second_factor(&shared.server, &seat, &typed.password, &typed.secret, &typed.code)
    });
    Ok(Json(codes.await?))
}

/// Turns it off.
#[utoipa::path(delete, path = "/console/v1/account/second-factor", request_body = PasswordOnly, tag = "account",
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn end_second_factor(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Json(typed): Json<PasswordOnly>,
) -> Result<StatusCode, No> {
    blocking(move || accounts::end_second_factor(&shared.server, &seat, &typed.password)).await?;
    Ok(StatusCode::NO_CONTENT)
}
