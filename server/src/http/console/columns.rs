//! Templates of columns: other bodies' forms, kept at the console and filled in from the records. Nothing of it reaches a phone.

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::jobs::{JobView, arrive, view};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::columns::{self, Meant, Template, WORDS, Wish};
use crate::http::Shared;
use crate::jobs;

pub(super) fn routes() -> Vec<Route> {
    let keep = routes! { Needs::There(Act::KeepAttendance) => keep_template, };
    let others = routes! {
        Needs::There(Act::ReadRecords) => template_list,
        Needs::There(Act::KeepAttendance) => forget_template,
        Needs::There(Act::ReadRecords) => fill_template,
    };
    keep.into_iter().map(|route| Route { brings_file: true, ..route }).chain(others).collect()
}

/// Which template.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichTemplate {
    /// What it is called.
    name: String,
}

/// What was seen of it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SeenTemplate {
    /// When the one of this name that was seen was kept; without it, none was.
    seen: Option<i64>,
}

/// The templates, and the words that they can hold.
#[derive(Debug, Serialize, ToSchema)]
struct TemplatesView {
    /// The division's own, then those of the divisions above it.
    templates: Vec<TemplateView>,
    /// Every word.
    words: Vec<WordView>,
}

/// A template.
#[derive(Debug, Serialize, ToSchema)]
struct TemplateView {
    /// Whose it is.
    division: String,
    /// What it is called.
    name: String,
    /// `xlsx` or `docx`.
    form: String,
    /// Who kept it.
    kept_by: String,
    /// When: Unix seconds, UTC.
    kept_at: i64,
}

/// A word that a template can hold between `{{` and `}}`.
#[derive(Debug, Serialize, ToSchema)]
struct WordView {
    /// In English.
    key: String,
    /// In Chinese.
    zh: String,
    /// What it stands for.
    en: String,
    /// Whether it stands for each person, so that its row is repeated.
    of_person: bool,
}

/// What is to be filled in.
#[derive(Debug, Deserialize, ToSchema)]
struct FillBody {
    /// Whose template it is: this division or one above it.
    owner: String,
    /// The first day.
    from: NaiveDate,
    /// The last day, in the same year.
    to: NaiveDate,
}

/// The templates of a division and of those above it.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/templates", tag = "columns",
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = TemplatesView), (status = "4XX", body = Refusal)))]
async fn template_list(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
) -> Answer<TemplatesView> {
    let kept = blocking(move || columns::templates(&shared.server, &division)).await?;
    let words = WORDS.iter().map(|word| WordView {
        key: word.key.to_owned(),
        zh: word.zh.to_owned(),
        en: word.en.to_owned(),
        of_person: word.of_person,
    });
    Ok(Json(TemplatesView { templates: kept.into_iter().map(template).collect(), words: words.collect() }))
}

/// Keeps a template by its name, in the place of the one that was seen. The body is the file, and nothing else.
#[utoipa::path(put, path = "/console/v1/divisions/{division}/templates/{name}", tag = "columns",
    params(("division" = String, Path, description = "The division's code"), WhichTemplate, SeenTemplate),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn keep_template(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichTemplate>,
    Query(SeenTemplate { seen }): Query<SeenTemplate>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, No> {
    let arriving = arrive(&shared.server, &headers, body).await?;
    blocking(move || {
        let form = jobs::template_form(arriving.path())?;
        let bytes = arriving.read()?;
        columns::keep(&shared.server, &seat, &division, Meant { name: &which.name, seen }, (form, &bytes))
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a template of the division's own, as it was seen.
#[utoipa::path(delete, path = "/console/v1/divisions/{division}/templates/{name}", tag = "columns",
    params(("division" = String, Path, description = "The division's code"), WhichTemplate, SeenTemplate),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn forget_template(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichTemplate>,
    Query(SeenTemplate { seen }): Query<SeenTemplate>,
) -> Result<StatusCode, No> {
    blocking(move || columns::forget(&shared.server, &seat, &division, Meant { name: &which.name, seen })).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a template filled in for the division: a job, whose file is the filled form.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/templates/{name}/filling", tag = "columns", request_body = FillBody,
    params(("division" = String, Path, description = "The division's code"), WhichTemplate),
    responses((status = 200, body = JobView), (status = "4XX", body = Refusal)))]
async fn fill_template(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichTemplate>,
    Json(body): Json<FillBody>,
) -> Answer<JobView> {
    let bell = shared.jobs.clone();
    let wish = Wish { owner: body.owner, template: which.name, from: body.from, to: body.to };
    let job = blocking(move || jobs::ask_filling(&shared.server, &seat, &division, &wish)).await?;
    bell.ring();
    Ok(Json(view(job)))
}

fn template(kept: Template) -> TemplateView {
    TemplateView {
        division: kept.division.to_string(),
        name: kept.name,
        form: kept.form.code().to_owned(),
        kept_by: kept.kept_by,
        kept_at: kept.kept_at,
    }
}
