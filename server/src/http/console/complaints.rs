//! Complaints and suggestions, at the office that policy names.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{division as division_code, malformed, record_id};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::office::complaints;
use crate::storage::complaints::ComplaintPlace;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::ReadComplaints) => complaint_list,
        Needs::There(Act::ReadComplaints) => answer_complaint,
    }
}

/// A complaint or a suggestion.
#[derive(Debug, Serialize, ToSchema)]
struct ComplaintShown {
    /// The village.
    space: String,
    /// The village's name.
    village: String,
    /// Who wrote it.
    author: String,
    /// On which day.
    day: NaiveDate,
    /// What it is about, by code.
    about: String,
    /// What it is about, in Chinese.
    about_zh: String,
    /// Its id.
    record: String,
    /// What it says.
    text: String,
    /// The office's answer, once there is one.
    answer: Option<String>,
    /// On which day.
    answered: Option<NaiveDate>,
}

/// Which complaint; its village is the path's division.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichComplaint {
    /// The complaint's id.
    record: String,
}

/// An answer to a complaint.
#[derive(Debug, Deserialize, ToSchema)]
struct ComplaintAnswerBody {
    /// What is said; it goes to the complaint's writer alone.
    answer: String,
}

/// Which part of them.
#[derive(Debug, Deserialize, IntoParams)]
struct ComplaintPart {
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// A page of complaints.
#[derive(Debug, Serialize, ToSchema)]
struct ComplaintPage {
    /// The newest first.
    items: Vec<ComplaintShown>,
    /// Where to go on; none: that is all.
    next: Option<String>,
    /// How many there are.
    total: u64,
}

/// What the seat's own office may read of a division and below it, the newest first.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/complaints", tag = "complaints",
    params(("division" = String, Path, description = "The division's code"), ComplaintPart),
    responses((status = 200, body = ComplaintPage), (status = "4XX", body = Refusal)))]
async fn complaint_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<ComplaintPart>,
) -> Answer<ComplaintPage> {
    let (after, limit) = (part.after.as_deref().map(place).transpose()?, part.limit.unwrap_or(50));
    let page =
        blocking(move || complaints::complaints(&shared.server, &seat, &division, after.as_ref(), limit)).await?;
    let next = page.next.map(|(day, space, record)| format!("{day}.{space}.{}", HEXLOWER.encode(&record.0)));
    let shown = page.items.into_iter().map(|known| ComplaintShown {
        space: known.space.to_string(),
        village: known.village,
        author: known.author,
        day: known.day,
        about: known.complaint.about.code().to_owned(),
        about_zh: known.complaint.about.zh().to_owned(),
        record: HEXLOWER.encode(&known.record.0),
        text: known.complaint.text.0,
        answered: known.answer.as_ref().map(|answer| answer.answered),
        answer: known.answer.map(|answer| answer.answer.0),
    });
    Ok(Json(ComplaintPage { items: shown.collect(), next, total: page.total }))
}

/// Answers a complaint; the answer goes to its writer alone, at the next sync.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/complaints/{record}", tag = "complaints",
    request_body = ComplaintAnswerBody,
    params(("division" = String, Path, description = "The village's code"), WhichComplaint),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn answer_complaint(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<WhichComplaint>,
    Json(body): Json<ComplaintAnswerBody>,
) -> Result<StatusCode, No> {
    let record = record_id(&which.record)?;
    blocking(move || complaints::answer(&shared.server, &seat, &village, record, &body.answer)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn place(written: &str) -> Result<ComplaintPlace, ServerError> {
    let parts: Vec<&str> = written.split('.').collect();
    let [day, space, record] = parts.as_slice() else { return Err(malformed("after")) };
    Ok((day.parse().map_err(|_| malformed("after"))?, division_code(space, "after")?, record_id(record)?))
}
