//! Accounts of the offices below.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::{Act, Appointment};
use cunji_domain::organisation::Role;
use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{division as division_code, malformed};
use super::{Needs, Route, routes};
use crate::accounts::{self, Known, NewAccount, Seat};
use crate::error::ServerError;
use crate::http::Shared;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::KeepAccounts) => account_list,
        Needs::There(Act::KeepAccounts) => add_account,
        Needs::There(Act::KeepAccounts) => appoint,
        Needs::There(Act::KeepAccounts) => give_password,
        Needs::There(Act::KeepAccounts) => close_account,
    }
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
struct AccountView {
    /// Its name to sign in by.
    login: String,
    /// Who it is.
    name: String,
    /// Whether it never signed in with a password of its own.
    given: bool,
    /// Whether a second factor is asked for.
    second_factor: bool,
    /// Since when it is closed: Unix seconds, UTC.
    closed_at: Option<i64>,
    /// Its roles, past and coming ones too.
    appointments: Vec<AppointmentView>,
}

/// A role with its days.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct AppointmentView {
    /// The role, by code.
    role: String,
    /// The division.
    division: String,
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: Option<NaiveDate>,
    /// Whom it stands in for.
    deputy_for: Option<String>,
    /// The unit that it is held for, as the roster calls it, where the role is for one.
    unit: Option<String>,
}

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
struct NewAccountBody {
    /// Its name to sign in by.
    login: String,
    /// Who it is.
    name: String,
    /// Its first role.
    appointment: AppointmentView,
}

/// A password for the first sign-in, shown once.
#[derive(Debug, Serialize, ToSchema)]
struct GivenPassword {
    /// The password.
    password: String,
}

/// Which account.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichAccount {
    /// Its login.
    login: String,
}

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
struct AccountPart {
    /// A part of a login or a name.
    q: Option<String>,
    /// Where to go on, as the page before said: a login.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
struct AccountPage {
    /// By login.
    items: Vec<AccountView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// The accounts of a division and below it.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/accounts", tag = "accounts",
    params(("division" = String, Path, description = "The division's code"), AccountPart),
    responses((status = 200, body = AccountPage), (status = "4XX", body = Refusal)))]
async fn account_list(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<AccountPart>,
) -> Answer<AccountPage> {
    let (sought, after, limit) = (part.q.unwrap_or_default(), part.after.unwrap_or_default(), part.limit.unwrap_or(50));
    let (known, more) =
        blocking(move || accounts::known(&shared.server, &division, sought.trim(), &after, limit)).await?;
    let next = known.last().filter(|_| more).map(|last| last.account.login.clone());
    Ok(Json(AccountPage { items: known.into_iter().map(view).collect(), next }))
}

/// Makes an account; gives the password for the first sign-in.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/accounts", tag = "accounts", request_body = NewAccountBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = GivenPassword), (status = "4XX", body = Refusal)))]
async fn add_account(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(body): Json<NewAccountBody>,
) -> Answer<GivenPassword> {
    let appointment = appointment_in(&division, body.appointment)?;
    let new = NewAccount { login: body.login, name: body.name, appointment };
    let password = blocking(move || accounts::add(&shared.server, &seat, &new)).await?;
    Ok(Json(GivenPassword { password }))
}

/// Gives an account a role, or ends one: the same role and first day with a last day.
#[utoipa::path(put, path = "/console/v1/divisions/{division}/accounts/{login}/roles", tag = "accounts", request_body = AppointmentView,
    params(("division" = String, Path, description = "The division's code"), WhichAccount),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn appoint(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichAccount>,
    Json(body): Json<AppointmentView>,
) -> Result<StatusCode, No> {
    let appointment = appointment_in(&division, body)?;
    blocking(move || accounts::appoint(&shared.server, &seat, &which.login, &appointment)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets a new password for who forgot it; second factor and sessions end.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/accounts/{login}/password", tag = "accounts",
    params(("division" = String, Path, description = "The division's code"), WhichAccount),
    responses((status = 200, body = GivenPassword), (status = "4XX", body = Refusal)))]
async fn give_password(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Path(which): Path<WhichAccount>,
) -> Answer<GivenPassword> {
    let password = blocking(move || accounts::new_password(&shared.server, &seat, &which.login)).await?;
    Ok(Json(GivenPassword { password }))
}

/// Closes an account; what it did stays.
#[utoipa::path(delete, path = "/console/v1/divisions/{division}/accounts/{login}", tag = "accounts",
    params(("division" = String, Path, description = "The division's code"), WhichAccount),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn close_account(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Path(which): Path<WhichAccount>,
) -> Result<StatusCode, No> {
    blocking(move || accounts::close(&shared.server, &seat, &which.login)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn appointment_in(division: &DivisionCode, body: AppointmentView) -> Result<Appointment, ServerError> {
    let role = Role::of(&body.role).ok_or_else(|| malformed("role"))?;
    let held_in = division_code(&body.division, "division")?;
    if !division.contains(&held_in) {
        return Err(malformed("division"));
    }
    let unit = body.unit.filter(|unit| !unit.trim().is_empty());
    let unit = unit.map(|unit| unit.parse()).transpose().map_err(|_| malformed("unit"))?;
    Ok(Appointment { role, division: held_in, from: body.from, to: body.to, deputy_for: body.deputy_for, unit })
}

fn view(known: Known) -> AccountView {
    let appointments = known.appointments.into_iter().map(|held| AppointmentView {
        role: held.role.code().to_owned(),
        division: held.division.to_string(),
        from: held.from,
        to: held.to,
        deputy_for: held.deputy_for,
        unit: held.unit.map(|unit| unit.to_string()),
    });
    AccountView {
        appointments: appointments.collect(),
        login: known.account.login,
        name: known.account.name,
        given: known.account.given,
        second_factor: known.account.totp.is_some(),
        closed_at: known.account.closed_at,
    }
}
