//! By what the server is known: for who compares a card with it.

use axum::extract::State;
use cunji_protocol::calls::Fingerprint;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Answer, Refusal};
use super::carried::Json;
use super::{Needs, Route, routes};
use crate::http::Shared;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::Seat => identity,
    }
}

/// By what the server is known. Both are in base32, in groups of four letters.
#[derive(Debug, Serialize, ToSchema)]
struct ServerIdentity {
    /// The SHA-256 of its public key; an enrolment code holds its beginning.
    key: String,
    /// The SHA-256 of the certificate that it made itself; none if an authority answers for the one that it has.
    certificate: Option<String>,
}

/// By what the server is known.
#[utoipa::path(get, path = "/console/v1/server", tag = "session",
    responses((status = 200, body = ServerIdentity), (status = "4XX", body = Refusal)))]
async fn identity(State(shared): State<Shared>) -> Answer<ServerIdentity> {
    let key = Fingerprint::of(&shared.server.key().signing.public().0).in_groups();
    Ok(Json(ServerIdentity { key, certificate: shared.facing.certificate.map(|pin| pin.in_groups()) }))
}
