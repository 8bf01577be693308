//! `GET /metrics`, and what every request leaves there.

use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::refusal::blocking;

/// What a route is called that the program does not have: never the path itself, which anybody can make up.
const NO_ROUTE: &str = "none";
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Measures a request.
pub async fn measure(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known.to_owned(),
        _ => NO_ROUTE.to_owned(),
    };
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    shared.server.metrics.request(&method, &route, response.status().as_u16(), begun.elapsed());
    response
}

/// The handler.
pub async fn metrics(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
    let forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
    if !shared.metrics.allows(peer.ip(), bearer, forwarded) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let server = shared.server.clone();
    match blocking(move || server.metrics.text(&*server.storage)).await {
        Ok(text) => ([(header::CONTENT_TYPE, TEXT)], text).into_response(),
        Err(refused) => refused.into_response(),
    }
}
