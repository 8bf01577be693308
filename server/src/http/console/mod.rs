//! The console's calls: JSON under a session's cookie. Every route stands in the table with what it needs, and the guard asks for
//! that before the handler runs, so that no handler can forget it.

mod account;
mod accounts;
mod anchors;
mod answer;
mod api;
mod audit;
mod card;
mod carried;
mod columns;
mod complaints;
mod decisions;
mod guard;
mod handover;
mod held;
mod households;
mod identity;
mod imports;
mod jobs;
mod month_steps;
mod month_views;
mod months;
mod overview;
mod pages;
mod people;
mod photos;
mod places;
mod policies;
mod problems;
#[cfg(test)]
mod reach;
mod read;
mod reviews;
mod search;
mod second;
mod session;
mod terms;
mod training;
mod worded;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use cunji_domain::office::Act;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::{CALL_TIME, Shared};

/// How large the body of a call may be: a comment, a form of the console's own; files go elsewhere.
const BODY_BYTES: usize = 256 * 1024;

/// What a call needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing: it is how one signs in.
    Nobody,
    /// To be signed in; all that it shows or changes is one's own.
    Seat,
    /// That one may do this in the division that the path names.
    There(Act),
    /// That one may do, in the division that the path names, what the work that the path names needs.
    Work,
}

/// A call and what it needs.
struct Route {
    needs: Needs,
    call: UtoipaMethodRouter<Shared>,
    /// Whether it brings a file: then it may take as long as the file comes.
    brings_file: bool,
}

macro_rules! routes {
    ($($needs:expr => $handler:path,)+) => {
        vec![$($crate::http::console::Route { needs: $needs, call: utoipa_axum::routes!($handler), brings_file: false },)+]
    };
}
use routes;

fn table() -> Vec<Route> {
    [
        session::routes(),
        account::routes(),
        overview::routes(),
        months::routes(),
        month_steps::routes(),
        reviews::routes(),
        photos::routes(),
        problems::routes(),
        anchors::routes(),
        decisions::routes(),
        second::routes(),
        people::routes(),
        training::routes(),
        terms::routes(),
        held::routes(),
        places::routes(),
        accounts::routes(),
        audit::routes(),
        complaints::routes(),
        search::routes(),
        identity::routes(),
        jobs::routes(),
        imports::routes(),
        columns::routes(),
        policies::routes(),
        households::routes(),
        handover::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// All calls, and the pages.
pub(super) fn router(shared: &Shared) -> Router<Shared> {
    let (calls, document) = calls(shared);
    let document = axum::Json(document);
    worded::whole(calls.layer(DefaultBodyLimit::max(BODY_BYTES)))
        .route("/openapi.json", get(async move || document.clone()))
        .merge(pages::routes())
}

fn calls(shared: &Shared) -> (Router<Shared>, OpenApi) {
    let mut router = OpenApiRouter::with_openapi(api::document());
    for Route { needs, call: (schemas, mut paths, method), brings_file } in table() {
        api::tell(&mut paths, needs);
        let guarded = method.layer(from_fn_with_state((shared.clone(), needs), guard::guard));
        let guarded = if brings_file {
            guarded
        } else {
            guarded.layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, CALL_TIME))
        };
        router = router.routes((schemas, paths, guarded));
    }
    router.split_for_parts()
}

/// The document of all calls, without a server behind them.
#[cfg(test)]
fn everything() -> OpenApi {
    let router = OpenApiRouter::<Shared>::with_openapi(api::document());
    let told = table().into_iter().map(|Route { needs, call: (schemas, mut paths, method), .. }| {
        api::tell(&mut paths, needs);
        (schemas, paths, method)
    });
    told.fold(router, OpenApiRouter::routes).into_openapi()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_a_division_has_one_in_its_path() {
        for Route { needs, call: (_, paths, _), .. } in table() {
            for path in paths.paths.keys() {
                let names = path.contains("/divisions/{division}/");
                assert_eq!(matches!(needs, Needs::There(_) | Needs::Work), names, "{path}");
                assert_eq!(needs == Needs::Work, path.contains("/work/{work}/"), "{path}");
                assert!(path.starts_with("/console/v1/"), "{path}");
            }
        }
    }
}
