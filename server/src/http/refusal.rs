//! A refusal as an answer: a status and a map of code and sentences (docs/protocol.md §2).

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cunji_protocol::FrameFault;
use cunji_protocol::calls::Refusal;

use crate::error::ServerError;
use crate::storage::Retryable;

/// An answer that says no.
pub struct Refused {
    status: StatusCode,
    refusal: Refusal,
}

impl Refused {
    /// A refusal from its status, code and two sentences.
    pub fn new(status: StatusCode, code: &str, zh: &str, en: &str) -> Self {
        let refusal = Refusal { code: code.to_owned(), zh: zh.to_owned(), en: en.to_owned(), again: false };
        Self { status, refusal }
    }

    /// The token is not known.
    pub fn unknown_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "token.unknown",
            "服务器不认得这台手机的令牌。",
            "The server does not know this phone's token.",
        )
    }

    /// The body is not what the protocol says.
    pub fn malformed(fault: &FrameFault) -> Self {
        let status = match fault {
            FrameFault::OverLimit(_) => StatusCode::PAYLOAD_TOO_LARGE,
            FrameFault::Version(_) => StatusCode::UPGRADE_REQUIRED,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::new(status, fault.code(), &fault.zh(), &fault.en())
    }
}

impl From<ServerError> for Refused {
    fn from(error: ServerError) -> Self {
        let retry = error.is_retryable();
        let status = match &error {
            ServerError::Refused { code, .. } if *code == "enrol.too_many_tries" => StatusCode::TOO_MANY_REQUESTS,
            ServerError::Refused { code, .. } if code.starts_with("server.") => StatusCode::SERVICE_UNAVAILABLE,
            ServerError::Refused { .. } => StatusCode::FORBIDDEN,
            _ if retry => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status.is_server_error() {
            tracing::error!(code = error.code(), %error, "a request failed");
        }
        let (zh, en) = match &error {
            ServerError::Refused { zh, en, .. } => (zh.clone(), en.clone()),
            // The database's own words are for the log.
            _ => (
                "服务器出了问题,已记在它的日志里。手机里的内容都在,请稍后再试。".to_owned(),
                "The server has a problem, noted in its log. What the phone holds is safe; please try again later."
                    .to_owned(),
            ),
        };
        let refusal = Refusal { code: error.code().to_owned(), zh, en, again: retry || status.is_server_error() };
        Self { status, refusal }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        answer(self.status, self.refusal.to_bytes())
    }
}

/// A CBOR answer.
pub fn answer(status: StatusCode, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/cbor"));
    response
}

/// Runs a use case on a blocking thread.
///
/// # Errors
/// What the use case says; a panic there is a failure of this request alone.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServerError> + Send + 'static,
) -> Result<T, Refused> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Into::into),
        Err(error) => {
            tracing::error!(%error, "a use case panicked");
            Err(Refused::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "server.internal",
                "服务器出了问题,已记在它的日志里。手机里的内容都在,请稍后再试。",
                "The server has a problem, noted in its log. What the phone holds is safe; please try again later.",
            ))
        }
    }
}
