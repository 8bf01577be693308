//! The steps of an import that an office asks for, and what a dry run found.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::jobs::{JobView, WhichJob, view};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::http::Shared;
use crate::jobs::{self, HeadMeans, LinesPage, Said, Work};
use crate::office::{self, BroughtByCommand, Imported};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::Work => dry_run,
        Needs::Work => lines,
        Needs::Work => apply,
        Needs::Work => mapping_list,
        Needs::Work => keep_mapping,
        Needs::Work => forget_mapping,
        Needs::There(Act::KeepPeople) => brought_by_command,
    }
}

/// The most lines of a page.
const MOST: u32 = 500;
/// So many lists that were brought by a command are told.
const BROUGHT: u32 = 20;

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
struct LinesPart {
    /// Where to go on, as the page before said.
    after: Option<u64>,
    /// How many, at most 500.
    limit: Option<u32>,
}

/// Which dry run is to be done.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct ApplyBody {
    /// Its digest: exactly what it showed is done, or nothing.
    digest: String,
}

/// What an office kept of its lists' heads.
#[derive(Debug, Serialize, ToSchema)]
struct MappingsView {
    /// By name.
    mappings: Vec<MappingView>,
}

/// Which heads of an office's list are which columns.
#[derive(Debug, Serialize, ToSchema)]
struct MappingView {
    /// What the office calls it.
    name: String,
    /// Which head is which column.
    heads: Vec<HeadMeans>,
    /// Who kept it.
    kept_by: String,
    /// When: Unix seconds, UTC.
    kept_at: i64,
}

/// A mapping to be kept.
#[derive(Debug, Deserialize, ToSchema)]
struct MappingBody {
    /// Which head is which column.
    heads: Vec<HeadMeans>,
}

/// Which mapping.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichMapping {
    /// What the office calls it.
    name: String,
}

/// Lists that were brought on the server's own command line.
#[derive(Debug, Serialize, ToSchema)]
struct BroughtView {
    /// The newest first, of late.
    brought: Vec<BroughtListView>,
}

/// A list that was brought on the server's own command line, where nobody is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct BroughtListView {
    /// When: Unix seconds, UTC.
    at: i64,
    /// What kind of list, as a job's.
    work: String,
    /// What was taken in.
    imported: Imported,
}

/// The mappings that a division keeps for a kind of work.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/work/{work}/mappings", tag = "jobs",
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work")),
    responses((status = 200, body = MappingsView), (status = "4XX", body = Refusal)))]
async fn mapping_list(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
) -> Answer<MappingsView> {
    let kept = blocking(move || jobs::mappings(&shared.server, work, &division)).await?;
    let mappings = kept.into_iter().map(|kept| MappingView {
        name: kept.name,
        heads: kept.heads,
        kept_by: kept.kept_by,
        kept_at: kept.kept_at,
    });
    Ok(Json(MappingsView { mappings: mappings.collect() }))
}

/// Keeps a mapping by its name; one of the same name is replaced.
#[utoipa::path(put, path = "/console/v1/divisions/{division}/work/{work}/mappings/{name}", tag = "jobs", request_body = MappingBody,
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), WhichMapping),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn keep_mapping(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Path(which): Path<WhichMapping>,
    Json(body): Json<MappingBody>,
) -> Result<StatusCode, No> {
    blocking(move || jobs::keep_mapping(&shared.server, &seat, (work, &division), &which.name, body.heads)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a mapping.
#[utoipa::path(delete, path = "/console/v1/divisions/{division}/work/{work}/mappings/{name}", tag = "jobs",
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), WhichMapping),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn forget_mapping(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Path(which): Path<WhichMapping>,
) -> Result<StatusCode, No> {
    blocking(move || jobs::forget_mapping(&shared.server, &seat, (work, &division), &which.name)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Runs an import dry: shows what the file would change and what is wrong with it, and changes nothing.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/work/{work}/jobs/{job}/dry-run", tag = "jobs", request_body = Said,
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), WhichJob),
    responses((status = 200, body = JobView), (status = "4XX", body = Refusal)))]
async fn dry_run(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Path(which): Path<WhichJob>,
    Json(said): Json<Said>,
) -> Answer<JobView> {
    let bell = shared.jobs.clone();
    let job = blocking(move || jobs::ask_dry_run(&shared.server, &seat, (work, &division, which.job), said)).await?;
    bell.ring();
    Ok(Json(view(job)))
}

/// What a dry run found: faults first, then notes, then every change.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/work/{work}/jobs/{job}/lines", tag = "jobs",
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), WhichJob, LinesPart),
    responses((status = 200, body = LinesPage), (status = "4XX", body = Refusal)))]
async fn lines(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Path(which): Path<WhichJob>,
    Query(part): Query<LinesPart>,
) -> Answer<LinesPage> {
    let (after, limit) = (part.after.unwrap_or_default(), part.limit.unwrap_or(100).clamp(1, MOST));
    let page = blocking(move || jobs::lines(&shared.server, &seat, (work, &division, which.job), after, limit)).await?;
    Ok(Json(page))
}

/// Does what a dry run showed. Where it would come to something else by now, nothing is done.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/work/{work}/jobs/{job}/application", tag = "jobs", request_body = ApplyBody,
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), WhichJob),
    responses((status = 200, body = JobView), (status = "4XX", body = Refusal)))]
async fn apply(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Path(which): Path<WhichJob>,
    Json(body): Json<ApplyBody>,
) -> Answer<JobView> {
    let bell = shared.jobs.clone();
    let digest = body.digest;
    let job = blocking(move || jobs::ask_apply(&shared.server, &seat, (work, &division, which.job), &digest)).await?;
    bell.ring();
    Ok(Json(view(job)))
}

/// What was brought of late on the server's own command line, wherever it is of: a job tells of every other import.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/imports", tag = "jobs",
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = BroughtView), (status = "4XX", body = Refusal)))]
async fn brought_by_command(State(shared): State<Shared>) -> Answer<BroughtView> {
    let brought = blocking(move || office::brought_by_command(&shared.server, BROUGHT)).await?;
    Ok(Json(BroughtView { brought: brought.into_iter().map(brought_view).collect() }))
}

fn brought_view(BroughtByCommand { at, work, imported }: BroughtByCommand) -> BroughtListView {
    BroughtListView { at, work: work.code().to_owned(), imported }
}
