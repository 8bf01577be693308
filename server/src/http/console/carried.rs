//! What a call carries in its path, its query and its body, and what it answers with. Where it can't be read, the answer is a refusal
//! in the console's own words: axum's are English, and for a programmer.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::No;
use super::read::malformed;
use crate::error::ServerError;

/// What the path names.
#[derive(Debug)]
pub(super) struct Path<T>(pub T);

/// What the query asks for.
#[derive(Debug)]
pub(super) struct Query<T>(pub T);

/// The body of a call, or of its answer.
#[derive(Debug)]
pub(super) struct Json<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, No> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(named)) => Ok(Self(named)),
            Err(fault) => Err(unreadable("path", &fault)),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, No> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(asked)) => Ok(Self(asked)),
            Err(fault) => Err(unreadable("query", &fault)),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = No;

    async fn from_request(request: Request, state: &S) -> Result<Self, No> {
        match axum::Json::from_request(request, state).await {
            Ok(axum::Json(said)) => Ok(Self(said)),
            Err(fault) => Err(match fault {
                JsonRejection::BytesRejection(fault) if fault.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                    too_large().into()
                }
                fault => unreadable("body", &fault),
            }),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The library's words are for the log of whoever looks for the fault.
fn unreadable(part: &str, fault: &impl std::fmt::Display) -> No {
    tracing::debug!(part, %fault, "a call of the console can't be read");
    malformed(part).into()
}

pub(super) fn too_large() -> ServerError {
    ServerError::refused(
        "call.too_large",
        "写的内容太长,没有存。请写短一些再试。",
        "What was written is too long and was not kept. Make it shorter and try again.",
    )
}
