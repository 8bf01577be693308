//! Who asks, and whether they may: before every call.

use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use cunji_domain::division::DivisionCode;
use cunji_domain::record::Code;
use data_encoding::BASE64URL_NOPAD;

use super::Needs;
use super::answer::{No, blocking};
use crate::accounts::{self, Seat, SessionToken};
use crate::error::ServerError;
use crate::http::Shared;
use crate::jobs::Work;

/// The cookie's name on a plain line; behind TLS it has the prefix that ties it to this host.
const COOKIE: &str = "cunji_session";
const COOKIE_SECURE: &str = "__Host-cunji_session";

/// Lets a call through to its handler, with its seat, if everything is as it needs.
pub(super) async fn guard(
    State((shared, needs)): State<(Shared, Needs)>,
    request: Request,
    next: Next,
) -> Result<Response, No> {
    let (mut parts, body) = request.into_parts();
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        same_origin(&parts)?;
    }
    if needs != Needs::Nobody {
        let seat = seat_of(&shared, &parts.headers).await?;
        match needs {
            Needs::Nobody | Needs::Seat => {}
            _ if seat.given => return Err(password_first().into()),
            Needs::There(act) => {
                let division = division_of(&mut parts, &shared).await?;
                if !seat.may(act, &division) {
                    return Err(not_here(act.zh(), act.code(), &division).into());
                }
                parts.extensions.insert(division);
            }
            Needs::Work => {
                let division = division_of(&mut parts, &shared).await?;
                let work = work_of(&mut parts, &shared).await?;
                if !seat.may(work.act(), &division) {
                    return Err(not_here(work.act().zh(), work.act().code(), &division).into());
                }
                parts.extensions.insert(division);
                parts.extensions.insert(work);
            }
        }
        parts.extensions.insert(seat);
    }
    Ok(next.run(Request::from_parts(parts, body)).await)
}

async fn seat_of(shared: &Shared, headers: &HeaderMap) -> Result<Seat, No> {
    let Some(token) = token(headers) else { return Err(accounts::nobody().into()) };
    let server = shared.server.clone();
    blocking(move || accounts::seat(&server, &token)).await
}

async fn division_of(parts: &mut Parts, shared: &Shared) -> Result<DivisionCode, No> {
    let code = path_part(parts, shared, "division").await;
    code.and_then(|code| code.parse().ok()).ok_or_else(|| {
        ServerError::refused("division.unknown", "没有这个区划代码。", "There is no such division code.").into()
    })
}

async fn work_of(parts: &mut Parts, shared: &Shared) -> Result<Work, No> {
    let code = path_part(parts, shared, "work").await;
    code.and_then(|code| Work::of(&code)).ok_or_else(|| {
        ServerError::refused("work.unknown", "没有这种后台任务。", "There is no such kind of work.").into()
    })
}

async fn path_part(parts: &mut Parts, shared: &Shared, wanted: &str) -> Option<String> {
    let named = RawPathParams::from_request_parts(parts, shared).await.ok()?;
    named.iter().find(|(name, _)| *name == wanted).map(|(_, part)| part.to_owned())
}

/// What the cookie says.
pub(super) fn token(headers: &HeaderMap) -> Option<SessionToken> {
    let jar = CookieJar::from_headers(headers);
    let cookie = jar.get(COOKIE_SECURE).or_else(|| jar.get(COOKIE))?;
    BASE64URL_NOPAD.decode(cookie.value().as_bytes()).ok()?.try_into().ok()
}

/// The cookie of a session; it goes with the browser's own session, and the server ends it before if nobody uses it. Without a token
/// it is the one to be taken away.
pub(super) fn cookie(token: Option<&SessionToken>, secure: bool) -> Cookie<'static> {
    let value = token.map(|token| BASE64URL_NOPAD.encode(token)).unwrap_or_default();
    let mut cookie = Cookie::new(if secure { COOKIE_SECURE } else { COOKIE }, value);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Strict);
    cookie.set_secure(secure);
    cookie.set_path("/");
    cookie
}

/// A page of somebody else's must not make a signed-in browser write: its requests name another origin. Who speaks HTTP/2, as browsers
/// do behind TLS, says in the address itself whom it asks, and sends no `Host`.
fn same_origin(parts: &Parts) -> Result<(), No> {
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let host = parts.uri.authority().map(Authority::as_str).or_else(|| text(header::HOST));
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    if origin.is_some() && origin == host {
        return Ok(());
    }
    Err(ServerError::refused(
        "origin.other",
        "这个请求不是从本站的页面发出的,没有照办。",
        "This request does not come from a page of this server; nothing was done.",
    )
    .into())
}

fn password_first() -> ServerError {
    ServerError::refused(
        "right.password_first",
        "先把发给你的密码改掉。",
        "First change the password that you were given.",
    )
}

fn not_here(zh: &str, en: &str, division: &DivisionCode) -> ServerError {
    ServerError::refused(
        "right.not_here",
        format!("你的账号在 {division} 没有「{zh}」的权限。该由你办的,请管账号的人给你加上。"),
        format!(
            "Your account may not do this ({en}) in {division}. If it is yours to do, ask whoever keeps the accounts."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lets(address: &str, host: Option<&str>, origin: Option<&str>) -> bool {
        let mut request = axum::http::Request::post(address);
        for (name, value) in [(header::HOST, host), (header::ORIGIN, origin)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        same_origin(&request.body(()).unwrap().into_parts().0).is_ok()
    }

    #[test]
    fn a_page_of_this_server_is_known_in_both_forms_of_a_request() {
        let (here, other) = (Some("https://10.3.1.2:7610"), Some("https://10.3.1.3:7610"));
        let plain = |origin| lets("/console/v1/session", Some("10.3.1.2:7610"), origin);
        assert!(plain(here) && !plain(other) && !plain(None) && !plain(Some("null")));
        // As HTTP/2 has it.
        let whole = |host, origin| lets("https://10.3.1.2:7610/console/v1/session", host, origin);
        assert!(whole(None, here) && !whole(None, other) && !whole(None, None));
        assert!(!whole(Some("10.3.1.3:7610"), other), "whom the address names is asked, whatever stands beside it");
        assert!(!lets("/console/v1/session", None, here), "nobody was named");
    }
}
