//! The console's pages: the built front end, embedded in the program.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

use crate::http::Shared;

/// What `npm run build` left in app-ui/dist/office.
#[derive(RustEmbed)]
#[folder = "../app-ui/dist/office"]
#[allow_missing = true]
struct Built;

/// Scripts, styles, pictures, fonts and calls from this server alone, nothing inline, nobody's frame around it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Names change with their contents; the page itself is asked for each time.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/office/")))
        .route("/office", get(async || Redirect::temporary("/office/")))
        .route("/office/", get(async || page("index.html")))
        .route("/office/{*path}", get(async |Path(path): Path<String>| page(&path)))
}

fn page(path: &str) -> Response {
    let Some(file) = Built::get(path) else {
        let told = if path == "index.html" {
            "The console was not built into this program: run `npm ci && npm run build` in app-ui, then build it again.\n"
        } else {
            "There is no such file.\n"
        };
        return (StatusCode::NOT_FOUND, told).into_response();
    };
    let kind = HeaderValue::from_str(file.metadata.mimetype());
    let cache = if path.starts_with("assets/") { FOR_GOOD } else { ASK_AGAIN };
    let mut response = Response::new(Body::from(file.data));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    for (name, value) in [
        ("content-security-policy", CONTENT_SECURITY_POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
