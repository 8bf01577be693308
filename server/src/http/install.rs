//! `/install`: a page that any phone's browser shows, and the package behind its button. Open to whoever has the address; nothing here
//! says who has fetched it, and nothing notes it.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use chrono::{NaiveDate, TimeDelta};
use cunji_protocol::calls::server_fingerprint;
use quick_xml::escape::escape;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::Shared;
use super::refusal::blocking;
use crate::error::ServerError;
use crate::install::{self, Offer};

/// Where the page is.
pub const ADDRESS: &str = "/install";
const PAGE: &str = include_str!("install/page.html");
const NOTHING: &str = include_str!("install/nothing.html");
const STYLE: &str = include_str!("install/style.css");
/// No script at all, the one style from this server, nobody's frame around it.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day that exists");

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route(ADDRESS, get(page))
        .route("/install/", get(async || Redirect::permanent(ADDRESS)))
        .route("/install/style.css", get(async || text(StatusCode::OK, "text/css; charset=utf-8", STYLE.to_owned())))
        .route("/install/cunji.apk", get(package))
}

async fn offered(shared: Shared) -> Result<(Option<Offer>, Shared), Response> {
    let server = shared.server.clone();
    match blocking(move || install::offered(&server)).await {
        Ok(offer) => Ok((offer, shared)),
        Err(refused) => Err(refused.into_response()),
    }
}

async fn page(State(shared): State<Shared>) -> Result<Response, Response> {
    let (offer, shared) = offered(shared).await?;
    let fingerprint = server_fingerprint(&shared.server.key().signing.public());
    let html = match offer {
        Some(offer) => filled(&offer, &fingerprint),
        None => NOTHING.to_owned(),
    };
    Ok(text(StatusCode::OK, "text/html; charset=utf-8", html))
}

/// The page with what is offered. What an administrator typed is text and nothing else.
fn filled(offer: &Offer, fingerprint: &str) -> String {
    let program = &offer.program;
    let day = EPOCH.checked_add_signed(TimeDelta::days(program.day)).unwrap_or(EPOCH).to_string();
    let notes = if program.notes.is_empty() { String::new() } else { format!("<p>{}</p>", escape(&program.notes)) };
    let digest = offer.digest();
    let groups: Vec<&str> = (0..digest.len()).step_by(4).filter_map(|at| digest.get(at..at + 4)).collect();
    PAGE.replace("{version}", &escape(&program.version))
        .replace("{size}", &format!("{:.1}", program.size as f64 / 1e6))
        .replace("{bytes}", &program.size.to_string())
        .replace("{day}", &day)
        .replace("{digest}", &groups.join(" "))
        .replace("{fingerprint}", fingerprint)
        // Last: what stands in it is replaced no more.
        .replace("{notes}", &notes)
}

/// The package, whole or from where a line broke: a phone that asks for the rest gets the rest of the same file, or all of the new
/// one.
async fn package(State(shared): State<Shared>, request: Request) -> Result<Response, Response> {
    let (Some(offer), _) = offered(shared).await? else {
        return Ok(text(StatusCode::NOT_FOUND, "text/html; charset=utf-8", NOTHING.to_owned()));
    };
    let tag = format!("\"{}\"", offer.digest());
    if says(request.headers(), &header::IF_NONE_MATCH, &tag) {
        return Ok(named(StatusCode::NOT_MODIFIED.into_response(), &offer, &tag));
    }
    let mut asked = Request::builder().method(request.method()).uri("/");
    let whole = request.headers().contains_key(header::IF_RANGE) && !says(request.headers(), &header::IF_RANGE, &tag);
    if let Some(range) = request.headers().get(header::RANGE).filter(|_| !whole) {
        asked = asked.header(header::RANGE, range);
    }
    let asked = asked.body(Body::empty()).map_err(|_| StatusCode::BAD_REQUEST.into_response())?;
    match ServeFile::new(&offer.file).oneshot(asked).await {
        Ok(answer) if answer.status() != StatusCode::NOT_FOUND => Ok(named(answer.map(Body::new), &offer, &tag)),
        // Another one took its place this moment.
        Ok(_) => Err(StatusCode::SERVICE_UNAVAILABLE.into_response()),
        Err(never) => match never {},
    }
}

fn says(headers: &HeaderMap, name: &HeaderName, tag: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| one.trim() == tag)
}

/// An answer with what names the file: a phone or a mirror that has this one asks whether it is still the one.
fn named(mut answer: Response, offer: &Offer, tag: &str) -> Response {
    let headers = answer.headers_mut();
    headers.remove(header::LAST_MODIFIED);
    let name = format!("attachment; filename=\"cunji-{}.apk\"", offer.program.version);
    for (header, value) in [(header::ETAG, tag), (header::CONTENT_DISPOSITION, name.as_str())] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(header, value);
        }
    }
    for (header, value) in [
        (header::CONTENT_TYPE, "application/vnd.android.package-archive"),
        (header::CACHE_CONTROL, "public, no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(header, HeaderValue::from_static(value));
    }
    answer
}

fn text(status: StatusCode, kind: &'static str, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, body).into_response()
}

/// The version that a card says, if any package is offered.
///
/// # Errors
/// The disk.
pub fn version(server: &crate::server::Server) -> Result<Option<String>, ServerError> {
    Ok(install::offered(server)?.map(|offer| offer.program.version))
}
