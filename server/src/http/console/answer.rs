//! How the console's calls answer: JSON, and a refusal that says what happened and what to do.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::carried::Json;

use crate::error::ServerError;
use crate::storage::Retryable;

/// A call's answer.
pub(super) type Answer<T> = Result<Json<T>, No>;

/// Why a call was refused or failed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Refusal {
    /// Stable, for the phone call with whoever helps.
    code: String,
    /// The sentence in Chinese.
    zh: String,
    /// The sentence in English.
    en: String,
    /// Whether trying again later can help.
    again: bool,
}

/// A refusal with its status.
#[derive(Debug)]
pub(super) struct No {
    status: StatusCode,
    refusal: Refusal,
}

impl No {
    /// A refusal under the status that it was refused with.
    pub(super) fn of(status: StatusCode, error: ServerError) -> Self {
        Self { status, ..Self::from(error) }
    }
}

impl From<ServerError> for No {
    fn from(error: ServerError) -> Self {
        let retryable = error.is_retryable();
        let status = match &error {
            ServerError::Refused { code, .. } => status_of(code),
            _ if retryable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let again = status == StatusCode::SERVICE_UNAVAILABLE;
        if status.is_server_error() {
            tracing::error!(code = error.code(), %error, "a call of the console failed");
        }
        let (zh, en) = match &error {
            ServerError::Refused { zh, en, .. } => (zh.clone(), en.clone()),
            // The database's own words are for the log.
            _ if retryable => (
                "服务器正忙,没有做成。过一会儿再试。".to_owned(),
                "The server is busy; it was not done. Try again in a moment.".to_owned(),
            ),
            _ => (
                "服务器出了问题,没有做成,已记在它的日志里。请告诉管理员。".to_owned(),
                "The server has a problem; it was not done, and its log says why. Please tell the administrator."
                    .to_owned(),
            ),
        };
        Self { status, refusal: Refusal { code: error.code().to_owned(), zh, en, again } }
    }
}

/// The status that goes with a code; what is only a matter of words is 422.
fn status_of(code: &str) -> StatusCode {
    match code {
        "session.none" | "sign_in.wrong" | "sign_in.code_needed" | "sign_in.code_wrong" => StatusCode::UNAUTHORIZED,
        "sign_in.locked" | "sign_in.too_many_tries" => StatusCode::TOO_MANY_REQUESTS,
        "upload.too_large" | "call.too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        "upload.silence" => StatusCode::REQUEST_TIMEOUT,
        "upload.wrong_type" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        _ if code.starts_with("server.") => StatusCode::SERVICE_UNAVAILABLE,
        _ if code.starts_with("right.") || code.starts_with("origin.") => StatusCode::FORBIDDEN,
        _ if code.ends_with(".unknown") => StatusCode::NOT_FOUND,
        _ if code.ends_with(".changed_meanwhile") || code.ends_with(".taken") => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        (self.status, Json(self.refusal)).into_response()
    }
}

/// Runs a use case on a blocking thread.
///
/// # Errors
/// What the use case says; a panic there is a failure of this call alone.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServerError> + Send + 'static,
) -> Result<T, No> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Into::into),
        Err(error) => {
            tracing::error!(%error, "a use case panicked");
            Err(No {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                refusal: Refusal {
                    code: "server.internal".to_owned(),
                    zh: "服务器出了问题,没有做成,已记在它的日志里。请告诉管理员。".to_owned(),
                    en: "The server has a problem; it was not done, and its log says why. Please tell the administrator."
                        .to_owned(),
                    again: false,
                },
            })
        }
    }
}
