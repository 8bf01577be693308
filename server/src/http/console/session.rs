//! Signing in and out, and who one is.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;
use chrono::NaiveDate;
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::Json;
use super::guard::cookie;
use super::overview::DivisionName;
use super::{Needs, Route, routes};
use crate::accounts::{self, Attempt, Seat};
use crate::error::ServerError;
use crate::follow;
use crate::http::Shared;
use crate::server::Server;
use crate::storage;
use crate::storage::roster;

/// One at a time: a hash takes 19 MiB, and the tries of an account are counted between two of them.
static HASHING: Semaphore = Semaphore::const_new(1);

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::Nobody => sign_in,
        Needs::Seat => who,
        Needs::Seat => sign_out,
    }
}

/// What is typed to sign in.
#[derive(Debug, Deserialize, ToSchema)]
struct Credentials {
    /// The account.
    login: String,
    /// The password.
    password: String,
    /// The code of the second factor, or a spare one.
    code: Option<String>,
}

/// Who sits at the desk.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// The account.
    login: String,
    /// Who it is.
    name: String,
    /// Whether the password was given by somebody else and must be changed first.
    given: bool,
    /// Whether a second factor is asked for.
    second_factor: bool,
    /// The roles held today.
    appointments: Vec<Held>,
    /// Whether one of them reaches nothing until somebody says which unit it is held for.
    unit_missing: bool,
    /// What may be done, and in which divisions (everything below them is meant, too).
    acts: Vec<MayDo>,
    /// The divisions of roles and acts, by code: a role may be held for one and reach others.
    divisions: Vec<DivisionName>,
    /// Today in the office's days, Asia/Shanghai.
    today: NaiveDate,
    /// The server's program.
    program: &'static str,
    /// How far the server is with arranging its records anew, in percent, while it does so after an upgrade or a restore: figures are not
    /// whole then.
    anew: Option<u8>,
}

/// A role that is held today.
#[derive(Debug, Serialize, ToSchema)]
struct Held {
    /// Its code.
    role: &'static str,
    /// Its Chinese name.
    role_zh: &'static str,
    /// The division.
    division: String,
    /// The division's name.
    division_name: String,
    /// The last day, where there is one.
    to: Option<NaiveDate>,
    /// Whom it stands in for.
    deputy_for: Option<String>,
    /// The unit that it is held for.
    unit: Option<String>,
}

/// Something that may be done.
#[derive(Debug, Serialize, ToSchema)]
struct MayDo {
    /// The act's code.
    act: &'static str,
    /// Where.
    divisions: Vec<String>,
}

/// Signs in.
#[utoipa::path(post, path = "/console/v1/session", request_body = Credentials, tag = "session",
    responses((status = 200, body = Me), (status = "4XX", body = Refusal)))]
async fn sign_in(
    State(shared): State<Shared>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    jar: CookieJar,
    Json(typed): Json<Credentials>,
) -> Result<(CookieJar, Json<Me>), No> {
    let now = shared.server.clock.now();
    let seen = shared.facing.seen(address.ip(), &headers);
    if !shared.sign_ins.allows(seen.address, now) {
        return Err(ServerError::refused(
            "sign_in.too_many_tries",
            "试得太快了,请过一分钟再登录。",
            "Too many tries; please wait a minute.",
        )
        .into());
    }
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let attempt = Attempt {
        login: typed.login,
        password: typed.password,
        code: typed.code,
        address: seen.address.to_string(),
        agent: agent.to_owned(),
    };
    let (server, sign_ins) = (shared.server.clone(), shared.sign_ins.clone());
    let (token, me) = one_at_a_time(&HASHING, move || {
        let signed_in = accounts::sign_in(&server, &attempt).inspect_err(|error| {
            if ["sign_in.wrong", "sign_in.code_wrong"].contains(&error.code()) {
                sign_ins.failed(seen.address, now);
            }
        })?;
        let seat = accounts::seat(&server, &signed_in.token)?;
        Ok((signed_in.token, me(&server, &seat)?))
    })
    .await?;
    Ok((jar.add(cookie(Some(&token), seen.secure)), Json(me)))
}

/// Does blocking work in its turn, which lasts until the work is done, whether or not anybody still waits for its answer.
async fn one_at_a_time<T: Send + 'static>(
    turns: &'static Semaphore,
    work: impl FnOnce() -> Result<T, ServerError> + Send + 'static,
) -> Result<T, No> {
    let turn = turns.acquire().await;
    blocking(move || {
        let _turn = turn;
        work()
    })
    .await
}

/// Who sits here.
#[utoipa::path(get, path = "/console/v1/session", tag = "session",
    responses((status = 200, body = Me), (status = "4XX", body = Refusal)))]
async fn who(State(shared): State<Shared>, Extension(seat): Extension<Seat>) -> Answer<Me> {
    Ok(Json(blocking(move || me(&shared.server, &seat)).await?))
}

/// Signs out.
#[utoipa::path(delete, path = "/console/v1/session", tag = "session",
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn sign_out(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Result<(axum::http::StatusCode, CookieJar), No> {
    let server = shared.server.clone();
    blocking(move || accounts::sign_out(&server, &seat)).await?;
    let seen = shared.facing.seen(address.ip(), &headers);
    Ok((axum::http::StatusCode::NO_CONTENT, jar.remove(cookie(None, seen.secure))))
}

fn me(server: &Server, seat: &Seat) -> Result<Me, ServerError> {
    let may = Act::ALL.iter().map(|act| (act, seat.divisions_where(*act))).collect::<Vec<_>>();
    let reached = may.iter().flat_map(|(_, divisions)| divisions);
    let spoken_of = seat.appointments.iter().map(|held| &held.division).chain(reached).collect::<BTreeSet<_>>();
    let (names, anew) = storage::read(&*server.storage, |tx| {
        let named = spoken_of.into_iter().map(|code| Ok((code.clone(), roster::division_called(tx, code)?)));
        let names = named.collect::<Result<BTreeMap<_, _>, ServerError>>()?;
        Ok::<_, ServerError>((names, follow::behind(tx)?.anew))
    })?;
    let held = seat.appointments.iter().map(|appointment| Held {
        role: appointment.role.code(),
        role_zh: appointment.role.zh(),
        division: appointment.division.to_string(),
        division_name: names.get(&appointment.division).cloned().unwrap_or_default(),
        to: appointment.to,
        deputy_for: appointment.deputy_for.clone(),
        unit: appointment.unit.as_ref().map(ToString::to_string),
    });
    let acts = may.iter().filter(|(_, divisions)| !divisions.is_empty()).map(|(act, divisions)| MayDo {
        act: act.code(),
        divisions: divisions.iter().map(ToString::to_string).collect(),
    });
    Ok(Me {
        login: seat.login.clone(),
        name: seat.name.clone(),
        given: seat.given,
        second_factor: seat.second_factor,
        appointments: held.collect(),
        unit_missing: seat.appointments.iter().any(|held| held.role.is_for_a_unit() && held.unit.is_none()),
        acts: acts.collect(),
        divisions: names.into_iter().map(|(code, name)| DivisionName { code: code.to_string(), name }).collect(),
        today: seat.today,
        program: env!("CARGO_PKG_VERSION"),
        anew,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn whoever_hangs_up_makes_room_for_nobody_before_the_work_is_done() {
        static TURNS: Semaphore = Semaphore::const_new(1);
        let (began, has_begun) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let asked = tokio::spawn(one_at_a_time(&TURNS, move || {
            let _ = began.send(());
            let _ = may_go_on.recv();
            Ok(())
        }));
        has_begun.await.unwrap();
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert_eq!(TURNS.available_permits(), 0, "the hash goes on");
        drop(go_on);
        assert!(TURNS.acquire().await.is_ok(), "the next one's turn comes when it is done");
    }
}
