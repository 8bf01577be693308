//! Complaints and suggestions, at the office that policy names.

use axum::extract::State;
use axum::{Extension, Json};
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Answer, Refusal, blocking};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::http::Shared;
use crate::office::complaints;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::ReadComplaints) => complaint_list,
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
    /// What it says.
    text: String,
}

/// What the seat's own office may read of a division and below it, the newest first.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/complaints", tag = "complaints",
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = Vec<ComplaintShown>), (status = "4XX", body = Refusal)))]
async fn complaint_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
) -> Answer<Vec<ComplaintShown>> {
    let known = blocking(move || complaints::complaints(&shared.server, &seat, &division)).await?;
    let shown = known.into_iter().map(|known| ComplaintShown {
        space: known.space.to_string(),
        village: known.village,
        author: known.author,
        day: known.day,
        about: known.complaint.about.code().to_owned(),
        about_zh: known.complaint.about.zh().to_owned(),
        text: known.complaint.text.0,
    });
    Ok(Json(shown.collect()))
}
