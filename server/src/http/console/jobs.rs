//! Long work: bringing a file, seeing how far it is, calling it off, fetching what came of it.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use cunji_domain::division::DivisionCode;
use cunji_domain::record::Code;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio_util::io::ReaderStream;
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::imports::{Looked, MOST_FILE_BYTES};
use crate::jobs::{self, Applied, Arriving, DryRun, Page, Said, Why, Work};
use crate::server::Server;
use crate::storage::jobs::JobRow;

/// How long nothing at all of a file may come before it is given up.
const SILENCE: Duration = Duration::from_secs(60);

pub(super) fn routes() -> Vec<Route> {
    let bring = routes! { Needs::Work => bring_file, };
    let others = routes! {
        Needs::Seat => own_jobs,
        Needs::Work => job_list,
        Needs::Work => job,
        Needs::Work => cancel_job,
        Needs::Work => job_file,
    };
    bring.into_iter().map(|route| Route { brings_file: true, ..route }).chain(others).collect()
}

/// Which jobs.
#[derive(Debug, Deserialize, IntoParams)]
struct JobsPart {
    /// Where to go on, as the page before said.
    after: Option<u64>,
    /// How many, at most 100.
    limit: Option<u32>,
}

/// The file that is brought.
#[derive(Debug, Deserialize, IntoParams)]
struct FileName {
    /// What its owner calls it.
    #[serde(default)]
    name: String,
}

/// Which job.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct WhichJob {
    /// The job's number.
    pub job: u64,
}

/// A page of jobs, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct JobsPage {
    /// The jobs.
    jobs: Vec<JobView>,
    /// Where to go on; none: that is all.
    next: Option<u64>,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobView {
    /// Its number.
    number: u64,
    /// What is done, by code.
    work: String,
    /// What is done, in Chinese.
    work_zh: String,
    /// For which division.
    division: String,
    /// Who asked.
    login: String,
    /// By name, in a list.
    name: Option<String>,
    /// The file that was brought, by name.
    file: Option<String>,
    /// Whether that file is still here: then a step can be asked for.
    file_kept: bool,
    /// The step that was asked for last: `look`, `dry_run`, `apply`, `fill`, `export`.
    step: String,
    /// How that step stands: `waiting`, `running`, `done`, `failed`, `cancelled`.
    state: String,
    /// Parts that are done.
    done: u64,
    /// All parts; 0 while that is not known.
    of_all: u64,
    /// Whether it stops before its next part.
    stopping: bool,
    /// When it was asked for: Unix seconds, UTC.
    created_at: i64,
    /// When something last changed: Unix seconds, UTC.
    changed_at: i64,
    /// When it is forgotten, its files too: Unix seconds, UTC.
    ends_at: i64,
    /// What the office said of its file.
    said: Said,
    /// What columns the file has, once it was looked at.
    looked: Option<Looked>,
    /// What a dry run showed.
    dry_run: Option<DryRun>,
    /// What was taken in by now: once something stands here, it can't be called off.
    applied: Option<Applied>,
    /// The file that came of it, by name.
    made: Option<String>,
    /// Why it failed.
    why: Option<Why>,
}

/// Brings a file and makes a job of it. The body is the file, and nothing else.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/work/{work}/jobs", tag = "jobs",
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), FileName),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = JobView), (status = "4XX", body = Refusal)))]
async fn bring_file(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Query(file): Query<FileName>,
    headers: HeaderMap,
    body: Body,
) -> Answer<JobView> {
    let arriving = arrive(&shared.server, &headers, body).await?;
    let bell = shared.jobs.clone();
    let job =
        blocking(move || jobs::start(&shared.server, &seat, (work, &division), arriving, file.name.trim())).await?;
    bell.ring();
    Ok(Json(view(job)))
}

/// A file as it comes: refused at once where it says that it is too long, and where it turns out to be.
pub(super) async fn arrive(server: &Arc<Server>, headers: &HeaderMap, body: Body) -> Result<Arriving, No> {
    let said = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if said.is_some_and(|length| length > MOST_FILE_BYTES as u64) {
        return Err(jobs::too_large().into());
    }
    let here = server.clone();
    let mut arriving = blocking(move || here.jobs().begin()).await?;
    let mut body = body.into_data_stream();
    loop {
        match tokio::time::timeout(SILENCE, body.next()).await {
            Ok(Some(Ok(piece))) => {
                arriving = blocking(move || {
                    arriving.take(&piece)?;
                    Ok(arriving)
                })
                .await?;
            }
            Ok(None) => return Ok(arriving),
            // Nobody hears this answer; what came is gone with it.
            Ok(Some(Err(_))) | Err(_) => {
                return Err(ServerError::refused(
                    "upload.silence",
                    "文件没有传完,没有收。请再传一次。",
                    "The file did not come whole and was not taken. Please bring it again.",
                )
                .into());
            }
        }
    }
}

/// What one has asked for oneself.
#[utoipa::path(get, path = "/console/v1/jobs", tag = "jobs", params(JobsPart),
    responses((status = 200, body = JobsPage), (status = "4XX", body = Refusal)))]
async fn own_jobs(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Query(part): Query<JobsPart>,
) -> Answer<JobsPage> {
    let page = blocking(move || jobs::own(&shared.server, &seat, part.after, part.limit.unwrap_or(20))).await?;
    Ok(Json(paged(page)))
}

/// Jobs of a kind of work in a division and below it; exports are those that one asked for oneself.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/work/{work}/jobs", tag = "jobs",
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), JobsPart),
    responses((status = 200, body = JobsPage), (status = "4XX", body = Refusal)))]
async fn job_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Query(part): Query<JobsPart>,
) -> Answer<JobsPage> {
    let limit = part.limit.unwrap_or(20);
    let page = blocking(move || jobs::list(&shared.server, &seat, (work, &division), part.after, limit)).await?;
    Ok(Json(paged(page)))
}

/// A job as it stands.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/work/{work}/jobs/{job}", tag = "jobs",
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), WhichJob),
    responses((status = 200, body = JobView), (status = "4XX", body = Refusal)))]
async fn job(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Path(which): Path<WhichJob>,
) -> Answer<JobView> {
    let job = blocking(move || jobs::show(&shared.server, &seat, (work, &division, which.job))).await?;
    Ok(Json(view(job)))
}

/// Calls a job off. One that is being done stops before its next part; a list that is being taken in is taken in to the end.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/work/{work}/jobs/{job}/cancellation", tag = "jobs",
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), WhichJob),
    responses((status = 200, body = JobView), (status = "4XX", body = Refusal)))]
async fn cancel_job(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Path(which): Path<WhichJob>,
) -> Answer<JobView> {
    let job = blocking(move || jobs::cancel(&shared.server, &seat, (work, &division, which.job))).await?;
    Ok(Json(view(job)))
}

/// The file that came of a job.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/work/{work}/jobs/{job}/file", tag = "jobs",
    params(("division" = String, Path, description = "The division's code"), ("work" = String, Path, description = "The kind of work"), WhichJob),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = "4XX", body = Refusal)))]
async fn job_file(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Extension(work): Extension<Work>,
    Path(which): Path<WhichJob>,
) -> Result<Response, No> {
    let (made, file) = blocking(move || jobs::fetch(&shared.server, &seat, (work, &division, which.job))).await?;
    let disposition = disposition(&made.name);
    let kind = HeaderValue::from_static("application/octet-stream");
    let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file)));
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], body).into_response())
}

fn paged(page: Page) -> JobsPage {
    let next = page.jobs.last().filter(|_| page.more).map(|(job, _)| job.number);
    let named = page.jobs.into_iter().map(|(job, name)| JobView { name: Some(name), ..view(job) });
    JobsPage { jobs: named.collect(), next }
}

/// A job as a desk sees it.
pub(super) fn view(job: JobRow) -> JobView {
    fn said<T: serde::de::DeserializeOwned>(json: Option<&str>) -> Option<T> {
        serde_json::from_str(json?).ok()
    }
    let outcome = job.outcome.as_deref();
    let applied = jobs::applied_by(&job);
    JobView {
        number: job.number,
        work_zh: Work::of(&job.work).map_or_else(|| job.work.clone(), |work| work.zh().to_owned()),
        work: job.work,
        division: job.division.to_string(),
        login: job.login,
        name: None,
        file: job.brought_name,
        file_kept: job.brought.is_some(),
        step: job.step,
        state: job.state.code().to_owned(),
        done: job.done,
        of_all: job.of_all,
        stopping: job.stopping,
        created_at: job.created_at,
        changed_at: job.changed_at,
        ends_at: job.ends_at,
        applied,
        said: said(Some(&job.asked)).unwrap_or_default(),
        looked: said(outcome),
        dry_run: said(outcome),
        made: job.made.map(|made| made.name),
        why: said(job.refusal.as_deref()),
    }
}

/// What a browser calls the file: any name, and beside it what is left of it in ASCII, for those that know no other.
fn disposition(name: &str) -> HeaderValue {
    let ascii = |letter: char| if letter.is_ascii_graphic() && !r#""\"#.contains(letter) { letter } else { '_' };
    let plain: String = name.chars().map(ascii).collect();
    let octet = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let whole: String = name.bytes().map(octet).collect();
    let said = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&said).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_chinese_name() {
        let said = disposition("月报 2017.xlsx");
        assert_eq!(said, "attachment; filename=\"___2017.xlsx\"; filename*=UTF-8''%E6%9C%88%E6%8A%A5%202017.xlsx");
    }
}
