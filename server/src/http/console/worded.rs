//! What the router and its layers refuse by themselves — a path that there is not, a method, a body that comes too slowly — in the
//! console's own words: theirs are a status and nothing else.

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use super::answer::No;
use crate::error::ServerError;
use crate::http::Shared;

/// The calls, and an answer in words wherever there is none.
pub(super) fn whole(calls: Router<Shared>) -> Router<Shared> {
    let nothing = || any(async || StatusCode::NOT_FOUND);
    calls
        .route("/console/v1", nothing())
        .route("/console/v1/", nothing())
        .route("/console/v1/{*path}", nothing())
        .layer(map_response(worded))
}

/// A refusal without words gets them; its other headers stay.
async fn worded(response: Response) -> Response {
    let json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let Some(refusal) = refusal(response.status()).filter(|_| !json) else { return response };
    let (bare, _) = response.into_parts();
    let (mut parts, body) = No::of(bare.status, refusal).into_response().into_parts();
    let kept = |name: &header::HeaderName| ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name);
    let own: Vec<(header::HeaderName, HeaderValue)> =
        bare.headers.iter().filter(|(name, _)| kept(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    parts.headers.extend(own);
    Response::from_parts(parts, body)
}

/// What is said with a status that the router, a layer or a reader of bodies gave.
fn refusal(status: StatusCode) -> Option<ServerError> {
    let refused = ServerError::refused;
    Some(match status {
        StatusCode::NOT_FOUND => refused(
            "call.no_such_path",
            "服务器没有这个地址。请刷新页面再试;还不行,请告诉管理员:页面和服务器可能不是一个版本。",
            "The server has no such address. Reload the page and try again; if it stays, tell the administrator: page and server may be of different versions.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => refused(
            "call.no_such_method",
            "这个地址不能这样用。请刷新页面再试;还不行,请告诉管理员:页面和服务器可能不是一个版本。",
            "This address can't be used so. Reload the page and try again; if it stays, tell the administrator: page and server may be of different versions.",
        ),
        StatusCode::REQUEST_TIMEOUT => refused(
            "call.too_slow",
            "等了一分钟还没有办完,不等了。先看看是不是已经办成了,没有就再试一次。",
            "It was not done within a minute and is not waited for. See whether it was done after all; if not, try again.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => super::carried::too_large(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => refused(
            "call.other_form",
            "服务器读不了这种格式。请刷新页面再试。",
            "The server can't read this format. Reload the page and try again.",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;
    use tower_http::timeout::TimeoutLayer;

    use super::*;

    async fn of(status: StatusCode) -> (StatusCode, serde_json::Value) {
        let response = worded(status.into_response()).await;
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    #[tokio::test]
    async fn whatever_a_layer_refuses_by_itself_is_said_in_words_and_keeps_its_status() {
        for status in [404, 405, 408, 413, 415].map(|status| StatusCode::from_u16(status).unwrap()) {
            let (kept, said) = of(status).await;
            assert_eq!(kept, status);
            let code = said["code"].as_str().unwrap();
            assert!(code.starts_with("call.") && said["zh"] != said["en"], "{status}: {said}");
        }
        assert_eq!(of(StatusCode::NO_CONTENT).await, (StatusCode::NO_CONTENT, serde_json::Value::Null));
    }

    #[tokio::test]
    async fn a_body_that_comes_too_slowly_is_given_up_in_words() {
        let call = any(async |body: axum::body::Bytes| body.len().to_string());
        let given_up = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_millis(1));
        let calls = Router::new().route("/", call).layer(given_up).layer(map_response(worded));
        let endless = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
        let answer = calls.oneshot(Request::post("/").body(Body::from_stream(endless)).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
        let bytes = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
        let said: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(said["code"], "call.too_slow");
    }

    #[tokio::test]
    async fn what_says_something_already_is_left_alone_and_what_is_allowed_stays_said() {
        let own = No::of(StatusCode::NOT_FOUND, ServerError::refused("person.unknown", "没有。", "Nobody."));
        let answer = worded(own.into_response()).await;
        let bytes = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains("person.unknown"));
        let bare = (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response();
        assert_eq!(worded(bare).await.headers()[header::ALLOW], "GET");
    }
}
