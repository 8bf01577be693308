//! Whether the process lives and whether it can work.

use axum::extract::State;
use axum::http::StatusCode;

use super::Shared;
use crate::storage;

/// The process lives.
pub async fn healthz() -> &'static str {
    "ok"
}

/// The database answers.
pub async fn readyz(State(shared): State<Shared>) -> Result<&'static str, StatusCode> {
    let asked = tokio::task::spawn_blocking(move || {
        storage::read(&*shared.server.storage, |tx| storage::deployment::deployment(tx))
    });
    match asked.await {
        Ok(Ok(Some(_))) => Ok("ready"),
        _ => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}
